"""A platform started for a test as a person would start it, and looked at from outside."""

from __future__ import annotations

import fcntl
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
CONSOLE = [sys.executable, "-m", "bancheng.config.console"]


def surroundings(data: Path, **more: str) -> dict[str, str]:
    """An environment as on a bare machine: no database given, this state folder."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if "DATABASE_URL" not in name and "BANCHENG" not in name
    }
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "BANCHENG_DATA": str(data),
        "BANCHENG_DEMO_HOUSEHOLDS": "0",
        **more,
    }


def console(
    data: Path, *arguments: str, timeout: float = 180, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run one console command to its end."""
    return subprocess.run(
        [*CONSOLE, *arguments],
        cwd=ROOT,
        env=surroundings(data, **more),
        capture_output=True,
        text=True,
        timeout=timeout,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def new_folder() -> Path:
    """A folder that every account can walk into (pytest's own are private), gone at the end of the run."""
    folder = Path(tempfile.mkdtemp(prefix="processes-", dir=os.environ["BANCHENG_TEST_RUN"]))
    folder.chmod(0o755)
    return folder


def prepared(*, city: bool) -> Path:
    """A state folder in which nothing runs and all that a first start makes is there: the tables, and with `city`
    the demo city. Made once in a run and copied for whoever asks; what a first start does is tested with a folder
    that is empty.
    """
    run = Path(os.environ["BANCHENG_TEST_RUN"])
    kept = run / ("prepared-city" if city else "prepared-tables")
    with kept.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            making = new_folder() / "state"
            made = console(making, "prepare" if city else "migrate", timeout=600)
            assert made.returncode == 0, made.stderr
            making.rename(kept)
    state = new_folder() / "state"
    subprocess.run(["cp", "-a", str(kept), str(state)], check=True)  # with its owners
    return state


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processes_of(data: Path) -> list[int]:
    """Every living process that belongs to a state folder: it was given it, or works in it."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environment = (entry / "environ").read_bytes().split(b"\0")
            command = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if command and (f"BANCHENG_DATA={data}".encode() in environment or str(data).encode() in command):
            found.append(int(entry.name))
    return found


class Platform:
    """`bancheng run` on a state folder and a free port."""

    def __init__(self, data: Path, **more: str) -> None:
        self.data = data
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._more = more
        self._log = data.with_suffix(".log")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, limit: float = 180.0) -> float:
        """Start and wait until it says that it stands; the seconds it took."""
        began = time.monotonic()
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [*CONSOLE, "run"],
                cwd=ROOT,
                env=surroundings(self.data, PORT=str(self.port), **self._more),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        while "Ctrl-C" not in self.log:
            assert self.process.poll() is None, self.log
            assert time.monotonic() - began < limit, self.log
            time.sleep(0.05)
        return time.monotonic() - began

    def reload(self) -> subprocess.CompletedProcess[str]:
        """`bancheng reload` on its folder."""
        return console(self.data, "reload", **self._more)

    def stop(self, sign: signal.Signals = signal.SIGINT, patience: float = 40.0) -> int:
        """End it as Ctrl-C does; its exit code."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(sign)
        code = self.process.wait(patience)
        self.process = None
        return code

    @property
    def log(self) -> str:
        """What it has printed so far."""
        return self._log.read_text(errors="replace")

    def answers(self, path: str = "/healthz") -> bool:
        """Whether a page comes with status 200."""
        try:
            with urlopen(self.address + path, timeout=15) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def postmaster(self) -> int:
        """The process id of its PostgreSQL."""
        homes = [self.data / "postgres", *Path("/var/lib/bancheng").glob("*")]
        for home in homes:
            for path in home.glob("pg*/postmaster.pid"):
                return int(path.read_text().split("\n", 1)[0])
        raise AssertionError("there is no postmaster")

    def children(self, word: str) -> list[int]:
        """Its processes whose command holds a word."""
        return [
            number
            for number in processes_of(self.data)
            if re.search(word, Path(f"/proc/{number}/cmdline").read_text(errors="replace").replace("\0", " "))
        ]


def wait_until(holds: object, seconds: float) -> float:
    """Wait until `holds()` is true; how long it took. Fails after `seconds`."""
    began = time.monotonic()
    while not holds():  # type: ignore[operator]
        assert time.monotonic() - began < seconds, f"not within {seconds} s"
        time.sleep(0.1)
    return time.monotonic() - began
