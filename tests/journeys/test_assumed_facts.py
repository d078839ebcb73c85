"""What the journey page assumes of facts while no register was asked: its figures count what most people have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bancheng.journeys.checks import check
from bancheng.journeys.compose import Known, Plan, compose
from bancheng.kernel.rulebooks import Folder, Release
from tests.factories import rulebooks as make
from tests.factories.rulebooks import ON

WORLD = make.world()


def assuming(months: Any) -> Release:
    """The family's thing, where one fact is assumed."""
    bodies = make.family()
    (fact,) = [one for one in bodies[0]["facts"] if one["element"] == "p.months"]
    fact["typical"] = months
    return make.release(bodies)


def planned(release: Release, known: dict[str, Known] | None = None, *, assume: bool = True) -> Plan:
    return compose(release, {}, known or {}, ON, world=WORLD, assume=assume)


def codes(found: Plan) -> set[str]:
    return {one.code for one in found.items}


def test_an_item_that_rests_on_an_assumed_fact_is_counted() -> None:
    assert "fifth" in codes(planned(assuming(8)))
    assert "fifth" not in codes(planned(assuming(0)))


def test_without_an_assumption_it_stays_open() -> None:
    assert "fifth" in {one.code for one in planned(make.release(make.family())).undecided}


def test_nothing_is_assumed_of_a_person_who_applies() -> None:
    assert "fifth" in {one.code for one in planned(assuming(8), assume=False).undecided}


def test_what_a_register_says_counts_before_what_is_assumed() -> None:
    known = {"mother.months": Known(0, source="insured")}
    assert "fifth" not in codes(planned(assuming(8), known))


@pytest.mark.parametrize("value", ["often", "yes"])
def test_the_check_refuses_a_value_that_the_fact_cannot_have(value: str) -> None:
    bodies = make.family()
    (fact,) = [one for one in bodies[0]["facts"] if one["element"] == "p.months"]
    fact["typical"] = value
    assert "fact_typical" in {one.rule for one in check(Folder(Path(), make.documents(*bodies)), WORLD)}
