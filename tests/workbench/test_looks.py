"""Every opening of a case, a material or a paper at the desk is written down first, or nothing is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from bancheng.cases.queries import application_progress
from bancheng.eforms.queries import answers_of
from bancheng.kernel.database import count_statements, fetch_all
from bancheng.organizations.queries import world
from tests.city import Copy
from tests.journeys.walking import Walker
from tests.workbench.desks import MOST_STATEMENTS, Desk, Matter, first, submitted

COLLEAGUE_ELSEWHERE = ("tax-chengqu-1", "tax-chengqu.social-fees")


@pytest.fixture
def walker(handed_in: Walker) -> Any:
    return handed_in


@pytest.fixture
def matter(walker: Any) -> Matter:
    return first(walker)


def desk_of(address: str, walker: Any) -> Desk:
    """An officer of the post at which the case of an address stands."""
    queue = fetch_all("SELECT queue FROM cases_case WHERE case_id = %s", [address.split("/")[4]])[0]["queue"]
    post = next(post for post in world(walker.on).posts.values() if post.id == queue)
    return Desk(f"{post.code.partition('.')[0]}-1", post.code)


def looks() -> list[dict[str, Any]]:
    return fetch_all(
        "SELECT actor, purpose, subject, object, fields, request_id, address FROM kernel_evidence ORDER BY at, id"
    )


def material_of(matter: Matter) -> str:
    """A file of the case, or of one that has files."""
    row = fetch_all(
        "SELECT case_id, files[1] AS file FROM cases_material WHERE application_id = %s AND files <> '{}' LIMIT 1",
        [matter.application_id],
    )
    return f"/desk/cases/{matter.application_id}/{row[0]['case_id']}/materials/{row[0]['file']}/"


def test_opening_a_case_leaves_who_whose_why_and_what(matter: Matter, walker: Any) -> None:
    desk = matter.desk()
    desk.get(matter.path)
    (look,) = looks()
    assert look["actor"] == f"staff:{desk.actor.id}"
    assert look["subject"] == f"person:{walker.citizen.id}"
    assert (look["purpose"], look["object"]) == ("see_case.work", f"case:{matter.case_id}")
    assert {answers_of(walker.id)["mother.id_number"].element} <= set(look["fields"])
    assert look["request_id"]
    assert look["address"]


def test_every_look_is_a_line_of_its_own(matter: Matter) -> None:
    desk = matter.desk()
    desk.get(matter.path)
    desk.get(matter.path)
    assert [look["purpose"] for look in looks()] == ["see_case.work"] * 2


@pytest.mark.parametrize("panel", ["correction/", "not-accepted/", "terminate/", "show/", "accept/"])
def test_a_panel_on_the_case_page_shows_the_case_too(matter: Matter, panel: str) -> None:
    matter.desk().get(f"{matter.path}{panel}")
    assert [look["object"] for look in looks()] == [f"case:{matter.case_id}"]


def test_a_refused_act_shows_the_case_again_and_leaves_a_line(matter: Matter) -> None:
    desk = matter.desk()
    form = desk.get(f"{matter.path}correction/").form("correction")
    assert desk.post(form).status == 422
    assert len(looks()) == 2


def test_reading_without_anything_to_do_is_told_apart(matter: Matter) -> None:
    desk = matter.desk()
    desk.post(desk.get(f"{matter.path}not-accepted/").form("not-accepted"), words="无职权", basis="0")
    assert matter.state() == "not_accepted"
    desk.get(matter.path)
    assert looks()[-1]["purpose"] == "see_case.read"


def test_opening_a_material_names_the_file(matter: Matter, walker: Any) -> None:
    address = material_of(matter)
    desk_of(address, walker).get(address)
    (look,) = looks()
    assert (look["purpose"], look["object"]) == ("read_file", f"file:{address.split('/')[6]}")
    assert "file" in look["fields"]


def test_opening_a_paper_names_the_paper(matter: Matter, walker: Any) -> None:
    desk = matter.desk()
    desk.post(desk.get(matter.path).form("accept"))
    (paper,) = [
        one
        for one in application_progress(walker.id, walker.actor).papers
        if one["case_id"] == matter.case_id
    ]
    before = len(looks())
    answer = desk.client.get(f"{matter.path}papers/{paper['paper_id']}/")
    assert answer.content.startswith(b"%PDF")
    assert [(one["purpose"], one["object"]) for one in looks()[before:]] == [
        ("read_paper", f"paper:{paper['paper_id']}")
    ]


@pytest.mark.parametrize("page", ["", "show/", "correction/"])
def test_what_is_refused_leaves_no_line(matter: Matter, page: str) -> None:
    Desk(*COLLEAGUE_ELSEWHERE).get(f"{matter.path}{page}", status=404)
    assert looks() == []


def test_the_line_is_the_one_write_of_the_page_and_the_page_stays_within_its_statements(
    matter: Matter,
) -> None:
    desk = matter.desk()
    desk.get(matter.path)
    with count_statements() as seen:
        desk.get(matter.path)
    written = [one for one in seen.sql if "INSERT" in one]
    assert len(written) == 1
    assert "kernel_evidence" in written[0]
    assert len(seen) <= MOST_STATEMENTS


def test_when_the_log_of_looks_is_down_no_page_opens(
    committed_city: Copy, registry: Any, connect: Callable[..., psycopg.Connection]
) -> None:
    """R08: fail closed. The store itself refuses, not a stand-in."""
    walker = submitted()
    matter, address = first(walker), None
    desk = matter.desk()
    desk.post(desk.get(matter.path).form("accept"))
    (paper,) = [
        one
        for one in application_progress(walker.id, walker.actor).papers
        if one["case_id"] == matter.case_id
    ]
    address = f"{matter.path}papers/{paper['paper_id']}/"
    assert desk.client.get(address).status_code == 200
    with psycopg.connect(committed_city.url("owner"), autocommit=True) as owner:
        owner.execute("REVOKE INSERT ON kernel_evidence FROM bancheng_app")
        for page in (matter.path, f"{matter.path}show/", address):
            refused = desk.client.get(page)
            assert refused.status_code == 503, page
            assert "查阅记录" in refused.content.decode()
            assert str(answers_of(walker.id)["mother.name"].value) not in refused.content.decode()
        owner.execute("GRANT INSERT ON kernel_evidence TO bancheng_app")
    assert desk.client.get(matter.path).status_code == 200


def test_a_material_stands_beside_what_it_is_compared_with_and_numbers_stay_covered(
    matter: Matter, walker: Any
) -> None:
    address = material_of(matter)
    desk = desk_of(address, walker)
    page = desk.get(address)
    assert "对照填的内容" in page.text
    assert "data-viewer" in page.html
    assert walker.citizen.id_number not in page.html
    assert desk.statements(address) <= MOST_STATEMENTS
