"""A worker that was frozen beyond its lease wakes up: what it held was done by another, and its own word counts no more."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from pytest_django import DjangoDbBlocker

from bancheng.kernel import outbox
from tests.chaos.course import spawn
from tests.chaos.faults import Faults
from tests.chaos.trying import Course, Run, dry

LEASE = timedelta(seconds=1)
pytestmark = pytest.mark.xdist_group("chaos")


@pytest.fixture(autouse=True)
def _database(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def freezing(act: Callable[[], None], at: int) -> Callable[[], None]:
    """The act, in which the relay stops still for good at its `at`-th delivery, until somebody wakes it."""
    delivered = 0
    attempt = outbox._attempt

    def frozen(reader: outbox.Subscriber, event: object) -> str:
        nonlocal delivered
        delivered += 1
        said = attempt(reader, event)  # type: ignore[arg-type]
        if delivered == at:
            os.kill(os.getpid(), signal.SIGSTOP)
        return said

    def run() -> None:
        with mock.patch.object(outbox, "_attempt", frozen):
            act()

    return run


@pytest.mark.parametrize("at", [1, 4])
def test_each_effect_once_and_the_zombie_s_word_is_refused(
    courses: list[Course], tmp_path: Path, at: int
) -> None:
    wanted = dry(courses[0], tmp_path / "seen")
    with Run(courses[0]) as run:
        zombie = spawn(freezing(run.act(Faults(), lease=LEASE), at))
        _number, status = os.waitpid(zombie, os.WUNTRACED)
        assert os.WIFSTOPPED(status), "it did not come to its delivery"
        time.sleep(2 * LEASE.total_seconds())
        assert run.go(Faults()) == 0
        assert run.end() == wanted.end
        os.kill(zombie, signal.SIGCONT)
        os.waitpid(zombie, 0)
        assert run.end() == wanted.end
        assert run.breaches() == wanted.breaches
