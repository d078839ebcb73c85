"""Taking a case into hand: claim, release, accept, refuse to accept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from bancheng.cases.commands.closing import close, end, local_day
from bancheng.cases.commands.moving import draft, load, move, name_of, note, offer, replayable, to_stage
from bancheng.cases.spec import FOREVER, Limit, Moved
from bancheng.cases.spec.clocks import due, running
from bancheng.cases.spec.remedies import remedies_until
from bancheng.documents.commands import named, prepare
from bancheng.kernel import numbers
from bancheng.kernel.access import Actor
from bancheng.kernel.database import Row
from bancheng.kernel.errors import RuleBroken, define
from bancheng.kernel.recording import recorded as _
from bancheng.kernel.workdays import calendar

REASON_NEEDED = define(
    RuleBroken,
    "reason_needed",
    gettext_lazy("{act}要写明理由和依据，还要告诉申请人不服可以怎么办。"),
    next_step=gettext_lazy("写上理由，选一条依据，再确认。"),
    regulation=gettext_lazy("行政许可法第三十八条第二款"),
)


@replayable
def claim(
    *, actor: Actor, application_id: UUID, case_id: UUID, version: int, now: datetime, key: str | None = None
) -> Moved:
    """领取: hold the case, so that colleagues of the post see who is on it. Conflict when somebody holds it."""
    row = load("claim", actor, application_id, case_id, version, now, key)
    moving = draft(row, "claim", actor, now, key)
    moving |= {"held_by": actor.id, "held_name": name_of(actor), "held_at": now}
    return _stays(row, moving, now)


@replayable
def release(
    *, actor: Actor, application_id: UUID, case_id: UUID, version: int, now: datetime, key: str | None = None
) -> Moved:
    """放回科室: give the case back to the post. Only its holder may."""
    row = load("release", actor, application_id, case_id, version, now, key)
    moving = draft(row, "release", actor, now, key)
    moving |= {"held_by": None, "held_name": "", "held_at": None}
    return _stays(row, moving, now)


def _stays(row: Row, moving: dict[str, Any], now: datetime) -> Moved:
    note(moving, row)
    offer(moving, row)
    return move(row, moving, now)


@replayable
def accept(
    *, actor: Actor, application_id: UUID, case_id: UUID, version: int, now: datetime, key: str | None = None
) -> Moved:
    """受理: gives the case its number and starts the promised and the legal limit (许可法 32、42 条)."""
    row = load("accept", actor, application_id, case_id, version, now, key)
    return move(row, accepted(row, "accept", actor, now, now, key), now)


def accepted(
    row: Row, act: str, actor: Actor, received: datetime, now: datetime, key: str | None
) -> dict[str, Any]:
    """The move of an acceptance that counts from `received` (now, or the day of receipt if nobody spoke)."""
    moving = draft(row, act, actor, now, key)
    plan = row["plan"]
    clocks = _limits_of(plan, received)
    ends = clocks[0]
    number = row["case_number"] or numbers.take_case_number(plan["implementation_code"], local_day(now))
    to_stage(moving, row, row["stage"] + 1)
    moving |= {
        "case_number": number,
        "number": not row["case_number"],
        "accepted_at": received,
        "due_at": ends["due_at"],
        "warn_at": ends["warn_at"],
        "wake_at": FOREVER,
        "provisional": any(clock["provisional"] for clock in clocks),
        "clocks": clocks,
        "stop_clocks": ["acceptance"],
        "paper": prepare(
            application_id=row["application_id"],
            case_id=row["case_id"],
            kind="acceptance_notice",
            title=_("受理通知书"),
            template_name=named(row, "acceptance_notice"),
            values={
                "name": row["name"],
                "number": number,
                "addressee": row["applicant_name"],
                "organization": plan["organization_name"],
                "accepted_at": local_day(received),
                "due_at": local_day(ends["due_at"]),
                "provisional": ends["provisional"],
            },
            now=now,
        ),
    }
    if not moving["number"]:
        del moving["number"]
    note(moving, row, number=number)
    offer(moving, row)
    return moving


@replayable
def refuse_acceptance(
    *,
    actor: Actor,
    application_id: UUID,
    case_id: UUID,
    version: int,
    reason: str,
    basis: Sequence[str],
    now: datetime,
    remedies: Sequence[str] = (),
    key: str | None = None,
) -> Moved:
    """不予受理: an end. RuleBroken without reason and basis (许可法 32、38 条)."""
    row = load("refuse_acceptance", actor, application_id, case_id, version, now, key, "family")
    moving = refused(row, "refuse_acceptance", actor, now, key, reason, basis, remedies)
    return close(row, [moving], now)


def refused(
    row: Row,
    act: str,
    actor: Actor,
    now: datetime,
    key: str | None,
    reason: str,
    basis: Sequence[str],
    remedies: Sequence[str],
) -> dict[str, Any]:
    """The move of a no: reason, basis and remedies are told in a paper of its own, at once."""
    told = list(remedies) or list(row["plan"]["remedies"])
    moving = draft(row, act, actor, now, key)
    if not (reason.strip() and basis and (told or not row["plan"]["remedies"])):
        raise REASON_NEEDED(act=_("不予受理") if act == "refuse_acceptance" else _("不予许可"))
    end(moving, said(row, reason, basis, told, now))
    moving["decided_at"] = now
    moving["paper"] = prepare(
        application_id=row["application_id"],
        case_id=row["case_id"],
        kind="refusal" if act == "refuse" else "refusal_of_acceptance",
        title=_("不予许可决定书") if act == "refuse" else _("不予受理通知书"),
        template_name=named(row, "refusal" if act == "refuse" else "refusal_of_acceptance"),
        values={
            "name": row["name"],
            "number": row["case_number"],
            "addressee": row["applicant_name"],
            "organization": row["plan"]["organization_name"],
            **moving["outcome"],
        },
        now=now,
    )
    note(moving, row)
    return moving


def said(
    row: Row, reason: str, basis: Sequence[str], remedies: Sequence[str], now: datetime
) -> dict[str, Any]:
    """What the person is told of a no: why, by what, and until when they can do what about it."""
    today = local_day(now)
    until = remedies_until(remedies, row["plan"].get("remedy_terms") or (), today, calendar(today))
    return {
        "reason": reason.strip(),
        "basis": list(basis),
        "remedies": list(remedies),
        "remedies_until": [{**one, "until": one["until"] and one["until"].isoformat()} for one in until],
    }


def _limits_of(plan: Mapping[str, Any], received: datetime) -> list[dict[str, Any]]:
    """The clocks that start with acceptance: the promised and the legal one; for work off the clock (construction)
    the time that it is expected to take, which is no limit of handling."""
    kinds = ("expected",) if plan.get("off_clock") else ("promised", "legal")
    made = []
    for kind in kinds:
        limit = _limit(plan["legal" if kind == "legal" else "promised"])
        ends = due(calendar(local_day(received)), kind, limit, received)
        made.append({**running(kind, limit, received, ends), "warn_at": ends.warn_at})
    return made


def _limit(value: Mapping[str, Any]) -> Limit:
    return Limit(value["days"], value["unit"])
