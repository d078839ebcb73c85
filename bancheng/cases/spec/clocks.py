"""The legal clocks of a case: which limits run, from when, and the dates they come to. Time is always given.

Acceptance: 5 working days to say everything that is missing, otherwise the case counts as accepted from the day it
was received (许可法 32 条). Promised and legal limits run from acceptance; after a correction the case is received
anew on the day everything was there. Special procedures stop them (45 条), never without end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bancheng.cases.spec.values import FOREVER, Limit, Unit
from bancheng.kernel.workdays import Calendar, Clock, ClockDue, Pause, clock_due

ACCEPTANCE_DAYS = 5
"""Working days to accept or to ask for corrections: 行政许可法 32 条一款四项."""

SHANGHAI = ZoneInfo("Asia/Shanghai")

_known: dict[tuple[int, str, str, int, date], tuple[Calendar, ClockDue]] = {}
_KNOWN_MAX = 20_000


@dataclass(frozen=True, slots=True)
class Due:
    """When a limit ends (last instant of the day), when the light turns yellow, and whether the day is 暂定."""

    at: datetime
    warn_at: datetime
    provisional: bool


NEVER = Due(FOREVER, FOREVER, False)


def due(calendar: Calendar, kind: str, limit: Limit, started: datetime) -> Due:
    """The end of a limit that started at `started` and was never paused."""
    key = (id(calendar), kind, limit.unit, limit.days, started.astimezone(SHANGHAI).date())
    found = _known.get(key)
    if found is None:
        if len(_known) > _KNOWN_MAX:
            _known.clear()
        clock = Clock(kind=kind, unit=limit.unit, limit=limit.days, started=started)
        found = _known[key] = (
            calendar,
            clock_due(clock, calendar),
        )  # holds the calendar: its id stays its own
    return Due(found[1].due_at, found[1].warn_at, found[1].provisional)


def running(kind: str, limit: Limit, started: datetime, ends: Due) -> dict[str, Any]:
    """The row of a clock that starts now."""
    return {
        "kind": kind,
        "unit": limit.unit,
        "days": limit.days,
        "started_at": started,
        "pauses": [],
        "stopped_at": None,
        "due_at": ends.at,
        "provisional": ends.provisional,
    }


def recomputed(
    calendar: Calendar, row: Mapping[str, Any], pauses: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The row of a clock with these pauses; while the last one is open it has no due date (9999-12-31)."""
    ends = pausable_due(calendar, row["kind"], row["unit"], row["days"], instant(row["started_at"]), pauses)
    return {
        **{name: row[name] for name in ("kind", "unit", "days")},
        "started_at": instant(row["started_at"]),
        "pauses": [dict(pause) for pause in pauses],
        "stopped_at": row.get("stopped_at"),
        "due_at": ends.at,
        "warn_at": ends.warn_at,
        "provisional": ends.provisional,
    }


def pausable_due(
    calendar: Calendar,
    kind: str,
    unit: Unit,
    days: int,
    started: datetime,
    pauses: Sequence[Mapping[str, Any]],
) -> Due:
    """The end of a limit with its pauses; FOREVER while one is open."""
    if any(pause.get("to") is None for pause in pauses):
        return NEVER
    spans = tuple(Pause(instant(pause["from"]), instant(pause["to"])) for pause in pauses)
    found = clock_due(Clock(kind=kind, unit=unit, limit=days, started=started, pauses=spans), calendar)
    return Due(found.due_at, found.warn_at, found.provisional)


def instant(value: datetime | str) -> datetime:
    """An instant as it comes from a column or from inside a jsonb value."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)
