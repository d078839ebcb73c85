"""核对码: how the code on a paper is spelled, and how people type it."""

from __future__ import annotations

from typing import Final

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so nothing is misread from paper."""
CODE: Final = 16


def tidy_code(typed: str) -> str:
    """A code as people type it (small letters, spaces, O for 0) in its one form; "" when it cannot be one."""
    swapped = typed.upper().translate(str.maketrans("ILO", "110"))
    kept = "".join(one for one in swapped if one in LETTERS)
    if len(kept) != CODE or len(typed) > 3 * CODE:
        return ""
    return "-".join(kept[i : i + 4] for i in range(0, CODE, 4))
