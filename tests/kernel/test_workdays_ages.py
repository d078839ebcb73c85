"""Full years of age (T06)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bancheng.kernel.workdays import age

BORN = date(2008, 5, 21)


@pytest.mark.parametrize("years", [14, 16, 18, 60])
def test_a_year_is_full_on_the_birthday_and_not_the_day_before(years: int) -> None:
    birthday = BORN.replace(year=BORN.year + years)
    assert age(BORN, birthday - timedelta(days=1)) == years - 1
    assert age(BORN, birthday) == years
    assert age(BORN, birthday + timedelta(days=1)) == years


@pytest.mark.parametrize("years", [14, 16, 18, 60])
def test_who_is_born_on_29_february(years: int) -> None:
    born = date(2004, 2, 29)
    leap = years % 4 == 0
    last = date(2004 + years, 2, 28)
    assert age(born, last) == years - 1
    assert age(born, last + timedelta(days=1)) == years
    assert (last + timedelta(days=1)).day == (29 if leap else 1)


@pytest.mark.parametrize("born", [date(1986, 5, 4), date(1988, 7, 1), date(1991, 9, 14)])
def test_summer_time_of_the_years_1986_to_1991_does_not_move_a_birthday(born: date) -> None:
    assert age(born, born.replace(year=2026)) == 2026 - born.year


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 45_000))
def test_age_rises_by_one_a_year_and_never_falls(born: date, offset: int) -> None:
    on = born + timedelta(days=offset)
    assert 0 <= age(born, on + timedelta(days=1)) - age(born, on) <= 1
    assert age(born, born) == 0
