"""Pressed twice, sent again by a browser, or posted by two tabs: a public form does its work once and answers alike."""

from __future__ import annotations

from typing import Any

import pytest

from bancheng.cases.spec import CorrectionEntry
from bancheng.journeys.queries.confirmations import asked_of, confirmations_of
from bancheng.journeys.queries.drafts import my_drafts
from bancheng.kernel.database import execute, fetch_all
from bancheng.kernel.ids import uuid7
from tests.city import login, people
from tests.journeys.walking import Walker
from tests.portal.browsing import Visitor
from tests.portal.officers import Office, sealed, usual

__all__ = ["sealed"]

PROBLEM = "这个页面已经提交过一次"


@pytest.fixture
def walker(city: Any, registry: Any) -> Walker:
    return usual()


def events() -> list[Any]:
    return [
        tuple(row.values()) for row in fetch_all("SELECT case_id, seq, type FROM kernel_event ORDER BY id")
    ]


def once(visitor: Visitor, path: str, boxes: dict[str, Any], **other: str) -> None:
    """The form does something; again it does nothing and says the same; with the key and another body it is refused."""
    assert boxes.get("key"), "the page carries a key"
    before = events()
    first = visitor.post(path, boxes)
    assert first.status_code == 302, first.content.decode()
    done = events()
    assert len(done) > len(before)
    again = visitor.post(path, boxes)
    assert (again.status_code, again["Location"]) == (302, first["Location"])
    assert again["Idempotency-Replayed"] == "true"
    refused = visitor.post(path, boxes | other)
    assert refused.status_code == 422
    assert PROBLEM in refused.content.decode()
    assert events() == done


def asked(walker: Walker) -> tuple[Visitor, str]:
    walker.start().answer_all(who="mother").fill().bring()
    walker.ask("father")
    found = next(one.father for one in people().families if one.mother == walker.citizen)
    assert found is not None
    (row,) = [row for row in asked_of(login(found.id)) if row.draft_id == walker.id]
    return Visitor(Walker(found)), f"/confirmations/{row.confirmation_id}/"


@pytest.mark.parametrize(("answer", "other"), [("yes", "no"), ("no", "yes")])
def test_a_confirmation(walker: Walker, answer: str, other: str) -> None:
    visitor, path = asked(walker)
    once(visitor, path, visitor.get(path).boxes | {"answer": answer}, answer=other)
    state = confirmations_of(walker.id)["father"].state
    assert state == {"yes": "confirmed", "no": "refused"}[answer]


@pytest.fixture
def office(walker: Walker, sealed: None) -> Office:
    walker.ready()
    walker.submit()
    return Office(walker)


def test_withdrawing_the_whole(walker: Walker, office: Office) -> None:
    visitor, path = Visitor(walker), f"/applications/{walker.id}/withdraw/"
    once(visitor, path, visitor.get(path).boxes | {"reason": "不办了"}, reason="再想想")


def test_withdrawing_one_case(walker: Walker, office: Office) -> None:
    case_id = office.first("filed")["case_id"]
    visitor, path = Visitor(walker), f"/applications/{walker.id}/cases/{case_id}/withdraw/"
    once(visitor, path, visitor.get(path).boxes | {"reason": "不办了"}, reason="再想想")


@pytest.mark.parametrize(("answer", "other"), [("yes", "no"), ("no", "yes")])
def test_going_on_without_what_could_not_be_had(
    walker: Walker, office: Office, answer: str, other: str
) -> None:
    office.decide(office.first("filed")["case_id"], False)
    (waiting,) = office.cases("waiting")
    visitor, path = Visitor(walker), f"/applications/{walker.id}/cases/{waiting['case_id']}/go-on/"
    once(visitor, path, visitor.get(path).boxes | {"go_on": answer}, go_on=other)


def test_an_answered_correction(walker: Walker, office: Office) -> None:
    case_id = office.correct(CorrectionEntry("other", "x", "请核对。"))
    visitor, path = Visitor(walker), f"/applications/{walker.id}/correction/{case_id}/"
    boxes = visitor.get(path).boxes
    reasons = {name: "没有错。" for name in boxes if name.startswith("reason-")}
    once(visitor, path, boxes | reasons | {"done": "1"}, **dict.fromkeys(reasons, "另一句。"))


def test_starting_opens_one_draft(walker: Walker) -> None:
    visitor, path = Visitor(walker), "/things/newborn/start/"
    boxes = visitor.get(path).boxes
    first, again = visitor.post(path, boxes), visitor.post(path, boxes)
    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"])
    assert [str(one.draft_id) for one in my_drafts(walker.actor, limit=9)] == [boxes["draft"]]


@pytest.mark.parametrize("given", [{}, {"draft": ""}, {"draft": "one"}])
def test_starting_without_an_id_opens_nothing(walker: Walker, given: dict[str, str]) -> None:
    assert Visitor(walker).post("/things/newborn/start/", given).status_code == 422
    assert my_drafts(walker.actor, limit=9) == []


def test_the_id_of_a_draft_of_another_thing_starts_nothing(walker: Walker) -> None:
    walker.start()
    made = uuid7()
    execute(
        "INSERT INTO journeys_draft (draft_id, journey, release, owner_id, acting_for_kind, acting_for_id, state,"
        " version, answers, fields, materials, checked, receipt, created_at, updated_at, expires_at)"
        " SELECT %s, 'another', release, owner_id, acting_for_kind, acting_for_id, state, version, answers, '{}',"
        " materials, checked, receipt, created_at, updated_at, expires_at FROM journeys_draft WHERE draft_id = %s",
        [made, walker.id],
    )
    answer = Visitor(walker).post("/things/newborn/start/", {"draft": str(made)})
    assert answer.status_code == 422
    assert PROBLEM in answer.content.decode()


def test_a_form_without_its_key_does_nothing_and_says_what_to_do(walker: Walker, office: Office) -> None:
    before = events()
    answer = Visitor(walker).post(f"/applications/{walker.id}/withdraw/", {"reason": "不办了"})
    assert answer.status_code == 422
    assert "刷新页面再提交一次" in answer.content.decode()
    assert events() == before
