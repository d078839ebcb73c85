"""名单、单条和筛选说的一样: for whatever mandate or clerkship, what a list shows is what the row check lets see, is what the
filter in SQL says, and is what the right itself says (worked out here from its terms alone)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bancheng.accounts.commands.mandates import (
    Grant,
    answer_mandate,
    appoint_clerk,
    end_clerk,
    offer_mandate,
    resign_mandate,
    revoke_mandate,
)
from bancheng.accounts.queries import local_day
from bancheng.accounts.queries.acting import (
    actor_for,
    clerks_of,
    mandate,
    mandates_given,
    mandates_to_answer,
    right_to,
    rights_of,
)
from bancheng.accounts.spec import ACTS, SessionActor
from bancheng.cases.queries import application_progress, applications_of
from bancheng.cases.queries.lists import sees_application
from bancheng.demo_city.population.model import Citizen, Population
from bancheng.journeys.models import Draft
from bancheng.journeys.queries.drafts import draft, my_drafts, owns
from bancheng.kernel.access import condition
from bancheng.kernel.errors import NotFound, NotPermitted
from tests.city import Registry, family, login
from tests.journeys.test_enterprise_applies import acting, firm
from tests.journeys.walking import NEWBORN, Walker, mother

THINGS = (NEWBORN, "utilities", "restaurant")
MOVES = {"offered": [], "declined": [], "accepted": ["accept"], "revoked": ["accept", "revoke"],
         "resigned": ["accept", "resign"], "taken back": ["revoke"]}  # fmt: skip


@dataclass(frozen=True)
class Right:
    """The terms of a right, and the day on which somebody looks; days count from the day it is given."""

    basis: str
    journeys: tuple[str, ...] | None
    acts: tuple[str, ...]
    first: int
    last: int
    looked: int
    ended: str
    """What became of it: a word of `MOVES`; a clerk is only appointed (`accepted`) or ended (anything else)."""

    @property
    def holds(self) -> bool:
        return self.ended == "accepted" and self.first <= self.looked <= self.last

    def covers(self, thing: str, acts: set[str]) -> bool:
        """Whether it lets see a thing for which one of the acts is needed."""
        return (
            self.holds and bool(acts & set(self.acts)) and (self.journeys is None or thing in self.journeys)
        )


def subsets(of: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(st.sampled_from(of), min_size=1).map(lambda found: tuple(sorted(found)))


@st.composite
def rights(draw: st.DrawFn, basis: str) -> Right:
    first = draw(st.integers(0, 3))
    last = first + draw(st.integers(0, 3))
    return Right(
        basis,
        draw(st.none() | subsets(THINGS)),
        draw(st.just(ACTS) | subsets(ACTS)),
        first,
        last,
        draw(st.sampled_from([first - 1, first, last, last + 1])),
        draw(st.sampled_from(["accepted", "accepted", "accepted", *MOVES])),
    )


@dataclass
class Scene:
    """What a principal has under way: drafts, and an application where there is one."""

    walker: Walker
    agent: Citizen
    stranger: Citizen
    drafts: dict[UUID, str]
    applications: dict[UUID, str]

    @property
    def principal(self) -> SessionActor:
        return self.walker.actor

    def day(self, right: Right) -> date:
        return self.walker.on + timedelta(days=right.looked)


def strangers(city: Population) -> list[Citizen]:
    """Two people to whom nobody has given a right."""
    today = local_day(datetime.now(UTC))
    fathers = [one.father for one in city.families[3:40] if one.father is not None]
    return [one for one in fathers if not rights_of(one.id, today, ["clerk", "mandate"])][:2]


@pytest.fixture
def person(city: Population, registry: Registry) -> Scene:
    walker = mother(family("双胞胎")).ready()
    handed = walker.submit()
    others = [Walker(walker.citizen).start(thing) for thing in THINGS]
    agent, stranger = strangers(city)
    return Scene(
        walker,
        agent,
        stranger,
        {one.id: thing for one, thing in zip(others, THINGS, strict=True)},
        {handed.application_id: NEWBORN},
    )


@pytest.fixture
def enterprise(city: Population, registry: Registry) -> Scene:
    walker = acting(firm(city), firm(city).representative)
    drafts = {}
    for thing in THINGS[1:]:
        one = acting(firm(city), firm(city).representative).start(thing)
        drafts[one.id] = thing
    agent, stranger = strangers(city)
    return Scene(walker, agent, stranger, drafts, {})


def gave(scene: Scene, right: Right) -> UUID:
    """Give it, and let become of it what became."""
    on, now = scene.walker.on, scene.walker.now
    grant = Grant(
        right.journeys, right.acts, on + timedelta(days=right.first), on + timedelta(days=right.last)
    )
    named: dict[str, Any] = {"name": scene.agent.name, "grant": grant, "now": now}
    if right.basis == "clerk":
        enterprise = scene.principal.subject_id
        made = appoint_clerk(
            actor=scene.principal, enterprise_id=enterprise, id_number=scene.agent.id_number, for_clients=False, **named
        )  # fmt: skip
        if right.ended != "accepted":
            end_clerk(actor=scene.principal, enterprise_id=enterprise, clerk_id=made, now=now)
        return made
    made = offer_mandate(actor=scene.principal, agent_kind="person", number=scene.agent.id_number, **named)
    agent = login(scene.agent.id)
    if right.ended == "declined":
        answer_mandate(actor=agent, mandate_id=made, accept=False, version=1, now=now)
    for version, move in enumerate(MOVES[right.ended], 1):
        told: dict[str, Any] = {"mandate_id": made, "version": version, "now": now}
        if move == "accept":
            answer_mandate(actor=agent, accept=True, **told)
        elif move == "revoke":
            revoke_mandate(actor=scene.principal, **told)
        else:
            resign_mandate(actor=agent, **told)
    return made


def seen(look: Callable[[], object]) -> bool:
    try:
        look()
    except (NotFound, NotPermitted):
        return False
    return True


def check_right(scene: Scene, right: Right, made: UUID) -> SessionActor | None:
    """The list of rights, the one right, and the actor that comes of it."""
    on, who, subject = scene.day(right), scene.agent.id, scene.principal.subject_id
    listed = [one.authority_id for one in rights_of(who, on, ["clerk", "mandate"])]
    assert listed == ([made] if right.holds else [])
    assert (right_to(who, made, subject, on) is not None) is right.holds
    assert rights_of(scene.stranger.id, on, ["clerk", "mandate"]) == []
    assert right_to(scene.stranger.id, made, subject, on) is None
    actor = actor_for(who, subject, on)
    assert (actor is not None) is right.holds
    return actor


def check_things(scene: Scene, right: Right, actor: SessionActor) -> None:
    """Drafts and applications: list = row = filter = terms."""
    now = scene.walker.now
    listed = {one.draft_id for one in my_drafts(actor)}
    filtered = set(
        Draft.objects.filter(condition("journeys.see_draft", actor).q()).values_list("draft_id", flat=True)
    )
    for draft_id, thing in scene.drafts.items():
        expected = right.covers(thing, {"fill", "submit"})
        assert (draft_id in listed) is expected
        assert (draft_id in filtered) is expected
        assert owns(actor, draft_id) is expected
        assert seen(lambda id_=draft_id: draft(id_, actor=actor, now=now)) is expected  # type: ignore[misc]
    handed_in = {row["application_id"] for row in applications_of(actor)}
    for application_id, thing in scene.applications.items():
        expected = right.covers(thing, {"submit", "receive", "correct"})
        assert (application_id in handed_in) is expected
        assert sees_application(actor, application_id) is expected
        assert seen(lambda id_=application_id: application_progress(id_, actor)) is expected  # type: ignore[misc]


def check_mandate(scene: Scene, right: Right, made: UUID) -> None:
    """The mandate itself: its two parties see it, and it waits for the agent until it is answered."""
    agent, stranger = login(scene.agent.id), login(scene.stranger.id)
    waiting = right.ended == "offered"
    assert [row["id"] for row in mandates_given(scene.principal)] == [made]
    assert [row["id"] for row in mandates_to_answer(agent)] == ([made] if waiting else [])
    assert [seen(lambda who=who: mandate(made, who)) for who in (scene.principal, agent, stranger)] == [  # type: ignore[misc]
        True, True, False,
    ]  # fmt: skip
    assert mandates_given(agent) == mandates_given(stranger) == mandates_to_answer(stranger) == []


def check_clerk(scene: Scene, made: UUID) -> None:
    """Whom the enterprise let act is shown to who represents it, and to no clerk."""
    enterprise = scene.principal.subject_id
    assert made in {row["id"] for row in clerks_of(scene.principal, enterprise)}
    assert not seen(lambda: clerks_of(login(scene.agent.id), enterprise))
    acting_clerk = actor_for(scene.agent.id, enterprise, scene.walker.on)
    assert acting_clerk is None or not seen(lambda: clerks_of(acting_clerk, enterprise))


def agree(scene: Scene, right: Right) -> None:
    with transaction.atomic():
        made = gave(scene, right)
        actor = check_right(scene, right, made)
        check_things(scene, right, actor or login(scene.agent.id))
        if right.basis == "clerk":
            check_clerk(scene, made)
        else:
            check_mandate(scene, right, made)
        transaction.set_rollback(True)


EVERYTHING = Right("mandate", None, ACTS, 0, 2, 1, "accepted")
USUAL = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)  # fmt: skip


@USUAL
@given(right=rights("mandate"))
@example(right=EVERYTHING)
@example(right=Right("mandate", (NEWBORN,), ("receive",), 0, 0, 0, "accepted"))
@example(right=Right("mandate", ("utilities",), ("fill",), 1, 2, 2, "accepted"))
def test_a_mandate_of_a_person(person: Scene, right: Right) -> None:
    agree(person, right)


@USUAL
@given(right=rights("mandate"))
@example(right=EVERYTHING)
def test_a_mandate_of_an_enterprise(enterprise: Scene, right: Right) -> None:
    agree(enterprise, right)


@USUAL
@given(right=rights("clerk"))
@example(right=Right("clerk", ("restaurant",), ("submit",), 0, 1, 1, "accepted"))
def test_a_clerk(enterprise: Scene, right: Right) -> None:
    agree(enterprise, right)
