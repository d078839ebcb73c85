"""Child processes that are watched: started, looked at, started again with growing pauses, replaced without a gap,
stopped together.
"""

from __future__ import annotations

import ctypes
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

log = logging.getLogger("bancheng.run")

RENEW = signal.SIGUSR1
"""What `bancheng reload` sends to the launcher."""
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
    inherits: tuple[int, ...] = ()
    """Open files handed down (the listening socket)."""
    tells: int = 0
    """How many bytes it writes to the pipe `--ready` when it has loaded; 0: it does not say."""
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    not_before: float = 0.0

    _pipe: int = -1

    def start(self) -> None:
        """Start it in a process group of its own, so that Ctrl-C reaches the launcher first."""
        command, inherits = list(self.command), list(self.inherits)
        self._forget_pipe()
        writing = -1
        if self.tells:
            self._pipe, writing = os.pipe()
            command += ["--ready", str(writing)]
            inherits.append(writing)
        self.process = subprocess.Popen(
            command,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=inherits,
            preexec_fn=_die_with(os.getpid()),  # noqa: PLW1509 -- the launcher has one thread
        )
        if writing >= 0:
            os.close(writing)
        self.started = time.monotonic()

    def replace(self, patience: float) -> bool:
        """Start a successor, wait until it has loaded, then end the one before. False: it did not load in
        `patience` seconds; it is gone again and the one before goes on.
        """
        before, born = self.process, self.started
        self.start()
        if not self._loaded(patience):
            log.error("the new %s did not load in %.0f s; the old one goes on", self.name, patience)
            self.stop(patience=1.0)
            self.process, self.started = before, born
            return False
        if before is not None:
            _end(before, self.name, 15.0)
        return True

    def _loaded(self, patience: float) -> bool:
        """Wait for its bytes; a pipe that closes early means that it died."""
        until, missing = time.monotonic() + patience, self.tells
        while missing and time.monotonic() < until:
            readable, _, _ = select.select([self._pipe], [], [], 0.2)
            said = len(os.read(self._pipe, missing)) if readable else None
            if said == 0:
                break
            missing -= said or 0
        self._forget_pipe()
        return missing == 0

    def _forget_pipe(self) -> None:
        if self._pipe >= 0:
            os.close(self._pipe)
            self._pipe = -1

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
        _end(self.process, self.name, patience)
        self.process = None


@dataclass
class Supervisor:
    """Runs services until told to stop. `tend` is called at each turn (the database is looked after there)."""

    services: list[Service] = field(default_factory=list)
    tend: Callable[[], None] = lambda: None
    renew: Callable[[], None] = lambda: None
    stopping: bool = False
    renewing: bool = False

    def install_signals(self) -> None:
        """Ctrl-C, a closed terminal and an ordinary kill all mean: stop everything in order. RENEW: put new
        processes in the place of the old ones.
        """
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, self._stop)
        signal.signal(RENEW, self._renew)

    def run(self) -> None:
        """Watch until a signal comes."""
        while not self.stopping:
            self.tend()
            if self.renewing:
                self.renewing = False
                self.renew()
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

    def _renew(self, _number: int, _frame: object) -> None:
        self.renewing = True


def _end(process: subprocess.Popen[bytes], name: str, patience: float) -> None:
    """Ask a process to end; after `patience` seconds end it and whatever it started."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            log.warning("%s did not end in %.0f s and is killed", name, patience)
    _kill_group(process.pid)
    process.wait()


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
