"""Identifiers that may leave the server: UUID version 7 (RFC 9562), made here and nowhere else.

Made in Python, not in the database, so that an act knows every id before its one statement and so that
the SQL runs on any PostgreSQL (``uuidv7()`` exists only from version 18).
"""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SUB_MILLISECOND = 4096  # the 12 bits after the version hold the fraction of the millisecond

_lock = threading.Lock()
_last_tick = 0


def _tick() -> int:
    """Milliseconds × 4096 since 1970, never the same twice in one process, even when the clock steps back."""
    global _last_tick  # noqa: PLW0603  # one counter for the process is the point
    with _lock:
        now = time.time_ns() * _SUB_MILLISECOND // 1_000_000
        _last_tick = now if now > _last_tick else _last_tick + 1
        return _last_tick


def uuid7() -> UUID:
    """A new id. Ids of one process rise strictly; the last 62 bits are random, so an id cannot be guessed."""
    milliseconds, fraction = divmod(_tick(), _SUB_MILLISECOND)
    chance = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | chance)


def made_at(value: UUID) -> datetime:
    """The instant an id was made, to the millisecond. ValueError for an id of another version."""
    if value.version != 7:
        raise ValueError("not a version 7 id: it carries no instant")
    return _EPOCH + timedelta(milliseconds=value.int >> 80)
