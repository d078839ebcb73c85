"""实施编码: how it is put together, and what it becomes when another body does the same.

USCC 18 + level 1 + basic code 12 = 31 characters; 业务办理项编码 has two more. GB/T 39046—2020 A.2 (行使层级).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bancheng.organizations.spec import Level, Organization

USCC: Final = 18
"""Characters of a unified social credit code (GB 32100—2015)."""
BASIC: Final = 12
IMPLEMENTATION: Final = USCC + 1 + BASIC
LEVELS: Final[Mapping[Level, str]] = {
    Level.PROVINCE: "2", Level.CITY: "3", Level.COUNTY: "4", Level.TOWNSHIP: "5", Level.VILLAGE: "6",
}  # fmt: skip
"""行使层级."""


def coded(body: Organization, rest: str) -> str:
    """The code of a body: its USCC and its level before the rest (the basic code, or that and the handling's number)."""
    return f"{body.uscc}{LEVELS[body.level]}{rest}"


def rest_of(code: object, body: Organization) -> str:
    """What of a code is not the body's own; empty for a code that is not built so (a local one, 24 characters)."""
    written = str(code or "")
    return written[USCC + 1 :] if written.startswith(body.uscc) else ""
