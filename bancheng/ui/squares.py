"""方码: the square that a telephone scans, as the path of a drawing."""

from __future__ import annotations

import segno

QUIET = 4
"""Modules of white around it (ISO/IEC 18004)."""


def square(text: str) -> dict[str, object]:
    """`{"side": 53, "path": "M4 4h1v1h-1z…"}`: error correction M, with its quiet zone."""
    rows = list(segno.make(text, error="m", micro=False).matrix)
    dark = [
        f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, one in enumerate(row) if one
    ]
    return {"side": len(rows) + 2 * QUIET, "path": "".join(dark)}
