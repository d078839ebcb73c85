"""Dates in English, for readers who chose it. Records never hold them (see `bancheng.kernel.recording`)."""

from __future__ import annotations

from datetime import date

from django.utils import translation

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip


def reads_english() -> bool:
    """Whether the page that is being made is in English."""
    return (translation.get_language() or "").startswith("en")


def english_weekday(value: date) -> str:
    """`Mon`."""
    return _DAYS[value.weekday()]


def english_day(value: date, *, year: bool) -> str:
    """`9 March`, or `9 March 2026`."""
    return f"{value.day} {_MONTHS[value.month - 1]}" + (f" {value.year}" if year else "")
