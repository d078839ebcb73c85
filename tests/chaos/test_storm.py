"""Processes are killed at random while people and officers go on: no receipt is lost, nothing is done twice or stuck."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.client import Journal
from tests.chaos.storm import EVERY, Plan, Storm, journeys_shown
from tests.processes.platform import Platform, prepared

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("chaos")]
SEED = int(os.environ.get("BANCHENG_TEST_SEED", "20261123"))
MANY = int(os.environ.get("BANCHENG_TEST_STORM", "16"))
"""How many applications: few in every test run, 500 in `make chaos`."""


@pytest.fixture(scope="module")
def storm() -> Iterator[Storm]:
    """A platform with the demo city, through which a storm has gone."""
    platform = Platform(prepared(city=True))
    platform.start(limit=400)
    plan = Plan(MANY, SEED, clients=2 if MANY < 100 else 4, kills=5 if MANY < 100 else MANY // 5)
    gone_through = Storm(platform, plan, platform.data.with_name("journal"))
    try:
        gone_through.run(journeys_shown(platform.address))
        sys.stdout.write(f"\n{gone_through.report}\n")
        yield gone_through
    finally:
        platform.stop()


def test_every_receipt_that_was_shown_is_there_once_and_nothing_is_stuck(storm: Storm) -> None:
    assert storm.report.faults == [], str(storm.report)


def test_all_that_was_wanted_was_handed_in_for_every_journey_there_is(storm: Storm) -> None:
    journeys = set(journeys_shown(storm.platform.address))
    assert len(journeys) >= 3, str(storm.report)
    assert storm.report.receipts == MANY, str(storm.report)
    handed_in = set(storm.report.by_journey)
    # Few applications may miss a thing that is for few people; the long storm misses none.
    assert handed_in == journeys if MANY >= EVERY else len(handed_in) >= min(3, len(journeys)), str(
        storm.report
    )


def test_it_was_a_storm(storm: Storm) -> None:
    assert sum(storm.report.kills.values()) >= 3, str(storm.report)


def test_a_lost_receipt_a_number_changed_and_one_given_twice_are_seen(storm: Storm, tmp_path: Path) -> None:
    """The judgement can fail."""
    before, storm.report.faults = storm.report.faults, []
    truth, storm.journal = storm.journal, Journal(tmp_path / "journal")
    first = truth.read()[0]
    storm.journal.note("00000000-0000-7000-8000-000000000000", "X", "x", "x")
    storm.journal.note(first["application"], "another number", "x", "x")
    try:
        storm.compare()
        assert [one.partition(":")[0] for one in storm.report.faults] == ["lost", "changed"]
    finally:
        storm.report.faults, storm.journal = before, truth
