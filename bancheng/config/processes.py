"""Child processes that are watched: started, looked at, started again with growing pauses, stopped together."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

log = logging.getLogger("bancheng.run")

PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds before a new start; the last one repeats. A minute of good health starts the count anew."""

_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux's prctl
_prctl = ctypes.CDLL(None, use_errno=True).prctl if sys.platform == "linux" else None


@dataclass
class Service:
    """One long-running child of the launcher."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    not_before: float = 0.0

    def start(self) -> None:
        """Start it in a process group of its own, so that Ctrl-C reaches the launcher first."""
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with(os.getpid()),  # noqa: PLW1509 -- the launcher has one thread
        )
        self.started = time.monotonic()

    def watch(self, now: float) -> None:
        """Notice a death and start again when its pause is over."""
        if self.process is None:
            if now >= self.not_before:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            if self.failures and now - self.started > 60:
                self.failures = 0
            return
        pause = PAUSES[min(self.failures, len(PAUSES) - 1)]
        log.warning("%s ended with %s; it starts again in %.1f s", self.name, code, pause)
        self.process, self.failures, self.not_before = None, self.failures + 1, now + pause

    def stop(self, patience: float = 15.0) -> None:
        """Ask it to end; after `patience` seconds end it and whatever it started."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                log.warning("%s did not end in %.0f s and is killed", self.name, patience)
        _kill_group(self.process.pid)
        self.process.wait()
        self.process = None


@dataclass
class Supervisor:
    """Runs services until told to stop. `tend` is called at each turn (the database is looked after there)."""

    services: list[Service] = field(default_factory=list)
    tend: Callable[[], None] = lambda: None
    stopping: bool = False

    def install_signals(self) -> None:
        """Ctrl-C, a closed terminal and an ordinary kill all mean: stop everything in order."""
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, self._stop)

    def run(self) -> None:
        """Watch until a signal comes."""
        while not self.stopping:
            self.tend()
            now = time.monotonic()
            for service in self.services:
                service.watch(now)
            time.sleep(0.2)

    def shut_down(self) -> None:
        """Stop the services, the last started first."""
        for service in reversed(self.services):
            service.stop()

    def _stop(self, _number: int, _frame: object) -> None:
        self.stopping = True


def _die_with(parent: int) -> Callable[[], None] | None:
    """What a child does before its program starts: ask Linux to end it when the launcher is gone."""
    if _prctl is None:
        return None

    def arrange() -> None:
        _prctl(_DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)

    return arrange


def _kill_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
