"""Work by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from bancheng.cases import commands
from bancheng.kernel.access import system_actor
from bancheng.kernel.workdays import imported_since

_SEEN = timedelta(minutes=10)
"""How long after an import dates are looked at again: a process may hold the old calendar for a minute."""


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
