"""文号 and 核对码: the number that people quote, by the paper's own rule, and the code that proves a paper genuine."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from bancheng.documents.spec import SERIAL
from bancheng.documents.spec.codes import CODE, LETTERS
from bancheng.kernel import numbers

SERIES = "paper:{rule}"
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_BLOCK = 100
"""Serials of papers a process takes at once: a year has room for all of them, and gaps are allowed."""
_EVER = date(2000, 1, 1)
"""The day of a series that does not begin anew each year."""


def paper_number(rule: str, now: datetime, organization: str = "") -> str:
    """The next number by a rule such as `善美受字〔{year}〕第{serial:6}号`. Taken before the act.

    Two papers whose rules read alike share one series, so no number is given twice; the serial begins anew with each
    year that the rule names.
    """
    day = now.astimezone(_SHANGHAI).date()
    plain = rule.replace("{year}", str(day.year)).replace("{organization}", organization)
    serial = SERIAL.search(plain)
    assert serial is not None, rule
    series = SERIES.format(rule=plain.replace(serial[0], "{serial}"))
    first = day.replace(month=1, day=1) if "{year}" in rule else _EVER
    taken = numbers.take(series, first, block=_BLOCK)[0]
    return plain.replace(serial[0], f"{taken:0{int(serial[1] or 1)}d}")


def public_code() -> str:
    """核对码: 80 random bits as `ABCD-EFGH-JKMN-PQRS`; nobody finds one by trying."""
    drawn = "".join(secrets.choice(LETTERS) for _each in range(CODE))
    return "-".join(drawn[i : i + 4] for i in range(0, CODE, 4))


def verify_facts(code: str) -> dict[str, str]:
    """What stands beside the square: the code, the address that the square holds, the address for typing."""
    known = settings.BANCHENG_PUBLIC_URL or getattr(settings, "BANCHENG_LOCAL_URL", "http://127.0.0.1:8000")
    here = str(known).rstrip("/")
    return {
        "code": code,
        "url": f"{here}/verify/{code}/",
        "address": f"{here.partition('://')[2]}/verify/papers",
    }
