"""Making the people: the same seed and the same day make the same city."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from uuid import UUID, uuid5

from bancheng.demo_city.population import names
from bancheng.demo_city.population.bereaved import Mourning
from bancheng.demo_city.population.businesses import Founders
from bancheng.demo_city.population.households import Neighbours
from bancheng.demo_city.population.model import Birth, Citizen, Family, Insurance, Marriage, Population
from bancheng.demo_city.population.numbers import FEMALE, MALE, NumberBook
from bancheng.demo_city.population.retiring import Nearly
from bancheng.organizations.spec import Level, World

NAMESPACE = UUID("0b6d4f0e-5b1e-5f0a-8f63-449900000001")
FAMILIES = 120
OURS = "449900"
"""The demo city's region: the one whose registers are asked."""
FIRST_TOWNS = frozenset(
    {
        *("449902001", "449902002", "449902100", "449904001", "449904100", "449904101"),
        *("449921100", "449921101", "449921200", "449922100", "449922101", "449922200"),
    }
)
"""Where the first families live; towns that were added to the city since must not make them somebody else."""
EMPLOYERS = ("善美市蓝湾食品有限公司", "善美市启明小学", "安澜县清溪茶业合作社", "善美市远帆物流有限公司")


@dataclass(frozen=True, slots=True)
class Story:
    """What is particular about a family; None leaves it to chance."""

    name: str
    mother: str | None = None
    father: str | None = None
    mother_at: str | None = None
    father_at: str | None = None
    has_father: bool = True
    married: bool = True
    marriage_known: bool = True
    former_name: str = ""
    children: int = 1
    months: int | None = None
    collective: bool = False


STORIES = (
    Story("夫妻两地户口，一个宝宝", "林小雨", "周明远", "449902001", "449921100", months=26),
    Story("双胞胎", "王若溪", "李浩然", "449904001", "449904001", children=2, months=41),
    Story(
        "未婚妈妈，单方申报", "赵晓雯", None, "449921101", None, has_father=False, married=False, months=14
    ),
    Story("爸爸户口在外省", "刘芳", "马跃", "449922100", "299921100", months=33),
    Story(
        "婚姻登记里爸爸是曾用名", "黄珊珊", "郑玮", "449902002", "449902002", former_name="郑卫", months=19
    ),
    Story("名字有生僻字", "陈㛃", "张𬱖", "449902100", "449902100", months=52),
    Story("名字带间隔号", "阿依古丽·买买提", "艾尔肯·吐尔逊", "449904101", "449904101", months=8),
    Story("妈妈刚参保三个月", "何静", "罗志强", "449921200", "449921200", months=3),
    Story("在外地登记结婚，本市查不到", "许海燕", "冯立新", "449922101", "449922200", marriage_known=False),
    Story("妈妈是集体户", "苏婷婷", "魏俊杰", "449902001", "449904100", collective=True, months=22),
    Story(
        "没有登记结婚，两人一起申报", "叶嘉宁", "汪景行", "449904100", "449904001", married=False, months=30
    ),
)


def populate(world: World, seed: int, on: date, families: int = FAMILIES, households: int = 0) -> Population:
    """A population of that many families as of a day. The stories come first; the rest is drawn by chance.

    `households`: so many more live in the city, in all its towns; the families are the same people with them or without.
    """
    return _Maker(world, seed, on).population(families, households)


