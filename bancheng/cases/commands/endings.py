"""Ends that are not decisions: withdrawal, termination, and the answer to “shall we go on without it?”."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from bancheng.cases.commands.acceptance import REASON_NEEDED, said
from bancheng.cases.commands.closing import close, end, ready
from bancheng.cases.commands.moving import draft, load, moved, note, replayable, settle
from bancheng.cases.events import case_event
from bancheng.cases.lifecycle import CASE
from bancheng.cases.queries.context import whole_context
from bancheng.cases.spec import FOREVER, Moved
from bancheng.cases.spec.clocks import instant
from bancheng.cases.spec.outcomes import CAUSES
from bancheng.kernel import access
from bancheng.kernel.access import Actor, system_actor
from bancheng.kernel.database import Row, call
from bancheng.kernel.errors import Conflict, RuleBroken, define
from bancheng.kernel.recording import recorded as _

NOT_ASKED = define(
    RuleBroken,
    "not_asked",
    gettext_lazy("这一项没有要您回答的问题。"),
    next_step=gettext_lazy("看最新进度。"),
)
NOTHING_TO_WITHDRAW = define(
    Conflict,
    "nothing_to_withdraw",
    gettext_lazy("这件事已经没有可以撤回的部分：都办好了，或者已经作出决定。"),
    next_step=gettext_lazy("看最新进度；不同意的，按答复里写的办法办。"),
)
CLOCK = system_actor("clock")
_TRIES = 3  # of a withdrawal of the whole, which means “as it is now”, whoever moved a case meanwhile


@replayable
def withdraw(
    *,
    actor: Actor,
    application_id: UUID,
    case_id: UUID,
    version: int,
    now: datetime,
    reason: str = "",
    key: str | None = None,
) -> Moved:
    """撤回一项: possible until it is decided. What depends on it stops, goes on or asks, as its rule says."""
    row = load("withdraw", actor, application_id, case_id, version, now, key, "family")
    return close(row, [_withdrawal(row, actor, now, key, reason)], now)


def withdraw_application(
    *, actor: Actor, application_id: UUID, now: datetime, reason: str = "", key: str | None = None
) -> Moved:
    """撤回整件: every case that is not decided yet, in one statement. Decided cases go on. Conflict when none is left."""
    for attempt in range(_TRIES):
        rows = whole_context(application_id, actor)
        open_rows = [row for row in rows if "withdraw" in CASE.allowed(row["state"])]
        access.require("cases.withdraw", actor, rows[0] if rows else None)
        if not open_rows:
            mine = [row for row in rows if key and row["last_key"] == key]
            if mine:
                return _again(mine[0])
            raise NOTHING_TO_WITHDRAW()
        moves = [_withdrawal(row, actor, now, key, reason) for row in open_rows]
        try:
            return close(open_rows[0], moves, now)
        except Conflict:
            if attempt == _TRIES - 1:
                raise
    raise AssertionError("unreachable")


def stop_cases(
    *,
    application_id: UUID,
    case_ids: Collection[UUID],
    cause: str,
    reason: str,
    now: datetime,
    actor: Actor = CLOCK,
) -> Moved | None:
    """按规则停止办理: the program ends these cases in one statement, with what hangs on them as their rules say.

    For ends that no officer and no applicant brings about: a confirmation refused or lapsed, an applicant who has
    died, a matter that turns out not to be needed. `cause` is one of `spec.outcomes.CAUSES`, `reason` the sentence
    that the person reads. Cases that are decided or over already stay as they are; None when none was left.
    """
    assert cause in CAUSES, cause
    for attempt in range(_TRIES):
        rows = whole_context(application_id, actor)
        open_rows = [r for r in rows if r["case_id"] in case_ids and "stop" in CASE.allowed(r["state"])]
        if not open_rows:
            return None
        access.require("cases.stop", actor, open_rows[0])
        moves = []
        for row in open_rows:
            moving = draft(row, "stop", actor, now, None)
            end(moving, {"reason": reason, "cause": cause})
            note(moving, row, cause=cause)
            moves.append(moving)
        try:
            return close(open_rows[0], moves, now)
        except Conflict:
            if attempt == _TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _again(row: Row) -> Moved:
    return Moved(
        row["application_id"], row["case_id"], "withdraw", row["state"], row["version"], instant(row["closed_at"]),
        open_cases=row["open_cases"], replayed=True,
    )  # fmt: skip


def _withdrawal(row: Row, actor: Actor, now: datetime, key: str | None, reason: str) -> dict[str, Any]:
    moving = draft(row, "withdraw", actor, now, key)
    end(moving, {"reason": reason.strip() or _("申请人撤回。"), "cause": "withdraw"})
    note(moving, row)
    return moving


@replayable
def terminate(
    *,
    actor: Actor,
    application_id: UUID,
    case_id: UUID,
    version: int,
    reason: str,
    basis: Sequence[str],
    now: datetime,
    key: str | None = None,
) -> Moved:
    """终止办理: the matter no longer exists or may no longer be granted. Needs reason and basis."""
    row = load("terminate", actor, application_id, case_id, version, now, key, "family")
    if not (reason.strip() and basis):
        raise REASON_NEEDED(act=CASE.title("terminate"))
    moving = draft(row, "terminate", actor, now, key)
    end(moving, {"cause": "terminate", **said(row, reason, basis, row["plan"]["remedies"], now)})
    note(moving, row)
    return close(row, [moving], now)


@replayable
def answer_question(
    *,
    actor: Actor,
    application_id: UUID,
    case_id: UUID,
    version: int,
    go_on: bool,
    now: datetime,
    key: str | None = None,
) -> Moved:
    """The applicant says whether a case goes on without an earlier result; “no” withdraws it. RuleBroken: not asked."""
    row = load("answer_question", actor, application_id, case_id, version, now, key, "family")
    asked = asked_of(row)
    if not asked:
        raise NOT_ASKED()
    if not go_on:
        return close(row, [_withdrawal(row, actor, now, key, _("前一项没有办成，选择了不再办这一项。"))], now)
    return settle_questions(row, "answer_question", len(asked), actor, now, key)


def settle_questions(
    row: Row, act: str, questions: int, actor: Actor, now: datetime, key: str | None
) -> Moved:
    """Settle a case's open questions and set it free if it waits for nothing else."""
    application_id, case_id = row["application_id"], row["case_id"]
    moving = draft(row, act, actor, now, key)
    note(moving, row)
    moving |= {
        "questions": questions,
        "due_at": FOREVER,
        "ready": {
            **ready(row, row, now),
            "event": case_event(
                "activate", application_id, case_id, now, moving["by"],
                source="waiting", target="filed", item=row["item"], stage=0,
            ),
        },
    }  # fmt: skip
    outcome = call("cases_go_on_v2", application_id=application_id, answer=moving)
    settle(outcome, row, moving, now)
    moving["to"] = outcome.facts["state"]
    return moved(row, moving, outcome)


def asked_of(row: Row) -> list[Row]:
    """The open questions of a case that was read with its family."""
    return [e for e in row["edges"] or () if e["case_id"] == str(row["case_id"]) and e["state"] == "asked"]
