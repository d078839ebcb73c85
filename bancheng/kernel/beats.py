"""Whether a worker lives: each says every few seconds when its loops last made a turn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from bancheng.kernel.database import call, fetch_all

EVERY = timedelta(seconds=5)
LATE = timedelta(seconds=60)
"""Without a turn for so long a loop counts as standing still: the lease of the relay, and what a decision may wait
for its evidence."""
_FORGOTTEN = timedelta(hours=1)


def beat(process: UUID, now: datetime, loops: Mapping[str, datetime]) -> None:
    """Say that `process` lives and when each of its loops last made a turn that went well."""
    turns = {name: at.isoformat() for name, at in loops.items()}
    call("kernel_beat_v1", process=process, at=now, loops=turns, before=now - _FORGOTTEN)


def ages(now: datetime) -> dict[str, timedelta]:
    """How long ago each loop made a turn, in the worker that is most up to date; empty when no worker ever was."""
    found: dict[str, timedelta] = {}
    for row in fetch_all("SELECT at, loops FROM public.kernel_beat ORDER BY at DESC LIMIT 100"):
        for name, at in row["loops"].items():
            age = max(now - datetime.fromisoformat(at), timedelta())
            found[name] = min(found.get(name, age), age)
    return found
