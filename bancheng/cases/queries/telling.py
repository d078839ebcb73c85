"""What a message to the applicant is made of: labels, names of matters and dates, and who is to be told. Ids only."""

from __future__ import annotations

from uuid import UUID

from bancheng.kernel.database import Row, fetch_one

_TOLD = """
SELECT a.application_id, a.journey, a.release, a.name, a.receipt, a.applicant_kind, a.applicant_id, a.due_at,
    a.facts -> 'acted_by' AS acted_by,
    c.case_id, c.item, c.name AS matter, c.state, c.due_at AS case_due_at, jsonb_array_length(n.entries) AS entries,
    (SELECT min(k.due_at) FROM public.cases_clock AS k WHERE k.application_id = a.application_id
        AND k.kind = 'deferral' AND k.stopped_at IS NULL AND (c.case_id IS NULL OR k.case_id = c.case_id)) AS deferred_to
FROM public.cases_application AS a
LEFT JOIN public.cases_case AS c ON c.application_id = a.application_id AND c.case_id = %s
LEFT JOIN public.cases_correction AS n ON n.application_id = a.application_id AND n.case_id = c.case_id
WHERE a.application_id = %s"""


def told_of(application_id: UUID, case_id: UUID) -> Row | None:
    """The application with one of its cases (none when `case_id` is the application's own). For the program itself."""
    return fetch_one(_TOLD, [case_id, application_id])
