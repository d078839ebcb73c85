"""一次性告知: tells a person once, in full, what their thing takes, and keeps what was told."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from bancheng.journeys.queries.drafts import draft
from bancheng.journeys.queries.notices import NoticeView, notice, notice_by_digest
from bancheng.kernel.access import Actor
from bancheng.kernel.canonical import digest
from bancheng.kernel.database import as_json, execute
from bancheng.kernel.ids import uuid7
from bancheng.kernel.numbers import take


def give_notice(*, actor: Actor, draft_id: UUID, now: datetime) -> NoticeView:
    """The notice of what the draft says now. The same plan gives the same notice; another plan gives a new one beside it."""
    view = draft(draft_id, actor=actor, now=now, action="journeys.edit_draft")
    told = view.plan.as_json()
    for one in told["fields"]:
        one["value"] = None  # a notice says what is needed; the values stay in the draft
    mark = digest({"draft": str(draft_id), "release": view.digest, "plan": told})
    if (before := notice_by_digest(draft_id, mark)) is not None:
        return before
    made = uuid7()
    execute(
        """INSERT INTO public.journeys_notice (notice_id, draft_id, number, release, plan, digest, at)
           VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING""",
        [made, draft_id, _number(view.on), view.digest, as_json(told), mark, now],
    )
    return notice(made, actor=actor, now=now)


def _number(on: date) -> str:
    """The notice's own number: a label, never a key to access."""
    return f"GZ{on:%Y%m%d}{take('notice', on)[0]:06d}"
