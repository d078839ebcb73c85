"""Reading what the controls of `ui` post, before a rule judges it.

Pure and free of business: what is typed is tidied the same way everywhere (face.md §5).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

_FULL_WIDTH = str.maketrans(
    "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ－（）",
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-()",
)
_GAPS = re.compile(r"[\s\u3000\u2010-\u2015\-]")
_CHINESE = {"〇": 0, "零": 0, "○": 0, **{c: i for i, c in enumerate("一二三四五六七八九", 1)}}
_THREE = re.compile(r"^\s*(\d{4})\s*[-./年\s]\s*(\d{1,2})\s*[-./月\s]\s*(\d{1,2})\s*日?\s*$")
_EIGHT = re.compile(r"^\s*(\d{4})(\d{2})(\d{2})\s*$")


def tidy(text: str) -> str:
    """A typed number or code without spaces and hyphens, full-width signs made half-width, letters upper case."""
    return _GAPS.sub("", text.translate(_FULL_WIDTH)).upper()


@dataclass(frozen=True)
class DateParts:
    """What stood in the three boxes, the date if it is one, and the sentence if it is none."""

    year: str = ""
    month: str = ""
    day: str = ""
    date: date | None = None
    error: str = ""
    wrong: tuple[str, ...] = field(default=())
    """Boxes to mark: of year, month, day."""


def read_date(data: Mapping[str, str], name: str) -> DateParts:
    """The date of `ui.date_input(name)`; a whole date pasted into the year box is split. Empty boxes are no error."""
    typed = tuple(str(data.get(f"{name}-{part}", "")).strip() for part in ("year", "month", "day"))
    if not any(typed):
        return DateParts()
    split = split_date(typed[0]) if not typed[1] and not typed[2] else None
    year, month, day = split or tuple(tidy(part) for part in typed)
    return _judged(year, month, day)


def split_date(text: str) -> tuple[str, str, str] | None:
    """`2026-3-2`, `2026.3.2`, `20260302`, `二〇二六年三月二日` as three numbers; None for anything else."""
    plain = _arabic(text.translate(_FULL_WIDTH))
    found = _THREE.match(plain) or _EIGHT.match(plain)
    return (found[1], str(int(found[2])), str(int(found[3]))) if found else None


def _judged(year: str, month: str, day: str) -> DateParts:
    """The first thing that is wrong, named by its part."""
    numbers = {"year": year, "month": month, "day": day}
    empty = tuple(part for part, text in numbers.items() if not text)
    words = {"year": _("年"), "month": _("月"), "day": _("日")}
    if empty:
        missing = "、".join(words[part] for part in empty)
        return DateParts(year, month, day, error=_("还差%(parts)s") % {"parts": missing}, wrong=empty)
    for part, low, high, sentence in (
        ("year", 1900, 2200, _("年份要写4位，例如2026")),
        ("month", 1, 12, _("月份要在1到12之间")),
        ("day", 1, 31, _("日要在1到31之间")),
    ):
        if not (numbers[part].isascii() and numbers[part].isdigit() and low <= int(numbers[part]) <= high):
            return DateParts(year, month, day, error=sentence, wrong=(part,))
    try:
        whole = date(int(year), int(month), int(day))
    except ValueError:
        sentence = _("%(year)s年%(month)s月没有%(day)s日") % numbers
        return DateParts(year, month, day, error=sentence, wrong=("day",))
    return DateParts(year, month, day, date=whole)


def _arabic(text: str) -> str:
    """Chinese numerals of a date as digits: 二〇二六年十二月三十一日 → 2026年12月31日."""

    def number(match: re.Match[str]) -> str:
        tens, ten, units = match[0].partition("十")
        if not ten:
            return "".join(str(_CHINESE[c]) for c in match[0])
        return str((_CHINESE[tens] if tens else 1) * 10 + (_CHINESE[units] if units else 0))

    return re.sub(
        r"[〇零○一二三四五六七八九]?十[一二三四五六七八九]?|[〇零○一二三四五六七八九]+", number, text
    )
