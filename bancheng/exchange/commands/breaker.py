"""A circuit breaker: a department's system that keeps failing is left alone for a while.

State is per process on purpose: it protects this process's threads and costs no shared write. Eight processes
learn the same thing within eight times five failures.
"""

from __future__ import annotations

import threading

FAILURES = 5
REST_SECONDS = 15.0


class Breaker:
    """Closed (asking) → open after `failures` in a row (not asking) → half-open after `rest` (one trial)."""

    def __init__(self, *, failures: int = FAILURES, rest: float = REST_SECONDS) -> None:
        self._limit = failures
        self._rest = rest
        self._lock = threading.Lock()
        self._failed = 0
        self._closed_until: float | None = None

    def admits(self, at: float) -> bool:
        """Whether a call may go out at `at` (monotonic seconds). An open breaker lets one trial through
        per rest."""
        with self._lock:
            if self._closed_until is None:
                return True
            if at < self._closed_until:
                return False
            # The trial is leased for one rest: if it never reports, the next one may try.
            self._closed_until = at + self._rest
            return True

    def succeeded(self) -> None:
        """The system answered as it should: ask as usual."""
        with self._lock:
            self._failed = 0
            self._closed_until = None

    def failed(self, at: float) -> None:
        """The system did not answer, or answered what cannot be trusted."""
        with self._lock:
            self._failed += 1
            if self._failed >= self._limit:
                self._closed_until = at + self._rest

    @property
    def is_open(self) -> bool:
        """Whether calls are being held back (also while one trial is out)."""
        return self._closed_until is not None
