"""What registers know about enterprises beside their licence: whom they belong to, penalties and lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from bancheng.demo_city.population.model import DemoEnterprise

Record = dict[str, Any]
Inputs = Mapping[str, Any]
Row = tuple[str, tuple[str, ...], str, Callable[[Inputs], list[Record]]]
MARKET, DEVELOPMENT = "善美市市场监督管理局", "善美市发展和改革局"
OWNED = {1: 0}
"""Which of the city's companies belongs to which, by their place in the list of all."""
SHOWN = {"general": 91, "special": 365, "food": 365}
"""Days that a penalty must be shown at least (最短公示期): three months, a year in some fields."""
FINED, LISTED = 0.5, 0.15


@dataclass(frozen=True, slots=True)
class Penalty:
    """A penalty: of whom, in which field, how many days ago, whether it was paid and put right."""

    authority: str
    field: str
    days_ago: int
    fulfilled: bool = True


PENALTIES = {
    0: (Penalty("market", "food", 430), Penalty("fire", "special", 60)),
    1: (Penalty("fire", "special", 600), Penalty("ecology", "general", 200, fulfilled=False)),
    2: (Penalty("market", "general", 150),),
}
"""Of the named companies, by their place."""
LISTS = {
    1: {"abnormal": True, "abnormal_reason": "no_address"},
    2: {"abnormal": True, "abnormal_reason": "no_report"},
}


class Companies:
    """The registers about the enterprises of one population. `on`: the day from which penalties count back."""

    def __init__(self, known: Sequence[DemoEnterprise], on: date) -> None:
        self.known, self.on = known, on
        self.place = {one.uscc: at for at, one in enumerate(known)}
        self.owned = [
            *OWNED.items(),
            *(
                (at, self.place[holder.number])
                for at, one in enumerate(known)
                for holder in one.shareholders
                if holder.number in self.place
            ),
        ]
        """(place of a company, place of a company that holds shares of it)."""

    def resources(self) -> Iterable[Row]:
        """(path, inputs, authority, look-up) of each."""
        own = ("credit_code",)
        yield "related", own, MARKET, self._related
        yield "shareholders", own, MARKET, self._shareholders
        yield "penalties", own, DEVELOPMENT, self._penalties
        yield "credit-lists", own, MARKET, self._lists

    def _of(self, asked: Inputs) -> int | None:
        return self.place.get(str(asked["credit_code"]).upper())

    def _related(self, asked: Inputs) -> list[Record]:
        """Who holds most of an enterprise, and its subsidiaries."""
        place = self._of(asked)
        above = [_tied(self.known[owner], "shareholder") for one, owner in self.owned if one == place]
        below = [_tied(self.known[one], "subsidiary") for one, owner in self.owned if owner == place]
        return [*above, *below]

    def _shareholders(self, asked: Inputs) -> list[Record]:
        """Who holds how much of a company, as its articles say; nothing of whom the register was not told."""
        place = self._of(asked)
        return [
            {"name": one.name, "number": one.number, "percent": one.percent}
            for one in (self.known[place].shareholders if place is not None else ())
        ]

    def _penalties(self, asked: Inputs) -> list[Record]:
        place = self._of(asked)
        if place is None:
            return []
        return [self._penalty(place, number, one) for number, one in enumerate(_fined(place), 1)]

    def _penalty(self, place: int, number: int, one: Penalty) -> Record:
        decided = self.on - timedelta(days=one.days_ago)
        ripe = decided + timedelta(days=SHOWN[one.field])
        record: Record = {
            "number": f"善罚〔{decided.year}〕{place * 10 + number}号",
            "authority": one.authority,
            "decided_on": decided.isoformat(),
            "field": one.field,
            "ripe": ripe <= self.on,
            "ripe_on": ripe.isoformat(),
            "fulfilled": one.fulfilled,
        }
        paid = {"fulfilled_on": (decided + timedelta(days=15)).isoformat()} if one.fulfilled else {}
        return record | paid

    def _lists(self, asked: Inputs) -> list[Record]:
        place = self._of(asked)
        return [] if place is None else [{"abnormal": False, "listed": False} | _listed(place)]


def _fined(place: int) -> tuple[Penalty, ...]:
    """The penalties of an enterprise. The same place, the same penalties."""
    if place in PENALTIES:
        return PENALTIES[place]
    chance = Random(f"penalty:{place}")
    if chance.random() >= FINED:
        return ()
    return (Penalty(chance.choice(("market", "city", "fire")), "general", chance.randint(120, 500)),)


def _listed(place: int) -> Record:
    if place in LISTS:
        return dict(LISTS[place])
    chance = Random(f"list:{place}")
    if chance.random() < LISTED:
        number = f"善市监严失〔2025〕{place}号"
        return {
            "listed": True,
            "listed_by": chance.choice(("market", "tax", "labour")),
            "listed_number": number,
        }
    return {"abnormal": True, "abnormal_reason": "no_report"} if chance.random() < LISTED else {}


def _tied(one: DemoEnterprise, tie: str) -> Record:
    return {"credit_code": one.uscc, "name": one.name, "tie": tie}
