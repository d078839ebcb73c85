"""The page of 铺到县区、镇街: an entry to copy, a level, and for each region there the body that does the work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from bancheng.journeys.authoring import Target, copied, entries_of, level_of, levels_of, targets
from bancheng.journeys.queries.revisions import RevisedView, RevisionView
from bancheng.organizations.spec import Level, World
from bancheng.workbench.queries.designer.naming import namer
from bancheng.workbench.queries.designer.places import Body
from bancheng.workbench.queries.designer.words import value_label

BODY = "body:"
"""Boxes of the page: `body:<region>` → code of the body that does the work there; empty: not there."""


def extend_page(
    view: RevisionView, one: RevisedView, organization: str, asked: Mapping[str, str]
) -> dict[str, Any]:
    """Which entry is copied (`from`), to which level, where, and done by whom."""
    entries, names = entries_of(one.body), namer(view)
    index, template = _template(entries, asked.get("from", ""))
    levels = levels_of(one.body, view.world)
    level = _level(asked.get("level", ""), levels) or level_of(template, levels, view.world)
    found = targets(one.body, template, level, organization, view.world) if template else []
    return {
        "version": one.version, "from_": str(index), "level": level.value, "level_word": value_label(level.value),
        "templates": [
            {"value": str(n), "label": names.entry(entry)} for n, entry in enumerate(entries) if isinstance(entry, dict)
        ],
        "levels": [{"value": each.value, "label": value_label(each.value)} for each in levels],
        "groups": _groups(found, view.world, asked), "count": len(found), "template": names.entry(template),
        "unsure": sum(not target.proposed for target in found), "names": names,
    }  # fmt: skip


def _template(entries: list[Any], asked: str) -> tuple[int, Body]:
    index = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    held = entries[index] if index < len(entries) else entries[0] if entries else {}
    return (index if index < len(entries) else 0), held if isinstance(held, dict) else {}


def _level(asked: str, levels: list[Level]) -> Level | None:
    return next((one for one in levels if one.value == asked), None)


def _groups(found: Iterable[Target], world: World, asked: Mapping[str, str]) -> list[dict[str, Any]]:
    """The regions by the one above them, each with the bodies to choose from."""

    def above(target: Target) -> str:
        return target.region.parent or ""

    return [
        {"name": world.full_name(parent), "rows": [_row(target, asked) for target in rows]}
        for parent, rows in groupby(sorted(found, key=lambda one: (above(one), one.region.code)), above)
    ]


def _row(target: Target, asked: Mapping[str, str]) -> dict[str, Any]:
    name = f"{BODY}{target.region.code}"
    return {
        "name": name, "label": target.region.name, "value": asked.get(name, target.proposed),
        "options": [{"value": one.code, "label": one.short_name or one.name} for one in (*target.likely, *target.others)],
        "hint": "" if target.proposed else _("这里由谁办，认不出来，请选一个"),
    }  # fmt: skip


def extended(
    view: RevisionView, one: RevisedView, organization: str, asked: Mapping[str, str]
) -> tuple[Body, int]:
    """The document with the entries that were chosen behind its own, and how many. Regions that the page does not offer
    are left out."""
    entries = entries_of(one.body)
    _index, template = _template(entries, asked.get("from", ""))
    level = _level(asked.get("level", ""), levels_of(one.body, view.world))
    if level is None or not template:
        return one.body, 0
    made = [
        copied(template, target.region.code, asked[f"{BODY}{target.region.code}"], view.world)
        for target in targets(one.body, template, level, organization, view.world)
        if asked.get(f"{BODY}{target.region.code}")
        in {body.code for body in (*target.likely, *target.others)}
    ]
    return {**one.body, "entries": [*entries, *made]}, len(made)
