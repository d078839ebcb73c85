"""Wherever a process ends between handing in and the last result, beginning again comes to the same end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest
from pytest_django import DjangoDbBlocker

from tests.chaos.faults import AFTER, BEFORE, DIED, Faults
from tests.chaos.trying import SEED, Course, Run, dry

pytestmark = pytest.mark.xdist_group("chaos")
POINTS = int(os.environ.get("BANCHENG_TEST_FAULTS", "1"))
"""How many points of each journey are tried; 0: all of them."""
THINGS = 8 if POINTS == 1 else 1000
"""So many journeys a day, the next ones the day after; `make chaos` tries every one."""


@pytest.fixture(autouse=True)
def _database(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def _of_today(courses: list[Course]) -> list[Course]:
    first = date.today().toordinal() * THINGS % len(courses)  # noqa: DTZ011 - any day will do
    return [*courses, *courses][first : first + min(THINGS, len(courses))]


def test_the_same_end_from_every_point(courses: list[Course], tmp_path: Path) -> None:
    assert courses
    chance = Random(SEED)
    for one in _of_today(courses):
        wanted = dry(one, tmp_path / one.journey)
        many = len(wanted.seen)
        assert many > 30, wanted.seen
        every = [(at, when) for at in range(1, many + 1) for when in (BEFORE, AFTER)]
        for at, when in sorted(chance.sample(every, POINTS)) if POINTS else every:
            where = f"{one.journey}: {when} {at} of {many} ({wanted.seen[at - 1]}), seed {SEED}"
            with Run(one) as run:
                assert run.go(Faults(at, when)) == DIED, where
                run.lapse()
                assert run.go(Faults()) == 0, where
                assert run.end() == wanted.end, where
                assert run.breaches() == wanted.breaches, where


def test_every_kind_of_effect_is_a_point(courses: list[Course], tmp_path: Path) -> None:
    """What a course passes: the functions of the apps on its way, ends of transactions, files."""
    seen = dry(courses[0], tmp_path / "seen").seen
    assert {"commit", "file fsync"} <= set(seen)
    for app in ("cases_move", "journeys_submit", "kernel_claim", "kernel_settle"):
        assert any(name.startswith(app) for name in seen), (app, sorted(set(seen)))


def test_without_beginning_again_the_end_is_another_one(courses: list[Course], tmp_path: Path) -> None:
    """The comparison can fail."""
    wanted = dry(courses[0], tmp_path / "seen")
    handed_in = next(at for at, name in enumerate(wanted.seen, 1) if name.startswith("journeys_submit"))
    with Run(courses[0]) as run:
        assert run.go(Faults(handed_in, AFTER)) == DIED
        assert run.end() != wanted.end
