"""Is this process able to serve (ready), and how is the platform doing (figures)?

Ready means: the database answers, its tables are those of this program, a look can be written into evidence, the disk
has room. A worker that stands still is told but does not make a web process unready: a load balancer that took all web
processes away would only make it worse. The alarm for it is `bancheng_worker_beat_age_seconds`.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from bancheng.kernel import beats
from bancheng.kernel.database import DEFAULT, fetch_one, using
from bancheng.kernel.queries import health

ROOM = 200 * 1024**2
"""Bytes below which the disk counts as full for serving; the doctor warns earlier."""
OK, LATE, DOWN = "ok", "late", "down"
Gauge = tuple[str, str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Looked:
    """What was looked at: name → `ok`, `late` (works, somebody should look) or `down` (cannot serve)."""

    checks: Mapping[str, str]

    @property
    def ready(self) -> bool:
        """Whether this process can serve."""
        return DOWN not in self.checks.values()

    def __str__(self) -> str:
        """A line each; the first says all in a word."""
        words = set(self.checks.values())
        first = "down" if DOWN in words else "degraded" if LATE in words else "ok"
        return "".join(f"{line}\n" for line in (first, *(f"{n}: {w}" for n, w in self.checks.items())))


def look(now: datetime) -> Looked:
    """All checks; once the database does not answer, what needs it is not asked."""
    checks = {"disk": _word(_room), "database": _word(_database)}
    if checks["database"] == OK:
        checks |= {"migrations": _word(_migrated), "evidence": _word(_evidence), "worker": _worker(now)}
    return Looked(checks)


def _word(holds: Callable[[], bool]) -> str:
    try:
        return OK if holds() else DOWN
    except Exception:
        return DOWN


def _room() -> bool:
    return shutil.disk_usage(settings.DATA).free > ROOM


def _database() -> bool:
    return fetch_one("SELECT 1 AS one") is not None


@cache
def _wanted() -> frozenset[str]:
    """The last migration of each app of this program."""
    graph = MigrationLoader(None).graph
    return frozenset(f"{app}.{name}" for app, name in graph.leaf_nodes())


def _migrated() -> bool:
    """Newer tables than the program's are right: they are made before a new program starts."""
    row = fetch_one(
        "SELECT count(*) AS n FROM public.django_migrations WHERE app || '.' || name = ANY(%s)",
        [sorted(_wanted())],
    )
    return row is not None and row["n"] == len(_wanted())


def _evidence() -> bool:
    """May this role still write who looked at what? Asked without writing."""
    with using(DEFAULT):
        row = fetch_one(
            "SELECT has_table_privilege('public.kernel_evidence', 'INSERT')"
            " AND NOT pg_is_in_recovery() AS may"
        )
    return bool(row and row["may"])


def _worker(now: datetime) -> str:
    try:
        found = beats.ages(now)
    except Exception:
        return LATE
    return OK if found and max(found.values()) < beats.LATE else LATE


def figures(now: datetime) -> list[Gauge]:
    """What is read at the moment of asking; without the database only that it is away."""
    began = time.perf_counter()
    try:
        state, jobs = health(now), _oldest_job(now)
        loops = {name: age.total_seconds() for name, age in beats.ages(now).items()}
    except Exception:
        return [("bancheng_up", "1 when the database answers.", {"": 0.0}), _free()]
    took = time.perf_counter() - began
    ages = {
        "outbox": state.relay_age.total_seconds(),
        "seal": state.seal_age.total_seconds(),
        "jobs": jobs.total_seconds(),
    }
    return [
        ("bancheng_up", "1 when the database answers.", {"": 1.0}),
        _free(),
        ("bancheng_waiting_seconds", "Age of the oldest thing that waits.", ages),
        ("bancheng_worker_beat_age_seconds", "Since the loop's last good turn.", loops),
        ("bancheng_events_set_aside", "Events that no try could deliver (100 = or more).", {"": state.quarantined}),
        ("bancheng_rows_in_unprepared_months", "1 when the months were not prepared.", {"": state.strays}),
        ("bancheng_figures_seconds", "What asking the database for these took.", {"": took}),
    ]  # fmt: skip


def _free() -> Gauge:
    return (
        "bancheng_disk_free_bytes",
        "Room under the state folder.",
        {"": float(shutil.disk_usage(settings.DATA).free)},
    )


def _oldest_job(now: datetime) -> timedelta:
    """How long the oldest job that may run has been waiting for a worker."""
    with connections[DEFAULT].cursor() as cursor:
        cursor.execute(
            "SELECT min(e.at) FROM procrastinate_jobs AS j JOIN procrastinate_events AS e ON e.job_id = j.id"
            " WHERE j.status = 'todo' AND e.type = 'deferred' AND (j.scheduled_at IS NULL OR j.scheduled_at <= %s)",
            [now],
        )
        row = cursor.fetchone()
    return max(now - row[0], timedelta()) if row and row[0] else timedelta()
