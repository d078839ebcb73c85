"""Ways in which a department's system misbehaves, switched on for tests and demonstrations."""

from __future__ import annotations

import threading
from dataclasses import dataclass

MODES = frozenset({"ok", "down", "error", "slow", "drip", "half", "wrong-schema", "huge", "bad-signature"})
"""down: the connection is closed without an answer · error: 500 · slow: answers after `seconds` · drip: one
byte a second · half: half the JSON · wrong-schema: another shape · huge: 50 MB · bad-signature: unsigned."""
HUGE = 50 * 1024 * 1024


@dataclass(frozen=True)
class Fault:
    """How a resource answers now."""

    mode: str = "ok"
    seconds: float = 5.0


class Switchboard:
    """The mode of each resource; `*` stands for all that have none of their own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: dict[str, Fault] = {}

    def set(self, path: str, mode: str, seconds: float = 5.0) -> None:
        """Switch a resource (or `*`) to a mode. ValueError for a mode that does not exist."""
        if mode not in MODES:
            raise ValueError(f"no such mode: {mode}; there are {', '.join(sorted(MODES))}")
        with self._lock:
            if path == "*":
                self._faults.clear()
            self._faults[path] = Fault(mode, seconds)

    def of(self, path: str) -> Fault:
        """How this resource answers now."""
        with self._lock:
            return self._faults.get(path) or self._faults.get("*") or Fault()

    def all(self) -> dict[str, str]:
        """Every switched resource and its mode."""
        with self._lock:
            return {path: fault.mode for path, fault in self._faults.items()}
