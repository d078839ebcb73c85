"""Whom a confirmation is asked of, for the message that tells them. Ids, dates and the name of the thing only."""

from __future__ import annotations

from uuid import UUID

from bancheng.kernel.database import Row, fetch_one

_ASKED = """
SELECT k.confirmation_id, k.draft_id, k.role, k.state, k.due_at, d.release, p.id AS person_id
FROM public.journeys_confirmation AS k
JOIN public.journeys_draft AS d ON d.draft_id = k.draft_id
JOIN public.accounts_person AS p ON p.id_number_index = k.subject_index
WHERE k.draft_id = %s AND k.confirmation_id = %s"""


def asked_person(draft_id: UUID, confirmation_id: UUID) -> Row | None:
    """The person with an account who is asked, and until when; None while they have none. For the program itself."""
    return fetch_one(_ASKED, [draft_id, confirmation_id])
