"""Questions about papers."""

from __future__ import annotations

from uuid import UUID

from bancheng.documents.spec.codes import tidy_code
from bancheng.kernel.canonical import sm3
from bancheng.kernel.database import Row, fetch_all, fetch_one

_PAPERS = """
SELECT p.paper_id, p.case_id, p.kind, p.number, p.title, p.values, p.frozen_at
FROM public.documents_paper AS p WHERE p.application_id = %s ORDER BY p.frozen_at, p.paper_id"""


def papers_of(application_id: UUID) -> list[Row]:
    """All papers of an application, oldest first. The caller has checked that the application may be seen."""
    return fetch_all(_PAPERS, [application_id])


_BY_CODE = """
SELECT c.code, c.number AS registered, p.application_id, p.paper_id, p.case_id, p.kind, p.number, p.title, p.template,
    p.values, p.frozen_at, r.sm3,
    EXISTS (
        SELECT FROM public.documents_paper AS n
        WHERE n.application_id = p.application_id AND n.kind = p.kind
            AND (n.case_id = p.case_id OR p.kind = 'one_time_notice')
            AND (n.frozen_at, n.paper_id) > (p.frozen_at, p.paper_id)
    ) AS superseded
FROM public.documents_code AS c
JOIN public.documents_paper AS p ON p.application_id = c.application_id AND p.paper_id = c.paper_id
LEFT JOIN public.documents_rendering AS r ON r.application_id = p.application_id AND r.paper_id = p.paper_id
WHERE c.code = %s"""


def by_code(typed: str) -> Row | None:
    """The paper that a public code names, with `superseded` (a later one of its kind came out) and the SM3 of its
    bytes, if they were made. None when there is none; open to everybody: who has the code has the paper."""
    code = tidy_code(typed)
    return fetch_one(_BY_CODE, [code]) if code else None


def same_file(row: Row, content: bytes) -> bool | None:
    """Whether these are the very bytes of the paper; None while they were never made."""
    return None if row["sm3"] is None else sm3(content) == row["sm3"]
