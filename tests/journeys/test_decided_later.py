"""What a later result decides: items whose need hangs on an earlier item of the same plan, on the city's own rulebooks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import pytest

from bancheng.demo_city.loader import RULEBOOKS
from bancheng.demo_city.population import calendar
from bancheng.journeys.compose import Plan, compose
from bancheng.journeys.compose.values import Known
from bancheng.kernel.rulebooks import Release, load_folder
from bancheng.kernel.rulebooks.releases import compose_release
from bancheng.organizations.spec import World, load_world

ON = date(2026, 3, 2)
ANSWERS: Mapping[str, Any] = {
    "as_whom": "handler", "services": ["water", "power"], "for_whom": "home", "has_code": "yes", "works": "unsure",
    "water_pipe": "dn40", "kva": "100",
}  # fmt: skip
CITY, COUNTY = "449902001", "449904001"
PERMITS = {"green-occupation", "pipeline-planning", "road-excavation", "road-occupation", "road-works-traffic",
           "tree-relocation"}  # fmt: skip


@cache
def world() -> World:
    return load_world(calendar.CITY, ON)


@cache
def release() -> Release:
    return compose_release(load_folder(RULEBOOKS).documents, "journey", "utilities")


def planned(region: str | None = CITY, known: Mapping[str, Any] | None = None, **answers: Any) -> Plan:
    values = {path: Known(value, "register") for path, value in (known or {}).items()}
    if region:
        values["project.region"] = Known(region, "register")
    return compose(release(), {**ANSWERS, **answers}, values, ON, world=world())


def codes(plan: Plan) -> set[str]:
    return {item.code for item in plan.items}


def test_what_a_result_will_decide_is_part_of_the_plan_and_not_undecided() -> None:
    plan = planned()
    assert codes(plan) >= PERMITS
    assert not plan.undecided
    assert not plan.questions


def test_nobody_is_asked_what_the_survey_will_find() -> None:
    asked = {field.path for field in planned().asked()}
    assert not {path for path in asked if path.startswith(("project.dig", "project.length", "project.trees"))}


def test_it_says_which_results_it_waits_for_and_why_it_may_not_be_needed() -> None:
    survey, agreed = planned().item("road-excavation").later
    assert set(survey.nodes) == {"joint-site-survey"}
    assert set(agreed.nodes) == {"water-offer", "power-offer"}
    assert "不挖路" in survey.reason
    assert "没有接受" in agreed.reason


def test_what_no_item_of_the_plan_will_say_counts_as_missing() -> None:
    _survey, agreed = planned().item("road-excavation").later
    known = dict(agreed.known)
    assert known["project.gas_agreement"] is None
    assert known["services.gas"] is False


def test_an_exemption_of_the_region_is_one_more_rule_and_differs_by_county() -> None:
    here = {rule.reason for rule in planned(CITY).item("pipeline-planning").later}
    there = {rule.reason for rule in planned(COUNTY).item("pipeline-planning").later}
    assert any("150米" in reason for reason in here)
    assert any("200米" in reason for reason in there)
    assert here != there


def test_what_is_known_already_decides_at_once() -> None:
    """The register knows the length: nothing is left to the survey."""
    found = {"project.length": 80, "project.power_length": 60}
    exempt = {one.code: one.reason for one in planned(CITY, found).not_chosen}
    assert "150米" in exempt["pipeline-planning"]
    long = {"project.length": 800, "project.power_length": 60}
    rules = planned(CITY, long).item("pipeline-planning").later
    assert {word.node for rule in rules for word in rule.words} == {"water-offer", "power-offer"}


def test_a_connection_at_the_door_needs_no_survey_no_offer_no_works() -> None:
    assert codes(planned(works="stub")) == {"water-opening", "power-opening"}


@pytest.mark.parametrize(
    ("answers", "days"),
    [({"kva": "100"}, 2), ({"kva": "500", "supplies": "one"}, 5), ({"kva": "500", "supplies": "two"}, 10)],
    ids=["low", "high-one", "high-two"],
)
def test_a_choice_inside_a_choice_decides_how_long_the_offer_takes(
    answers: dict[str, str], days: int
) -> None:
    assert planned(**answers).item("power-offer").promised.n == days


def test_the_second_question_arises_only_from_the_first() -> None:
    assert [one.id for one in planned(kva="500").questions] == ["supplies"]
    assert not planned(kva="160").questions


def test_work_off_the_clock_counts_towards_no_limit_but_is_told() -> None:
    with_works, without = planned().figures, planned(works="stub").figures
    assert without.off_clock_days == 0
    assert with_works.off_clock_days == 8  # ten calendar days at five days a week
    works = [item for item in planned().items if item.item.off_clock]
    assert {item.code for item in works} == {"water-works", "power-works"}
    assert with_works.critical_path_days < sum(item.promised.working_days for item in planned().items)


def test_a_charge_waits_for_its_quantity() -> None:
    (charge,) = planned().item("road-excavation").charges
    assert charge.quantity is not None
    assert [word.node for word in charge.quantity.words] == ["joint-site-survey"]


def test_utilities_give_no_reconsideration() -> None:
    for item in planned().items:
        body = world().organizations[(item.organization or "").removeprefix("org:")]
        kinds = {remedy.kind for remedy in item.item.remedies}
        assert ("reconsideration" in kinds) == (body.nature == "government"), item.code
