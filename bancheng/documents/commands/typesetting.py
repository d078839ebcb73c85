"""Handing jobs to the process that sets papers, and ending it when it takes too long."""

from __future__ import annotations

import atexit
import base64
import functools
import json
import os
import select
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).with_name("typesetter.py")
PATIENCE = 15.0
"""Seconds that one paper may take: the longest of ours takes a tenth of one."""
TRIES = 2
_LARGEST = 48 << 20


class CannotSet(ValueError):  # noqa: N818
    """A layout that gives no paper; the text says why, for the person who writes layouts."""


@dataclass(frozen=True, slots=True)
class Job:
    """The files of one paper, which of them is the main one, and its time of creation (unix seconds)."""

    files: Mapping[str, str]
    main: str
    timestamp: int


class _Lost(Exception):  # noqa: N818
    """The process ended or was ended; `late` when it took too long."""

    def __init__(self, *, late: bool) -> None:
        super().__init__("late" if late else "lost")
        self.late = late


@functools.cache
def fonts() -> tuple[str, ...]:
    """Folders of the fonts that papers are set in (Noto CJK, OFL)."""
    import pylopdf_fonts_zh_cn

    return (str(Path(pylopdf_fonts_zh_cn.__file__).parent),)


class Typesetter:
    """One process that sets papers, started when first needed, started again after a fault. One job at a time."""

    def __init__(self, patience: float = PATIENCE) -> None:
        """`patience`: seconds that one job may take."""
        self.patience = patience
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def set(self, job: Job) -> bytes:
        """The PDF. CannotSet: the layout is at fault (a mistake, too long, too large)."""
        line = json.dumps({"files": dict(job.files), "main": job.main, "timestamp": job.timestamp}) + "\n"
        with self._lock:
            for attempt in range(TRIES):
                try:
                    answer = self._ask(line.encode())
                    break
                except _Lost as lost:
                    self._end()
                    if lost.late:
                        raise CannotSet(f"took more than {self.patience:.0f} s") from lost
                    if attempt == TRIES - 1:
                        raise CannotSet("the typesetting process ended (memory?)") from lost
        if "error" in answer:
            raise CannotSet(answer["error"])
        return base64.b64decode(answer["pdf"])

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _ask(self, line: bytes) -> dict[str, Any]:
        process = self._running()
        assert process.stdin is not None and process.stdout is not None  # noqa: PT018
        try:
            process.stdin.write(line)
            process.stdin.flush()
        except OSError as error:
            raise _Lost(late=False) from error
        until, got, pipe = time.monotonic() + self.patience, bytearray(), process.stdout.fileno()
        while not got.endswith(b"\n"):
            left = until - time.monotonic()
            if left <= 0 or not select.select([pipe], [], [], left)[0]:
                raise _Lost(late=True)
            piece = os.read(pipe, 1 << 16)
            if not piece or len(got) > _LARGEST:
                raise _Lost(late=False)
            got += piece
        found: dict[str, Any] = json.loads(got)
        return found

    def _running(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():  # after a fork the parent's process is not ours
            self._process, self._owner = None, os.getpid()
        if self._process is not None and self._process.poll() is not None:
            self._end()
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603  # our own program, our own folders
                [sys.executable, "-I", str(PROGRAM), *fonts()],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env={"LANG": "C.UTF-8", "HOME": "/nonexistent", "TMPDIR": tempfile.gettempdir()},
                start_new_session=True,
            )  # fmt: skip
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


TYPESETTER = Typesetter()
atexit.register(TYPESETTER.close)
