"""The many households of the city beside the named stories: couples with children, parents of grown-ups, people alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from uuid import UUID, uuid5

from bancheng.demo_city.population import names
from bancheng.demo_city.population.model import Citizen, Household, Marriage, Member
from bancheng.demo_city.population.numbers import FEMALE, MALE, NumberBook
from bancheng.organizations.spec import World

YOUNG = {
    MALE: ("子墨", "一鸣", "书恒", "安然", "博文", "宇辰"),
    FEMALE: ("语桐", "星辰", "若初", "念一", "清越", "知夏"),
}
HEAD, WIFE, HUSBAND, SON, DAUGHTER, FATHER, MOTHER = "01", "12", "11", "20", "30", "51", "52"
"""GB/T 4761: what a member is to the head."""
MARRIED_AT = {FEMALE: 20, MALE: 22}
"""民法典第一千零四十七条."""
OLDEST_PARENT = 34
"""Years between a grown-up and their parents at most."""
ADULT = 18
SHARES = (("couple", 46), ("alone", 62), ("divorced", 72), ("at_home", 82), ("elder", 94), ("widowed", 100))
"""Kinds of household and where the lot out of a hundred ends for each."""
STORIES = {
    "couple": "一家几口",
    "alone": "一个人住",
    "divorced": "离婚后一个人带孩子",
    "at_home": "孩子成年了，还住在家里",
    "elder": "老两口",
    "widowed": "老伴不在了",
}
COLLECTIVE, LIVES_WITH, RARE = 0.03, 0.3, 0.03


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a household is registered: it shares the number of the register and the address."""

    town: str
    address: str
    number: str
    kind: str = "family"


