"""The three roles of the database and the URLs by which the platform's processes know them."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from bancheng.config.postgres.cluster import write_private

OWNER, APPLICATION, SEALER = "bancheng_owner", "bancheng_app", "bancheng_sealer"
EXTENSIONS = ("pg_trgm", "btree_gist")
"""Trusted extensions: the owner of a database may create them."""


class RolesMissing(RuntimeError):
    """The given URL may not make roles and no other URLs were given; the message says what to do."""


class WrongLocale(RuntimeError):
    """The database cannot see Chinese characters as letters; the message says how to make one that can."""


@dataclass(frozen=True)
class Urls:
    """Where the three roles connect: what the processes get as environment."""

    application: str
    owner: str
    sealer: str

    def environment(self) -> dict[str, str]:
        """The variables that settings read."""
        return {
            "DATABASE_URL": self.application,
            "OWNER_DATABASE_URL": self.owner,
            "SEALER_DATABASE_URL": self.sealer,
        }

    def on(self, database: str) -> Urls:
        """The same roles on another database of the same server."""
        return Urls(
            with_database(self.application, database),
            with_database(self.owner, database),
            with_database(self.sealer, database),
        )


def with_database(url: str, database: str) -> str:
    """The URL with another database name."""
    return urlunsplit(urlsplit(url)._replace(path="/" + quote(database)))


def with_user(url: str, user: str, password: str) -> str:
    """The URL with another role."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password)}@{place}"))


def passwords(data: Path) -> dict[str, str]:
    """The roles' passwords, made on first use and kept in the state folder, readable by its owner only."""
    path = data / "secrets" / "postgres-roles.json"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = {role: secrets.token_urlsafe(24) for role in (OWNER, APPLICATION, SEALER)}
        write_private(path, json.dumps(made))
    loaded: dict[str, str] = json.loads(path.read_text())
    return loaded


def provision(superuser_url: str, data: Path, database: str = "bancheng") -> Urls:
    """Roles and database on our own cluster; idempotent."""
    secret = passwords(data)
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        _make_role(connection, OWNER, secret[OWNER], "CREATEDB CREATEROLE")
        _make_role(connection, APPLICATION, secret[APPLICATION])
        _make_role(connection, SEALER, secret[SEALER])
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        if not found:
            names = sql.Identifier(database), sql.Identifier(OWNER)
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))
    with psycopg.connect(with_database(superuser_url, database), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        _extend(connection)
    place = with_database(superuser_url, database)
    return Urls(
        with_user(place, APPLICATION, secret[APPLICATION]),
        with_user(place, OWNER, secret[OWNER]),
        with_user(place, SEALER, secret[SEALER]),
    )


def provision_external(owner_url: str, data: Path) -> Urls:
    """Roles on somebody else's server, through a URL whose role may create roles; idempotent.

    The given role stays the owner of the tables. RolesMissing when it may not create roles.
    """
    secret = passwords(data)
    with psycopg.connect(owner_url, autocommit=True) as connection:
        try:
            _make_role(connection, APPLICATION, secret[APPLICATION])
            _make_role(connection, SEALER, secret[SEALER])
        except psycopg.errors.InsufficientPrivilege as error:
            raise RolesMissing(
                "The role in DATABASE_URL may not create roles. Either grant it CREATEROLE, or create "
                f"{APPLICATION} and {SEALER} yourself and give all three URLs: DATABASE_URL ({APPLICATION}), "
                f"OWNER_DATABASE_URL (the role that owns the tables) and SEALER_DATABASE_URL ({SEALER})."
            ) from error
        _extend(connection)
    return Urls(
        with_user(owner_url, APPLICATION, secret[APPLICATION]),
        owner_url,
        with_user(owner_url, SEALER, secret[SEALER]),
    )


def _make_role(connection: psycopg.Connection, name: str, password: str, attributes: str = "") -> None:
    """The role with this password (scram), made or brought up to date."""
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    verb = "ALTER" if exists else "CREATE"
    statement = sql.SQL("{} ROLE {} LOGIN {} PASSWORD {}").format(
        sql.SQL(verb), sql.Identifier(name), sql.SQL(attributes), sql.Literal(password)
    )
    connection.execute(statement)


def _extend(connection: psycopg.Connection) -> None:
    for name in EXTENSIONS:
        connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))
    check_locale(connection)


def check_locale(connection: psycopg.Connection) -> None:
    """WrongLocale unless pg_trgm finds trigrams in Chinese (under the locale C it finds none)."""
    row = connection.execute("SELECT show_trgm('新生儿')").fetchone()
    if not row or not row[0]:
        raise WrongLocale(
            "pg_trgm finds no trigram in Chinese: this database has the locale C. Create it anew with "
            "ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0 (PostgreSQL 17+: LOCALE_PROVIDER builtin)."
        )
