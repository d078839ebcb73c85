"""Synthetic people: the same from the same seed, right in every digit, and nobody real."""

from __future__ import annotations

import re
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from stdnum.cn import ric

from bancheng.demo_city.officers import officers
from bancheng.demo_city.on_file import certificates_on_file
from bancheng.demo_city.population import calendar
from bancheng.demo_city.population.calendar import CITY
from bancheng.demo_city.population.generate import STORIES, populate
from bancheng.demo_city.population.model import Population
from bancheng.demo_city.population.numbers import check_character
from bancheng.organizations.spec import Role, World, load_world

ON = date(2026, 11, 23)


@pytest.fixture(scope="module")
def city() -> World:
    return load_world(CITY, ON)


@pytest.fixture(scope="module")
def people(city: World) -> Population:
    return populate(city, 1, ON)


def test_the_same_seed_and_day_make_the_same_people(city: World, people: Population) -> None:
    assert populate(city, 1, ON) == people
    assert populate(city, 2, ON) != people


def test_more_families_leave_the_first_ones_as_they_are(city: World, people: Population) -> None:
    """A larger drive meets the same named people. Drawn stories come from one stream, so only stories hold."""
    larger = populate(city, 1, ON, families=300)
    assert len(larger.families) == 300
    assert [f.story for f in larger.families[: len(STORIES)]] == [story.name for story in STORIES]


def test_there_are_more_than_a_hundred_families_and_every_kind_of_them(people: Population) -> None:
    families = people.families
    assert len(families) >= 100
    assert any(len(family.births) == 2 for family in families)
    assert any(family.father is None for family in families)
    assert any(family.father and not family.marriage for family in families)
    assert any(family.father and not family.father.local for family in families)
    assert any(family.father and family.father.region != family.mother.region for family in families)
    assert any(
        family.marriage and family.marriage.husband_name != family.father.name
        for family in families
        if family.father
    )
    assert any(family.marriage and not family.marriage.known_here for family in families)
    assert any("·" in person.name for person in people.citizens)
    assert any(ord(sign) > 0xFFFF for person in people.citizens for sign in person.name)
    assert any(person.household_kind == "collective" for person in people.citizens)
    assert {insurance.months >= 6 for insurance in people.insurances.values()} == {True, False}


def test_identity_numbers_are_right_and_unique_and_agree_with_birth_and_sex(people: Population) -> None:
    assert len(people.by_id_number) == len(people.citizens)
    for person in people.citizens:
        number = person.id_number
        assert ric.calc_check_digit(number) == number[17] == check_character(number[:17])
        assert number[6:14] == f"{person.born_on:%Y%m%d}"
        assert int(number[16]) % 2 == (1 if person.sex == "1" else 0)


def test_nobody_here_can_be_somebody(people: Population) -> None:
    assert {person.id_number[:4] for person in people.citizens} <= {"4499", "4498", "2999"}
    assert all(re.fullmatch(r"154[0-9]{8}", person.phone) for person in people.citizens)
    assert len({person.phone for person in people.citizens}) == len(people.citizens)


def test_the_check_character_is_the_one_of_the_standard() -> None:
    assert check_character("11010519491231002") == "X"  # the example of GB 11643—1999


def test_twins_share_a_day_a_hospital_and_count_from_one(people: Population) -> None:
    for family in people.families:
        orders = [birth.order for birth in family.births]
        assert orders == list(range(1, len(orders) + 1))
        assert len({(birth.days_ago, birth.hospital, birth.plurality) for birth in family.births}) <= 1
        assert [birth.time for birth in family.births] == sorted(birth.time for birth in family.births)


def test_babies_are_newborn_on_any_day_but_parents_stay_who_they_are(tmp_path: Path) -> None:
    first = calendar.refresh(tmp_path, ON)
    later = calendar.refresh(tmp_path, ON + timedelta(days=500))
    assert later.births_on == ON + timedelta(days=500)
    assert calendar.people(later) == calendar.people(first)
    assert calendar.refresh(tmp_path, ON + timedelta(days=503)) == later


@pytest.mark.parametrize("day", [date(2028, 2, 29), date(2026, 12, 31), date(2027, 1, 1), date(2040, 6, 1)])
def test_the_demo_can_begin_on_any_day(city: World, day: date) -> None:
    assert len(populate(city, 1, day).families) >= 100


def test_processes_that_start_together_settle_on_one_day(tmp_path: Path) -> None:
    gate = threading.Barrier(8)
    found = []

    def start(number: int) -> None:
        gate.wait()
        found.append(calendar.settle(tmp_path, ON + timedelta(days=number)))

    threads = [threading.Thread(target=start, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1


def test_every_post_has_two_officers_except_where_duties_are_separate(city: World) -> None:
    everybody = officers(city)
    assert len({officer.account for officer in everybody}) == len(everybody)
    for code, post in city.posts.items():
        holders = [officer for officer in everybody if code in officer.posts]
        assert len(holders) >= (1 if post.organization == "data" else 2), code


def test_who_writes_a_rulebook_of_the_data_bureau_does_not_publish_it(city: World) -> None:
    for officer in officers(city):
        roles = {role for code in officer.posts for role in city.posts[code].roles}
        assert not {Role.EDITOR, Role.PUBLISHER} <= roles


def test_names_of_officers_do_not_move_when_an_organization_is_added(city: World) -> None:
    fewer = World.of(ON, city.regions.values(), city.organizations.values(), list(city.posts.values())[10:])
    names = {officer.account: officer.name for officer in officers(city)}
    assert all(names[officer.account] == officer.name for officer in officers(fewer))


def test_certificates_on_file_are_of_people_our_registers_know(city: World, people: Population) -> None:
    on_file = list(certificates_on_file(city, people, ON))
    assert all(certificate.holder.local for certificate in on_file)
    holders = [c.holder.key for c in on_file if c.type == "marriage-certificate"]
    unregistered = {
        person.key
        for family in people.families
        if family.marriage is None or not family.marriage.known_here
        for person in (family.mother, family.father)
        if person
    }
    assert holders
    assert not unregistered & set(holders)
    assert len({certificate.id for certificate in on_file}) == len(on_file)
