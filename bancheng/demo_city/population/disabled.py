"""People of the demo city with a disability: with a card or not yet, for themselves or by their guardian."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from bancheng.demo_city.population.model import Citizen, Family, Population
from bancheng.demo_city.population.pupils import pupils_of

KINDS = ("1", "2", "4", "7")
"""GB/T 26341 残疾分类 of whoever acts for themselves: sight, hearing, limbs, several."""
MENTAL = "5"
"""智力残疾: the guardian acts."""
SEVERE = ("1", "2")
_EVERY = 4
"""One family in four has somebody with a disability: more than in life, so that there are some of each sort."""
_AMONG_MANY = 0.05
"""Of the households' grown-ups about as many as in life."""


@dataclass(frozen=True, slots=True)
class Disabled:
    """A person with a disability; no card: none has been issued yet."""

    person: Citizen
    kind: str
    level: str
    card: str = ""
    guardian: Citizen | None = None
    relief: str = ""
    """subsistence · extreme_poverty · orphan: what the person gets; "" nothing."""

    @property
    def severe(self) -> bool:
        """First or second degree."""
        return self.level in SEVERE


def disabled_of(people: Population, on: date) -> tuple[Disabled, ...]:
    """Grown-ups who act for themselves, then children whose parents act. `on`: the day the people's days count from."""
    grown = [one for family in people.families for one in _grown(family)]
    grown += [one for person in people.grown_ups for one in _among(person)]
    children = [one for one in pupils_of(people, on) if one.person.local]
    return (
        *grown,
        *(
            Disabled(one.person, MENTAL, "2" if number % 2 else "3", guardian=one.guardians[0])
            for number, one in enumerate(children[::_EVERY])
        ),
    )


def card_of(person: Citizen, people: Population) -> str:
    """The number of a grown-up's card; "" for none."""
    family = people.family_of.get(person.key)
    found = _grown(family) if family is not None else ()
    if person.key in people.household_of:
        found = _among(person) if person.phone else ()
    return next((one.card for one in found if one.person.key == person.key), "")


def _grown(family: Family) -> Iterator[Disabled]:
    person = family.father if family.father is not None and family.father.local else family.mother
    if int(family.key.rpartition("-")[2]) % _EVERY != 1 or not person.local:
        return
    chance = Random(f"disabled:{family.key}")  # noqa: S311 - not for secrets: it must repeat
    kind, level = chance.choice(KINDS), chance.choice("1234")
    card = f"CJ{person.county}{chance.randint(1, 999999):06d}" if chance.random() < 0.6 else ""
    relief = chance.choice(("", "subsistence"))
    yield Disabled(person, kind, level, card, relief=relief)


def _among(person: Citizen) -> Iterator[Disabled]:
    """A grown-up of the households, if it is one who has a disability."""
    chance = Random(f"disabled:{person.key}")  # noqa: S311 - not for secrets: it must repeat
    if chance.random() >= _AMONG_MANY:
        return
    kind, level = chance.choice(KINDS), chance.choice("1234")
    card = f"CJ{person.county}{chance.randint(1, 999999):06d}" if chance.random() < 0.8 else ""
    yield Disabled(person, kind, level, card, relief=chance.choice(("", "", "subsistence")))
