"""What departments' registers say of people who died: death, cremation, next of kin, accounts and benefits.

Of the living they say no more than who they are to the dead: name, identity number, tie, and a minor's guardian.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from bancheng.demo_city.population.model import Bereavement, Holding, Population

Record = dict[str, Any]
Inputs = Mapping[str, Any]
Row = tuple[str, tuple[str, ...], str, Callable[[Inputs], list[Record]]]
CLOSE = ("spouse", "child", "parent")
"""第一顺序继承人（民法典第一千一百二十七条）."""


class Left:
    """The registers about the dead of one population. `on` is the day that deaths count back from."""

    def __init__(self, people: Population, on: date) -> None:
        self.people = people
        self.on = on

    def resources(self) -> Iterable[Row]:
        """(path, inputs, authority, look-up) of each."""
        own = ("id_number",)
        yield "family-deaths", own, "善美市公安局", self._family_deaths
        yield "deaths", own, "善美市卫生健康局", self._deaths
        yield "cremations", own, "善美市民政局", self._cremations
        yield "next-of-kin", ("id_number", "asker_id_number"), "善美市公安局", self._next_of_kin
        yield "pensions", own, "善美市人力资源和社会保障局", lambda asked: self._held(asked, "pensions")
        yield "medical-accounts", own, "善美市医疗保障局", self._medical
        yield "housing-funds", own, "善美市住房公积金管理中心", lambda asked: self._held(asked, "funds")
        yield "deposits", own, "善美市存款信息查询平台", self._deposits
        yield "benefits", own, "善美市民政局", lambda asked: self._held(asked, "benefits")
        yield "driving-licences", own, "善美市公安局", self._licence

    def _of(self, asked: Inputs) -> Bereavement | None:
        return self.people.departed.get(str(asked["id_number"]).upper())

    def _family_deaths(self, asked: Inputs) -> list[Record]:
        """Whom the asking person has lost lately: spouse, parent or child."""
        number = str(asked["id_number"]).upper()
        for loss in self.people.bereavements:
            for one in loss.relatives:
                if one.person.id_number == number and one.tie in CLOSE:
                    dead = loss.deceased
                    return [
                        {"deceased_id_number": dead.id_number, "deceased_name": dead.name, "tie": one.tie}
                    ]
        return []

    def _deaths(self, asked: Inputs) -> list[Record]:
        loss = self._of(asked)
        if loss is None or not loss.certificate:
            return []
        record = {
            "died_on": (self.on - timedelta(days=loss.days_ago)).isoformat(),
            "manner": loss.manner,
            "place": loss.place,
            "region": loss.region,
            "certificate_number": loss.certificate,
        }
        return [record]

    def _cremations(self, asked: Inputs) -> list[Record]:
        loss = self._of(asked)
        if loss is None or not loss.cremation:
            return []
        day = self.on - timedelta(days=max(loss.days_ago - 2, 0))
        return [{"certificate_number": loss.cremation, "cremated_on": day.isoformat()}]

    def _next_of_kin(self, asked: Inputs) -> list[Record]:
        """The other heirs of the first order; only to one of them."""
        loss, asker = self._of(asked), str(asked["asker_id_number"]).upper()
        if loss is None:
            return []
        close = [one for one in loss.relatives if one.tie in CLOSE]
        if asker not in {one.person.id_number for one in close}:
            return []
        return [
            {"name": one.person.name, "id_number": one.person.id_number, "tie": one.tie}
            | ({"guardian_id_number": one.guardian.id_number} if one.guardian else {})
            for one in close
            if one.person.id_number != asker
        ]

    def _held(self, asked: Inputs, what: str) -> list[Record]:
        loss = self._of(asked)
        found: tuple[Holding, ...] = getattr(loss, what) if loss is not None else ()
        return [{"number": one.number, "kind": one.kind, "region": one.county} for one in found]

    def _deposits(self, asked: Inputs) -> list[Record]:
        loss = self._of(asked)
        found = loss.deposits if loss is not None else ()
        return [{"number": one.number, "bank": one.kind, "small": one.small} for one in found]

    def _medical(self, asked: Inputs) -> list[Record]:
        loss = self._of(asked)
        if loss is None:
            return []
        own = {"number": loss.medical, "region": loss.deceased.county}
        return [{"held": bool(loss.medical)} | (own if loss.medical else {})]

    def _licence(self, asked: Inputs) -> list[Record]:
        loss = self._of(asked)
        if loss is None:
            return []
        return [{"held": bool(loss.licence)} | ({"number": loss.licence} if loss.licence else {})]
