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
    in_force = tuple(entry for entry in item.all_entries if entry.entry.in_force(on))
    value = view.read(item.jurisdiction)
    if value is None or value is UNKNOWN:
        only = in_force[0] if len(in_force) == 1 else None
        return Resolved(None, only, in_force)
    region = str(value)
    found = nearest_entry(item, region, world, on)
    if found is None:
        return Resolved(region, None, (), outside=True)
    return Resolved(region, found, (found,))


def nearest_entry(item: CompiledItem, region: str, world: World, on: date) -> CompiledEntry | None:
    """The entry in force of the nearest region that has one, at the item's level or above."""
    deepest = _WIDTH[item.item.jurisdiction.level]
    for code in world.lineage(region):
        region_of_step = world.region(code)
        if region_of_step is None or _WIDTH[region_of_step.level.value] > deepest:
            continue
        for entry in item.entries.get(code, ()):
            if entry.entry.in_force(on):
                return entry
    return None
