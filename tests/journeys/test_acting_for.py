"""In whose name: drafts, papers and applications of whom one acts for; and confirmations of those under age."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch
from uuid import UUID

import pytest

from bancheng.accounts.commands.acting import keep_guardianship
from bancheng.accounts.commands.mandates import Grant, answer_mandate, offer_mandate, revoke_mandate
from bancheng.accounts.models import Person
from bancheng.accounts.queries.acting import actor_for, enterprise_by_code
from bancheng.accounts.spec import ACTS, SessionActor
from bancheng.cases.queries import application_progress, applications_of
from bancheng.demo_city.population.enterprises import enterprises_of
from bancheng.demo_city.population.model import Population
from bancheng.journeys.commands import answer_confirmation, start_draft
from bancheng.journeys.commands.reminding import remind_confirmations
from bancheng.journeys.commands.representing import facts_of
from bancheng.journeys.queries.confirmations import asked_of, confirmation
from bancheng.journeys.queries.drafts import draft, my_drafts
from bancheng.kernel.access import system_actor
from bancheng.kernel.database import fetch_all
from bancheng.kernel.errors import DomainError
from bancheng.portal.queries.acting import acted_by
from tests.city import Registry, family, login
from tests.journeys.walking import NEWBORN, Walker, mother

pytestmark = pytest.mark.usefixtures("city")
STORY = "双胞胎"
KEEPER = system_actor("test")


def agent_of(
    walker: Walker, agent: Walker, *, journeys: tuple[str, ...] | None = None, acts: tuple[str, ...] = ACTS
) -> tuple[UUID, SessionActor]:
    """A mandate that was accepted, and the agent acting by it."""
    made = offer_mandate(
        actor=walker.actor, agent_kind="person", name=agent.citizen.name, number=agent.citizen.id_number,
        grant=Grant(journeys, acts, walker.on, walker.on + timedelta(days=30)), now=walker.now,
    )  # fmt: skip
    answer_mandate(actor=agent.actor, mandate_id=made, accept=True, version=1, now=walker.now)
    actor = actor_for(agent.citizen.id, walker.citizen.id, walker.on)
    assert actor is not None
    return made, actor


@pytest.fixture
def pair(city: Population, registry: Registry) -> tuple[Walker, Walker]:
    """A mother who has somebody else act for her, and that somebody."""
    return mother(family(STORY)), Walker(city.families[20].mother)


def acting_walker(walker: Walker, actor: SessionActor) -> Walker:
    """The mother's walk, gone by her agent."""
    theirs = Walker(walker.citizen, walker.now)
    theirs.actor = actor
    return theirs


def code_of(error: pytest.ExceptionInfo[DomainError]) -> str:
    return error.value.code


def test_what_an_agent_starts_and_hands_in_is_the_principals(pair: tuple[Walker, Walker]) -> None:
    walker, other = pair
    _made, actor = agent_of(walker, other)
    agent = acting_walker(walker, actor)
    agent.ready()
    assert [one.draft_id for one in my_drafts(walker.actor)] == [agent.id]
    assert my_drafts(other.actor) == []
    handed = agent.submit()
    row = application_progress(handed.application_id, walker.actor).application
    assert (row["applicant_kind"], row["applicant_id"]) == ("person", walker.citizen.id)
    assert row["applicant_name"] == walker.citizen.name
    assert row["facts"]["acted_by"]["person"] == str(other.citizen.id)
    assert row["facts"]["acted_by"]["basis"] == "mandate"
    assert [one["application_id"] for one in applications_of(walker.actor)] == [handed.application_id]
    assert applications_of(other.actor) == []
    named = acted_by(row["facts"]["acted_by"], row["applicant_name"])
    assert named == f"{other.citizen.name}（受{walker.citizen.name}委托）"
    events = fetch_all("SELECT actor FROM public.kernel_event WHERE type = 'application_submitted'")
    assert {one["actor"] for one in events} == {f"person:{other.citizen.id}"}


def test_a_revoked_agent_leaves_the_draft_with_the_principal(pair: tuple[Walker, Walker]) -> None:
    walker, other = pair
    made, actor = agent_of(walker, other)
    agent = acting_walker(walker, actor).start()
    revoke_mandate(actor=walker.actor, mandate_id=made, version=2, now=walker.now)
    assert actor_for(other.citizen.id, walker.citizen.id, walker.on) is None
    walker.view = draft(agent.id, actor=walker.actor, now=walker.now)
    walker.answer_all(who="mother")
    assert not walker.view.plan.questions


def test_a_mandate_for_one_thing_does_not_reach_another(pair: tuple[Walker, Walker]) -> None:
    walker, other = pair
    _made, actor = agent_of(walker, other, journeys=("another-thing",))
    walker.start()
    with pytest.raises(DomainError) as error:
        draft(walker.id, actor=actor, now=walker.now)
    assert code_of(error) == "not_found"
    assert my_drafts(actor) == []
    with pytest.raises(DomainError) as error:
        start_draft(actor=actor, journey=NEWBORN, now=walker.now)
    assert code_of(error) == "not_found"


