"""`translation/1`: what the texts of rulebooks are called in another language, as data of the city (译文).

One document holds Chinese texts and what they read like in one language; a city may cut a language into several documents
(one for journeys, one for the dictionary). They are published like every rulebook, by themselves: a better English word
is a new version of the translation and no new release of the journeys that say the Chinese one. What a document says
itself (a map by language) goes before. A text without a translation stays Chinese.

Which texts people outside the offices read is said once, in the schema: all but what a model names in `office_only`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import BaseModel, Field, StringConstraints, model_validator

from bancheng.kernel.kept import Kept
from bancheng.kernel.rulebooks.base import Document, Rulebook, Text, rulebook, text
from bancheng.kernel.rulebooks.store import release, releases_of

Path = tuple[str | int, ...]

HAN: Final = re.compile(r"[\u3400-\u9fff]")
BLANK: Final = re.compile(r"\{[a-z][a-z0-9_]*\}")
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_TEXT_PARTS = frozenset({str, dict[str, str]})

_known: Kept[tuple[str, ...], Mapping[str, str]] = Kept(8)


@rulebook("translation/1", title="译文")
class Translation(Rulebook):
    """译文: Chinese text → the same in `language`. For readers only: what is decided and kept is the Chinese."""

    schema_: Literal["translation/1"] = Field(alias="schema")
    code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$")]
    name: Text
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
    """Language of the translations (ISO 639): en."""
    texts: dict[str, str] = Field(min_length=1)

    @model_validator(mode="after")
    def _said(self) -> Translation:
        for chinese, other in self.texts.items():
            if not other:
                raise ValueError(f"“{chinese}”的译文是空的")
            if set(BLANK.findall(chinese)) != set(BLANK.findall(other)):
                raise ValueError(f"“{chinese}”的译文里，要填的空和原文不一样")
        return self


def translations(language: str, on: date) -> Mapping[str, str]:
    """Chinese text → its translation, by what is in force on a day. One statement; the rest is a process's memory."""
    return translated(releases_of("translation", on), language)


def translated(digests: Mapping[str, str], language: str = "") -> Mapping[str, str]:
    """The texts of published translations (code → digest of the release) in one language; of two the later code's.

    Without a language: in every one, one after the other, for looking things up.
    """
    wanted = tuple(digest for _code, digest in sorted(digests.items()))
    return _known.get((language, *wanted), lambda: _texts((release(one).root for one in wanted), language))


def _texts(roots: Iterable[Rulebook], language: str) -> Mapping[str, str]:
    made: dict[str, str] = {}
    for root in roots:
        if not isinstance(root, Translation):
            continue
        if root.language == language:
            made |= root.texts
        elif not language:
            made |= {one: f"{made.get(one, '')} {other}".strip() for one, other in root.texts.items()}
    return MappingProxyType(made)


# --- what there is to translate ------------------------------------------------------------------------------


def public_texts(node: Any, path: Path = ()) -> Iterator[tuple[Path, Text]]:
    """Every text of a rulebook, or of a part of one, that people outside the offices may read, with its place."""
    if isinstance(node, BaseModel):
        hidden = getattr(type(node), "office_only", ())
        for name, field in type(node).model_fields.items():
            if name not in hidden:
                yield from _inside(getattr(node, name), field.annotation, (*path, field.alias or name))
    elif isinstance(node, Mapping):
        for key, value in node.items():
            yield from public_texts(value, (*path, str(key)))
    elif isinstance(node, tuple | list):
        for index, value in enumerate(node):
            yield from public_texts(value, (*path, index))


def _inside(value: Any, annotation: Any, path: Path) -> Iterator[tuple[Path, Text]]:
    inside = get_args(annotation)
    if set(inside) >= _TEXT_PARTS:
        if value:
            yield path, value
    elif inside and set(get_args(inside[0])) >= _TEXT_PARTS:  # several: tuple[Text, ...]
        for index, one in enumerate(value or ()):
            yield (*path, index), one
    else:
        yield from public_texts(value, path)


def untranslated(
    documents: Mapping[str, Document], language: str, roots: Iterable[str] = ("journey", "message", "face")
) -> list[tuple[str, Path, str]]:
    """Public texts without a translation: (`kind/code`, place, text) of whatever the roots of these kinds reach.

    Documents must be sound: one that its schema refuses, or that is missing, raises as reading it does.
    """
    models = (document.model for document in documents.values() if document.kind == "translation")
    known = _texts(models, language)
    found = []
    for key in sorted(_reached(documents, frozenset(roots))):
        for path, said in public_texts(documents[key].model):
            chinese = text(said)
            there = isinstance(said, dict) and language in said
            if not there and HAN.search(chinese) and chinese not in known:
                found.append((key, path, chinese))
    return found


def _reached(documents: Mapping[str, Document], roots: frozenset[str]) -> set[str]:
    waiting = [key for key, document in documents.items() if document.kind in roots]
    reached: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key not in reached and key in documents:
            reached.add(key)
            waiting += [reference.key for reference in documents[key].model.references()]
    return reached
