"""What an act refuses by itself: no reason, no basis, the wrong stage, a procedure or a plan that there is none of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bancheng.cases import commands as cases
from bancheng.cases.spec import Decision, Issue, ResultPlan
from bancheng.kernel import numbers
from bancheng.kernel.errors import Conflict, DomainError, InvalidInput, NotFound, RuleBroken
from tests.cases.plans import CLOCK, NOW, Walk, case, opened, person
from tests.cases.reading import case_row, events, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk() -> Walk:
    one = case("a")
    return Walk(opened(one)[0].application_id, one)


def unchanged_after(walk: Walk, act: str, **more: Any) -> DomainError:
    """The act is refused and leaves the case as it was."""
    before = case_row(walk.application_id, walk.case.case_id), events(walk.application_id, walk.case.case_id)
    with pytest.raises(DomainError) as refused:
        walk.act(act, **more)
    assert (
        case_row(walk.application_id, walk.case.case_id),
        events(walk.application_id, walk.case.case_id),
    ) == before
    return refused.value


# 说不，要有理由、有依据

WITHOUT = [({"reason": " ", "basis": ["条例"]}, "reason"), ({"reason": "无职权", "basis": []}, "basis")]


@pytest.mark.parametrize("said", [one for one, _name in WITHOUT], ids=[name for _one, name in WITHOUT])
@pytest.mark.parametrize("act", ["refuse_acceptance", "terminate"])
def test_an_end_by_an_officer_needs_reason_and_basis(walk: Walk, act: str, said: dict[str, Any]) -> None:
    if act == "terminate":
        walk.act("accept")
    assert unchanged_after(walk, act, **said).code == "reason_needed"


@pytest.mark.parametrize(("reason", "basis"), [("", ["条例"]), ("材料不实", [])], ids=["reason", "basis"])
def test_a_refusal_needs_reason_and_basis(walk: Walk, reason: str, basis: list[str]) -> None:
    decision = Decision(False, reason, basis)
    walk.act("accept")
    walk.act("review")
    assert unchanged_after(walk, "decide", decision=decision).code == "reason_needed"


# 一环扣一环


def test_a_review_is_for_the_stage_of_review(walk: Walk) -> None:
    walk.act("accept")
    walk.act("review")
    assert unchanged_after(walk, "review").code == "stage_first"


def test_a_no_too_is_for_the_stage_of_decision(walk: Walk) -> None:
    walk.act("accept")
    decision = Decision(False, "材料不实", ["条例"], ["可以复议"])
    assert unchanged_after(walk, "decide", decision=decision).code == "stage_first"


def test_the_clock_stops_only_for_a_procedure_of_the_item(walk: Walk) -> None:
    walk.act("accept")
    refused = unchanged_after(walk, "pause", procedure="holiday")
    assert refused.code == "procedure_unknown"
    assert isinstance(refused, InvalidInput)
    assert "现场核查" in refused.next_step


def test_a_result_that_others_count_on_is_not_issued_without_it() -> None:
    one = replace(case("a"), result=ResultPlan(gives={"child.id_number": "person.id_number"}))
    walk = Walk(opened(one)[0].application_id, one)
    walk.approve()
    assert unchanged_after(walk, "issue", issue=Issue()).code == "result_incomplete"


# 没有问过的、没有的、办完的


def test_nobody_answers_what_was_not_asked() -> None:
    a, b = case("a"), case("b", level=2, after=["a"])
    walk = Walk(opened(a, b)[0].application_id, b)
    assert unchanged_after(walk, "answer_question", go_on=True, actor=person()).code == "not_asked"


def test_nothing_left_to_withdraw_is_said(walk: Walk) -> None:
    walk.approve()
    with pytest.raises((Conflict, RuleBroken)):
        cases.withdraw_application(actor=person(), application_id=walk.application_id, now=NOW)
    assert states(walk.application_id) == {"a": "approved"}


def test_a_stranger_withdraws_nothing_of_the_whole(walk: Walk) -> None:
    with pytest.raises(NotFound):
        cases.withdraw_application(actor=person("stranger"), application_id=walk.application_id, now=NOW)
    assert states(walk.application_id) == {"a": "filed"}


def test_nothing_is_delivered_while_a_case_is_open_or_without_a_result(walk: Walk) -> None:
    with pytest.raises(RuleBroken) as early:
        cases.deliver(actor=CLOCK, application_id=walk.application_id, now=NOW)
    assert early.value.code == "not_finished"
    walk.refuse()
    with pytest.raises(RuleBroken):
        cases.deliver(actor=CLOCK, application_id=walk.application_id, now=NOW)


# 受理留下什么


def test_the_number_given_at_acceptance_is_registered(walk: Walk) -> None:
    walk.act("accept")
    number = case_row(walk.application_id, walk.case.case_id)["case_number"]
    found = numbers.find(number)
    assert found is not None
    assert (found["kind"], found["case_id"]) == ("case", walk.case.case_id)
