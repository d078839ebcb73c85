"""When people of the demo retire, and to whom the pension office says so."""

from __future__ import annotations

from datetime import date

import pytest

from bancheng.demo_city.population import calendar
from bancheng.demo_city.population.enterprises import enterprises_of
from bancheng.demo_city.population.generate import populate
from bancheng.demo_city.population.retiring import (
    MEN,
    WOMEN,
    WOMEN_OFFICE,
    Rule,
    born_for,
    delayed,
)
from bancheng.organizations.spec import load_world
from demo.registry.records import Registry

ON = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("rule", "born_on", "retires_on"),
    [
        (MEN, date(1964, 12, 31), date(2024, 12, 31)),
        (MEN, date(1965, 1, 15), date(2025, 2, 15)),
        (MEN, date(1965, 5, 1), date(2025, 7, 1)),
        (MEN, date(1976, 9, 1), date(2039, 9, 1)),
        (MEN, date(1990, 9, 1), date(2053, 9, 1)),
        (WOMEN_OFFICE, date(1970, 1, 5), date(2025, 2, 5)),
        (WOMEN_OFFICE, date(1981, 9, 1), date(2039, 9, 1)),
        (WOMEN, date(1975, 3, 1), date(2025, 5, 1)),
        (WOMEN, date(1984, 11, 1), date(2039, 11, 1)),
    ],
)
def test_the_age_of_retirement_moves_as_the_decision_of_2024_says(
    rule: Rule, born_on: date, retires_on: date
) -> None:
    assert delayed(born_on, rule) == retires_on


@pytest.mark.parametrize("rule", [MEN, WOMEN_OFFICE, WOMEN])
def test_somebody_can_be_made_who_retires_about_a_day(rule: Rule) -> None:
    assert abs((delayed(born_for(ON, rule), rule) - ON).days) <= 31


def test_an_employer_is_told_of_its_own_people_and_of_nobody_else() -> None:
    world = load_world(calendar.CITY, ON)
    people = populate(world, 1, ON)
    ask = Registry(world, people, ON).resources["staff-forecast"].answer
    own, other = (one.uscc for one in enterprises_of(people)[:2])
    told = {
        one.person.name
        for one in people.workers
        if ask({"id_number": one.person.id_number, "credit_code": own}).records
    }
    assert told == {one.person.name for one in people.workers if one.employed} != set()
    assert not any(
        ask({"id_number": one.person.id_number, "credit_code": other}).records for one in people.workers
    )
    mother = people.families[0].mother
    assert not ask({"id_number": mother.id_number, "credit_code": own}).records
