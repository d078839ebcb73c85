"""What the worker does about files, on schedule."""

from __future__ import annotations

from datetime import datetime

from bancheng.files import commands


def rescan(now: datetime) -> int:
    """Every minute: scan what waits in quarantine."""
    return commands.rescan(now=now)


def sweep() -> int:
    """Every night: drop blobs that no row names."""
    return commands.sweep()
