"""一次性告知 as it was given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bancheng.journeys.queries.drafts import DraftView, draft
from bancheng.kernel.access import NOT_FOUND, Actor
from bancheng.kernel.database import fetch_one

_COLUMNS = "notice_id, draft_id, paper_id, number, release, plan, digest, at"


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice: its number, the moment, and the plan that was told."""

    notice_id: UUID
    draft_id: UUID
    paper_id: UUID
    number: str
    release: str
    plan: Mapping[str, Any]
    digest: str
    at: datetime


def notice(notice_id: UUID, *, actor: Actor, now: datetime) -> NoticeView:
    """One notice of one's own draft. NotFound for anybody else's. Two statements."""
    row = fetch_one(f"SELECT {_COLUMNS} FROM public.journeys_notice WHERE notice_id = %s", [notice_id])  # noqa: S608
    owner: DraftView | None = draft(row["draft_id"], actor=actor, now=now) if row else None
    if row is None or owner is None:
        raise NOT_FOUND()
    return NoticeView(**row)


def notice_by_digest(draft_id: UUID, digest: str) -> NoticeView | None:
    """The notice already given for the same plan of a draft, or None."""
    row = fetch_one(
        f"SELECT {_COLUMNS} FROM public.journeys_notice WHERE draft_id = %s AND digest = %s",  # noqa: S608
        [draft_id, digest],
    )
    return NoticeView(**row) if row else None
