"""方案和报价 through the page: what is offered, what a no would stop, whose it is, and that a press counts once."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from bancheng.accounts.commands.sessions import open_session
from bancheng.accounts.spec import COOKIE
from bancheng.cases import commands as cases
from bancheng.cases.models import Case
from bancheng.cases.spec.offers import Offer, OfferTerms
from bancheng.kernel.access import PlainActor
from tests.cases.offering import PIPE, offering
from tests.cases.plans import NOW, Walk, case, opened
from tests.notifications.told import citizen
from tests.portal.browsing import Screen

pytestmark = pytest.mark.django_db


class Desk:
    """An application of one citizen whose first matter was offered, and the citizen's browser."""

    def __init__(self, offer: Offer = PIPE, **terms: Any) -> None:
        self.actor = citizen()
        self.own, self.works, self.other = (
            offering(**terms),
            case("works", level=2, after=["supply"]),
            case("other"),
        )
        made, _receipt = opened(self.own, self.works, self.other, applicant=self.actor)
        self.walk = Walk(made.application_id, self.own)
        self.walk.act("accept")
        self.walk.act("offer", offer=offer)
        self.path = self.address(self.own.case_id)
        self.browser = browser(self.actor)

    def address(self, case_id: Any) -> str:
        return f"/applications/{self.walk.application_id}/cases/{case_id}/offer/"

    def page(self, status: int = 200) -> Screen:
        answer = self.browser.get(self.path)
        assert answer.status_code == status
        return Screen(answer.content.decode())

    def press(self, answer: str, **more: str) -> Any:
        return self.browser.post(self.path, {**self.page().boxes, "answer": answer, **more})

    def states(self) -> dict[str, str]:
        rows = Case.objects.filter(application_id=self.walk.application_id)
        return {row.node: row.state for row in rows}


@pytest.fixture(autouse=True)
def that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages read the clock of the day of the offer; these matters are of no published thing, so they have one name."""
    monkeypatch.setattr("bancheng.portal.queries.offers.plain_names", names)
    monkeypatch.setattr("bancheng.portal.views.offers.now_of", lambda _request: NOW)


def names(found: Any) -> dict[Any, str]:
    """Case → its name."""
    return {one["case_id"]: one["name"] for one in found.cases}


def browser(actor: PlainActor) -> Client:
    client = Client()
    client.cookies[COOKIE] = open_session(now=datetime.now(UTC), person_id=actor.id)
    return client


def test_the_page_says_what_is_done_what_it_costs_and_what_a_no_would_stop() -> None:
    desk = Desk()
    page = desk.page()
    for words in (
        "从东门接一根100毫米的管子",
        "水表安装",
        "361.00元",
        "这几项也不办了：事项works。别的照样办。",
    ):
        assert words in page.text, words
    assert "事项other" not in page.text
    assert "到期不答复，这份方案就作废" in page.text
    assert page.primary == 1


def test_silence_that_counts_as_a_yes_is_said_before() -> None:
    terms = OfferTerms(10, "wd", "accept", "供用水合同示范文本第五条", "供水接入方案")
    assert "到期不答复，按约定算您接受" in Desk(terms=terms).page().text


def test_a_free_offer_says_so() -> None:
    assert "不收钱。" in Desk(replace(PIPE, lines=[])).page().text


def test_taking_it_leads_back_to_the_progress_and_says_so_afterwards() -> None:
    desk = Desk()
    answer = desk.press("accept")
    assert (answer.status_code, answer["Location"]) == (302, f"/applications/{desk.walk.application_id}/")
    assert desk.states()["supply"] == "approved"
    page = desk.page()
    assert "您接受了这份方案。" in page.text
    assert "answer" not in page.html.partition("<main")[2].partition("</main>")[0]


def test_declining_keeps_the_reason_and_stops_what_hangs_on_it_alone() -> None:
    desk = Desk()
    assert desk.press("decline", reason="  太贵  ").status_code == 302
    assert desk.states() == {"supply": "declined", "works": "terminated", "other": "filed"}
    row = Case.objects.get(application_id=desk.walk.application_id, node="supply")
    assert row.outcome["reason"] == "太贵"


@pytest.mark.parametrize("answer", ["", "maybe", "ACCEPT"])
def test_a_press_that_is_neither_yes_nor_no_shows_the_page_again(answer: str) -> None:
    desk = Desk()
    assert desk.press(answer).status_code == 200
    assert desk.states()["supply"] == "offered"


def test_the_same_press_twice_is_one_answer_and_the_other_button_of_it_is_refused() -> None:
    desk = Desk()
    boxes = desk.page().boxes
    first, again = (desk.browser.post(desk.path, {**boxes, "answer": "accept"}) for _press in range(2))
    assert (first.status_code, again.status_code) == (302, 302)
    assert desk.browser.post(desk.path, {**boxes, "answer": "decline"}).status_code == 422
    assert desk.states()["supply"] == "approved"


@pytest.mark.parametrize("version", ["", "0", "1000", "-1", "x", "١"])
def test_a_page_that_is_not_of_now_is_refused_and_what_was_written_stays(version: str) -> None:
    desk = Desk()
    answer = desk.press("decline", reason="我想再看看", version=version)
    assert answer.status_code == 409
    assert "我想再看看" in answer.content.decode()
    assert desk.states()["supply"] == "offered"


def test_after_the_last_day_there_is_nothing_left_to_press(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    boxes = desk.page().boxes
    late = NOW + timedelta(days=60)
    monkeypatch.setattr("bancheng.portal.views.offers.now_of", lambda _request: late)
    assert "接受这份方案" not in desk.page().text
    assert desk.browser.post(desk.path, {**boxes, "answer": "accept"}).status_code in (409, 422)
    cases.silence(late)
    cases.silence(late)
    assert "这份方案已经过期。" in desk.page().text


def test_what_was_never_offered_or_is_another_persons_is_not_there() -> None:
    desk = Desk()
    for case_id in (desk.other.case_id, uuid4()):
        desk.path = desk.address(case_id)
        desk.page(404)
        assert (
            desk.browser.post(desk.path, {"answer": "accept", "version": "1", "key": "one-key"}).status_code
            == 404
        )
    stranger = browser(citizen("周明远", "449902198511020017", "15400000009"))
    answer = stranger.post(
        desk.address(desk.own.case_id), {"answer": "accept", "version": "3", "key": "another-key"}
    )
    assert answer.status_code == 404
    assert stranger.get(desk.address(desk.own.case_id)).status_code == 404
    assert desk.states()["supply"] == "offered"


def test_who_is_not_signed_on_is_led_to_the_door_and_back() -> None:
    desk = Desk()
    answer = Client().get(desk.path)
    assert answer.status_code == 302
    assert re.search(r"/login/\?next=.*offer", answer["Location"])
