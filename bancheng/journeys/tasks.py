"""What journeys does by the clock."""

from __future__ import annotations

from datetime import datetime

from bancheng.journeys import commands


def tidy(now: datetime) -> int:
    """Clear drafts and end confirmations whose time ran out. Answers how many; the worker calls it every minute."""
    return commands.lapse_drafts(now) + commands.lapse_confirmations(now)
