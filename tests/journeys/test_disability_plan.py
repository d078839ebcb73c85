"""残疾人服务一件事 as the demo city composes it: what a card brings, what only an assessment can say, who acts for whom."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from bancheng.accounts.queries import local_day
from bancheng.demo_city.population import calendar
from bancheng.demo_city.population.disabled import Disabled, disabled_of
from bancheng.demo_city.population.model import Citizen
from bancheng.journeys.compose import Plan
from tests.city import people
from tests.journeys.walking import Walker

JOURNEY = "disability-services"
ON = local_day(datetime.now(UTC))
SELF = {"who": "disabled", "mental": "no", "low_income": "no", "injury": "no", "extras": "job"}
pytestmark = pytest.mark.usefixtures("city", "registry")


def births_on() -> date:
    return calendar.settle(Path(settings.DATA), ON).births_on


def somebody(*, card: bool, severe: bool | None = None, relief: str | None = None) -> Disabled:
    """A grown-up with a disability who acts for themself."""
    return next(
        one
        for one in disabled_of(people(), births_on())
        if one.guardian is None
        and bool(one.card) is card
        and severe in (None, one.severe)
        and relief in (None, one.relief)
    )


def draft(citizen: Citizen, **answers: str) -> Walker:
    return Walker(citizen).start(JOURNEY).answer_all(**{**SELF, **answers})


def codes(plan: Plan) -> set[str]:
    return {one.code for one in plan.items}


def test_without_a_card_there_is_an_assessment_first_and_it_counts_in_no_limit() -> None:
    plan = draft(somebody(card=False).person).view.plan
    assert {"disability-assessment", "disability-card"} <= codes(plan)
    assessed = next(one for one in plan.items if one.code == "disability-assessment")
    assert assessed.item.off_clock
    card = next(one for one in plan.items if one.code == "disability-card")
    assert [after.on_failure for after in card.after] == ["stop"]


def test_what_only_the_assessment_can_say_decides_about_care_and_pension_later_and_is_never_asked() -> None:
    plan = draft(somebody(card=False).person).view.plan
    later = {one.code for one in plan.items if one.later}
    assert "disability-care-subsidy" in later
    assert not [field.path for field in plan.asked() if "severe" in field.path]


def test_a_card_that_is_in_order_needs_no_new_one_and_its_level_is_read() -> None:
    plan = draft(somebody(card=True, severe=True).person).view.plan
    assert not codes(plan) & {"disability-assessment", "disability-card", "disability-card-replacement"}
    assert "disability-care-subsidy" in codes(plan)
    assert not [one for one in plan.items if one.later]
    assert "disability-care-subsidy" not in codes(draft(somebody(card=True, severe=False).person).view.plan)


def test_the_living_subsidy_is_for_families_on_subsistence_and_nobody_brings_the_proof() -> None:
    plan = draft(somebody(card=True, relief="subsistence").person).view.plan
    assert "disability-living-subsidy" in codes(plan)
    assert plan.to_bring() == ()
    assert "disability-living-subsidy" not in codes(draft(somebody(card=True, relief="").person).view.plan)


def test_who_is_paid_for_care_after_an_accident_at_work_gets_neither_subsidy() -> None:
    one = somebody(card=True, severe=True)
    assert not codes(draft(one.person, injury="yes").view.plan) & {
        "disability-living-subsidy",
        "disability-care-subsidy",
    }


def test_a_subsidy_begins_at_the_township_where_the_person_is_registered() -> None:
    one = somebody(card=True, severe=True)
    plan = draft(one.person).view.plan
    care = next(item for item in plan.items if item.code == "disability-care-subsidy")
    assert care.entry is not None
    assert care.entry.region == one.person.region


def test_a_disability_of_mind_is_for_the_guardian_to_apply_for() -> None:
    walker = Walker(somebody(card=False).person).start(JOURNEY).answer_all(**{**SELF, "mental": "yes"})
    assert walker.view.plan.excluded


def test_a_parent_applies_for_a_child_whom_the_register_names() -> None:
    child = next(one for one in disabled_of(people(), births_on()) if one.guardian is not None)
    assert child.guardian is not None
    plan = draft(child.guardian, who="guardian").view.plan
    said = {field.path: field.value for field in plan.fields}
    assert said["disabled.id_number"] == child.person.id_number
    assert said["guardian.tie"] == "parent"
    assert not [one.type for one in plan.to_bring() if one.necessity == "required"]
    assert "disability-pension-support" not in codes(plan)


def test_who_cancels_the_card_is_asked_nothing_about_subsidies() -> None:
    walker = Walker(somebody(card=True).person).start(JOURNEY)
    walker.look()
    walker.answer("who", "disabled")
    walker.look()
    walker.answer("business", "cancel")
    plan = walker.view.plan
    assert codes(plan) == {"disability-card-cancel"}
    assert (plan.questions, plan.undecided) == ((), ())
