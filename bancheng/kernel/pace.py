"""How often somebody may try: counted in this process, in a bounded room, without a statement.

For guessing at public doors where each try is cheap and a hit unlikely (a code of 80 bits): several processes allow
several times as many tries, which changes nothing. Doors behind which a password stands are counted in the database.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

ROOM = 10_000
"""Keys remembered; the longest unused goes first."""


def address_of(request: HttpRequest) -> str:
    """Where a request comes from. Behind our own proxy it is what that proxy added last: the entries before it were
    written by the sender."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))


class Pace:
    """At most `most` misses of one key within `within`; time is given, never read."""

    def __init__(self, most: int, within: timedelta) -> None:
        """`most`: how many misses are free; `within`: after how long a miss is forgotten."""
        self.most, self.within = most, within
        self._misses: OrderedDict[str, list[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def spent(self, key: str, now: datetime) -> bool:
        """Whether this key has to wait."""
        with self._lock:
            return len(self._recent(key, now)) >= self.most

    def miss(self, key: str, now: datetime) -> None:
        """Count a try that found nothing."""
        with self._lock:
            self._misses[key] = [*self._recent(key, now), now][-self.most :]
            self._misses.move_to_end(key)
            while len(self._misses) > ROOM:
                self._misses.popitem(last=False)

    def _recent(self, key: str, now: datetime) -> list[datetime]:
        return [at for at in self._misses.get(key, ()) if now - at < self.within]
