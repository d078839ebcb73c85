"""People who are about to retire: who they are, what the registers of pensions, health insurance and housing fund hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID, uuid5

from bancheng.demo_city.population import names
from bancheng.demo_city.population.model import Citizen, Worker
from bancheng.demo_city.population.numbers import FEMALE, MALE, NumberBook
from bancheng.kernel.expressions.functions import add_months
from bancheng.organizations.spec import World

DRAWN = 24
"""How many are drawn by chance beside the stories."""
SINCE = date(2025, 1, 1)
_TOWN = 9


@dataclass(frozen=True, slots=True)
class Rule:
    """原法定退休年龄, every how many months it moves by one, and by how much at most.

    全国人民代表大会常务委员会关于实施渐进式延迟法定退休年龄的决定（2024年9月13日）.
    """

    years: int
    every: int
    most: int


MEN, WOMEN_OFFICE, WOMEN = Rule(60, 4, 36), Rule(55, 4, 36), Rule(50, 2, 60)


@dataclass(frozen=True, slots=True)
class Nearing:
    """One person of the stories. `days`: from today to the day of retirement, negative when it has passed."""

    story: str
    name: str
    sex: str
    region: str
    days: int = 20
    rule: Rule = MEN
    months: int = 300
    deemed: bool = False
    reviewed: bool = False
    employed: bool = False
    fund: bool = True


STORIES = (
    Nearing("下个月到年龄，自己交社保", "杨建平", MALE, "449902001", fund=False),
    Nearing("到年龄了，1985年进厂，档案还没审", "孙玉兰", FEMALE, "449904001", -10, WOMEN_OFFICE, 420, deemed=True),
    Nearing("还差两年，想早一点退", "何建军", MALE, "449921100", 700, months=330),
    Nearing("在单位上班，由单位申请", "马春生", MALE, "449902001", 15, months=360, employed=True),
    Nearing("没交满15年", "刘桂珍", FEMALE, "449922100", 5, WOMEN, 150, fund=False),
    Nearing("当过兵，档案审过了", "周国庆", MALE, "449902002", 0, months=400, deemed=True, reviewed=True),
)  # fmt: skip


def delayed(born_on: date, rule: Rule) -> date:
    """法定退休日期: the old age, moved by one month for every so many months that it lies after 1 January 2025."""
    before = add_months(born_on, 12 * rule.years)
    later = (before.year - SINCE.year) * 12 + before.month - SINCE.month
    return before if later < 0 else add_months(before, min(later // rule.every + 1, rule.most))


def born_for(day: date, rule: Rule) -> date:
    """A birth date whose day of retirement is that day, or the nearest there is."""
    tried = (add_months(day, -12 * rule.years - months) for months in range(rule.most + 1))
    return min(tried, key=lambda born: abs((delayed(born, rule) - day).days))


class Nearly:
    """Makes these people, with their own chance: nobody else changes."""

    def __init__(self, world: World, seed: int, on: date, book: NumberBook, towns: list[str]) -> None:
        self.world, self.seed, self.on, self.book, self.towns = world, seed, on, book, towns
        self.chance = Random(f"{seed}:retiring")  # noqa: S311 - not for secrets: it must repeat

    def workers(self, namespace: UUID) -> Iterator[Worker]:
        """The stories in the regions there are, then some by chance."""
        known = [one for one in STORIES if one.region in self.world.regions]
        for number, one in enumerate([*known, *(self._drawn() for _each in range(DRAWN))], 1):
            yield self._made(f"worker-{number:03d}", one, namespace)

    def _drawn(self) -> Nearing:
        draw = self.chance.random
        sex = self.chance.choice((MALE, FEMALE))
        rule = MEN if sex == MALE else self.chance.choice((WOMEN, WOMEN_OFFICE))
        return Nearing(
            "快退休了", names.ordinary(self.chance, sex), sex, self.chance.choice(self.towns),
            self.chance.randint(-40, 28), rule, self.chance.randint(181, 480), deemed=draw() < 0.3,
            reviewed=draw() < 0.5, fund=draw() < 0.6,
        )  # fmt: skip

    def _made(self, key: str, told: Nearing, namespace: UUID) -> Worker:
        born_on = born_for(self.on + timedelta(days=told.days), told.rule)
        villages = self.world.children(told.region)
        place = self.world.full_name(self.chance.choice(villages).code if villages else told.region)
        person = Citizen(
            key=key,
            id=uuid5(namespace, f"{self.seed}:{self.on}:{key}"),
            name=told.name,
            id_number=self.book.id_number(told.region[:6], born_on, told.sex),
            sex=told.sex,
            born_on=born_on,
            phone=self.book.phone(),
            region=told.region[:_TOWN],
            address=f"{place}{self.chance.randint(1, 88)}号",
            household_number=f"{told.region}{self.chance.randint(1, 999999):06d}",
            household_kind="family",
        )
        began = date(born_on.year + 18, 9, 1) if told.deemed else date(max(1993, born_on.year + 20), 7, 1)
        return Worker(
            person=person,
            story=told.story,
            retires_on=delayed(born_on, told.rule),
            paid_months=told.months,
            began_on=began,
            deemed=told.deemed,
            reviewed=told.deemed and told.reviewed,
            employed=told.employed,
            fund=f"GJ{person.county}{self.chance.randint(1, 99999999):08d}" if told.fund else "",
        )
