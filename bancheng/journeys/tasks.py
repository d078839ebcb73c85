"""What journeys does by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from bancheng.journeys import commands
from bancheng.journeys.commands.reminding import remind_confirmations
from bancheng.kernel.access import system_actor
from bancheng.kernel.workdays import imported_since

_SEEN = timedelta(minutes=10)
"""How long after an import dates are looked at again: a process may hold the old calendar for a minute."""


def tidy(now: datetime) -> int:
    """Clear drafts, end confirmations whose time ran out, remind of those whose time comes.
    Answers how many; the worker calls it every minute."""
    return commands.lapse_drafts(now) + commands.lapse_confirmations(now) + remind_confirmations(now)


def recompute_due(now: datetime) -> int:
    """Due dates of confirmations that were computed with the old calendar while a notice came in; how many changed."""
    clock = system_actor("clock")
    return sum(
        commands.recompute_confirmations(
            actor=clock, first=year.span[0], last=year.span[1], notice=year.source, now=now
        )
        for year in imported_since(now - _SEEN)
    )
