"""What registers told by themselves of deaths: a list without names, and what became of each report."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bancheng.exchange.queries import LAST_REPORT, ReportLine, reporting, reports
from bancheng.kernel.ids import uuid7
from bancheng.kernel.rulebooks import text
from bancheng.kernel.workdays import local_day

PAGE = 30
OUTCOMES = {
    "recorded": _("登记好了，没有办完的事按规定处理了"),
    "already": _("早先登记过，没有再做什么"),
    "unknown": _("平台上没有这个人，不用登记"),
    "settled": _("刚才已经处理过了"),
}
"""What became of a report, in words."""


def reports_page(after: str, now: datetime) -> dict[str, Any]:
    """A page of the reports, the newest first: {rows, next, first}."""
    found = reports("deaths", after=_place(after), limit=PAGE + 1)
    names = {code: text(resource.name) for code, resource in reporting(local_day(now)).items()}
    here = reverse("death_reports")
    return {
        "rows": [_row(one, names) for one in found[:PAGE]],
        "next": f"{here}?after={found[PAGE - 1].report_id}" if len(found) > PAGE else "",
        "first": here if after else "",
    }


def _row(one: ReportLine, names: dict[str, str]) -> dict[str, Any]:
    return {
        "source": names.get(one.resource, one.resource),
        "number": one.message_id,
        "at": one.received_at,
        "settled": one.settled_at,
        "outcome": OUTCOMES.get(one.outcome, one.outcome),
        "again": "" if one.settled_at else reverse("hear_report_again", args=[one.report_id]),
        "key": uuid7(),
    }


def _place(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        return LAST_REPORT
