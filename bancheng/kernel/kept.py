"""What a process made once and keeps: by a key that says everything it depends on, so that nothing has to be renewed."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Made = TypeVar("Made")


class Kept(Generic[Key, Made]):
    """The `most` things that were asked for last. Threads that ask for a new one at the same instant may both make it; one
    is kept."""

    def __init__(self, most: int) -> None:
        """Empty."""
        self.most = most
        self._lock = threading.Lock()
        self._made: OrderedDict[Key, Made] = OrderedDict()

    def get(self, key: Key, make: Callable[[], Made]) -> Made:
        """What belongs to the key; made when it is not there. What `make` raises is raised and nothing is kept."""
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
        made = make()
        with self._lock:
            kept = self._made.setdefault(key, made)
            self._made.move_to_end(key)
            while len(self._made) > self.most:
                self._made.popitem(last=False)
        return kept

    def values(self) -> list[Made]:
        """Everything that is kept, the latest last."""
        with self._lock:
            return list(self._made.values())

    def forget(self) -> None:
        """Empty it (tests)."""
        with self._lock:
            self._made.clear()
