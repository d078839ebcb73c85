"""A process that dies is started again, a little later each time; stopping leaves no grandchild."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bancheng.config.processes import PAUSES, Service

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
DIE = [sys.executable, "-c", "raise SystemExit(3)"]


def test_a_death_is_noticed_and_mended() -> None:
    service = Service("sleeper", SLEEP, {})
    service.start()
    assert service.process is not None
    first = service.process.pid
    service.process.kill()
    service.process.wait()
    service.watch(time.monotonic())
    assert service.process is None
    service.watch(time.monotonic() + PAUSES[0])
    assert service.process is not None
    assert service.process.pid != first
    service.stop()


def test_pauses_grow_while_it_keeps_dying() -> None:
    service, now, pauses = Service("broken", DIE, {}), 1000.0, []
    for _ in range(7):
        service.start()
        assert service.process is not None
        service.process.wait()
        service.watch(now)
        pauses.append(round(service.not_before - now, 1))
        service.process = None
    assert pauses == [0.2, 0.5, 1.0, 2.0, 5.0, 5.0, 5.0]


def test_stopping_ends_what_it_started_too(tmp_path: Path) -> None:
    note = tmp_path / "grandchild"
    spawn = (
        f"import subprocess, time; child = subprocess.Popen({SLEEP!r});"
        f"open({str(note)!r}, 'w').write(str(child.pid)); time.sleep(60)"
    )
    service = Service("parent", [sys.executable, "-c", spawn], {})
    service.start()
    while not (note.exists() and note.read_text()):
        time.sleep(0.02)
    service.stop()
    grandchild = int(note.read_text())
    for _ in range(100):
        if not _lives(grandchild):
            return
        time.sleep(0.05)
    pytest.fail("the grandchild still lives")


def test_one_that_does_not_listen_is_killed() -> None:
    deaf = "import signal,time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
    service = Service("deaf", [sys.executable, "-c", deaf], {})
    service.start()
    time.sleep(0.3)
    process = service.process
    assert process is not None
    service.stop(patience=0.3)
    assert process.poll() == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="the system tells no child about its parent's death")
def test_children_end_when_the_launcher_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "child"
    launcher = (
        f"import sys, time; sys.path.insert(0, {str(Path(__file__).parents[2])!r});"
        f"from bancheng.config.processes import Service; child = Service('x', {SLEEP!r}, {{}}); child.start();"
        f"open({str(note)!r}, 'w').write(str(child.process.pid)); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", launcher])
    while not (note.exists() and note.read_text()):
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    child = int(note.read_text())
    for _ in range(100):
        if not _lives(child):
            return
        time.sleep(0.05)
    pytest.fail("the child outlived its launcher")


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
