"""Working days 2024–2026 against the State Council's notices, written out by hand, and the laws of counting."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancheng.kernel.errors import Unavailable
from bancheng.kernel.workdays import Calendar, Year, built_in

CALENDAR = built_in()

# 国办发明电〔2023〕7号, 国办发明电〔2024〕12号, 国办发明电〔2025〕7号: month → days.
REST = {
    2024: {
        1: (1,),
        2: (10, 11, 12, 13, 14, 15, 16, 17),
        4: (4, 5, 6),
        5: (1, 2, 3, 4, 5),
        6: (8, 9, 10),
        9: (15, 16, 17),
        10: (1, 2, 3, 4, 5, 6, 7),
    },
    2025: {
        1: (1, 28, 29, 30, 31),
        2: (1, 2, 3, 4),
        4: (4, 5, 6),
        5: (1, 2, 3, 4, 5, 31),
        6: (1, 2),
        10: (1, 2, 3, 4, 5, 6, 7, 8),
    },
    2026: {
        1: (1, 2, 3),
        2: (15, 16, 17, 18, 19, 20, 21, 22, 23),
        4: (4, 5, 6),
        5: (1, 2, 3, 4, 5),
        6: (19, 20, 21),
        9: (25, 26, 27),
        10: (1, 2, 3, 4, 5, 6, 7),
    },
}
WORK = {
    2024: {2: (4, 18), 4: (7, 28), 5: (11,), 9: (14, 29), 10: (12,)},
    2025: {1: (26,), 2: (8,), 4: (27,), 9: (28,), 10: (11,)},
    2026: {1: (4,), 2: (14, 28), 5: (9,), 9: (20,), 10: (10,)},
}
WORKDAYS_OF_THE_YEAR = {2024: 251, 2025: 248, 2026: 248}


def written(table: dict[int, dict[int, tuple[int, ...]]]) -> set[date]:
    return {
        date(year, month, day)
        for year, months in table.items()
        for month, days in months.items()
        for day in days
    }


def every_day() -> list[date]:
    first = date(2024, 1, 1)
    return [first + timedelta(days=offset) for offset in range((date(2027, 1, 1) - first).days)]


def test_the_written_table_is_large_enough_to_mean_something() -> None:
    assert len(written(REST) | written(WORK)) >= 90
    assert not written(REST) & written(WORK)


@pytest.mark.parametrize("day", sorted(written(REST)), ids=str)
def test_a_holiday_is_no_working_day(day: date) -> None:
    assert not CALENDAR.is_workday(day)


@pytest.mark.parametrize("day", sorted(written(WORK)), ids=str)
def test_a_weekend_worked_in_exchange_is_a_working_day(day: date) -> None:
    assert day.weekday() >= 5
    assert CALENDAR.is_workday(day)


def test_every_other_day_is_what_its_weekday_says() -> None:
    special = written(REST) | written(WORK)
    odd = [
        day for day in every_day() if day not in special and CALENDAR.is_workday(day) != (day.weekday() < 5)
    ]
    assert odd == []


@pytest.mark.parametrize(("year", "count"), WORKDAYS_OF_THE_YEAR.items())
def test_the_working_days_of_a_year_add_up(year: int, count: int) -> None:
    assert CALENDAR.between(date(year - 1, 12, 31), date(year, 12, 31)) == count


def test_a_year_that_nobody_published_and_no_law_fixes_is_refused() -> None:
    for day in (date(2003, 12, 31), date(2090, 1, 1)):
        with pytest.raises(Unavailable) as caught:
            CALENDAR.is_workday(day)
        assert caught.value.code == "calendar_year_missing"
        assert str(day.year) in caught.value.message


def test_a_limit_that_runs_into_a_missing_year_is_refused_not_guessed() -> None:
    only_2026 = Calendar([CALENDAR.year(2026)])
    assert only_2026.add(date(2026, 12, 1), 20).date == date(2026, 12, 29)
    with pytest.raises(Unavailable):
        only_2026.add(date(2026, 12, 1), 45)


def test_a_notice_can_rearrange_the_december_before_it() -> None:
    year = Year(
        2027,
        "published",
        {date(2026, 12, 31): "元旦", date(2027, 1, 1): "元旦"},
        {date(2026, 12, 26): "元旦"},
    )
    changed = CALENDAR.replaced(year)
    assert not changed.is_workday(date(2026, 12, 31))
    assert changed.is_workday(date(2026, 12, 26))
    assert CALENDAR.is_workday(date(2026, 12, 31))


def test_counting_forward_only() -> None:
    with pytest.raises(ValueError, match="forward"):
        CALENDAR.add(date(2026, 3, 2), -1)


# The laws of counting (T01)

days = st.dates(date(2004, 1, 1), date(2033, 12, 31))
counts = st.integers(0, 300)
many = settings(max_examples=2_500, deadline=None)


@many
@given(days, counts.filter(bool))
def test_adding_then_counting_gives_the_number_back(start: date, count: int) -> None:
    due = CALENDAR.add(start, count).date
    assert CALENDAR.between(start, due) == count
    assert CALENDAR.is_workday(due)


@many
@given(days, counts, counts)
def test_adding_twice_is_adding_the_sum(start: date, first: int, second: int) -> None:
    assert (
        CALENDAR.add(CALENDAR.add(start, first).date, second).date == CALENDAR.add(start, first + second).date
    )


@many
@given(days, st.integers(0, 40), counts, st.integers(0, 40))
def test_a_later_start_or_a_longer_limit_never_ends_sooner(
    start: date, later: int, count: int, more: int
) -> None:
    due = CALENDAR.add(start, count).date
    assert CALENDAR.add(start + timedelta(days=later), count).date >= due
    assert CALENDAR.add(start, count + more).date >= due


@many
@given(days, days, days)
def test_counts_add_up_over_a_day_in_between(first: date, second: date, third: date) -> None:
    assert CALENDAR.between(first, third) == CALENDAR.between(first, second) + CALENDAR.between(second, third)


@settings(max_examples=300, deadline=None)
@given(days, st.integers(0, 120))
def test_the_fast_count_is_the_slow_one(start: date, count: int) -> None:
    day, left = start, count
    while left:
        day += timedelta(days=1)
        left -= CALENDAR.is_workday(day)
    assert CALENDAR.add(start, count).date == day
