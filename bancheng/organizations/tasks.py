"""Work by the clock."""

from __future__ import annotations

from datetime import datetime

from bancheng.kernel.access import system_actor
from bancheng.kernel.workdays import local_day
from bancheng.organizations import commands


def reorganize(now: datetime) -> int:
    """Notices whose day has begun take effect; returns how many."""
    return commands.apply_due(actor=system_actor("clock"), on=local_day(now), now=now)
