"""Public numbers: labels for people, never keys to access.

Serials are taken *before* the act, in blocks, so that the act itself stays one statement; a process that dies
loses the rest of its block (a gap, never a duplicate). The act writes the number into the registry
(`kernel_number`).
"""

from __future__ import annotations

import re
import threading
from collections import deque
from datetime import date

from django.db import connections
from django.utils.translation import gettext_lazy as _

from bancheng.kernel.database import DEFAULT, call, fetch_one, using
from bancheng.kernel.errors import RuleBroken, Unavailable, define

BLOCK = 10
"""Serials a process takes at once: 10 of 9,999 a day and item are a small loss for nine saved round trips."""
LAST_DIGITS = 9_999
LAST = LAST_DIGITS + 26 * 1_000
_IMPLEMENTATION = re.compile(r"^[0-9A-Z]{31}$")
_CASE_NUMBER = re.compile(r"^([0-9A-Z]{31})(\d{8})(\d{4}|[A-Z]\d{3})$")

NUMBERS_EXHAUSTED = define(
    Unavailable,
    "numbers_exhausted",
    _("这个事项今天的办件编号用完了（每天最多 {last} 个）。"),
    next_step=_("明天再受理，期限从收到申请那天算，不受影响。"),
    ask=_("请告诉数据管理部门。"),
)
IMPLEMENTATION_CODE_WRONG = define(
    RuleBroken,
    "implementation_code_wrong",
    _("实施编码“{code}”不是 31 位数字和大写字母，不能给出办件编号。"),
    next_step=_("请事项编制人员改正实施编码。"),
    regulation=_("政务服务事项编码：实施编码 31 位"),
)

_lock = threading.Lock()
_blocks: dict[str, tuple[date, deque[int]]] = {}


def forget() -> None:
    """Throw away the blocks of this process (after a test database was emptied)."""
    with _lock:
        _blocks.clear()


def take(series: str, day: date, count: int = 1, *, block: int = BLOCK) -> list[int]:
    """`count` serials of a series on a day, unique over all processes; usually without a statement.

    Inside a transaction (tests, imports) exactly `count` are taken and nothing is kept: a roll-back gives the
    serials back to the table, and a block kept here would then be given out twice.
    """
    if connections[DEFAULT].in_atomic_block:
        return _fetch(series, day, count)
    with _lock:
        held_day, kept = _blocks.get(series, (day, deque[int]()))
        if held_day == day and len(kept) >= count:
            return [kept.popleft() for _each in range(count)]
    fresh = _fetch(series, day, max(block, count))
    with _lock:
        if day >= _blocks.get(series, (day, None))[0]:  # yesterday's number asked at midnight keeps no block
            _blocks[series] = (day, deque(fresh[count:]))
    return fresh[:count]


def _fetch(series: str, day: date, count: int) -> list[int]:
    with using(DEFAULT):
        first = int(call("kernel_take_numbers_v1", series=series, day=day, count=count).facts["first"])
    return list(range(first, first + count))


def serial_text(serial: int) -> str:
    """Four characters: 0001…9999, then A000…Z999, a local extension (verification.md I9). Unavailable
    beyond.
    """
    if not 1 <= serial <= LAST:
        raise NUMBERS_EXHAUSTED(last=LAST)
    if serial <= LAST_DIGITS:
        return f"{serial:04d}"
    letter, rest = divmod(serial - LAST_DIGITS - 1, 1_000)
    return f"{chr(ord('A') + letter)}{rest:03d}"


def case_number(implementation_code: str, day: date, serial: int) -> str:
    """办件编号, 43 characters: implementation code (31), date of acceptance in Shanghai (8), serial of the
    day (4).
    """
    if not _IMPLEMENTATION.match(implementation_code):
        raise IMPLEMENTATION_CODE_WRONG(code=implementation_code)
    return f"{implementation_code}{day:%Y%m%d}{serial_text(serial)}"


def take_case_number(implementation_code: str, day: date) -> str:
    """The next 办件编号 of an item on a day."""
    if not _IMPLEMENTATION.match(implementation_code):
        raise IMPLEMENTATION_CODE_WRONG(code=implementation_code)
    return case_number(implementation_code, day, take(f"case:{implementation_code}", day)[0])


def is_case_number(text: str) -> bool:
    """Whether a text has the form of a 办件编号 (31 + date + serial)."""
    match = _CASE_NUMBER.match(text)
    if match is None or match[3] == "0000":
        return False
    try:
        date(int(match[2][:4]), int(match[2][4:6]), int(match[2][6:]))
    except ValueError:
        return False
    return True


def receipt(day: date) -> str:
    """The next 回执编号 of a day: `20261123-000042`, unlimited (it grows a digit from the millionth)."""
    return f"{day:%Y%m%d}-{take('receipt', day)[0]:06d}"


def find(number: str) -> dict[str, object] | None:
    """What a registered number names: `{kind, application_id, case_id, at}`; access is checked by who
    asks.
    """
    return fetch_one(
        "SELECT kind, application_id, case_id, at FROM public.kernel_number WHERE number = %s", [number]
    )
