"""Families in which somebody has died lately: who died, who is left, and what the registers hold of the dead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID, uuid5

from bancheng.demo_city.population import names
from bancheng.demo_city.population.model import Bereavement, Citizen, Family, Holding, Relative
from bancheng.demo_city.population.numbers import FEMALE, MALE, NumberBook
from bancheng.organizations.spec import World

DRAWN = 24
"""How many bereavements are drawn by chance beside the stories."""
BANKS = ("commercial", "rural")
_TOWN = 9


@dataclass(frozen=True, slots=True)
class Left:
    """A relative of a story: `of` names somebody who is in the city already, by family key and role."""

    tie: str
    name: str = ""
    sex: str = FEMALE
    age: int = 40
    of: str = ""
    guardian: str = ""
    """Who is guardian of a minor: the position among the story's relatives, or `other` (a former spouse)."""


@dataclass(frozen=True, slots=True)
class Loss:
    """One bereavement of the stories."""

    story: str
    name: str
    sex: str
    age: int
    region: str
    left: tuple[Left, ...]
    manner: str = "natural"
    place: str = "hospital"
    certified: bool = True
    cremated: bool = True
    pensions: tuple[str, ...] = ("employee",)
    medical: bool = True
    funds: int = 0
    deposits: int = 0
    benefits: tuple[str, ...] = ()
    licence: bool = False


LOSSES = (
    Loss(
        "父亲在医院去世，妈妈和弟弟都在", "林国强", MALE, 74, "449902001",
        (Left("child", of="family-001.mother"), Left("spouse", "陈秀兰", age=71), Left("child", "林小峰", MALE, 36)),
        funds=1, deposits=2, benefits=("old_age",), licence=True,
    ),
    Loss(
        "母亲在家去世，还没开证明", "赵桂芳", FEMALE, 70, "449921101",
        (Left("child", of="family-003.mother"), Left("child", "赵志刚", MALE, 41)),
        place="home", certified=False, cremated=False, pensions=("resident",), deposits=1, benefits=("subsistence",),
    ),
    Loss(
        "丈夫意外去世，小的孩子未成年", "梁卫东", MALE, 46, "449904001",
        (Left("spouse", "周慧", age=44), Left("child", "梁欣", age=22), Left("child", "梁子轩", MALE, 11, guardian="0")),
        manner="other", place="elsewhere_in_city", certified=False, cremated=False, funds=1, deposits=1, licence=True,
    ),
    Loss(
        "父亲再婚，小的孩子跟着前妻", "郑国平", MALE, 50, "449902002",
        (Left("spouse", "许静", age=45), Left("child", "郑可欣", age=13, guardian="other"),
         Left("other", "孙丽娟", age=46)),
        funds=1, deposits=1,
    ),
    Loss(
        "机关退休，两份养老", "何志远", MALE, 78, "449921100",
        (Left("spouse", "方玉珍", age=75), Left("child", "何磊", MALE, 48)),
        pensions=("institution", "employee"), deposits=2,
    ),
    Loss(
        "只有一个女儿", "杜淑芬", FEMALE, 66, "449922100", (Left("child", "杜诗雅", age=39),),
        pensions=("resident",), benefits=("disability", "extreme_poverty"),
    ),
)  # fmt: skip


