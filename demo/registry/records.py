"""What each department's register holds, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from bancheng.demo_city.population.model import Birth, Citizen, Family, Household, Marriage, Population
from bancheng.organizations.spec import World
from demo.registry import cards, disability, enterprises, homes, left, livelihoods, pensions, pupils, shops
from demo.registry.projects import pipelines, project

Record = dict[str, Any]
Inputs = Mapping[str, Any]


@dataclass(frozen=True)
class Found:
    """An answer: `records` empty and `found` False when the register has nothing on what was asked."""

    authority: str
    records: list[Record]


@dataclass(frozen=True)
class Resource:
    """One thing that can be asked: which inputs it needs, who answers, how."""

    inputs: tuple[str, ...]
    authority: str
    look_up: Callable[[Inputs], list[Record]]

    def answer(self, inputs: Inputs) -> Found:
        """The records that match. KeyError names an input that is missing."""
        for name in self.inputs:
            if not isinstance(inputs.get(name), str):
                raise KeyError(name)
        return Found(self.authority, self.look_up(inputs))


class Department(Protocol):
    """One module's registers."""

    def resources(self) -> Iterable[tuple[str, tuple[str, ...], str, Callable[[Inputs], list[Record]]]]:
        """(path, inputs, authority, look-up) of each."""


def _resources(of: Department) -> dict[str, Resource]:
    return {path: Resource(inputs, authority, ask) for path, inputs, authority, ask in of.resources()}


