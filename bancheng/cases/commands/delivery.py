"""送达: results go out together, as they are ready, or together but at the latest by a day."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from bancheng.cases.commands.closing import letter
from bancheng.cases.events import application_event
from bancheng.cases.queries.context import application_context
from bancheng.cases.spec import FOREVER, Moved
from bancheng.kernel import access
from bancheng.kernel.access import Actor
from bancheng.kernel.database import Row, call
from bancheng.kernel.errors import Conflict, RuleBroken, define
from bancheng.kernel.events import actor_ref

NOT_FINISHED = define(
    RuleBroken,
    "not_finished",
    gettext_lazy("还有{open_cases}件没有办完，或者没有可以送达的结果。"),
    next_step=gettext_lazy("等各部门办完。"),
)
APPLICATION_MOVED = define(
    Conflict,
    "application_moved",
    gettext_lazy("这件事的进度刚刚变了，您的操作没有生效。"),
    next_step=gettext_lazy("看最新进度。"),
)


def deliver(*, actor: Actor, application_id: UUID, now: datetime, key: str | None = None) -> Moved:
    """送达: ends an application whose cases have all ended and left results; one letter names every outcome.

    Asked for again, it answers what is: delivering is what the application was for, nobody can lose the race.
    """
    row = _load("deliver", actor, application_id)
    if row["state"] == "delivered":
        return _moved(row, "deliver", row["version"], now, replayed=True)
    if row["open_cases"] or not row["issued_cases"]:  # what ended by itself has left no result
        raise NOT_FINISHED(open_cases=row["open_cases"])
    event = application_event(
        "deliver", application_id, now, actor_ref(actor), source="open", target="delivered",
        cases=row["case_count"], issued=row["issued_cases"],
    )  # fmt: skip
    return _send(row, "deliver", event, now, {"letter": letter(row, row["family"], now)})


def release_results(*, actor: Actor, application_id: UUID, now: datetime) -> Moved:
    """先送达已办好的: the latest day has come (`together_but_at_latest_by`); what is issued later shows at once."""
    row = _load("release_results", actor, application_id)
    if row["released_at"] is not None or row["state"] != "open":
        return _moved(row, "release_results", row["version"], now, replayed=True)
    event = application_event(
        "release_results", application_id, now, actor_ref(actor), source="open", target="open",
        issued=row["issued_cases"],
    )  # fmt: skip
    return _send(row, "release_results", event, now, {})


def _load(act: str, actor: Actor, application_id: UUID) -> Row:
    row = application_context(application_id, actor)
    access.require(f"cases.{act}", actor, row)
    assert row is not None
    return row


def _send(row: Row, act: str, event: dict[str, Any], now: datetime, more: dict[str, Any]) -> Moved:
    outcome = call(
        "cases_deliver_v1",
        application_id=row["application_id"],
        delivery={
            "act": act,
            "version": row["version"],
            "at": now,
            "wake_at": FOREVER,
            "event": event,
            **more,
        },
    )
    if not outcome.ok:
        raise APPLICATION_MOVED(**outcome.facts)
    return _moved(row, act, outcome.facts["version"], now)


def _moved(row: Row, act: str, version: int, now: datetime, *, replayed: bool = False) -> Moved:
    return Moved(
        application_id=row["application_id"],
        case_id=row["application_id"],
        act=act,
        state="delivered" if act == "deliver" else row["state"],
        version=version,
        at=now,
        open_cases=row["open_cases"],
        ended=act == "deliver",
        replayed=replayed,
    )


def write_letter(application_id: UUID, now: datetime) -> bool:
    """The closing letter of an application that ended, if its last act could not write it (two ends at one instant).

    Called by the subscriber of the closing event; the letter that is there stays. False while it is open.
    """
    row = application_context(application_id, access.system_actor("clock"))
    if row is None or row["state"] != "ended":
        return False
    frozen = letter(row, row["family"], now)
    return call("cases_letter_v1", application_id=application_id, letter=frozen).ok
