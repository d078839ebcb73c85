"""Officers see the cases of their posts and organization; to others a case is not there, and looking leaves a trace."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from bancheng.accounts.commands.sessions import open_session
from bancheng.accounts.spec import COOKIE
from bancheng.eforms.queries import answers_of
from bancheng.kernel.database import count_statements, fetch_all, fetch_one
from bancheng.kernel.ids import uuid7
from tests.journeys.walking import Walker
from tests.workbench.desks import MOST_STATEMENTS, Desk, Matter, first, same_but_for

STRANGER = ("tax-chengqu-1", "tax-chengqu.social-fees")


@pytest.fixture
def walker(handed_in: Walker) -> Any:
    return handed_in


@pytest.fixture
def matter(walker: Any) -> Matter:
    return first(walker)


@pytest.mark.parametrize("page", ["", "correction/", "decide/", "issue/", "show/"])
def test_what_is_not_yours_is_not_there(matter: Matter, page: str) -> None:
    stranger, nobody = Desk(*STRANGER), uuid7()
    with count_statements() as seen:
        foreign = stranger.client.get(f"{matter.path}{page}")
    with count_statements() as missed:
        absent = stranger.client.get(f"/desk/cases/{nobody}/{nobody}/{page}")
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert same_but_for(foreign.content.decode(), matter.application_id, matter.case_id) == same_but_for(
        absent.content.decode(), nobody
    )
    assert set(foreign.headers) == set(absent.headers)
    assert len(seen) == len(missed)


def test_what_is_not_yours_is_not_done(matter: Matter) -> None:
    stranger, own = Desk(*STRANGER), matter.desk()
    form = own.get(matter.path).form("accept")
    assert stranger.client.post(form.action, form.values).status_code == 404
    assert matter.state() == "filed"


def test_citizens_are_not_staff(walker: Any, matter: Matter) -> None:
    client = Client()
    client.cookies[COOKIE] = open_session(now=walker.now, person_id=walker.citizen.id)
    assert client.get("/desk/").status_code == 403
    assert client.get(matter.path).status_code == 403


def test_whoever_is_not_signed_on_is_sent_to_the_door(matter: Matter) -> None:
    answer = Client().get(matter.path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/desk/login/?next=")


def test_every_page_takes_eight_statements_at_most(matter: Matter) -> None:
    desk = matter.desk()
    desk.post(desk.get(matter.path).form("claim"))
    number = desk.get(matter.path)
    assert number.status == 200
    lists = ["/desk/", "/desk/?list=free", "/desk/?list=all", "/desk/?list=done", "/desk/list/?list=all"]
    panels = ["", "correction/", "not-accepted/", "terminate/", "show/"]
    pages = [*lists, "/desk/find/?q=20260101-000001", *(matter.path + panel for panel in panels)]
    taken = {page: desk.statements(page) for page in pages}
    assert max(taken.values()) <= MOST_STATEMENTS, taken


def test_a_case_is_found_by_its_numbers_and_only_by_who_may_see_it(matter: Matter, walker: Any) -> None:
    desk = matter.desk()
    desk.post(desk.get(matter.path).form("accept"))
    row = fetch_one(
        "SELECT c.case_number, a.receipt FROM cases_case c JOIN cases_application a USING (application_id)"
        " WHERE c.case_id = %s",
        [matter.case_id],
    )
    assert row is not None
    for number in (row["case_number"], " ".join(row["case_number"])):
        assert desk.client.get("/desk/find/", {"q": number})["Location"].startswith(matter.path)
    stranger = Desk(*STRANGER)
    refused = stranger.client.get("/desk/find/", {"q": row["case_number"]})
    absent = stranger.client.get("/desk/find/", {"q": "20260101-999999"})
    assert refused.status_code == absent.status_code == 200
    assert "没有找到" in refused.content.decode()


def secret(walker: Any) -> str:
    return str(answers_of(walker.id)["mother.id_number"].value)


def test_numbers_are_covered_until_somebody_says_why(matter: Matter, walker: Any) -> None:
    desk, number = matter.desk(), secret(walker)
    page = desk.get(matter.path)
    assert number not in page.html
    assert f"{number[:6]}********{number[-4:]}" in page.html
    asked = desk.get(f"{matter.path}show/").form("show")
    assert desk.post(asked).status == 422
    assert number in desk.post(asked, purpose="identity").html
    looked = fetch_all(
        "SELECT actor, purpose, subject, fields FROM kernel_evidence"
        " WHERE object = %s AND purpose LIKE 'show_values%%'",
        [f"case:{matter.case_id}"],
    )
    assert [(row["actor"], row["purpose"]) for row in looked] == [
        (f"staff:{desk.actor.id}", "show_values.identity")
    ]
    assert looked[0]["subject"] == f"person:{walker.citizen.id}"
    assert "person.id_number" in looked[0]["fields"]


def test_the_reason_is_asked_once_a_case_and_every_look_is_written_down(matter: Matter, walker: Any) -> None:
    desk = matter.desk()
    form = desk.get(f"{matter.path}show/").form("show")
    desk.post(form, purpose="compare")
    assert secret(walker) in desk.post(form).html
    looked = fetch_all(
        "SELECT purpose FROM kernel_evidence WHERE object = %s ORDER BY at, id", [f"case:{matter.case_id}"]
    )
    assert [row["purpose"] for row in looked] == ["see_case.work", *["show_values.compare"] * 2]


def test_an_unwritten_look_shows_nothing(
    matter: Matter, walker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bancheng.kernel import evidence

    desk = matter.desk()
    form = desk.get(f"{matter.path}show/").form("show")

    def down(*_args: object, **_more: object) -> None:
        raise evidence.EVIDENCE_DOWN()

    monkeypatch.setattr(evidence, "record", down)
    page = desk.post(form, purpose="identity")
    assert page.status == 503
    assert secret(walker) not in page.html
