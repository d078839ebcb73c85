"""A notice of the State Council (放假通知) as a document, read, checked and put into a calendar.

{"year": 2027, "notice": "国办发明电〔2026〕9号",
 "rest": [{"name": "元旦", "from": "2027-01-01", "to": "2027-01-03"}, …],
 "work": [{"name": "春节", "on": "2027-02-14"}, …]}

`rest` and `work` may also be written day by day: {"2027-01-01": "元旦", …}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from bancheng.kernel.errors import InvalidInput, define
from bancheng.kernel.workdays.calendars import Calendar
from bancheng.kernel.workdays.years import LAW_IN_FORCE_SINCE, Year, statutory_days

NOTICE_WRONG = define(
    InvalidInput,
    "calendar_notice_wrong",
    _("这份放假通知有{count}处对不上，没有导入。"),
    next_step=_("请对照国务院的原文改好再导入。"),
)

_LONGEST: Final = 15  # days of one holiday; the longest ever was 9
_SATURDAY: Final = 5


@dataclass(frozen=True)
class Changes:
    """What an import changed: the new calendar, and the days that turned from work to rest or back, so that
    the limits that count over them are computed again."""

    calendar: Calendar
    days: tuple[date, ...]
    replaced_provisional: bool


def read_notice(document: Mapping[str, Any]) -> Year:
    """The year a notice describes. NOTICE_WRONG (422) lists in ``fields`` every place that does not fit."""
    problems: dict[str, str] = {}
    year = document.get("year")
    if not isinstance(year, int):
        raise NOTICE_WRONG(count=1, fields={"year": translate("没有写年份")})
    rest = _spans(document, "rest", year, problems)
    work = _spans(document, "work", year, problems)
    number = document.get("notice")
    if not isinstance(number, str) or not number.strip():
        problems["notice"] = translate("没有写文号")
    _check_days(year, rest, work, problems)
    if problems:
        raise NOTICE_WRONG(count=len(problems), fields=problems)
    return Year(year, "published", rest, work, str(number).strip())


def apply_notice(calendar: Calendar, year: Year) -> Changes:
    """The calendar with a published year in the place of what it had."""
    before = calendar.years.get(year.year)
    new = calendar.replaced(year)
    if before is None:
        return Changes(new, (), False)
    affected = [*calendar.days(year.year)]
    if year.year - 1 in calendar.years:
        affected = [*_december(year.year - 1), *affected]
    changed = tuple(day for day in affected if calendar.is_workday(day) != new.is_workday(day))
    return Changes(new, changed, before.status == "provisional")


def _december(year: int) -> list[date]:
    return [date(year, 12, day) for day in range(1, 32)]


def _spans(document: Mapping[str, Any], kind: str, year: int, problems: dict[str, str]) -> dict[date, str]:
    found: dict[date, str] = {}
    entries = document.get(kind)
    if isinstance(entries, Mapping):
        entries = [{"name": name, "on": day} for day, name in entries.items()]
    if not isinstance(entries, list):
        problems[kind] = translate("没有这一部分")
        return found
    for number, entry in enumerate(entries):
        place = f"{kind}[{number}]"
        try:
            name, days = _span(entry)
        except (KeyError, TypeError, ValueError, AttributeError):
            problems[place] = translate("看不懂：要有 name，和 on 或者 from、to")
            continue
        if any(not _belongs(day, year) for day in days):
            problems[place] = translate("不在这一年")
        found.update(dict.fromkeys(days, name))
    return found


def _span(entry: Mapping[str, Any]) -> tuple[str, list[date]]:
    name = entry["name"].strip()
    first = _day(entry["on"] if "on" in entry else entry["from"])
    last = _day(entry.get("to", first))
    if not name or not 0 <= (last - first).days < _LONGEST:
        raise ValueError("no name, or not a span")
    return name, [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _belongs(day: date, year: int) -> bool:
    return day.year == year or (day.year == year - 1 and day.month == 12)


def _check_days(year: int, rest: dict[date, str], work: dict[date, str], problems: dict[str, str]) -> None:
    for day in sorted(rest.keys() & work.keys()):
        problems[day.isoformat()] = translate("又放假又上班")
    for day in sorted(work):
        if day.weekday() < _SATURDAY:
            problems[day.isoformat()] = translate("调休上班的日子应当是周六或周日")
    if year >= LAW_IN_FORCE_SINCE:
        for day, name in statutory_days(year):
            if day not in rest:
                problems[day.isoformat()] = translate("{name}是法定假日，通知里没有放假").format(name=name)
