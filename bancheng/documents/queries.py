"""Questions about papers."""

from __future__ import annotations

from uuid import UUID

from bancheng.kernel.database import Row, fetch_all

_PAPERS = """
SELECT p.paper_id, p.case_id, p.kind, p.number, p.title, p.values, p.frozen_at
FROM public.documents_paper AS p WHERE p.application_id = %s ORDER BY p.frozen_at, p.paper_id"""


def papers_of(application_id: UUID) -> list[Row]:
    """All papers of an application, oldest first. The caller has checked that the application may be seen."""
    return fetch_all(_PAPERS, [application_id])
