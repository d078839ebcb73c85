"""Enterprises of the demo city with those who act for them, and minors with their parents: made of its people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import uuid5

from bancheng.demo_city.population.generate import NAMESPACE
from bancheng.demo_city.population.model import Citizen, DemoEnterprise, Family, Population
from bancheng.demo_city.population.numbers import FEMALE, MALE, check_character, credit_code
from bancheng.demo_city.population.pupils import pupils_of
from bancheng.kernel.expressions.functions import add_months

CLIENTS = 50
"""How many the agency acts for: forty enterprises and ten persons."""
_ORDER = 901
"""Minors' order numbers begin where those of the city's other people never come."""
_OF_AGE = 18 * 12
_TRADES = ("便利店", "花店", "文具店", "理发店", "早点铺", "五金店", "茶行", "水果店")


@dataclass(frozen=True, slots=True)
class DemoClerk:
    """Who is clerk of which enterprise; `for_clients`: also for those whom the agency acts for."""

    enterprise: DemoEnterprise
    person: Citizen
    for_clients: bool = False


@dataclass(frozen=True, slots=True)
class Ward:
    """A minor and whose child it is."""

    person: Citizen
    guardians: tuple[Citizen, ...]


def enterprises_of(people: Population) -> tuple[DemoEnterprise, ...]:
    """All enterprises: those of the stories, then those of the households."""
    return (*first_enterprises(people), *people.businesses)


def first_enterprises(people: Population) -> tuple[DemoEnterprise, ...]:
    """Those of the stories: two with one clerk, an agency, one being set up, one that is gone, and its clients."""
    family = people.families
    if len(family) < 6:
        return ()
    named = [
        _made(1, "善美市蓝湾食品有限公司", family[2].mother, "食品生产、销售"),
        _made(2, "善美市远帆物流有限公司", family[3].mother, "道路货物运输、仓储"),
        _made(3, "善美市顺办企业服务有限公司", family[4].mother, "企业登记代理、商务代办"),
        _made(4, "善美市云上餐饮管理有限公司", family[5].mother, "餐饮管理", state="being_set_up"),
        _made(5, "善美市旧街文化传播有限公司", family[5].mother, "文化活动策划", state="deregistered"),
    ]
    owners = [one.mother for one in family[6:] if one.mother.local] or [one.mother for one in family]
    clients = [
        _made(
            10 + n, f"善美市{owners[n % len(owners)].name[0]}记{n + 1:02d}号{_TRADES[n % len(_TRADES)]}",
            owners[n % len(owners)], "零售", kind="individual",
        )
        for n in range(CLIENTS - 10)
    ]  # fmt: skip
    return (*named, *clients)


def clerks_of(people: Population) -> tuple[DemoClerk, ...]:
    """The clerks: one person for two enterprises, one of the agency for its clients."""
    made, family = first_enterprises(people), people.families
    if not made or family[1].father is None or family[4].father is None:
        return ()
    first, agent = family[1].father, family[4].father
    return (DemoClerk(made[0], first), DemoClerk(made[1], first), DemoClerk(made[2], agent, for_clients=True))


def clients_of(people: Population) -> tuple[tuple[str, DemoEnterprise | Citizen], ...]:
    """Who gave a mandate to whom: (agency's code or agent's identity number, principal)."""
    made, family = first_enterprises(people), people.families
    if not made or family[1].father is None:
        return ()
    agency = made[2].uscc
    persons = [one.mother for one in family[6:] if one.mother.local][:10]
    own: list[tuple[str, DemoEnterprise | Citizen]] = [(family[1].father.id_number, family[5].mother)]
    return (*own, *((agency, one) for one in made[5:]), *((agency, one) for one in persons))


def wards_of(people: Population, on: date) -> tuple[Ward, ...]:
    """Minors whose parents the household register names: of the first families, those whom a death left, those who
    enter school here, and those of the households.

    `on`: the day the demo counts its people's days from; minors must be minors on any day it runs.
    """
    older = [
        _minor(family, number, name, sex, on.year - age)
        for number, (family, (name, sex, age)) in enumerate(
            zip(people.families, (("小满", MALE, 9), ("可可", FEMALE, 5), ("知行", MALE, 16)), strict=False)
        )
        if family.mother.local
    ]
    left = [
        Ward(one.person, (one.guardian,))
        for loss in people.bereavements
        for one in loss.relatives
        if one.guardian is not None
    ]
    entering = [Ward(one.person, one.guardians) for one in pupils_of(people, on) if one.person.local]
    return (*older, *left, *entering, *wards_of_households(people, on))


def wards_of_households(people: Population, on: date) -> Iterator[Ward]:
    """Children of the households who are still minors on the day."""
    for member, _house in people.children:
        if add_months(member.person.born_on, _OF_AGE) > on:
            yield Ward(member.person, tuple(people.by_key[key] for key in member.parents))


def _made(
    number: int, name: str, head: Citizen, scope: str, *, kind: str = "company", state: str = "in_being"
) -> DemoEnterprise:
    return DemoEnterprise(
        uscc=credit_code(number, kind), name=name, kind=kind, state=state, representative=head, region=head.region,
        address=head.address, scope=scope, founded_on=date(2019 + number % 6, 1 + number % 12, 1 + number % 28),
    )  # fmt: skip


def _minor(family: Family, number: int, name: str, sex: str, year: int) -> Ward:
    parents = tuple(one for one in (family.mother, family.father) if one is not None)
    head, named = parents[0], parents[-1].name[0]
    born = date(year, 3, 1 + number)
    seventeen = f"{head.county}{born:%Y%m%d}{_ORDER + 2 * number + (0 if sex == MALE else 1)}"
    person = Citizen(
        key=f"{family.key}.minor", id=uuid5(NAMESPACE, f"minor:{seventeen}"), name=named + name,
        id_number=seventeen + check_character(seventeen), sex=sex, born_on=born, phone="", region=head.region,
        address=head.address, household_number=head.household_number, household_kind=head.household_kind,
    )  # fmt: skip
    return Ward(person, parents)
