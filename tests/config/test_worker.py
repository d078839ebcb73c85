"""A loop of the worker: at once while there is work, a growing pause while something is down."""

from __future__ import annotations

import threading

import psycopg
import pytest
from django.db import OperationalError

from bancheng.config import worker
from bancheng.config.worker import Loop


def run(turns: list[int | Exception]) -> int:
    """Run a loop through these turns; how many were taken."""
    stop, taken = threading.Event(), []

    def turn() -> int:
        result = turns[len(taken)]
        taken.append(result)
        if len(taken) == len(turns):
            stop.set()
        if isinstance(result, Exception):
            raise result
        return result

    loop = Loop("test", turn, 0.001, stop)
    loop.start()
    loop.join(timeout=10)
    assert not loop.is_alive()
    return len(taken)


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "LONGEST_PAUSE", 0.01)


def test_work_is_followed_by_work() -> None:
    assert run([500, 500, 3, 0]) == 4


def test_a_failed_turn_is_not_the_last(caplog: pytest.LogCaptureFixture) -> None:
    assert run([RuntimeError("a bug"), 1, 0]) == 3
    assert "Traceback" in caplog.text


@pytest.mark.parametrize("error", [OperationalError("away"), psycopg.OperationalError("away")])
def test_a_database_that_is_away_is_one_line(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    assert run([error, error, 1]) == 3
    assert "waits for the database" in caplog.text
    assert "Traceback" not in caplog.text
