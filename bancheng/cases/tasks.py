"""Work by the clock."""

from __future__ import annotations

from datetime import datetime

from bancheng.cases import commands


def silence(now: datetime, limit: int = 500) -> int:
    """Move everything whose limit has run out; returns how many acts were done (0: nothing is due)."""
    return commands.silence(now, limit)
