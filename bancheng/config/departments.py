"""The demo's department systems for one command: started when nobody gave an address, stopped at its end."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bancheng.config import variables

WAIT = 15.0
"""Seconds that the systems may take to answer."""


@contextmanager
def departments(data: Path) -> Iterator[None]:
    """Department systems that look-ups can reach, whether or not a platform runs beside."""
    if os.environ.get(variables.REGISTRY_URL.name) or variables.DEMO.read() != "1":
        yield
        return
    port = _free_port()
    command = [sys.executable, "-m", "demo.registry", "--port", str(port), "--data", str(data)]
    os.environ[variables.REGISTRY_URL.name] = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(command, cwd=variables.ROOT)
    try:
        _wait(port)
        yield
    finally:
        del os.environ[variables.REGISTRY_URL.name]
        process.terminate()
        process.wait(WAIT)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
