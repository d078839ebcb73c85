"""What registers know of children who enter school: whose they are, where they live, which school is theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from bancheng.demo_city.population.model import Citizen, Family, Population
from bancheng.demo_city.population.numbers import MALE
from bancheng.demo_city.population.pupils import PRIMARY, Pupil, home_of, pupils_of
from bancheng.organizations.spec import World

Record = dict[str, Any]
Inputs = Mapping[str, Any]
Row = tuple[str, tuple[str, ...], str, Callable[[Inputs], list[Record]]]
STREETS = ("书院路", "学府街", "和平里", "文昌巷", "向阳路")
SCHOOLS = {PRIMARY: "中心小学", "junior": "初级中学"}


class Pupils:
    """Children entering school, and their homes. `on` is the day that the demo's people count their days from."""

    def __init__(self, people: Population, world: World, on: date) -> None:
        self.people, self.world, self.on = people, world, on
        self.known = pupils_of(people, on)

    def resources(self) -> Iterable[Row]:
        """(path, inputs, authority, look-up) of each."""
        own = ("id_number",)
        yield "school-age-children", (*own, "stage"), "善美市公安局", self._children
        yield "housing-deeds", own, "善美市自然资源和规划局", lambda asked: self._home(asked, "own")
        yield "filed-leases", own, "善美市住房和城乡建设局", lambda asked: self._home(asked, "rent")
        yield "residence-permits", (*own, "stage"), "善美市公安局", self._permits
        yield "social-payments", own, "善美市人力资源和社会保障局", self._payments
        yield "school-districts", ("region", "stage"), "善美市教育局", self._district

    def _children(self, asked: Inputs) -> list[Record]:
        number = str(asked["id_number"]).upper()
        return [
            {
                "child_id_number": one.person.id_number,
                "name": one.person.name,
                "sex": one.person.sex,
                "born_on": one.person.born_on.isoformat(),
                "household_region": one.person.region,
                "household_address": one.person.address,
                "guardian_kind": _kind(one, number),
            }
            for one in self.known
            if one.stage == asked["stage"] and one.person.local and _is_guardian(one, number)
        ]

    def _home(self, asked: Inputs, how: str) -> list[Record]:
        person = self.people.by_id_number.get(str(asked["id_number"]).upper())
        family = self.people.family_of.get(person.key) if person is not None else None
        if person is None or family is None:
            return []
        home = home_of(family)
        if home.how != how:
            return []
        until = (self.on + timedelta(days=400)).isoformat()
        address = self._address(family, home.region)
        return [{"number": home.number, "address": address, "region": home.region, "until": until}]

    def _address(self, family: Family, region: str) -> str:
        chance = Random(f"address:{family.key}")
        return f"{self.world.full_name(region)}{chance.choice(STREETS)}{chance.randint(1, 200)}号"

    def _permits(self, asked: Inputs) -> list[Record]:
        """Residence permits of somebody's children who are registered elsewhere."""
        number = str(asked["id_number"]).upper()
        found = (
            one
            for one in self.known
            if one.stage == asked["stage"] and not one.person.local and _is_guardian(one, number)
        )
        return [record for one in found for record in self._permit(one)]

    def _permit(self, one: Pupil) -> list[Record]:
        home = home_of(self.people.family_of[one.guardians[0].key])
        if not home.number:  # nobody vouches for where they live
            return []
        chance = Random(f"permit:{one.person.id_number}")
        return [
            {
                "number": f"JZZ{home.region[:6]}{chance.randint(1, 999999):06d}",
                "child_id_number": one.person.id_number,
                "name": one.person.name,
                "sex": one.person.sex,
                "born_on": one.person.born_on.isoformat(),
                "valid_to": (self.on + timedelta(days=chance.randint(60, 360))).isoformat(),
            }
        ]

    def _payments(self, asked: Inputs) -> list[Record]:
        person: Citizen | None = self.people.by_id_number.get(str(asked["id_number"]).upper())
        paid = self.people.insurances.get(person.key) if person is not None else None
        if paid is None or paid.kind != "employee" or not paid.months:
            return []
        return [{"months": paid.months, "region": paid.county}]

    def _district(self, asked: Inputs) -> list[Record]:
        """The school of a township; 学区."""
        town = self.world.regions.get(str(asked["region"])[:9])
        kind = SCHOOLS.get(str(asked["stage"]))
        return [{"school": f"{self.world.full_name(town.code)}{kind}"}] if town is not None and kind else []


def _kind(one: Pupil, number: str) -> str:
    """What the asking parent is to the child."""
    asking = next(guardian for guardian in one.guardians if guardian.id_number == number)
    return "father" if asking.sex == MALE else "mother"


def _is_guardian(one: Pupil, number: str) -> bool:
    return any(guardian.id_number == number for guardian in one.guardians)
