"""Working on an accepted case: pass a stage, stop and restart the clock, decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from bancheng.cases.commands.acceptance import refused
from bancheng.cases.commands.closing import close, local_day
from bancheng.cases.commands.deferring import insist_on_deferrals
from bancheng.cases.commands.moving import draft, load, move, note, offer, replayable, stage_at, to_stage
from bancheng.cases.lifecycle import CASE
from bancheng.cases.spec import FOREVER, Decision, Limit, Moved
from bancheng.cases.spec.clocks import due, instant, recomputed, running
from bancheng.documents.commands import named, prepare
from bancheng.kernel.access import Actor
from bancheng.kernel.database import Row
from bancheng.kernel.errors import InvalidInput, RuleBroken, define
from bancheng.kernel.recording import recorded as _
from bancheng.kernel.workdays import calendar

STAGE_FIRST = define(
    RuleBroken,
    "stage_first",
    gettext_lazy("现在是“{stage}”环节，还不能{act}。"),
    next_step=gettext_lazy("先办完“{stage}”，再{act}。"),
)
PROCEDURE_UNKNOWN = define(
    InvalidInput,
    "procedure_unknown",
    gettext_lazy("这个事项没有这种特别程序，不能停钟。"),
    next_step=gettext_lazy("可以用的特别程序：{choices}。"),
    regulation=gettext_lazy("行政许可法第四十五条"),
)

Clocks = list[dict[str, Any]]


@replayable
def review(
    *,
    actor: Actor,
    application_id: UUID,
    case_id: UUID,
    version: int,
    now: datetime,
    note_text: str = "",
    points: Sequence[str] = (),
    key: str | None = None,
) -> Moved:
    """审查通过: passes the current stage; the case goes to the post of the next one. RuleBroken at another stage."""
    row = load("review", actor, application_id, case_id, version, now, key)
    at_stage(row, "review", "review")
    moving = draft(row, "review", actor, now, key)
    done = {
        "stage": stage_at(row, row["stage"])["code"],
        "note": note_text,
        "points": list(points),
        "at": now,
    }
    moving["outcome"] = {**row["outcome"], "reviews": [*row["outcome"].get("reviews", ()), done]}
    to_stage(moving, row, row["stage"] + 1)
    note(moving, row)
    offer(moving, row)
    return move(row, moving, now)


@replayable
def decide(
    *,
    actor: Actor,
    application_id: UUID,
    case_id: UUID,
    version: int,
    decision: Decision,
    now: datetime,
    key: str | None = None,
) -> Moved:
    """决定: 准予 sends the case to be issued; 不予许可 ends it and needs reason, basis and remedies (许可法 38 条)."""
    if not decision.granted:
        row = load("refuse", actor, application_id, case_id, version, now, key, "family")
        at_stage(row, "decide", "refuse")
        moving = refused(row, "refuse", actor, now, key, decision.reason, decision.basis, decision.remedies)
        return close(row, [moving], now)
    row = load("approve", actor, application_id, case_id, version, now, key, "missing")
    at_stage(row, "decide", "approve")
    insist_on_deferrals(row, "approve")
    moving = draft(row, "approve", actor, now, key)
    moving["decided_at"] = now
    moving["outcome"] = {
        **row["outcome"], "granted": True, "reason": decision.reason, "basis": list(decision.basis),
    }  # fmt: skip
    if template := named(row, "approval"):
        moving["paper"] = _approval(row, template, decision, now)
    to_stage(moving, row, row["stage"] + 1)
    note(moving, row)
    offer(moving, row)
    return move(row, moving, now)


def _approval(row: Row, template: str, decision: Decision, now: datetime) -> dict[str, Any]:
    """准予决定书: only where the item's rulebook has one (not every result is a licence with a decision of its own)."""
    return prepare(
        application_id=row["application_id"],
        case_id=row["case_id"],
        kind="approval",
        title=str(_("准予决定书")),
        template_name=template,
        values={
            "name": row["name"],
            "number": row["case_number"],
            "addressee": row["applicant_name"],
            "organization": row["plan"]["organization_name"],
            "basis": list(decision.basis) or list(row["plan"]["basis"]),
            "decided_at": local_day(now),
        },
        now=now,
    )


@replayable
def pause(
    *,
    actor: Actor,
    application_id: UUID,
    case_id: UUID,
    version: int,
    procedure: str,
    now: datetime,
    reason: str = "",
    key: str | None = None,
) -> Moved:
    """停钟: a special procedure of the item; its days do not count, up to its own limit (许可法 45 条)."""
    row = load("pause", actor, application_id, case_id, version, now, key, "clocks")
    known = {one["code"]: one for one in row["plan"]["procedures"]}
    if procedure not in known:
        raise PROCEDURE_UNKNOWN(choices="、".join(one["name"] for one in known.values()) or "—")
    chosen = known[procedure]
    limit = Limit(chosen["max_days"])
    ends = due(calendar(local_day(now)), "special", limit, now)
    moving = draft(row, "pause", actor, now, key)
    open_pause = {"from": now, "to": None, "procedure": procedure, "reason": reason}
    moving |= {
        "due_at": FOREVER,
        "warn_at": FOREVER,
        "wake_at": ends.at,
        "clocks": [
            *(with_pause(row, clock, [*clock["pauses"], open_pause]) for clock in limits(row)),
            running("special", limit, now, ends),
        ],
    }
    note(moving, row, procedure=procedure)
    offer(moving, row)
    return move(row, moving, now)


@replayable
def resume(
    *, actor: Actor, application_id: UUID, case_id: UUID, version: int, now: datetime, key: str | None = None
) -> Moved:
    """恢复计时: the limits run on; the days of the procedure are added, never more than its limit allows."""
    row = load("resume", actor, application_id, case_id, version, now, key, "clocks")
    return move(row, resumed(row, actor, now, key), now)


def resumed(row: Row, actor: Actor, now: datetime, key: str | None) -> dict[str, Any]:
    """The move of a restart. Days beyond the procedure's own limit count as days of the department."""
    moving = draft(row, "resume", actor, now, key)
    until = min(now, instant(row["wake_at"]))
    clocks = [
        with_pause(row, clock, [*clock["pauses"][:-1], {**clock["pauses"][-1], "to": until}])
        for clock in limits(row)
    ]
    promised = next(clock for clock in clocks if clock["kind"] != "legal")
    moving |= {
        "due_at": promised["due_at"],
        "warn_at": promised["warn_at"],
        "wake_at": FOREVER,
        "provisional": any(clock["provisional"] for clock in clocks),
        "clocks": clocks,
        "stop_clocks": ["special"],
    }
    note(moving, row)
    offer(moving, row)
    return moving


def limits(row: Row) -> Clocks:
    """The clocks that a special procedure stops."""
    return [clock for clock in row["clocks"] or () if clock["kind"] in {"promised", "legal", "expected"}]


def with_pause(row: Row, clock: Mapping[str, Any], pauses: Clocks) -> dict[str, Any]:
    """The clock with these pauses and the date that they come to."""
    return recomputed(calendar(local_day(instant(row["accepted_at"]))), clock, pauses)


def at_stage(row: Row, kind: str, act: str) -> None:
    """RuleBroken unless the case stands at a stage of this kind (review, decide, issue)."""
    stage = stage_at(row, row["stage"])
    if stage["act"] != kind:
        raise STAGE_FIRST(stage=stage["name"], act=CASE.title(act))
