"""Legal clocks (T02, T03): the last day, its last instant, pauses, lights; the first day never counts."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancheng.kernel.workdays import (
    FOREVER,
    SHANGHAI,
    Clock,
    Pause,
    Unit,
    built_in,
    clock_due,
    days_left,
    end_of_day,
    light,
    local_day,
)

CALENDAR = built_in()

# Started, limit, unit, pauses (from, to), last day. Counted on the calendar, day by day: the 5 days of acceptance
# (许可法第三十二条), 20 and 20+10 (第四十二条), 45 and 45+15 (联合办理), 10 days of delivery (第四十四条), filed on
# working days, rest days, worked weekends, 29 February and the last day of a year.
COUNTED: list[tuple[str, int, str, tuple[tuple[str, str], ...], str]] = [
    ("2026-03-02", 5, "wd", (), "2026-03-09"),
    ("2026-03-06", 5, "wd", (), "2026-03-13"),
    ("2026-03-07", 5, "wd", (), "2026-03-13"),
    ("2026-02-10", 5, "wd", (), "2026-02-24"),
    ("2026-02-13", 5, "wd", (), "2026-02-27"),
    ("2026-02-14", 5, "wd", (), "2026-02-28"),
    ("2026-02-15", 5, "wd", (), "2026-02-28"),
    ("2026-02-28", 5, "wd", (), "2026-03-06"),
    ("2024-02-29", 5, "wd", (), "2024-03-07"),
    ("2024-02-09", 5, "wd", (), "2024-02-22"),
    ("2025-01-26", 5, "wd", (), "2025-02-08"),
    ("2025-09-30", 5, "wd", (), "2025-10-14"),
    ("2026-09-18", 5, "wd", (), "2026-09-24"),
    ("2025-12-31", 5, "wd", (), "2026-01-08"),
    ("2026-01-04", 5, "wd", (), "2026-01-09"),
    ("2026-03-02", 20, "wd", (), "2026-03-30"),
    ("2026-03-06", 20, "wd", (), "2026-04-03"),
    ("2026-03-07", 20, "wd", (), "2026-04-03"),
    ("2026-02-10", 20, "wd", (), "2026-03-16"),
    ("2026-02-13", 20, "wd", (), "2026-03-19"),
    ("2026-02-14", 20, "wd", (), "2026-03-20"),
    ("2026-02-15", 20, "wd", (), "2026-03-20"),
    ("2026-02-28", 20, "wd", (), "2026-03-27"),
    ("2024-02-29", 20, "wd", (), "2024-03-28"),
    ("2024-02-09", 20, "wd", (), "2024-03-14"),
    ("2026-01-05", 30, "wd", (), "2026-02-14"),
    ("2026-04-01", 30, "wd", (), "2026-05-18"),
    ("2024-09-13", 30, "wd", (), "2024-10-31"),
    ("2025-04-25", 30, "wd", (), "2025-06-11"),
    ("2026-09-20", 30, "wd", (), "2026-11-06"),
    ("2026-01-05", 45, "wd", (), "2026-03-13"),
    ("2025-01-02", 45, "wd", (), "2025-03-12"),
    ("2024-01-31", 45, "wd", (), "2024-04-09"),
    ("2026-08-03", 45, "wd", (), "2026-10-10"),
    ("2026-01-05", 60, "wd", (), "2026-04-03"),
    ("2025-08-01", 60, "wd", (), "2025-10-30"),
    ("2026-04-03", 10, "wd", (), "2026-04-20"),
    ("2026-04-30", 10, "wd", (), "2026-05-18"),
    ("2026-09-24", 10, "wd", (), "2026-10-15"),
    ("2026-06-18", 10, "wd", (), "2026-07-03"),
    ("2025-05-30", 10, "wd", (), "2025-06-16"),
    ("2024-06-07", 10, "wd", (), "2024-06-24"),
    ("2026-04-30", 1, "wd", (), "2026-05-06"),
    ("2026-10-10", 1, "wd", (), "2026-10-12"),
    ("2026-10-09", 1, "wd", (), "2026-10-10"),
    ("2026-03-02", 30, "cd", (), "2026-04-01"),
    ("2026-03-05", 30, "cd", (), "2026-04-07"),
    ("2026-01-16", 30, "cd", (), "2026-02-24"),
    ("2026-09-01", 30, "cd", (), "2026-10-08"),
    ("2024-01-30", 30, "cd", (), "2024-02-29"),
    ("2026-02-28", 7, "cd", (), "2026-03-09"),
    ("2026-03-08", 6, "cd", (), "2026-03-16"),
    ("2026-03-02", 5, "wd", (("2026-03-04", "2026-03-06"),), "2026-03-11"),
    ("2026-03-02", 5, "wd", (("2026-03-04", "2026-03-04"),), "2026-03-09"),
    ("2026-03-02", 5, "wd", (("2026-03-07", "2026-03-08"),), "2026-03-09"),
    ("2026-03-02", 5, "wd", (("2026-03-06", "2026-03-09"),), "2026-03-10"),
    ("2026-03-02", 5, "wd", (("2026-03-09", "2026-03-12"),), "2026-03-12"),
    ("2026-03-02", 5, "wd", (("2026-03-10", "2026-03-20"),), "2026-03-09"),
    ("2026-02-10", 5, "wd", (("2026-02-14", "2026-02-25"),), "2026-02-26"),
    ("2026-03-02", 20, "wd", (("2026-03-04", "2026-03-11"), ("2026-03-16", "2026-03-18")), "2026-04-09"),
    ("2026-03-02", 20, "wd", (("2026-03-04", "2026-03-11"), ("2026-03-06", "2026-03-13")), "2026-04-09"),
    ("2026-03-02", 3, "wd", (("2026-03-02", "2026-03-04"),), "2026-03-06"),
    ("2026-03-02", 10, "cd", (("2026-03-04", "2026-03-07"),), "2026-03-16"),
]


def at(day: str, hour: int = 10) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), SHANGHAI).replace(hour=hour)


def clock(started: datetime, limit: int, unit: str = "wd", pauses: tuple[tuple[str, str], ...] = ()) -> Clock:
    spans = tuple(Pause(at(since), at(until, 16)) for since, until in pauses)
    return Clock("test", cast(Unit, unit), limit, started, spans)


@pytest.mark.parametrize(("started", "limit", "unit", "pauses", "last"), COUNTED)
def test_a_limit_ends_on_the_day_counted_by_hand(
    started: str, limit: int, unit: str, pauses: tuple[tuple[str, str], ...], last: str
) -> None:
    due = clock_due(clock(at(started), limit, unit, pauses), CALENDAR)
    assert due.date == date.fromisoformat(last)
    assert due.due_at == end_of_day(due.date)


def test_there_are_enough_counted_cases() -> None:
    assert len(COUNTED) >= 60


# The edges of a day (Asia/Shanghai)


def test_filed_a_second_before_midnight_counts_from_that_day() -> None:
    before = datetime(2026, 3, 2, 23, 59, 59, tzinfo=SHANGHAI)
    after = datetime(2026, 3, 3, 0, 0, 0, tzinfo=SHANGHAI)
    assert clock_due(clock(before, 5), CALENDAR).date == date(2026, 3, 9)
    assert clock_due(clock(after, 5), CALENDAR).date == date(2026, 3, 10)


def test_a_limit_is_kept_until_midnight_and_missed_at_midnight() -> None:
    due = clock_due(clock(at("2026-03-02"), 5), CALENDAR)
    assert (
        light(due.due_at, due.warn_at, datetime(2026, 3, 9, 23, 59, 59, 999_999, tzinfo=SHANGHAI)) == "near"
    )
    assert light(due.due_at, due.warn_at, datetime(2026, 3, 10, tzinfo=SHANGHAI)) == "over"


def test_an_instant_belongs_to_its_day_in_shanghai() -> None:
    assert local_day(datetime(2026, 3, 2, 15, 59, 59, tzinfo=UTC)) == date(2026, 3, 2)
    assert local_day(datetime(2026, 3, 2, 16, 0, 0, tzinfo=UTC)) == date(2026, 3, 3)
    with pytest.raises(ValueError, match="time zone"):
        local_day(datetime(2026, 3, 2))  # noqa: DTZ001


def test_summer_time_of_1986_to_1991_is_known() -> None:
    """In July 1988 Shanghai was nine hours ahead."""
    assert local_day(datetime(1988, 7, 1, 15, 30, tzinfo=UTC)) == date(1988, 7, 2)
    assert local_day(datetime(1988, 12, 1, 15, 30, tzinfo=UTC)) == date(1988, 12, 1)


@pytest.fixture
def _server_zone() -> Iterator[None]:
    before = os.environ.get("TZ")
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


@pytest.mark.usefixtures("_server_zone")
@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_the_zone_of_the_server_does_not_move_a_due_date(zone: str) -> None:
    os.environ["TZ"] = zone
    time.tzset()
    # 8 March 2026: New York goes to summer time within the limit.
    due = clock_due(clock(datetime(2026, 3, 2, 15, 59, tzinfo=UTC), 5), CALENDAR)
    assert due.due_at.astimezone(UTC) == datetime(2026, 3, 9, 15, 59, 59, 999_999, tzinfo=UTC)


# Pauses


def test_an_open_pause_has_no_end_and_is_never_over() -> None:
    paused = Clock("legal", "wd", 5, at("2026-03-02"), (Pause(at("2026-03-04")),))
    due = clock_due(paused, CALENDAR)
    assert (due.due_at, due.warn_at) == (FOREVER, FOREVER)
    assert light(due.due_at, due.warn_at, at("2099-01-01")) == "far"


@settings(max_examples=400, deadline=None)
@given(
    st.dates(date(2024, 1, 1), date(2026, 6, 1)),
    st.integers(1, 60),
    st.lists(st.tuples(st.integers(-5, 80), st.integers(0, 30)), max_size=4),
    st.sampled_from(["wd", "cd"]),
)
def test_pauses_are_days_that_do_not_count(
    start: date, limit: int, spans: list[tuple[int, int]], unit: Unit
) -> None:
    """Against the plain reading: walk day by day, skip what is paused."""
    pauses = [
        (start + timedelta(days=first), start + timedelta(days=first + length)) for first, length in spans
    ]
    day, left = start, limit
    while left:
        day += timedelta(days=1)
        paused = any(since <= day < until for since, until in pauses)
        left -= not paused and (unit == "cd" or CALENDAR.is_workday(day))
    texts = tuple((since.isoformat(), until.isoformat()) for since, until in pauses)
    due = clock_due(clock(at(start.isoformat()), limit, unit, texts), CALENDAR)
    assert due.date == (day if unit == "wd" else CALENDAR.next_workday(day))


# Lights (face.md 5.3)


@pytest.mark.parametrize(
    ("limit", "warned"),
    [(1, "2026-03-02"), (2, "2026-03-03"), (5, "2026-03-06"), (10, "2026-03-12"), (20, "2026-03-24")],
)
def test_the_light_turns_yellow_with_a_fifth_left_or_fewer_than_two_working_days(
    limit: int, warned: str
) -> None:
    due = clock_due(clock(at("2026-03-02"), limit), CALENDAR)
    assert due.warn_at == datetime.combine(date.fromisoformat(warned), datetime.min.time(), SHANGHAI)
    left = days_left(CALENDAR, due.warn_at, due.due_at)
    assert left <= max(limit / 5, 1)
    assert (
        days_left(CALENDAR, due.warn_at - timedelta(seconds=1), due.due_at) > max(limit / 5, 1) or limit == 1
    )


def test_a_limit_in_calendar_days_warns_before_the_long_holiday() -> None:
    """Seven days from 12 February end within the Spring Festival, so on the 24th; the last two working days
    before it begin on the 14th."""
    due = clock_due(clock(at("2026-02-12"), 7, "cd"), CALENDAR)
    assert due.date == date(2026, 2, 24)
    assert local_day(due.warn_at) == date(2026, 2, 14)


def test_the_light_follows_the_stored_instants() -> None:
    due = clock_due(clock(at("2026-03-02"), 5), CALENDAR)
    lights = [
        light(due.due_at, due.warn_at, at(day))
        for day in ("2026-03-05", "2026-03-06", "2026-03-09", "2026-03-10")
    ]
    assert lights == ["far", "near", "near", "over"]


def test_days_left_are_counted_after_today() -> None:
    due = clock_due(clock(at("2026-03-02"), 5), CALENDAR).due_at
    days = ("2026-03-02", "2026-03-06", "2026-03-07", "2026-03-09", "2026-03-10", "2026-03-14")
    assert [days_left(CALENDAR, at(day), due) for day in days] == [5, 1, 1, 0, -1, -4]


def test_a_due_date_in_a_provisional_year_says_so() -> None:
    assert clock_due(clock(at("2026-12-01"), 30), CALENDAR).provisional
    assert clock_due(clock(at("2026-12-01"), 45, "cd"), CALENDAR).provisional
    assert not clock_due(clock(at("2026-12-01"), 20), CALENDAR).provisional
