"""Comparison and arithmetic on values, three-valued: what is missing or does not fit gives None (待核验)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException
from typing import Any, Final

from bancheng.kernel.expressions.nodes import Unknown

Truth = bool | None

_WORDS: Final[dict[str, bool]] = {"yes": True, "true": True, "no": False, "false": False}
# Traps are off: an impossible operation gives NaN or infinity, which becomes None.
_context: Final = Context(prec=60, traps=[])
_PLACES: Final = Decimal("1e-10")
_LARGEST: Final = Decimal("1e30")


def truth(value: Any) -> Truth:
    """A value where a yes or no is wanted. The answers ``yes`` and ``no`` of a form count."""
    if value is True or value is False or value is None:
        return value
    return _WORDS.get(value) if isinstance(value, str) else None


def equal(left: Any, right: Any) -> Truth:
    """Whether two values are the same; None when one is missing or their kinds differ."""
    pair = _alike(left, right)
    return None if pair is None else bool(pair[0] == pair[1])


def ordered(left: Any, right: Any) -> int | None:
    """-1, 0, 1 as left is below, at or above right; None unless both are numbers or both are dates."""
    pair = _alike(left, right)
    if pair is None or isinstance(pair[0], (str, bool)):
        return None
    return int(pair[0] > pair[1]) - int(pair[0] < pair[1])


def _alike(left: Any, right: Any) -> tuple[Any, Any] | None:
    """Both values as one kind, or None."""
    first, second = _kind(left), _kind(right)
    if first is None or second is None:
        return None
    if first is second:
        return left, right
    if first is str and second is not Decimal:
        left = _read(left, second)
    elif second is str and first is not Decimal:
        right = _read(right, first)
    else:
        return None
    return None if left is None or right is None else (left, right)


def _kind(value: Any) -> type | None:
    if value is None or isinstance(value, (Unknown, datetime)):
        return None
    if isinstance(value, bool):
        return bool
    if isinstance(value, int):
        return Decimal
    if isinstance(value, Decimal):
        return Decimal if value.is_finite() else None
    return str if isinstance(value, str) else date if isinstance(value, date) else None


def _read(text: str, kind: type) -> Any:
    """A text of a form or a snapshot as yes/no or as a date."""
    if kind is bool:
        return _WORDS.get(text)
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def number(value: Any) -> Decimal | int | None:
    """The value if it is a number."""
    return value if _kind(value) is Decimal else None


def integer(value: Any) -> int | None:
    """The value if it is a whole number."""
    found = number(value)
    return int(found) if found is not None and found == int(found) else None


def day(value: Any) -> date | None:
    """The value if it is a date, also as the text 2026-01-31."""
    kind = _kind(value)
    if kind is date:
        return value  # type: ignore[no-any-return]
    return _read(value, date) if kind is str else None


def calculated(operator: str, left: Any, right: Any) -> Decimal | None:
    """+ - * exactly, / to ten decimals half up; by zero or beyond 10^30: None."""
    first, second = number(left), number(right)
    if first is None or second is None:
        return None
    if operator == "/":
        return _quotient(Decimal(first), Decimal(second))
    run = {"+": _context.add, "-": _context.subtract, "*": _context.multiply}[operator]
    return _bounded(run(Decimal(first), Decimal(second)))


def _quotient(left: Decimal, right: Decimal) -> Decimal | None:
    if right == 0:
        return None
    result = _bounded(_context.divide(left, right))
    try:
        return None if result is None else result.quantize(_PLACES, ROUND_HALF_UP, _context)
    except DecimalException:
        return None


def _bounded(value: Decimal) -> Decimal | None:
    return value if value.is_finite() and abs(value) <= _LARGEST else None
