"""Finding cases across posts: by a name on the form that the case reads, or by whom they are about; only what the
officer may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bancheng.cases.access import sees_case
from bancheng.cases.queries.lists import LAST
from bancheng.cases.spec.naming import name_mark
from bancheng.kernel.access import Actor
from bancheng.kernel.database import Row, fetch_all

NOBODY = UUID(int=0)

_COLUMNS = {
    "queue": "c.queue",
    "handling": "c.handling",
    "organization": "c.organization",
    "subject_id": "NULL::uuid",
    "journey": "NULL::text",
}
_FIND = """
SELECT c.application_id, c.case_id, c.name, c.state, c.case_number, c.due_at, c.warn_at, c.provisional,
    a.applicant_name, a.receipt, a.name AS journey_name, a.submitted_at
FROM public.cases_application AS a JOIN public.cases_case AS c ON c.application_id = a.application_id
WHERE {whose} AND ({access}){narrowed} AND (a.submitted_at, c.case_id) < (%s, %s)
ORDER BY a.submitted_at DESC, c.case_id DESC LIMIT %s"""
_BY_NAME = """(a.applicant_name LIKE %s OR a.facts -> 'names' ? %s)
    AND (a.applicant_name LIKE %s OR EXISTS (
        SELECT FROM jsonb_array_elements_text(a.facts -> 'names' -> %s::text) AS p(path)
        WHERE c.plan -> 'facts' -> 'fields' ? p.path))"""
"""The first condition finds the application by its indexes, the second is what the officer's own case reads."""
_BY_SUBJECT = """a.application_id IN (
    SELECT p.application_id FROM public.cases_party AS p WHERE p.subject_id = %s)"""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: a `name` (the beginning of one, of the applicant or of somebody on the form) or a `subject`
    (person or enterprise), narrowed by the journey and by when it was handed in, from `since` to before `before`."""

    name: str = ""
    subject: UUID | None = None
    journey: str = ""
    since: datetime | None = None
    before: datetime | None = None


def search_cases(
    actor: Actor, sought: Sought, *, after: tuple[datetime, UUID] | None = None, limit: int = 31
) -> list[Row]:
    """Cases that fit and that the officer may see, the newest first; `after` = (submitted_at, case_id) of the last one
    shown. One statement; whom nobody knows costs as much as somebody else's."""
    access, values = sees_case(actor).sql(_COLUMNS)
    whose, who = _whose(sought)
    narrowed, more = _narrowed(sought)
    text = _FIND.format(whose=whose, access=access, narrowed=narrowed)
    return fetch_all(text, [*who, *values, *more, *(after or LAST), limit])


def _whose(sought: Sought) -> tuple[str, list[Any]]:
    if sought.subject is not None or not sought.name:
        return _BY_SUBJECT, [sought.subject or NOBODY]
    start, mark = _beginning(sought.name), name_mark(sought.name)
    return _BY_NAME, [start, mark, start, mark]


def _beginning(name: str) -> str:
    """The pattern of names that begin so; what is written is never a pattern itself."""
    plain = name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{plain}%"


def _narrowed(sought: Sought) -> tuple[str, list[Any]]:
    rows = [
        (" AND a.journey = %s", sought.journey or None),
        (" AND a.submitted_at >= %s", sought.since),
        (" AND a.submitted_at < %s", sought.before),
    ]
    said = [(text, value) for text, value in rows if value is not None]
    return "".join(text for text, _value in said), [value for _text, value in said]
