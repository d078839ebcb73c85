"""What registers know of people with a disability: their card, what their family is paid, whose guardian somebody is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from bancheng.demo_city.population.disabled import Disabled, disabled_of
from bancheng.demo_city.population.model import Population

Record = dict[str, Any]
Inputs = Mapping[str, Any]
Row = tuple[str, tuple[str, ...], str, Callable[[Inputs], list[Record]]]
RELIEF = ("subsistence", "extreme_poverty", "orphan")


class Disability:
    """The federation's, the civil affairs' and the police's registers. `on`: the day the people's days count from."""

    def __init__(self, people: Population, on: date) -> None:
        self.people, self.on = people, on
        self.known = disabled_of(people, on)
        self.by_number = {one.person.id_number: one for one in self.known}

    def resources(self) -> Iterable[Row]:
        """(path, inputs, authority, look-up) of each."""
        own = ("id_number",)
        yield "disability-cards", own, "善美市残疾人联合会", self._cards
        yield "disability-levels", own, "善美市残疾人联合会", self._levels
        yield "relief", own, "善美市民政局", self._relief
        yield "pension-standing", own, "善美市人力资源和社会保障局", self._standing
        yield "guardianship", own, "善美市公安局", self._guardianship

    def _of(self, asked: Inputs) -> Disabled | None:
        return self.by_number.get(str(asked["id_number"]).upper())

    def _cards(self, asked: Inputs) -> list[Record]:
        one = self._of(asked)
        if one is None or not one.card:
            return []
        return [
            {"number": one.card, "kind": one.kind, "valid_to": (self.on + timedelta(days=900)).isoformat()}
        ]

    def _levels(self, asked: Inputs) -> list[Record]:
        """No more than the question needs: first or second degree."""
        one = self._of(asked)
        return [{"severe": one.severe}] if one is not None and one.card else []

    def _relief(self, asked: Inputs) -> list[Record]:
        """Of everybody whom the city knows: paid or not."""
        number = str(asked["id_number"]).upper()
        one = self._of(asked)
        if one is None and number not in self.people.by_id_number:
            return []
        return [{kind: one is not None and one.relief == kind for kind in RELIEF}]

    def _standing(self, asked: Inputs) -> list[Record]:
        """Whether somebody is sixteen to fifty-nine and in no employees' pension scheme."""
        number = str(asked["id_number"]).upper()
        one = self._of(asked)
        person = one.person if one is not None else self.people.by_id_number.get(number)
        if person is None:
            return []
        paid = self.people.insurances.get(person.key)
        employed = paid is not None and paid.kind == "employee" and paid.months > 0
        age = self.on.year - person.born_on.year
        return [{"uncovered": 16 <= age < 60 and not employed}]

    def _guardianship(self, asked: Inputs) -> list[Record]:
        number = str(asked["id_number"]).upper()
        return [
            {
                "ward_id_number": one.person.id_number,
                "ward_name": one.person.name,
                "tie": "parent",
            }
            for one in self.known
            if one.guardian is not None and one.guardian.id_number == number
        ][:1]
