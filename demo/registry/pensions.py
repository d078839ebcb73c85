"""What the pension office, the health insurance and the housing fund say of people who are about to retire."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from random import Random
from typing import Any

from bancheng.demo_city.population.model import Citizen, Population, Worker
from bancheng.demo_city.population.numbers import MALE
from bancheng.demo_city.population.retiring import MEN, WOMEN_OFFICE, delayed

Record = dict[str, Any]
Inputs = Mapping[str, Any]
Row = tuple[str, tuple[str, ...], str, Callable[[Inputs], list[Record]]]
Known = Callable[[Inputs], Citizen | None]
OVER, SOON, THREE_YEARS, TEN_YEARS = -120, 31, 3 * 366, 10 * 366
"""Days to the day of retirement: who is past it so long draws a pension; 自愿提前最多3年."""
FUND, ONLY_CHILD = 0.5, 0.3


class Pensions:
    """The registers about work and old age. `employer`: the credit code of who insures those employed; `on`: the day
    that the demo counts from."""

    def __init__(self, people: Population, known: Known, employer: str, on: date) -> None:
        self.people, self.known, self.employer, self.on = people, known, employer, on

    def resources(self) -> Iterable[Row]:
        """(path, inputs, authority, look-up) of each."""
        own = ("id_number",)
        office = "善美市人力资源和社会保障局"
        yield "retirement-forecast", own, office, self._forecast
        yield "staff-forecast", ("id_number", "credit_code"), office, self._of_staff
        yield "personnel-files", own, office, self._file
        yield "only-child-records", own, "善美市卫生健康局", self._only_child
        yield "medical-years", own, "善美市医疗保障局", self._medical
        yield "own-housing-fund", own, "善美市住房公积金管理中心", self._fund

    def _worker(self, asked: Inputs) -> Worker | None:
        return self.people.worker_of.get(str(asked["id_number"]).upper())

    def _forecast(self, asked: Inputs) -> list[Record]:
        """Of who is about to retire all of it; of everybody else of ours how far it is."""
        worker, person = self._worker(asked), self.known(asked)
        if worker is not None:
            return [self._record(worker)]
        if person is None:
            return []
        left = (delayed(person.born_on, MEN if person.sex == MALE else WOMEN_OFFICE) - self.on).days
        return [{"stage": "drawing" if left < OVER else _stage(left)}]

    def _record(self, worker: Worker) -> Record:
        return {
            "stage": _stage((worker.retires_on - self.on).days),
            "statutory_on": worker.retires_on.isoformat(),
            "paid_months": worker.paid_months,
            "started_on": worker.began_on.isoformat(),
            "deemed": worker.deemed,
            "region": worker.person.county,
        } | ({"deemed_reviewed": worker.reviewed} if worker.deemed else {})

    def _of_staff(self, asked: Inputs) -> list[Record]:
        """An employer is told of those whom it insures itself, and of nobody else."""
        worker = self._worker(asked)
        if worker is None or not worker.employed or self.employer != str(asked["credit_code"]).upper():
            return []
        who = worker.person
        own = {"name": who.name, "born_on": who.born_on.isoformat(), "sex": who.sex}
        return [own | self._record(worker)]

    def _file(self, asked: Inputs) -> list[Record]:
        worker = self._worker(asked)
        if worker is None or not worker.deemed:
            return []
        return [{"keeper": "善美市人才服务中心"}]

    def _only_child(self, asked: Inputs) -> list[Record]:
        person = self.known(asked)
        chance = Random(f"only-child:{person.key if person else ''}")
        if person is None or chance.random() >= ONLY_CHILD:
            return []
        return [{"certificate_number": f"DS{person.county}{chance.randint(1, 999999):06d}"}]

    def _medical(self, asked: Inputs) -> list[Record]:
        worker = self._worker(asked)
        if worker is None:
            return []
        return [{"paid_months": worker.paid_months, "medical_region": worker.person.county}]

    def _fund(self, asked: Inputs) -> list[Record]:
        """Of who is about to retire as their story says; of others half have an account."""
        worker, person = self._worker(asked), self.known(asked)
        if worker is not None:
            return [{"held": bool(worker.fund)} | ({"fund_number": worker.fund} if worker.fund else {})]
        if person is None:
            return []
        chance = Random(f"fund:{person.key}")
        if chance.random() >= FUND:
            return [{"held": False}]
        return [{"held": True, "fund_number": f"GJ{person.county}{chance.randint(1, 99999999):08d}"}]


def _stage(left: int) -> str:
    """离退休还有多久, by days."""
    if left <= SOON:
        return "due"
    return "three_years" if left <= THREE_YEARS else "ten_years" if left <= TEN_YEARS else "far"
