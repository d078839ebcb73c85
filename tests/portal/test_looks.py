"""Whoever looks at another person's data on a public page leaves a line first; one's own data leaves none."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from bancheng.cases.queries import application_progress
from bancheng.journeys.queries.confirmations import asked_of
from bancheng.kernel.database import count_statements, fetch_all
from bancheng.portal.queries.following import progress
from tests.city import Copy, login, people
from tests.journeys.walking import Walker
from tests.portal.browsing import MOST_STATEMENTS, Visitor
from tests.portal.officers import usual
from tests.workbench.desks import first


def looks() -> list[tuple[Any, ...]]:
    rows = fetch_all("SELECT actor, purpose, subject, object FROM kernel_evidence ORDER BY at, id")
    return [tuple(row.values()) for row in rows]


def other(walker: Walker) -> Walker:
    """The other parent, who was asked to confirm."""
    found = next(one.father for one in people().families if one.mother == walker.citizen)
    assert found is not None
    return Walker(found)


@pytest.fixture
def walker(city: Any, registry: Any) -> Walker:
    return usual()


def asked(walker: Walker) -> tuple[Walker, str]:
    """The other parent with the page that waits for them."""
    walker.start().answer_all(who="mother").fill().bring()
    walker.ask("father")
    father = other(walker)
    (row,) = [row for row in asked_of(login(father.citizen.id)) if row.draft_id == walker.id]
    return father, f"/confirmations/{row.confirmation_id}/"


def test_opening_what_is_to_be_confirmed_names_whose_form_it_is(walker: Walker) -> None:
    father, page = asked(walker)
    visitor = Visitor(father)
    before = looks()
    visitor.get(page)
    assert looks()[len(before) :] == [
        (
            f"person:{father.citizen.id}",
            "confirm",
            f"person:{walker.citizen.id}",
            f"confirmation:{page.split('/')[2]}",
        )
    ]
    fields = fetch_all("SELECT fields FROM kernel_evidence WHERE purpose = 'confirm'")[0]["fields"]
    assert "person.name" in fields


def test_an_answer_that_did_not_go_through_shows_the_form_again_and_leaves_a_line(walker: Walker) -> None:
    father, page = asked(walker)
    answer = Visitor(father).post(page, {"answer": "yes", "digest": "old", "key": "1"})
    assert answer.status_code == 409
    assert [look[1] for look in looks() if look[0] == f"person:{father.citizen.id}"] == ["confirm"]


def test_another_party_following_leaves_a_line_and_the_applicant_none(walker: Walker) -> None:
    walker.ready()
    walker.submit()
    father = other(walker)
    for page in (f"/applications/{walker.id}/", f"/applications/{walker.id}/receipt/"):
        Visitor(walker).get(page)
        assert [look for look in looks() if look[1] == "follow"] == []
    Visitor(father).get(f"/applications/{walker.id}/")
    assert [look for look in looks() if look[1] == "follow"] == [
        (f"person:{father.citizen.id}", "follow", f"person:{walker.citizen.id}", f"application:{walker.id}")
    ]
    Visitor(father).get(f"/applications/{walker.id}/receipt/")
    assert len([look for look in looks() if look[1] == "follow"]) == 2


def test_asking_whether_anything_moved_is_no_look(walker: Walker) -> None:
    walker.ready()
    walker.submit()
    father, page = other(walker), f"/applications/{walker.id}/"
    visitor = Visitor(father)
    visitor.get(page)
    part = progress(walker.id, father.actor, father.now)["fingerprint"]
    assert visitor.client.get(page, {"part": part}).status_code == 204
    assert len([look for look in looks() if look[1] == "follow"]) == 1


def test_a_stranger_sees_nothing_and_leaves_no_line(walker: Walker) -> None:
    _father, page = asked(walker)
    before = len(looks())
    stranger = next(one.mother for one in people().families if one.mother != walker.citizen)
    Visitor(Walker(stranger)).get(page, status=404)
    assert len(looks()) == before


def test_the_page_stays_within_its_statements(walker: Walker) -> None:
    father, page = asked(walker)
    visitor = Visitor(father)
    visitor.get(page)
    with count_statements() as seen:
        visitor.get(page)
    assert len([one for one in seen.sql if "kernel_evidence" in one]) == 1
    assert len(seen) - 1 <= MOST_STATEMENTS


def test_when_the_log_of_looks_is_down_another_persons_form_stays_closed(
    committed_city: Copy, registry: Any
) -> None:
    walker = usual()
    father, page = asked(walker)
    visitor = Visitor(father)
    visitor.get(page)
    with psycopg.connect(committed_city.url("owner"), autocommit=True) as owner:
        owner.execute("REVOKE INSERT ON kernel_evidence FROM bancheng_app")
        refused = visitor.client.get(page)
        assert refused.status_code == 503
        assert "查阅记录" in refused.content.decode()
        Visitor(walker).get(f"/drafts/{walker.id}/review/")
        owner.execute("GRANT INSERT ON kernel_evidence TO bancheng_app")
    visitor.get(page)


def test_a_paper_opened_by_another_party_is_written_down(walker: Walker) -> None:
    walker.ready()
    walker.submit()
    matter = first(walker)
    desk = matter.desk()
    desk.post(desk.get(matter.path).form("accept"))
    paper = application_progress(walker.id, walker.actor).papers[0]
    address = f"/applications/{walker.id}/papers/{paper['paper_id']}/"
    before = len(looks())
    assert Visitor(walker).client.get(address).status_code == 200
    assert len(looks()) == before
    assert Visitor(other(walker)).client.get(address).status_code == 200
    assert [look[1:] for look in looks()[before:]] == [
        ("read_paper", f"person:{walker.citizen.id}", f"paper:{paper['paper_id']}")
    ]
