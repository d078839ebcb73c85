"""别人的东西: at every address of the site that names a draft, application, paper or file, whoever has no right to it (or
not any more) meets what a random address would show. The addresses come from the resolver, none is listed by hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID, uuid4

import pytest

from bancheng.accounts.commands.acting import choose_subject
from bancheng.accounts.commands.mandates import (
    Grant,
    answer_mandate,
    appoint_clerk,
    end_clerk,
    offer_mandate,
    revoke_mandate,
)
from bancheng.accounts.commands.sessions import open_session
from bancheng.accounts.queries import actor_of_staff, load_actor, local_day
from bancheng.accounts.queries.acting import rights_of
from bancheng.accounts.spec import ACTS, BASES, COOKIE, SessionActor
from bancheng.cases.queries import application_progress
from bancheng.config import urls
from bancheng.demo_city.drive.inventing import photograph
from bancheng.demo_city.population.model import Citizen, Population
from bancheng.files.commands import keep
from bancheng.journeys import commands as journeys
from bancheng.journeys.commands import revising
from bancheng.kernel.access import walk
from bancheng.kernel.database import fetch_all
from bancheng.kernel.ids import uuid7
from bancheng.notifications.commands import tell
from bancheng.notifications.commands.telling import message_id
from bancheng.notifications.spec import Told
from tests.city import Registry, family, login
from tests.files.corpus import pdf
from tests.journeys.test_enterprise_applies import SAID, SHOP, acting, firm
from tests.journeys.test_told_of_a_death import body_of, signed
from tests.journeys.test_told_of_a_death import tell as tell_of_a_death
from tests.journeys.walking import Walker, mother
from tests.portal.browsing import Visitor

ID = re.compile(r"<uuid:(\w+)>")
WORD = re.compile(r"<(?:str|slug):(\w+)>")
NUMBER = re.compile(r"<int:\w+>")
ELSEWHERE = {"confirmations", "me/results", "correction", "offer", "later"}
"""Asked of somebody else, given to somebody else, or a page of a state that this case is not in."""
KNOWN: dict[str, tuple[int, ...]] = {
    "drafts/<uuid:draft_id>/confirmations/<str:role>/": (302,),
    "me/messages/<uuid:application_id>/<uuid:message_id>/": (302,),
}
"""Answers that are declared and tell nothing: the same for what there never was."""
AT_LEAST = 40
"""So many addresses name something of somebody: fewer would mean that they were not found."""


@dataclass
class World:
    """What an enterprise has: a draft that is open, an application with its papers, and everything beside them."""

    head: Walker
    ids: dict[str, UUID] = field(default_factory=dict)
    material: str = ""
    sample: str = ""
    """The kind of that material: how such a one looks is drawn."""
    scan: UUID | None = None
    """Pages are drawn of a PDF, a preview of a photograph."""


def addresses() -> list[str]:
    """Every route of the site that names a row by its id."""
    return [route for route, _action, _view in walk(urls.urlpatterns) if ID.search(route)]


def filled(route: str, world: World, *, random: bool) -> str:
    """The address of what the world has, or one of the same shape that names nothing."""
    words = {
        "material": world.sample if "samples/" in route else world.material,
        "section": "shop",
        "role": "employee",
        "who": "employee[1]",
        "code": SHOP,
        "kind": "item",
        "tab": "order",
    }
    ids = world.ids | ({"file_id": world.scan} if "/pages/" in route else {})
    path = NUMBER.sub("1", ID.sub(lambda found: str(uuid4() if random else ids[found[1]]), route))
    return "/" + WORD.sub(lambda found: words[found[1]], path)


def seen(visitor: Visitor, method: str, path: str) -> tuple[int, str]:
    """What somebody meets there, without what differs for any two requests."""
    told = {"version": "1", "answer": "yes", "draft": str(uuid4()), "key": uuid4().hex}
    answer = visitor.client.get(path) if method == "get" else visitor.client.post(path, told)
    body = re.sub(
        r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", answer.content.decode(errors="replace")
    )
    body = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{32}\b", "ID", body)
    where = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", answer.get("Location", ""))
    return answer.status_code, where + body


def given(
    world: World, agent: Citizen, *, journeys: tuple[str, ...] | None = None, days_ago: int = 0
) -> UUID:
    """A mandate of the enterprise for four days that its agent accepted."""
    now, on = world.head.now - timedelta(days=days_ago), world.head.on - timedelta(days=days_ago)
    made = offer_mandate(
        actor=world.head.actor, agent_kind="person", name=agent.name, number=agent.id_number,
        grant=Grant(journeys, ACTS, on, on + timedelta(days=3)), now=now,
    )  # fmt: skip
    answer_mandate(actor=login(agent.id), mandate_id=made, accept=True, version=1, now=now)
    return made


def appointed(world: World, person: Citizen) -> UUID:
    return appoint_clerk(
        actor=world.head.actor, enterprise_id=world.head.actor.subject_id, name=person.name,
        id_number=person.id_number, now=world.head.now,
        grant=Grant(None, ACTS, world.head.on, world.head.on + timedelta(days=30)), for_clients=False,
    )  # fmt: skip


def signed_on(world: World, person: Citizen, *, days_ago: int = 0) -> Visitor:
    """Somebody signed on and acting for the enterprise since a day on which they might."""
    visitor, now = Visitor(), world.head.now - timedelta(days=days_ago)
    key = open_session(now=world.head.now, person_id=person.id)
    visitor.client.cookies[COOKIE] = key
    actor = load_actor(key, world.head.now)
    assert isinstance(actor, SessionActor)
    subject = world.head.actor.subject_id
    found = rights_of(person.id, world.head.on - timedelta(days=days_ago), BASES, limit=99)
    (right,) = [one for one in found if one.id == subject]
    choose_subject(actor=actor, authority_id=right.authority_id, subject_id=subject, now=now)
    return visitor


def _a_report() -> UUID:
    """What a register told of somebody's death, left lying."""
    about = mother(family("双胞胎"))
    tell_of_a_death(body_of(about), signed(body_of(about), about))
    told: UUID = fetch_all("SELECT report_id FROM exchange_report LIMIT 1")[0]["report_id"]
    return told


