"""What somebody typed when their session had ended: kept in their own browser until the same person is back.

Nothing of it is stored here. The text fields travel sealed in a cookie that no script reads, bound to the page and to
whose session it was: whoever else signs on in that browser never gets them.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from bancheng.kernel.crypto import SealBroken, UnknownKey, open_value, seal_value

COOKIE = "bancheng-kept"
KEPT_FOR = timedelta(minutes=30)
LARGEST = 3800
"""Bytes of a cookie that every browser takes, with its name and attributes."""
_MOST = 200_000
"""Characters that are unpacked at most: nobody types more into one page."""

Pairs = list[tuple[str, str]]


def sealed(pairs: Iterable[tuple[str, str]], *, path: str, who: str, now: datetime) -> str | None:
    """The typed text as a cookie value for this page and this person (`person:<id>`); None when it is too much."""
    text = json.dumps([now.isoformat(), list(pairs)], ensure_ascii=False)
    packed = base64.b85encode(zlib.compress(text.encode("utf-8", "replace"), 9)).decode()
    token = seal_value(packed, aad=_place(path, who))
    return token if len(token) <= LARGEST else None


def opened(token: str, *, path: str, who: str, now: datetime) -> Pairs | None:
    """What was typed on this page by this person within the last half hour; None for anything else."""
    try:
        packed = base64.b85decode(open_value(token, aad=_place(path, who)))
        unpacked = zlib.decompressobj().decompress(packed, _MOST).decode()
        at, pairs = json.loads(unpacked)
        fresh = now - datetime.fromisoformat(at) <= KEPT_FOR
        return [(str(name), str(value)) for name, value in pairs] if fresh else None
    except (SealBroken, UnknownKey, ValueError, TypeError, zlib.error):
        return None


def _place(path: str, who: str) -> str:
    return f"kept:{who}:{path}"
