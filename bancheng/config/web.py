"""The web server on a socket that somebody else holds: `python -m bancheng.config.web --listen FD …`.

The launcher opens the listening socket once and hands it down. Connections that arrive while processes come and go
wait in its queue: nothing is refused, neither during a restart nor after a crash. (Granian alone gives each process a
socket of its own, and Linux resets what waits in the queue of one that closes.)
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import click
from granian._granian import SocketHolder
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

APPLICATION = "bancheng.config.wsgi"
KILL_AFTER = 10  # seconds that a request under way may still take
QUEUE = 1024  # connections that wait for a process


def listen(host: str, port: int) -> socket.socket:
    """The listening socket; OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(QUEUE)
        listening.setblocking(False)
    except OSError:
        listening.close()
        raise
    return listening


class Web(MPServer):
    """Granian whose processes share one socket that is already open."""

    def __init__(self, descriptor: int, **options: Any) -> None:
        super().__init__(target=f"{APPLICATION}:application", **options)
        self._descriptor = descriptor

    def _init_shared_socket(self) -> None:
        self._ssp = None
        self._sfd, self._shd = self._descriptor, _holder(self._descriptor)  # type: ignore[assignment]
        self._sso = socket.socket(fileno=self._descriptor)
        self._sso.set_inheritable(True)


def _holder(descriptor: int) -> SocketHolder:
    return SocketHolder(descriptor, False, QUEUE)  # type: ignore[call-arg]  # its stub is older than it


def load() -> Any:
    """The whole program, once, before the processes are forked from this one: they share its memory, and one that was
    killed is replaced in an instant. RuntimeError when loading started a thread, which a fork would lose.
    """
    from django.urls import resolve

    from bancheng.config.wsgi import application

    resolve("/")  # the pages' code, which would else be loaded by the first request
    if threading.active_count() > 1 or _threads() > 1:
        raise RuntimeError("loading the program started a thread; processes cannot be forked from it")
    gc.freeze()  # what is there for good stays in shared pages
    return application


def _threads() -> int:
    """How many threads the system counts in this process, those of libraries too; 1 where it does not say."""
    tasks = Path("/proc/self/task")
    return sum(1 for _each in tasks.iterdir()) if tasks.is_dir() else 1


def _serving(application: Any, ready: int | None) -> Callable[[], Any]:
    """What each process does first: say on the pipe `ready` that it is there."""
    server = os.getpid()

    def begin() -> Any:
        Thread(target=_leave_with, args=[server], daemon=True).start()
        if ready is not None:
            os.write(ready, b".")
        return application

    return begin


def _leave_with(parent: int) -> None:
    """A process whose server was killed does not serve on by itself: it ends, and its connections with it."""
    while os.getppid() == parent:
        time.sleep(1.0)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(KILL_AFTER)
    os._exit(1)


@click.command()
@click.option("--listen", "descriptor", type=int, required=True, help="The open listening socket.")
@click.option("--ready", type=int, help="A pipe; each process writes one byte when it has loaded.")
@click.option("--processes", type=click.IntRange(1), default=2)
@click.option("--threads", type=click.IntRange(1), default=4)
def main(descriptor: int, ready: int | None, processes: int, threads: int) -> None:
    """Serve until told to stop; requests under way are finished first."""
    server = Web(
        descriptor,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=threads,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_AFTER,
        websockets=False,
        log_level=LogLevels.warning,
    )
    multiprocessing.set_start_method("fork", force=True)
    server.serve(target_loader=_serving(load(), ready), wrap_loader=False)


if __name__ == "__main__":
    main()
