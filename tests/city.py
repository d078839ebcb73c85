"""The demo city for tests that go all the way: loaded once, copied where a test commits, and its registry.

- `city`: the test runs in a transaction that is rolled back, in a database where the demo city is loaded. Of a test
  that asks for a scene (`scene`), in one where that scene was played before, once for all tests.
- `committed_city`: a copy of that database of the test's own, where commits stay; for threads and processes.
- `registry`: the departments' systems as a process of their own over real HTTP; `registry.mode(path, "down")`.

The folders that need them import these fixtures in their conftest.py.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID

import httpx
import psycopg
import pytest
from django.conf import settings
from django.db import connections, transaction
from django.test import override_settings
from psycopg import sql
from pytest_django import DjangoDbBlocker

from bancheng.accounts.queries import actor_of_person
from bancheng.accounts.spec import SessionActor
from bancheng.demo_city.population import calendar
from bancheng.demo_city.population.model import Family, Population
from bancheng.exchange.commands import hang_up
from bancheng.files.commands import intake
from bancheng.files.commands.inspection import Inspected
from bancheng.kernel import numbers
from bancheng.kernel.database import DEFAULT, READONLY
from tests.harness import CREATE, TEMPLATE, TestDatabase, TestServer
from tests.processes.platform import free_port

ROOT = Path(__file__).resolve().parents[1]
_number = itertools.count(1)
_scenes: dict[str, Callable[[], Any]] = {}
_played: dict[str, Any] = {}
_SMALL = 4096
"""Bytes of a picture that is kept in mind."""
_inspected: dict[tuple[str, bytes], Inspected] = {}


class Copy(TestDatabase):
    """A database made from a template of one's own choice."""

    __test__ = False

    def __init__(self, server: TestServer, template: str, worker: str) -> None:
        super().__init__(server, f"bancheng_test_{os.getppid()}_{os.getpid()}_{worker}_c{next(_number)}")
        self.template = template

    def clone(self) -> None:
        """A copy of the template; nobody renews it, so nobody remembers what was in it (it is dropped instead)."""
        with psycopg.connect(self._admin, autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(4242)")  # several runs may share a server
            self._create(connection)

    def renew(self) -> None:
        """Never: see `clone`."""
        raise NotImplementedError("open another copy")

    def _create(self, connection: psycopg.Connection) -> None:
        owner = str(psycopg.conninfo.conninfo_to_dict(self.url("owner"))["user"])
        connection.execute(sql.SQL(CREATE).format(*map(sql.Identifier, (self.name, self.template, owner))))

    def open(self) -> None:
        """Make it, and point the platform at it."""
        connections.close_all()
        self.clone()
        self.use()
        numbers.forget()


class Registry:
    """The demo registry over real HTTP."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        # One for all tests, and without the certificates that a new one would read each time.
        fresh = httpx.Limits(max_keepalive_connections=0)
        self._http = httpx.Client(base_url=self.url, trust_env=False, verify=False, limits=fresh)

    def mode(self, path: str, mode: str) -> None:
        """Break one department's system, or mend it (`ok`). `*` is all of them."""
        told = {"path": path, "mode": mode}
        answer = self._http.post("/admin/mode", json=told, headers={"X-Demo-Admin": "1"})
        assert answer.status_code == 200, answer.text

    def hang_up(self) -> None:
        """Close the line to it."""
        self._http.close()

    def started(self) -> bool:
        """Whether it listens."""
        try:
            return self._http.get("/").status_code < 500
        except httpx.TransportError:
            return False


@pytest.fixture(scope="session")
def registry_process(_settings_for_tests: None) -> Iterator[Registry]:
    port = free_port()
    command = [sys.executable, "-m", "demo.registry", "--port", str(port), "--data", str(settings.DATA)]
    process = subprocess.Popen(command, cwd=ROOT)
    registry = Registry(port)
    end = time.monotonic() + 30
    while not registry.started():
        assert process.poll() is None, "the demo registry did not start"
        assert time.monotonic() < end, "the demo registry does not answer"
        time.sleep(0.05)
    yield registry
    registry.hang_up()
    process.terminate()
    process.wait(10)


@pytest.fixture
def registry(registry_process: Registry, settings: Any) -> Iterator[Registry]:
    settings.BANCHENG_REGISTRY_URL = registry_process.url
    hang_up()
    with _small_pictures_inspected_once():
        yield registry_process
    registry_process.mode("*", "ok")
    hang_up()


@contextmanager
def _small_pictures_inspected_once() -> Iterator[None]:
    """Walkers hand in the same pictures again and again; to look inside one takes a process (tests/files looks each
    time).
    """
    look = intake.inspect

    def once(kind: str, data: bytes) -> Inspected:
        if len(data) > _SMALL:
            return look(kind, data)
        found = _inspected.get((kind, data)) or look(kind, data)
        if not found.refused:
            _inspected[kind, data] = found
        return found

    with mock.patch.object(intake, "inspect", once):
        yield


@pytest.fixture(scope="session")
def city_database(
    test_database: TestDatabase, django_db_setup: None, worker_name: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[Copy]:
    """The loaded city. Nobody stays connected to it: it is the template of the others."""
    from bancheng.demo_city.loader import load

    database = Copy(test_database.server, TEMPLATE, worker_name)
    with django_db_blocker.unblock():
        database.open()
        load(Path(settings.DATA))
        connections.close_all()
        test_database.use()
    yield database
    with django_db_blocker.unblock():
        database.drop()


class Kept(Copy):
    """A copy with one connection that outlives a test: a new one would plan every function of the database anew."""

    __test__ = False

    def open(self) -> None:
        """Make it, and the wrapper of its connection, whose settings do not change when `use` is called."""
        super().open()
        self.connection = connections.create_connection(DEFAULT)
        self.connection.settings_dict = {**self.connection.settings_dict}

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Both aliases are this connection; those of before are there again afterwards."""
        self.use()
        before = {alias: connections[alias] for alias in (DEFAULT, READONLY)}
        for alias in before:
            connections[alias] = self.connection
        yield
        for alias, connection in before.items():
            connections[alias] = connection


def scene(name: str, play: Callable[[], Any]) -> None:
    """Something that many tests begin with, played once a process and folder and committed in a database of its own.

    The fixture of this name asks for `city` and `registry` and answers what `played` says; tests that use it are rolled
    back to the end of the scene.
    """
    _scenes[name] = play


def played(name: str) -> Any:
    """What the scene answered when it was played for the test that runs."""
    return _played[name]


class Stages:
    """The databases of tests that are rolled back: the plain city (""), and one for each scene that was asked for."""

    def __init__(self, make: Callable[[], Kept]) -> None:
        self._make = make
        self._kept: dict[str, Kept] = {}
        self._answers: dict[str, Any] = {}

    def plain(self) -> Kept:
        """The city as it was loaded."""
        if "" not in self._kept:
            self._kept[""] = self._make()
        return self._kept[""]

    def after(self, name: str, registry: Registry) -> Kept:
        """The city where this scene was played; plays it when it was not."""
        if name not in self._kept:
            database = self._make()
            hang_up()
            here = override_settings(BANCHENG_REGISTRY_URL=registry.url)
            with here, database.connected(), _small_pictures_inspected_once():
                self._answers[name] = _scenes[name]()
            hang_up()
            numbers.forget()
            self._kept[name] = database
        # Each folder that imports the fixtures has stages, and so a scene, of its own.
        _played[name] = self._answers[name]
        return self._kept[name]

    def close(self) -> None:
        for database in self._kept.values():
            database.connection.close()
            database.drop()


@pytest.fixture(scope="session")
def _rolled_back(
    test_database: TestDatabase, city_database: Copy, worker_name: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[Stages]:
    def made() -> Kept:
        database = Kept(test_database.server, city_database.name, worker_name)
        database.open()
        connections.close_all()
        test_database.use()
        return database

    stages = Stages(made)
    yield stages
    with django_db_blocker.unblock():
        stages.close()


@pytest.fixture
def city(
    test_database: TestDatabase,
    _rolled_back: Stages,
    django_db_blocker: DjangoDbBlocker,
    request: pytest.FixtureRequest,
) -> Iterator[Population]:
    """The demo city in a transaction that is rolled back. Answers its people."""
    asked = next((one for one in _scenes if one in request.fixturenames), None)
    registry = request.getfixturevalue("registry_process") if asked else None
    with django_db_blocker.unblock():
        kept = _rolled_back.after(asked, registry) if asked and registry else _rolled_back.plain()
        with kept.connected(), transaction.atomic():
            yield people()
            transaction.set_rollback(True)
        test_database.use()
        numbers.forget()


@pytest.fixture
def committed_city(
    test_database: TestDatabase, city_database: Copy, worker_name: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[Copy]:
    """A city of the test's own, where commits stay."""
    database = Copy(test_database.server, city_database.name, worker_name)
    with django_db_blocker.unblock():
        database.open()
        yield database
        database.drop()
        _leave(test_database)


def _leave(test_database: TestDatabase) -> None:
    connections.close_all()
    test_database.use()
    numbers.forget()


@cache
def people() -> Population:
    """Everybody in the city of this worker's state folder."""
    return calendar.people(calendar.settle(Path(settings.DATA), datetime.now(UTC).date()))


def family(story: str) -> Family:
    """The family of a story that the population tells."""
    return next(one for one in people().families if one.story == story)


def login(person: UUID) -> SessionActor:
    """A citizen, signed on."""
    actor = actor_of_person(person)
    assert actor is not None
    return actor
