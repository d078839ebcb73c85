"""What the synthetic city knows of its people: plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Citizen:
    """A person. `region` is the nine-digit township of the household register."""

    key: str
    id: UUID
    name: str
    id_number: str
    sex: str
    born_on: date
    phone: str
    region: str
    address: str
    household_number: str
    household_kind: str
    ethnicity: str = "01"
    local: bool = True
    """Whether the city's own registers know the person; False: registered in another city or province."""
    former_name: str = ""

    @property
    def county(self) -> str:
        return self.region[:6]


@dataclass(frozen=True, slots=True)
class Marriage:
    """A marriage in the register. The names are those of the day: a spouse may have changed theirs since."""

    number: str
    registered_on: date
    authority: str
    wife: str
    husband: str
    wife_name: str
    husband_name: str
    known_here: bool = True


@dataclass(frozen=True, slots=True)
class Birth:
    """A delivery record of a hospital. `days_ago` counts back from the day the demo was loaded."""

    record_number: str
    mother: str
    order: int
    plurality: int
    sex: str
    days_ago: int
    time: str
    weight_g: int
    length_cm: int
    gestation_weeks: int
    hospital: str


@dataclass(frozen=True, slots=True)
class Insurance:
    """Medical insurance of a person."""

    kind: str
    months: int
    county: str
    employer: str


@dataclass(frozen=True, slots=True)
class Family:
    """A mother, perhaps a father, what ties them, and what was born. `story` says what is particular."""

    key: str
    story: str
    mother: Citizen
    father: Citizen | None
    marriage: Marriage | None
    births: tuple[Birth, ...]
    birth_registered: bool
    maternity_amount: str
    """What the hospital charged, in yuan with two decimals; "" when nothing was settled."""


@dataclass(frozen=True, slots=True)
class Relative:
    """Whom somebody left: spouse, child, parent, or another person who has to do with it."""

    person: Citizen
    tie: str
    """spouse · child · parent · other: what the person is to the one who died."""
    guardian: Citizen | None = None
    """Of a minor."""


@dataclass(frozen=True, slots=True)
class Holding:
    """An account or a benefit that somebody left. `small`: a deposit within the limit of the simple procedure."""

    number: str
    kind: str
    county: str
    small: bool = True


@dataclass(frozen=True, slots=True)
class Bereavement:
    """Somebody who died lately. `days_ago` counts back from the day the demo was loaded; empty numbers: none."""

    key: str
    story: str
    deceased: Citizen
    relatives: tuple[Relative, ...]
    days_ago: int
    manner: str
    place: str
    region: str
    certificate: str
    cremation: str
    licence: str
    medical: str
    pensions: tuple[Holding, ...]
    funds: tuple[Holding, ...]
    deposits: tuple[Holding, ...]
    benefits: tuple[Holding, ...]


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody about to retire, and what the registers hold of it."""

    person: Citizen
    story: str
    retires_on: date
    """法定退休日期."""
    paid_months: int
    """累计缴费月数 of the pension; of health insurance the same."""
    began_on: date
    """参加工作时间."""
    deemed: bool
    """Has years before contributions were paid that count all the same (视同缴费年限)."""
    reviewed: bool
    """The file was looked through for them, and nobody objected."""
    employed: bool
    """Insured by an employer; otherwise by themself (灵活就业)."""
    fund: str
    """Number of the housing fund account; empty: none."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a household register, and what they are to its head (GB/T 4761; 01 is the head)."""

    person: Citizen
    relation: str
    parents: tuple[str, ...] = ()
    """Keys of the parents whom the city knows, wherever they live."""


@dataclass(frozen=True, slots=True)
class Household:
    """One household register: who is in it, and what ties the couple in it, if there is one."""

    key: str
    story: str
    members: tuple[Member, ...]
    marriage: Marriage | None = None

    @property
    def head(self) -> Citizen:
        return self.members[0].person


