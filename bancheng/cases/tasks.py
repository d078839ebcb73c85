"""Work by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from bancheng.accounts.queries.leaving import left
from bancheng.cases import commands
from bancheng.kernel.access import system_actor
from bancheng.kernel.workdays import imported_since, local_day
from bancheng.organizations.queries import applied_notices, world

_SEEN = timedelta(minutes=10)
"""How long after an import dates are looked at again: a process may hold the old calendar for a minute."""

_FOLLOWED = timedelta(days=30)
"""How long after a notice took effect open work is looked for that it moves: drafts and plans of the days before."""
_LEFT_DAYS = timedelta(days=7)


def silence(now: datetime, limit: int = 500) -> int:
    """Move everything whose limit has run out; returns how many acts were done (0: nothing is due)."""
    return commands.silence(now, limit)


def recompute_due(now: datetime) -> int:
    """Dates that a process computed with the old calendar while a notice came in; returns how many applications."""
    clock = system_actor("clock")
    done = [
        commands.recompute_due(
            actor=clock, first=year.span[0], last=year.span[1], notice=year.source, now=now
        )
        for year in imported_since(now - _SEEN)
    ]
    return sum(one.applications for one in done)


def rehome(now: datetime) -> int:
    """Open work follows reorganizations, and what people held who left goes back; returns how many cases moved."""
    clock, today = system_actor("clock"), local_day(now)
    moved = 0
    for row in applied_notices(now - _FOLLOWED):
        before, here = world(row["effective_on"] - timedelta(days=1)), world(today)
        moved += commands.rehome(actor=clock, notice_id=row["id"], before=before, here=here, now=now)
    for staff_id, post in left(today - _LEFT_DAYS, today):
        moved += commands.give_back(actor=clock, staff_id=staff_id, post=post, now=now)
    return moved
