"""什么时候告诉谁: the events of a real application become messages, each once, and lead to the right page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bancheng.cases.queries import application_progress, case_page
from bancheng.cases.spec import CorrectionEntry
from bancheng.cases.tasks import silence
from bancheng.config.seams import load_declarations
from bancheng.journeys import subscriptions
from bancheng.kernel.database import fetch_all
from bancheng.kernel.outbox import relay_once
from bancheng.notifications.queries import inbox
from bancheng.notifications.spec import KINDS
from bancheng.portal.queries.sentences import plain_names
from demo.gateway.server import Server
from tests.city import (
    _rolled_back,
    city,
    city_database,
    family,
    login,
    people,
    registry,
    registry_process,
)
from tests.journeys.walking import Walker, mother
from tests.portal.browsing import MOST_STATEMENTS, Visitor, writes
from tests.portal.officers import Office, sealed, usual

__all__ = ["_rolled_back", "city", "city_database", "registry", "registry_process", "sealed"]

load_declarations(("subscriptions",))
WRONG = CorrectionEntry("material", "identity-card", "身份证照片看不清，请重拍。", "户口登记条例第七条")


@pytest.fixture
def walker(city: Any, registry: Any, gateway: Server) -> Walker:
    return usual()


@pytest.fixture
def office(walker: Walker, sealed: None) -> Office:
    walker.ready().submit()
    return Office(walker)


@pytest.fixture
def visitor(walker: Walker) -> Visitor:
    return Visitor(walker)


def relayed(walker: Walker) -> None:
    while relay_once(walker.now + timedelta(days=90)):
        pass


def kinds(walker: Walker) -> list[str]:
    relayed(walker)
    return [one.kind for one in inbox(walker.actor)]


def test_handing_in_is_told_once_however_often_the_event_comes(office: Office, walker: Walker) -> None:
    assert kinds(walker) == ["submitted"]
    (event,) = fetch_all("SELECT * FROM kernel_event WHERE type = 'application_submitted'")
    from bancheng.kernel.events import Event

    row = {name: event[name] for name in Event.__slots__ if name in event}
    for _again in range(3):
        subscriptions.tell_applicant(Event(**row))
    (only,) = inbox(walker.actor)
    receipt = fetch_all("SELECT receipt FROM cases_application")[0]["receipt"]
    assert receipt in only.text


def test_a_correction_leads_to_where_it_is_answered_and_says_until_when(
    office: Office, walker: Walker
) -> None:
    case_id = office.correct(WRONG)
    assert kinds(walker)[0] == "correction_requested"
    told = inbox(walker.actor)[0]
    assert told.url_args == (str(office.id), str(case_id))
    assert "有1处要补" in told.text
    ends = case_page(office.id, case_id, walker.actor).case["due_at"]
    assert subscriptions.day_words(ends) in told.text


def test_a_correction_that_is_due_soon_is_told_once_before_it_lapses(office: Office, walker: Walker) -> None:
    case_id = office.correct(WRONG)
    row = case_page(office.id, case_id, walker.actor).case
    silence(row["warn_at"] + timedelta(minutes=1))
    silence(row["warn_at"] + timedelta(minutes=2))
    assert kinds(walker).count("correction_due_soon") == 1


def test_silence_of_a_department_is_told(office: Office, walker: Walker) -> None:
    row = office.first("filed")
    silence(row["due_at"] + timedelta(minutes=1))
    assert "accepted_by_silence" in kinds(walker)


def test_a_decision_and_the_end_are_told(office: Office, walker: Walker) -> None:
    office.decide(office.first("filed")["case_id"], granted=False)
    relayed(walker)
    told = {one.kind: one for one in inbox(walker.actor)}
    assert "没有通过" in told["decided"].text
    assert {"decided", "ended"} <= told.keys() or "decided" in told


def test_what_is_delivered_is_told(office: Office, walker: Walker) -> None:
    office.finish()
    assert kinds(walker)[0] == "delivered"


def test_the_other_parent_is_told_that_they_are_asked(city: Any, registry: Any, gateway: Server) -> None:
    walker = mother(family("夫妻两地户口，一个宝宝")).start().answer_all(who="mother").fill().bring()
    row = walker.ask("father")
    relayed(walker)
    father = family("夫妻两地户口，一个宝宝").father
    assert father is not None
    (told,) = inbox(login(father.id))
    assert (told.kind, told.url_args) == ("confirmation_asked", (str(row.confirmation_id),))
    assert inbox(walker.actor) == []


def test_a_matter_is_called_what_people_call_it(office: Office, walker: Walker) -> None:
    case_id = office.correct(WRONG)
    relayed(walker)
    found = application_progress(office.id, walker.actor)
    (official,) = [one["name"] for one in found.cases if one["case_id"] == case_id]
    called = plain_names(found)[case_id]
    newest = inbox(walker.actor)[0]
    assert called != official
    assert called in newest.text
    assert official not in newest.text


def test_every_kind_that_is_told_is_declared_with_all_its_values() -> None:
    told = {one.kind for one in (*subscriptions.TELLING.values(), *subscriptions.REMINDERS.values())}
    assert told | {"confirmation_asked", "confirmation_reminded", "deferral_promised"} == set(KINDS)


def test_no_message_holds_a_name_or_a_number(office: Office, walker: Walker) -> None:
    office.correct(WRONG)
    relayed(walker)
    dump = str(fetch_all("SELECT * FROM notifications_message")) + str(
        fetch_all("SELECT * FROM notifications_delivery")
    )
    for private in (walker.citizen.name, walker.citizen.id_number, walker.citizen.phone):
        assert private not in dump


# 页面


def test_the_inbox_shows_what_is_unread_and_each_message_leads_on(
    office: Office, walker: Walker, visitor: Visitor
) -> None:
    case_id = office.correct(WRONG)
    relayed(walker)
    assert "2条没读" in visitor.get("/me/").text
    page = visitor.get("/me/messages/")
    assert page.text.count("没读") == 3  # the line above, and a tag on each
    newest = inbox(walker.actor)[0]
    path = f"/me/messages/{newest.application_id}/{newest.message_id}/"
    assert visitor.get(path, 302) is not None
    assert "2条没读" in visitor.get("/me/messages/").text, "opening the address marks nothing"
    answer = visitor.post(path, {})
    assert answer.headers["Location"] == f"/applications/{office.id}/correction/{case_id}/"
    assert visitor.get(answer.headers["Location"]).headings
    assert "1条没读" in visitor.get("/me/messages/").text
    visitor.post("/me/messages/read/", {})
    assert "都读过了" in visitor.get("/me/messages/").text


def test_a_strangers_message_is_not_there(office: Office, walker: Walker) -> None:
    relayed(walker)
    one = inbox(walker.actor)[0]
    stranger = next(one.mother for one in people().families if one.mother != walker.citizen)
    other = Visitor(Walker(stranger))
    assert other.post(f"/me/messages/{one.application_id}/{one.message_id}/", {}).status_code == 404
    assert "还没有消息" in other.get("/me/messages/").text


def test_the_pages_read_little_and_write_nothing(office: Office, walker: Walker, visitor: Visitor) -> None:
    relayed(walker)
    for path in ("/me/", "/me/messages/", "/me/messages/settings/"):
        statements = visitor.statements(path)
        assert len(statements) <= MOST_STATEMENTS, statements
        assert writes(statements) == []


def test_how_to_be_told_is_chosen_and_kept(walker: Walker, visitor: Visitor) -> None:
    answer = visitor.post("/me/messages/settings/", {"channels": ["sms", "email"], "email": "not an address"})
    assert answer.status_code == 422
    assert "not an address" in answer.content.decode()
    answer = visitor.post("/me/messages/settings/", {"channels": ["email"], "email": "lin@example.com"})
    page = visitor.get(answer.headers["Location"])
    assert "记下了" in page.text
    assert page.boxes["email"] == "lin@example.com"
    assert page.boxes["channels"] == "email"
