"""Statements past Django's cursors answer, refuse and recover as those through them."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, OperationalError, connection, connections, transaction

from bancheng.kernel import sending
from bancheng.kernel.database import as_json, call, count_statements, fetch_document, fetch_one
from bancheng.kernel.sending import NotDirect, send_first

DAY = dt.date(2026, 11, 23)
AT = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
EACH = (
    "SELECT json_build_object('u', %s::uuid, 't', %s::text, 'n', %s::int, 'b', %s::boolean, 'd', %s::date,"
    " 'at', %s::timestamptz, 'j', %s::jsonb, 'none', %s::text) AS answer"
)


def values() -> list[Any]:
    return [UUID(int=7), "林“小”雨\\", -3, True, DAY, AT, as_json({"a": [1, "二"], "on": DAY}), None]


def test_a_value_arrives_the_same_by_both_ways(committed_db: object) -> None:
    straight = fetch_document(EACH, values())
    with count_statements() as seen:
        watched = fetch_document(EACH, values())
    assert straight == watched
    assert len(seen) == 1, "a watched statement is seen"
    assert straight["j"] == {"a": [1, "二"], "on": "2026-11-23"}
    assert straight["none"] is None


def test_a_statement_is_prepared_once_on_a_connection(committed_db: object) -> None:
    for _each in range(3):
        assert call("kernel_take_numbers_v1", series="s", day=DAY, count=1).ok
    rows = fetch_one(
        "SELECT count(*) AS n FROM pg_prepared_statements"
        " WHERE name LIKE 'bancheng_%%' AND statement LIKE %s", ["%kernel_take_numbers_v1%"],
    )  # fmt: skip
    assert rows == {"n": 1}


def test_no_row_is_none(committed_db: object) -> None:
    assert fetch_document("SELECT to_json(1) WHERE %s::boolean", [False]) is None


@pytest.mark.parametrize(
    ("sql", "params"),
    [("SELECT to_json(%s::int)", [1.5]), ("SELECT to_json(1 %% %s)", [2]), ("SELECT to_json(%s)", [])],
)
def test_what_cannot_go_straight_is_not_sent_straight(
    committed_db: object, sql: str, params: list[Any]
) -> None:
    with pytest.raises(NotDirect):
        send_first(connection, sql, params)


def test_a_value_is_never_cut_at_a_zero_byte(committed_db: object) -> None:
    with pytest.raises(DatabaseError):
        fetch_document("SELECT to_json(%s::text)", ["a\0b"])


def test_inside_a_transaction_a_statement_belongs_to_it(committed_db: object) -> None:
    with transaction.atomic():
        assert call("kernel_take_numbers_v1", series="t", day=DAY, count=1).facts == {"first": 1}
        transaction.set_rollback(True)
    assert call("kernel_take_numbers_v1", series="t", day=DAY, count=1).facts == {"first": 1}


def test_an_error_is_djangos_with_psycopgs_behind_it(committed_db: object) -> None:
    with pytest.raises(DatabaseError, match="no_such_v1") as unknown:
        call("no_such_v1", a=1)
    assert isinstance(unknown.value.__cause__, psycopg.errors.UndefinedFunction)
    with pytest.raises(DatabaseError, match="invalid input") as wrong:
        fetch_document("SELECT to_json(%s::int)", ["eins"])
    assert isinstance(wrong.value.__cause__, psycopg.errors.InvalidTextRepresentation)
    assert fetch_document("SELECT to_json(%s::int)", ["1"]) == 1, "the connection goes on"


def test_a_lost_connection_is_an_operational_error_and_the_next_one_works(
    committed_db: object, connect: Callable[[str], psycopg.Connection]
) -> None:
    assert fetch_document("SELECT to_json(%s::int)", [1]) == 1
    own = connection.connection.info.backend_pid
    connect("superuser").execute("SELECT pg_terminate_backend(%s)", [own])
    with pytest.raises(OperationalError):
        fetch_document("SELECT to_json(%s::int)", [1])
    connection.close_if_unusable_or_obsolete()
    assert fetch_document("SELECT to_json(%s::int)", [2]) == 2


def test_texts_beyond_the_bound_take_the_ordinary_way(
    committed_db: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "KEPT", 0)
    assert fetch_document("SELECT to_json(%s::int) AS never_prepared", [3]) == 3


def test_a_connection_belongs_to_one_thread(committed_db: object) -> None:
    mine = connections["default"]
    mine.ensure_connection()
    refused: list[BaseException] = []

    def elsewhere() -> None:
        try:
            send_first(mine, "SELECT to_json(%s::int)", [1])
        except DatabaseError as error:
            refused.append(error)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert len(refused) == 1
