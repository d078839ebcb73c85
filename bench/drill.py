"""`python -m bench.drill [--cases 50000] [--folder F]`: the machine is lost while people work; how much, and how long
until it is back.

A platform of its own with an archive; traffic until there are so many cases; a backup; more traffic; then everything is
killed at once and its state folder taken away. RPO is the time between the last event that was committed and the last
one that is there again; RTO the time from the loss to the first page, everything looked at (`bancheng audit`) included.
Driving that many cases takes about an hour of two cores: in a folder of your own it goes on where it was broken off.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import psycopg

from bancheng.config import postgres

ROOT = Path(__file__).parents[1]
CONSOLE = [sys.executable, "-m", "bancheng.config.console"]
RPO_GOAL, RTO_GOAL = 60.0, 600.0
PORT = 18_471
PER_APPLICATION = 7
"""Cases, about: who drove counts them and goes on."""
CASES = "SELECT count(*) FROM cases_case"


def main() -> None:
    """Print what was measured; exit code 1 when a goal is missed or something is not there again."""
    parser = argparse.ArgumentParser(prog="python -m bench.drill")
    parser.add_argument("--cases", type=int, default=50_000)
    parser.add_argument("--seconds", type=float, default=90.0, help="traffic after the backup")
    parser.add_argument("--folder", type=Path, help="keep the platform there until it is lost")
    options = parser.parse_args()
    with _folder(options.folder) as folder:
        told = drill(folder, options.cases, options.seconds)
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    met = told["rpo_s"] <= RPO_GOAL and told["rto_s"] <= RTO_GOAL and not told["breaches"]
    sys.exit(0 if met else 1)


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    """The one that was named, which stays; else one that goes away."""
    if given is not None:
        given.mkdir(parents=True, exist_ok=True)
        yield given.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="bancheng-drill-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def drill(folder: Path, cases: int, seconds: float) -> dict[str, Any]:
    """All of it; times in seconds."""
    data = folder / "state"
    environment = surroundings(data, folder / "archive")
    running = _start(environment)
    try:
        there = _ask(data, CASES)
        while there < cases:
            many = max(1, (cases - there) // PER_APPLICATION)
            _say(
                environment, "drive", "--applications", str(many), "--seed", str(there + 1), "--workers", "2"
            )
            there = _ask(data, CASES)
        began = time.monotonic()
        _say(environment, "backup", str(folder / "backup"))
        taken = time.monotonic() - began
        traffic = subprocess.Popen(
            [*CONSOLE, "drive", "--applications", "1000000", "--seed", "2"],
            cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(seconds)
        last = _ask(data, "SELECT max(at) FROM kernel_event")
        lost_at, clock = datetime.now(UTC), time.monotonic()
        _lose(running, traffic, data)
    finally:
        if running.poll() is None:
            running.send_signal(signal.SIGINT)
            running.wait(60)
    size = sum(path.stat().st_size for path in (folder / "backup").rglob("*") if path.is_file())
    fresh = surroundings(folder / "again", folder / "archive")
    found = json.loads(_say(fresh, "restore", str(folder / "backup"), "--json", allowed=(0, 1)))
    again = _start(fresh)
    rto = time.monotonic() - clock
    again.send_signal(signal.SIGINT)
    again.wait(60)
    back = datetime.fromisoformat(found["last_event"])
    return {
        "cases": there, "backup_s": round(taken, 1), "backup_mb": round(size / 2**20),
        "lost_at": lost_at.isoformat(), "rpo_s": round(max(0.0, (last - back).total_seconds()), 1),
        "rto_s": round(rto, 1), "restore_s": found["seconds"], "breaches": found["breaches"],
    }  # fmt: skip


def surroundings(data: Path, archive: Path) -> dict[str, str]:
    """The environment of a platform on a folder of its own."""
    kept = {k: v for k, v in os.environ.items() if "DATABASE_URL" not in k and "BANCHENG" not in k}
    return {
        **kept, "BANCHENG_DATA": str(data), "BANCHENG_ARCHIVE": str(archive), "PORT": str(PORT),
        "BANCHENG_BACKUP_PASSPHRASE": "only for this drill", "PYTHONPATH": str(ROOT),
    }  # fmt: skip


def _start(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start the platform and wait for its first page."""
    running = subprocess.Popen(
        [*CONSOLE, "run"], cwd=ROOT, env=environment, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + 300
    while time.monotonic() < until:
        try:
            with urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=10) as answer:
                if answer.status == 200:
                    return running
        except (URLError, OSError):
            pass
        if running.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("the platform does not start")


def _say(environment: dict[str, str], *words: str, allowed: tuple[int, ...] = (0,)) -> str:
    done = subprocess.run(
        [*CONSOLE, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode not in allowed:
        raise RuntimeError(f"{words[0]}: {done.stderr[-2000:]}")
    return done.stdout


def _ask(data: Path, question: str) -> Any:
    with psycopg.connect(postgres.Cluster(data).superuser_url("bancheng"), autocommit=True) as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


def _lose(running: subprocess.Popen[bytes], traffic: subprocess.Popen[bytes], data: Path) -> None:
    """Everything at once, as when the power goes; then the folder is gone."""
    postmaster = postgres.Cluster(data).pid()
    for number in (postmaster, running.pid, traffic.pid):
        if number:
            os.kill(number, signal.SIGKILL)
    running.wait()
    traffic.wait()
    time.sleep(1.0)  # the children follow their parents
    data.rename(data.with_name("lost"))


if __name__ == "__main__":
    main()
