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
    """Three-way, value by value. A list whose length changed on one side is one value: entries have no names."""
    clashes: list[Spot] = []
    body = _merge(base, ours, theirs, (), clashes)
    return Merged(body, tuple(clashes))


_NOTHING: Any = object()
_SIDES = 3


def _merge(base: Any, ours: Any, theirs: Any, spot: Spot, clashes: list[Spot]) -> Any:
    if theirs in (ours, base):
        return ours
    if ours == base:
        return theirs
    if isinstance(ours, dict) and isinstance(theirs, dict):
        old = base if isinstance(base, dict) else {}
        return dict(_members(old, ours, theirs, spot, clashes))
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