class Registry:
    """The registers of one city, over its synthetic people. `births_on` is the day births count back from."""

    def __init__(self, world: World, people: Population, births_on: date) -> None:
        self.world = world
        self.people = people
        self.births_on = births_on
        self.enterprises = enterprises.Enterprises(people, births_on)
        self.resources = {
            "population": Resource(("id_number",), "善美市公安局", self._population),
            "household": Resource(("id_number",), "善美市公安局", self._household),
            "marriage": Resource(("id_number",), "善美市民政局", self._marriage),
            "births": Resource(("mother_id_number",), "善美市卫生健康局", self._births),
            "birth-registration": Resource(("id_number",), "善美市卫生健康局", self._birth_registration),
            "social-insurance": Resource(("id_number",), "善美市医疗保障局", self._social_insurance),
            "maternity-expenses": Resource(("id_number",), "善美市医疗保障局", self._maternity_expenses),
            **_resources(left.Left(people, births_on)),
            **_resources(self.enterprises),
            **_resources(cards.Cards(self._citizen, births_on)),
            **_resources(pensions.Pensions(people, self._citizen, self._employer(), births_on)),
            **_resources(homes.Homes(people, self._citizen, self.enterprises.known, self.enterprises.wards)),
            **_resources(pupils.Pupils(people, world, births_on)),
            **_resources(disability.Disability(people, births_on)),
            **_resources(livelihoods.Livelihoods(people, world, self._citizen, births_on)),
            "premises": Resource(("id_number",), "善美市市场监督管理局", self._premises),
            "projects": Resource(
                ("project_code",),
                "善美市住房和城乡建设局",
                lambda asked: project(str(asked["project_code"]), world),
            ),
            "pipelines": Resource(
                ("project_code",),
                "善美市住房和城乡建设局",
                lambda asked: pipelines(str(asked["project_code"]), world),
            ),
            "health-certificates": Resource(("id_number",), "善美市疾病预防控制局", self._health),
        }

    def _employer(self) -> str:
        """The credit code of the enterprise that insures who is employed in the stories."""
        return next((one.uscc for one in self.enterprises.known), "")

    def _citizen(self, inputs: Inputs, field: str = "id_number") -> Citizen | None:
        """A person our registers know; people registered elsewhere are not in them."""
        number = str(inputs[field]).upper()
        person = self.people.by_id_number.get(number)
        if person is None and number in self.people.departed:
            person = self.people.departed[number].deceased
        minor = self.enterprises.minor(number)
        if person is None and minor is not None:
            person = minor.person
        return person if person is not None and person.local else None

    def _anybody(self, inputs: Inputs, field: str = "id_number") -> tuple[Citizen, Family] | None:
        """A person who had to do with our hospitals or marriage offices, wherever registered."""
        person = self.people.by_id_number.get(str(inputs[field]).upper())
        family = self.people.family_of.get(person.key) if person is not None else None
        return (person, family) if person is not None and family is not None else None

    def _population(self, inputs: Inputs) -> list[Record]:
        person = self._citizen(inputs)
        if person is None:
            return []
        record = {
            "id_number": person.id_number,
            "name": person.name,
            "sex": person.sex,
            "birth_date": person.born_on.isoformat(),
            "ethnicity": person.ethnicity,
            "household_region": person.region,
            "household_address": person.address,
            "household_kind": person.household_kind,
        }
        return [record]

    def _household(self, inputs: Inputs) -> list[Record]:
        person = self._citizen(inputs)
        if person is None:
            return []
        house = self.people.household_of.get(person.key)
        if house is not None:
            return [_register(person, house)]
        minor = self.enterprises.minor(person.id_number)
        head = minor.guardians[0] if minor is not None else person
        record = {
            "household_number": person.household_number,
            "head_name": head.name,
            "head_id_number": head.id_number,
            "relation": enterprises.relation(person) if minor is not None else "01",  # GB/T 4761: 本人
            "region": person.region,
            "address": person.address,
            "kind": person.household_kind,
        }
        return [record]

    def _marriage(self, inputs: Inputs) -> list[Record]:
        person = self.people.by_id_number.get(str(inputs["id_number"]).upper())
        if person is None or not (
            person.key in self.people.family_of or person.key in self.people.household_of
        ):
            return []
        marriage = self.people.marriage_of.get(person.key)
        if marriage is None:
            return [{"married": False}] if person.local else []
        return [self._marriage_record(person, marriage)] if marriage.known_here else []

    def _marriage_record(self, person: Citizen, marriage: Marriage) -> Record:
        is_wife = person.key == marriage.wife
        spouse = self.people.by_key[marriage.husband if is_wife else marriage.wife]
        return {
            "married": True,
            "certificate_number": marriage.number,
            "registered_on": marriage.registered_on.isoformat(),
            "registered_at": marriage.authority,
            "spouse_name": marriage.husband_name if is_wife else marriage.wife_name,
            "spouse_id_number": spouse.id_number,
        }

    def _births(self, inputs: Inputs) -> list[Record]:
        known = self._anybody(inputs, "mother_id_number")
        return [self._birth_record(birth, known[1]) for birth in known[1].births] if known else []

    def _birth_record(self, birth: Birth, family: Family) -> Record:
        hospital = self.world.organizations[birth.hospital]
        return {
            "record_number": birth.record_number,
            "order": birth.order,
            "sex": birth.sex,
            "born_on": (self.births_on - timedelta(days=birth.days_ago)).isoformat(),
            "born_time": birth.time,
            "weight_g": birth.weight_g,
            "length_cm": birth.length_cm,
            "gestation_weeks": birth.gestation_weeks,
            "plurality": birth.plurality,
            "hospital": birth.hospital,
            "hospital_name": hospital.name,
            "hospital_region": hospital.region,
            "mother_name": family.mother.name,
        }

    def _birth_registration(self, inputs: Inputs) -> list[Record]:
        known = self._anybody(inputs)
        if known is None:
            return []
        person, family = known
        if not family.birth_registered:
            return [{"registered": False}]
        on = self.people.by_key[family.mother.key].born_on.replace(year=self.births_on.year - 1, day=1)
        return [
            {"registered": True, "number": f"SY{person.county}{on:%Y%m}", "registered_on": on.isoformat()}
        ]

    def _social_insurance(self, inputs: Inputs) -> list[Record]:
        person = self._citizen(inputs)
        insurance = self.people.insurances.get(person.key) if person else None
        if insurance is None:
            return []
        record: Record = {
            "insured": insurance.months > 0,
            "kind": insurance.kind,
            "insured_months": insurance.months,
            "insured_region": insurance.county,
        }
        return [record | ({"employer": insurance.employer} if insurance.employer else {})]

    def _maternity_expenses(self, inputs: Inputs) -> list[Record]:
        known = self._anybody(inputs)
        if known is None or not known[1].maternity_amount or known[0].key != known[1].mother.key:
            return []
        birth = known[1].births[0]
        discharged = self.births_on - timedelta(days=max(birth.days_ago - 3, 0))
        record = {
            "settlement_number": f"JS{birth.record_number}",
            "amount": known[1].maternity_amount,
            "hospital_name": self.world.organizations[birth.hospital].name,
            "discharged_on": discharged.isoformat(),
        }
        return [record]

    def _premises(self, inputs: Inputs) -> list[Record]:
        person = self._citizen(inputs)
        return shops.premises(person, self.world) if person else []

    def _health(self, inputs: Inputs) -> list[Record]:
        person = self._citizen(inputs)
        return shops.health(person, self.births_on) if person else []


def _register(person: Citizen, house: Household) -> Record:
    """What the household register says of a member (GB/T 4761: 01 is the head)."""
    return {
        "household_number": person.household_number,
        "head_name": house.head.name,
        "head_id_number": house.head.id_number,
        "relation": next(one.relation for one in house.members if one.person.key == person.key),
        "region": person.region,
        "address": person.address,
        "kind": person.household_kind,
    }
