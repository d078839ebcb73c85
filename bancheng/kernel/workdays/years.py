"""One year of working days: what its notice (or the law alone) makes different from Monday to Friday."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, Literal

from lunar_python import Lunar, Solar

Status = Literal["published", "provisional"]

FIRST_PUBLISHED: Final = 2004
LAST_PUBLISHED: Final = 2026
LAW_IN_FORCE_SINCE: Final = 2025
"""全国年节及纪念日放假办法 as revised on 2024-11-10 (国务院令第795号), in force from 2025-01-01."""

_SATURDAY: Final = 5
_NAMES: Final = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


@dataclass(frozen=True)
class Year:
    """年度安排。``rest``: days off beside plain weekends (weekend days within a holiday are named too);
    ``work``: weekend days worked (调休); both day → name of the holiday. A notice may name days of the
    December before. ``source``: the notice's number, or the law for a provisional year."""

    year: int
    status: Status
    rest: Mapping[date, str]
    work: Mapping[date, str]
    source: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "rest", MappingProxyType(dict(sorted(self.rest.items()))))
        object.__setattr__(self, "work", MappingProxyType(dict(sorted(self.work.items()))))

    @property
    def span(self) -> tuple[date, date]:
        """First and last day that this arrangement speaks of: the year, and days of the December before it."""
        return min([date(self.year, 1, 1), *self.rest, *self.work]), date(self.year, 12, 31)

    def as_days(self) -> dict[str, dict[str, str]]:
        """The ``days`` column of ``kernel_calendar_year``."""
        rest = {day.isoformat(): name for day, name in self.rest.items()}
        return {"rest": rest, "work": {day.isoformat(): name for day, name in self.work.items()}}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Year:
        """A row of ``kernel_calendar_year``."""
        days = row["days"]
        rest, work = (
            {date.fromisoformat(day): str(name) for day, name in days[kind].items()}
            for kind in ("rest", "work")
        )
        return cls(int(row["year"]), row["status"], rest, work, row["source_notice"])


@lru_cache(maxsize=1)
def published_years() -> tuple[Year, ...]:
    """2004–2026 as published by the State Council, seeded from the package ``chinesecalendar``."""
    from chinese_calendar.constants import holidays, workdays

    rest: dict[int, dict[date, str]] = {}
    work: dict[int, dict[date, str]] = {}
    for target, days in ((rest, holidays), (work, workdays)):
        for day, name in days.items():
            target.setdefault(day.year, {})[day] = _NAMES[name]
    return tuple(
        Year(
            year,
            "published",
            rest.get(year, {}),
            work.get(year, {}),
            f"国务院办公厅关于{year}年部分节假日安排的通知",
        )
        for year in range(FIRST_PUBLISHED, LAST_PUBLISHED + 1)
    )


def statutory_days(year: int) -> tuple[tuple[date, str], ...]:
    """The 13 days that the law itself gives everybody (第二条), in order; a day can carry two festivals.

    ValueError for years before the revision: their law was another.
    """
    if year < LAW_IN_FORCE_SINCE:
        raise ValueError(f"the law of 2024 does not govern {year}")
    new_year = _lunar(year, 1, 1)
    days = [
        (date(year, 1, 1), "元旦"),
        *((new_year + timedelta(days=offset), "春节") for offset in (-1, 0, 1, 2)),
        (_tomb_sweeping(year), "清明节"),
        (date(year, 5, 1), "劳动节"),
        (date(year, 5, 2), "劳动节"),
        (_lunar(year, 5, 5), "端午节"),
        (_lunar(year, 8, 15), "中秋节"),
        *((date(year, 10, day), "国庆节") for day in (1, 2, 3)),
    ]
    return tuple(sorted(days))


@lru_cache(maxsize=64)
def provisional_year(year: int) -> Year:
    """A year without a notice: weekends and the law's days alone.

    A statutory day on a weekend is made up on a working day (第六条: 应当在工作日补假). The law does not say
    which: the first working days after the holiday are taken. Two festivals on one day are both owed.
    """
    taken: dict[date, str] = {}
    owed: list[tuple[date, str]] = []
    for day, name in statutory_days(year):
        if day in taken or day.weekday() >= _SATURDAY:
            owed.append((day, name))
        taken.setdefault(day, name)
    for day, name in owed:
        substitute = day
        while substitute in taken or substitute.weekday() >= _SATURDAY:
            substitute += timedelta(days=1)
        taken[substitute] = name
    return Year(year, "provisional", taken, {}, "全国年节及纪念日放假办法（国务院令第795号）")


def _lunar(year: int, month: int, day: int) -> date:
    return _date(Lunar.fromYmd(year, month, day).getSolar())


def _tomb_sweeping(year: int) -> date:
    return _date(Lunar.fromYmd(year, 3, 1).getJieQiTable()["清明"])


def _date(solar: Solar) -> date:
    return date(solar.getYear(), solar.getMonth(), solar.getDay())