def test_an_agent_who_may_only_fill_in_does_not_hand_in_or_see_how_it_goes_on(
    pair: tuple[Walker, Walker],
) -> None:
    walker, other = pair
    _made, actor = agent_of(walker, other, acts=("fill",))
    agent = acting_walker(walker, actor).ready()
    with pytest.raises(DomainError) as error:
        agent.submit()
    assert code_of(error) == "not_permitted"
    walker.view = draft(agent.id, actor=walker.actor, now=walker.now)
    handed = walker.submit()
    with pytest.raises(DomainError) as error:
        application_progress(handed.application_id, actor)
    assert code_of(error) == "not_found"
    assert applications_of(actor) == []


def test_what_is_known_of_an_enterprise_and_of_whoever_acts(city: Population) -> None:
    shop = enterprises_of(city)[0]
    head = Walker(shop.representative)
    known = enterprise_by_code(shop.uscc)
    assert known is not None
    actor = actor_for(head.citizen.id, known.id, head.on)
    assert actor is not None
    told = facts_of(actor)
    assert told["name"] == shop.name
    assert told["credit_code"] == shop.uscc
    assert told["contact_name"] == head.citizen.name
    with pytest.raises(DomainError) as error:
        start_draft(actor=actor, journey=NEWBORN, now=head.now)
    assert code_of(error) == "wrong_acting_for_person"


# 未成年人的确认 ---------------------------------------------------------------------------------------------


@pytest.fixture
def minor_asked(city: Population, registry: Registry) -> tuple[Walker, Walker, UUID]:
    """Somebody under age is asked, and who their guardian is."""
    walker, guardian = mother(family(STORY)), Walker(city.families[20].mother)
    walker.start().answer_all(who="mother").fill()
    row = walker.ask("father")
    father = family(STORY).father
    assert father is not None
    born = walker.on.replace(year=walker.on.year - 12, day=1)
    Person.objects.filter(pk=father.id).update(born_on=born)
    keep_guardianship(
        actor=KEEPER,
        guardian=guardian.citizen.id,
        ward=father.id,
        born_on=born,
        relation="20",
        source="x",
        now=walker.now,
    )
    return walker, guardian, row.confirmation_id


def test_the_guardian_answers_for_a_minor(minor_asked: tuple[Walker, Walker, UUID]) -> None:
    walker, guardian, asked = minor_asked
    assert [row.confirmation_id for row in asked_of(guardian.actor, on=walker.on)] == [asked]
    row = confirmation(asked, actor=guardian.actor, on=walker.on)
    done = answer_confirmation(
        actor=guardian.actor, confirmation_id=asked, answer="confirmed", digest=row.digest, now=walker.now
    )
    assert (done.state, done.person_id) == ("confirmed", guardian.citizen.id)


def test_the_minors_own_yes_does_not_count(minor_asked: tuple[Walker, Walker, UUID]) -> None:
    walker, _guardian, asked = minor_asked
    father = family(STORY).father
    assert father is not None
    minor = login(father.id)
    row = confirmation(asked, actor=minor, on=walker.on)
    with pytest.raises(DomainError) as error:
        answer_confirmation(
            actor=minor, confirmation_id=asked, answer="confirmed", digest=row.digest, now=walker.now
        )
    assert code_of(error) == "guardian_answers"


def test_nobody_else_answers_for_a_minor_and_no_guardian_for_an_adult(
    minor_asked: tuple[Walker, Walker, UUID], city: Population
) -> None:
    walker, guardian, asked = minor_asked
    with pytest.raises(DomainError) as error:
        confirmation(asked, actor=login(city.families[21].mother.id), on=walker.on)
    assert code_of(error) == "confirmation_not_asked"
    later = walker.on.replace(year=walker.on.year + 7)
    with pytest.raises(DomainError) as error:
        confirmation(asked, actor=guardian.actor, on=later)
    assert code_of(error) == "confirmation_not_asked"


def test_an_agent_cannot_give_the_principals_own_number_for_another(pair: tuple[Walker, Walker]) -> None:
    """The yes of the father cannot be had by writing the mother's number for his, whoever acts."""
    walker, other = pair
    _made, actor = agent_of(walker, other)
    agent = acting_walker(walker, actor)
    agent.start().answer_all(who="mother")
    with (
        patch("bancheng.journeys.commands.confirming.who_answers", return_value=walker.citizen.id_number),
        pytest.raises(DomainError) as error,
    ):
        agent.ask("father")
    assert code_of(error) == "confirmation_of_oneself"


# 催一次 -----------------------------------------------------------------------------------------------------


def test_whoever_has_not_answered_is_told_once_before_the_last_day(
    city: Population, registry: Registry
) -> None:
    walker = mother(family(STORY))
    walker.start().answer_all(who="mother").fill()
    row = walker.ask("father")
    assert remind_confirmations(walker.now) == 0
    before = row.due_at - timedelta(days=1)
    assert remind_confirmations(before) == 1
    assert remind_confirmations(before) == 0
    (event,) = fetch_all("SELECT payload FROM public.kernel_event WHERE type = 'confirmation_reminded'")
    assert event["payload"]["role"] == "father"
    answered = confirmation(row.confirmation_id, actor=login(family(STORY).father.id))  # type: ignore[union-attr]
    assert answered.state == "asked"


def test_nobody_is_reminded_of_what_is_over(city: Population, registry: Registry) -> None:
    walker = mother(family(STORY))
    walker.start().answer_all(who="mother").fill()
    row = walker.ask("father")
    assert remind_confirmations(row.due_at + timedelta(hours=1)) == 0
