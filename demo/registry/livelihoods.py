"""What registers say of people who earn for themselves, come home from service, grow old, drive or change house."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from bancheng.demo_city.population.model import Citizen, Population
from bancheng.demo_city.population.numbers import MALE
from bancheng.demo_city.population.retiring import MEN, WOMEN_OFFICE, delayed
from bancheng.kernel.workdays import age
from bancheng.organizations.spec import World

Record = dict[str, Any]
Inputs = Mapping[str, Any]
Row = tuple[str, tuple[str, ...], str, Callable[[Inputs], list[Record]]]
Known = Callable[[Inputs], Citizen | None]
HARDSHIP, SERVED, ASSESSED, QUALIFIED, OWNER = 0.12, 0.15, 0.3, 0.7, 0.5
YOUNG, PAST_SERVICE = 19, 45
"""Between these ages somebody may just have come home from service."""
BANDS = ((100, "hundred"), (90, "ninety"), (80, "eighty"), (60, "sixty"))


class Livelihoods:
    """The registers of one city. `known` finds a person of ours; `on`: the day that the demo counts from."""

    def __init__(self, people: Population, world: World, known: Known, on: date) -> None:
        self.people, self.world, self.known, self.on = people, world, known, on

    def resources(self) -> Iterable[Row]:
        """(path, inputs, authority, look-up) of each."""
        own, office = ("id_number",), "善美市人力资源和社会保障局"
        yield "flexible-standing", own, office, self._of(self._standing)
        yield "discharge-records", own, "善美市退役军人事务局", self._of(self._discharge)
        yield "elder-standing", own, "善美市民政局", self._of(self._elder)
        yield "elder-ability", own, "善美市民政局", self._of(self._ability)
        yield "driver-qualifications", own, "善美市交通运输局", self._of(self._driver)
        yield "vehicle-records", ("plate",), "善美市公安局", self._vehicle
        yield "sale-homes", own, "善美市自然资源和规划局", self._of(self._home)
        yield "home-accounts", ("deed_number",), "善美市政务服务和数据管理局", _accounts

    def _of(self, say: Callable[[Citizen], list[Record]]) -> Callable[[Inputs], list[Record]]:
        def look_up(asked: Inputs) -> list[Record]:
            person = self.known(asked)
            return say(person) if person is not None else []

        return look_up

    def _standing(self, person: Citizen) -> list[Record]:
        """Whether an employer pays, whether a pension is drawn, whether 就业困难 was recognized."""
        insured = self.people.insurances.get(person.key)
        retires = delayed(person.born_on, MEN if person.sex == MALE else WOMEN_OFFICE)
        chance = Random(f"hardship:{person.key}")
        record = {
            "at_unit": insured is not None and bool(insured.employer) and insured.months > 0,
            "drawing": retires < self.on,
            "hardship": chance.random() < HARDSHIP,
        }
        return [record]

    def _discharge(self, person: Citizen) -> list[Record]:
        chance = Random(f"served:{person.key}")
        if chance.random() >= SERVED or not YOUNG < age(person.born_on, self.on) < PAST_SERVICE:
            return []
        left = self.on - timedelta(days=chance.randint(3, 28))
        return [
            {
                "discharge_number": f"TY{left.year}{chance.randint(1, 99999999):08d}",
                "left_on": left.isoformat(),
            }
        ]

    def _elder(self, person: Citizen) -> list[Record]:
        """How old by decades, and whether an assessment of ability is at hand."""
        years = age(person.born_on, self.on)
        band = next((name for least, name in BANDS if years >= least), "under")
        if band == "under":
            return [{"band": band}]
        return [{"band": band, "assessed": bool(self._ability(person))}]

    def _ability(self, person: Citizen) -> list[Record]:
        chance = Random(f"able:{person.key}")
        if chance.random() >= ASSESSED:
            return []
        return [{"dependent": chance.random() < ASSESSED}]

    def _driver(self, person: Citizen) -> list[Record]:
        chance = Random(f"driver:{person.key}")
        if chance.random() >= QUALIFIED:
            return []
        until = self.on + timedelta(days=chance.randint(100, 1800))
        number = f"CY{person.county}{chance.randint(1, 99999999):08d}"
        return [{"qualification_number": number, "valid_to": until.isoformat()}]

    def _home(self, person: Citizen) -> list[Record]:
        """The one home that somebody may sell; half of all have none of their own."""
        chance = Random(f"sale:{person.key}")
        if chance.random() >= OWNER:
            return []
        place = f"{self.world.full_name(person.region)}安居路{chance.randint(1, 200)}号{chance.randint(101, 2804)}室"
        number = f"省2019善美市不动产权第{chance.randint(1, 9999999):07d}号"
        area = f"{chance.randint(55, 160)}.{chance.randint(0, 99):02d}"
        return [{"deed_number": number, "address": place, "region": person.region, "area": area}]

    def _vehicle(self, asked: Inputs) -> list[Record]:
        """Of any plate of the invented province; the same plate, the same lorry."""
        plate = str(asked["plate"]).strip().upper()
        if not plate.startswith("省"):
            return []
        chance = Random(f"plate:{plate}")
        return [
            {
                "mass": str(chance.choice((6, 12, 18, 25, 31, 49))),
                "inspected_to": (self.on + timedelta(days=chance.randint(30, 330))).isoformat(),
            }
        ]


def _accounts(asked: Inputs) -> list[Record]:
    """The numbers of water, power and gas of a home whose deed has a number of ours."""
    number = str(asked["deed_number"]).strip()
    if len(number) < 8:
        return []
    chance = Random(f"accounts:{number}")
    return [{kind: f"{chance.randint(1, 99999999):08d}" for kind in ("water", "power", "gas")}]
