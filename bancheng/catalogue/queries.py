"""Questions to the catalogue: what is in force on a day, finding it by words, what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bancheng.catalogue.spec.changes import sentences
from bancheng.kernel import rulebooks
from bancheng.kernel.rulebooks import Document, Rulebook, Text, text


@dataclass(frozen=True, slots=True)
class InForce:
    """A rulebook that may be applied for or read on a day, with the release that holds it."""

    kind: str
    code: str
    release: str
    rulebook: Rulebook

    @property
    def name(self) -> str:
        """What people call it."""
        return text(getattr(self.rulebook, "plain_name", None) or self.rulebook.name)


@dataclass(frozen=True, slots=True)
class Found:
    """One answer of a search; `tried`: the words that matched."""

    what: InForce
    tried: tuple[str, ...]
    score: int


def in_force(kind: str, on: date) -> list[InForce]:
    """The roots of a kind in force on a day, in order of code. One statement; parsed rulebooks are cached."""
    found = sorted(rulebooks.releases_of(kind, on).items())
    return [InForce(kind, code, digest, rulebooks.release(digest).root) for code, digest in found]


def items_in_force(on: date) -> list[InForce]:
    """Every item that a journey in force reaches, each once with one of its releases."""
    found: dict[str, InForce] = {}
    for journey in in_force("journey", on):
        for code, item in rulebooks.release(journey.release).models("item").items():
            found.setdefault(code, InForce("item", code, journey.release, item))
    return [found[code] for code in sorted(found)]


def search(words: str, on: date, *, limit: int = 20) -> list[Found]:
    """Journeys, then items, whose names or people's words for them meet the query; best first."""
    query = "".join(words.split()).lower()
    if not query:
        return []
    candidates = [*in_force("journey", on), *items_in_force(on)]
    found = [hit for one in candidates if (hit := _hit(one, query)) is not None]
    found.sort(key=lambda hit: (-hit.score, hit.what.kind != "journey", hit.what.code))
    return found[:limit]


def _hit(what: InForce, query: str) -> Found | None:
    """3 the name itself, 2 the name or a word contains it or is contained, 1 two neighbouring characters in common."""
    rulebook = what.rulebook
    names = _texts([rulebook.name, getattr(rulebook, "plain_name", None)])
    spoken = [*getattr(rulebook, "words", ()), *getattr(rulebook, "synonyms", ())]
    others = _texts([*spoken, getattr(rulebook, "one_line", None)])
    if query in names:
        return Found(what, (query,), 100)
    inside = [word for word in (*names, *others) if query in word or (len(word) > 1 and word in query)]
    if inside:
        return Found(what, tuple(inside[:3]), 50 + 10 * any(word in names for word in inside))
    pairs = {query[at : at + 2] for at in range(len(query) - 1)}
    shared = sorted(pair for pair in pairs if any(pair in word for word in (*names, *others)))
    return Found(what, tuple(shared), len(shared)) if shared and len(shared) * 2 >= len(pairs) else None


def _texts(values: Iterable[Text | None]) -> list[str]:
    return ["".join(text(value).split()).lower() for value in values if value]


def export(on: date, kinds: Sequence[str] = ()) -> list[Document]:
    """Every document of every release in force, each once, to be written as a folder for another city."""
    documents: dict[str, Document] = {}
    for kind in kinds or sorted(rulebooks.kinds()):
        for digest in rulebooks.releases_of(kind, on).values():
            documents |= rulebooks.release(digest).documents
    return [documents[key] for key in sorted(documents)]


def what_changed(held: str, now: str) -> list[str]:
    """What is different between the release that a draft holds and another one, in plain words."""
    return [] if held == now else sentences(rulebooks.release(held), rulebooks.release(now))
