"""催一次: whoever was asked to confirm and has not answered is told once more before the last day."""

from __future__ import annotations

from datetime import datetime, timedelta

from bancheng.accounts.queries import local_day
from bancheng.journeys.events import CONFIRMATION_REMINDED
from bancheng.kernel.access import system_actor
from bancheng.kernel.database import call, fetch_all
from bancheng.kernel.events import NewEvent, actor_ref

BEFORE = timedelta(days=2)
"""How long before the end it is said again: our own rule. Not within a day of the asking itself."""
_WAITING = """
SELECT c.draft_id, c.role, c.confirmation_id, c.version, c.due_at FROM public.journeys_confirmation AS c
WHERE c.state = 'asked' AND c.due_at > %(now)s AND c.due_at <= %(soon)s AND c.asked_at <= %(before)s
    AND (c.reminded_at IS NULL OR c.reminded_at < c.asked_at)
ORDER BY c.due_at LIMIT %(limit)s"""


def remind_confirmations(now: datetime, limit: int = 500) -> int:
    """Record once for each asking that its last day comes near. A task; answers how many were reminded of."""
    asked = {"now": now, "soon": now + BEFORE, "before": now - timedelta(days=1), "limit": limit}
    actor, done = system_actor("confirmations"), 0
    for row in fetch_all(_WAITING, asked):
        payload = {"role": row["role"], "due": local_day(row["due_at"]).isoformat()}
        event = NewEvent(
            CONFIRMATION_REMINDED, row["draft_id"], row["confirmation_id"], now, actor_ref(actor), payload
        )
        done += call(
            "journeys_remind_v1",
            draft_id=row["draft_id"], role=row["role"], version=row["version"], at=now, event=event.row(),
        ).ok  # fmt: skip
    return done
