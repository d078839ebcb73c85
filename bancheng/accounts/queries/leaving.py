"""Who is not at a post any more: their work goes back to the post."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from bancheng.kernel.database import fetch_all

_LEFT = """
SELECT DISTINCT a.staff_id, a.post_id
  FROM public.accounts_appointment a JOIN public.accounts_staff_member s ON s.id = a.staff_id
 WHERE (a.valid_to BETWEEN %(since)s AND %(on)s OR s.closed_at >= %(since)s)
   AND (s.closed_at IS NOT NULL OR NOT EXISTS (
       SELECT FROM public.accounts_appointment b
        WHERE b.staff_id = a.staff_id AND b.post_id = a.post_id AND b.valid_from <= %(on)s
          AND (b.valid_to IS NULL OR b.valid_to > %(on)s)))"""


def left(since: date, on: date) -> list[tuple[UUID, UUID]]:
    """(staff, post) pairs that ended since a day (account closed, or appointment over) and do not hold again."""
    rows = fetch_all(_LEFT, {"since": since, "on": on})
    return [(row["staff_id"], row["post_id"]) for row in rows]