class _Maker:
    def __init__(self, world: World, seed: int, on: date) -> None:
        self.world = world
        self.seed = seed
        self.on = on
        self.chance = Random(seed)  # noqa: S311 - not for secrets: it must repeat
        self.book = NumberBook()
        towns = [row.code for row in world.regions.values() if row.level is Level.TOWNSHIP]
        self.ours = sorted(code for code in towns if code in FIRST_TOWNS)
        self.towns = sorted(code for code in towns if world.within(code, OURS))
        self.elsewhere = sorted(code for code in towns if not world.within(code, OURS))
        self.hospitals = sorted(code for code in world.organizations if f"{code}.birth" in world.posts)

    def population(self, count: int, households: int) -> Population:
        stories = [*STORIES, *(self._drawn_story() for _each in range(count))][:count]
        made = tuple(self._family(f"family-{number:03d}", story) for number, story in enumerate(stories, 1))
        insurances = {}
        for family, story in zip(made, stories, strict=True):
            insurances[family.mother.key] = self._insurance(family.mother, story.months)
            if family.father is not None:
                insurances[family.father.key] = self._insurance(family.father, None)
        bereaved = Mourning(self.world, self.seed, self.on, self.book, made).bereavements(NAMESPACE)
        nearly = Nearly(self.world, self.seed, self.on, self.book, self.ours)
        first = Population(self.seed, made, insurances, bereaved, tuple(nearly.workers(NAMESPACE)))
        return self._grown(first, households) if households else first

    def _grown(self, first: Population, count: int) -> Population:
        neighbours = Neighbours(self.world, self.seed, self.on, self.book, self.towns, NAMESPACE)
        houses = neighbours.households(count)
        founders = Founders(self.world, self.seed, self.on, houses)
        businesses = founders.businesses()
        insurances = first.insurances | founders.insurances(businesses)
        return replace(first, insurances=insurances, households=houses, businesses=businesses)

    def _drawn_story(self) -> Story:
        draw = self.chance.random
        has_father, married = draw() > 0.06, draw() > 0.08
        return Story(
            name="寻常人家",
            mother=self._unusual_name(FEMALE),
            father=self._unusual_name(MALE),
            father_at=self.chance.choice(self.elsewhere) if draw() < 0.12 else None,
            has_father=has_father,
            married=married and has_father,
            marriage_known=draw() > 0.05,
            former_name=names.ordinary(self.chance, MALE) if draw() < 0.04 else "",
            children=2 if draw() < 0.08 else 0 if draw() < 0.03 else 1,
            collective=draw() < 0.05,
        )

    def _unusual_name(self, sex: str) -> str | None:
        lot = self.chance.random()
        if lot < 0.04:
            return names.rare(self.chance)
        return names.dotted(self.chance, sex) if lot < 0.07 else None

    def _family(self, key: str, story: Story) -> Family:
        mother_at = story.mother_at or self.chance.choice(self.ours)
        mother = self._citizen(f"{key}.mother", FEMALE, story.mother, mother_at)
        if story.collective:
            mother = replace(mother, household_kind="collective")
        father = None
        if story.has_father:
            same = mother_at if self.chance.random() < 0.6 else self.chance.choice(self.ours)
            father = self._citizen(f"{key}.father", MALE, story.father, story.father_at or same)
            father = replace(father, former_name=story.former_name)
        births = self._births(mother, story.children)
        return Family(
            key=key,
            story=story.name,
            mother=mother,
            father=father,
            marriage=self._marriage(mother, father, story) if father and story.married else None,
            births=births,
            birth_registered=self.chance.random() < 0.8,
            maternity_amount=f"{self.chance.randint(300000, 1200000) / 100:.2f}" if births else "",
        )

    def _citizen(self, key: str, sex: str, name: str | None, region: str) -> Citizen:
        age = self.chance.randint(22, 40) + (self.chance.randint(0, 4) if sex == MALE else 0)
        born_on = self.on - timedelta(days=age * 365 + self.chance.randint(1, 364))
        villages = self.world.children(region)
        place = self.world.full_name(self.chance.choice(villages).code if villages else region)
        name = name or names.ordinary(self.chance, sex)
        return Citizen(
            key=key,
            id=uuid5(NAMESPACE, f"{self.seed}:{self.on}:{key}"),
            name=name,
            id_number=self.book.id_number(region[:6], born_on, sex),
            sex=sex,
            born_on=born_on,
            phone=self.book.phone(),
            region=region,
            address=f"{place}{self.chance.randint(1, 88)}号",
            household_number=f"{region}{self.chance.randint(1, 999999):06d}",
            household_kind="family",
            ethnicity="05" if "·" in name else "01",
            local=self.world.within(region, OURS),
        )

    def _marriage(self, mother: Citizen, father: Citizen, story: Story) -> Marriage:
        registered_on = self.on - timedelta(days=self.chance.randint(300, 2000))
        county = mother.region[:6] if mother.local else "449902"
        authority = f"{self.world.full_name(county)}民政局"
        return Marriage(
            number=f"J{county}-{registered_on:%Y}-{self.chance.randint(1, 999999):06d}",
            registered_on=registered_on,
            authority=authority,
            wife=mother.key,
            husband=father.key,
            wife_name=mother.name,
            husband_name=story.former_name or father.name,
            known_here=story.marriage_known,
        )

    def _births(self, mother: Citizen, children: int) -> tuple[Birth, ...]:
        near = [code for code in self.hospitals if self._county_of(code) == mother.county]
        hospital = self.chance.choice(near or self.hospitals)
        days_ago, hour, minute = (
            self.chance.randint(2, 20),
            self.chance.randint(0, 23),
            self.chance.randint(0, 45),
        )
        weeks = self.chance.randint(37, 41) - (2 if children > 1 else 0)
        return tuple(
            Birth(
                record_number=f"{mother.county}{self.on:%Y}{self.chance.randint(1, 999999):06d}{order}",
                mother=mother.key,
                order=order,
                plurality=children,
                sex=self.chance.choice((MALE, FEMALE)),
                days_ago=days_ago,
                time=f"{hour:02d}:{minute + 5 * order:02d}",
                weight_g=self.chance.randint(2500, 4000) - (400 if children > 1 else 0),
                length_cm=self.chance.randint(47, 53),
                gestation_weeks=weeks,
                hospital=hospital,
            )
            for order in range(1, children + 1)
        )

    def _county_of(self, hospital: str) -> str:
        return self.world.organizations[hospital].region[:6]

    def _insurance(self, person: Citizen, months: int | None) -> Insurance:
        county = person.county if person.local else "449902"
        told = months is not None
        if months is None:
            months = self.chance.choice((0, 2, 5, *range(6, 90)))
        kind = "employee" if told or self.chance.random() < 0.7 else "resident"
        return Insurance(kind, months, county, self.chance.choice(EMPLOYERS) if kind == "employee" else "")
