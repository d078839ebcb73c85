"""The test harness: one PostgreSQL and one database for each worker, three roles as in production.

- `db` (or `@pytest.mark.django_db`): the test runs in a transaction that is rolled back; both aliases share it.
- `committed_db`: what the test commits stays committed, for tests with several connections, threads or roles;
  afterwards the database is as it was cloned from the template.
- `connect("owner" | "application" | "sealer" | "superuser")`: bare psycopg connections, closed after the test.

Tests connect as the application role, so that a missing grant is a red test. With DATABASE_URL in the
environment that server is used, else one is started on first use and stopped at the end of the run.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from tests import sharing
from tests.harness import TestDatabase, TestServer

RUN_FOLDER = "BANCHENG_TEST_RUN"
DATABASE_MARK = "django_db"


def pytest_configure(config: pytest.Config) -> None:
    """The first process makes the run's folder; its xdist workers find it in their environment."""
    if not hasattr(config, "workerinput"):
        os.environ[RUN_FOLDER] = tempfile.mkdtemp(prefix="bancheng-test-", dir="/tmp")
        os.chmod(os.environ[RUN_FOLDER], 0o755)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what the run started and leave nothing behind."""
    if not hasattr(config, "workerinput") and RUN_FOLDER in os.environ:
        folder = Path(os.environ.pop(RUN_FOLDER))
        for own in folder.glob("server-*"):
            TestServer(own).stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object | None:
    """With `--dist loadgroup`: whole files, the long ones first."""
    return sharing.ByFile(config, log) if config.getvalue("dist") == "loadgroup" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long files first where several workers share them.

    Refuse the transactional tests of the plugin: their flush needs rights that the platform must not have.
    """
    for item in items:
        mark = item.get_closest_marker(DATABASE_MARK)
        names = getattr(item, "fixturenames", ())
        if (mark and mark.kwargs.get("transaction")) or "transactional_db" in names:
            raise pytest.UsageError(
                f"{item.nodeid}: use the fixture `committed_db` instead of transaction=True"
            )
    if hasattr(config, "workerinput"):
        sharing.longest_first(items)


@pytest.fixture(scope="session", autouse=True)
def _settings_for_tests(worker_name: str) -> None:
    """A state folder of the worker's own, plain static names and cheap password hashing."""
    from django.conf import settings

    data = Path(os.environ[RUN_FOLDER]) / f"data-{worker_name}"
    data.mkdir(parents=True, exist_ok=True)
    os.environ["BANCHENG_DATA"] = str(data)
    settings.DATA = data
    settings.MEDIA_ROOT = data / "files"
    settings.STATIC_ROOT = data / "static"
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    settings.WHITENOISE_AUTOREFRESH = (
        True  # look files up when asked for, not all of them for each test client
    )
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]


@pytest.fixture(scope="session")
def worker_name() -> str:
    """`gw0`… under xdist, `main` alone."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def test_database(worker_name: str, django_db_blocker: DjangoDbBlocker) -> Iterator[TestDatabase]:
    """This worker's database: cloned from the run's migrated template, dropped at the end."""
    # Each worker has a server of its own: what may be read from the log is bounded by the oldest transaction of
    # the whole server, so a neighbour's long test would hold back this one's.
    own = Path(os.environ[RUN_FOLDER]) / f"server-{worker_name}"
    own.mkdir(exist_ok=True)
    server = TestServer(own)
    database = TestDatabase(server, f"bancheng_test_{os.getppid()}_{os.getpid()}_{worker_name}")
    with django_db_blocker.unblock():
        database.clone()
    yield database
    with django_db_blocker.unblock():
        database.drop()


@pytest.fixture(scope="session")
def django_db_setup(test_database: TestDatabase) -> None:
    """Point both aliases at the worker's database (overrides the plugin's own creation of databases)."""
    test_database.use()


@pytest.fixture(autouse=True)
def _one_transaction(request: pytest.FixtureRequest) -> Iterator[None]:
    """In rolled-back tests the read-only alias must see the uncommitted rows: it borrows the connection."""
    if "db" not in request.fixturenames and request.node.get_closest_marker(DATABASE_MARK) is None:
        yield
        return
    request.getfixturevalue("db")
    from django.db import connections

    own = connections["readonly"]
    connections["readonly"] = connections["default"]
    yield
    connections["readonly"] = own


@pytest.fixture
def committed_db(
    test_database: TestDatabase, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[TestDatabase]:
    """A database where commits stay, on real connections per alias and thread; as cloned afterwards."""
    with django_db_blocker.unblock():
        yield test_database
        test_database.renew()


@pytest.fixture
def connect(test_database: TestDatabase) -> Iterator[Callable[..., psycopg.Connection]]:
    """`connect("sealer")`: a bare psycopg connection in autocommit as that role; closed after the test."""
    opened: list[psycopg.Connection] = []

    def _connect(role: str = "application", **options: object) -> psycopg.Connection:
        opened.append(psycopg.connect(test_database.url(role), **{"autocommit": True, **options}))  # type: ignore[arg-type]
        return opened[-1]

    yield _connect
    for connection in opened:
        connection.close()


@pytest.fixture
def owner_connection(connect: Callable[..., psycopg.Connection]) -> psycopg.Connection:
    """A bare connection as the role that owns the tables (to tamper, to look behind the grants)."""
    return connect("owner")
