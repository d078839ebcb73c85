"""What is shown at the address of a draft that is none any more."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from bancheng.accounts.queries import local_day
from bancheng.journeys.queries.drafts import ended_draft, my_drafts
from bancheng.journeys.queries.ended import ends_on
from bancheng.kernel.access import Actor
from bancheng.kernel.rulebooks import current_digest, release


def over_page(draft_id: UUID, actor: Actor, now: datetime) -> dict[str, Any]:
    """What became of it, whether the thing can be begun anew, and another draft of it that is open. NotFound for
    everybody but whose it was."""
    ended = ended_draft(draft_id, actor=actor)
    today = local_day(now)
    digest = current_digest("journey", ended.journey, today)
    goes_on = digest is not None and ends_on(release(digest).root, today) is None
    return {
        "ended": ended,
        "draft_id": draft_id,
        "last": local_day(ended.last_at),
        "begin": goes_on,
        "other": next((one.draft_id for one in my_drafts(actor, journey=ended.journey, limit=1)), None),
    }
