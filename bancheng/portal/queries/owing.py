"""What was promised for later (容缺) in words: what is still owed, by when, and why it is that day."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from bancheng.cases.queries.pages import Progress
from bancheng.cases.spec import Limit
from bancheng.cases.spec.clocks import due
from bancheng.catalogue.spec import Material
from bancheng.kernel.database import Row
from bancheng.kernel.rulebooks import Release
from bancheng.kernel.workdays import Clock, calendar, days_left, explain_clock, light, local_day
from bancheng.ui.language import text
from bancheng.ui.words import day_words

Page = dict[str, Any]
OPEN = frozenset({"waiting", "filed", "accepted", "paused"})
"""States in which what is owed is all that the person has to do."""


def clock_of(case_id: UUID, found: Progress) -> Row | None:
    """The running clock of what a case still misses."""
    return next(
        (
            one
            for one in found.clocks
            if one["kind"] == "deferral" and str(one["case_id"]) == str(case_id) and not one["stopped_at"]
        ),
        None,
    )


def owed_due(clock: Row, now: datetime) -> Page:
    """The deadline chip of what is owed, with why it is that day."""
    here = calendar(local_day(clock["started_at"]))
    ends = due(here, "deferral", Limit(clock["days"], clock["unit"]), clock["started_at"])
    left = days_left(calendar(local_day(now)), now, ends.at)
    shown = {"far": "far", "near": "near", "over": "overdue"}[light(ends.at, ends.warn_at, now)]
    counted = Clock("deferral", clock["unit"], clock["days"], clock["started_at"], ())
    return {
        "light": "today" if shown == "near" and left == 0 else shown,
        "date": local_day(ends.at),
        "left": abs(left),
        "provisional": ends.provisional,
        "why": explain_clock(here, counted, _("提交")),
    }


def owed_names(case: Row, book: Release) -> str:
    """What a case still misses, by what people call it."""
    models = book.models("material")
    found = [(models.get(one["type"]), one["name"]) for one in case["missing"] or ()]
    return "、".join(
        text(one.plain_name or one.name) if isinstance(one, Material) else name for one, name in found
    )


def owing(case: Row, found: Progress, book: Release, now: datetime) -> Page:
    """The sentence of a case that misses something: what, by when, and what follows. Nothing for one that does not."""
    clock = clock_of(case["case_id"], found)
    if not case["missing"] or clock is None:
        return {}
    day = day_words(local_day(clock["due_at"]))
    words = _("您答应补的%(what)s还没有补，%(day)s前补上。") % {"what": owed_names(case, book), "day": day}
    if case["state"] not in OPEN:
        return {"note": words}
    note = _("别的先看着，补上才能办好。到期没补，这一项就不办了。")
    return {"text": words, "note": note, "due": owed_due(clock, now)}
