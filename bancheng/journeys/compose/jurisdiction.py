"""管辖: which region's entry of an item applies, and so whose matter it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bancheng.journeys.compose.compiled import CompiledEntry, CompiledItem
from bancheng.journeys.compose.rules import View
from bancheng.kernel.expressions import UNKNOWN
from bancheng.organizations.spec import Level, World

_WIDTH = {level.value: number for number, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Resolved:
    """The entry of the region that decides; without it, the entries that may turn out to apply."""

    region: str | None
    """What the deciding value says; None while it is not known."""
    entry: CompiledEntry | None
    candidates: tuple[CompiledEntry, ...]
    outside: bool = False
    """The region is known and no authority of this city has an entry for it."""


def resolve(item: CompiledItem, view: View, world: World, on: date) -> Resolved:
    """The entry of the nearest region, from the item's level upwards (village → township → county → city).

    An item with a single entry in force needs no region unless a region is known: then it must lie inside.
    """
    usable = tuple(one for one in item.all_entries if _applies(one, view, on) is not False)
    value = view.read(item.jurisdiction)
    if value is None or value is UNKNOWN:
        return Resolved(None, _only(usable, view, on), usable)
    region = str(value)
    found = nearest_entries(item, region, view, world, on)
    return Resolved(region, _only(found, view, on), found, outside=not found)


def nearest_entries(
    item: CompiledItem, region: str, view: View, world: World, on: date
) -> tuple[CompiledEntry, ...]:
    """The entries in force of the nearest region that has any, at the item's level or above; several only while it is
    open whose rule holds."""
    deepest = _WIDTH[item.item.jurisdiction.level]
    for code in world.lineage(region):
        region_of_step = world.region(code)
        if region_of_step is None or _WIDTH[region_of_step.level.value] > deepest:
            continue
        found = tuple(one for one in item.entries.get(code, ()) if _applies(one, view, on) is not False)
        if found:
            return found
    return ()


def _applies(one: CompiledEntry, view: View, on: date) -> bool | None:
    """Whether an entry is in force and its own rule holds; None while that cannot be said."""
    if not one.entry.in_force(on):
        return False
    said = one.when.value(view) if one.when is not None else True
    return said if isinstance(said, bool) else None


def _only(found: tuple[CompiledEntry, ...], view: View, on: date) -> CompiledEntry | None:
    """The entry that applies, if it is certain which."""
    return found[0] if len(found) == 1 and _applies(found[0], view, on) else None
