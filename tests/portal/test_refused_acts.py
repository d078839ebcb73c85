"""What cannot be done is said on the page where it was asked for, with what was typed; nothing is done."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any
from uuid import uuid4

import pytest

from bancheng.cases import commands as cases
from bancheng.cases.commands.silence import CLOCK
from bancheng.demo_city.drive.inventing import photograph
from bancheng.journeys.commands.confirming import ASKED_ENOUGH, CONFIRMS_SELF
from bancheng.journeys.queries.confirmations import confirmations_of
from bancheng.kernel.errors import DomainError
from tests.journeys.walking import Walker
from tests.portal.browsing import Visitor
from tests.portal.officers import Office, drafted, office, sealed, visitor, walker
from tests.portal.test_filling import everything, upload
from tests.portal.test_following import correction, name_box, question, screen, whole

__all__ = ["correction", "drafted", "office", "question", "sealed", "visitor", "walker"]


# 办件 -------------------------------------------------------------------------------------------------------


def test_an_answer_from_an_older_page_decides_nothing(
    visitor: Visitor, office: Office, question: str
) -> None:
    boxes = visitor.get(question).boxes
    answer = visitor.post(question, boxes | {"go_on": "yes", "version": "1000"})
    assert answer.status_code == 409
    assert "接着办" in screen(answer).text
    assert len(office.cases("waiting")) == 1


def test_a_correction_from_an_older_page_goes_nowhere_and_keeps_what_was_written(
    walker: Walker, visitor: Visitor, office: Office, correction: str
) -> None:
    page = visitor.get(correction)
    name = name_box(page)
    full = page.boxes | {name: "林换字", "reason-0": "不用", "reason-2": "出生记录里写着。", "done": "1"}
    answer = visitor.post(correction, full | {"version": "1000"})
    assert answer.status_code == 409
    shown = screen(answer)
    assert shown.boxes[name] == "林换字"
    assert "出生记录里写着。" in shown.html
    assert office.cases("correction_requested")


def test_what_is_all_decided_is_not_withdrawn_any_more(
    walker: Walker, visitor: Visitor, office: Office
) -> None:
    boxes = visitor.get(f"{whole(walker)}withdraw/").boxes
    office.work()
    answer = visitor.post(f"{whole(walker)}withdraw/", boxes)
    assert answer.status_code == 409
    assert {one["state"] for one in office.cases()} == {"issued"}


def test_what_was_not_asked_for_has_no_page_to_answer_it(
    walker: Walker, visitor: Visitor, office: Office
) -> None:
    for case_id in (office.first("filed")["case_id"], uuid4()):
        visitor.get(f"/applications/{walker.id}/correction/{case_id}/", 404)
    visitor.get(f"{whole(walker)}cases/{uuid4()}/withdraw/", 404)
    visitor.get(f"{whole(walker)}cases/{uuid4()}/go-on/", 404)
    visitor.get(f"/me/results/{walker.id}/{uuid4()}/", 404)


def test_after_everything_is_out_there_is_no_way_to_withdraw(
    walker: Walker, visitor: Visitor, office: Office
) -> None:
    office.work()
    cases.deliver(actor=CLOCK, application_id=office.id, now=walker.now)
    case_id = office.cases("issued")[0]["case_id"]
    path = f"{whole(walker)}cases/{case_id}/withdraw/"
    page = visitor.get(path)
    assert visitor.post(path, page.boxes | {"version": "1", "key": "k"}).status_code == 409


# 草稿 -------------------------------------------------------------------------------------------------------


def test_nobody_is_asked_to_confirm_for_a_part_that_the_thing_does_not_have(drafted: Walker) -> None:
    before = confirmations_of(drafted.id)
    assert Visitor(drafted).post(f"/drafts/{drafted.id}/confirmations/nobody/", {}).status_code == 302
    assert confirmations_of(drafted.id) == before


@pytest.mark.parametrize("refusal", [CONFIRMS_SELF, ASKED_ENOUGH])
def test_why_somebody_cannot_be_asked_is_said_on_the_review_page(
    drafted: Walker, monkeypatch: pytest.MonkeyPatch, refusal: Callable[..., DomainError]
) -> None:
    def refuse(**_told: Any) -> None:
        raise refusal(role="other", most=3)

    monkeypatch.setattr("bancheng.journeys.commands.ask_confirmation", refuse)
    answer = Visitor(drafted).post(f"/drafts/{drafted.id}/confirmations/other/", {})
    assert answer.status_code == 422
    shown = screen(answer)
    assert "提交前，请看一遍" in shown.headings
    assert (
        str(refusal(role="other", most=3).message).removesuffix("。") in shown.text
    )  # a heading has no full stop


def test_a_file_that_was_taken_away_is_gone(drafted: Walker) -> None:
    path, visitor = everything(drafted)[-1], Visitor(drafted)
    if "银行卡.jpg" not in visitor.get(path).text:
        assert upload(visitor, path, "银行卡.jpg", photograph(Random(3)).read()).status_code == 302
    page = visitor.get(path)
    (kept, *_more) = page.html.split('name="remove" value="')[1:]
    file_id = kept.partition('"')[0]
    assert visitor.client.get(f"/files/{file_id}/").status_code == 200
    assert visitor.post(path, {"remove": file_id}).status_code == 302
    assert file_id not in visitor.get(path).html
    assert visitor.client.get(f"/files/{file_id}/").status_code == 404


def test_the_notice_is_given_by_a_press_and_twice_is_once(drafted: Walker) -> None:
    visitor, path = Visitor(drafted), f"/drafts/{drafted.id}/notice/"
    first, again = (visitor.post(path, {}) for _press in range(2))
    assert first.status_code == 302
    assert first["Location"] == again["Location"]
    assert (
        "一次性告知" in visitor.get(first["Location"]).html or "要填的" in visitor.get(first["Location"]).text
    )
    assert visitor.client.get(path).status_code == 405


def test_registers_are_asked_again_by_a_press(drafted: Walker) -> None:
    answer = Visitor(drafted).post(f"/drafts/{drafted.id}/look-up/", {})
    assert answer.status_code == 302
    assert f"/drafts/{drafted.id}/" in answer["Location"]


def test_moving_to_the_rules_in_force_is_a_press_and_loses_nothing(drafted: Walker) -> None:
    before = {path: one.value for path, one in drafted.reload().entries.items()}
    answer = Visitor(drafted).post(f"/drafts/{drafted.id}/rules/", {})
    assert answer.status_code == 302
    assert {path: one.value for path, one in drafted.reload().entries.items()} == before
