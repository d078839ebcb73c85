"""Due dates after a holiday notice: computed again once, each change recorded, the applicant told in one paper.

The notice of the State Council makes a provisional year a published one (or corrects a published one). Limits that run
over its days are computed again from their start, their days and their pauses; what does not change is not touched, so
running twice changes nothing and an interrupted run is finished by the next.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bancheng.cases.commands.closing import local_day
from bancheng.cases.events import application_event, case_event
from bancheng.cases.queries.dates import FIRST, dates_of, touched
from bancheng.cases.spec import FOREVER, Limit
from bancheng.cases.spec.clocks import NEVER, Due, due, instant, pausable_due
from bancheng.documents.commands import named, prepare
from bancheng.kernel.access import Actor, require
from bancheng.kernel.database import Row, call
from bancheng.kernel.events import actor_ref
from bancheng.kernel.recording import recorded as _
from bancheng.kernel.workdays import Calendar, calendar

log = logging.getLogger("bancheng.cases.recomputing")

_TRIES = 4
_PAGE = 200
RUNS_BY = {
    "filed": "acceptance",
    "correction_requested": "correction",
    "accepted": "promised",
    "approved": "promised",
    "paused": "special",
    "waiting": "question",
    "offered": "offer",
}
"""State → the clock that its date (of a paused case: its alarm) comes from. Most waiting cases have none."""
REMINDED = frozenset({"waiting", "correction_requested", "offered"})
"""States in which the applicant is reminded on the warning day: until then the alarm stands there."""

Change = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What a notice did: applications looked at, applications and cases with other dates, and those still moving."""

    looked: int
    applications: int
    cases: int
    moving: tuple[UUID, ...]


def recompute_due(*, actor: Actor, first: date, last: date, notice: str, now: datetime) -> Recomputed:
    """按放假通知重算期限: every open limit that runs over `first`…`last` gets the date that the calendar now says.

    `notice` is the number of the notice, for the log and the paper. Applications that somebody keeps moving are named
    in `moving`: run again. NotFound for anybody but the program.
    """
    require("cases.recompute", actor)
    looked, changed, cases, moving, after = 0, 0, 0, list[UUID](), FIRST
    while found := touched(first, last, after=after, limit=_PAGE):
        for application_id in found:
            done = _one(actor, application_id, notice, now)
            if done is None:
                moving.append(application_id)
            elif done >= 0:
                changed, cases = changed + 1, cases + done
        looked, after = looked + len(found), found[-1]
    log.info("recomputed", extra={"looked": looked, "applications": changed, "cases": cases})
    return Recomputed(looked, changed, cases, tuple(moving))


def _one(actor: Actor, application_id: UUID, notice: str, now: datetime) -> int | None:
    """How many cases got other dates; -1 when the application has the right ones already, None when it kept moving."""
    for _attempt in range(_TRIES):
        row = dates_of(application_id)
        change = row and _change(actor, row, notice, now)
        if not change:
            return -1
        if call("cases_recompute_v1", application_id=application_id, change=change).ok:
            return len(change["cases"])
    return None


def _change(actor: Actor, row: Row, notice: str, now: datetime) -> Change | None:
    """The jsonb of `cases_recompute_v1`, or None when every date stands."""
    days = calendar(local_day(row["submitted_at"]))
    cases = [made for one in row["cases"] or () if (made := _case(days, one))]
    own = _own(days, row)
    if not cases and own == _dates(row):
        return None
    by, application_id = actor_ref(actor), row["application_id"]
    for made in cases:
        one = made.pop("row")
        made["event"] = case_event(
            "recompute", application_id, UUID(one["case_id"]), now, by, source=one["state"], target=one["state"],
            item=one["item"], stage=one["stage"], was=_day(one["due_at"]), due=_day(made["due_at"]), notice=notice,
        )  # fmt: skip
    event = application_event(
        "recompute", application_id, now, by, source="open", target="open", cases=len(cases),
        was=_day(row["due_at"]), due=_day(own["due_at"]), notice=notice,
    )  # fmt: skip
    change: Change = {
        "at": now,
        "cases": cases,
        "application": {**own, "version": row["version"], "event": event},
    }
    lines = _lines(row, cases, own)
    if lines:
        change["paper"] = _paper(row, lines, notice, now)
    return change


def _dates(row: Mapping[str, Any]) -> Change:
    return {"due_at": row["due_at"], "wake_at": row["wake_at"], "provisional": row["provisional"]}


