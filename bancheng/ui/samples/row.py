"""What the samples have in common."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]

HERE = "/design/"


def due(today: date, light: str, days: int, left: int, **more: object) -> Row:
    """A deadline so many days from today, with so many working days left."""
    return {"light": light, "date": today + timedelta(days=days), "left": left, **more}
