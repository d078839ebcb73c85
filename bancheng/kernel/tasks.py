"""What the worker does for the kernel on schedule."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bancheng.kernel import idempotency, outbox
from bancheng.kernel.database import call

AHEAD = timedelta(days=400)


def prepare_months(now: datetime) -> int:
    """Every night: the monthly partitions of the logs for more than a year ahead; answers how many were made."""
    today: date = now.date()
    made = call("kernel_partitions_v1", **{"from": today.replace(day=1), "to": today + AHEAD}).facts["made"]
    return int(made)


def forget_deliveries(now: datetime) -> int:
    """Every night: marks of deliveries older than ninety days whose event cannot come again."""
    return outbox.forget_deliveries(now)


def forget_answers(now: datetime) -> int:
    """Every night: kept answers older than thirty days."""
    return idempotency.purge(now)
