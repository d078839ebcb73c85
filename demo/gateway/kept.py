"""What the gateway took, and how it is told to misbehave."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

ROOM = 5_000
MODES = ("ok", "later", "slow", "down", "error", "busy", "refuse", "lose")
"""ok: sent and delivered · later: sent, delivered when asked · slow: answers after some seconds · down: hangs up
· error: 500 · busy: 429 · refuse: 400 · lose: sent, and later said to have failed."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One message as it came."""

    id: str
    channel: str
    to: str
    subject: str
    text: str
    kind: str
    at: float
    mode: str


@dataclass
class Kept:
    """The messages by id: one id counts once, however often it comes."""

    modes: dict[str, tuple[str, float]] = field(default_factory=dict)
    messages: OrderedDict[str, Taken] = field(default_factory=OrderedDict)
    tries: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def mode(self, channel: str) -> tuple[str, float]:
        """How the channel behaves now, and how many seconds `slow` is."""
        return self.modes.get(channel) or self.modes.get("*") or ("ok", 0.0)

    def switch(self, channel: str, mode: str, seconds: float = 5.0) -> None:
        """Behave so from now on. ValueError for a mode that there is not."""
        if mode not in MODES:
            raise ValueError(f"no mode {mode!r}: {', '.join(MODES)}")
        self.modes[channel] = (mode, seconds)

    def take(self, channel: str, told: dict[str, Any]) -> dict[str, str]:
        """Keep a message; the same id again answers the same."""
        mode, _seconds = self.mode(channel)
        made = Taken(
            str(told["id"]), channel, str(told["to"]), str(told.get("subject", "")), str(told["text"]),
            str(told.get("kind", "")), time.time(), mode,
        )  # fmt: skip
        with self._lock:
            self.tries += 1
            kept = self.messages.setdefault(made.id, made)
            while len(self.messages) > ROOM:
                self.messages.popitem(last=False)
        return {"state": "delivered" if kept.mode == "ok" else "sent", "reference": kept.id}

    def outcomes(self, references: list[str]) -> dict[str, dict[str, str]]:
        """What became of these."""
        found = {}
        for one in references:
            taken = self.messages.get(one)
            if taken is not None:
                found[one] = {"reference": one, **_outcome(taken.mode)}
        return found


def _outcome(mode: str) -> dict[str, str]:
    return (
        {"state": "refused", "error": "unreachable"}
        if mode == "lose"
        else {"state": "delivered", "error": ""}
    )
