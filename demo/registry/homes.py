"""What seven departments say of a household that applies for public rental housing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import Any

from bancheng.demo_city.population.enterprises import Ward
from bancheng.demo_city.population.model import Citizen, DemoEnterprise, Population

Record = dict[str, Any]
Inputs = Mapping[str, Any]
Row = tuple[str, tuple[str, ...], str, Callable[[Inputs], list[Record]]]
Known = Callable[[Inputs], Citizen | None]
NO_HOME, SMALL_HOME, SHOP, CAR, RELIEF, VETERAN = 0.65, 0.9, 0.05, 0.4, 0.12, 0.08


class Homes:
    """The registers about households. `known` finds a person of ours; `minors` are children with their parents."""

    def __init__(
        self,
        people: Population,
        known: Known,
        enterprises: Iterable[DemoEnterprise],
        minors: Iterable[Ward],
    ) -> None:
        self.people, self.known = people, known
        self.enterprises, self.minors = tuple(enterprises), tuple(minors)

    def resources(self) -> Iterable[Row]:
        """(path, inputs, authority, look-up) of each."""
        own = ("id_number",)
        yield "family-members", own, "善美市公安局", self._family
        yield "household-homes", own, "善美市自然资源和规划局", self._of(_home)
        yield "household-vehicles", own, "善美市公安局", self._of(_vehicles)
        yield "household-income", own, "善美市税务局", self._of(_income)
        yield "employment-record", own, "善美市人力资源和社会保障局", self._of(self._employment)
        yield "own-enterprises", own, "善美市市场监督管理局", self._of(self._holdings)
        yield "relief-certificates", own, "善美市民政局", self._of(_relief)
        yield "veteran-cards", own, "善美市民政局", self._of(_veteran)

    def _of(self, say: Callable[[Citizen], list[Record]]) -> Callable[[Inputs], list[Record]]:
        def look_up(asked: Inputs) -> list[Record]:
            person = self.known(asked)
            return say(person) if person is not None else []

        return look_up

    def _family(self, asked: Inputs) -> list[Record]:
        """Spouse and minor children; nobody's parents, who live for themselves."""
        person = self.known(asked)
        if person is None:
            return []
        marriage = self.people.marriage_of.get(person.key)
        found: list[Record] = []
        if marriage is not None:
            other = self.people.by_key[marriage.husband if person.key == marriage.wife else marriage.wife]
            found.append({"name": other.name, "member_id_number": other.id_number, "tie": "spouse"})
        for one in self.minors:
            if any(each.key == person.key for each in one.guardians):
                child = {"name": one.person.name, "member_id_number": one.person.id_number, "tie": "child"}
                found.append(child | {"guardian_id_number": person.id_number})
        return found

    def _employment(self, person: Citizen) -> list[Record]:
        insured = self.people.insurances.get(person.key)
        if insured is None:
            return []
        return [{"months": insured.months} | ({"employer": insured.employer} if insured.employer else {})]

    def _holdings(self, person: Citizen) -> list[Record]:
        number = sum(one.representative.key == person.key for one in self.enterprises)
        return [{"holdings": number}]


def _chance(person: Citizen, what: str) -> Random:
    """Of one household: the same for husband and wife, whose keys begin alike."""
    return Random(f"{what}:{person.key.partition('.')[0]}")


def _home(person: Citizen) -> list[Record]:
    chance = _chance(person, "home")
    lot = chance.random()
    area = 0 if lot < NO_HOME else chance.randint(8, 26) if lot < SMALL_HOME else chance.randint(70, 140)
    return [{"area": str(area), "shops": 1 if chance.random() < SHOP else 0}]


def _vehicles(person: Citizen) -> list[Record]:
    chance = _chance(person, "car")
    if chance.random() >= CAR:
        return [{"count": 0}]
    return [{"count": 1, "worth": f"{chance.randint(20, 220)}000.00"}]


def _income(person: Citizen) -> list[Record]:
    return [{"yearly": f"{_chance(person, 'income').randint(12, 95)}000.00"}]


def _relief(person: Citizen) -> list[Record]:
    chance = _chance(person, "relief")
    if chance.random() >= RELIEF:
        return []
    return [{"relief_number": f"DB{person.county}{chance.randint(1, 999999):06d}"}]


def _veteran(person: Citizen) -> list[Record]:
    chance = Random(f"veteran:{person.key}")
    if chance.random() >= VETERAN:
        return []
    return [{"veteran_number": f"YD{person.county}{chance.randint(1, 999999):06d}"}]
