"""What a plan wants brought, and what it spares: rows of materials with why, what is accepted, and how they look."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from bancheng.cases.spec.clocks import Due
from bancheng.catalogue.spec import Item
from bancheng.journeys.compose import Plan, PlanMaterial
from bancheng.journeys.queries.deferring import day_for
from bancheng.kernel.workdays import local_day
from bancheng.kernel.workdays.english import reads_english
from bancheng.ui.language import text
from bancheng.ui.words import day_words

Page = dict[str, Any]
Look = Callable[[str], str]
"""Type of material → where to see how it looks; empty where there is nothing to see."""


def materials(plan: Plan, *, bring: bool, look: Look | None = None) -> list[Page]:
    """Rows of the materials to bring, or of those that need not be brought with why. One line per type and holder.

    `look`: where to see how a type of material looks (看样子); empty where there is nothing to see.
    """
    wanted = [
        one
        for one in plan.materials
        if (one.satisfied_by is None) == bring and (one.necessity == "required" or not bring)
    ]
    return _material_rows(plan, wanted, bring, look)


def free_materials(
    plan: Plan, on: date, look: Look | None = None, left: Sequence[PlanMaterial] | None = None
) -> list[Page]:
    """Rows of the materials without which one may hand in: what may follow later (容缺), and what may be left out.

    `note` says so; `until` is the day by which it has to come when all is handed in `on` that day without `left` (what
    is known to be left out; everything that may follow, when nothing is known yet).
    """
    rows = []
    others = [one for one in plan.to_bring() if one.later] if left is None else left
    for one in plan.to_bring():
        if one.necessity in ("deferrable", "optional"):
            ends = day_for(one, others, on)
            note = follows_words(ends) if ends else _("没有就不用交。")
            until = local_day(ends.at) if ends else None
            rows += [row | {"note": note, "until": until} for row in _material_rows(plan, [one], True, look)]
    return rows


def follows_words(ends: Due) -> str:
    """先收下，3月20日前补: as long as it is not handed in."""
    day = day_words(local_day(ends.at), weekday=False)
    return _("现在没有，可以先交别的，这一样%(day)s前补上。") % {"day": day}


def _material_rows(plan: Plan, wanted: Sequence[PlanMaterial], bring: bool, look: Look | None) -> list[Page]:
    found: dict[tuple[str, str], Page] = {}
    for one in wanted:
        who = _whose(plan, one.holder)
        found.setdefault(
            (one.type, one.holder),
            {
                "key": one.key,
                "name": (_("%(who)s的%(name)s") if who else "%(name)s")
                % {"who": who, "name": text(one.name)},
                "bring": bring,
                "why": _line(text(one.why if bring else one.why_not)),
                "plain": "；".join(accepted(plan, one.type)) if bring else "",
                "undecided": one.undecided,
                "href": look(one.type) if look and bring else "",
            },
        )
    return list(found.values())


def _whose(plan: Plan, holder: str) -> str:
    """Whose a material is, with the number where there are several: 员工1, 员工2."""
    role, _bracket, number = holder.rstrip("]").partition("[")
    subject = next((one for one in plan.subjects if one.role == role), None)
    if subject is None:
        return ""
    return f"{text(subject.name)}{number if (subject.many or 1) > 1 else ''}"


def _line(words: str) -> str:
    """One sentence that stands in a list has no stop at its end: some rulebooks write one, some do not."""
    if reads_english():  # the translation is found by the whole sentence
        return words
    return words[:-1] if words.endswith("。") and words.count("。") == 1 else words


def accepted(plan: Plan, material: str) -> list[str]:
    """What each matter that wants a type of material takes for good (白话要求)."""
    return accepted_by([matter.item for matter in plan.items], material)


def accepted_by(items: Iterable[Item], material: str) -> list[str]:
    """The same of these items."""
    said = {
        text(one.accept_standard)
        for item in items
        for one in item.all_materials()
        if one.type == material and one.accept_standard
    }
    return sorted(said)
