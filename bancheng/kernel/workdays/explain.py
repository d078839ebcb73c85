"""为什么是这一天：the sentences behind a due date (face.md 6.3, sentences 13 to 15)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from bancheng.kernel.workdays.calendars import Calendar
from bancheng.kernel.workdays.clocks import Clock, Pause, clock_due, counted_to, local_day
from bancheng.kernel.workdays.english import english_day, english_weekday, reads_english

_WEEKDAYS: Final = "一二三四五六日"
_SATURDAY: Final = 5


@dataclass(frozen=True)
class _Run:
    """Neighbouring days that are special for one reason."""

    first: date
    last: date
    name: str
    worked: bool


def explain(calendar: Calendar, start: date, days: int, act: str | None = None) -> list[str]:
    """Why so many working days after ``start`` end when they do. ``act``: what happened that day (受理)."""
    due = calendar.add(start, days)
    began = _("{day}{act}").format(day=_full(start), act=_("受理") if act is None else act)
    skipped = list(_days(start, due.date))
    runs = list(_runs(calendar, skipped))
    plain = any(_plain_weekend(calendar, day) for day in skipped)
    end = _full(due.date, start)
    if runs:
        sentences = [
            _("{began}，从第二天起算{n}个工作日。").format(began=began, n=days),
            "；".join([*_exceptions(runs, start), *([_("其余周六、周日不算")] if plain else [])]) + "。",
            _("所以是{end}。").format(end=end),
        ]
    else:
        weekend = _("周六、周日不算，") if plain else ""
        counted = _("从第二天起算{n}个工作日，{weekend}到{end}。").format(n=days, weekend=weekend, end=end)
        sentences = [began + _("。"), counted]
    return sentences + _provisional(calendar, start, due.date)


def explain_clock(calendar: Calendar, clock: Clock, act: str | None = None) -> list[str]:
    """As :func:`explain`, for a clock with pauses or in calendar days. While paused, says only since when."""
    start = local_day(clock.started)
    if clock.unit == "wd" and not clock.pauses:
        return explain(calendar, start, clock.limit, act)
    unit = _("个工作日") if clock.unit == "wd" else _("天")
    began = _("{day}{act}").format(day=_full(start), act=_("受理") if act is None else act)
    sentences = [_("{began}，从第二天起算{n}{unit}。").format(began=began, n=clock.limit, unit=unit)]
    sentences += [_paused(pause, start) for pause in clock.pauses]
    if clock.paused:
        return sentences
    due = clock_due(clock, calendar)
    if counted_to(clock, calendar) != due.date:
        sentences.append(_("最后一天遇到休息日的，顺延到下一个工作日。"))
    return [
        *sentences,
        _("所以是{end}。").format(end=_full(due.date, start)),
        *_provisional(calendar, start, due.date),
    ]


def _paused(pause: Pause, start: date) -> str:
    since = _short(local_day(pause.since), start)
    if pause.until is None:
        return _("从{since}起暂停计时，还没有恢复。这几天不算在办理时间里。").format(since=since)
    until = _short(local_day(pause.until), start)
    return _("从{since}起暂停计时，{until}恢复。这几天不算在办理时间里。").format(since=since, until=until)


def _provisional(calendar: Calendar, start: date, end: date) -> list[str]:
    if not calendar.rests_on_provisional(start, end):
        return []
    years = (year for year in range(start.year, end.year + 1) if calendar.year(year).status == "provisional")
    text = _("{year}年的放假安排还没有公布，这个日期是暂定的；公布后会重算一次，有变化会告诉您。")
    return [text.format(year="、".join(map(str, years)))]


def _days(start: date, end: date) -> Iterable[date]:
    return (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))


def _plain_weekend(calendar: Calendar, day: date) -> bool:
    return day.weekday() >= _SATURDAY and not calendar.is_workday(day) and not calendar.rest_name(day)


def _runs(calendar: Calendar, days: Iterable[date]) -> Iterable[_Run]:
    current: _Run | None = None
    for day in days:
        name = calendar.work_name(day) or calendar.rest_name(day)
        worked = calendar.work_name(day) is not None
        same = (
            current
            and day == current.last + timedelta(days=1)
            and (name, worked) == (current.name, current.worked)
        )
        if current and same:
            current = _Run(current.first, day, current.name, worked)
            continue
        if current:
            yield current
        current = _Run(day, day, name, worked) if name else None
    if current:
        yield current


def _exceptions(runs: list[_Run], start: date) -> list[str]:
    said: list[str] = []
    month = None
    for run in runs:
        said.append(_exception(run, month, start))
        month = run.last.month
    return said


def _exception(run: _Run, month: int | None, start: date) -> str:
    first = _day_after(run.first, month, start)
    if run.worked:
        return _("{day}（{weekday}）调休上班，算").format(day=first, weekday=_weekday(run.first))
    if run.first == run.last:
        return _("{day}{name}放假，不算").format(day=first, name=_holiday(run.name))
    last = _day_after(run.last, run.first.month, start)
    return _("{first}到{last}{name}放假，不算").format(first=first, last=last, name=_holiday(run.name))


def _holiday(name: str) -> str:
    """清明节 → 清明: as in 清明放假."""
    return name.removesuffix("节") if len(name) > 2 else name


def _day_after(day: date, month: int | None, start: date) -> str:
    """A day without its month when the sentence is still in that month."""
    if month == day.month and not reads_english():
        return _("{day}日").format(day=day.day)
    return _short(day, start)


def _short(day: date, start: date) -> str:
    if reads_english():
        return english_day(day, year=day.year != start.year)
    if day.year != start.year:
        return _("{year}年{month}月{day}日").format(year=day.year, month=day.month, day=day.day)
    return _("{month}月{day}日").format(month=day.month, day=day.day)


def _full(day: date, start: date | None = None) -> str:
    return _("{day}（{weekday}）").format(day=_short(day, start or day), weekday=_weekday(day))


def _weekday(day: date) -> str:
    return english_weekday(day) if reads_english() else _("周{name}").format(name=_WEEKDAYS[day.weekday()])