class Neighbours:
    """Makes households, with their own chance: nobody of the stories changes. `towns`: where they live."""

    def __init__(
        self, world: World, seed: int, on: date, book: NumberBook, towns: list[str], namespace: UUID
    ) -> None:
        self.world, self.seed, self.on, self.book = world, seed, on, book
        self.towns, self.namespace = towns, namespace
        self.chance = Random(f"{seed}:households")  # noqa: S311 - not for secrets: it must repeat
        self._without_parents: list[Citizen] = []
        """Grown-ups whose parents the city does not know yet."""
        self._parents: dict[str, tuple[str, ...]] = {}
        """Keys of the parents of a grown-up, by the key of the grown-up."""

    def households(self, count: int) -> tuple[Household, ...]:
        """That many, all of them tied by who is whose child."""
        made = [self._household(f"home-{number:04d}") for number in range(1, count + 1)]
        return tuple(replace(one, members=tuple(map(self._tied, one.members))) for one in made)

    def _tied(self, member: Member) -> Member:
        return replace(member, parents=self._parents.get(member.person.key, member.parents))

    def _household(self, key: str) -> Household:
        lot = self.chance.randint(1, 100)
        kind = next(kind for kind, until in SHARES if lot <= until)
        make = getattr(self, f"_{kind}")
        made: Household = make(key, self._place())
        return replace(made, story=STORIES[kind])

    def _place(self) -> _Place:
        town = self.chance.choice(self.towns)
        villages = self.world.children(town)
        where = self.world.full_name(self.chance.choice(villages).code if villages else town)
        kind = "collective" if self.chance.random() < COLLECTIVE else "family"
        return _Place(
            town,
            f"{where}{self.chance.randint(1, 288)}号",
            f"{town}{self.chance.randint(1, 999999):06d}",
            kind,
        )

    def _couple(self, key: str, place: _Place) -> Household:
        wife, husband = self._spouses(key, place, self.chance.randint(25, 50))
        marriage = self._marriage(wife, husband, place)
        number = self.chance.choice((0, 1, 1, 1, 2, 2, 3))
        children = self._children(key, place, (husband, wife), number, first=3)
        members = [Member(husband, HEAD), Member(wife, WIFE), *children]
        if self.chance.random() < LIVES_WITH:
            members.append(self._parent_at_home(key, place, husband, len(members) + 1))
        else:
            self._without_parents += [husband, wife]
        return Household(key, "", tuple(members), marriage)

    def _alone(self, key: str, place: _Place) -> Household:
        person = self._person(f"{key}.1", self._sex(), self.chance.randint(ADULT + 1, 45), place)
        self._without_parents.append(person)
        return Household(key, "", (Member(person, HEAD),))

    def _divorced(self, key: str, place: _Place) -> Household:
        person = self._person(f"{key}.1", self._sex(), self.chance.randint(27, 50), place)
        children = self._children(key, place, (person,), self.chance.choice((0, 1, 1, 2)), first=2)
        return Household(key, "", (Member(person, HEAD), *children))

    def _at_home(self, key: str, place: _Place) -> Household:
        """A couple with a grown-up child."""
        wife, husband = self._spouses(key, place, self.chance.randint(43, 58))
        marriage = self._marriage(wife, husband, place)
        oldest = min(self._age(wife) - MARRIED_AT[FEMALE], self._age(husband) - MARRIED_AT[MALE]) - 1
        age = self.chance.randint(ADULT + 1, max(min(oldest, 30), ADULT + 1))
        child = self._person(f"{key}.3", self._sex(), age, place, surname(husband.name))
        own = Member(child, SON if child.sex == MALE else DAUGHTER, (husband.key, wife.key))
        return Household(key, "", (Member(husband, HEAD), Member(wife, WIFE), own), marriage)

    def _elder(self, key: str, place: _Place) -> Household:
        """Parents of somebody who lives elsewhere, where there is one who fits."""
        child = self._somebody()
        age = self._parents_age(child) if child else self.chance.randint(60, 84)
        wife, husband = self._spouses(key, place, age, surname(child.name) if child else "")
        marriage = self._marriage(wife, husband, place)
        if child is not None:
            self._parents[child.key] = (husband.key, wife.key)
        return Household(key, "", (Member(husband, HEAD), Member(wife, WIFE)), marriage)

    def _widowed(self, key: str, place: _Place) -> Household:
        child = self._somebody()
        sex = self.chance.choice((FEMALE, FEMALE, MALE))
        age = self._parents_age(child) if child else self.chance.randint(60, 88)
        family = surname(child.name) if child and sex == MALE else ""
        person = self._person(f"{key}.1", sex, age, place, family)
        if child is not None:
            self._parents[child.key] = (person.key,)
        return Household(key, "", (Member(person, HEAD),))

    def _parent_at_home(self, key: str, place: _Place, child: Citizen, number: int) -> Member:
        sex = self._sex()
        family = surname(child.name) if sex == MALE else ""
        parent = self._person(f"{key}.{number}", sex, self._parents_age(child), place, family)
        self._parents[child.key] = (parent.key,)
        return Member(parent, FATHER if sex == MALE else MOTHER)

    def _spouses(self, key: str, place: _Place, age: int, family: str = "") -> tuple[Citizen, Citizen]:
        """Wife and husband; `age`: the younger one's at least."""
        husband = self._person(f"{key}.1", MALE, age + self.chance.randint(0, 4), place, family)
        wife = self._person(f"{key}.2", FEMALE, age + self.chance.choice((0, 0, 0, 1, 2)), place)
        return wife, husband

    def _marriage(self, wife: Citizen, husband: Citizen, place: _Place) -> Marriage:
        """Registered soon after both could: before the oldest of their children was born."""
        allowed = max(_years_after(one.born_on, MARRIED_AT[one.sex]) for one in (wife, husband))
        registered_on = min(
            allowed + timedelta(days=self.chance.randint(1, 360)), self.on - timedelta(days=30)
        )
        county = place.town[:6]
        return Marriage(
            number=f"J{county}-{registered_on:%Y}-{self.chance.randint(1, 999999):06d}",
            registered_on=registered_on,
            authority=f"{self.world.full_name(county)}民政局",
            wife=wife.key,
            husband=husband.key,
            wife_name=wife.name,
            husband_name=husband.name,
        )

    def _children(
        self, key: str, place: _Place, parents: tuple[Citizen, ...], number: int, first: int
    ) -> Iterator[Member]:
        """Minors; born at least two years after both parents could have married."""
        oldest = min(self._age(one) - MARRIED_AT[one.sex] - 2 for one in parents)
        if oldest < 0:
            return
        ages = range(0, min(oldest, ADULT - 1) + 1, 2)  # siblings are more than a year apart
        for at, age in enumerate(self.chance.sample(ages, min(number, len(ages)))):
            sex = self._sex()
            name = surname(parents[0].name) + self.chance.choice(YOUNG[sex])
            child = self._person(f"{key}.{first + at}", sex, age, place, name=name)
            yield Member(child, SON if sex == MALE else DAUGHTER, tuple(one.key for one in parents))

    def _somebody(self) -> Citizen | None:
        if not self._without_parents:
            return None
        return self._without_parents.pop(self.chance.randrange(len(self._without_parents)))

    def _parents_age(self, child: Citizen) -> int:
        return self._age(child) + self.chance.randint(MARRIED_AT[MALE] + 2, OLDEST_PARENT)

    def _sex(self) -> str:
        return self.chance.choice((MALE, FEMALE))

    def _age(self, person: Citizen) -> int:
        """Full years, or one less."""
        return (self.on - person.born_on).days // 366

    def _person(
        self, key: str, sex: str, age: int, place: _Place, family: str = "", name: str = ""
    ) -> Citizen:
        day = self.on - timedelta(days=366 * age + self.chance.randint(10, 350))
        born_on = day.replace(day=min(day.day, 28))
        return Citizen(
            key=key,
            id=uuid5(self.namespace, f"{self.seed}:{self.on}:{key}"),
            name=name or self._name(sex, family),
            id_number=self.book.id_number(place.town[:6], born_on, sex),
            sex=sex,
            born_on=born_on,
            phone=self.book.phone() if age >= ADULT else "",
            region=place.town,
            address=place.address,
            household_number=place.number,
            household_kind=place.kind,
        )

    def _name(self, sex: str, family: str) -> str:
        made = names.rare(self.chance) if self.chance.random() < RARE else names.ordinary(self.chance, sex)
        return family + made.removeprefix(surname(made)) if family else made


def surname(name: str) -> str:
    """The family name: two characters where it is one of the double ones."""
    return name[:2] if name[:2] in names.DOUBLE_SURNAMES else name[:1]


def _years_after(day: date, years: int) -> date:
    """The same day so many years later; nobody here was born on the 29th of February."""
    return day.replace(year=day.year + years)
