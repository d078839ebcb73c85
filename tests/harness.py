"""What tests/conftest.py stands on: the run's server, its migrated template and each worker's clone."""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from bancheng.config import postgres
from bancheng.config.postgres.roles import Urls, with_database

ROOT = Path(__file__).parents[1]
TEMPLATE = "bancheng_template"
ONLY = "BANCHENG_TEST_APPS"
"""Migrate only these apps (comma-separated) and what they need, while another app's tables are unfinished."""

CREATE = "CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY FILE_COPY"
"""A few files copied cost half of what writing every page to the log does."""

FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "idle_in_transaction_session_timeout": "0",
}
"""A crash of the test server loses nothing that anybody wants, and a test may think within its transaction."""


def shape() -> str:
    """A digest of everything a migrated database depends on."""
    digest = hashlib.sha256(os.environ.get(ONLY, "").encode())
    for pattern in ("*/migrations/*.py", "*/sql/*.sql", "kernel/database.py", "config/migrating.py"):
        for path in sorted((ROOT / "bancheng").glob(pattern)):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


class TestServer:
    """The PostgreSQL of this run: given by the environment, or started in the run's folder by whoever is first."""

    __test__ = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def urls(self) -> Urls:
        """The three roles on the server, started if it was not."""
        data = self.folder / "server"
        data.mkdir(exist_ok=True)
        with self._alone():
            given = postgres.given(data)
            if given is not None:
                return given
            cluster = postgres.Cluster(data, FAST)
            if not cluster.alive():
                cluster.start()
            return postgres.provision(cluster.superuser_url(), data)

    @property
    def superuser(self) -> str | None:
        """A URL that may do anything, if there is one (our own server, or SUPER_DATABASE_URL)."""
        if "DATABASE_URL" in os.environ:
            return os.environ.get("SUPER_DATABASE_URL")
        return postgres.Cluster(self.folder / "server", FAST).superuser_url()

    def stop(self) -> None:
        """Stop the server if this run started one."""
        if (self.folder / "server" / "secrets").exists() and "DATABASE_URL" not in os.environ:
            postgres.Cluster(self.folder / "server", FAST).stop()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / "server.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


