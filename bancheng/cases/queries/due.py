"""What the clock has to move now. Partial indexes on `wake_at`: rows without an alarm are not in them."""

from __future__ import annotations

from datetime import datetime

from bancheng.kernel.database import Row, fetch_all

_CASES = """
SELECT c.application_id, c.case_id, c.version, c.state FROM public.cases_case AS c
WHERE c.wake_at < %s AND c.wake_at < '9999-12-31T00:00:00+00:00' ORDER BY c.wake_at LIMIT %s"""
_APPLICATIONS = """
SELECT a.application_id, a.open_cases FROM public.cases_application AS a
WHERE a.state = 'open' AND a.wake_at < %s AND a.wake_at < '9999-12-31T00:00:00+00:00'
ORDER BY a.wake_at LIMIT %s"""


def cases_due(now: datetime, limit: int) -> list[Row]:
    """Cases whose limit has run out, longest ago first."""
    return fetch_all(_CASES, [now, limit])


def applications_due(now: datetime, limit: int) -> list[Row]:
    """Open applications whose latest day has come, or whose cases have all ended and nobody delivered yet."""
    return fetch_all(_APPLICATIONS, [now, limit])
