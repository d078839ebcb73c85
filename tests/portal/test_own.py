"""我的: what waits, what came out, who looked; and verifying a result without an account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from bancheng.accounts.commands.mandates import Grant, answer_mandate, offer_mandate
from bancheng.certificates.queries import of_application
from bancheng.kernel import evidence
from bancheng.kernel.access import PlainActor
from bancheng.kernel.database import Row, fetch_all
from bancheng.portal.queries import own
from bancheng.portal.queries.own import state_of
from tests.city import people
from tests.journeys.walking import Walker
from tests.portal.browsing import MOST_STATEMENTS, Screen, Visitor, same_but_for, writes
from tests.portal.officers import Office, sealed, usual
from tests.portal.test_acting import change

__all__ = ["sealed"]


@pytest.fixture
def walker(city: Any, registry: Any) -> Walker:
    return usual()


@pytest.fixture
def office(walker: Walker, drafted: Walker, sealed: None) -> Office:
    walker.view = drafted.view
    walker.submit()
    return Office(walker)


@pytest.fixture
def visitor(walker: Walker) -> Visitor:
    return Visitor(walker)


def other(walker: Walker, who: str) -> Walker:
    """The father of the family, or a mother of another one."""
    if who == "father":
        found = next(one.father for one in people().families if one.mother == walker.citizen)
        assert found is not None
        return Walker(found)
    return Walker(next(one.mother for one in people().families if one.mother != walker.citizen))


def address(row: Row) -> str:
    return f"/me/results/{row['application_id']}/{row['certificate_id']}/"


def looks(purpose: str) -> list[Row]:
    return fetch_all("SELECT actor, subject, object FROM kernel_evidence WHERE purpose = %s", [purpose])


# --- 我的 ---------------------------------------------------------------------------------------------------


def test_an_empty_space_shows_a_way_forward(visitor: Visitor) -> None:
    page = visitor.get("/me/")
    assert "没有要您做的事" in page.text
    assert "/things/" in page.links


def test_drafts_and_what_runs_are_there(walker: Walker, visitor: Visitor) -> None:
    walker.start()
    assert f"/drafts/{walker.id}/answers/" in visitor.get("/me/").links
    walker.ready().submit()
    assert f"/applications/{walker.id}/" in visitor.get("/me/").links


def test_the_pages_read_little_and_write_nothing(walker: Walker, visitor: Visitor, office: Office) -> None:
    office.finish()
    for path in ("/me/", "/me/data/"):
        statements = visitor.statements(path)
        assert len(statements) <= MOST_STATEMENTS, statements
        assert writes(statements) == []


# --- results ------------------------------------------------------------------------------------------------


def test_results_are_nowhere_before_they_are_handed_over(
    walker: Walker, visitor: Visitor, office: Office
) -> None:
    office.work()
    rows = of_application(walker.id)
    assert any(row["holder_id"] == walker.citizen.id for row in rows)  # her own too, not only the child's
    for path in ("/me/", f"/applications/{walker.id}/"):
        assert not {address(row) for row in rows} & set(visitor.get(path).links)
    for row in rows:
        visitor.get(address(row), status=404)


def test_results_handed_over_are_cards_for_both_parents(
    walker: Walker, visitor: Visitor, office: Office
) -> None:
    office.finish()
    rows = of_application(walker.id)
    assert rows
    for reader in (visitor, Visitor(other(walker, "father"))):
        assert {address(row) for row in rows} <= set(reader.get("/me/").links)
        assert address(rows[0]) in reader.get(f"/applications/{walker.id}/").links
        assert rows[0]["number"] in reader.get(address(rows[0])).text


def test_opening_a_result_leaves_a_trace(walker: Walker, visitor: Visitor, office: Office) -> None:
    office.finish()
    row = of_application(walker.id)[0]
    statements = visitor.statements(address(row))
    assert len(statements) <= MOST_STATEMENTS, statements
    assert f"certificate:{row['certificate_id']}" in {one["object"] for one in looks("read_result")}


def test_a_strangers_result_is_like_none(walker: Walker, office: Office) -> None:
    office.finish()
    row = of_application(walker.id)[0]
    client = Visitor(other(walker, "stranger")).client
    nobodys = {**row, "application_id": uuid4()}
    first, second = client.get(address(row)), client.get(address(nobodys))
    assert (first.status_code, second.status_code) == (404, 404)
    one, two = (page.content.decode().replace(str(row["certificate_id"]), "") for page in (first, second))
    assert same_but_for(one, row["application_id"]) == same_but_for(two, nobodys["application_id"])


def test_a_certificate_on_file_opens_for_its_holder_only(walker: Walker, visitor: Visitor) -> None:
    (link, *_rest) = [one for one in visitor.get("/me/").links if one.startswith("/me/results/")]
    assert visitor.get(link).headings
    Visitor(other(walker, "stranger")).get(link, status=404)
    Visitor(other(walker, "father")).get(link, status=404)


def test_an_agent_who_may_not_receive_follows_the_matter_and_opens_no_result(
    walker: Walker, office: Office
) -> None:
    office.finish()
    (row, *_rest) = of_application(walker.id)
    agent = other(walker, "stranger")
    let_do = Grant(None, ("submit",), walker.on, walker.on + timedelta(days=3))
    made = offer_mandate(
        actor=walker.actor, agent_kind="person", name=agent.citizen.name, number=agent.citizen.id_number,
        grant=let_do, now=walker.now,
    )  # fmt: skip
    answer_mandate(actor=agent.actor, mandate_id=made, accept=True, version=1, now=walker.now)
    visitor = Visitor(agent)
    change(visitor, agent, walker.citizen.name)
    assert visitor.get(f"/applications/{walker.id}/").headings
    visitor.get(address(row), status=404)
    visitor.get(f"{address(row)}show/", status=404)
    assert not [one for one in visitor.get("/me/").links if one.startswith("/me/results/")]


# --- 谁看过 -------------------------------------------------------------------------------------------------


def test_who_else_looked_is_told_and_one_self_is_not(walker: Walker, visitor: Visitor) -> None:
    subject = f"person:{walker.citizen.id}"
    officer = PlainActor("staff", uuid4(), frozenset(), "")
    evidence.record(officer, "read_file", subject, "file:1", ["file"], now=walker.now)
    evidence.record(walker.actor, "read_result", subject, "certificate:1", ["x"], now=walker.now)
    evidence.record(officer, "find_case", f"person:{uuid4()}", "list:cases", ["id_number"], now=walker.now)
    page = visitor.get("/me/data/")
    assert "打开您交的材料" in page.text
    assert "经办部门的工作人员" in page.text
    assert "打开您的结果" not in page.text
    assert "按身份证号找您办的事" not in page.text  # that was another person
    assert walker.citizen.id_number not in page.html


def test_looks_of_one_kind_on_one_day_are_one_line_that_says_how_many(
    walker: Walker, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = f"person:{walker.citizen.id}"
    officer = PlainActor("staff", uuid4(), frozenset(), "")
    for case, purpose in enumerate(["read_file", "see_case", "see_case", "read_file", "see_case"]):
        evidence.record(officer, purpose, subject, f"case:{case}", ["case"], now=walker.now)
    page = visitor.get("/me/data/").text
    assert "打开您办的事，这天3次" in page
    assert "打开您交的材料，这天2次" in page
    assert page.count("经办部门的工作人员") == 2
    monkeypatch.setattr(own, "_LOOKS", 4)  # more than are fetched: of the oldest day no number is whole
    assert "这天至少" in visitor.get("/me/data/").text


# --- 核验 ---------------------------------------------------------------------------------------------------


def verify(code: str) -> Screen:
    return Screen(Client().get("/verify/", {"code": code}).content.decode())


@pytest.fixture
def issued(walker: Walker, office: Office) -> Row:
    office.finish()
    return of_application(walker.id)[0]


def test_anybody_may_verify_and_sees_one_character_of_the_name(walker: Walker, issued: Row) -> None:
    page = verify(issued["identifier"].lower())
    name = next(
        str(e.value) for p, e in walker.view.entries.items() if p.startswith("child") and p.endswith(".name")
    )
    assert "有效" in page.headings
    assert issued["issuer_name"] in page.text
    assert name[0] + "*" * (len(name) - 1) in page.text
    assert name not in page.html
    assert issued["number"] not in page.html


def test_what_is_not_registered_may_be_forged(issued: Row) -> None:
    page = verify(issued["identifier"][:-1] + "?")
    assert "查不到" in page.headings
    assert issued["issuer_name"] not in page.text
    assert "查不到" not in verify("").headings


@pytest.mark.parametrize(("state", "days", "said"), [
    ("01", None, "valid"), ("01", 400, "valid"), ("01", 10, "expiring"), ("01", 0, "expiring"), ("01", -1, "expired"),
    ("03", None, "revoked"), ("04", 400, "revoked"),
])  # fmt: skip
def test_a_certificate_ends_with_its_last_day_or_its_state(
    walker: Walker, state: str, days: int | None, said: str
) -> None:
    until = None if days is None else walker.on + timedelta(days=days)
    assert state_of({"state": state, "valid_to": until}, walker.now) == said


def test_verifying_somebodys_certificate_leaves_a_trace(walker: Walker, visitor: Visitor) -> None:
    (link, *_rest) = [one for one in visitor.get("/me/").links if one.startswith("/me/results/")]
    (row,) = of_application(link.split("/")[3])  # type: ignore[arg-type]  # its own family
    assert "有效" in verify(row["identifier"]).headings
    assert f"person:{walker.citizen.id}" in {one["subject"] for one in looks("verify")}
