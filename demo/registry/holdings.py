"""What registers know an enterprise to have: bank accounts, seals, insurance as a unit, taxes, customs, permits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random
from typing import Any

from bancheng.demo_city.population.model import DemoEnterprise

Record = dict[str, Any]
Inputs = Mapping[str, Any]
Row = tuple[str, tuple[str, ...], str, Callable[[Inputs], list[Record]]]
BARRED, NO_TAX, IMPORTS, OWING = 0.15, 0.15, 0.15, 0.15
SECOND_ACCOUNT, PERMITTED = 0.4, 0.6
TRADES = {"食品": "food", "餐饮": "food", "零售": "tobacco", "运输": "transport"}
"""Word of the business scope → the permit that it takes."""


class Holdings:
    """The registers about what the enterprises of one population have."""

    def __init__(self, known: Sequence[DemoEnterprise]) -> None:
        self.known = {one.uscc: (at, one) for at, one in enumerate(known)}

    def resources(self) -> Iterable[Row]:
        """(path, inputs, authority, look-up) of each."""
        own = ("credit_code",)
        yield "deregistration-facts", own, "善美市市场监督管理局", self._asked(_barred)
        yield "tax-standing", own, "善美市税务局", self._asked(_taxes)
        yield "declarants", own, "善美海关", self._asked(_customs)
        yield "unit-insurance", own, "善美市人力资源和社会保障局", self._asked(_insurance)
        yield "unit-accounts", own, "善美市企业账户信息平台", self._asked(_accounts)
        yield "seals", own, "善美市公安局", self._asked(_seals)
        yield "permits", own, "善美市市场监督管理局", self._asked(_permits)

    def _asked(self, tell: Callable[[int, DemoEnterprise], list[Record]]) -> Callable[[Inputs], list[Record]]:
        def answer(asked: Inputs) -> list[Record]:
            found = self.known.get(str(asked["credit_code"]).upper())
            return tell(*found) if found else []

        return answer


def _chance(what: str, place: int) -> Random:
    return Random(f"{what}:{place}")


def _barred(place: int, _one: DemoEnterprise) -> list[Record]:
    return [{"barred": place == 1 or _chance("barred", place).random() < BARRED}]


def _taxes(place: int, one: DemoEnterprise) -> list[Record]:
    chance = _chance("tax", place)
    if chance.random() < NO_TAX:
        return [{"tax_dealt": False, "tax_grade": "none"}]
    return [{"tax_dealt": True, "tax_grade": "A" if one.kind == "company" else chance.choice("BMC")}]


def _customs(place: int, one: DemoEnterprise) -> list[Record]:
    if one.kind != "company" or (place != 1 and _chance("customs", place).random() >= IMPORTS):
        return [{"declarant": False}]
    return [{"declarant": True, "declarant_code": f"4499{place:06d}"}]


def _insurance(place: int, one: DemoEnterprise) -> list[Record]:
    due = _chance("social", place).random() < OWING
    return [{"social_number": f"4499{one.region[4:6]}{place:06d}", "social_due": due}]


def _accounts(place: int, one: DemoEnterprise) -> list[Record]:
    chance = _chance("account", place)
    kinds = ("basic", "general") if chance.random() < SECOND_ACCOUNT else ("basic",)
    return [
        {"number": f"4499{place:04d}{order}{chance.randint(0, 999999):06d}", "bank": bank, "kind": kind}
        for order, (kind, bank) in enumerate(
            zip(kinds, chance.sample(("commercial", "rural"), 2), strict=False)
        )
    ]


def _seals(place: int, one: DemoEnterprise) -> list[Record]:
    kinds = ("company", "finance", "contract") if one.kind == "company" else ("company",)
    return [
        {"number": f"4499{one.region[4:6]}{place:05d}{order:02d}", "kind": kind}
        for order, kind in enumerate(kinds, 1)
    ]


def _permits(place: int, one: DemoEnterprise) -> list[Record]:
    kind = next((kind for word, kind in TRADES.items() if word in one.scope), None)
    if kind is None or (one.kind != "company" and _chance("permit", place).random() >= PERMITTED):
        return []
    return [{"number": f"XK4499{place:06d}", "kind": kind}]
