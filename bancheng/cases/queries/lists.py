"""Lists of a person's applications, of what waits for that person, and look-up by number. Keyset, never a count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from bancheng.cases.access import sees_case, subjects
from bancheng.kernel.access import Actor, condition
from bancheng.kernel.database import Row, fetch_all, fetch_one

LAST = (datetime.fromisoformat("9999-12-31T00:00:00+00:00"), UUID(int=(1 << 128) - 1))

_MINE = """
SELECT DISTINCT ON (p.at, p.application_id) p.at, p.application_id, p.role, p.acts, a.receipt, a.journey, a.name,
    a.tone, a.state, a.case_count, a.open_cases, a.issued_cases, a.submitted_at, a.due_at, a.provisional,
    a.released_at, a.closed_at
FROM public.cases_party AS p
JOIN public.cases_application AS a ON a.application_id = p.application_id
WHERE {mine} AND (p.at, p.application_id) < (%s, %s)
ORDER BY p.at DESC, p.application_id DESC, p.acts DESC LIMIT %s"""

_WAITING = """
SELECT DISTINCT ON (c.due_at, c.case_id) c.application_id, c.case_id, c.name, c.state, c.version, c.due_at,
    c.provisional, c.item, a.release, a.name AS journey_name, a.receipt, k.due_at AS deferred_to
FROM public.cases_party AS p
JOIN public.cases_case AS c ON c.application_id = p.application_id
JOIN public.cases_application AS a ON a.application_id = p.application_id
LEFT JOIN public.cases_clock AS k ON k.application_id = c.application_id AND k.case_id = c.case_id
    AND k.kind = 'deferral' AND k.stopped_at IS NULL
WHERE {mine} AND p.acts AND a.state = 'open'
    AND (k.due_at IS NOT NULL
    OR c.state IN ('correction_requested', 'offered') OR c.state = 'waiting' AND c.wake_at < '9999-12-31T00:00:00+00:00')
ORDER BY c.due_at, c.case_id LIMIT %s"""


def applications_of(
    actor: Actor, *, after: tuple[datetime, UUID] | None = None, limit: int = 30
) -> list[Row]:
    """Applications that the actor (or whom it stands for) is a party of, newest first; `after` = (at, id) of the last."""
    mine, values = _as_party(actor, "cases.see_application")
    return fetch_all(_MINE.format(mine=mine), [*values, *(after or LAST), limit]) if subjects(actor) else []


def todos_of(actor: Actor, limit: int = 30) -> list[Row]:
    """What waits for the actor: corrections, questions, offers, what was promised for later (`deferred_to`)."""
    mine, values = _as_party(actor, "cases.answer_correction")
    return fetch_all(_WAITING.format(mine=mine), [*values, limit]) if subjects(actor) else []


def _as_party(actor: Actor, action: str) -> tuple[str, list[Any]]:
    """The access rule as SQL over a party `p` and its application `a`."""
    return condition(action, actor).sql(
        {"subject_id": "p.subject_id", "acts": "p.acts", "journey": "a.journey"}
    )


_SEES_APPLICATION = """
SELECT EXISTS (
    SELECT FROM public.cases_party AS p JOIN public.cases_application AS a ON a.application_id = p.application_id
    WHERE p.application_id = %s AND ({mine})
) OR EXISTS (
    SELECT FROM public.cases_case AS c WHERE c.application_id = %s AND ({condition})
) AS yes"""
_SEES_FILE = """
SELECT EXISTS (
    SELECT FROM public.cases_material AS m
    JOIN public.cases_case AS c ON c.application_id = m.application_id AND c.case_id = m.case_id
    WHERE m.files @> ARRAY[%s]::uuid[] AND m.files <> '{{}}' AND ({condition})
) OR EXISTS (
    SELECT FROM public.cases_material AS m
    JOIN public.cases_party AS p ON p.application_id = m.application_id
    JOIN public.cases_application AS a ON a.application_id = m.application_id
    WHERE m.files @> ARRAY[%s]::uuid[] AND m.files <> '{{}}' AND ({mine})
) AS yes"""
_COLUMNS = {
    "queue": "c.queue",
    "handling": "c.handling",
    "organization": "c.organization",
    "subject_id": "NULL::uuid",
    "journey": "NULL::text",
}


def sees_application(actor: Actor, application_id: UUID) -> bool:
    """Whether the actor is a party of the application or an officer of one of its cases. One statement."""
    text, values = sees_case(actor).sql(_COLUMNS)
    mine, own = _as_party(actor, "cases.see_application")
    row = fetch_one(
        _SEES_APPLICATION.format(condition=text, mine=mine), [application_id, *own, application_id, *values]
    )
    return bool(row and row["yes"])


def sees_file(actor: Actor, file_id: UUID) -> bool:
    """Whether a file is part of a case that the actor sees. One statement."""
    text, values = sees_case(actor).sql(_COLUMNS)
    mine, own = _as_party(actor, "cases.see_application")
    row = fetch_one(_SEES_FILE.format(condition=text, mine=mine), [file_id, *values, file_id, *own])
    return bool(row and row["yes"])


_HANDED_IN = """
SELECT EXISTS (
    SELECT FROM public.cases_material AS m WHERE m.files @> ARRAY[%s]::uuid[] AND m.files <> '{}'
) AS yes"""


def handed_in(file_id: UUID) -> bool:
    """Whether a file is part of any case, open or ended. One statement."""
    row = fetch_one(_HANDED_IN, [file_id])
    return bool(row and row["yes"])


_NAMES = """
SELECT a.application_id, a.applicant_name, a.receipt FROM public.cases_application AS a
WHERE a.application_id = ANY(%s)"""


def applicant_names(application_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Applicants' names for the rows of an inbox page (the worklist itself holds none). One statement."""
    rows = fetch_all(_NAMES, [list(application_ids)]) if application_ids else []
    return {row["application_id"]: row["applicant_name"] for row in rows}


_APPLICANT = """
SELECT a.applicant_kind, a.applicant_id FROM public.cases_application AS a WHERE a.application_id = %s"""


def applicant_of(application_id: UUID) -> str | None:
    """Whose application it is, as the log of looks names people: `person:<uuid>`. None when there is none."""
    row = fetch_one(_APPLICANT, [application_id])
    return f"{row['applicant_kind']}:{row['applicant_id']}" if row else None


_LINE = """
SELECT a.application_id, a.receipt, a.journey, a.name, a.state, a.applicant_kind, a.applicant_id, a.submitted_at
FROM public.cases_application AS a WHERE a.application_id = %s"""


def application_line(application_id: UUID) -> Row | None:
    """One application in brief, without asking who wants to know: the caller decides what of it is told. One statement."""
    return fetch_one(_LINE, [application_id])
