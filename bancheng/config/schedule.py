"""What happens by the clock, and how often. Each task is harmless when it runs twice or on two hosts at once."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import connections

from bancheng.config import variables
from bancheng.config.backup.archive import Mirror

log = logging.getLogger("bancheng.worker")
MINUTE, DAY = 60.0, 86_400.0


@dataclass
class Entry:
    """A task, its pause in seconds, and when it is next due (all are due when the worker starts)."""

    name: str
    task: Callable[[datetime], int]
    every: float
    due: float = 0.0


def entries() -> list[Entry]:
    """The schedule of the house."""
    from bancheng.accounts import tasks as accounts
    from bancheng.cases import tasks as cases
    from bancheng.documents import tasks as documents
    from bancheng.files import tasks as files
    from bancheng.journeys import tasks as journeys
    from bancheng.kernel import tasks as kernel
    from bancheng.notifications import tasks as notifications
    from bancheng.organizations import tasks as organizations

    return [
        Entry("documents.render", documents.render, 3.0),
        Entry("notifications.ask_outcomes", notifications.ask_outcomes, 10.0),
        Entry("accounts.forget", accounts.forget, DAY),
        Entry("organizations.reorganize", organizations.reorganize, MINUTE),
        Entry("accounts.follow", accounts.follow, MINUTE),
        Entry("cases.rehome", cases.rehome, MINUTE),
        Entry("cases.silence", cases.silence, MINUTE),
        Entry("cases.recompute_due", cases.recompute_due, 2 * MINUTE),
        Entry("journeys.tidy", journeys.tidy, MINUTE),
        Entry("journeys.recompute_due", journeys.recompute_due, 2 * MINUTE),
        Entry("files.rescan", files.rescan, MINUTE),
        Entry("files.sweep", lambda _now: files.sweep(), DAY),
        Entry("kernel.prepare_months", kernel.prepare_months, DAY),
        Entry("kernel.forget_deliveries", kernel.forget_deliveries, DAY),
        Entry("kernel.forget_answers", kernel.forget_answers, DAY),
        *_archived(),
    ]


def _archived() -> list[Entry]:
    """New uploads follow the log into the archive, where a city has one."""
    folder = variables.ARCHIVE.read()
    if not folder:
        return []
    from django.conf import settings

    return [Entry("config.archive", Mirror(settings.DATA, Path(folder).resolve()).turn, 20.0)]


class Schedule:
    """Runs what is due; a task that fails is logged and does not hold up the others."""

    def __init__(self, planned: list[Entry]) -> None:
        """`planned` is the house's schedule, or a test's."""
        self._planned = planned

    def turn(self) -> int:
        """Run every due task once; 0, so that the loop pauses."""
        for entry in self._planned:
            if time.monotonic() < entry.due:
                continue
            try:
                entry.task(datetime.now(UTC))
            except Exception:
                log.exception("%s failed; it is tried again", entry.name)
                connections.close_all()
            entry.due = time.monotonic() + entry.every
        return 0
