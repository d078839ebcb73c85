"""灵活就业、退役军人、老年人补贴、二手房、员工录用、开办运输企业: what each answer brings and leaves out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bancheng.journeys.compose import Plan
from tests.journeys.planning import book, planned

FLEXIBLE, SERVED, OLD = "flexible-employment", "veteran-services", "elder-benefits"
HOME, HIRED, LORRIES = "home-resale", "employee-onboarding", "road-transport-company"


def codes(plan: Plan) -> set[str]:
    return {one.code for one in plan.items}


def order(plan: Plan) -> dict[str, int]:
    return {one.code: one.level for one in plan.items}


# 灵活就业


def test_insurance_waits_for_the_registration_and_the_transfer_for_the_insurance() -> None:
    level = order(planned(FLEXIBLE, insure=["pension", "medical"], before="away", pay="auto"))
    assert level["flexible-registration"] < level["flexible-pension"] < level["pension-inward"]
    assert level["flexible-registration"] < level["flexible-medical"] < level["fee-agreement"]


@pytest.mark.parametrize(
    ("hard", "brought"),
    [
        ("none", set()),
        ("recognized", {"flexible-subsidy"}),
        ("apply", {"flexible-subsidy", "hardship-recognition"}),
    ],
)
def test_the_subsidy_is_for_those_recognized_and_who_is_not_is_recognized_first(
    hard: str, brought: set[str]
) -> None:
    plan = planned(FLEXIBLE, insure=["pension"], before="none", pay="own", hard=hard, hard_kind="older")
    assert codes(plan) & {"flexible-subsidy", "hardship-recognition"} == brought
    assert "fee-agreement" not in codes(plan)


def test_without_insurance_there_is_no_subsidy_and_nothing_to_deduct() -> None:
    plan = planned(FLEXIBLE, insure=[], pay="auto", hard="recognized")
    assert codes(plan) == {"flexible-registration"}


@pytest.mark.parametrize("fact", ["worker.at_unit", "worker.drawing"])
def test_whom_an_employer_insures_or_who_draws_a_pension_is_told_where_to_go(fact: str) -> None:
    plan = planned(FLEXIBLE, {fact: True}, insure=["pension"])
    assert len(plan.excluded) == 1


# 退役军人


def test_everything_waits_for_reporting_and_the_card_for_the_household() -> None:
    plan = planned(SERVED, here="yes", placement="own", settle="before", extras=["pension", "card", "plaque"])
    level = order(plan)
    assert level["veteran-reporting"] == min(level.values())
    assert level["veteran-household"] < level["veteran-card"] == level["honour-plaque"]


@pytest.mark.parametrize(("placement", "own"), [("own", True), ("placed", False), ("student", False)])
def test_grant_and_training_are_for_those_who_look_for_work_themselves(placement: str, own: bool) -> None:
    plan = planned(SERVED, here="yes", placement=placement, settle="before", extras=["training"])
    assert {one in codes(plan) for one in ("veteran-grant", "veteran-training")} == {own}


@pytest.mark.parametrize(
    ("settle", "wanted"),
    [
        ("before", set()),
        ("parents", {"host-booklet"}),
        ("spouse", {"host-booklet", "marriage-certificate"}),
    ],
)
def test_where_the_household_goes_decides_whose_booklet_is_shown(settle: str, wanted: set[str]) -> None:
    plan = planned(SERVED, here="yes", placement="own", settle=settle, extras=[])
    assert {one.type for one in plan.materials} & {"host-booklet", "marriage-certificate"} == wanted


def test_whoever_is_placed_elsewhere_reports_there() -> None:
    assert planned(SERVED, here="no").excluded


# 老年人补贴


@pytest.mark.parametrize(
    ("age", "paid"), [("sixty", False), ("eighty", True), ("ninety", True), ("hundred", True)]
)
def test_the_allowance_begins_with_eighty(age: str, paid: bool) -> None:
    plan = planned(OLD, who="helper", age=age, needy="no", card="yes")
    assert codes(plan) == {"elder-card"} | ({"age-allowance"} if paid else set())


def test_who_is_not_sixty_is_told_so_before_filling_in() -> None:
    assert planned(OLD, who="elder", age="under").excluded


def test_a_needy_elder_is_assessed_first_and_the_result_decides_the_care_subsidy() -> None:
    plan = planned(OLD, who="elder", age="eighty", needy="yes", care="yes", assessed="no", card="no")
    level = order(plan)
    assert level["elder-assessment"] < level["elder-care-subsidy"]
    assert "elder-service-subsidy" in level


@pytest.mark.parametrize("dependent", [True, False])
def test_an_assessment_at_hand_is_not_made_again(dependent: bool) -> None:
    plan = planned(
        OLD,
        {"elder.dependent": dependent},
        who="elder",
        age="eighty",
        needy="yes",
        care="yes",
        assessed="yes",
        card="no",
    )
    assert "elder-assessment" not in codes(plan)
    assert ("elder-care-subsidy" in codes(plan)) is dependent


def test_a_helper_shows_how_they_belong_to_the_elder() -> None:
    types = [
        {one.type for one in planned(OLD, who=who, age="eighty", needy="no", card="no").materials}
        for who in ("helper", "elder")
    ]
    assert ["elder-tie-proof" in one for one in types] == [True, False]


# 二手房


def test_the_contract_the_tax_the_title_then_the_mortgage_and_the_meters() -> None:
    plan = planned(
        HOME, who="buyer", together="no", free="none", only="yes", loan="yes", extras=["water", "gas"]
    )
    level = order(plan)
    assert level["resale-contract"] < level["resale-tax"] < level["resale-transfer"]
    assert {level[one] for one in ("resale-mortgage", "water-transfer", "gas-transfer")} == {
        level["resale-transfer"] + 1
    }
    assert "power-transfer" not in level


def test_the_registration_of_a_home_costs_eighty_yuan_and_nothing_else_costs() -> None:
    plan = planned(
        HOME, {"home.region": "449902001"}, who="buyer", together="no", free="none", only="yes", loan="yes",
        extras=["water", "power", "gas"],
    )  # fmt: skip
    assert [one.amount for one in plan.fees] == [Decimal(80)]


@pytest.mark.parametrize(
    ("who", "together", "asked"),
    [
        ("buyer", "no", {"seller"}),
        ("seller", "no", {"buyer"}),
        ("buyer", "yes", {"seller", "partner"}),
    ],
)
def test_the_other_side_and_whoever_buys_with_says_yes_themselves(
    who: str, together: str, asked: set[str]
) -> None:
    plan = planned(HOME, who=who, together=together, free="none", only="yes", loan="no", extras=[])
    assert {one.subject for one in plan.confirmations} == asked


@pytest.mark.parametrize("free", ["loan", "sealed"])
def test_a_home_with_a_loan_or_a_seal_is_not_passed_on_here(free: str) -> None:
    assert planned(HOME, who="seller", free=free).excluded


def test_a_buyer_does_not_see_what_the_register_holds_of_the_seller() -> None:
    lookups = {who: planned(HOME, who=who, together="no").lookups for who in ("buyer", "seller")}
    deeds = {who: any(one.resource == "sale-homes" for one in found) for who, found in lookups.items()}
    assert deeds == {"buyer": False, "seller": True}


# 员工录用


def test_each_new_employee_is_registered_before_anybody_insures_them() -> None:
    plan = planned(HIRED, how_many=3, inland="yes", insured="yes", extras=["fund"])
    each = [one for one in plan.items if one.code == "hire-registration"]
    assert len(each) == 3
    level = order(plan)
    assert level["hire-registration"] < level["hire-pension"] == level["hire-medical"] == level["hire-fund"]


def test_only_who_has_no_card_gets_one() -> None:
    known = {"employee[1].card_held": True, "employee[2].card_held": False}
    plan = planned(HIRED, known, how_many=2, inland="yes", insured="yes", extras=["card"])
    assert [one.for_ for one in plan.items if one.code == "hire-card"] == ["employee[2]"]


@pytest.mark.parametrize("answer", [{"inland": "no"}, {"insured": "no"}])
def test_foreign_staff_and_units_without_an_account_are_sent_to_the_window(answer: dict[str, Any]) -> None:
    assert planned(HIRED, how_many=1, **answer).excluded


# 开办运输企业


def test_a_new_company_first_then_its_permit_then_a_certificate_for_each_lorry() -> None:
    plan = planned(
        LORRIES, as_whom="owner", licensed="no", goods="general", heavy="yes", lorries=2, plated="no", drivers=2
    )  # fmt: skip
    level = order(plan)
    assert level["carrier-registration"] < level["transport-permit"] < level["transport-certificate"]
    assert level["driver-check"] < level["transport-permit"]
    assert level["lorry-transfer"] < level["transport-certificate"]
    waits = {
        step.node.partition("@")[0]
        for one in plan.items
        if one.code == "transport-certificate"
        for step in one.after
    }
    assert waits == {"transport-permit", "lorry-transfer"}
    found = [one.code for one in plan.items]
    assert [found.count(one) for one in ("driver-check", "lorry-transfer", "transport-certificate")] == [
        2,
        2,
        2,
    ]


def test_a_company_that_exists_is_checked_and_neither_registered_nor_given_a_seal() -> None:
    plan = planned(LORRIES, as_whom="firm", goods="special", lorries=1, plated="yes", drivers=1)
    assert codes(plan) == {"carrier-check", "driver-check", "transport-permit", "transport-certificate"}


@pytest.mark.parametrize("answers", [{"goods": "danger"}, {"goods": "general", "heavy": "no"}])
def test_dangerous_goods_and_small_lorries_are_told_where_to_go(answers: dict[str, Any]) -> None:
    assert planned(LORRIES, as_whom="owner", licensed="no", **answers).excluded


# 每一件


@pytest.mark.parametrize("thing", [FLEXIBLE, SERVED, OLD, HOME, HIRED, LORRIES])
def test_what_no_source_states_is_marked_inferred(thing: str) -> None:
    """Every limit an entry promises names where it comes from, or says that it is inferred."""
    for code, document in book(thing).documents.items():
        if not code.startswith("item/"):
            continue
        limits = [one["promised"] for one in document.body["entries"]]
        assert all(one.get("inferred") or one.get("source") for one in limits), code
