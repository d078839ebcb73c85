"""开办餐饮店一件事 as the demo city composes it: a shop that is new or there already, its place, its people, its pledge."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from bancheng.accounts.queries import local_day
from bancheng.cases.queries import application_progress, case_page
from bancheng.demo_city.population import calendar
from bancheng.demo_city.population.model import Citizen
from bancheng.journeys import commands as journeys
from bancheng.journeys.compose import Plan
from bancheng.journeys.queries.fees import fee_lines
from bancheng.kernel.errors import InvalidInput
from bancheng.organizations.queries import world
from demo.registry import shops
from tests.city import Registry, people
from tests.journeys.walking import Walker

JOURNEY = "restaurant"
ON = local_day(datetime.now(UTC))
SMALL = {
    "licensed": "no", "shop_type": "individual", "place_kind": "street", "cold_kind": "plant", "how_big": "120",
    "fun": "no", "fire_way": "pledge", "signboard": "no", "tobacco": "no", "how_many": "1",
}  # fmt: skip
pytestmark = pytest.mark.usefixtures("city", "registry")


def tenant(*, leased: bool = False, county: str | None = None) -> Citizen:
    """Somebody who has, or has not, premises in the register."""
    return next(
        one
        for one in people().citizens
        if one.local and bool(shops.premises(one, world(ON))) is leased and county in (None, one.county)
    )


def certified(*, yes: bool) -> Citizen:
    births_on = calendar.settle(Path(settings.DATA), ON).births_on
    return next(
        one for one in people().citizens if one.local and shops.health(one, births_on)[0]["certified"] is yes
    )


def shop(owner: Citizen, *staff: Citizen, region: str = "449902001", **answers: str) -> Walker:
    """The draft with its questions answered, its place and its people written down."""
    said = {**SMALL, "how_many": str(len(staff) or 1), **answers}
    walker = Walker(owner).start(JOURNEY).answer_all(**said)
    told = {"premises.region": region, "premises.address": "玉兰路8号"}
    for number, one in enumerate(staff, 1):
        told |= {f"employee[{number}].name": one.name, f"employee[{number}].id_number": one.id_number}
    asked = {one.path for one in walker.view.plan.asked()}
    saved = walker.save({path: value for path, value in told.items() if path in asked})
    assert not saved.errors
    walker.look()
    return walker


def codes(plan: Plan) -> set[str]:
    return {one.code for one in plan.items}


def bring(plan: Plan) -> set[str]:
    return {one.type for one in plan.to_bring()}


def days(plan: Plan, code: str) -> int:
    return next(one.promised.n for one in plan.items if one.code == code)


# 店


def test_a_new_shop_gets_its_name_and_its_code_from_the_first_matter() -> None:
    plan = shop(tenant(), certified(yes=True)).view.plan
    sources = {one.path: one.source for one in plan.fields}
    assert sources["shop.name"].startswith("result:")
    assert sources["shop.credit_code"].startswith("result:")
    first = next(one for one in plan.items if one.level == 1)
    assert all(first.node in [before.node for before in one.after] for one in plan.items if one.level == 2)


def test_a_shop_that_is_there_is_checked_and_not_set_up_again() -> None:
    plan = shop(tenant(), certified(yes=True), licensed="yes").view.plan
    assert {one.code for one in plan.not_chosen} >= {"business-licence"}
    assert "licence-check" in codes(plan)
    assert {one.path: one.source for one in plan.fields}["shop.credit_code"] == "asked"


# 店面


def test_the_place_decides_who_is_asked_how_long_it_takes_and_what_is_brought() -> None:
    here, there = (
        shop(tenant(), certified(yes=True), region=town).view.plan for town in ("449902001", "449904001")
    )
    assert {one.queue.partition(".")[0].rpartition("-")[2] for one in here.items if one.queue} == {"chengqu"}
    assert {one.queue.partition(".")[0].rpartition("-")[2] for one in there.items if one.queue} == {
        "wangjiang"
    }
    assert days(here, "food-licence") < days(there, "food-licence")
    assert bring(there) - bring(here) == {"kitchen-photos"}


def test_a_registered_lease_says_where_and_how_large_and_nobody_asks_again() -> None:
    owner = tenant(leased=True)
    (lease,) = shops.premises(owner, world(ON))
    plan = Walker(owner).start(JOURNEY).answer_all(**SMALL).view.plan
    answered = {one.question: (one.answer, one.how) for one in plan.answered}
    assert answered["how_big"] == (Decimal(lease["area"]), "known")
    assert {one.path: one.value for one in plan.fields}["premises.address"] == lease["address"]
    assert "premises-proof" not in bring(plan)


def test_a_register_that_is_down_lets_the_person_write_it(registry: Registry) -> None:
    registry.mode("premises", "down")
    plan = shop(tenant(leased=True), certified(yes=True)).view.plan
    assert {one.path: one.source for one in plan.fields}["premises.address"] == "asked"
    assert "premises-proof" in bring(plan)


def test_a_kitchen_with_smoke_is_not_opened_in_a_house_where_people_live() -> None:
    walker = Walker(tenant()).start(JOURNEY).answer_all(**{**SMALL, "place_kind": "home"})
    assert [one.go_to for one in walker.view.plan.excluded]


# 消防


@pytest.mark.parametrize(
    ("size", "fun", "needed"),
    [("299", "no", False), ("300", "no", True), ("30", "yes", True), ("30", "no", False)],
)
def test_the_fire_check_comes_with_three_hundred_square_metres_or_with_entertainment(
    size: str, fun: str, needed: bool
) -> None:
    plan = shop(tenant(), certified(yes=True), how_big=size, fun=fun).view.plan
    assert ("fire-check" in codes(plan)) is needed


def test_a_pledge_changes_days_papers_and_what_follows() -> None:
    owner, staff = tenant(), certified(yes=True)
    pledge = shop(owner, staff, how_big="400").view.plan
    general = shop(owner, staff, how_big="400", fire_way="general").view.plan
    assert (days(pledge, "fire-check"), days(general, "fire-check")) == (1, 13)
    assert codes(pledge) - codes(general) == {"fire-site-check"}
    must = {one.type for one in general.to_bring() if one.necessity == "required"}
    assert must - {one.type for one in pledge.to_bring() if one.necessity == "required"} == {
        "fire-rules",
        "fire-plans",
    }
    assert [one.node for one in pledge.pledges] == ["fire-check"]
    assert general.pledges == ()


def test_without_the_signature_nothing_is_handed_in_and_its_words_are_kept_with_the_case() -> None:
    walker = shop(tenant(), certified(yes=True), how_big="400").fill().bring()
    with pytest.raises(InvalidInput, match="承诺书") as refused:
        walker.submit()
    assert refused.value.code == "pledge_not_signed"
    assert set(refused.value.fields) == {"signed.fire-check"}
    journeys.submit_application(
        actor=walker.actor,
        draft_id=walker.id,
        version=walker.view.version,
        now=walker.now,
        signed=["fire-check"],
        bring_later=True,
    )
    kept = {one["item"]: one["case_id"] for one in application_progress(walker.id, walker.actor).cases}
    facts: dict[str, Any] = case_page(walker.id, kept["fire-check"], walker.actor).case["plan"]["facts"]
    assert facts["way"] == "告知承诺"
    assert facts["pledge"]["promised"]
    assert "消防法" in facts["pledge"]["consequence"]
    other = case_page(walker.id, kept["food-licence"], walker.actor).case["plan"]["facts"]
    assert "pledge" not in other


# 员工


def test_who_has_a_health_certificate_is_not_examined_again() -> None:
    plan = shop(tenant(), certified(yes=True), certified(yes=False)).view.plan
    assert [one.for_ for one in plan.items if one.code == "health-certificate"] == ["employee[2]"]
    held = {one.holder: one.satisfied_by for one in plan.materials if one.type == "health-certificate"}
    assert held["employee[1]"] in ("certificate", "known:health-certificates")
    assert str(held["employee[2]"]).startswith("result:")


def test_a_register_of_health_that_is_down_asks_each_person(registry: Registry) -> None:
    registry.mode("health-certificates", "down")
    plan = shop(tenant(), certified(yes=True), certified(yes=False)).view.plan
    sources = {one.path: one.source for one in plan.fields}
    assert [sources[f"employee[{number}].certified"] for number in (1, 2)] == ["asked", "asked"]
    assert [one.code for one in plan.undecided] == ["health-certificate"]


def test_an_examination_costs_what_the_county_charges_for_each_and_nothing_where_it_is_free() -> None:
    person = certified(yes=False)
    assert fee_lines(shop(tenant(), person).view.plan) == ()
    charged = shop(tenant(), person, region="449921100").view.plan
    (line,) = fee_lines(charged)
    assert (line.amount, charged.to_pay) == (60, 60)
    assert "60元" in line.words
