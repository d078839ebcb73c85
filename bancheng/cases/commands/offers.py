"""方案和报价: an officer offers, the applicant takes it or not; silence has the effect that the rulebook says.

The days in which the applicant thinks do not count: limits stand still from the offer to the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from bancheng.cases.commands.closing import close, end, local_day
from bancheng.cases.commands.deferring import insist_on_deferrals
from bancheng.cases.commands.moving import draft, load, move, note, replayable, to_stage
from bancheng.cases.commands.moving import offer as enlist
from bancheng.cases.commands.review import at_stage, limits, with_pause
from bancheng.cases.spec import FOREVER, Limit, Moved
from bancheng.cases.spec.clocks import due, instant, running
from bancheng.cases.spec.offers import Offer, as_told, terms_of
from bancheng.documents.commands import named, prepare
from bancheng.kernel.access import Actor
from bancheng.kernel.database import Row
from bancheng.kernel.errors import InvalidInput, RuleBroken, define
from bancheng.kernel.recording import recorded as _
from bancheng.kernel.workdays import calendar

OFFER_EMPTY = define(
    InvalidInput,
    "offer_empty",
    gettext_lazy("方案还没有写，没有发给申请人。"),
    next_step=gettext_lazy("写明接在哪里、用多大的、怎么施工，再发出。"),
)
OFFER_PRICE = define(
    InvalidInput,
    "offer_price",
    gettext_lazy("报价里有一行的数量或单价不对：{name}。"),
    next_step=gettext_lazy("数量要大于0，单价不能是负数；不收费的删掉这一行。"),
)
OFFER_OVER = define(
    RuleBroken,
    "offer_over",
    gettext_lazy("这份方案的答复日期已经过了，{days}前有效。"),
    next_step=gettext_lazy("请联系报方案的单位，请他们重新报。"),
)


@replayable
def offer(
    *,
    actor: Actor,
    application_id: UUID,
    case_id: UUID,
    version: int,
    offer: Offer,
    now: datetime,
    key: str | None = None,
) -> Moved:
    """报方案: the plan and its price go to the applicant, with the day until which they can be taken.

    InvalidInput without words or with a wrong line; RuleBroken at a stage that offers nothing.
    """
    row = load("offer", actor, application_id, case_id, version, now, key, "clocks", "missing")
    at_stage(row, "offer", "offer")
    insist_on_deferrals(row, "offer")
    if not offer.summary.strip():
        raise OFFER_EMPTY(fields={"summary": str(_("请写接入方案"))})
    wrong = next((one for one in offer.lines if one.quantity <= 0 or one.price < 0 or not one.name), None)
    if wrong is not None:
        raise OFFER_PRICE(name=wrong.name or "—")
    terms, today = terms_of(row["plan"]), local_day(now)
    limit = Limit(terms.days, terms.unit)
    ends = due(calendar(today), "offer", limit, now)
    told = {**as_told(offer), "until": local_day(ends.at).isoformat(), "on_silence": terms.on_silence}
    moving = draft(row, "offer", actor, now, key)
    thinking = {"from": now, "to": None, "procedure": "offer", "reason": ""}
    moving |= {
        "due_at": ends.at,
        "warn_at": ends.warn_at,
        "wake_at": max(ends.warn_at, now),
        "provisional": ends.provisional,
        "clocks": [
            *(with_pause(row, clock, [*clock["pauses"], thinking]) for clock in limits(row)),
            running("offer", limit, now, ends),
        ],
        "outcome": {**row["outcome"], "offer": told},
        "paper": _paper(row, told, terms.name, ends.provisional, now),
    }
    note(moving, row)
    return move(row, moving, now)


def _paper(row: Row, told: Mapping[str, Any], name: str, provisional: bool, now: datetime) -> dict[str, Any]:
    return prepare(
        application_id=row["application_id"],
        case_id=row["case_id"],
        kind="offer",
        title=_("{name}和报价").format(name=name or row["name"]),
        values={
            "name": row["name"],
            "number": row["case_number"],
            "addressee": row["applicant_name"],
            "organization": row["plan"]["organization_name"],
            "provisional": provisional,
            **told,
        },
        now=now,
        template_name=named(row, "offer"),
    )


@replayable
def accept_offer(
    *, actor: Actor, application_id: UUID, case_id: UUID, version: int, now: datetime, key: str | None = None
) -> Moved:
    """接受方案: an agreement is made. RuleBroken after the day named in the offer."""
    row = load("accept_offer", actor, application_id, case_id, version, now, key, "clocks")
    _in_time(row, now)
    return move(row, taken_up(row, "accept_offer", actor, now, key), now)


def taken_up(row: Row, act: str, actor: Actor, now: datetime, key: str | None) -> dict[str, Any]:
    """The move of an offer that is taken: the limits run on, the case goes to whoever gives the result."""
    moving = draft(row, act, actor, now, key)
    clocks = [
        with_pause(row, clock, [*clock["pauses"][:-1], {**clock["pauses"][-1], "to": now}])
        for clock in limits(row)
    ]
    promised = next((clock for clock in clocks if clock["kind"] != "legal"), None)
    moving |= {
        "due_at": promised["due_at"] if promised else FOREVER,
        "warn_at": promised["warn_at"] if promised else FOREVER,
        "wake_at": FOREVER,
        "provisional": any(clock["provisional"] for clock in clocks),
        "decided_at": now,
        "clocks": clocks,
        "stop_clocks": ["offer"],
        "outcome": {
            **row["outcome"],
            "granted": True,
            "reason": "",
            "offer": _answered(row, "accepted", now),
        },
    }
    to_stage(moving, row, row["stage"] + 1)
    note(moving, row)
    enlist(moving, row)
    return moving


@replayable
def decline_offer(
    *,
    actor: Actor,
    application_id: UUID,
    case_id: UUID,
    version: int,
    now: datetime,
    reason: str = "",
    key: str | None = None,
) -> Moved:
    """不接受方案: this matter ends; what waits for it stops, goes on or asks, as its rule says. Others go on."""
    row = load("decline_offer", actor, application_id, case_id, version, now, key, "family")
    _in_time(row, now)
    words = reason.strip() or _("您没有接受方案和报价。")
    return close(row, [declined(row, "decline_offer", actor, now, key, words, "offer_declined")], now)


def declined(
    row: Row, act: str, actor: Actor, now: datetime, key: str | None, reason: str, cause: str
) -> dict[str, Any]:
    """The move of an offer that is not taken."""
    moving = draft(row, act, actor, now, key)
    state = "lapsed" if cause == "offer_lapsed" else "declined"
    end(moving, {**row["outcome"], "reason": reason, "cause": cause, "offer": _answered(row, state, now)})
    note(moving, row, cause=cause)
    return moving


def offer_silence(application_id: UUID, case_id: UUID, version: int, now: datetime, clock: Actor) -> Moved:
    """到期没有答复: the offer lapses, or counts as taken where the rulebook has a basis for that."""
    row = load("lapse_offer", clock, application_id, case_id, version, now, None, "clocks", "family")
    if terms_of(row["plan"]).on_silence == "accept":
        return move(row, taken_up(row, "accept_offer_by_silence", clock, now, None), now)
    words = _("到期没有答复，这份方案和报价已经失效。")
    return close(row, [declined(row, "lapse_offer", clock, now, None, words, "offer_lapsed")], now)


def _answered(row: Row, state: str, now: datetime) -> dict[str, Any]:
    return {**row["outcome"].get("offer", {}), "answer": state, "answered_at": now.isoformat()}


def _in_time(row: Row, now: datetime) -> None:
    if now > instant(row["due_at"]):
        raise OFFER_OVER(days=row["outcome"].get("offer", {}).get("until", ""))
