"""教育入学一件事 as the demo city composes it: where the child is registered, where the family lives, twins together."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from bancheng.accounts.queries import local_day
from bancheng.demo_city.population import calendar
from bancheng.demo_city.population.model import Citizen
from bancheng.demo_city.population.pupils import Pupil, home_of, pupils_of
from bancheng.journeys.compose import Plan
from tests.city import people
from tests.journeys.walking import Walker

JOURNEY = "school-enrolment"
ON = local_day(datetime.now(UTC))
HERE = {"stage": "primary", "household": "here", "living": "own", "care": "none"}
pytestmark = pytest.mark.usefixtures("city", "registry")


def births_on() -> date:
    return calendar.settle(Path(settings.DATA), ON).births_on


def pupil(*, how: str, local: bool = True, twins: bool = False) -> Pupil:
    """A child who enters primary school, and whose family lives like that."""
    known = [one for one in pupils_of(people(), births_on()) if one.stage == "primary"]
    for one in known:
        mother = one.guardians[0]
        together = sum(mother in other.guardians for other in known)
        home = home_of(people().family_of[mother.key])
        if home.how == how and one.person.local is local and (together == 2) is twins:
            return one
    raise LookupError(how)


def draft(guardian: Citizen, **answers: str) -> Walker:
    return Walker(guardian).start(JOURNEY).answer_all(**{**HERE, **answers})


def nodes(plan: Plan) -> set[str]:
    return {one.node for one in plan.items}


def value(plan: Plan, path: str) -> object:
    return next(one.value for one in plan.fields if one.path == path)


def test_a_child_of_this_city_whose_family_owns_a_home_brings_nothing_and_writes_nothing_of_the_child() -> (
    None
):
    one = pupil(how="own")
    plan = draft(one.guardians[0]).view.plan
    assert {node.partition("@")[0] for node in nodes(plan)} == {
        "enrolment-collection",
        "household-check",
        "deed-check",
        "enrolment-review",
        "school-admission",
    }
    assert plan.to_bring() == ()
    assert value(plan, "child[1].id_number") == one.person.id_number
    assert value(plan, "guardian.kind") == "mother"
    assert not [field.path for field in plan.asked() if field.value in (None, "")]


def test_the_school_is_that_of_the_place_where_the_family_lives() -> None:
    one = pupil(how="own")
    plan = draft(one.guardians[0]).view.plan
    assert str(value(plan, "home.zoned")).endswith("中心小学")
    home = home_of(people().family_of[one.guardians[0].key])
    assert value(plan, "home.region") == home.region


def test_a_rented_home_is_checked_by_the_housing_bureau_and_is_not_asked() -> None:
    plan = draft(pupil(how="rent").guardians[0]).view.plan
    assert {one.code for one in plan.items} >= {"lease-check"}
    assert not {one.code for one in plan.items} & {"deed-check", "residence-check", "insurance-check"}
    assert plan.questions == ()


def test_a_borrowed_home_has_nobody_to_check_it_and_takes_a_note() -> None:
    plan = draft(pupil(how="borrowed").guardians[0], living="borrowed").view.plan
    assert {one.type for one in plan.to_bring()} == {"borrowed-home-note"}
    assert not {one.code for one in plan.items} & {"deed-check", "lease-check"}


def test_a_child_from_elsewhere_is_taken_by_residence_permit_and_by_what_the_parent_paid_in() -> None:
    one = pupil(how="rent", local=False)
    walker = draft(one.guardians[0], household="elsewhere", how_many="1", living="rent")
    codes = {item.code for item in walker.view.plan.items}
    assert codes >= {"residence-check", "insurance-check"}
    assert "household-check" not in codes
    assert str(value(walker.view.plan, "child[1].residence_no") or "").startswith("JZZ")
    assert walker.view.plan.to_bring() == ()


def test_twins_enter_by_one_form_and_a_house_is_checked_once() -> None:
    plan = draft(pupil(how="own", twins=True).guardians[0]).view.plan
    found = [node for node in nodes(plan) if node.startswith("school-admission")]
    assert len(found) == 2
    assert len([node for node in nodes(plan) if node.startswith("deed-check")]) == 1


def test_a_house_that_does_not_count_does_not_end_the_enrolment() -> None:
    """未取得有效房产的，由教育局统筹安排：审核仍然进行."""
    plan = draft(pupil(how="own").guardians[0]).view.plan
    review = next(one for one in plan.items if one.code == "enrolment-review")
    rules = {after.node.partition("@")[0]: after.on_failure for after in review.after}
    assert rules["deed-check"] == "continue_without"
    assert rules["household-check"] == "stop"
