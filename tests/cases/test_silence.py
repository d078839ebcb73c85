"""Nobody says anything: reminders come once and disturb nobody, and one case that cannot be moved holds up no other."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from bancheng.cases import commands as cases
from bancheng.cases.commands.moving import CASE_TAKEN
from bancheng.cases.commands.silence import accept_by_silence
from bancheng.cases.queries import application_progress
from bancheng.cases.spec import CorrectionEntry, CorrectionReply, Limit, NewCase, Prerequisite
from bancheng.cases.spec.outcomes import outcome_of
from bancheng.kernel.database import count_statements, fetch_one
from bancheng.kernel.errors import Conflict, NotFound, NotPermitted
from tests.cases.plans import NOW, Walk, case, opened, person
from tests.cases.reading import application_row, case_row, events, states

pytestmark = pytest.mark.django_db
LONG_AFTER = NOW + timedelta(days=40)


def asked(**how: Any) -> tuple[UUID, NewCase]:
    """A case about which the applicant is asked, because the one before was refused."""
    a = case("a", reviews=0)
    b = case("b", level=2)
    b = NewCase(
        **{name: getattr(b, name) for name in b.__slots__}
        | {"after": [Prerequisite("a", "ask_applicant", **how)]}
    )
    submitted, _receipt = opened(a, b)
    Walk(submitted.application_id, a).refuse()
    return submitted.application_id, b


def test_the_rulebook_says_how_long_a_question_stays_open_and_what_silence_means() -> None:
    application_id, b = asked(answer=Limit(3), on_silence="continue_without")
    row = case_row(application_id, b.case_id)
    assert row["due_at"] - NOW < timedelta(days=4)
    assert row["wake_at"] <= row["due_at"]
    cases.silence(row["due_at"])
    cases.silence(row["due_at"] + timedelta(seconds=1))
    assert states(application_id)["b"] == "filed"
    assert "case_reminded" in events(application_id, b.case_id)


def test_a_reminder_comes_once() -> None:
    application_id, b = asked()
    row = case_row(application_id, b.case_id)
    for _twice in range(2):
        cases.silence(row["wake_at"] + timedelta(seconds=1))
    assert events(application_id, b.case_id).count("case_reminded") == 1
    assert case_row(application_id, b.case_id)["wake_at"] == row["due_at"]


def test_a_page_opened_before_the_reminder_is_answered_as_it_stood() -> None:
    application_id, b = asked()
    shown = case_row(application_id, b.case_id)
    cases.silence(shown["wake_at"] + timedelta(seconds=1))
    walk = Walk(application_id, b, version=shown["version"])
    walk.act("answer_question", actor=person(), go_on=True)
    assert states(application_id)["b"] == "filed"
    with pytest.raises(Conflict):
        walk.act("withdraw", actor=person(), version=shown["version"])


def test_a_correction_page_opened_before_the_reminder_is_answered_as_it_stood() -> None:
    one = case("a")
    submitted, _receipt = opened(one)
    walk = Walk(submitted.application_id, one)
    walk.act("request_correction", entries=[CorrectionEntry("other", "", "请说明。")])
    due = case_row(submitted.application_id, one.case_id)["due_at"]
    cases.silence(due)
    walk.act("answer_correction", actor=person(), replies=[CorrectionReply(0, disagrees="写明了")])
    assert states(submitted.application_id) == {"a": "filed"}


def test_two_questions_about_one_case_are_answered_together_by_the_later_day() -> None:
    a, b = case("a", reviews=0), case("b", reviews=0)
    c = case("c", level=2, after={"a": "ask_applicant", "b": "ask_applicant"})
    submitted, _receipt = opened(a, b, c)
    Walk(submitted.application_id, a).refuse()
    first = case_row(submitted.application_id, c.case_id)["due_at"]
    Walk(submitted.application_id, b).refuse(NOW + timedelta(days=3))
    row = case_row(submitted.application_id, c.case_id)
    assert row["due_at"] > first
    Walk(submitted.application_id, c, version=row["version"]).act(
        "answer_question", actor=person(), go_on=True
    )
    assert states(submitted.application_id)["c"] == "filed"


@pytest.mark.parametrize(
    "broken",
    [CASE_TAKEN(who="李建国", when="10:41", what="受理"), RuntimeError("a bug")],
    ids=["refused", "bug"],
)
def test_one_that_cannot_be_moved_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch, broken: Exception
) -> None:
    nodes = [case(f"n{index}", reviews=0) for index in range(6)]
    submitted, _receipt = opened(*nodes)
    stuck = {node.case_id for node in nodes[:3]}
    clock = sys.modules["bancheng.cases.commands.silence"]
    right = accept_by_silence

    def accept(application_id: UUID, case_id: UUID, version: int, now: datetime) -> Any:
        if case_id in stuck:
            raise broken
        return right(application_id, case_id, version, now)

    monkeypatch.setattr(clock, "accept_by_silence", accept)
    for _round in range(4):
        cases.silence(LONG_AFTER, 2)
    assert sorted(states(submitted.application_id).values()) == ["accepted"] * 3 + ["filed"] * 3


def test_a_round_reads_its_lists_once_and_makes_two_statements_an_act() -> None:
    nodes = [case(f"n{index}", reviews=0) for index in range(5)]
    opened(*nodes)
    cases.silence(NOW)  # blocks of numbers and the calendar are taken once
    with count_statements() as seen:
        assert cases.silence(LONG_AFTER) == 5
    own = [one for one in seen.sql if "cases_" in one]
    assert len(own) <= 2 * 5 + 3, own


def test_results_that_nobody_delivered_are_delivered_by_the_clock() -> None:
    one = case("a", reviews=0)
    submitted, _receipt = opened(one)
    Walk(submitted.application_id, one).finish()
    assert cases.silence(NOW + timedelta(seconds=1)) == 1
    assert application_row(submitted.application_id)["state"] == "delivered"


def question_clock(application_id: UUID, case_id: UUID) -> Any:
    text = (
        "SELECT stopped_at FROM cases_clock WHERE application_id = %s AND case_id = %s AND kind = 'question'"
    )
    row = fetch_one(text, [application_id, case_id])
    assert row is not None
    return row["stopped_at"]


def test_an_answered_question_leaves_no_clock_running() -> None:
    application_id, b = asked()
    assert question_clock(application_id, b.case_id) is None
    Walk(application_id, b, version=2).act("answer_question", actor=person(), go_on=True)
    assert question_clock(application_id, b.case_id) == NOW


def test_a_case_that_stops_while_it_is_asked_about_leaves_no_clock_running() -> None:
    a, b = case("a", reviews=0), case("b", reviews=0)
    c = case("c", level=2, after={"a": "ask_applicant", "b": "stop"})
    submitted, _receipt = opened(a, b, c)
    Walk(submitted.application_id, a).refuse()
    Walk(submitted.application_id, b).refuse()
    assert states(submitted.application_id)["c"] == "terminated"
    assert question_clock(submitted.application_id, c.case_id) == NOW


def test_only_the_program_ends_cases_by_rule_and_the_dead_do_not_apply_again() -> None:
    one = case("a")
    submitted, _receipt = opened(one)
    ends = {"application_id": submitted.application_id, "case_ids": [one.case_id], "now": NOW}
    told = {"cause": "applicant_gone", "reason": "申请人已经去世。"}
    with pytest.raises((NotFound, NotPermitted)):
        cases.stop_cases(**ends, **told, actor=person())  # type: ignore[arg-type]
    cases.stop_cases(**ends, **told)  # type: ignore[arg-type]
    (row,) = application_progress(submitted.application_id, person()).cases
    assert outcome_of(row).may_again is False
