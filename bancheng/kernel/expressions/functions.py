"""The functions of the language. Time is an argument of each: nothing here reads a clock."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from bancheng.kernel.workdays.ages import age


@dataclass(frozen=True)
class Function:
    """``takes`` and ``gives`` are kinds (date, integer); ``sentence`` the Chinese wording with {0}, {1};

    ``sql`` the text per dialect. ``run`` gets values of the right kind, none missing; OverflowError and
    ValueError mean: no value.
    """

    takes: tuple[str, ...]
    gives: str
    run: Callable[..., Any]
    sentence: str
    sql: dict[str, str]


def add_days(day: date, days: int) -> date:
    """The day so many calendar days later."""
    return day + timedelta(days=days)


def add_months(day: date, months: int) -> date:
    """The corresponding day so many months later; in a month without it, the last (民法典第二百零二条)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError("outside the calendar")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The corresponding day so many years later."""
    return add_months(day, 12 * years)


def _both(text: str) -> dict[str, str]:
    return {"postgres": text, "duckdb": text}


FUNCTIONS: Final[dict[str, Function]] = {
    "add_days": Function(
        ("date", "integer"), "date", add_days, "{0}之后{1}天", _both("({0} + CAST({1} AS integer))")
    ),
    "add_months": Function(
        ("date", "integer"),
        "date",
        add_months,
        "{0}之后{1}个月",
        {
            "postgres": "CAST({0} + make_interval(months => CAST({1} AS integer)) AS date)",
            "duckdb": "CAST({0} + to_months(CAST({1} AS integer)) AS date)",
        },
    ),
    "add_years": Function(
        ("date", "integer"),
        "date",
        add_years,
        "{0}之后{1}年",
        {
            "postgres": "CAST({0} + make_interval(years => CAST({1} AS integer)) AS date)",
            "duckdb": "CAST({0} + to_years(CAST({1} AS integer)) AS date)",
        },
    ),
    # The whole numbers yyyymmdd differ by 10000 a year: exact, and each argument is written once, so that
    # nested calls do not grow the text.
    "age": Function(
        ("date", "date"),
        "integer",
        age,
        "从{0}到{1}的周岁",
        {
            "postgres": "CAST(floor((CAST(to_char({1}, 'YYYYMMDD') AS numeric)"
            " - CAST(to_char({0}, 'YYYYMMDD') AS numeric)) / 10000) AS integer)",
            "duckdb": "CAST(floor((CAST(strftime({1}, '%Y%m%d') AS integer)"
            " - CAST(strftime({0}, '%Y%m%d') AS integer)) / 10000.0) AS integer)",
        },
    ),
    "days_between": Function(
        ("date", "date"),
        "integer",
        lambda first, second: (second - first).days,
        "从{0}到{1}的天数",
        {"postgres": "({1} - {0})", "duckdb": "date_diff('day', {0}, {1})"},
    ),
    "year": Function(
        ("date",),
        "integer",
        lambda day: day.year,
        "{0}的年份",
        _both("CAST(extract(year FROM {0}) AS integer)"),
    ),
}
