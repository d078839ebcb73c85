"""要交的钱 of a plan, as people read it: each charge once, with its units and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from bancheng.journeys.compose import Plan, PlanFee
from bancheng.kernel.rulebooks import text


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One charge of the whole plan: 从业人员体检费，每人60元，共120元."""

    name: str
    words: str
    amount: Decimal
    basis: str


def fee_lines(plan: Plan) -> tuple[FeeLine, ...]:
    """The charges of a plan; the same charge of several cases (one a person) is one line. What is free is left out."""
    groups: dict[tuple[str, Decimal, str], list[PlanFee]] = {}
    for fee in plan.fees:
        if fee.unit_amount:
            groups.setdefault((text(fee.name), fee.unit_amount, text(fee.unit)), []).append(fee)
    waiting = {
        one.node for one in plan.items if any(each.quantity and each.quantity.words for each in one.charges)
    }
    return tuple(
        _line(*key, found, any(one.node in waiting for one in found)) for key, found in groups.items()
    )


def _line(name: str, each: Decimal, unit: str, found: list[PlanFee], waits: bool) -> FeeLine:
    amount = sum((one.amount for one in found), Decimal(0))
    basis = "；".join(dict.fromkeys(text(one.basis) for one in found if one.basis))
    if any(one.quantity is None for one in found):
        later = _("每{unit}{each}元，前面的结果出来才知道一共多少")
        words = (later if waits else _("每{unit}{each}元，填完表才知道一共多少")).format(unit=unit, each=each)
    elif amount == each:
        words = _("{amount}元").format(amount=amount)
    else:
        words = _("每{unit}{each}元，共{amount}元").format(unit=unit or _("份"), each=each, amount=amount)
    if any(one.undecided and one.quantity is not None for one in found):
        words = _("可能要交，{words}").format(words=words)
    return FeeLine(name, words, amount, basis)
