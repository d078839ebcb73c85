"""Work off the request path."""

from __future__ import annotations

from datetime import datetime

from bancheng.documents import commands


def render(now: datetime, limit: int = 50) -> int:
    """Make the bytes of papers that have none yet; returns how many (0: nothing to do)."""
    return commands.render_missing(now, limit)
