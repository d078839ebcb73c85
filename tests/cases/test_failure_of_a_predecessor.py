"""Each prerequisite says what happens when the earlier case does not succeed: stop, go on without, ask."""

from __future__ import annotations

import pytest

from bancheng.cases import commands as cases
from tests.cases.plans import CLOCK, NOW, Walk, case, opened, person
from tests.cases.reading import application_row, case_row, events, papers, states, worklist

pytestmark = pytest.mark.django_db


def test_stop_ends_the_successor_and_everything_after_it() -> None:
    a, b, c = case("a"), case("b", level=2, after=["a"]), case("c", level=3, after=["b"])
    submitted, _ = opened(a, b, c)
    moved = Walk(submitted.application_id, a).refuse()
    assert states(submitted.application_id) == {"a": "refused", "b": "terminated", "c": "terminated"}
    assert set(moved.stopped) == {b.case_id, c.case_id}
    assert events(submitted.application_id, c.case_id) == ["case_opened", "case_stopped"]
    assert application_row(submitted.application_id)["state"] == "ended"


def test_continue_without_sets_the_successor_free() -> None:
    a, b = case("a"), case("b", level=2, after={"a": "continue_without"})
    submitted, _ = opened(a, b)
    assert Walk(submitted.application_id, a).refuse().activated == [b.case_id]
    assert states(submitted.application_id) == {"a": "refused", "b": "filed"}
    assert b.case_id in worklist(submitted.application_id)


def test_ask_applicant_waits_for_the_answer_and_goes_on_when_told_to() -> None:
    a, b = case("a"), case("b", level=2, after={"a": "ask_applicant"})
    submitted, _ = opened(a, b)
    assert Walk(submitted.application_id, a).refuse().asked == [b.case_id]
    row = case_row(submitted.application_id, b.case_id)
    assert (row["state"], row["version"]) == ("waiting", 2)
    walk = Walk(submitted.application_id, b, version=2)
    walk.act("answer_question", actor=person(), go_on=True)
    assert states(submitted.application_id)["b"] == "filed"
    assert walk.finish().open_cases == 0


def test_ask_applicant_ends_the_successor_when_told_not_to() -> None:
    a, b = case("a"), case("b", level=2, after={"a": "ask_applicant"})
    submitted, _ = opened(a, b)
    Walk(submitted.application_id, a).refuse()
    Walk(submitted.application_id, b, version=2).act("answer_question", actor=person(), go_on=False)
    assert states(submitted.application_id) == {"a": "refused", "b": "withdrawn"}
    assert len(papers(submitted.application_id, "closing_letter")) == 1


def test_a_question_nobody_answers_ends_the_successor_after_its_days() -> None:
    a, b = case("a"), case("b", level=2, after={"a": "ask_applicant"})
    submitted, _ = opened(a, b)
    Walk(submitted.application_id, a).refuse()
    due = case_row(submitted.application_id, b.case_id)["due_at"]
    assert (cases.silence(due), cases.silence(due)) == (1, 0), (
        "a reminder, once; on its last instant it is not late"
    )
    assert cases.silence(due.replace(day=due.day + 1)) == 1
    assert states(submitted.application_id)["b"] == "terminated"


def test_a_waiting_case_is_set_free_only_by_its_last_predecessor() -> None:
    a, b, c = case("a"), case("b"), case("c", level=2, after=["a", "b"])
    submitted, _ = opened(a, b, c)
    assert Walk(submitted.application_id, a).finish().activated == []
    assert Walk(submitted.application_id, b).finish().activated == [c.case_id]
    assert events(submitted.application_id, c.case_id) == ["case_opened", "case_filed"]


def test_one_stop_among_several_predecessors_is_enough() -> None:
    a, b, c = case("a"), case("b"), case("c", level=2, after={"a": "continue_without", "b": "stop"})
    submitted, _ = opened(a, b, c)
    Walk(submitted.application_id, b).refuse()
    assert states(submitted.application_id)["c"] == "terminated"
    assert Walk(submitted.application_id, a).finish().activated == []


def test_one_letter_names_every_outcome_and_what_can_be_retried() -> None:
    a, b = case("a"), case("b", level=2, after=["a"])
    submitted, _ = opened(a, b)
    Walk(submitted.application_id, a).refuse()
    (letter,) = papers(submitted.application_id, "closing_letter")
    first, second = letter["values"]["cases"]
    assert (first["state"], first["reason"], bool(first["remedies"])) == ("refused", "材料不实", True)
    assert second["state"] == "terminated"
    assert first["again"]
    assert second["again"]
    assert cases.write_letter(submitted.application_id, NOW) is True
    assert len(papers(submitted.application_id, "closing_letter")) == 1, "the letter that is there stays"


def test_results_are_delivered_beside_a_refusal_with_one_letter() -> None:
    a, b = case("a"), case("b")
    submitted, _ = opened(a, b)
    Walk(submitted.application_id, a).refuse()
    assert Walk(submitted.application_id, b).finish().ended is False
    cases.deliver(actor=CLOCK, application_id=submitted.application_id, now=NOW)
    (letter,) = papers(submitted.application_id, "closing_letter")
    assert [one["state"] for one in letter["values"]["cases"]] == ["refused", "issued"]
