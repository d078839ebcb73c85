"""Drafts that only have to be handed in, one of every journey, and tries with them in copies of their database."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from pytest_django import DjangoDbBlocker

from bancheng.accounts.queries import local_day
from bancheng.config import seams
from bancheng.documents.commands import glyphs
from bancheng.exchange.commands import hang_up
from bancheng.kernel import invariants, numbers, outbox
from bancheng.kernel.rulebooks import releases_of
from tests.chaos.course import Ready, course, fingerprint, in_child, prepare
from tests.chaos.faults import Faults
from tests.city import Copy, Registry, people
from tests.harness import TestDatabase

SEED = int(os.environ.get("BANCHENG_TEST_SEED", "20261123"))


@dataclass
class Course:
    """One journey up to handing in, in a database to copy from."""

    journey: str
    ready: Ready
    template: Copy
    heads: bytes
    worker: str
    home: TestDatabase


def _heads() -> Path:
    return Path(settings.DATA) / "evidence" / "heads.jsonl"


@pytest.fixture(scope="session")
def courses(
    test_database: TestDatabase,
    city_database: Copy,
    registry_process: Registry,
    worker_name: str,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[list[Course]]:
    """A draft of every journey that is in force, ready to be handed in."""
    seams.load_declarations(("subscriptions", "tasks"))
    before, settings.BANCHENG_REGISTRY_URL = settings.BANCHENG_REGISTRY_URL, registry_process.url
    hang_up()
    database = Copy(test_database.server, city_database.name, worker_name)
    with django_db_blocker.unblock():
        database.open()
        crowd = [one.id for one in people().citizens if one.local]
        Random(SEED).shuffle(crowd)
        mourners = [one.person.id for loss in people().bereavements for one in loss.relatives]
        order = [*crowd[:15], *mourners, *crowd[15:60]]
        journeys = sorted(releases_of("journey", local_day(datetime.now(UTC))))
        ready = {journey: prepare(journey, order, SEED) for journey in journeys}
        glyphs.covered()  # what never changes is read once here, not in every child
        connections.close_all()
        test_database.use()
    heads = _heads().read_bytes() if _heads().exists() else b""
    yield [
        Course(journey, one, database, heads, worker_name, test_database) for journey, one in ready.items()
    ]
    hang_up()
    settings.BANCHENG_REGISTRY_URL = before
    with django_db_blocker.unblock():
        database.drop()
        test_database.use()


class Run:
    """One try in a copy of the database."""

    def __init__(self, one: Course) -> None:
        connections.close_all()
        self.one = one
        self.database = Copy(one.template.server, one.template.name, one.worker)

    def __enter__(self) -> Run:
        self.heads = _heads().read_bytes() if _heads().exists() else b""
        self.database.open()
        _heads().parent.mkdir(parents=True, exist_ok=True)
        _heads().write_bytes(self.one.heads)
        return self

    def __exit__(self, *_: object) -> None:
        connections.close_all()
        self.database.drop()
        _heads().write_bytes(self.heads)
        numbers.forget()
        self.one.home.use()  # whoever runs next in this process must not look for a database that is gone

    def act(
        self, faults: Faults, note: Path | None = None, *, lease: timedelta = outbox.LEASE
    ) -> Callable[[], None]:
        """The course as a child does it; what it passed is written into `note`. `lease`: how long the relay holds what
        it took; a short one makes it give back what it has not begun in time, so that two courses differ.
        """

        def act() -> None:
            numbers.forget()
            with faults.watching(), mock.patch.object(outbox, "LEASE", lease):
                course(self.one.ready)
            if note is not None:
                note.write_text("\n".join(faults.seen))

        return act

    def go(self, faults: Faults, note: Path | None = None) -> int:
        """The course in a child; its exit code."""
        return in_child(self.act(faults, note))

    def lapse(self) -> None:
        """Time goes by: whatever somebody dead still held, nobody holds any more."""
        with psycopg.connect(self.database.url("owner"), autocommit=True) as connection:
            connection.execute(
                "UPDATE public.kernel_outbox SET lease_until = now() WHERE lease_until > now()"
            )

    def end(self) -> dict[str, Any]:
        """What it came to."""
        return fingerprint(self.one.ready.application)

    def breaches(self) -> list[str]:
        """Whatever invariant does not hold, for this application or at all."""
        return sorted(f"{one.invariant} {one.row} {one.sentence}" for one in invariants.audit())


@dataclass
class Dry:
    """A course without a fault: its end, the effects on the way, and what the inspection of the city says anyway."""

    end: dict[str, Any]
    seen: list[str]
    breaches: list[str]


def dry(one: Course, note: Path) -> Dry:
    """Go through once, and once more when all is done, which must change nothing."""
    with Run(one) as run:
        before = run.breaches()
        assert run.go(Faults(), note) == 0
        end = run.end()
        assert run.breaches() == before
        assert run.go(Faults()) == 0, "beginning again when all is done changes nothing"
        assert run.end() == end
        return Dry(end, note.read_text().splitlines(), before)
