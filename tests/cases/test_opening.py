"""提交的方案: what cannot run is not opened, and whoever posts another's application learns nothing of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bancheng.cases import commands as cases
from bancheng.cases.spec import Delivery, Limit, NewCase, Opening, Party, Stage
from bancheng.kernel.database import fetch_all
from bancheng.kernel.errors import NotFound, NotPermitted, RuleBroken
from tests.cases.plans import NOW, case, fixed, opened, opening, person
from tests.cases.reading import application_row, case_row, worklist

pytestmark = pytest.mark.django_db


def staged(*acts: Any) -> NewCase:
    queue = fixed("post:station.household")
    return replace(case("a"), stages=tuple(Stage(act, act, act, queue) for act in acts))


def broken(*all_cases: NewCase) -> str:
    """The plan is refused and leaves nothing behind. Answers what is wrong with it."""
    with pytest.raises(RuleBroken) as refused:
        cases.open_application(actor=person(), opening=opening(*all_cases), now=NOW)
    assert refused.value.code == "plan_broken"
    assert fetch_all("SELECT 1 FROM cases_application") == []
    return str(refused.value.facts["what"])


def test_a_plan_has_cases_and_each_place_in_it_one() -> None:
    assert broken() == "cases"
    assert broken(case("a"), case("a")) == "cases"


@pytest.mark.parametrize(
    "acts",
    [
        [],
        ["decide", "issue"],
        ["review", "decide", "issue"],
        ["accept", "review", "issue"],
        ["accept", "decide"],
        ["accept", "review"],
        ["accept", "issue", "decide"],
        ["accept", "accept", "decide", "issue"],
        ["accept", "deliver", "decide", "issue"],
    ],
    ids=lambda acts: "-".join(acts) or "none",
)
def test_a_case_is_accepted_first_and_decided_and_issued_last(acts: Sequence[str]) -> None:
    assert broken(staged(*acts)) == "stages of a"


@pytest.mark.parametrize("last", ["decide", "offer"])
def test_what_is_offered_needs_no_decision_besides(last: str) -> None:
    cases.open_application(actor=person(), opening=opening(staged("accept", last, "issue")), now=NOW)


def test_what_a_case_waits_for_is_in_the_plan_and_before_it() -> None:
    assert broken(case("b", level=2, after=["a"])) == "prerequisite a of b"
    assert broken(case("a", level=2), case("b", level=2, after=["a"])) == "prerequisite a of b"


# 谁的


def test_nobody_opens_in_anothers_name() -> None:
    with pytest.raises((NotFound, NotPermitted)):
        cases.open_application(actor=person("stranger"), opening=opening(case("a")), now=NOW)
    assert fetch_all("SELECT 1 FROM cases_application") == []


def test_posting_under_the_id_of_anothers_application_answers_no_receipt() -> None:
    made, _receipt = opened(case("a"))
    stranger = person("stranger")
    theirs = opening(case("a"), applicant=stranger, application_id=made.application_id)
    with pytest.raises((NotFound, NotPermitted)):
        cases.open_application(actor=stranger, opening=theirs, now=NOW)
    rows = fetch_all("SELECT applicant_id FROM cases_application")
    assert [row["applicant_id"] for row in rows] == [person().id]


def test_who_is_named_the_applicant_besides_is_no_party() -> None:
    someone = Party(fixed("person:someone"), "applicant", acts=True)
    made, _receipt = opened(case("a"), parties=[someone, Party(fixed("person:father"), "father")])
    rows = fetch_all(
        "SELECT subject_id, role, acts FROM cases_party WHERE application_id = %s ORDER BY role",
        [made.application_id],
    )
    assert [(row["subject_id"], row["role"], row["acts"]) for row in rows] == [
        (person().id, "applicant", True),
        (fixed("person:father"), "father", False),
    ]


# 从什么时候起算


def test_only_what_waits_for_nothing_is_on_a_list_and_has_a_day() -> None:
    first, second = case("a"), case("b", level=2, after=["a"])
    made, _receipt = opened(first, second)
    own = made.application_id
    clocks = fetch_all("SELECT case_id, kind FROM cases_clock WHERE application_id = %s", [own])
    assert [(row["case_id"], row["kind"]) for row in clocks] == [(first.case_id, "acceptance")]
    assert set(worklist(own)) == {first.case_id}
    waits = case_row(own, second.case_id)
    assert (waits["state"], waits["waiting_for"], waits["filed_at"], waits["provisional"]) == (
        "waiting", 1, None, False,
    )  # fmt: skip
    assert {waits[name].year for name in ("due_at", "warn_at", "wake_at")} == {9999}
    ready = case_row(own, first.case_id)
    assert (ready["state"], ready["filed_at"], ready["wake_at"]) == ("filed", NOW, ready["due_at"])


@pytest.mark.parametrize(
    ("delivery", "released", "wakes"),
    [
        (Delivery("together"), False, False),
        (Delivery("together", Limit(5)), False, False),
        (Delivery("as_ready"), True, False),
        (Delivery("together_but_at_latest_by", Limit(5)), False, True),
        (Delivery("together_but_at_latest_by"), False, False),
    ],
    ids=["together", "together, a day", "as ready", "at latest", "at latest, no day"],
)
def test_results_wait_as_the_rule_of_delivery_says(delivery: Delivery, released: bool, wakes: bool) -> None:
    made, _receipt = opened(case("a"), delivery=delivery)
    row = application_row(made.application_id)
    assert (row["released_at"] == NOW, row["wake_at"].year < 9999) == (released, wakes)
    assert ("at_latest" in row["facts"]) is wakes


def test_the_whole_takes_as_long_as_its_longest_case_unless_the_plan_says_otherwise() -> None:
    one, two = case("a", promised=3), case("b", promised=8)
    made, _receipt = opened(one, two)
    assert application_row(made.application_id)["facts"]["due_days"] == 8
    other, _receipt = opened(case("a", promised=3), critical_days=12)
    assert application_row(other.application_id)["facts"]["due_days"] == 12


def test_a_receipt_that_was_promised_is_the_receipt() -> None:
    made: Opening = opening(case("a"), receipt="2026030200001")
    answer = cases.open_application(actor=person(), opening=made, now=NOW)
    assert answer.receipt == "2026030200001"
