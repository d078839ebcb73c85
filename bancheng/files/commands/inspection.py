"""Asks about a file in a limited process of its own, and the virus scanner."""

from __future__ import annotations

import json
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy

from bancheng.kernel.errors import Unavailable, define

_INSPECTOR = Path(__file__).with_name("inspector.py")
_SECONDS = 15.0
"""Of waiting; the inspector itself may work for four seconds (RLIMIT_CPU). Who waits longer waits for the machine."""
_AT_ONCE = 2
_WAIT = 20.0
_places = threading.BoundedSemaphore(_AT_ONCE)

INSPECTION_BUSY = define(
    Unavailable,
    "files_inspection_busy",
    gettext_lazy("现在检查文件的人多，这一份还没轮到。"),
    next_step=gettext_lazy("过一分钟再传一次，已经收下的都在。"),
)


@dataclass(frozen=True)
class Inspected:
    """What is inside. `refused` is a reason of files.spec.sentence, or "" for a file that is taken."""

    refused: str = ""
    pages: int = 0
    warnings: tuple[str, ...] = ()
    shown: bytes = field(default=b"", repr=False)


def confined(script: Path, argument: str, data: bytes) -> bytes | None:
    """What one of our own scripts answers to a file, in a limited process; None when its limits ended it first.
    Unavailable when too many files wait."""
    if not _places.acquire(timeout=_WAIT):
        raise INSPECTION_BUSY()
    try:
        done = subprocess.run(  # noqa: S603 - our own script, the argument is one of ours
            [sys.executable, "-I", str(script), argument],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            env={"LC_ALL": "C.UTF-8"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise INSPECTION_BUSY() from None
    except BrokenPipeError:
        return None
    finally:
        _places.release()
    return done.stdout


def inspect(kind: str, data: bytes) -> Inspected:
    """Look inside. Unavailable when too many files wait."""
    line, _newline, shown = (confined(_INSPECTOR, kind, data) or b"").partition(b"\n")
    try:
        found = json.loads(line)
    except ValueError:
        return Inspected("too_heavy")  # killed by its limits before it could say so
    return Inspected(found.get("refused", ""), found.get("pages", 0), tuple(found.get("warnings", ())), shown)


@dataclass(frozen=True)
class Scanned:
    """What the scanner said: `clean`, `infected`, or `unknown` when a configured scanner did not answer."""

    verdict: str
    by: str


def scan(data: bytes) -> Scanned:
    """Ask the configured scanner (BANCHENG_SCANNER). Down is never clean: the file waits in quarantine.

    Without a scanner the inspector's own checks stand (structure, active content, test signature).
    """
    address = getattr(settings, "BANCHENG_SCANNER", "")
    if not address:
        return Scanned("clean", "builtin")
    try:
        answer = _clamd(address, data)
    except (OSError, ValueError):
        return Scanned("unknown", "clamd")
    if answer.endswith("OK"):
        return Scanned("clean", "clamd")
    return Scanned("infected" if answer.endswith("FOUND") else "unknown", "clamd")


def _clamd(address: str, data: bytes) -> str:
    """The INSTREAM command of clamd; its answer is one line ended by NUL."""
    with _connect(address) as connection:
        connection.settimeout(30)
        connection.sendall(b"zINSTREAM\0")
        for piece in _pieces(data):
            connection.sendall(struct.pack("!L", len(piece)) + piece)
        connection.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < 4096:
            more = connection.recv(4096)
            if not more:
                break
            answer += more
    return answer.rstrip(b"\0").decode("utf-8", "replace")


def _connect(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(5)
            connection.connect(parts.path)
        except OSError:
            connection.close()
            raise
        return connection
    return socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 3310), timeout=5)


def _pieces(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), 1 << 16):
        yield data[start : start + (1 << 16)]