@dataclass(frozen=True, slots=True)
class Shareholder:
    """Who holds how much of a company: `number` is an identity number or a credit code; `percent` has two decimals."""

    name: str
    number: str
    percent: str


@dataclass(frozen=True, slots=True)
class DemoEnterprise:
    """An enterprise as the register holds it. `state`: being_set_up, in_being, deregistered."""

    uscc: str
    name: str
    kind: str
    state: str
    representative: Citizen
    region: str
    address: str
    scope: str
    founded_on: date
    shareholders: tuple[Shareholder, ...] = ()
    """Of a company that was told of them, all: a hundred percent. An individual business has none."""
    clerks: tuple[Citizen, ...] = ()


@dataclass(frozen=True)
class Population:
    """All families of the demo, in order; the first ones are the named stories. Then the many other households."""

    seed: int
    families: tuple[Family, ...]
    insurances: dict[str, Insurance] = field(default_factory=dict)
    bereavements: tuple[Bereavement, ...] = ()
    workers: tuple[Worker, ...] = ()
    households: tuple[Household, ...] = ()
    businesses: tuple[DemoEnterprise, ...] = ()
    """What belongs to the people of the households."""

    @cached_property
    def citizens(self) -> tuple[Citizen, ...]:
        """Everybody alive, mothers before fathers; then whom the dead left, unless they are there already; then who is
        about to retire; then the grown-ups of the households."""
        parents = [
            person
            for family in self.families
            for person in (family.mother, family.father)
            if person is not None
        ]
        left = [one.person for loss in self.bereavements for one in loss.relatives]
        everybody = (*parents, *left, *self._working, *self.grown_ups)
        return tuple({person.key: person for person in everybody}.values())

    @cached_property
    def grown_ups(self) -> tuple[Citizen, ...]:
        """Of the households: everybody who is not a child in it."""
        return tuple(
            member.person for house in self.households for member in house.members if not _is_child(member)
        )

    @cached_property
    def children(self) -> tuple[tuple[Member, Household], ...]:
        """The children of the households, each with the household."""
        return tuple(
            (member, house) for house in self.households for member in house.members if _is_child(member)
        )

    @property
    def _working(self) -> list[Citizen]:
        return [one.person for one in self.workers]

    @cached_property
    def worker_of(self) -> dict[str, Worker]:
        """Who is about to retire, by identity number."""
        return {one.person.id_number: one for one in self.workers}

    @cached_property
    def departed(self) -> dict[str, Bereavement]:
        """Who died, by identity number."""
        return {one.deceased.id_number: one for one in self.bereavements}

    @cached_property
    def minors(self) -> frozenset[str]:
        """Keys of the children of the households."""
        return frozenset(member.person.key for member, _house in self.children)

    @cached_property
    def by_id_number(self) -> dict[str, Citizen]:
        young = (member.person for member, _house in self.children)
        return {person.id_number: person for person in (*self.citizens, *young)}

    @cached_property
    def by_key(self) -> dict[str, Citizen]:
        return {person.key: person for person in self.citizens}

    @cached_property
    def household_of(self) -> dict[str, Household]:
        """Household by key of a member; the people of the first families are in none of these."""
        return {member.person.key: house for house in self.households for member in house.members}

    @cached_property
    def marriage_of(self) -> dict[str, Marriage]:
        """Marriage by key of a spouse, known to this city's register or not."""
        every = [one.marriage for one in self.families] + [one.marriage for one in self.households]
        return {key: one for one in every if one is not None for key in (one.wife, one.husband)}

    @cached_property
    def family_of(self) -> dict[str, Family]:
        """Family by key of a member."""
        members = ((person, family) for family in self.families for person in (family.mother, family.father))
        return {person.key: family for person, family in members if person is not None}


def _is_child(member: Member) -> bool:
    """A minor on the day the population was made: nobody else is without a telephone."""
    return not member.person.phone
