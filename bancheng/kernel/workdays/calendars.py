"""The calendar of working days: an immutable value, asked with dates, reading no clock and no table."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

from bancheng.kernel.errors import Unavailable, define
from bancheng.kernel.workdays.years import LAST_PUBLISHED, Year, provisional_year, published_years

YEAR_MISSING = define(
    Unavailable,
    "calendar_year_missing",
    _("日历里没有{year}年的工作日安排，算不出这个日期。"),
    next_step=_("请管理员导入国务院的放假通知。"),
    ask=_("系统管理员"),
)

_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Due:
    """A date, and whether it rests on a year whose notice is not out (暂定)."""

    date: date
    provisional: bool


class Calendar:
    """工作日日历。Answers for the years it has; another year raises YEAR_MISSING (503)."""

    def __init__(self, years: Iterable[Year]) -> None:
        self.years: Mapping[int, Year] = MappingProxyType({one.year: one for one in years})
        self._rest: dict[date, str] = {}
        self._work: dict[date, str] = {}
        # In the order of years: a notice may rearrange the last days of the December before it.
        for _year, one in sorted(self.years.items()):
            for day in one.work:
                self._rest.pop(day, None)
            for day in one.rest:
                self._work.pop(day, None)
            self._rest.update(one.rest)
            self._work.update(one.work)
        self._ordinals: dict[int, tuple[int, ...]] = {}

    def year(self, number: int) -> Year:
        """The arrangement of one year."""
        try:
            return self.years[number]
        except KeyError:
            raise YEAR_MISSING(year=number) from None

    def is_workday(self, day: date) -> bool:
        """Whether offices work that day."""
        self.year(day.year)
        return day in self._work or (day.weekday() < _SATURDAY and day not in self._rest)

    def rest_name(self, day: date) -> str | None:
        """The holiday a day off belongs to; None for plain weekends and for working days."""
        return self._rest.get(day)

    def work_name(self, day: date) -> str | None:
        """The holiday for which this weekend day is worked (调休); None for other days."""
        return self._work.get(day)

    def add(self, start: date, days: int) -> Due:
        """The last of so many working days, counted from the day after ``start``.

        The first day is not counted (民法典第二百零一条); 0 gives the day itself, whatever day it is. ValueError
        for a negative number.
        """
        if days < 0:
            raise ValueError("working days are counted forward")
        year, left = start.year, days
        if left == 0:
            return Due(start, self.year(year).status == "provisional")
        ordinals = self._workdays(year)
        index = bisect_right(ordinals, start.toordinal())
        while left > len(ordinals) - index:
            left -= len(ordinals) - index
            year, index = year + 1, 0
            ordinals = self._workdays(year)
        found = date.fromordinal(ordinals[index + left - 1])
        return Due(found, self.rests_on_provisional(start, found))

    def between(self, first: date, second: date) -> int:
        """Working days after ``first`` up to and with ``second``; negative when ``second`` is earlier."""
        if second < first:
            return -self.between(second, first)
        return sum(
            bisect_right(ordinals, second.toordinal()) - bisect_right(ordinals, first.toordinal())
            for ordinals in map(self._workdays, range(first.year, second.year + 1))
        )

    def next_workday(self, day: date) -> date:
        """The day itself when it is worked, else the first working day after it (民法典第二百零三条)."""
        return day if self.is_workday(day) else self.add(day, 1).date

    def rests_on_provisional(self, start: date, end: date) -> bool:
        """Whether the days after ``start`` up to ``end`` touch a year without a notice."""
        first = (start + timedelta(days=1)).year if start < end else end.year
        return any(self.year(year).status == "provisional" for year in range(first, end.year + 1))

    def replaced(self, year: Year) -> Calendar:
        """A calendar in which this year's arrangement is another."""
        return Calendar([*(one for one in self.years.values() if one.year != year.year), year])

    def days(self, year: int) -> Iterator[date]:
        """Every day of a year."""
        first = date(year, 1, 1)
        return (first + timedelta(days=offset) for offset in range((date(year, 12, 31) - first).days + 1))

    def _workdays(self, year: int) -> tuple[int, ...]:
        found = self._ordinals.get(year)
        if found is None:
            found = tuple(day.toordinal() for day in self.days(year) if self.is_workday(day))
            self._ordinals[year] = found
        return found


@lru_cache(maxsize=8)
def built_in(through: int = LAST_PUBLISHED + 10) -> Calendar:
    """2004–2026 as published and the years up to ``through`` by the law alone. Needs no database."""
    later = (provisional_year(year) for year in range(LAST_PUBLISHED + 1, through + 1))
    return Calendar([*published_years(), *later])