def _own(days: Calendar, row: Row) -> Change:
    """The whole's own date, and the latest day of its delivery while that still lies ahead."""
    own, facts, submitted = _dates(row), row["facts"], row["submitted_at"]
    if facts.get("due_days"):
        ends = due(days, "whole", Limit(facts["due_days"]), submitted)
        own |= {"due_at": ends.at, "provisional": ends.provisional}
    if facts.get("at_latest") and row["open_cases"] and row["released_at"] is None:
        own["wake_at"] = due(days, "delivery", Limit(**facts["at_latest"]), submitted).at
    return own


def _case(days: Calendar, one: Row) -> Change | None:
    """What changes in one case; None when its dates and its clocks stand."""
    clocks = {clock["kind"]: clock for clock in one["clocks"] or ()}
    ends = {kind: _ends(days, clock) for kind, clock in clocks.items()}
    after = _case_dates(days, one, ends)
    before = {name: instant(one[name]) for name in ("due_at", "warn_at", "wake_at")}
    stand = all(
        instant(clock["due_at"]) == ends[kind].at and clock["provisional"] == ends[kind].provisional
        for kind, clock in clocks.items()
    )
    if stand and after == {**before, "provisional": one["provisional"]}:
        return None
    return {
        "row": one,
        "case_id": one["case_id"],
        "version": one["version"],
        **after,
        "clocks": [
            {"kind": kind, "due_at": end.at, "provisional": end.provisional} for kind, end in ends.items()
        ],
    }


def _ends(days: Calendar, clock: Row) -> Due:
    return pausable_due(
        days, clock["kind"], clock["unit"], clock["days"], instant(clock["started_at"]), clock["pauses"]
    )


def _own_end(state: str, ends: Mapping[str, Due]) -> Due:
    """The end of the clock that the state stands under; work off the clock has only the time it is expected to take."""
    kind = RUNS_BY.get(state, "")
    return ends.get(kind) or (ends.get("expected", NEVER) if kind == "promised" else NEVER)


def _case_dates(days: Calendar, one: Row, ends: Mapping[str, Due]) -> Change:
    """The case's own dates as its state takes them from its clocks."""
    state, own = one["state"], _own_end(one["state"], ends)
    kept = {name: instant(one[name]) for name in ("due_at", "warn_at", "wake_at")}
    if own is NEVER:
        return {**kept, "provisional": one["provisional"]}
    if state == "paused":
        return {**kept, "wake_at": own.at, "provisional": own.provisional}
    reminded = kept["wake_at"] == kept["due_at"]
    alarm = {"filed": own.at, "waiting": own.at, "correction_requested": own.at, "offered": own.at}.get(
        state, FOREVER
    )
    if state in REMINDED and not reminded:
        alarm = own.warn_at
    by_law = ends.get("legal", NEVER).provisional if state in {"accepted", "approved"} else False
    return {
        "due_at": own.at,
        "warn_at": own.warn_at,
        "wake_at": alarm,
        "provisional": own.provisional or by_law,
    }


def _lines(row: Row, cases: list[Change], own: Change) -> list[Change]:
    """What the applicant is told: each date that moved. A date that only stopped being 暂定 is on the page."""
    names = {one["case_id"]: one for one in row["cases"] or ()}
    moved = [
        {"name": names[made["case_id"]]["name"], "was": was, "due": day}
        for made in cases
        if (was := _day(names[made["case_id"]]["due_at"])) != (day := _day(made["due_at"]))
    ]
    if (was := _day(row["due_at"])) != (day := _day(own["due_at"])):
        moved.append({"name": _("整件事"), "was": was, "due": day})
    return moved


def _paper(row: Row, lines: list[Change], notice: str, now: datetime) -> Change:
    return prepare(
        application_id=row["application_id"],
        case_id=row["application_id"],
        kind="due_date_notice",
        title=_("办理期限调整告知书"),
        template_name=named(row["facts"], "due_date_notice"),
        values={
            "name": row["name"],
            "addressee": row["applicant_name"],
            "receipt": row["receipt"],
            "notice": notice,
            "lines": lines,
        },
        now=now,
        turn=row["version"],
    )


def _day(at: datetime | str) -> str:
    """The date of an instant in Shanghai as text, "" for none."""
    known = instant(at)
    return "" if known >= FOREVER else local_day(known).isoformat()
