"""Figures, dates and times as a Chinese reader expects them, safe for HTML.

Sources: face.md §4.2 (no typed spaces, number and unit never part, 24-hour clock) and GB/T 7408 for `datetime`.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from bancheng.kernel.workdays.english import english_day, english_weekday, reads_english

WEEKDAYS = "一二三四五六日"
KEPT_TOGETHER = Markup('<span class="nw">{}</span>')
TIME = Markup('<time datetime="{}">{}</time>')
CITIZEN_TAIL = 4


def n(count: int | Decimal | str, unit: str = "") -> Markup:
    """A number with its unit that never breaks over two lines: `n(1, '份')`."""
    shown = f"{count:,}" if isinstance(count, int | Decimal) else count
    return KEPT_TOGETHER.format(f"{shown}{unit}")


_UNITS = "个工作日|个月|个字|个|工作日|小时|分钟|公斤|样|份|件|项|次|家|天|元|处|步|题|条|页|位|岁|MB|KB|%"
_NUMBERS = r"\d{8}-\d{6}|0\d{2,3}-\d{7,8}"
"""Of receipts and telephones."""
_COUNTED = re.compile(rf"(\d+年)?\d+月\d+日(（周.）)?|{_NUMBERS}|\d[\d,.]*({_UNITS})")


def kept(text: object) -> Markup:
    """A sentence whose numbers stay with their units: `…等6件事` never breaks between 6 and 件.

    For texts of rulebooks and letters, which cannot call `n`; dates (3月9日（周一）) and
    numbers of telephones and receipts stay whole too.
    What holds elements already is left as it is.
    """
    safe = escape(text)
    if "<" in safe:
        return safe
    return Markup(_COUNTED.sub(lambda found: f'<span class="nw">{found[0]}</span>', str(safe)))  # noqa: S704


def nw(text: object) -> Markup:
    """Any short text that must stay on one line."""
    return KEPT_TOGETHER.format(text)


def day_words(value: date, *, weekday: bool = True, year: bool | None = None, on: date | None = None) -> str:
    """`3月9日（周一）`; the year is written when it is not the year of `on` (today) or when asked for."""
    value = _local_date(value)
    with_year = value.year != (on or timezone.localdate()).year if year is None else year
    if reads_english():
        return english_day(value, year=with_year) + (f" ({english_weekday(value)})" if weekday else "")
    text = f"{value.year}年" if with_year else ""
    text += f"{value.month}月{value.day}日"
    return f"{text}（周{WEEKDAYS[value.weekday()]}）" if weekday else text


def day(value: date, weekday: bool = True, year: bool | None = None, on: date | None = None) -> Markup:
    """A date as `<time>`: `day(due)` → 3月9日（周一）."""
    local = _local_date(value)
    return TIME.format(local.isoformat(), day_words(local, weekday=weekday, year=year, on=on))


def clock(value: datetime) -> Markup:
    """The time of day in Asia/Shanghai as `<time>`: 10:41."""
    local = timezone.localtime(value)
    return TIME.format(local.isoformat(timespec="seconds"), f"{local:%H:%M}")


def moment_words(value: datetime, on: date | None = None) -> str:
    """`今天10:32`, `3月2日10:32` or `2025年3月2日10:32`, seen from the day `on` (today)."""
    local = timezone.localtime(value)
    today = on or timezone.localdate()
    if local.date() == today:
        return _("今天%(time)s") % {"time": f"{local:%H:%M}"}
    gap = " " if reads_english() else ""
    return f"{day_words(local.date(), weekday=False, on=today)}{gap}{local:%H:%M}"


def moment(value: datetime, on: date | None = None) -> Markup:
    """An instant as `<time>`, in the words of `moment_words`."""
    local = timezone.localtime(value)
    return TIME.format(local.isoformat(timespec="seconds"), moment_words(value, on))


def left(count: int, unit: str = "") -> str:
    """Days that are left or over: `3个工作日`, or `3天` where the limit counts calendar days."""
    return f"{count}{_('天') if unit in ('天', _('天')) else _('个工作日')}"


def grouped(number: str, size: int = 4) -> Markup:
    """A long number in groups for the eye; copying gives it without spaces (the gap is CSS). A number that has its own
    hyphens is grouped already."""
    if "-" in number:
        return Markup('<span class="num nw">{}</span>').format(number)
    parts = [number[i : i + size] for i in range(0, len(number), size)]
    groups = Markup("").join(Markup("<span>{}</span>").format(part) for part in parts)
    return Markup('<span class="bc-grouped">{}</span>').format(groups)


def masked(number: str) -> str:
    """An identity, card or telephone number with its middle covered: `4415**********2142`, `138****0000`."""
    head = 3 if len(number) <= 11 else 4
    hidden = len(number) - head - CITIZEN_TAIL
    return number[:head] + "*" * hidden + number[-CITIZEN_TAIL:] if hidden > 0 else "*" * len(number)


def file_size(count: int) -> str:
    """Bytes in the unit that people see on their telephone: `25MB`, `640KB`."""
    if count >= 1_000_000:
        return f"{count / 1_000_000:.1f}".removesuffix(".0") + "MB"
    return f"{max(1, round(count / 1000))}KB"


def _local_date(value: date) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value
