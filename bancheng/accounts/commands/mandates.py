"""Letting others act: clerks of an enterprise, and mandates to a person or an agency."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.accounts.access import ANSWER_MANDATE, APPOINT_CLERK, OFFER_MANDATE, REVOKE_MANDATE
from bancheng.accounts.commands.acting import is_credit_code
from bancheng.accounts.commands.persons import is_id_number
from bancheng.accounts.events import MANDATE_MOVED, MANDATE_OFFERED
from bancheng.accounts.lifecycle import MANDATE
from bancheng.accounts.models import Clerk
from bancheng.accounts.queries import ID_NUMBER, local_day
from bancheng.accounts.queries.acting import enterprise_by_code, indexes_of, mandate
from bancheng.accounts.spec import ACTS, LONGEST_MANDATE, SessionActor
from bancheng.kernel.access import NOT_FOUND, require
from bancheng.kernel.crypto import blind_index
from bancheng.kernel.database import Row, call
from bancheng.kernel.errors import Conflict, InvalidInput, define
from bancheng.kernel.events import NewEvent, actor_ref
from bancheng.kernel.ids import uuid7

PERSON_WRONG = define(
    InvalidInput,
    "acting_person_wrong",
    _("身份证号最后一位和前17位对不上，或者位数不对。"),
    next_step=_("照对方的身份证再看一遍，填18位。"),
)
NAME_MISSING = define(
    InvalidInput, "acting_name_missing", _("还没有填对方的姓名。"), next_step=_("填身份证上的姓名。")
)
AGENCY_UNKNOWN = define(
    InvalidInput,
    "acting_agency_unknown",
    _("没有找到这个代码的企业，或者它已经注销。"),
    next_step=_("照营业执照核对18位代码。对方的法定代表人要先登录一次，把企业查出来。"),
)
PERIOD_WRONG = define(
    InvalidInput,
    "acting_period_wrong",
    _("期限要从今天或以后开始，结束不早于开始，最长三年。"),
    next_step=_("改一改起止日期。"),
)
SCOPE_EMPTY = define(
    InvalidInput,
    "acting_scope_empty",
    _("还没有选可以替您做什么。"),
    next_step=_("至少选一样事和一种办法。"),
)
TO_ONESELF = define(
    InvalidInput,
    "acting_to_oneself",
    _("不能委托给自己。"),
    next_step=_("填对方的号码。自己办，直接办就可以。"),
)
CLERK_ALREADY = define(
    Conflict,
    "clerk_already",
    _("这个人已经是经办人。"),
    next_step=_("要改范围，先收回，再重新指定。"),
)
MANDATE_MOVED_ON = define(
    Conflict,
    "mandate_moved",
    _("这份委托刚才变了，现在是“{state}”。"),
    next_step=_("看看最新的，再决定。"),
)


@dataclass(frozen=True, slots=True)
class Grant:
    """What somebody is let do: for which things (None: every), which acts, from when to which last day."""

    journeys: tuple[str, ...] | None
    acts: tuple[str, ...]
    valid_from: date
    until: date


def appoint_clerk(
    *,
    actor: SessionActor,
    enterprise_id: UUID,
    name: str,
    id_number: str,
    grant: Grant,
    for_clients: bool,
    now: datetime,
    clerk_id: UUID | None = None,
) -> UUID:
    """指定经办人, by the legal representative. `clerk_id` of the page makes a repeated post one appointment.

    PERSON_WRONG, NAME_MISSING, SCOPE_EMPTY, PERIOD_WRONG, TO_ONESELF, CLERK_ALREADY.
    """
    require(APPOINT_CLERK, actor, {"enterprise_id": enterprise_id})
    named, index = _person(actor, name, id_number, now)
    _check(grant, local_day(now))
    made = Clerk(
        id=clerk_id or uuid7(), enterprise_id=enterprise_id, person_index=index, name=named,
        journeys=list(grant.journeys) if grant.journeys is not None else None, acts=list(grant.acts),
        for_clients=for_clients, valid_from=grant.valid_from, until=grant.until, appointed_at=now,
        appointed_by=actor.id,
    )  # fmt: skip
    Clerk.objects.bulk_create([made], ignore_conflicts=True)
    if not Clerk.objects.filter(pk=made.pk, enterprise_id=enterprise_id, person_index=index).exists():
        raise CLERK_ALREADY()
    return made.pk


def end_clerk(*, actor: SessionActor, enterprise_id: UUID, clerk_id: UUID, now: datetime) -> None:
    """收回: from the next request on the clerk is a stranger to the enterprise's things. Twice is once."""
    require(APPOINT_CLERK, actor, {"enterprise_id": enterprise_id})
    theirs = Clerk.objects.filter(pk=clerk_id, enterprise_id=enterprise_id)
    if (
        not theirs.filter(ended_at__isnull=True).update(ended_at=now, ended_by=actor.id)
        and not theirs.exists()
    ):
        raise NOT_FOUND()


