"""Children of the demo city who enter school, and where their families live: made of its people, nobody drawn anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from uuid import uuid5

from bancheng.demo_city.population.generate import NAMESPACE
from bancheng.demo_city.population.model import Citizen, Family, Population
from bancheng.demo_city.population.numbers import FEMALE, MALE, check_character

PRIMARY, JUNIOR = "primary", "junior"
AGES = {PRIMARY: 6, JUNIOR: 12}
"""义务教育法第十一条: six years old for the first form of primary school; six years later the next."""
_SPARED = 3
"""The first families have older children already."""
_ORDER = 941
"""Order numbers where neither the city's people nor its other minors come."""
_PARENT_AT_LEAST = 20
_NAMES = {MALE: ("子墨", "乐天", "一鸣", "书恒", "安然"), FEMALE: ("语桐", "可心", "星辰", "若初", "念一")}
_SHARES = {JUNIOR: 0.35, PRIMARY: 0.5}
_ELSEWHERE = 0.7
_TWINS = 5
"""Every fifth family has two children in one year: enough of them to show what twins take."""


@dataclass(frozen=True, slots=True)
class Pupil:
    """A child about to enter school. `local` of the person: registered in this city."""

    person: Citizen
    guardians: tuple[Citizen, ...]
    stage: str


@dataclass(frozen=True, slots=True)
class Home:
    """Where a family lives. `how`: own · rent · borrowed; a number where a register holds it."""

    how: str
    region: str
    number: str


def pupils_of(people: Population, on: date) -> tuple[Pupil, ...]:
    """Who enters school. `on`: the day the demo counts its people's days from."""
    return tuple(one for family in people.families[_SPARED:] for one in _of(family, on))


def home_of(family: Family) -> Home:
    """The same family, the same home; where the mother is registered."""
    chance = Random(f"home:{family.key}")  # noqa: S311 - not for secrets: it must repeat
    how = chance.choice(("own", "own", "own", "rent", "rent", "borrowed"))
    sign = {"own": "BDC", "rent": "ZL"}.get(how, "")
    number = f"{sign}{family.mother.county}{chance.randint(1, 99999999):08d}" if sign else ""
    return Home(how, family.mother.region, number)


def _of(family: Family, on: date) -> Iterator[Pupil]:
    chance = Random(f"pupil:{family.key}")  # noqa: S311 - not for secrets: it must repeat
    youngest = max(one.born_on.year for one in (family.mother, family.father) if one is not None)
    for stage, share in _SHARES.items():
        year = on.year - AGES[stage]
        if year - youngest < _PARENT_AT_LEAST or chance.random() >= share:
            continue
        born = date(year, chance.randint(1, 8), chance.randint(1, 28))
        twins = int(family.key.rpartition("-")[2]) % _TWINS == 0
        for number in range(2 if twins else 1):
            yield _pupil(family, stage, born, number, chance)
        return


def _pupil(family: Family, stage: str, born: date, number: int, chance: Random) -> Pupil:
    parents = tuple(one for one in (family.mother, family.father) if one is not None)
    away = next((one for one in parents if not one.local), None)
    head = away if away is not None and chance.random() < _ELSEWHERE else parents[0]
    sex = chance.choice((MALE, FEMALE))
    seventeen = f"{head.county}{born:%Y%m%d}{_ORDER + 2 * number + (0 if sex == MALE else 1)}"
    person = Citizen(
        key=f"{family.key}.pupil-{number + 1}", id=uuid5(NAMESPACE, f"minor:{seventeen}"),
        name=parents[-1].name[0] + _NAMES[sex][(born.day + number) % 5],
        id_number=seventeen + check_character(seventeen), sex=sex, born_on=born, phone="", region=head.region,
        address=head.address, household_number=head.household_number, household_kind=head.household_kind,
        local=head.local,
    )  # fmt: skip
    return Pupil(person, parents, stage)
