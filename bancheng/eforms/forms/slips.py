"""The words for what is wrong with one typed value, and the tidying that spares people most slips."""

from __future__ import annotations

import re

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_SPACES = re.compile(r"\s+")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_HYPHENS = dict.fromkeys(map(ord, "-‐‑‒–—―−－"), None)


class Slip(ValueError):  # noqa: N818
    """填错了: what was typed cannot be used; `sentence` says what is wrong and what it should be like."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def visible(raw: str) -> str:
    """Without control, zero-width and direction characters (they come along when text is pasted); outer
    spaces cut."""
    return _INVISIBLE.sub("", raw.replace("\r\n", "\n").replace("\r", "\n")).strip()


def half_width(raw: str) -> str:
    """Full-width digits, letters and signs as ASCII. Never for names: their characters stay as typed."""
    return visible(raw).translate(_FULL_WIDTH)


def compact(raw: str) -> str:
    """A code as it is stored: half-width, upper case, no spaces, no hyphens."""
    return _SPACES.sub("", half_width(raw)).translate(_HYPHENS).upper()
