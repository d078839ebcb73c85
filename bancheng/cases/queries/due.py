"""What the clock has to move now. Partial indexes on `wake_at`: rows without an alarm are not in them."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from bancheng.kernel.database import Row, fetch_all

FIRST = (datetime.min.replace(tzinfo=UTC), UUID(int=0))

_CASES = """
SELECT c.application_id, c.case_id, c.version, c.state, c.due_at, c.wake_at FROM public.cases_case AS c
WHERE c.wake_at < %s AND c.wake_at < '9999-12-31T00:00:00+00:00' AND (c.wake_at, c.case_id) > (%s, %s)
ORDER BY c.wake_at, c.case_id LIMIT %s"""
_DEFERRALS = """
SELECT k.application_id, k.case_id, k.kind, k.due_at AS wake_at, c.version FROM public.cases_clock AS k
JOIN public.cases_case AS c ON c.application_id = k.application_id AND c.case_id = k.case_id
WHERE k.kind IN ('deferral', 'deferral_warning') AND k.stopped_at IS NULL AND k.due_at < %s
    AND (k.due_at, k.case_id) > (%s, %s)
ORDER BY k.due_at, k.case_id LIMIT %s"""
_APPLICATIONS = """
SELECT a.application_id, a.open_cases, a.wake_at FROM public.cases_application AS a
WHERE a.state = 'open' AND a.wake_at < %s AND a.wake_at < '9999-12-31T00:00:00+00:00'
    AND (a.wake_at, a.application_id) > (%s, %s)
ORDER BY a.wake_at, a.application_id LIMIT %s"""


def cases_due(now: datetime, limit: int, after: tuple[datetime, UUID] = FIRST) -> list[Row]:
    """Cases whose limit has run out or whose reminder is due, longest ago first, beginning after a key."""
    return fetch_all(_CASES, [now, *after, limit])


def deferrals_due(now: datetime, limit: int, after: tuple[datetime, UUID] = FIRST) -> list[Row]:
    """Cases whose promised material should have come by now, or whose applicant is to be reminded of it."""
    return fetch_all(_DEFERRALS, [now, *after, limit])


def applications_due(now: datetime, limit: int, after: tuple[datetime, UUID] = FIRST) -> list[Row]:
    """Open applications whose latest day has come, or whose cases have all ended and nobody delivered yet."""
    return fetch_all(_APPLICATIONS, [now, *after, limit])
