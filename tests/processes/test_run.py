"""`make run`: starts, starts again quickly, survives crashes of its parts, and ends without leaving anything."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes.platform import (
    CONSOLE,
    ROOT,
    Platform,
    console,
    prepared,
    processes_of,
    surroundings,
    wait_until,
)

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("processes")]


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    """One platform for the tests that do not end it, without the demo city."""
    running = Platform(prepared(city=False), BANCHENG_DEMO="0")
    running.start()
    yield running
    running.stop()


def test_it_starts_again_and_ctrl_c_leaves_nothing(folder: Path) -> None:
    platform = Platform(folder / "state")
    first = platform.start(limit=180)
    assert platform.answers("/login/"), "the identity provider is part of the demo"
    assert platform.stop() == 0
    assert processes_of(platform.data) == []
    platform.start(limit=90)
    platform.stop()
    assert first < 180


def test_pages_are_back_after_the_database_is_killed(platform: Platform) -> None:
    os.kill(platform.postmaster(), signal.SIGKILL)
    wait_until(platform.answers, 60)


def test_a_killed_web_process_is_replaced(platform: Platform) -> None:
    for number in platform.children("config.web"):
        os.kill(number, signal.SIGKILL)
    wait_until(platform.answers, 60)


def test_a_killed_worker_is_replaced(platform: Platform) -> None:
    (old,) = platform.children("console worker")
    os.kill(old, signal.SIGKILL)
    wait_until(lambda: [number for number in platform.children("console worker") if number != old], 10)


def test_a_command_beside_a_running_platform_leaves_it_running(platform: Platform) -> None:
    before = platform.postmaster()
    answer = console(platform.data, "doctor", "--json")
    assert "findings" in json.loads(answer.stdout)
    assert platform.postmaster() == before
    assert platform.answers()


def test_two_launchers_do_not_share_a_state_folder(platform: Platform) -> None:
    answer = console(platform.data, "run", PORT=str(platform.port + 7))
    assert answer.returncode == 2
    assert "already runs" in answer.stderr


def test_a_taken_port_is_one_sentence(platform: Platform, folder: Path) -> None:
    answer = console(folder / "other", "run", PORT=str(platform.port))
    assert answer.returncode == 2
    assert f"Port {platform.port} is taken" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_command_alone_starts_what_it_needs_and_stops_it(folder: Path) -> None:
    answer = console(folder / "state", "migrate")
    assert answer.returncode == 0, answer.stderr
    assert processes_of(folder / "state") == []


def test_two_commands_at_once_share_one_server(folder: Path) -> None:
    data = folder / "state"
    pair = [
        subprocess.Popen(
            [*CONSOLE, "migrate"],
            cwd=ROOT,
            env=surroundings(data),
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
        for _ in range(2)
    ]
    for process in pair:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors.decode()
    assert processes_of(data) == []


def test_when_the_launcher_is_killed_its_children_end_and_the_next_start_takes_over() -> None:
    platform = Platform(prepared(city=False), BANCHENG_DEMO="0")
    platform.start()
    platform.stop(signal.SIGKILL)
    wait_until(lambda: not platform.children("config.web|console worker"), 20)
    platform.start(limit=60)
    assert platform.answers()
    platform.stop()
    assert processes_of(platform.data) == []
