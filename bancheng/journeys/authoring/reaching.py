"""What of an item an organization may change: a body of one county its own entries, a body above them all of it.

Bodies of rulebooks are read as they are written: work in progress need not be sound.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bancheng.journeys.authoring.owning import keeps_publishing, named, upwards
from bancheng.organizations.spec import World

Body = Mapping[str, Any]
ENTRIES = "entries"


def is_limited(body: Body, organization: str, world: World) -> bool:
    """Whether an item has entries of regions that the organization does not reach: then what they share is not its to
    change either. Never for the body that keeps publishing."""
    return not keeps_publishing(organization, world) and any(
        not _in_reach(entry, organization, world) for entry in entries_of(body)
    )


def is_own(body: Body, entry: Any, organization: str, world: World) -> bool:
    """Whether an entry of an item is the organization's to change. One without a region yet is whoever's added it."""
    if not is_limited(body, organization, world):
        return True
    if not _in_reach(entry, organization, world):
        return False
    bodies = [one for one in named(entry) if world.organization(one.removeprefix("org:")) is not None]
    return not bodies or any(organization in upwards(code, world) for code in bodies)


def reaches_region(region: str, organization: str, world: World) -> bool:
    """Whether a region is, or lies in, the organization's."""
    body = world.organization(organization)
    return keeps_publishing(organization, world) or (body is not None and world.within(region, body.region))


def goes_beyond(old: Body, new: Body, organization: str, world: World) -> bool:
    """Whether a change of an item touches what belongs to other regions' bodies: their entries, or what all share."""
    if is_limited(old, organization, world):
        kept = [entry for entry in entries_of(old) if not is_own(old, entry, organization, world)]
        return _shared(new) != _shared(old) or kept != [
            entry for entry in entries_of(new) if not is_own(old, entry, organization, world)
        ]
    return is_limited(new, organization, world)


def own_over(newest: Body, ours: Body, organization: str, world: World) -> dict[str, Any]:
    """The newest version with only the organization's own entries as we have them."""
    rest = [one for one in entries_of(newest) if not is_own(newest, one, organization, world)]
    first = next(
        (n for n, one in enumerate(entries_of(newest)) if is_own(newest, one, organization, world)), len(rest)
    )
    own = [one for one in entries_of(ours) if is_own(newest, one, organization, world)]
    return {**newest, ENTRIES: [*rest[:first], *own, *rest[first:]]}


def entries_of(body: Body) -> list[Any]:
    """The entries of an item as they are written; empty where there is no list."""
    held = body.get(ENTRIES)
    return held if isinstance(held, list) else []


def _shared(body: Body) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != ENTRIES}


def _in_reach(entry: Any, organization: str, world: World) -> bool:
    region = str(entry.get("region", "")) if isinstance(entry, dict) else ""
    return not world.lineage(region) or reaches_region(region, organization, world)