class Mourning:
    """Makes the bereavements of one population, with its own chance: families stay who they are."""

    def __init__(
        self, world: World, seed: int, on: date, book: NumberBook, families: Sequence[Family]
    ) -> None:
        self.world, self.seed, self.on, self.book = world, seed, on, book
        self.chance = Random(f"{seed}:bereaved")  # noqa: S311 - not for secrets: it must repeat
        self.families = families
        self.members = {
            p.key: p for family in families for p in (family.mother, family.father) if p is not None
        }

    def bereavements(self, namespace: UUID) -> tuple[Bereavement, ...]:
        """The stories whose people there are, then some by chance."""
        known = [one for one in LOSSES if all(not left.of or left.of in self.members for left in one.left)]
        ours = [family.mother for family in self.families[len(LOSSES) + 8 :] if family.mother.local]
        drawn = [self._drawn(person) for person in ours[:DRAWN]]
        return tuple(self._made(number, loss, namespace) for number, loss in enumerate([*known, *drawn], 1))

    def _drawn(self, child: Citizen) -> Loss:
        """Somebody's father or mother, with what many have."""
        chance = self.chance
        sex = chance.choice((MALE, FEMALE))
        age = (self.on - child.born_on).days // 365 + chance.randint(22, 34)
        left = [Left("child", of=child.key)]
        if chance.random() < 0.5:
            left.append(Left("spouse", "", FEMALE if sex == MALE else MALE, age - 2))
        if chance.random() < 0.4:
            left.append(Left("child", "", chance.choice((MALE, FEMALE)), age - 30))
        return Loss(
            "亲人去世", names.ordinary(chance, sex), sex, age, child.region, tuple(left),
            place=chance.choice(("hospital", "hospital", "home")), certified=chance.random() < 0.7,
            cremated=chance.random() < 0.6, pensions=(chance.choice(("employee", "resident", "institution")),),
            medical=chance.random() < 0.7, funds=chance.randint(0, 1), deposits=chance.randint(0, 2),
            benefits=tuple(kind for kind in ("old_age", "disability") if chance.random() < 0.3),
            licence=chance.random() < 0.3,
        )  # fmt: skip

    def _made(self, number: int, loss: Loss, namespace: UUID) -> Bereavement:
        key = f"loss-{number:03d}"
        dead = self._person(f"{key}.deceased", loss.name, loss.sex, loss.age, loss.region, namespace)
        people = [
            self.members[left.of]
            if left.of
            else self._person(f"{key}.{at}", left.name, left.sex, left.age, loss.region, namespace)
            for at, left in enumerate(loss.left)
        ]
        relatives = tuple(
            Relative(person, left.tie, self._guardian(left, people, loss))
            for person, left in zip(people, loss.left, strict=True)
        )
        return Bereavement(
            key=key,
            story=loss.story,
            deceased=dead,
            relatives=relatives,
            days_ago=self.chance.randint(3, 12),
            manner=loss.manner,
            place=loss.place,
            region=dead.region,
            certificate=f"SW{dead.county}{self.on:%Y}{number:06d}" if loss.certified else "",
            cremation=f"HH{dead.county}{self.on:%Y}{number:06d}" if loss.cremated and loss.certified else "",
            licence=f"JZ{dead.id_number[:6]}{number:06d}" if loss.licence else "",
            medical=f"YB{dead.county}{number:08d}" if loss.medical else "",
            pensions=tuple(self._holding("YL", kind, dead) for kind in loss.pensions),
            funds=tuple(self._holding("GJ", "housing", dead) for _each in range(loss.funds)),
            deposits=tuple(
                self._holding("CK", BANKS[n % 2], dead, limit=n < 2) for n in range(loss.deposits)
            ),
            benefits=tuple(self._holding("BT", kind, dead) for kind in loss.benefits),
        )

    def _guardian(self, left: Left, people: Sequence[Citizen], loss: Loss) -> Citizen | None:
        if not left.guardian:
            return None
        if left.guardian == "other":
            return people[next(n for n, one in enumerate(loss.left) if one.tie == "other")]
        return people[int(left.guardian)]

    def _holding(self, sign: str, kind: str, of: Citizen, *, limit: bool = True) -> Holding:
        number = f"{sign}{of.county}{self.chance.randint(1, 99999999):08d}"
        return Holding(number, kind, of.county, limit)

    def _person(self, key: str, name: str, sex: str, age: int, region: str, namespace: UUID) -> Citizen:
        born_on = self.on - timedelta(days=age * 365 + age // 4 + self.chance.randint(1, 300))
        villages = self.world.children(region)
        place = self.world.full_name(self.chance.choice(villages).code if villages else region)
        return Citizen(
            key=key,
            id=uuid5(namespace, f"{self.seed}:{self.on}:{key}"),
            name=name or names.ordinary(self.chance, sex),
            id_number=self.book.id_number(region[:6], born_on, sex),
            sex=sex,
            born_on=born_on,
            phone=self.book.phone(),
            region=region[:_TOWN],
            address=f"{place}{self.chance.randint(1, 88)}号",
            household_number=f"{region}{self.chance.randint(1, 999999):06d}",
            household_kind="family",
        )