def _a_revision(now: datetime) -> UUID:
    """A change of a rulebook that an editor of the city has begun."""
    held = (actor_of_staff(f"data-{one}", local_day(now)) for one in range(1, 9))
    editor = next(one for one in held if one and one.post and "editor" in one.post.roles)
    item = fetch_all("SELECT code FROM kernel_rulebook WHERE kind = 'item' ORDER BY code LIMIT 1")[0]["code"]
    return revising.begin_revision(actor=editor, revision_id=uuid7(), kind="item", code=item, now=now)


@pytest.fixture
def world(city: Population, registry: Registry) -> World:
    head = acting(firm(city), firm(city).representative)
    made = World(head)
    head.start(SHOP).answer_all(**SAID).fill().bring().confirmed()
    handed = head.submit()
    row = application_progress(handed.application_id, head.actor)
    again = (
        acting(firm(city), firm(city).representative)
        .start(SHOP)
        .answer_all(**{**SAID, "dishes": "hot", "how_many": "2"})
    )
    kept = keep(upload=photograph(head.chance), name="photo.jpg", actor=head.actor, now=head.now)
    made.scan = keep(upload=BytesIO(pdf()), name="scan.pdf", actor=head.actor, now=head.now).id
    brought = next(iter(again.view.plan.to_bring()))
    made.material, made.sample = brought.key, brought.type
    again.view = journeys.attach(
        actor=head.actor, draft_id=again.id, material=made.material, file_id=kept.id, now=head.now
    )
    notice = journeys.give_notice(actor=head.actor, draft_id=again.id, now=head.now)
    asking = mother(city.families[0]).start().answer_all(who="mother").fill()
    told = Told(uuid4(), handed.application_id, "submitted", "enterprise", head.actor.subject_id, None, {}, "progress",
                [str(handed.application_id)])  # fmt: skip
    tell([told], now=head.now)
    papers = fetch_all(
        "SELECT paper_id FROM documents_paper WHERE application_id = %s", [handed.application_id]
    )
    made.ids = {
        "draft_id": again.id,
        "application_id": handed.application_id,
        "case_id": row.cases[0]["case_id"],
        "paper_id": papers[0]["paper_id"],
        "file_id": kept.id,
        "notice_id": notice.notice_id,
        "confirmation_id": asking.ask("father").confirmation_id,
        "certificate_id": fetch_all("SELECT certificate_id FROM certificates_certificate LIMIT 1")[0][
            "certificate_id"
        ],
        "message_id": message_id(told),
        "report_id": _a_report(),
        "revision_id": _a_revision(head.now),
        "clerk_id": appointed(made, city.families[30].mother),
        "mandate_id": given(made, city.families[31].mother),
    }
    return made


@pytest.fixture
def others(world: World, city: Population) -> dict[str, Visitor]:
    """Whoever has no right to it, with the session that they had when they still did."""
    people = [one.mother for one in city.families[20:25]]
    now = world.head.now
    agent, clerk = given(world, people[0]), appointed(world, people[1])
    given(world, people[2], days_ago=5)
    found = {
        "an agent whose mandate was taken back": signed_on(world, people[0]),
        "a clerk who was dismissed": signed_on(world, people[1]),
        "an agent whose mandate ran out": signed_on(world, people[2], days_ago=4),
    }
    given(world, people[3], journeys=("something-else",))
    found["an agent for another thing"] = signed_on(world, people[3])
    found["somebody else"] = Visitor(Walker(people[4]))
    revoke_mandate(actor=world.head.actor, mandate_id=agent, version=2, now=now)
    end_clerk(actor=world.head.actor, enterprise_id=world.head.actor.subject_id, clerk_id=clerk, now=now)
    return found


def test_there_is_something_at_every_address(world: World) -> None:
    """Otherwise a 404 would say nothing."""
    visitor = signed_on(world, world.head.citizen)
    routes = [one for one in addresses() if not one.startswith("desk/")]
    missing = [one for one in routes if seen(visitor, "get", filled(one, world, random=False))[0] == 404]
    assert len(addresses()) >= AT_LEAST
    assert [one for one in missing if not any(word in one for word in ELSEWHERE)] == []


def test_whoever_has_no_right_meets_what_a_random_address_shows(
    world: World, others: dict[str, Visitor]
) -> None:
    wrong = []
    for who, visitor in others.items():
        seen(visitor, "get", "/me/")  # that the right ended is said once
        for route in addresses():
            for method in ("get", "post"):
                status, body = seen(visitor, method, filled(route, world, random=False))
                never, nothing = seen(visitor, method, filled(route, world, random=True))
                shut = 403 if route.startswith("desk/") else 404  # the desk's door is the same for everybody
                if (status, body) != (never, nothing) or status not in (shut, 405, *KNOWN.get(route, ())):
                    wrong.append((who, method, route, status, never))
    assert not wrong, "\n".join(sorted({f"{m} {r} {a} {b}" for _w, m, r, a, b in wrong}))
