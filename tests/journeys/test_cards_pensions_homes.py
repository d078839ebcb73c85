"""社保卡、退休、申请公租房 as the demo city composes them: what each answer brings and leaves out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bancheng.journeys.compose import Plan
from bancheng.journeys.compose.values import at, held
from tests.journeys.planning import planned

CARD, RETIRE, HOME = "social-security-card", "retirement", "public-rental"


def order(plan: Plan) -> dict[str, int]:
    return {one.code: one.level for one in plan.items}


# 社保卡


def test_a_lost_card_is_stopped_before_a_new_one_is_made_and_used() -> None:
    found = order(planned(CARD, want="lost", functions=["medical"]))
    assert found == {
        "social-card-loss": 1,
        "social-card-replacement": 2,
        "social-card-activation": 3,
        "card-medical": 4,
    }


def test_whoever_has_no_card_is_not_asked_what_they_want() -> None:
    plan = planned(CARD, {"holder.card_standing": "none"})
    assert "social-card-application" in order(plan)
    assert "want" not in {one.id for one in plan.questions}


@pytest.mark.parametrize(("reason", "costs"), [("faulty", 0), ("broken", 20), ("expired", 20), ("facts", 20)])
def test_a_card_that_failed_by_itself_costs_nothing(reason: str, costs: int) -> None:
    known = {"holder.household_region": "449902001"}
    assert planned(CARD, known, want="change", reason=reason).to_pay == costs


def test_changed_facts_are_changed_before_the_new_card_is_made() -> None:
    found = order(planned(CARD, want="change", reason="facts"))
    assert found["social-card-change"] < found["social-card-replacement"]
    assert "social-card-change" not in order(planned(CARD, want="change", reason="expired"))


def test_a_card_of_a_bank_that_left_needs_its_cancelling() -> None:
    wanted = {one.type for one in planned(CARD, {"holder.held_bank": "other"}, want="lost").materials}
    assert "bank-cancel-proof" in wanted
    wanted = {one.type for one in planned(CARD, {"holder.held_bank": "rural"}, want="lost").materials}
    assert "bank-cancel-proof" not in wanted


# 退休

DUE = {"worker.stage": "due", "worker.household_region": "449902001", "worker.paid_months": Decimal(300)}


def test_the_fund_and_health_insurance_wait_for_the_pension_office() -> None:
    found = order(planned(RETIRE, DUE))
    assert found == {
        "retirement-normal": 1,
        "fund-seal": 2,
        "medical-retirement": 2,
        "fund-retirement-draw": 3,
    }


def test_years_before_contributions_are_found_and_shown_to_the_public_first() -> None:
    found = order(planned(RETIRE, DUE, deemed="yes", reviewed="no"))
    assert found["service-years-review"] < found["retirement-notice"] < found["retirement-normal"]
    assert "retirement-notice" not in order(planned(RETIRE, DUE, deemed="yes", reviewed="yes"))


def test_whoever_is_ill_retires_early_after_an_assessment() -> None:
    found = order(planned(RETIRE, DUE, kind="ill", assessed="no"))
    assert found["work-capacity-assessment"] < found["retirement-early"]
    assert "retirement-normal" not in found


@pytest.mark.parametrize(
    ("stage", "kind", "goes_on"),
    [
        ("due", "on_time", True),
        ("three_years", "on_time", False),
        ("three_years", "sooner", True),
        ("ten_years", "sooner", False),
        ("ten_years", "special", True),
        ("far", "ill", False),
        ("drawing", "on_time", False),
    ],
)
def test_it_can_be_done_only_when_it_is_time(stage: str, kind: str, goes_on: bool) -> None:
    assert (not planned(RETIRE, DUE | {"worker.stage": stage}, kind=kind).excluded) is goes_on


def test_fifteen_years_have_to_be_paid() -> None:
    assert planned(RETIRE, DUE | {"worker.paid_months": Decimal(179)}).excluded
    assert not planned(RETIRE, DUE | {"worker.paid_months": Decimal(180)}).excluded


def test_who_is_employed_is_applied_for_by_the_employer_and_says_yes() -> None:
    assert planned(RETIRE, DUE, at_work="yes").excluded
    assert [one.subject for one in planned(RETIRE, DUE, who="employer").confirmations] == ["worker"]
    assert planned(RETIRE, DUE, who="worker").confirmations == ()


def test_an_employer_opens_no_register_of_its_people_but_that_of_its_own_staff() -> None:
    asked = {one.resource for one in planned(RETIRE, who="employer").lookups}
    assert not asked & {"population-register", "social-cards", "own-housing-fund", "medical-years"}
    assert "staff-forecast" in asked


# 公租房

FAMILY = {held(at("member", number), "family-members"): True for number in (1, 2)} | {
    held(at("member", 3), "family-members"): None
}
CROWDED = {"applier.home_area": Decimal(44), "applier.shops": Decimal(0)}


def test_seven_departments_check_side_by_side_between_the_office_and_the_notice() -> None:
    found = order(planned(HOME, FAMILY | CROWDED))
    checks = {level for code, level in found.items() if code.startswith("rental-check-")}
    assert len([code for code in found if code.startswith("rental-check-")]) == 7
    assert (found["rental-application"], checks, found["rental-notice"], found["rental-queue"]) == (
        1,
        {2},
        3,
        4,
    )


def test_each_member_of_the_family_says_yes() -> None:
    assert [one.subject for one in planned(HOME, FAMILY | CROWDED).confirmations] == [
        "member[1]",
        "member[2]",
    ]


def test_fifteen_square_metres_for_each_are_no_hardship() -> None:
    assert not planned(HOME, FAMILY | CROWDED).excluded
    assert planned(HOME, FAMILY | CROWDED | {"applier.home_area": Decimal(45)}).excluded
    assert planned(HOME, CROWDED, member_count="0").excluded
    assert planned(HOME, FAMILY | CROWDED | {"applier.shops": Decimal(1)}).excluded


def test_the_notice_counts_in_no_limit() -> None:
    figures = planned(HOME, FAMILY | CROWDED).figures
    assert (figures.days.after, figures.off_clock_days) == (12, 7)


def test_who_wants_money_for_rent_waits_for_no_home() -> None:
    queue, money = (
        order(planned(HOME, FAMILY | CROWDED, support=one)).keys() for one in ("house", "subsidy")
    )
    assert {"rental-queue"} == queue - money
    assert {"rental-subsidy"} == money - queue
