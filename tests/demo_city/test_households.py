"""The many households and enterprises: deterministic, nobody real, and everything about them fits together."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from stdnum.cn import ric, uscc

from bancheng.demo_city.officers import officers
from bancheng.demo_city.on_file import certificates_of
from bancheng.demo_city.population.calendar import CITY
from bancheng.demo_city.population.disabled import card_of, disabled_of
from bancheng.demo_city.population.enterprises import enterprises_of, wards_of
from bancheng.demo_city.population.generate import populate
from bancheng.demo_city.population.model import Citizen, DemoEnterprise, Population
from bancheng.kernel.expressions.functions import add_months
from bancheng.organizations.spec import Level, Place, World, load_world
from demo.registry.records import Registry

ON = date(2026, 11, 23)
MANY = 900
"""As many as the demo that people see has."""


@pytest.fixture(scope="module")
def city() -> World:
    return load_world(CITY, ON)


@pytest.fixture(scope="module")
def people(city: World) -> Population:
    return populate(city, 1, ON, households=MANY)


@pytest.fixture(scope="module")
def registry(city: World, people: Population) -> Registry:
    return Registry(city, people, ON)


@pytest.fixture(scope="module")
def everybody(people: Population) -> list[Citizen]:
    return [member.person for house in people.households for member in house.members]


def test_the_city_is_as_rich_as_a_city(city: World, people: Population) -> None:
    ours = [row for row in city.regions.values() if city.within(row.code, "449900")]
    levels = Counter(row.level for row in ours)
    assert levels[Level.COUNTY] == 4
    assert levels[Level.TOWNSHIP] >= 20
    assert levels[Level.VILLAGE] >= 60
    departments = [
        one
        for one in city.organizations.values()
        if one.level is Level.CITY and one.uscc.startswith("11") and one.parent == "government"
    ]
    assert len(departments) >= 30
    assert sum(one.kind is Place.HALL for one in city.service_points.values()) == 5
    assert all(one.longitude and one.latitude and one.hours for one in city.service_points.values())
    assert len(officers(city)) >= 300
    assert len(people.by_id_number) >= 2000
    assert len(enterprises_of(people)) >= 400


def test_every_town_has_its_office_its_police_its_clinic_and_its_villages(city: World) -> None:
    for town in (row for row in city.regions.values() if row.level is Level.TOWNSHIP):
        if not city.within(town.code, "449900"):
            continue
        here = {one.code.partition("-")[0] for one in city.organizations.values() if one.region == town.code}
        assert {"government", "station", "clinic"} <= here, town.name
        assert city.children(town.code), town.name


def test_the_same_seed_makes_the_same_households_and_another_seed_others(
    city: World, people: Population
) -> None:
    again = populate(city, 1, ON, households=MANY)
    assert (again.households, again.businesses) == (people.households, people.businesses)
    assert populate(city, 2, ON, households=20).households != people.households[:20]


def test_the_families_of_the_stories_are_the_same_people_with_the_households_or_without(
    city: World, people: Population
) -> None:
    first = populate(city, 1, ON)
    assert people.families == first.families
    assert people.citizens[: len(first.citizens)] == first.citizens
    assert enterprises_of(people)[: len(enterprises_of(first))] == enterprises_of(first)
    assert first.insurances.items() <= people.insurances.items()


def test_numbers_are_right_unique_and_belong_to_nobody(people: Population, everybody: list[Citizen]) -> None:
    known = [*people.by_id_number, *(ward.person.id_number for ward in wards_of(people, ON))]
    assert len(set(known)) == len({person.id for person in people.by_id_number.values()} | _wards(people))
    for person in everybody:
        number = person.id_number
        assert number[:4] == "4499"
        assert ric.calc_check_digit(number) == number[17]
        assert number[6:14] == f"{person.born_on:%Y%m%d}"
        assert int(number[16]) % 2 == (1 if person.sex == "1" else 0)
    phones = [person.phone for person in people.citizens]
    assert len(set(phones)) == len(phones)
    assert all(re.fullmatch(r"154[0-9]{8}", phone) for phone in phones)


def test_credit_codes_are_right_unique_and_begin_with_an_area_that_is_none(people: Population) -> None:
    codes = [one.uscc for one in enterprises_of(people)]
    assert len(set(codes)) == len(codes)
    for one in people.businesses:
        assert uscc.is_valid(one.uscc)
        assert one.uscc[2:6] == "4499"
        assert one.uscc[:2] == ("92" if one.kind == "individual" else "91")
    names = [one.name for one in enterprises_of(people)]
    assert len(set(names)) == len(names)


def test_every_kind_of_household_is_there(people: Population) -> None:
    stories = Counter(house.story for house in people.households)
    assert len(stories) == 6
    assert min(stories.values()) >= 20
    assert any(member.relation in {"51", "52"} for house in people.households for member in house.members)
    assert any(house.head.household_kind == "collective" for house in people.households)
    grown = {one.person.key for one in disabled_of(people, ON)} & set(people.household_of)
    assert len(grown) >= 40
    assert any(card_of(people.by_key[key], people) for key in grown)


def test_husband_and_wife_name_each_other_and_were_old_enough(people: Population, registry: Registry) -> None:
    married = [house for house in people.households if house.marriage is not None]
    assert len(married) >= 300
    for house in married:
        marriage = house.marriage
        assert marriage is not None
        wife, husband = people.by_key[marriage.wife], people.by_key[marriage.husband]
        assert {wife.key, husband.key} <= {member.person.key for member in house.members}
        assert add_months(wife.born_on, 20 * 12) <= marriage.registered_on < ON
        assert add_months(husband.born_on, 22 * 12) <= marriage.registered_on
        told = [_ask(registry, "marriage", one.id_number) for one in (wife, husband)]
        assert [one["spouse_id_number"] for one in told] == [husband.id_number, wife.id_number]
        assert told[0]["certificate_number"] == told[1]["certificate_number"] == marriage.number
    numbers = [house.marriage.number for house in married if house.marriage]
    assert len(set(numbers)) == len(numbers)


def test_parents_are_at_least_eighteen_years_older_than_their_children(people: Population) -> None:
    tied = [
        (people.by_key[parent], member.person)
        for house in people.households
        for member in house.members
        for parent in member.parents
    ]
    assert len(tied) >= 900
    for parent, child in tied:
        assert add_months(parent.born_on, 18 * 12) <= child.born_on, (parent.key, child.key)


def test_children_live_with_their_parents_and_the_registers_say_whose_they_are(
    people: Population, registry: Registry
) -> None:
    for member, house in people.children:
        parents = [people.by_key[key] for key in member.parents]
        assert parents
        assert {one.key for one in parents} <= {each.person.key for each in house.members}
        told = _ask(registry, "household", member.person.id_number)
        assert (told["head_id_number"], told["relation"]) == (house.head.id_number, member.relation)
        for parent in parents:
            wards = registry.resources["wards"].answer({"id_number": parent.id_number}).records
            assert member.person.id_number in {one["ward_id_number"] for one in wards}


def test_a_household_shares_its_register_and_its_address(people: Population, registry: Registry) -> None:
    for house in people.households:
        persons = [member.person for member in house.members]
        assert len({(one.household_number, one.address, one.region) for one in persons}) == 1
        assert [member.relation for member in house.members].count("01") == 1
        assert house.members[0].relation == "01"
        for member in house.members:
            told = _ask(registry, "household", member.person.id_number)
            assert (told["head_id_number"], told["relation"]) == (house.head.id_number, member.relation)


def test_the_legal_representative_was_grown_up_and_the_register_names_the_same_one(
    people: Population, registry: Registry
) -> None:
    for one in people.businesses:
        assert add_months(one.representative.born_on, 18 * 12) <= one.founded_on <= ON
        record = registry.resources["enterprise-record"].answer({"credit_code": one.uscc}).records[0]
        assert one.representative.id_number in str(record)
        heads = registry.resources["represented"].answer({"id_number": one.representative.id_number}).records
        assert (one.uscc in str(heads)) == (one.state != "deregistered")


def test_the_shares_of_a_company_make_a_hundred_percent_and_belong_to_somebody_there(
    people: Population, registry: Registry
) -> None:
    firms = {one.uscc: one for one in enterprises_of(people)}
    companies = [one for one in people.businesses if one.kind == "company"]
    assert any(len(one.shareholders) > 2 for one in companies)
    for one in companies:
        assert sum(Decimal(each.percent) for each in one.shareholders) == 100
        numbers = [each.number for each in one.shareholders]
        assert len(set(numbers)) == len(numbers)
        assert one.uscc not in numbers
        for each in one.shareholders:
            holder = people.by_id_number.get(each.number) or firms.get(each.number)
            assert holder is not None
            assert holder.name == each.name
        told = registry.resources["shareholders"].answer({"credit_code": one.uscc}).records
        assert [record["number"] for record in told] == numbers
    assert all(not one.shareholders for one in people.businesses if one.kind == "individual")


def test_a_company_that_holds_shares_is_told_as_shareholder_and_its_holding_as_subsidiary(
    people: Population, registry: Registry
) -> None:
    firms = {one.uscc: one for one in people.businesses}
    pairs = [
        (one, firms[each.number])
        for one in people.businesses
        for each in one.shareholders
        if each.number in firms
    ]
    assert pairs
    for below, above in pairs:
        assert (above.uscc, "shareholder") in _ties(registry, below)
        assert (below.uscc, "subsidiary") in _ties(registry, above)


def test_whom_an_employer_insures_works_for_an_enterprise_of_the_same_county(people: Population) -> None:
    firms = {one.name: one for one in people.businesses}
    employed = [
        (person, people.insurances[person.key])
        for person in people.grown_ups
        if people.insurances[person.key].kind == "employee"
    ]
    assert len(employed) >= 300
    for person, insurance in employed:
        firm = firms[insurance.employer]
        assert (firm.region[:6], firm.state) == (person.county, "in_being")


def test_certificates_on_file_say_what_the_registers_say(
    city: World, people: Population, registry: Registry, everybody: list[Citizen]
) -> None:
    """Of a tenth of them: each is asked of the registers."""
    some = everybody[::10]
    on_file = list(certificates_of(some, city, people, ON))
    kinds = Counter(one.type for one in on_file)
    assert kinds["identity-card"] == kinds["household-register-page"] == len(some)
    assert kinds["birth-medical-certificate"] == sum(not person.phone for person in some)
    assert kinds["marriage-certificate"] > 40
    assert kinds["disability-card"] > 2
    for one in on_file:
        told = _ask(registry, "population", one.holder.id_number)
        assert one.issuer in city.organizations
        if one.type == "identity-card":
            assert one.values["address"] == told["household_address"]
        if one.type == "marriage-certificate":
            assert one.number == _ask(registry, "marriage", one.holder.id_number)["certificate_number"]
        if one.type == "disability-card":
            assert one.number == _ask(registry, "disability-cards", one.holder.id_number)["number"]


def _ask(registry: Registry, path: str, id_number: str) -> dict[str, object]:
    records: list[dict[str, object]] = registry.resources[path].answer({"id_number": id_number}).records
    assert len(records) == 1, (path, records)
    return records[0]


def _ties(registry: Registry, one: DemoEnterprise) -> set[tuple[str, str]]:
    records = registry.resources["related"].answer({"credit_code": one.uscc}).records
    return {(record["credit_code"], record["tie"]) for record in records}


def _wards(people: Population) -> set[object]:
    return {ward.person.id for ward in wards_of(people, ON)}
