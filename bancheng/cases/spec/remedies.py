"""Until when somebody can ask for another look at a decision: the last day of each remedy, computed once, at the act.

The terms are data of the item (60 days for reconsideration, 行政复议法 20 条; six months for a lawsuit, 行政诉讼法 46
条; an agreement of a utility has none). They are counted from the day the decision was served, that day not included;
a last day that is a day off moves to the next working day (行政复议法 88 条, 民事诉讼法 85 条).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from bancheng.cases.spec.values import RemedyTerm
from bancheng.kernel.workdays import Calendar

_MONTHS = {"m": 1, "y": 12}


def remedies_until(
    told: Sequence[str], terms: Sequence[Mapping[str, Any]], served: date, calendar: Calendar
) -> list[dict[str, Any]]:
    """The remedies as they were told, each with its last day where its term is known: `{text, until, provisional}`."""
    known = {one["text"]: RemedyTerm(**one) for one in terms}
    return [_told(text, known.get(text), served, calendar) for text in told]


def _told(text: str, term: RemedyTerm | None, served: date, calendar: Calendar) -> dict[str, Any]:
    if term is None or not term.n:
        return {"text": text, "until": None, "provisional": False}
    last = last_day(served, term, calendar)
    provisional = calendar.rests_on_provisional(last - timedelta(days=1), last)
    return {"text": text, "until": last, "provisional": provisional}


def last_day(served: date, term: RemedyTerm, calendar: Calendar) -> date:
    """The last day of a remedy whose decision was served on a day."""
    if term.unit == "wd":
        return calendar.add(served, term.n).date
    if term.unit == "cd":
        return calendar.next_workday(served + timedelta(days=term.n))
    return calendar.next_workday(months_after(served, term.n * _MONTHS[term.unit]))


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month (民法典第二百零二条)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
