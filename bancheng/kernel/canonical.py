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
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes

_encoder = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(obj: Any) -> bytes:
    """The canonical UTF-8 bytes of a value made of mappings, sequences and scalars.

    Instants are written in UTC with six decimals, so a value read back from ``timestamptz`` is spelled alike.
    TypeError: float, set, bytes, a key that is not text, an instant without time zone.
    """
    return _encoder.encode(_plain(obj)).encode()


def sm3(data: bytes) -> str:
    """SM3 (GB/T 32905-2016) of the bytes, 64 hexadecimal characters."""
    hasher = hashes.Hash(hashes.SM3())
    hasher.update(data)
    return hasher.finalize().hex()


def digest(obj: Any) -> str:
    """``sm3:<hex>`` of the canonical bytes."""
    return "sm3:" + sm3(canonical(obj))


def _plain(value: Any) -> Any:
    if value is None or type(value) in (str, int, bool):
        return value
    if isinstance(value, Mapping):
        return {_key(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return _scalar(value)


def _key(key: Any) -> str:
    if isinstance(key, str):
        return key
    raise TypeError(f"a key must be text, not {type(key).__name__}: {key!r}")


def _scalar(value: Any) -> Any:
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, (str, int)):  # subclasses, among them lazy-free str enums of libraries
        return str(value) if isinstance(value, str) else int(value)
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise TypeError(f"{value} is not a number")
        return format(value, "f")
    raise TypeError(f"{type(value).__name__} has no canonical spelling: {value!r}")


def _instant(value: datetime) -> str:
    if value.tzinfo is None:
        raise TypeError(f"an instant needs a time zone: {value!r}")
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
