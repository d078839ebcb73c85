"""What changed between two versions of a document, or between two releases, value by value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bancheng.kernel.rulebooks.base import Document
from bancheng.kernel.rulebooks.releases import Release

_NAMES = ("code", "id", "path", "item", "type", "element", "region", "key")


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs: document, path inside it, before and after (None: was not there / is gone)."""

    document: str
    path: str
    before: Any
    after: Any


def changes(old: Release | Document | None, new: Release | Document | None) -> list[Change]:
    """The differences in reading order. Entries of lists are matched by what names them (`code`, `id`,
    `path`, …).
    """
    before, after = _bodies(old), _bodies(new)
    found: list[Change] = []
    for key in sorted(before.keys() | after.keys()):
        found += [Change(key, *rest) for rest in _differ("", before.get(key), after.get(key))]
    return found


def _bodies(thing: Release | Document | None) -> dict[str, Any]:
    if thing is None:
        return {}
    if isinstance(thing, Document):
        return {thing.key: thing.body}
    return {key: doc.body for key, doc in thing.documents.items()}


def _differ(path: str, old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    if old == new:
        return
    if isinstance(old, list) and isinstance(new, list):
        old, new = _named(old), _named(new)
    if not (isinstance(old, dict) and isinstance(new, dict)):
        yield path, old, new
        return
    for key in [*old, *(key for key in new if key not in old)]:
        yield from _differ(f"{path}.{key}" if path else str(key), old.get(key), new.get(key))


def _named(entries: list[Any]) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for index, entry in enumerate(entries):
        name = (
            next((str(entry[word]) for word in _NAMES if word in entry), "")
            if isinstance(entry, dict)
            else ""
        )
        key = f"[{name or (entry if isinstance(entry, str) else index)}]"
        named[key if key not in named else f"[{index}]"] = entry
    return named