def offer_mandate(
    *,
    actor: SessionActor,
    agent_kind: Literal["person", "enterprise"],
    name: str,
    number: str,
    grant: Grant,
    now: datetime,
    mandate_id: UUID | None = None,
) -> UUID:
    """委托 by the one acted for (oneself, or the enterprise one represents); it counts once the agent accepted.

    `number`: identity number of a person, credit code of an agency. PERSON_WRONG, NAME_MISSING, AGENCY_UNKNOWN,
    SCOPE_EMPTY, PERIOD_WRONG, TO_ONESELF.
    """
    require(OFFER_MANDATE, actor, {"principal_id": actor.subject_id})
    agent = _agency(actor, number) if agent_kind == "enterprise" else _agent(actor, name, number, now)
    _check(grant, local_day(now))
    made = mandate_id or uuid7()
    row = {
        "id": made, "principal_kind": actor.subject_kind, "principal_id": actor.subject_id,
        "principal_name": actor.subject_name, "agent_kind": agent_kind, **agent,
        "journeys": list(grant.journeys) if grant.journeys is not None else None, "acts": list(grant.acts),
        "valid_from": grant.valid_from, "until": grant.until, "state": "offered", "version": 1,
        "offered_at": now, "offered_by": actor.id,
    }  # fmt: skip
    payload = {"act": "offer", "from": "", "to": "offered"}
    event = NewEvent(MANDATE_OFFERED, made, made, now, actor_ref(actor), payload)
    call("accounts_offer_mandate_v1", mandate=row, event=event.row())
    return made


def answer_mandate(
    *, actor: SessionActor, mandate_id: UUID, accept: bool, version: int, now: datetime
) -> None:
    """接受或者不接受, by the agent: the person named, or who represents the agency."""
    row = mandate(mandate_id, actor, ANSWER_MANDATE)
    _move(actor, row, "accept" if accept else "decline", version, now)


def revoke_mandate(*, actor: SessionActor, mandate_id: UUID, version: int, now: datetime) -> None:
    """收回委托, by the principal: with the next request the agent sees nothing any more. What was begun stays the
    principal's. 民法典第九百三十三条: a mandate may be ended at any time."""
    _move(actor, mandate(mandate_id, actor, REVOKE_MANDATE), "revoke", version, now)


def resign_mandate(*, actor: SessionActor, mandate_id: UUID, version: int, now: datetime) -> None:
    """不再受托, by the agent."""
    _move(actor, mandate(mandate_id, actor, ANSWER_MANDATE), "resign", version, now)


def _move(actor: SessionActor, row: Row, act: str, version: int, now: datetime) -> None:
    sources = [state.code for state in MANDATE.states if act in MANDATE.allowed(state.code)]
    target = MANDATE.target(sources[0], act)
    payload = {"act": act, "from": row["state"], "to": target}
    event = NewEvent(MANDATE_MOVED, row["id"], row["id"], now, actor_ref(actor), payload)
    outcome = call(
        "accounts_move_mandate_v1", id=row["id"], version=version, **{"from": sources}, to=target, by=actor.id,
        agent_id=actor.id, at=now, event=event.row(),
    )  # fmt: skip
    if outcome.code == "moved":
        raise MANDATE_MOVED_ON(state=str(MANDATE.state(outcome.facts["state"]).desk))


def _person(actor: SessionActor, name: str, id_number: str, now: datetime) -> tuple[str, str]:
    named = " ".join(unicodedata.normalize("NFKC", name).split())[:100]
    number = "".join(unicodedata.normalize("NFKC", id_number).split()).upper()
    if not named:
        raise NAME_MISSING()
    if not is_id_number(number):
        raise PERSON_WRONG()
    index = blind_index(number, ID_NUMBER)
    if index == indexes_of(actor.id, local_day(now))[0]:
        raise TO_ONESELF()
    return named, index


def _agent(actor: SessionActor, name: str, number: str, now: datetime) -> dict[str, object]:
    named, index = _person(actor, name, number, now)
    return {"agent_id": None, "agent_index": index, "agent_name": named}


def _agency(actor: SessionActor, number: str) -> dict[str, object]:
    code = "".join(unicodedata.normalize("NFKC", number).split()).upper()
    found = enterprise_by_code(code) if is_credit_code(code) else None
    if found is None or found.state == "deregistered":
        raise AGENCY_UNKNOWN()
    if found.id == actor.subject_id:
        raise TO_ONESELF()
    return {"agent_id": found.id, "agent_index": "", "agent_name": found.name}


def _check(grant: Grant, on: date) -> None:
    if not set(grant.acts) <= set(ACTS) or not grant.acts or grant.journeys == ():
        raise SCOPE_EMPTY()
    if grant.valid_from < on or not grant.valid_from <= grant.until <= on + LONGEST_MANDATE:
        raise PERIOD_WRONG()
