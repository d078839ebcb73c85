"""Time limits as they are written in an implementation list: a number and its unit (时限)."""

from __future__ import annotations

import math
import re
from functools import cached_property
from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from bancheng.eforms.spec import Sourced
from bancheng.kernel.rulebooks import Text

_WRITTEN = re.compile(r"^(\d{1,4}) ?(wd|cd|h|m|y)$")
_WORKING_SHARE = 5 / 7


class Limit(Sourced):
    """时限. Written `20 wd`, `30 cd`, `4 h`, `2 m`, `1 y`, or `now` (即办); or as a map with its source."""

    n: int = Field(ge=0, le=9999)
    unit: Literal["wd", "cd", "h", "m", "y"]
    """wd working days · cd calendar days · h hours · m months · y years."""
    explain: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _read(cls, written: Any) -> Any:
        if isinstance(written, str):
            written = {"limit": written}
        if isinstance(written, dict) and "limit" in written:
            rest = {key: value for key, value in written.items() if key != "limit"}
            return {**rest, **_parse(str(written["limit"]))}
        return written

    @property
    def at_once(self) -> bool:
        """即办: done while the person waits."""
        return self.n == 0

    @cached_property
    def working_days(self) -> int:
        """The limit in working days, for comparing and adding; calendar units round up at 5 days a week.

        Legal due dates are never computed from this: clocks count in the limit's own unit.
        """
        days = {"wd": float(self.n), "cd": self.n * _WORKING_SHARE, "h": self.n / 8,
                "m": self.n * 30 * _WORKING_SHARE, "y": self.n * 250.0}[self.unit]  # fmt: skip
        return math.ceil(days)

    @property
    def said(self) -> str:
        """As people say it: 5个工作日, 3个月, 当场办."""
        units = {"wd": _("个工作日"), "cd": _("天"), "h": _("小时"), "m": _("个月"), "y": _("年")}
        return _("当场办") if self.at_once else f"{self.n}{units[self.unit]}"

    def __str__(self) -> str:
        return "now" if self.at_once else f"{self.n} {self.unit}"


def _parse(written: str) -> dict[str, object]:
    if written.strip() == "now":
        return {"n": 0, "unit": "wd"}
    found = _WRITTEN.match(written.strip())
    if found is None:
        raise ValueError(
            f"时限写成“数字 单位”，如 20 wd（工作日）、30 cd（自然日）、4 h、now（即办），不能是“{written}”"
        )
    return {"n": int(found.group(1)), "unit": found.group(2)}
