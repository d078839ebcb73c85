"""What a post has to do: one index, read in order, whatever the size of the table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from bancheng.kernel.database import Row, fetch_all

Which = Literal["all", "mine", "free"]

BADGE = 99
"""Badges stop at “99+”: nobody counts a hot table."""

_COLUMNS = (
    "e.application_id, e.id, e.queue, e.held_by, e.kind, e.state, e.name, e.url_name, e.due_at, e.warn_at,"
    " e.provisional, e.put_at, e.facts"
)
_BRANCH = (
    f"(SELECT {_COLUMNS} FROM public.worklist_entry AS e"  # noqa: S608  # constant columns
    " WHERE e.queue = %s{free} AND (e.due_at, e.id) > (%s, %s) ORDER BY e.due_at, e.id LIMIT %s)"
)
_MINE = (
    f"SELECT {_COLUMNS} FROM public.worklist_entry AS e"  # noqa: S608
    " WHERE e.held_by = %s AND (e.due_at, e.id) > (%s, %s) ORDER BY e.due_at, e.id LIMIT %s"
)
FIRST = (datetime.fromisoformat("0001-01-02T00:00:00+00:00"), UUID(int=0))
"""Before every entry."""

After = tuple[datetime, UUID]


def inbox(
    queues: Sequence[UUID],
    *,
    held_by: UUID | None = None,
    which: Which = "all",
    after: After | None = None,
    limit: int = 30,
) -> list[Row]:
    """A page of what these posts have to do, in order of (due_at, id); `after` is the last row of the page before.

    `mine`: what `held_by` holds, whatever its queue; `free`: what nobody holds; `all`: both. One statement, one
    index branch per queue, never a count, never an offset.
    """
    start = after or FIRST
    if which == "mine":
        return fetch_all(_MINE, [held_by, *start, limit]) if held_by else []
    if not queues:
        return []
    return fetch_all(inbox_sql(len(queues), which), _params(queues, start, limit))


def inbox_sql(queues: int, which: Which = "all") -> str:
    """The statement for so many queues (also what the plan test explains)."""
    branch = _BRANCH.format(free=" AND e.held_by IS NULL" if which == "free" else "")
    merged = " UNION ALL ".join([branch] * queues)
    return f"SELECT * FROM ({merged}) AS e ORDER BY e.due_at, e.id LIMIT %s"  # noqa: S608  # constant text


def _params(queues: Sequence[UUID], start: After, limit: int) -> list[object]:
    return [*(value for queue in queues for value in (queue, *start, limit)), limit]


_HELD = "SELECT 1 FROM public.worklist_entry AS e WHERE e.held_by = %s ORDER BY e.due_at, e.id LIMIT %s"
_FREE = (
    "(SELECT 1 FROM public.worklist_entry AS e WHERE e.queue = %s AND e.held_by IS NULL"
    " ORDER BY e.due_at, e.id LIMIT %s)"
)


def badges(queues: Sequence[UUID], held_by: UUID | None) -> tuple[int, int]:
    """How many somebody holds, and how many of these posts nobody holds; 100 stands for “99+”. One statement, at most
    one hundred index entries a queue, and no row of the table is sent."""
    most = BADGE + 1
    each = " UNION ALL ".join([_FREE] * len(queues)) or "SELECT 1 WHERE FALSE"
    free = f"SELECT 1 FROM ({each}) AS f LIMIT %s"  # noqa: S608  # constant text
    text = f"SELECT cardinality(ARRAY({_HELD})) AS held, cardinality(ARRAY({free})) AS free"
    params = [held_by, most, *(value for queue in queues for value in (queue, most)), most]
    (row,) = fetch_all(text, params)
    return row["held"], row["free"]


def held(holder: UUID, queue: UUID, limit: int = 200) -> list[tuple[UUID, UUID]]:
    """(application_id, id) of what somebody holds at one post."""
    rows = fetch_all(
        "SELECT e.application_id, e.id FROM public.worklist_entry AS e "
        "WHERE e.held_by = %s AND e.queue = %s ORDER BY e.due_at, e.id LIMIT %s",
        [holder, queue, limit],
    )
    return [(row["application_id"], row["id"]) for row in rows]


PAUSED_YEAR = 9999

Light = Literal["green", "yellow", "red", "paused"]


def light(entry: Row, now: datetime) -> Light:
    """The light of a row: red after its last instant, yellow from `warn_at`, paused without a date."""
    if entry["due_at"].year == PAUSED_YEAR:
        return "paused"
    if now > entry["due_at"]:
        return "red"
    return "yellow" if now >= entry["warn_at"] else "green"
