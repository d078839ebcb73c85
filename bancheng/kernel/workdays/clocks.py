"""Legal clocks: a limit in working or calendar days, its pauses, the instant it ends, its light.

* The first day is not counted (民法典第二百零一条). The licensing law counts working days (行政许可法第八十二条).
* A limit in calendar days that ends on a day off ends on the next working day (民法典第二百零三条).
* It ends with its last day, at 24:00 in Shanghai: 23:59:59 is in time, 00:00:00 is late.
* A pause (special procedures, 行政许可法第四十五条) takes out the days from the one it begins on up to, not
  with, the one it ends on. Paused and resumed on one day changes nothing: pausing alone stretches no limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from bancheng.kernel.workdays.calendars import Calendar, Due

Unit = Literal["wd", "cd"]
Light = Literal["far", "near", "over"]

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
FOREVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
"""The due instant of a paused clock: sorts last, is never over."""

_NEAR_SHARE: Final = 5  # yellow at 1/5 = 20 % of the limit left (face.md 5.3) …
_NEAR_DAYS: Final = 1  # … or with fewer than 2 working days left


@dataclass(frozen=True, slots=True)
class Pause:
    """停钟。``until`` None: still paused."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """时限。``kind`` is the caller's word (acceptance, promised, legal); ``limit`` in ``unit``: wd, cd."""

    kind: str
    unit: Unit
    limit: int
    started: datetime
    pauses: tuple[Pause, ...] = ()

    @property
    def paused(self) -> bool:
        """Whether a pause is open."""
        return any(pause.until is None for pause in self.pauses)


@dataclass(frozen=True, slots=True)
class ClockDue:
    """When a clock ends: the last day and its last instant, when the light turns yellow, 暂定 or not."""

    date: date
    due_at: datetime
    warn_at: datetime
    provisional: bool


def local_day(instant: datetime) -> date:
    """The day of an instant in Shanghai. ValueError without a time zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(SHANGHAI).date()


def start_of_day(day: date) -> datetime:
    """00:00 in Shanghai."""
    return datetime.combine(day, time.min, SHANGHAI)


def end_of_day(day: date) -> datetime:
    """The last instant of a day in Shanghai: in time is ``now <= end_of_day(due)``."""
    return datetime.combine(day, time.max, SHANGHAI)


def clock_due(clock: Clock, calendar: Calendar) -> ClockDue:
    """When the clock ends; FOREVER while it is paused. Raises YEAR_MISSING beyond the calendar."""
    if clock.paused:
        return ClockDue(FOREVER.date(), FOREVER, FOREVER, False)
    last = _last_day(clock, calendar, clock.limit)
    end = calendar.next_workday(last.date) if clock.unit == "cd" else last.date
    warn = _warn_day(clock, calendar, end)
    provisional = calendar.rests_on_provisional(local_day(clock.started), end)
    return ClockDue(end, end_of_day(end), start_of_day(warn), provisional)


def counted_to(clock: Clock, calendar: Calendar) -> date:
    """The day the count itself ends on, before a day off moves it. ValueError while paused."""
    return _last_day(clock, calendar, clock.limit).date


def light(due_at: datetime, warn_at: datetime, now: datetime) -> Light:
    """``far`` green, ``near`` yellow, ``over`` red, from the stored instants."""
    return "over" if now > due_at else "near" if now >= warn_at else "far"


def days_left(calendar: Calendar, now: datetime, due_at: datetime) -> int:
    """Working days after today up to the last day: 0 is 今天到期, negative is late by so many."""
    return calendar.between(local_day(now), local_day(due_at))


def _warn_day(clock: Clock, calendar: Calendar, end: date) -> date:
    share = max(clock.limit // _NEAR_SHARE, _NEAR_DAYS)
    used = _last_day(clock, calendar, max(clock.limit - share, 0)).date
    if clock.unit == "wd":
        return used
    last_two = end
    while calendar.between(last_two - timedelta(days=1), end) <= _NEAR_DAYS:
        last_two -= timedelta(days=1)
    return max(min(used, last_two), local_day(clock.started))


def _last_day(clock: Clock, calendar: Calendar, limit: int) -> Due:
    """The day on which so many days have been counted, stepping over the pauses."""
    counted, left = local_day(clock.started), limit
    for pause in sorted(clock.pauses, key=lambda pause: pause.since):
        if pause.until is None:
            raise ValueError("an open pause has no last day")
        before = local_day(pause.since) - timedelta(days=1)
        resumed = local_day(pause.until) - timedelta(days=1)
        if resumed <= counted or resumed <= before:
            continue
        used = _count(clock.unit, calendar, counted, before) if before > counted else 0
        if used >= left:
            break
        left -= used
        counted = resumed
    return _after(clock.unit, calendar, counted, left)


def _count(unit: Unit, calendar: Calendar, first: date, second: date) -> int:
    return calendar.between(first, second) if unit == "wd" else (second - first).days


def _after(unit: Unit, calendar: Calendar, day: date, count: int) -> Due:
    if unit == "wd":
        return calendar.add(day, count)
    end = day + timedelta(days=count)
    return Due(end, calendar.rests_on_provisional(day, end))
