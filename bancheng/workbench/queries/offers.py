"""The panel of an offer: the usual lines of the price, what earlier results say, until when it can be taken."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from bancheng.cases.spec import Limit
from bancheng.cases.spec.clocks import due
from bancheng.cases.spec.offers import Offer, OfferLine, terms_of
from bancheng.kernel.rulebooks import text
from bancheng.kernel.workdays import calendar, local_day
from bancheng.workbench.queries.case import Desk

EXTRA = 2
"""Empty lines after the usual ones."""
LONGEST = 12


def panel(desk: Desk) -> dict[str, Any]:
    """What is proposed; the officer may change every line."""
    rule, terms, today = desk.book.item.offer, terms_of(desk.page.case["plan"]), local_day(desk.now)
    ends = due(calendar(today), "offer", Limit(terms.days, terms.unit), desk.now)
    usual = [
        {"name": text(one.name), "unit": text(one.unit), "price": f"{one.price:f}", "quantity": ""}
        for one in (rule.lines if rule else ())
    ]
    blank = {"name": "", "unit": "", "price": "", "quantity": ""}
    return {
        "name": terms.name,
        "ends": local_day(ends.at),
        "provisional": ends.provisional,
        "silence": _("到期不答复，算接受。") if terms.on_silence == "accept" else _("到期不答复，方案作废。"),
        "lines": [*usual, *(dict(blank) for _each in range(EXTRA))],
    }


def typed_lines(post: QueryDict) -> list[dict[str, str]]:
    """The lines as they were typed, for putting back."""
    names = ("name", "unit", "price", "quantity")
    columns = {name: post.getlist(f"line_{name}")[:LONGEST] for name in names}
    count = len(columns["name"])
    return [{name: (columns[name] + [""] * count)[at] for name in names} for at in range(count)]


def offer_of(post: QueryDict, summary: str) -> Offer:
    """The offer out of a form; lines without a quantity are left out, numbers that are none count as below zero."""
    lines = [
        OfferLine(
            one["name"].strip()[:60],
            _number(one["quantity"]),
            one["unit"].strip()[:12],
            _number(one["price"]),
        )
        for one in typed_lines(post)
        if one["quantity"].strip()
    ]
    return Offer(summary, lines)


def _number(written: str) -> Decimal:
    try:
        found = Decimal(written.strip() or "0")
    except InvalidOperation:
        return Decimal(-1)
    return found if found.is_finite() and found < Decimal(10) ** 9 else Decimal(-1)
