"""What the doctor is told about the log and its relay."""

from __future__ import annotations

import datetime as dt

import pytest

from bancheng.kernel.database import count_statements
from bancheng.kernel.queries import health
from tests.kernel.facts import NOW, record

LATER = NOW + dt.timedelta(seconds=30)


@pytest.mark.django_db
def test_a_quiet_log_is_healthy_and_asked_in_one_statement() -> None:
    with count_statements() as seen:
        found = health(NOW)
    assert len(seen) == 1
    assert (found.seal_age, found.relay_age, found.quarantined, found.strays) == (
        dt.timedelta(),
        dt.timedelta(),
        0,
        False,
    )


@pytest.mark.django_db
def test_an_event_that_waits_and_one_in_no_month_are_seen() -> None:
    record()
    record(at=dt.datetime(2040, 1, 1, tzinfo=dt.UTC))
    found = health(LATER)
    assert found.relay_age == dt.timedelta(seconds=30)
    assert found.strays


def test_an_old_seal_is_seen(committed_db: object, connect: object) -> None:
    connect("owner").execute("UPDATE kernel_seal_mark SET sealed_at = %s", [NOW])  # type: ignore[operator]
    assert health(LATER).seal_age == dt.timedelta(seconds=30)
