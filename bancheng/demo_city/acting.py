"""Who acts for whom in the demo city when it opens: what registers told, clerks that were appointed, mandates given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID, uuid5

from bancheng.accounts.commands.acting import EnterpriseRecord, keep_enterprise, keep_guardianship
from bancheng.accounts.commands.mandates import Grant, answer_mandate, appoint_clerk, offer_mandate
from bancheng.accounts.models import Clerk, Mandate
from bancheng.accounts.queries import actor_of_person, local_day
from bancheng.accounts.queries.acting import actor_for, enterprise_by_code
from bancheng.accounts.spec import ACTS, SessionActor
from bancheng.demo_city.population.enterprises import (
    DemoClerk,
    Ward,
    clerks_of,
    clients_of,
    enterprises_of,
    wards_of,
)
from bancheng.demo_city.population.generate import NAMESPACE
from bancheng.demo_city.population.model import Citizen, DemoEnterprise, Population
from bancheng.kernel.access import system_actor

_KEEPER = system_actor("demo city")
_YEARS = timedelta(days=2 * 365)


def load_rights(people: Population, on: date, now: datetime) -> int:
    """Keep the enterprises, appoint the clerks, give the mandates; answers how many rights were new."""
    for one in enterprises_of(people):
        keep_enterprise(actor=_KEEPER, record=record_of(one), now=now)
    keep_wards(wards_of(people, on), now)
    return sum(appoint(one, now) for one in clerks_of(people)) + sum(
        _mandate(agent, principal, people, now) for agent, principal in clients_of(people)
    )


def record_of(one: DemoEnterprise) -> EnterpriseRecord:
    """The register's word on an enterprise."""
    return EnterpriseRecord(
        uscc=one.uscc,
        name=one.name,
        state=one.state,
        representative_name=one.representative.name,
        representative_id_number=one.representative.id_number,
        kind=one.kind,
        region=one.region,
        address=one.address,
    )


def minors(people: Population, on: date) -> list[Citizen]:
    """The minors whose parents the registers name."""
    return [ward.person for ward in wards_of(people, on)]


def keep_wards(wards: Iterable[Ward], now: datetime) -> None:
    """Keep whose child each of these minors is."""
    for ward in wards:
        child = ward.person
        for guardian in ward.guardians:
            if guardian.local:
                keep_guardianship(
                    actor=_KEEPER, guardian=guardian.id, ward=child.id, born_on=child.born_on,
                    relation="20" if child.sex == "1" else "30", source="wards", now=now,
                )  # fmt: skip


def _grant(now: datetime) -> Grant:
    today = local_day(now)
    return Grant(None, ACTS, today, today + _YEARS)


def appoint(one: DemoClerk, now: datetime) -> bool:
    """Let a clerk act for an enterprise; False when that was done before."""
    known = enterprise_by_code(one.enterprise.uscc)
    head = _acting(one.enterprise.representative.id, known.id if known else None, now)
    made = uuid5(NAMESPACE, f"clerk:{one.enterprise.uscc}:{one.person.id_number}")
    if head is None or known is None or Clerk.objects.filter(pk=made).exists():
        return False
    appoint_clerk(
        actor=head, enterprise_id=known.id, name=one.person.name, id_number=one.person.id_number,
        grant=_grant(now), for_clients=one.for_clients, now=now, clerk_id=made,
    )  # fmt: skip
    return True


def _mandate(agent: str, principal: DemoEnterprise | Citizen, people: Population, now: datetime) -> bool:
    key = principal.id_number if isinstance(principal, Citizen) else principal.uscc
    made = uuid5(NAMESPACE, f"mandate:{agent}:{key}")
    giver = _principal(principal, now)
    if giver is None or Mandate.objects.filter(pk=made).exists():
        return False
    person = people.by_id_number.get(agent)
    kind: Literal["person", "enterprise"] = "person" if person else "enterprise"
    offer_mandate(
        actor=giver, agent_kind=kind, name=person.name if person else "", number=agent, grant=_grant(now),
        now=now, mandate_id=made,
    )  # fmt: skip
    taker = actor_of_person(person.id) if person else _head_of(agent, people, now)
    if taker is not None:
        answer_mandate(actor=taker, mandate_id=made, accept=True, version=1, now=now)
    return True


def _principal(principal: DemoEnterprise | Citizen, now: datetime) -> SessionActor | None:
    if isinstance(principal, Citizen):
        return actor_of_person(principal.id)
    known = enterprise_by_code(principal.uscc)
    return _acting(principal.representative.id, known.id if known else None, now)


def _head_of(code: str, people: Population, now: datetime) -> SessionActor | None:
    agency = next(one for one in enterprises_of(people) if one.uscc == code)
    return _principal(agency, now)


def _acting(person: UUID, subject: UUID | None, now: datetime) -> SessionActor | None:
    return actor_for(person, subject, local_day(now)) if subject else None
