"""One spelling of a value, so that the same facts always have the same SM3 digest.

Sorted keys, no spaces, UTF-8; what JSON has no word for is written as a string. Floating-point numbers are
refused: their text differs between programs, and no legal amount is a float.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from types import NoneType
from typing import Any
from uuid import UUID

import orjson
from cryptography.hazmat.primitives import hashes

_ALREADY = frozenset({str, int, bool, NoneType})


def canonical(obj: Any) -> bytes:
    """The canonical UTF-8 bytes of a value made of mappings, sequences and scalars.

    Instants are written in UTC with six decimals, so a value read back from ``timestamptz`` is spelled alike.
    TypeError: float, set, bytes, a key that is not text, an instant without time zone.
    """
    return _encode(plain(obj))


def canonical_text(plain_value: Any) -> str:
    """The canonical text of a value that :func:`plain` returned; of anything else it is not canonical."""
    return _encode(plain_value).decode()


def _encode(value: Any) -> bytes:
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:  # whole numbers beyond 64 bits, which JSON knows and orjson does not
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sm3(data: bytes) -> str:
    """SM3 (GB/T 32905-2016) of the bytes, 64 hexadecimal characters."""
    hasher = hashes.Hash(hashes.SM3())
    hasher.update(data)
    return hasher.finalize().hex()


def digest(obj: Any) -> str:
    """``sm3:<hex>`` of the canonical bytes."""
    return "sm3:" + sm3(canonical(obj))


def plain(value: Any) -> Any:
    """The value in dicts, lists, text, whole numbers, truth values and None only. TypeError as for `canonical`."""
    kind = type(value)
    if value is None or kind in _ALREADY:
        return value
    if kind is dict or isinstance(value, Mapping):
        made = {}
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"a key must be text, not {type(key).__name__}: {key!r}")
            made[key] = item if type(item) in _ALREADY else plain(item)
        return made
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return _scalar(value)


def spelled(at: datetime) -> str:
    """An instant in UTC with six decimals, `2026-03-02T02:30:00.000000Z`. TypeError without a time zone."""
    if at.tzinfo is None:
        raise TypeError(f"an instant needs a time zone: {at!r}")
    # isoformat takes a third of strftime's time; the offset is always +00:00 here.
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def _scalar(value: Any) -> Any:
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, (str, int)):  # subclasses, among them lazy-free str enums of libraries
        return str(value) if isinstance(value, str) else int(value)
    if isinstance(value, datetime):
        return spelled(value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise TypeError(f"{value} is not a number")
        return format(value, "f")
    raise TypeError(f"{type(value).__name__} has no canonical spelling: {value!r}")
