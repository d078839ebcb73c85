"""Which words are in force: templates and the city's rules, kept by a process for a minute."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from bancheng.kernel import rulebooks
from bancheng.kernel.database import DEFAULT, using
from bancheng.kernel.errors import NotFound
from bancheng.kernel.workdays import local_day
from bancheng.notifications.spec import KINDS, Kind, MessageTemplate, Messaging

_KEPT = timedelta(minutes=1)
PLAIN = Messaging.model_validate({"schema": "messaging/1", "code": "plain", "name": "没有规则"})
"""A city without rules: no quiet hours, no cap."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is in force: kind → digest of its template, and the city's rules."""

    templates: dict[str, str]
    rules: Messaging


_lock = threading.Lock()
_known: tuple[datetime, Words] | None = None


def forget() -> None:
    """Read the rulebooks again at the next message (tests)."""
    global _known  # noqa: PLW0603 - one small cache per process
    with _lock:
        _known = None


def in_force(now: datetime) -> Words:
    """The words of today. A template put in force is used within a minute."""
    global _known  # noqa: PLW0603
    with _lock:
        if _known is not None and timedelta() <= now - _known[0] < _KEPT:
            return _known[1]
    day = local_day(now)
    with using(DEFAULT):
        found = rulebooks.releases_of("messaging", day)
        rules = next((rulebooks.release(digest).root for digest in found.values()), PLAIN)
        words = Words(rulebooks.releases_of("message", day), rules if isinstance(rules, Messaging) else PLAIN)
    with _lock:
        _known = (now, words)
    return words


def template_of(digest: str) -> MessageTemplate | None:
    """The template that a message keeps; None when it has none or it is gone: then the program's own words."""
    if not digest:
        return None
    try:
        with using(DEFAULT):
            found = rulebooks.release(digest).root
    except NotFound:
        return None
    return found if isinstance(found, MessageTemplate) else None


def kind_of(code: str) -> Kind | None:
    """What the program knows of a kind; None for one of another version."""
    return KINDS.get(code)
