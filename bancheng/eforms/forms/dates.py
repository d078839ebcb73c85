"""Dates in every form that people write them (face 5.2): one box, three boxes, Chinese numerals."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from .slips import Slip, half_width

_SEPARATED = re.compile(r"(\d{1,4})\s*[-./年,\s]\s*(\d{1,2})\s*[-./月,\s]\s*(\d{1,2})\s*[日号]?")
_RUN_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CHINESE = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([元正〇零一二三四五六七八九十]{1,3})月([〇零一二三四五六七八九十廿卅]{1,3})[日号]?"
)
_DIGITS = {
    character: value
    for value, characters in enumerate(("〇零○", "一元正", *"二三四五六七八九"))
    for character in characters
}
_LUNAR = re.compile("初[一二三四五六七八九十]|腊月|冬月|闰.月")
_CLOCK = re.compile(
    r"(?P<day>.+?)[T\s]*(?<!\d)(?P<hour>\d{1,2})(?:[:时点](?P<minute>\d{1,2})?)(?::\d{1,2})?分?$", re.S
)
_EARLIEST = 1850


def parse_date(raw: str | Sequence[str], *, label: str) -> date:
    """The day meant by one text or by three (年, 月, 日; the first may hold a whole date that was pasted).

    Understands 2026-3-2, 2026.3.2, 2026/3/2, 20260302, 2026年3月2日, 二〇二六年三月二日, also full-width.
    """
    if isinstance(raw, str):
        return _real_day(*_split(half_width(raw), label), label=label)
    year, month, day = (half_width(part) for part in (*raw, "", "", "")[:3])
    if year and not month and not day:
        return _real_day(*_split(year, label), label=label)
    return _real_day(
        *(_part(text, name, label) for text, name in zip((year, month, day), _names(), strict=True)),
        label=label,
    )


def say(day: date, *, this_year: int | None = None) -> str:
    """2026年3月2日, or 3月2日 inside `this_year`."""
    if day.year == this_year:
        return _("{month}月{day}日").format(month=day.month, day=day.day)
    return _("{year}年{month}月{day}日").format(year=day.year, month=day.month, day=day.day)


def _names() -> tuple[str, str, str]:
    return _("年份"), _("月份"), _("日")


def _split(text: str, label: str) -> tuple[int, int, int]:
    if _LUNAR.search(text):
        raise Slip(_("{label}请填证件上的公历日期，不是农历。").format(label=label))
    for pattern in (_SEPARATED, _RUN_TOGETHER):
        found = pattern.fullmatch(text)
        if found:
            return int(found[1]), int(found[2]), int(found[3])
    found = _CHINESE.fullmatch(text)
    if found:
        year = int("".join(str(_DIGITS[character]) for character in found[1]))
        return year, _chinese_number(found[2], label), _chinese_number(found[3], label)
    raise Slip(_("{label}要写明年、月、日，例如2026年3月2日。").format(label=label))


def _part(text: str, name: str, label: str) -> int:
    digits = text.rstrip("年月日号 ")
    if not digits:
        raise Slip(_("{label}还缺{part}。").format(label=label, part=name))
    if not digits.isdecimal():
        digits = (
            str(_chinese_number(digits, label))
            if all(c in "〇零一二三四五六七八九十廿卅" for c in digits)
            else ""
        )
    if not digits or len(digits) > 4:
        raise Slip(
            _("{label}的{part}要填数字，现在是“{text}”。").format(label=label, part=name, text=text[:12])
        )
    return int(digits)


def _chinese_number(text: str, label: str) -> int:
    """Up to 39, as months and days need: 三, 十, 十二, 二十, 二十三, 廿三, 卅一, 二三 as digits is
    refused."""
    plain = text.replace("廿", "二十").replace("卅", "三十")
    if plain in _DIGITS:
        return _DIGITS[plain]
    found = re.fullmatch("([一二三]?)十([一二三四五六七八九]?)", plain)
    if not found:
        raise Slip(_("{label}里的“{text}”看不明白，可以改用数字写。").format(label=label, text=text))
    return (_DIGITS[found[1]] if found[1] else 1) * 10 + (_DIGITS[found[2]] if found[2] else 0)


def _real_day(year: int, month: int, day: int, *, label: str) -> date:
    if year < 100:
        raise Slip(_("{label}的年份要写4位，例如2026。").format(label=label))
    if not _EARLIEST <= year <= 9999:
        raise Slip(_("{label}的年份是{year}，请再看一遍。").format(label=label, year=year))
    if not 1 <= month <= 12:
        raise Slip(_("{label}的月份要在1到12之间。").format(label=label))
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise Slip(
            _("{label}的日要在1到{last}之间，{year}年{month}月没有{day}日。").format(
                label=label, last=last, year=year, month=month, day=day
            )
        )
    return date(year, month, day)


def parse_instant(raw: str, *, label: str) -> str:
    """A day with a time of day, as `YYYY-MM-DDTHH:MM` (civil time in Asia/Shanghai, as certificates print
    it)."""
    found = _CLOCK.search(half_width(raw))
    if not found:
        raise Slip(_("{label}要写明日期和几点几分，例如2026年3月2日10:41。").format(label=label))
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if hour > 23 or minute > 59:
        raise Slip(_("{label}的时间要在0:00到23:59之间。").format(label=label))
    day = parse_date(found["day"], label=label)
    return f"{day.isoformat()}T{hour:02}:{minute:02}"
