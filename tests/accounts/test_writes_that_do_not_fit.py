"""数据库里的闸 of rights: what each function refuses by itself, and whose rows it leaves alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from bancheng.accounts.commands.sessions import open_session
from bancheng.accounts.events import MANDATE_MOVED, MANDATE_OFFERED, PERSON_DIED
from bancheng.accounts.models import Clerk, Enterprise, Guardianship, Mandate, Person, Session
from bancheng.kernel.database import call, fetch_all
from bancheng.kernel.events import EventType, NewEvent, actor_ref
from bancheng.kernel.ids import uuid7
from tests.accounts.acting import CHEN, LIN, TODAY, YEAR, ZHOU, enterprise, person
from tests.accounts.conftest import KEEPER, NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
TABLES = (
    "accounts_person", "accounts_session", "accounts_clerk", "accounts_guardianship", "accounts_mandate",
    "accounts_enterprise", "kernel_event", "kernel_outbox",
)  # fmt: skip


def everything() -> list[Any]:
    """All rows that these functions may write."""
    return [fetch_all(f"SELECT to_jsonb(t)::text AS t FROM {table} AS t ORDER BY 1") for table in TABLES]


def refused(function: str, **arguments: Any) -> str:
    """Send it: nothing may change. Answers the code."""
    before = everything()
    outcome = call(function, **arguments)
    assert not outcome.ok
    assert everything() == before
    return outcome.code


def new(kind: EventType, about: UUID, payload: dict[str, Any], at: datetime = LATER) -> dict[str, Any]:
    """The event that goes with a move."""
    return NewEvent(kind, about, about, at, actor_ref(KEEPER), payload).row()


def told(kind: EventType) -> int:
    """How many events of this kind were written, each with its promise to tell the others."""
    found = fetch_all("SELECT id FROM public.kernel_event WHERE type = %s", [kind.code])
    promised = fetch_all("SELECT event_id FROM public.kernel_outbox WHERE type = %s", [kind.code])
    assert {row["id"] for row in found} == {row["event_id"] for row in promised}
    return len(found)


@pytest.fixture
def lin(db: None) -> UUID:
    return person(LIN, "林小雨")


@pytest.fixture
def zhou(db: None) -> UUID:
    return person(ZHOU, "周明")


def index_of(who: UUID) -> str:
    return Person.objects.get(pk=who).id_number_index


# 委托


def mandate(principal: UUID, agent: UUID, **changed: Any) -> dict[str, Any]:
    return {
        "id": uuid7(), "principal_kind": "person", "principal_id": principal, "principal_name": "委托人",
        "agent_kind": "person", "agent_id": None, "agent_index": index_of(agent), "agent_name": "受托人",
        "journeys": None, "acts": ["fill"], "valid_from": TODAY, "until": YEAR, "state": "offered", "version": 1,
        "offered_at": NOW, "offered_by": principal, "answered_at": None, "answered_by": None, "ended_at": None,
        "ended_by": None, **changed,
    }  # fmt: skip


def offered(principal: UUID, agent: UUID, **changed: Any) -> UUID:
    row = mandate(principal, agent, **changed)
    made: UUID = row["id"]
    event = new(MANDATE_OFFERED, made, {"act": "offer", "from": "", "to": row["state"]}, NOW)
    assert call("accounts_offer_mandate_v1", mandate=row, event=event).ok
    return made


def moving(made: UUID, to: str, *, version: int = 1, by: UUID, agent: UUID | None = None) -> dict[str, Any]:
    event = new(MANDATE_MOVED, made, {"act": "move", "from": "offered", "to": to})
    return {
        "id": made, "version": version, "from": ["offered", "accepted"], "to": to, "by": by, "agent_id": agent,
        "at": LATER, "event": event,
    }  # fmt: skip


def test_a_mandate_is_offered_once_and_announced_once(lin: UUID, zhou: UUID) -> None:
    made = offered(lin, zhou)
    again = mandate(lin, zhou, id=made, agent_name="别人")
    event = new(MANDATE_OFFERED, made, {"act": "offer", "from": "", "to": "offered"})
    assert refused("accounts_offer_mandate_v1", mandate=again, event=event) == "already"
    assert told(MANDATE_OFFERED) == 1


def test_a_mandate_moves_only_on_the_version_and_from_the_state_that_were_read(lin: UUID, zhou: UUID) -> None:
    made, other = offered(lin, zhou), offered(lin, zhou)
    assert refused("accounts_move_mandate_v1", **moving(made, "accepted", version=2, by=zhou)) == "moved"
    assert refused("accounts_move_mandate_v1", **moving(uuid7(), "accepted", by=zhou)) == "missing"
    ended = offered(lin, zhou, state="resigned")
    assert refused("accounts_move_mandate_v1", **moving(ended, "accepted", by=zhou)) == "moved"
    assert refused("accounts_move_mandate_v1", **moving(ended, "resigned", by=zhou)) == "already"
    assert call("accounts_move_mandate_v1", **moving(made, "accepted", by=zhou)).facts == {"version": 2}
    assert told(MANDATE_MOVED) == 1
    assert Mandate.objects.get(pk=other).state == "offered"


@pytest.mark.parametrize(
    ("to", "answered", "over"),
    [("accepted", True, False), ("declined", True, False), ("revoked", False, True), ("resigned", False, True),
     ("ended", False, True)],
)  # fmt: skip
def test_who_answered_and_who_ended_it_are_kept_apart(
    lin: UUID, zhou: UUID, to: str, answered: bool, over: bool
) -> None:
    made = offered(lin, zhou)
    assert call("accounts_move_mandate_v1", **moving(made, to, by=zhou, agent=zhou)).ok
    row = Mandate.objects.get(pk=made)
    assert (row.answered_by, row.answered_at) == ((zhou, LATER) if answered else (None, None))
    assert (row.ended_by, row.ended_at) == ((zhou, LATER) if over else (None, None))
    assert row.agent_id == (zhou if to == "accepted" else None)


def test_what_ends_later_keeps_who_had_accepted_it(lin: UUID, zhou: UUID) -> None:
    made = offered(lin, zhou)
    assert call("accounts_move_mandate_v1", **moving(made, "accepted", by=zhou, agent=zhou)).ok
    assert call("accounts_move_mandate_v1", **moving(made, "revoked", version=2, by=lin)).ok
    row = Mandate.objects.get(pk=made)
    assert (row.agent_id, row.answered_by, row.ended_by) == (zhou, zhou, lin)


def test_an_agency_that_accepts_stays_the_agent_whoever_accepts_for_it(lin: UUID, zhou: UUID) -> None:
    agency = enterprise(ZHOU)
    made = offered(lin, zhou, agent_kind="enterprise", agent_id=agency, agent_index="")
    assert call("accounts_move_mandate_v1", **moving(made, "accepted", by=zhou, agent=zhou)).ok
    assert Mandate.objects.get(pk=made).agent_id == agency


# 企业


def test_an_older_word_of_the_register_overwrites_nothing(db: None) -> None:
    other = enterprise(ZHOU, code="91449902MA0B0B0B0")
    own = enterprise(LIN)
    said = fetch_all("SELECT to_jsonb(e) AS row FROM public.accounts_enterprise AS e WHERE e.id = %s", [own])
    row = {
        **said[0]["row"],
        "id": uuid7(),
        "name": "新名字",
        "state": "deregistered",
        "representative_index": "x",
    }
    old = {**row, "told_at": NOW - timedelta(seconds=1)}
    before = everything()
    outcome = call("accounts_keep_enterprise_v1", enterprise=old)
    assert (outcome.code, outcome.facts) == ("older", {"id": str(own)})
    assert everything() == before
    assert call("accounts_keep_enterprise_v1", enterprise=row).facts == {"id": str(own)}
    kept = Enterprise.objects.get(pk=own)
    assert (kept.name, kept.state, kept.representative_index) == ("新名字", "deregistered", "x")
    assert Enterprise.objects.get(pk=other).name != "新名字"


# 死亡


def clerk(firm: UUID, who: UUID) -> UUID:
    made = Clerk.objects.create(
        enterprise_id=firm, person_index=index_of(who), name="经办人", acts=["fill"], valid_from=TODAY,
        appointed_at=NOW, appointed_by=who,
    )  # fmt: skip
    return made.id


def guardianship(guardian: UUID, ward: UUID, ended: bool = False) -> UUID:
    return Guardianship.objects.create(
        ward_id=ward, guardian_id=guardian, relation="父母", source="registry", told_at=NOW, adult_on=YEAR,
        ended_at=NOW if ended else None,
    ).id  # fmt: skip


def dying(who: UUID) -> dict[str, Any]:
    event = new(PERSON_DIED, who, {"on": str(TODAY), "source": "officer"})
    return {"person_id": who, "on": TODAY, "at": LATER, "event": event}


def test_a_death_is_recorded_once(lin: UUID) -> None:
    assert call("accounts_record_death_v1", **dying(lin)).ok
    assert told(PERSON_DIED) == 1
    assert refused("accounts_record_death_v1", **dying(lin)) == "already"
    assert refused("accounts_record_death_v1", **dying(uuid7())) == "already"


def test_with_a_death_all_rights_of_that_person_end_and_nobody_elses(lin: UUID, zhou: UUID) -> None:
    child, chen, firm = person("449902201503020010", "孩子"), person(CHEN, "陈静"), enterprise(ZHOU)
    for who in (lin, zhou):
        open_session(now=NOW, person_id=who)
    clerks = [clerk(firm, who) for who in (lin, zhou)]
    wards = [guardianship(lin, child), guardianship(zhou, lin), guardianship(zhou, child)]
    agency = {"agent_kind": "enterprise", "agent_id": firm, "agent_index": ""}
    mandates = [
        offered(lin, zhou), offered(lin, zhou, state="accepted"), offered(chen, lin), offered(lin, zhou, **agency),
        offered(chen, zhou), offered(chen, zhou, state="declined"), offered(lin, zhou, state="declined"),
        offered(chen, lin, agent_kind="enterprise", agent_id=firm),
    ]  # fmt: skip
    assert call("accounts_record_death_v1", **dying(lin)).ok
    assert [one.died_on for one in (Person.objects.get(pk=who) for who in (lin, zhou))] == [TODAY, None]
    assert [Session.objects.get(person_id=who).ended_at for who in (lin, zhou)] == [LATER, None]
    assert [Clerk.objects.get(pk=one).ended_at for one in clerks] == [LATER, None]
    assert [Guardianship.objects.get(pk=one).ended_at for one in wards] == [LATER, LATER, None]
    now = [(row.state, row.version, row.ended_at) for row in map(_mandate, mandates)]
    assert now[:4] == [("ended", 2, LATER)] * 4
    assert now[4:] == [(state, 1, None) for state in ("offered", "declined", "declined", "offered")]


def _mandate(made: UUID) -> Mandate:
    return Mandate.objects.get(pk=made)


def test_what_had_ended_before_keeps_its_own_end(lin: UUID, zhou: UUID) -> None:
    firm = enterprise(ZHOU)
    open_session(now=NOW, person_id=lin)
    Session.objects.filter(person_id=lin).update(ended_at=NOW)
    Clerk.objects.filter(pk=clerk(firm, lin)).update(ended_at=NOW)
    guardianship(zhou, lin, ended=True)
    assert call("accounts_record_death_v1", **dying(lin)).ok
    assert Session.objects.get().ended_at == Clerk.objects.get().ended_at == NOW
    assert Guardianship.objects.get().ended_at == NOW
