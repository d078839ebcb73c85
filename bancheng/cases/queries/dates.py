"""Which running limits touch a span of days, and everything that their dates rest on. One statement a page."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from bancheng.cases.spec import FOREVER
from bancheng.kernel.database import Row, fetch_all, fetch_one
from bancheng.kernel.workdays import start_of_day

FIRST = UUID(int=0)

_TOUCHED = """
SELECT a.application_id FROM public.cases_application AS a
WHERE a.application_id > %(after)s AND a.state = 'open' AND (
    a.submitted_at < %(until)s AND (a.due_at >= %(since)s OR a.wake_at >= %(since)s AND a.wake_at < %(never)s)
    OR EXISTS (
        SELECT FROM public.cases_clock AS k WHERE k.application_id = a.application_id AND k.stopped_at IS NULL
        AND k.started_at < %(until)s AND k.due_at >= %(since)s)
    OR EXISTS (
        SELECT FROM public.cases_case AS c WHERE c.application_id = a.application_id AND c.state = 'waiting'
        AND c.due_at >= %(since)s AND c.due_at < %(never)s AND c.last_at < %(until)s))
ORDER BY a.application_id LIMIT %(limit)s"""

_DATES = """
SELECT a.application_id, a.version, a.name, a.receipt, a.applicant_name, a.submitted_at, a.due_at, a.wake_at,
    a.provisional, a.open_cases, a.released_at, a.facts,
    (SELECT jsonb_agg(jsonb_build_object('case_id', c.case_id, 'name', c.name, 'item', c.item, 'level', c.level,
        'state', c.state, 'stage', c.stage, 'version', c.version, 'due_at', c.due_at, 'warn_at', c.warn_at,
        'wake_at', c.wake_at, 'provisional', c.provisional, 'last_act', c.last_act, 'last_at', c.last_at,
        'clocks', (SELECT jsonb_agg(to_jsonb(k)) FROM public.cases_clock AS k
            WHERE k.application_id = c.application_id AND k.case_id = c.case_id AND k.stopped_at IS NULL))
        ORDER BY c.level, c.case_id)
     FROM public.cases_case AS c WHERE c.application_id = a.application_id AND c.closed_at IS NULL) AS cases
FROM public.cases_application AS a WHERE a.application_id = %s AND a.state = 'open'"""


def touched(first: date, last: date, *, after: UUID = FIRST, limit: int = 200) -> list[UUID]:
    """Open applications in which a limit runs over some of these days, in id order. Paused ones count as well."""
    window: dict[str, UUID | datetime | int] = {
        "after": after,
        "since": start_of_day(first),
        "until": start_of_day(last + timedelta(days=1)),
        "never": FOREVER,
        "limit": limit,
    }
    return [row["application_id"] for row in fetch_all(_TOUCHED, window)]


def dates_of(application_id: UUID) -> Row | None:
    """The dates of an open application and of its open cases with their running clocks; None when it is over."""
    return fetch_one(_DATES, [application_id])
