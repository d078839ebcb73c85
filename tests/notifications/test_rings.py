"""给企业的消息: it stands in the enterprise's inbox once, and rings at the telephones of all who may follow the thing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest

from bancheng.accounts.commands.mandates import Grant, appoint_clerk, end_clerk
from bancheng.accounts.queries.acting import actor_for
from bancheng.accounts.spec import ACTS, SessionActor
from bancheng.demo_city.population.model import Citizen, Population
from bancheng.journeys import subscriptions
from bancheng.kernel.database import fetch_all
from bancheng.kernel.events import Event
from bancheng.kernel.ids import uuid7
from bancheng.notifications.queries import inbox
from tests.city import _rolled_back, city, city_database, registry, registry_process
from tests.journeys.test_enterprise_applies import acting, firm
from tests.journeys.walking import Walker

__all__ = ["_rolled_back", "city", "city_database", "registry", "registry_process"]

pytestmark = pytest.mark.usefixtures("city", "registry")
THING = "some-thing"


@pytest.fixture
def head(city: Population) -> Walker:
    """The legal representative of an enterprise that has a clerk already."""
    return acting(firm(city), firm(city).representative)


def clerk(
    head: Walker, person: Citizen, *, journeys: tuple[str, ...] | None = None, acts: Any = ACTS
) -> UUID:
    return appoint_clerk(
        actor=head.actor, enterprise_id=head.actor.subject_id, name=person.name, id_number=person.id_number,
        grant=Grant(journeys, acts, head.on, head.on + timedelta(days=30)), for_clients=False, now=head.now,
    )  # fmt: skip


def row(head: Walker, handed_in: UUID, *, journey: str = THING) -> dict[str, Any]:
    return {
        "application_id": uuid7(), "journey": journey, "name": "开饭店", "receipt": "R1", "matter": "",
        "applicant_kind": "enterprise", "applicant_id": head.actor.subject_id, "due_at": None,
        "acted_by": {"person": str(handed_in), "basis": "clerk"},
    }  # fmt: skip


def rung(head: Walker, handed_in: UUID) -> set[UUID | None]:
    found = subscriptions.telephones(row(head, handed_in), head.on)
    assert len(found) == len(set(found)), "nobody's telephone rings twice"
    return set(found)


def first_clerk(head: Walker) -> UUID:
    """The clerk whom the demo city has appointed."""
    (found,) = fetch_all(
        "SELECT p.id FROM accounts_clerk c JOIN accounts_person p ON p.id_number_index = c.person_index"
        " WHERE c.enterprise_id = %s ORDER BY c.appointed_at LIMIT 1",
        [head.actor.subject_id],
    )
    return UUID(str(found["id"]))


def test_all_clerks_that_may_follow_it_are_rung_and_who_handed_it_in(head: Walker, city: Population) -> None:
    first, (second, elsewhere, writer, dismissed) = (
        first_clerk(head),
        [one.mother for one in city.families[30:34]],
    )
    clerk(head, second, journeys=(THING,))
    clerk(head, elsewhere, journeys=("another-thing",))
    clerk(head, writer, acts=("fill",))
    gone = clerk(head, dismissed)
    end_clerk(actor=head.actor, enterprise_id=head.actor.subject_id, clerk_id=gone, now=head.now)
    assert rung(head, head.citizen.id) == {head.citizen.id, first, second.id}
    assert rung(head, first) == {first, second.id}


def test_who_handed_it_in_and_may_not_act_any_more_is_not_rung(head: Walker, city: Population) -> None:
    person = city.families[30].mother
    gone = clerk(head, person)
    assert person.id in rung(head, person.id)
    end_clerk(actor=head.actor, enterprise_id=head.actor.subject_id, clerk_id=gone, now=head.now)
    assert person.id not in rung(head, person.id)


def test_without_a_clerk_the_legal_representative_is_rung(head: Walker, city: Population) -> None:
    (only,) = fetch_all("SELECT id FROM accounts_clerk WHERE enterprise_id = %s", [head.actor.subject_id])
    end_clerk(actor=head.actor, enterprise_id=head.actor.subject_id, clerk_id=only["id"], now=head.now)
    assert rung(head, city.families[40].mother.id) == {head.citizen.id}


def test_it_stands_once_in_the_enterprises_inbox_and_in_no_clerks_own(head: Walker, city: Population) -> None:
    second = city.families[30].mother
    clerk(head, second)
    told, event = row(head, first_clerk(head)), uuid7()
    happened = Event(
        id=event, application_id=told["application_id"], case_id=told["application_id"], seq=1,
        type="application_delivered", v=1, at=head.now, actor="system:clock", payload={}, digest="",
    )  # fmt: skip
    with patch.object(subscriptions, "told_of", lambda *_ids: told):
        subscriptions.tell_applicant(happened)
        subscriptions.tell_applicant(happened)
    rows = fetch_all("SELECT contact_id FROM notifications_message WHERE event_id = %s", [event])
    assert {one["contact_id"] for one in rows} == {first_clerk(head), second.id}
    assert len(rows) == 2
    assert isinstance(head.actor, SessionActor)
    assert len(inbox(head.actor)) == 1
    assert inbox(Walker(second).actor) == []
    theirs = actor_for(second.id, head.actor.subject_id, head.on)
    assert theirs is not None
    assert len(inbox(theirs)) == 1


def test_a_right_for_another_thing_does_not_open_the_inbox(head: Walker, city: Population) -> None:
    """A message does not say which thing it is about: whoever may follow one thing reads of that one on its page."""
    limited = city.families[30].mother
    clerk(head, limited, journeys=("another-thing",))
    actor = actor_for(limited.id, head.actor.subject_id, head.on)
    assert actor is not None
    told = row(head, head.citizen.id)
    happened = Event(
        id=uuid7(), application_id=told["application_id"], case_id=told["application_id"], seq=1,
        type="application_delivered", v=1, at=head.now, actor="system:clock", payload={}, digest="",
    )  # fmt: skip
    with patch.object(subscriptions, "told_of", lambda *_ids: told):
        subscriptions.tell_applicant(happened)
    assert len(inbox(head.actor)) == 1
    assert inbox(actor) == []