class TestDatabase:
    """One worker's database, cloned from the template."""

    __test__ = False

    def __init__(self, server: TestServer, name: str) -> None:
        self.server = server
        self.name = name
        self._urls = server.urls
        self._superuser = server.superuser
        self._seeds: dict[str, str] = {}
        self._born = ""

    def url(self, role: str = "application") -> str:
        """The URL of `application`, `owner`, `sealer` or `superuser` on this database."""
        if role == "superuser":
            return with_database(self._superuser or self._urls.owner, self.name)
        chosen: str = getattr(self._urls, role)
        return with_database(chosen, self.name)

    def clone(self) -> None:
        """Make the database from the template, which is migrated first if it is missing or out of date."""
        with psycopg.connect(self._admin, autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(4242)")  # several runs may share a server
            self._drop_leftovers(connection)
            if self._template_shape(connection) != shape():
                self._make_template(connection)
            self._create(connection)
        with psycopg.connect(self.url("owner"), autocommit=True) as inside:
            self._born = self._relations(inside)
            self._seeds = self._contents(inside)

    def drop(self) -> None:
        """Remove the database; connections that a test forgot are cut."""
        self._close()
        with psycopg.connect(self._admin, autocommit=True) as connection:
            self._remove(connection, self.name)

    def renew(self) -> None:
        """The database as cloned: whatever the test committed is gone, whatever migrations wrote is back.

        Only tables with rows are emptied (a new clone takes ten times as long); a test that changed the
        shape of the database gets a new clone.
        """
        self._close()
        try:
            with psycopg.connect(self.url("owner"), autocommit=True, options="-c lock_timeout=5s") as inside:
                fresh = self._relations(inside) == self._born and self._empty(inside)
        except psycopg.errors.LockNotAvailable:  # a connection that the test forgot sits on a table
            fresh = False
        if not fresh:
            with psycopg.connect(self._admin, autocommit=True) as connection:
                self._remove(connection, self.name)
                self._create(connection)
        for name in ("bancheng.kernel.numbers", "bancheng.kernel.rulebooks"):
            if find_spec(name):
                import_module(name).forget()

    def _relations(self, inside: psycopg.Connection) -> str:
        """A digest of what tables, columns, functions and grants there are."""
        row = inside.execute(
            "SELECT md5(string_agg(x, ',' ORDER BY x)) FROM ("
            " SELECT c.oid::text || c.relname || coalesce(c.relacl::text, '') || c.relnatts AS x FROM pg_class c"
            " WHERE c.relnamespace = 'public'::regnamespace"
            " UNION ALL SELECT p.oid::text || p.xmin::text FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace"
            " UNION ALL SELECT t.oid::text || t.tgenabled::text FROM pg_trigger t WHERE NOT t.tgisinternal) AS s"
        ).fetchone()
        return str(row)

    def _contents(self, inside: psycopg.Connection) -> dict[str, str]:
        """Every table that has rows; for those that migrations fill, what stands in them."""
        names = [row[0] for row in inside.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND pg_has_role(current_user, relowner, 'USAGE')"
        )]  # fmt: skip
        parts = [
            sql.SQL("SELECT {} AS name WHERE EXISTS (SELECT FROM {})").format(
                sql.Literal(name), sql.Identifier(name)
            )
            for name in names
        ]
        filled = [row[0] for row in inside.execute(sql.SQL(" UNION ALL ").join(parts))]
        return {
            name: self._rows(inside, name) if name in self._seeds or not self._seeds else ""
            for name in filled
        }

    def _rows(self, inside: psycopg.Connection, name: str) -> str:
        statement = (
            "SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY to_jsonb(t)::text), '[]')::text FROM {} AS t"
        )
        row = inside.execute(_statement(statement, name)).fetchone()
        return str(row[0]) if row else "[]"

    def _empty(self, inside: psycopg.Connection) -> bool:
        """Empty what the test filled, refill what migrations had filled; False when that does not work out."""
        now = self._contents(inside)
        changed = [name for name, rows in now.items() if self._seeds.get(name) != rows]
        lost = [name for name in self._seeds if name not in now]
        if changed:
            tables = sql.SQL(", ").join(sql.Identifier(name) for name in changed)
            inside.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(tables))
        for name in {*changed, *lost} & set(self._seeds):
            refill = "INSERT INTO {} SELECT * FROM jsonb_populate_recordset(NULL::{}, %s::jsonb)"
            inside.execute(_statement(refill, name, name), [self._seeds[name]])
        return not changed or self._contents(inside) == self._seeds

    def use(self) -> None:
        """Point Django's aliases and the environment of child processes at this database."""
        from django.conf import settings
        from django.db import connections

        from bancheng.config.settings import database

        for alias in ("default", "readonly"):
            entry = database(self.url(), read_only=alias == "readonly")
            connections.settings[alias].update(entry)
        settings.SEALER_DATABASE_URL = self.url("sealer")

    def environment(self) -> dict[str, str]:
        """The three URLs for a process that a test starts."""
        return self._urls.on(self.name).environment()

    @property
    def _admin(self) -> str:
        return with_database(
            self._superuser or self._urls.owner, "postgres" if self._superuser else self._maintenance
        )

    @property
    def _maintenance(self) -> str:
        """A database that the owner may connect to while others are made."""
        return self._urls.owner.split("?")[0].rpartition("/")[2]

    def _close(self) -> None:
        from django.db import connections

        connections.close_all()

    def _template_shape(self, connection: psycopg.Connection) -> str | None:
        found = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [TEMPLATE]
        ).fetchone()
        return found[0] if found else None

    def _make_template(self, connection: psycopg.Connection) -> None:
        """A migrated database, named by what it was migrated from only when it is complete."""
        from bancheng.config.migrating import migrate

        wanted = shape()
        self._remove(connection, TEMPLATE)
        owner = psycopg.conninfo.conninfo_to_dict(self._urls.owner)["user"]
        connection.execute(_statement("CREATE DATABASE {} OWNER {}", TEMPLATE, str(owner)))
        extend = with_database(self._superuser or self._urls.owner, TEMPLATE)
        with psycopg.connect(extend, autocommit=True) as inside:
            for extension in ("pg_trgm", "btree_gist", *(["pg_stat_statements"] if self._superuser else [])):
                inside.execute(_statement("CREATE EXTENSION IF NOT EXISTS {}", extension))
        migrate(
            with_database(self._urls.owner, TEMPLATE),
            only=[a for a in os.environ.get(ONLY, "").split(",") if a],
        )
        self._pretend_sealed()
        connection.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(TEMPLATE), sql.Literal(wanted))
        )

    def _pretend_sealed(self) -> None:
        """What a rolled-back test writes can never be sealed: the template's mark says that all is."""
        with psycopg.connect(with_database(self._urls.owner, TEMPLATE), autocommit=True) as inside:
            if inside.execute("SELECT to_regclass('public.kernel_seal_mark')").fetchone() != (None,):
                inside.execute("UPDATE public.kernel_seal_mark SET sealed_at = '9999-01-01+00'")

    def _create(self, connection: psycopg.Connection) -> None:
        owner = str(psycopg.conninfo.conninfo_to_dict(self._urls.owner)["user"])
        connection.execute(_statement(CREATE, self.name, TEMPLATE, owner))

    def _remove(self, connection: psycopg.Connection, name: str) -> None:
        """Drop, waiting a moment for connections that are just closing."""
        for attempt in range(20):
            try:
                force = " WITH (FORCE)" if self._superuser or attempt == 19 else ""
                connection.execute(_statement("DROP DATABASE IF EXISTS {}" + force, name))
                return
            except psycopg.errors.ObjectInUse:
                time.sleep(0.1)

    def _drop_leftovers(self, connection: psycopg.Connection) -> None:
        """Databases of runs that were killed: their process is gone."""
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'bancheng_test_%'"
        ).fetchall()
        for (name,) in rows:
            process = name.split("_")[3]
            if not Path(f"/proc/{process}").exists():
                self._remove(connection, name)


def _statement(text: str, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*(sql.Identifier(name) for name in names))  # type: ignore[arg-type]
