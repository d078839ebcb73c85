"""Everything that a search shows beside whole things: single matters, results, frequent questions, and other words tried."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bancheng.journeys.queries.published import LITTLE, Published, cut, published, spoken
from bancheng.kernel.kept import Kept
from bancheng.kernel.rulebooks import Text, text

Kind = Literal["matter", "result", "question"]
EACH = 5
"""So many of a group; who wants more types more words."""
ALSO = 2
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Part:
    """A matter, a result or a question, and the thing that it belongs to."""

    kind: Kind
    name: Text
    line: Text
    thing: Published
    calls: tuple[str, ...]
    """What people call it."""
    words: frozenset[str]
    """The tokens of its names and of what people call it."""

    def fits(self, words: str, asked: frozenset[str]) -> int:
        """How well: 0 not at all; a name that holds the whole phrase comes before any number of single words."""
        whole = any(words in one for one in self.calls)
        return len(asked & self.words) + (_WHOLE if whole else 0)


_parts: Kept[tuple[str, ...], list[Part]] = Kept(4)


@dataclass(frozen=True, slots=True)
class Parts:
    """What was found, best first."""

    matters: tuple[Part, ...] = ()
    results: tuple[Part, ...] = ()
    questions: tuple[Part, ...] = ()


def find_parts(words: str, *, on: date, audience: str | None = None) -> Parts:
    """Matters, results and questions that fit the words best: the whole phrase, else the most of them. One statement; two
    for words without a Chinese character.
    """
    asked = _tokens(words)
    if not asked:
        return Parts()
    found = [
        (one.fits(words.strip().lower(), asked), one)
        for one in _all(published(on), *spoken(words, on))
        if audience in (None, one.thing.journey.audience)
    ]
    most = max((count for count, _one in found), default=0)
    best = [one for count, one in found if count == most > 0]
    groups = {
        kind: tuple(one for one in best if one.kind == kind)[:EACH]
        for kind in ("matter", "result", "question")
    }
    return Parts(groups["matter"], groups["result"], groups["question"])


def also_called(words: str, on: date) -> list[str]:
    """The official names behind an everyday word: whoever types 出生证 is told that 出生医学证明 was looked for too."""
    asked = words.strip()
    found: dict[str, None] = {}  # in order, each once
    for thing in published(on):
        for item in thing.items:
            if asked in item.synonyms:
                found[text(item.outcome.name or item.name)] = None
    return [name for name in found if asked and asked not in name][:ALSO]


def _all(things: Sequence[Published], named: tuple[str, ...], said: Mapping[str, str]) -> list[Part]:
    """Every part of the things in force, by what they are called in Chinese and in `said`; made anew when one is
    published.
    """
    key = (*(one.release.digest for one in things), "", *named)
    return _parts.get(key, lambda: list(_made(things, said)))


def _made(things: Iterable[Published], said: Mapping[str, str]) -> Iterable[Part]:
    seen: set[tuple[Kind, str]] = set()
    for thing in things:
        for part in _of(thing, said):
            key = (part.kind, text(part.name))
            if key not in seen:
                seen.add(key)
                yield part


def _of(thing: Published, said: Mapping[str, str]) -> Iterable[Part]:
    def part(kind: Kind, name: Text, line: Text, calls: tuple[str, ...]) -> Part:
        every = (*calls, *(said[one] for one in calls if one in said))
        return Part(kind, name, line, thing, tuple(one.lower() for one in every), _tokens(*every))

    for item in thing.items:
        name, result = item.plain_name or item.name, item.outcome.name or item.name
        line = item.one_line or ""
        yield part("matter", name, line, (text(name), text(item.name), *item.synonyms))
        yield part("result", result, "", (text(result), *item.synonyms))
        for one in item.questions:
            yield part("question", one.q, one.a, (text(one.q),))
    for each in thing.journey.questions_and_answers:
        yield part("question", each.q, each.a, (text(each.q),))


def _tokens(*texts: str) -> frozenset[str]:
    """Words of two characters and more; single characters only when there is nothing else."""
    tokens = {one for each in texts if each for one in cut(each[:200])}
    words = {one for one in tokens - LITTLE if len(one) > 1 and any(sign.isalnum() for sign in one)}
    return frozenset(words or {one for one in tokens if one.isalnum()})
