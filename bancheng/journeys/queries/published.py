"""Which things can be done today, and how people find them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import rjieba
import tantivy

from bancheng.catalogue.spec import Item
from bancheng.journeys.spec import Journey
from bancheng.kernel.kept import Kept
from bancheng.kernel.rulebooks import HAN, Release, release, releases_of, text, translated

_indexes: Kept[tuple[str, ...], tantivy.Index] = Kept(4)
LITTLE = frozenset(
    {"a", "an", "and", "at", "do", "for", "get", "have", "how", "i", "in", "is", "my", "of", "on", "or", "the", "to"}
    | {"want", "with", "your"}
)  # fmt: skip
"""English words that say nothing beside others."""


@dataclass(frozen=True, slots=True)
class Published:
    """A journey in force, with its release."""

    journey: Journey
    release: Release

    @property
    def items(self) -> Sequence[Item]:
        """The items that it may bring together, in its own order."""
        models = self.release.models("item")
        found = [models[one.item] for one in self.journey.items]
        return [item for item in found if isinstance(item, Item)]


def published(on: date) -> list[Published]:
    """Every journey in force on a day: the things done most as the city ranks them, then by code.

    One statement; releases come from the process's cache.
    """
    return _published(releases_of("journey", on))


def _published(digests: Mapping[str, str]) -> list[Published]:
    found = []
    for _code, digest in sorted(digests.items()):
        made = release(digest)
        root = made.root
        if isinstance(root, Journey):
            found.append(Published(root, made))
    return sorted(found, key=lambda one: one.journey.front or 100)


def search(words: str, *, on: date, audience: str | None = None, limit: int = 20) -> list[Published]:
    """Journeys by what people call them: names, synonyms, their matters and results. Best first. One statement; one more
    for words without a Chinese character, which are looked for in the translations too.

    The index holds the journeys in force and is made anew when one is published (its key is their digests).
    """
    digests = releases_of("journey", on)
    every = {one.journey.code: one for one in _published(digests)}
    asked = _asked(words)
    if not asked:
        return []
    key, said = spoken(words, on)
    index = _indexes.get((*sorted(digests.values()), "", *key), lambda: _index(list(every.values()), said))
    query, _errors = index.parse_query_lenient(_plain(asked), ["names", "words"], field_boosts={"names": 3.0})
    hits = index.searcher().search(query, limit).hits
    found = [every[index.searcher().doc(address)["code"][0]] for _score, address in hits]
    return [one for one in found if audience in (None, one.journey.audience)]


def _asked(words: str) -> str:
    """What is looked for. A single character says nothing beside whole words: 审 of 年审 is no 审档案."""
    tokens = cut(words[:200])
    whole = [token for token in tokens if len(token) > 1 and token not in LITTLE]
    return " ".join(whole or tokens)


def spoken(words: str, on: date) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """The translations in which words without a Chinese character are looked for, and the digests that name them."""
    if HAN.search(words):
        return (), {}
    digests = releases_of("translation", on)
    return tuple(sorted(digests.values())), translated(digests)


def cut(words: str) -> list[str]:
    """Words as the index has them: small letters, one of a thing as several."""
    return [_singular(token.lower()) for token in rjieba.cut_for_search(words) if token.strip()]


def _singular(token: str) -> str:
    if not token.isascii() or len(token) < 4 or not token.endswith("s") or token.endswith("ss"):
        return token
    return f"{token[:-3]}y" if token.endswith("ies") else token[:-1]


def _plain(asked: str) -> str:
    """Only words: the query language's own signs are not for people."""
    return "".join(sign if sign.isalnum() or sign.isspace() else " " for sign in asked)


def _index(journeys: Sequence[Published], said: Mapping[str, str]) -> tantivy.Index:
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("code", stored=True, tokenizer_name="raw")
    schema.add_text_field("names", tokenizer_name="whitespace")
    schema.add_text_field("words", tokenizer_name="whitespace")
    index = tantivy.Index(schema.build())
    writer = index.writer(heap_size=15_000_000, num_threads=1)
    for one in journeys:
        journey = one.journey
        names = [text(journey.name), text(journey.plain_name), *journey.words]
        words = [text(journey.one_line)]
        for item in one.items:
            words += [
                text(item.name),
                text(item.plain_name),
                text(item.one_line),
                text(item.outcome.name),
                *item.synonyms,
            ]
        document = {"names": _cut(names, said), "words": _cut(words, said)}
        writer.add_document(tantivy.Document(code=journey.code, **document))
    writer.commit()
    index.reload()
    return index


def _cut(texts: Sequence[str], said: Mapping[str, str]) -> str:
    whole = [*texts, *(said[one] for one in texts if one in said)]
    return " ".join(token for each in whole if each for token in cut(each))
