"""The drive itself: workers in processes of their own, and what they report."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from threading import Event, Thread

from django.db import connections

from bancheng.accounts.queries import local_day
from bancheng.cases.commands import silence
from bancheng.demo_city.drive.applying import now
from bancheng.demo_city.drive.sharing import share_of
from bancheng.demo_city.processes import share, wake
from bancheng.kernel.database import fetch_all
from bancheng.kernel.outbox import relay_once
from bancheng.kernel.rulebooks import releases_of
from bancheng.kernel.sealer import seal_once


@dataclass(frozen=True)
class Report:
    """What a drive did. `states` counts cases, `applications` counts whole applications, by state."""

    asked: int
    submitted: int
    seconds: float
    states: dict[str, int] = field(default_factory=dict)
    applications: dict[str, int] = field(default_factory=dict)
    not_possible: dict[str, int] = field(default_factory=dict)

    @property
    def per_second(self) -> float:
        """Applications a second, from the first question to the last result."""
        return round(self.submitted / self.seconds, 2) if self.seconds else 0.0

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {
            "asked": self.asked, "submitted": self.submitted, "seconds": round(self.seconds, 2),
            "applications_per_second": self.per_second, "cases": self.states, "applications": self.applications,
            "not_possible": self.not_possible,
        }  # fmt: skip

    def __str__(self) -> str:
        """For people."""
        lines = [f"{self.submitted} applications in {self.seconds:.1f} s, {self.per_second} a second"]
        lines += [f"  applications {state}: {count}" for state, count in sorted(self.applications.items())]
        lines += [f"  cases {state}: {count}" for state, count in sorted(self.states.items())]
        lines += [f"  not possible ({why}): {count}" for why, count in sorted(self.not_possible.items())]
        return "\n".join(lines)


def drive(*, applications: int, seed: int, workers: int = 1, journey: str | None = None) -> Report:
    """Take `applications` synthetic people through whole things. LookupError when nothing is published.

    The same seed makes the same choices; what the clock decides (dates, order between workers) differs.
    """
    started = time.monotonic()
    journeys = [journey] if journey else sorted(releases_of("journey", local_day(now())))
    if not journeys:
        raise LookupError("No journey is published.")
    shares = [len(range(own, applications, max(1, workers))) for own in range(max(1, workers))]
    with _after_care():
        if workers <= 1:
            results = [share_of(seed, 0, applications, journeys)]
        else:
            connections.close_all()
            with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=wake) as pool:
                jobs = [pool.submit(share, seed, own, many, journeys) for own, many in enumerate(shares)]
                results = [job.result() for job in jobs]
    ids = [one for own, _why in results for one in own]
    why = sum((why for _own, why in results), Counter[str]())
    return Report(
        asked=applications,
        submitted=len(ids),
        seconds=time.monotonic() - started,
        states=_count("cases_case", ids),
        applications=_count("cases_application", ids),
        not_possible=dict(why),
    )


@contextmanager
def _after_care() -> Iterator[None]:
    """Relay and seal while the drive runs, as the worker does: without a sealed log nobody may decide."""
    stop = Event()

    def care() -> None:
        while not stop.is_set():
            relay_once(now())
            seal_once(now())
            stop.wait(0.2)
        while relay_once(now()):
            pass
        silence(now())
        seal_once(now())
        connections.close_all()

    seal_once(now())
    thread = Thread(target=care, name="after-care")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _count(table: str, ids: list[str]) -> dict[str, int]:
    rows = fetch_all(
        f"SELECT state, count(*) AS n FROM public.{table} WHERE application_id = ANY(%s::uuid[]) GROUP BY state",  # noqa: S608
        [ids],
    )
    return {row["state"]: row["n"] for row in rows}
