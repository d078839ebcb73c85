"""`bancheng worker`: what happens after the act. Relay (≤ 200 ms), sealer (≤ 5 s), schedule, job queue.

Each loop runs in a thread of its own with its own connection. A failure is logged and tried again a little later;
the process itself ends only when told to.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from django.db import InterfaceError, OperationalError, connections

from bancheng.config import variables
from bancheng.kernel import beats, measures
from bancheng.kernel.ids import uuid7

log = logging.getLogger("bancheng.worker")

RELAY_EVERY = (
    0.1  # seconds between looks at an empty outbox: well below the 200 ms that a subscriber may wait
)
SEAL_EVERY = 2.0  # seconds between seals: a committed event is in the chain within 5
SEND_EVERY = 0.5  # seconds between looks for messages that are due
SCHEDULE_EVERY = 1.0  # seconds between looks at what is due by the clock
GROW_EVERY = 60.0  # seconds between looks whether people of the demo city are missing
LONGEST_PAUSE = 10.0  # seconds between tries while something is down


UNREACHABLE = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
"""The database is away: one line each time, not a page of traceback."""


class Loop(threading.Thread):
    """Calls `turn` again and again: at once while it says there was work, else after `every` seconds."""

    def __init__(self, name: str, turn: Callable[[], int], every: float, stop: threading.Event) -> None:
        """`turn` answers how much it did; `stop` ends the loop between two turns."""
        super().__init__(name=name, daemon=True)
        self._turn, self._every, self._stop_event = turn, every, stop
        self.last_turn: datetime | None = None

    def run(self) -> None:
        """Until told to stop; a failed turn is logged and tried again with a growing pause."""
        failures = 0
        while not self._stop_event.is_set():
            try:
                worked = self._turn()
            except Exception as error:
                failures += 1
                measures.turned(self.name, well=False)
                if isinstance(error, UNREACHABLE):
                    log.warning("%s waits for the database (%d)", self.name, failures)
                else:
                    log.exception("%s failed (%d in a row)", self.name, failures)
                connections.close_all()
                self._stop_event.wait(min(0.5 * 2**failures, LONGEST_PAUSE))
                continue
            failures, self.last_turn = 0, datetime.now(UTC)
            measures.turned(self.name, well=True)
            if not worked:
                self._stop_event.wait(self._every)
        connections.close_all()


def relay_turn() -> int:
    """Deliver one batch of events."""
    from bancheng.kernel.outbox import relay_once

    return relay_once(datetime.now(UTC))


def seal_turn() -> int:
    """Chain what was committed."""
    from bancheng.kernel.sealer import seal_once

    return int(seal_once(datetime.now(UTC)))


def send_turn() -> int:
    """Hand a batch of messages to the gateways: in a loop of its own, since a gateway may take its time."""
    from bancheng.notifications.tasks import send

    return send(datetime.now(UTC))


def run(ready: int | None = None) -> None:
    """Run until SIGTERM or SIGINT; the turn that is under way is finished first. `ready`: a pipe for one byte that
    says that everything is loaded.
    """
    from bancheng.config.schedule import Schedule, entries
    from bancheng.config.seams import growing, load_declarations

    load_declarations(("subscriptions", "tasks"))
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    working = [
        Loop("relay", relay_turn, RELAY_EVERY, stop),
        Loop("sealer", seal_turn, SEAL_EVERY, stop),
        Loop("schedule", Schedule(entries()).turn, SCHEDULE_EVERY, stop),
    ]
    loops = [
        *working,
        Loop("messages", send_turn, SEND_EVERY, stop),
        Loop("beat", _heart(working), beats.EVERY.total_seconds(), stop),
        threading.Thread(name="jobs", target=_jobs, args=(stop,), daemon=True),
    ]
    if (bring := growing(Path(variables.DATA.read()))) is not None:
        loops.append(Loop("city", lambda: bring(datetime.now(UTC)), GROW_EVERY, stop))
    for loop in loops:
        loop.start()
    if ready is not None:
        os.write(ready, b".")
    stop.wait()
    for loop in loops:
        loop.join(timeout=12)


def _heart(loops: list[Loop]) -> Callable[[], int]:
    """A turn that tells the database when each of these loops last made one."""
    process = uuid7()

    def turn() -> int:
        turns = {loop.name: loop.last_turn for loop in loops if loop.last_turn}
        beats.beat(process, datetime.now(UTC), turns)
        return 0

    return turn


def _jobs(stop: threading.Event) -> None:
    """The job queue's own worker, started again whenever its connection is lost."""
    failures = 0
    while not stop.is_set():
        try:
            asyncio.run(_work(stop))
            failures = 0
        except Exception:
            failures += 1
            log.exception("job queue failed (%d in a row)", failures)
            stop.wait(min(0.5 * 2**failures, LONGEST_PAUSE))


async def _work(stop: threading.Event) -> None:
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        async with app.open_async():
            worker = asyncio.create_task(
                app.run_worker_async(
                    install_signal_handlers=False,
                    listen_notify=False,
                    fetch_job_polling_interval=1.0,
                    concurrency=2,
                )
            )
            while not (stop.is_set() or worker.done()):
                await asyncio.sleep(0.2)
            if worker.done():
                worker.result()
            worker.cancel()
            await asyncio.gather(worker, return_exceptions=True)
