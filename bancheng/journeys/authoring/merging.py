"""Two people changed one document: what each did is kept where they did not touch the same value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Spot = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """The document with both changes; `clashes`: values that both changed differently (there `ours` was taken)."""

    body: dict[str, Any]
    clashes: tuple[Spot, ...]


def merge(base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any]) -> Merged:
    """Three-way, value by value. Entries of a list are matched by what names them; where nothing does, a list whose
    length changed on one side is one value."""
    clashes: list[Spot] = []
    body = _merge(base, ours, theirs, (), clashes)
    return Merged(body, tuple(clashes))


_NOTHING: Any = object()
_SIDES = 3
_NAMES = ("code", "id", "path", "item", "region")
"""Keys that name an entry of a list, the first that all entries have."""


def _merge(base: Any, ours: Any, theirs: Any, spot: Spot, clashes: list[Spot]) -> Any:
    if theirs in (ours, base):
        return ours
    if ours == base:
        return theirs
    if isinstance(ours, dict) and isinstance(theirs, dict):
        old = base if isinstance(base, dict) else {}
        return dict(_members(old, ours, theirs, spot, clashes))
    named = [found for side in (base, ours, theirs) if (found := _named(side)) is not None]
    if len(named) == _SIDES:
        return [one for _name, one in _members(named[0], named[1], named[2], spot, clashes)]
    lists = [side for side in (base, ours, theirs) if isinstance(side, list)]
    if len(lists) == _SIDES and len({len(one) for one in lists}) == 1:
        rows = enumerate(zip(*lists, strict=True))
        return [_merge(old, own, other, (*spot, n), clashes) for n, (old, own, other) in rows]
    clashes.append(spot)
    return ours


def _members(
    base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any], spot: Spot, clashes: list[Spot]
) -> Iterator[tuple[str, Any]]:
    for key in [*ours, *(one for one in theirs if one not in ours)]:
        old, own, other = (side.get(key, _NOTHING) for side in (base, ours, theirs))
        merged = _merge(old, own, other, (*spot, key), clashes)
        if merged is not _NOTHING:
            yield key, merged


def _named(entries: Any) -> dict[str, Any] | None:
    """A list by the names of its entries; None where they have none, or share one."""
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        return None
    word = next((key for key in _NAMES if all(key in one for one in entries)), None)
    found = {str(one[word]): one for one in entries} if word else {}
    return found if entries and len(found) == len(entries) else None
