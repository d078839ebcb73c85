"""An offer in the middle of a case (方案和报价): what is offered, until when it can be taken, what silence means.

Taking an offer is an agreement, not an administrative act: the one who offers is bound until the day named
(民法典第四百七十六条), silence is no acceptance unless a rule or the parties say so (第四百八十条).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

OfferSilence = Literal["decline", "accept"]


@dataclass(frozen=True, slots=True)
class OfferTerms:
    """What the rulebook says of the offer: days to answer (`unit` wd or cd), and what silence means."""

    days: int = 10
    unit: Literal["wd", "cd"] = "wd"
    on_silence: OfferSilence = "decline"
    basis: str = ""
    """What makes silence an acceptance; required when `on_silence` is accept."""
    name: str = ""
    """What is offered, as people call it: 供水接入方案."""


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One line of the price: `amount` 元 = quantity × price."""

    name: str
    quantity: Decimal = Decimal(1)
    unit: str = ""
    price: Decimal = Decimal(0)

    @property
    def amount(self) -> Decimal:
        """元, to the cent."""
        return (self.quantity * self.price).quantize(Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class Offer:
    """What one party offers: the plan in words, and its price. No lines: free of charge."""

    summary: str
    lines: Sequence[OfferLine] = ()

    @property
    def total(self) -> Decimal:
        """元."""
        return sum((line.amount for line in self.lines), Decimal("0.00"))


def as_told(offer: Offer) -> dict[str, Any]:
    """The offer as the case and its paper keep it."""
    lines = [
        {
            "name": one.name,
            "quantity": str(one.quantity),
            "unit": one.unit,
            "price": str(one.price),
            "amount": str(one.amount),
        }
        for one in offer.lines
    ]
    return {"summary": offer.summary.strip(), "lines": lines, "total": str(offer.total)}


def terms_of(plan: Mapping[str, Any]) -> OfferTerms:
    """The terms frozen into a case."""
    return OfferTerms(**(plan.get("offer") or {}))
