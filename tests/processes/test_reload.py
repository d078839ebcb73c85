"""`bancheng reload`: new processes take over while people go on; nobody is refused, nothing is cut off."""

from __future__ import annotations

import http.client
import json
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes.platform import Platform, console, prepared, wait_until

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("processes")]
WEB, WORKER = "config.web", "console worker"


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    """A platform without the demo city."""
    running = Platform(prepared(city=False), BANCHENG_DEMO="0")
    running.start()
    yield running
    running.stop()


def ask(platform: Platform, path: str, **headers: str) -> tuple[int, str, str]:
    """Status, body and request id of one page, over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", platform.port, timeout=60)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.headers["X-Request-ID"]
    finally:
        connection.close()


class Hammer:
    """Clients that ask for pages without a pause, each time over a new connection, and count what comes."""

    def __init__(self, port: int, clients: int = 3) -> None:
        self.seen: Counter[str] = Counter()
        self._port, self._stop = port, threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(clients)]

    def __enter__(self) -> Hammer:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _ask(self) -> None:
        while not self._stop.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
            try:
                connection.request("GET", "/things/")
                self.seen[str(connection.getresponse().status)] += 1
            except OSError as error:
                self.seen[type(error).__name__] += 1
            finally:
                connection.close()


def test_during_a_restart_no_request_fails_and_every_process_is_new(platform: Platform) -> None:
    before = {*platform.children(WEB), *platform.children(WORKER)}
    with Hammer(platform.port) as hammer:
        wait_until(lambda: hammer.seen["200"] > 20, 60)
        answer = platform.reload()
        asked = sum(hammer.seen.values())
        wait_until(lambda: sum(hammer.seen.values()) > asked + 20, 60)
    assert answer.returncode == 0, answer.stderr + platform.log
    assert "接替" in answer.stdout
    assert set(hammer.seen) == {"200"}, hammer.seen
    after = {*platform.children(WEB), *platform.children(WORKER)}
    assert len(platform.children(WORKER)) == 1
    assert not before & after


def test_a_killed_web_server_refuses_nobody(platform: Platform) -> None:
    """Whoever comes while nobody serves waits in the queue of the socket that the launcher holds."""
    for number in platform.children(WEB):
        os.kill(number, signal.SIGKILL)
    assert ask(platform, "/things/")[0] == 200


def test_processes_of_a_killed_server_do_not_serve_on_by_themselves(platform: Platform) -> None:
    wait_until(platform.answers, 30)
    before = platform.children(WEB)
    servers = [one for one in before if parent_of(one) not in before]
    for number in servers:
        os.kill(number, signal.SIGKILL)
    wait_until(lambda: not set(before) & set(platform.children(WEB)), 20)
    wait_until(platform.answers, 30)


def parent_of(number: int) -> int:
    return int(Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[1])


def test_a_successor_that_cannot_start_leaves_the_old_ones_at_work(platform: Platform) -> None:
    wait_until(platform.answers, 30)
    before = set(platform.children(WEB))
    secrets = platform.data / "secrets" / "web"
    kept = secrets.read_text()
    secrets.unlink()
    secrets.mkdir()  # cannot be read
    try:
        answer = platform.reload()
    finally:
        secrets.rmdir()
        secrets.write_text(kept)
        secrets.chmod(0o600)
    assert answer.returncode == 2
    assert "原来的进程照常运行" in answer.stderr
    assert before <= set(platform.children(WEB))
    assert platform.answers()
    assert platform.reload().returncode == 0


def test_without_a_platform_it_says_so(folder: Path) -> None:
    answer = console(folder / "state", "reload")
    assert answer.returncode == 2
    assert "make run" in answer.stderr


def test_figures_are_summed_over_all_processes(platform: Platform) -> None:
    """Two web processes share the socket: whichever is asked tells what both and the worker did."""
    wait_until(platform.answers, 30)
    name = 'bancheng_requests_total{method="GET",status="200",view="healthz_live"}'

    def figures() -> str:
        return ask(platform, "/metrics")[1]

    def count() -> float:
        return float(next((one for one in figures().splitlines() if one.startswith(name)), "0 0").split()[-1])

    before = count()
    for _ in range(10):
        assert platform.answers("/healthz/live")
    assert count() == before + 10
    wait_until(lambda: 'worker_turns_total{loop="relay",outcome="well"}' in figures(), 20)
    wait_until(lambda: platform_says(platform) == "ok", 20)


def platform_says(platform: Platform) -> str:
    """The first word of the health check."""
    return ask(platform, "/healthz")[1].partition("\n")[0]


def test_every_line_of_the_log_is_json_and_a_given_request_id_comes_back(platform: Platform) -> None:
    given = "0123456789abcdef"
    assert ask(platform, "/things/", **{"X-Request-ID": given})[2] == given
    time.sleep(0.3)
    lines = [json.loads(line) for line in platform.log.splitlines() if line.startswith("{")]
    (mine,) = [line for line in lines if line.get("request") == given]
    assert (mine["view"], mine["status"]) == ("journeys", 200)


def test_wrong_settings_start_nothing_and_are_each_one_line(folder: Path) -> None:
    answer = console(folder / "state", "run", BANCHENG_HOTS="x", BANCHENG_POOL="many")
    assert answer.returncode == 2
    assert [line.partition("：")[0] for line in answer.stderr.splitlines()] == [
        "BANCHENG_HOTS",
        "BANCHENG_POOL",
    ]
