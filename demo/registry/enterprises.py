"""The enterprise register, and whose children minors are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from bancheng.demo_city.population.enterprises import Ward, enterprises_of, wards_of
from bancheng.demo_city.population.model import Citizen, DemoEnterprise, Population
from demo.registry.companies import Companies
from demo.registry.holdings import Holdings

Record = dict[str, Any]
MARKET, POLICE = "善美市市场监督管理局", "善美市公安局"
STATES = {"being_set_up": "设立中", "in_being": "存续", "deregistered": "注销"}


class Enterprises:
    """What the market authority and the police know of who may act for whom."""

    def __init__(self, people: Population, on: date) -> None:
        self.known, self.on = enterprises_of(people), on
        self.wards = wards_of(people, on)

    def resources(self) -> Iterable[tuple[str, tuple[str, ...], str, Callable[[Any], list[Record]]]]:
        """Path, inputs, authority and look-up of each."""
        yield "enterprise", ("credit_code",), MARKET, self._licence
        yield "enterprise-record", ("credit_code",), MARKET, self._record
        yield "represented", ("id_number",), MARKET, self._represented
        yield "wards", ("id_number",), POLICE, self._wards
        yield from Companies(self.known, self.on).resources()
        yield from Holdings(self.known).resources()

    def minor(self, id_number: str) -> Ward | None:
        """A minor by identity number."""
        return next((one for one in self.wards if one.person.id_number == id_number), None)

    def _found(self, code: object) -> list[DemoEnterprise]:
        return [one for one in self.known if one.uscc == str(code).upper()]

    def _licence(self, asked: Any) -> list[Record]:
        return [
            {**_of(one), "scope": one.scope, "state": STATES[one.state]}
            for one in self._found(asked["credit_code"])
        ]

    def _record(self, asked: Any) -> list[Record]:
        return [_of(one) | _head(one) for one in self._found(asked["credit_code"])]

    def _represented(self, asked: Any) -> list[Record]:
        number = str(asked["id_number"]).upper()
        return [
            _of(one) | _head(one)
            for one in self.known
            if one.representative.id_number == number and one.state != "deregistered"
        ]

    def _wards(self, asked: Any) -> list[Record]:
        number = str(asked["id_number"]).upper()
        return [
            {
                "ward_id_number": one.person.id_number,
                "ward_name": one.person.name,
                "birth_date": one.person.born_on.isoformat(),
                "relation": relation(one.person),
            }
            for one in self.wards
            if any(guardian.id_number == number for guardian in one.guardians)
        ]


def relation(child: Citizen) -> str:
    """What a child is to the head of the household (GB/T 4761: 子、女)."""
    return "20" if child.sex == "1" else "30"


def _of(one: DemoEnterprise) -> Record:
    return {
        "credit_code": one.uscc,
        "name": one.name,
        "kind": one.kind,
        "state": one.state,
        "representative_name": one.representative.name,
        "region": one.region,
        "address": one.address,
        "founded_on": one.founded_on.isoformat(),
    }


def _head(one: DemoEnterprise) -> Record:
    return {"representative_id_number": one.representative.id_number}
