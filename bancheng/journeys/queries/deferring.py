"""容缺: what a draft leaves out that may follow later, and the day by which it would have to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bancheng.cases.spec import Limit
from bancheng.cases.spec.clocks import Due, due
from bancheng.journeys.compose import PlanMaterial
from bancheng.journeys.queries.drafts import DraftView
from bancheng.kernel.workdays import calendar, start_of_day


def left_for_later(view: DraftView) -> list[PlanMaterial]:
    """Materials of the plan that may follow later and were not handed in."""
    return [
        one for one in view.plan.to_bring() if one.later and not view.materials.get(one.key, {}).get("files")
    ]


def day_for(one: PlanMaterial, left: Sequence[PlanMaterial], on: date) -> Due | None:
    """By when a material would have to come if all was handed in `on` that day without `left`; None if it may not follow.

    A case that begins without several has one day for all of them, the earliest; so has whoever brings them.
    """
    cases = {node for node, _limit in one.later}
    here, begins = calendar(on), start_of_day(on)
    days = [
        due(here, "deferral", Limit(limit.n, "wd" if limit.unit == "wd" else "cd"), begins)
        for other in (one, *left)
        for node, limit in other.later
        if node in cases
    ]
    return min(days, key=lambda each: each.at, default=None)
