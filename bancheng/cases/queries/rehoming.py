"""Which open work stands at a post or with a body that a reorganization changed, and what its move needs to know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bancheng.kernel.database import Row, fetch_all, fetch_one

FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the walk through open work: the last application looked at, how many cases this walk moved."""

    after: UUID
    moved: int
    done_at: datetime | None


_TOUCHED = """
SELECT DISTINCT c.application_id FROM public.cases_case AS c
WHERE c.application_id > %(after)s AND c.closed_at IS NULL AND (
    c.queue = ANY(%(posts)s) OR c.handling = ANY(%(bodies)s) OR c.organization = ANY(%(bodies)s)
    OR EXISTS (SELECT FROM jsonb_array_elements(c.plan -> 'stages') AS s
        WHERE (s.value ->> 'queue')::uuid = ANY(%(posts)s)))
ORDER BY c.application_id LIMIT %(limit)s"""

_OPEN = """
SELECT jsonb_agg(jsonb_build_object('case_id', c.case_id, 'level', c.level, 'item', c.item, 'state', c.state,
    'stage', c.stage, 'version', c.version, 'queue', c.queue, 'organization', c.organization,
    'handling', c.handling, 'held_by', c.held_by, 'plan', c.plan) ORDER BY c.level, c.case_id) AS cases
FROM public.cases_case AS c WHERE c.application_id = %(application_id)s AND c.closed_at IS NULL"""

_PROGRESS = """
SELECT r.after, r.moved, r.done_at FROM public.cases_rehoming AS r WHERE r.notice_id = %(notice_id)s"""


def touched(posts: Sequence[UUID], bodies: Sequence[UUID], *, after: UUID, limit: int) -> list[UUID]:
    """Applications with an open case that stands, or will stand, at one of these posts or bodies; in id order."""
    window = {"posts": list(posts), "bodies": list(bodies), "after": after, "limit": limit}
    return [row["application_id"] for row in fetch_all(_TOUCHED, window)]


def open_cases(application_id: UUID) -> list[Row]:
    """The open cases of an application with their plans, in (level, id) order."""
    found = fetch_one(_OPEN, {"application_id": application_id})
    return list((found or {}).get("cases") or ())


def progress(notice_id: UUID) -> Place:
    """How far the work of a notice is."""
    found = fetch_one(_PROGRESS, {"notice_id": notice_id})
    return Place(**found) if found else Place(FIRST, 0, None)
