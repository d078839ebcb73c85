"""The calendar kept in ``kernel_calendar_year``: rows there stand before what is built in."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from bancheng.kernel import database
from bancheng.kernel.workdays.calendars import Calendar, built_in
from bancheng.kernel.workdays.notices import Changes, apply_notice, read_notice
from bancheng.kernel.workdays.years import LAST_PUBLISHED, Year

_FRESH_SECONDS: Final = 60.0
_YEARS_AHEAD: Final = 10
_SELECT: Final = "SELECT year, status, source_notice, days FROM public.kernel_calendar_year ORDER BY year"
_UPSERT: Final = """
INSERT INTO public.kernel_calendar_year (year, status, source_notice, days, imported_at)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (year) DO UPDATE
   SET status = EXCLUDED.status, source_notice = EXCLUDED.source_notice,
       days = EXCLUDED.days, imported_at = EXCLUDED.imported_at
"""

_held: dict[int, tuple[float, tuple[Any, ...], Calendar]] = {}


def calendar(on: date) -> Calendar:
    """The calendar in force, reaching at least ten years beyond ``on``.

    Held in memory for a minute: a notice imported by another process is seen after that. The same object
    comes back while nothing changes.
    """
    through = max(on.year, LAST_PUBLISHED) + _YEARS_AHEAD
    held = _held.get(through)
    now = time.monotonic()
    if held and now - held[0] < _FRESH_SECONDS:
        return held[2]
    rows = database.fetch_all(_SELECT)
    known = tuple((row["year"], row["status"], row["source_notice"], repr(row["days"])) for row in rows)
    made = held[2] if held and held[1] == known else _made(through, rows)
    _held[through] = (now, known, made)
    return made


def _made(through: int, rows: list[dict[str, Any]]) -> Calendar:
    found = built_in(through)
    for row in rows:
        found = found.replaced(Year.from_row(row))
    return found


def import_notice(document: Mapping[str, Any], *, now: datetime) -> Changes:
    """Read a notice, keep it as its year's published arrangement and say which days changed.

    The caller computes the limits that count over those days again, once, with a log and a notice. Importing
    the same notice again changes nothing. Raises NOTICE_WRONG.
    """
    year = read_notice(document)
    forget()
    changes = apply_notice(calendar(date(year.year, 1, 1)), year)
    database.execute(_UPSERT, (year.year, year.status, year.source, database.as_json(year.as_days()), now))
    forget()
    return changes


def imported_since(at: datetime) -> list[Year]:
    """Years whose notice was imported since then: until every process has seen it, dates may still come out old."""
    rows = database.fetch_all(f"{_SELECT.replace('ORDER BY', 'WHERE imported_at >= %s ORDER BY')}", [at])
    return [Year.from_row(row) for row in rows]


def forget() -> None:
    """Drop the calendars held in memory."""
    _held.clear()
