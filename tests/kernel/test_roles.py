"""What the roles of the database may not do, whatever the code above them tries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import psycopg
import pytest
from psycopg import sql

from tests.kernel.facts import record

NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)
Connect = Callable[..., psycopg.Connection]
SEALED = ["kernel_link", "kernel_head", "kernel_seal_mark"]
WRITTEN_BY_FUNCTIONS = [
    "kernel_event",
    "kernel_outbox",
    "kernel_delivery",
    "kernel_idempotency",
    "kernel_number",
]
KEPT = ["kernel_evidence", "kernel_rulebook", "kernel_release", "kernel_publication"]


def _denied(connection: psycopg.Connection, statement: str) -> bool:
    try:
        connection.execute(statement)  # type: ignore[call-overload]
    except psycopg.errors.InsufficientPrivilege:
        return True
    return False


@pytest.mark.parametrize("table", [*WRITTEN_BY_FUNCTIONS, *SEALED, *KEPT])
def test_the_application_may_neither_change_nor_delete(
    committed_db: object, connect: Connect, table: str
) -> None:
    application = connect("application")
    column = application.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum = 1", [table]
    ).fetchone()
    assert column is not None
    assert _denied(application, f"UPDATE {table} SET {column[0]} = {column[0]}")
    assert _denied(application, f"DELETE FROM {table}")
    assert _denied(application, f"TRUNCATE {table}")


@pytest.mark.parametrize("table", [*WRITTEN_BY_FUNCTIONS, *SEALED])
def test_the_application_writes_facts_only_through_functions(
    committed_db: object, connect: Connect, table: str
) -> None:
    assert _denied(connect("application"), f"INSERT INTO {table} SELECT * FROM {table}")


def test_the_application_cannot_reach_a_partition_around_the_table(
    committed_db: object, connect: Connect
) -> None:
    record(at=NOW)
    application = connect("application")
    assert _denied(application, "DELETE FROM kernel_event_202611")
    assert _denied(application, "UPDATE kernel_event_default SET type = type")


def test_the_application_cannot_switch_off_what_guards_it(committed_db: object, connect: Connect) -> None:
    application = connect("application")
    assert _denied(application, "ALTER TABLE kernel_event DISABLE TRIGGER ALL")
    assert _denied(application, "SET ROLE bancheng_owner") or _denied(
        application, "SET SESSION AUTHORIZATION postgres"
    )
    assert _denied(application, "CREATE TABLE public.kernel_event_mine (id int)")


def test_the_sealer_writes_the_chain_and_nothing_else(committed_db: object, connect: Connect) -> None:
    sealer = connect("sealer")
    for table in ("kernel_event", "kernel_outbox"):
        assert _denied(sealer, f"DELETE FROM {table}")
        assert _denied(sealer, f"INSERT INTO {table} SELECT * FROM {table}")
    for table in ("kernel_link", "kernel_head"):
        assert _denied(sealer, f"DELETE FROM {table}")
        assert _denied(sealer, f"UPDATE {table} SET position = position")
    assert not _denied(sealer, "UPDATE kernel_seal_mark SET sealed_at = sealed_at")
    assert _denied(sealer, "UPDATE kernel_seal_mark SET id = 1")


def test_no_state_column_anywhere_is_open_to_the_application(committed_db: object, connect: Connect) -> None:
    """Negative control inside: a grant planted by the owner is found."""
    query = (
        "SELECT c.relname FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0"
        " AND (a.attname = 'state' OR a.attname LIKE '%\\_state') AND c.relname NOT LIKE 'procrastinate%'"
        " AND has_column_privilege('bancheng_app', c.oid, a.attnum, 'UPDATE')"
    )
    application = connect("application")
    assert application.execute(query).fetchall() == []
    owner = connect("owner")
    owner.execute("CREATE TABLE public.kernel_probe (state text)")
    owner.execute(sql.SQL("GRANT UPDATE (state) ON public.kernel_probe TO bancheng_app"))
    try:
        assert application.execute(query).fetchall() == [("kernel_probe",)]
    finally:
        owner.execute("DROP TABLE public.kernel_probe")


def test_every_function_of_the_platform_has_a_fixed_search_path(
    committed_db: object, connect: Connect
) -> None:
    rows = (
        connect("owner")
        .execute(
            "SELECT p.proname FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace"
            " JOIN pg_roles AS r ON r.oid = p.proowner WHERE n.nspname = 'public' AND p.prosecdef"
            " AND NOT COALESCE(p.proconfig, '{}') @> ARRAY['search_path=public, pg_temp']"
        )
        .fetchall()
    )
    assert rows == []
