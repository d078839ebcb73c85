"""Work off the request path."""

from __future__ import annotations

from datetime import datetime

from bancheng.notifications import commands


def send(now: datetime) -> int:
    """Hand over a batch of messages; answers how many deliveries moved (0: nothing is due)."""
    return commands.send_due(now)


def ask_outcomes(now: datetime) -> int:
    """Ask what became of messages that gateways took; answers how many moved."""
    return commands.ask_outcomes(now)
