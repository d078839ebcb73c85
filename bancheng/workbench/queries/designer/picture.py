"""A journey drawn: items by department and step, who waits for whom, the longest way; or the ring, named in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from bancheng.catalogue.spec import Item
from bancheng.journeys.checks.graph import cycle
from bancheng.journeys.spec import Journey
from bancheng.kernel.rulebooks import CheckFailed, Document, text
from bancheng.organizations.spec import World


def picture(documents: Mapping[str, Document], code: str, world: World) -> dict[str, Any]:
    """`nodes` for the lanes, `longest` in words, `ring` where items wait for each other; empty while it cannot be read."""
    try:
        journey = documents[f"journey/{code}"].model
    except (KeyError, CheckFailed):
        return {"nodes": [], "ring": "", "longest": "", "lanes": []}
    assert isinstance(journey, Journey)
    items = {place.item: _item(documents, place.item) for place in journey.items}
    after = {p.item: [one.item for one in p.after if one.item in items] for p in journey.items}
    ring = cycle(after)
    if ring:
        said = " → ".join(_name(items[one], one) for one in (*ring, ring[0]))
        return {"nodes": [], "ring": said, "longest": "", "lanes": []}
    days = {one: _days(item) for one, item in items.items()}
    path = _longest(after, days)
    order = closure_order(after)
    placed = sorted(journey.items, key=lambda place: order[place.item])
    nodes = [_node(place, items, after, days, path, world) for place in placed]
    total = sum(days[one] for one in path)
    return {
        "nodes": nodes,
        "ring": "",
        "longest": _("{n}个工作日").format(n=total),
        "path": _spoken(path, items),
    }


def _item(documents: Mapping[str, Document], code: str) -> Item | None:
    try:
        model = documents[f"item/{code}"].model
    except (KeyError, CheckFailed):
        return None
    return model if isinstance(model, Item) else None


def _name(item: Item | None, code: str) -> str:
    return text(item.plain_name or item.name) if item else code


def _days(item: Item | None) -> int:
    if item is None or item.off_clock:
        return 0
    return max((entry.promised.working_days for entry in item.entries), default=0)


def _longest(after: Mapping[str, Sequence[str]], days: Mapping[str, int]) -> tuple[str, ...]:
    best: dict[str, tuple[int, tuple[str, ...]]] = {}

    def visit(one: str) -> tuple[int, tuple[str, ...]]:
        if one not in best:
            before = max((visit(other) for other in after[one]), default=(0, ()), key=lambda found: found[0])
            best[one] = (before[0] + days[one], (*before[1], one))
        return best[one]

    return max((visit(one) for one in after), default=(0, ()), key=lambda found: (found[0], len(found[1])))[1]


def closure_order(after: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """How many steps stand before each item at most: the text under the picture is read in this order."""
    levels: dict[str, int] = {}

    def level(one: str) -> int:
        if one not in levels:
            levels[one] = max((level(other) + 1 for other in after[one]), default=0)
        return levels[one]

    return {one: level(one) for one in after}


def _node(
    place: Any,
    items: Mapping[str, Item | None],
    after: Mapping[str, Sequence[str]],
    days: Mapping[str, int],
    path: Sequence[str],
    world: World,
) -> dict[str, Any]:
    item = items[place.item]
    before = "、".join(_name(items[one], one) for one in after[place.item])
    notes = [_("在{before}之后").format(before=before)] if before else []
    notes += [_("有条件")] if place.when else []
    return {
        "code": place.item,
        "name": _name(item, place.item),
        "department": _department(item, world),
        "state": "wait",
        "word": _("有条件") if place.when else _("要办"),
        "days": _("当场办") if item and not days[place.item] else _("{n}个工作日").format(n=days[place.item]),
        "after": list(after[place.item]),
        "critical": place.item in path,
        "note": "，".join(notes),
    }


def _department(item: Item | None, world: World) -> str:
    if item is None:
        return _("还没有这件事项")
    if item.lead_department:
        return text(item.lead_department)
    body = world.organization(item.entries[0].organization.removeprefix("org:")) if item.entries else None
    return body.name if body else ""


def _spoken(path: Sequence[str], items: Mapping[str, Item | None]) -> str:
    return " → ".join(_name(items[one], one) for one in path)
