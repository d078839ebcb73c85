"""Tasks by the clock: each when it is due, none held up by another."""

from __future__ import annotations

from datetime import datetime

import pytest

from bancheng.config.schedule import Entry, Schedule, entries


def test_a_task_runs_when_due_and_then_after_its_pause() -> None:
    seen: list[datetime] = []
    often = Entry("often", lambda now: seen.append(now) or 0, every=0.0)  # type: ignore[func-returns-value]
    seldom = Entry("seldom", lambda now: seen.append(now) or 0, every=1000.0)  # type: ignore[func-returns-value]
    schedule = Schedule([often, seldom])
    for _ in range(3):
        schedule.turn()
    assert len(seen) == 4


def test_a_failing_task_does_not_hold_up_the_others(caplog: pytest.LogCaptureFixture) -> None:
    seen: list[datetime] = []

    def broken(now: datetime) -> int:
        raise RuntimeError("no")

    Schedule([Entry("broken", broken, 0.0), Entry("next", lambda now: seen.append(now) or 0, 0.0)]).turn()  # type: ignore[func-returns-value]
    assert len(seen) == 1
    assert "broken failed" in caplog.text


@pytest.mark.django_db
def test_every_task_of_the_house_runs_on_an_empty_city() -> None:
    for entry in entries():
        entry.task(datetime.fromisoformat("2026-11-23T02:00:00+08:00"))
