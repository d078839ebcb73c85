"""搜索计数: which words people look for, counted in this process and written now and then, without persons.

A GET changes no business state, and this changes none: a count that is lost (a process that ends) or not written (the
database is away) is missed by nobody. What is written says no more than that so many of sixty buckets of sessions
searched a word that stands in the rulebooks; what people type else is kept nowhere.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import DatabaseError
from django.utils.crypto import salted_hmac

from bancheng.catalogue.spec.face import BUCKETS
from bancheng.journeys.queries.hot import is_word
from bancheng.kernel.database import DEFAULT, call, using
from bancheng.kernel.workdays import local_day

log = logging.getLogger("bancheng.search")
EVERY = timedelta(minutes=5)
"""How long counts wait in the process before they are written."""
ROOM = 2_000
"""Words, and sessions of a word, that a process remembers between two writings."""
KEPT = timedelta(days=90)
"""How long a day stays: as long as a city may look back (`HotTerms.days`)."""
_SALT = "bancheng.journeys.searched"


class Counts:
    """Words of a day and who searched them, each session once. Sessions are in memory only, as a keyed digest."""

    def __init__(self) -> None:
        """Empty."""
        self._lock = threading.Lock()
        self._seen: dict[tuple[date, str], set[int]] = {}
        self._since: datetime | None = None

    def note(self, word: str, session: str, now: datetime) -> None:
        """One search."""
        mark = int.from_bytes(salted_hmac(_SALT, session, algorithm="sha256").digest()[:8])
        with self._lock:
            self._since = self._since or now
            key = (local_day(now), word)
            if key not in self._seen and len(self._seen) >= ROOM:
                return
            seen = self._seen.setdefault(key, set())
            if len(seen) < ROOM:
                seen.add(mark)

    def due(self, now: datetime) -> Mapping[tuple[date, str], set[int]]:
        """What is to be written now, once; nothing while it is too early."""
        with self._lock:
            if self._since is None or now - self._since < EVERY:
                return {}
            taken, self._seen, self._since = self._seen, {}, None
            return taken


COUNTS = Counts()


def note_search(*, words: str, session: str, now: datetime) -> bool:
    """Count a search that found something, if its words stand in the rulebooks. Answers whether it was counted.

    `session`: whatever tells one session from another; only a keyed digest of it is held, and one of sixty buckets
    written.
    """
    word = words.strip()
    if not is_word(word, local_day(now)):
        return False
    COUNTS.note(word, session, now)
    taken = COUNTS.due(now)
    if taken:
        _write(taken, local_day(now))
    return True


def _write(taken: Mapping[tuple[date, str], set[int]], today: date) -> None:
    rows = [
        {"day": day, "term": word, "marks": _marks(seen), "searches": len(seen)}
        for (day, word), seen in sorted(taken.items())
    ]
    try:
        with using(DEFAULT):
            call("journeys_count_searches_v1", rows=rows, before=today - KEPT)
    except DatabaseError:
        log.warning("counts of searches were not written")


def _marks(seen: set[int]) -> int:
    found = 0
    for mark in seen:
        found |= 1 << mark % BUCKETS
    return found
