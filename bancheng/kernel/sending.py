"""How a hand-written statement reaches PostgreSQL: on Django's own connection, but past its cursor objects.

Client time of one statement, measured: 43 µs through Django's cursor, 25 µs through psycopg's, 10 µs through libpq's
prepared statements. What Django guarantees stays: the connection of the alias and its pool, health checks, the
thread's ownership, broken transactions refused, errors as Django's own classes. Where somebody watches statements
(tests that count them, the debug log), they go through Django's cursor, so they are all seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import pq
from psycopg.types.json import Jsonb

from bancheng.kernel.tally import count

KEPT = 200
"""Statements prepared per connection; texts beyond that go through psycopg, which forgets the oldest."""

Cells = Sequence[bytes | None]
Values = Sequence[Any]

_IDLE, _BAD = pq.TransactionStatus.IDLE, pq.ConnStatus.BAD
_READY, _DONE = pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK
_prepared: WeakKeyDictionary[Any, dict[str, bytes]] = WeakKeyDictionary()


def send(connection: BaseDatabaseWrapper, sql: str, params: Any, take: Callable[[Any], Any]) -> Any:
    """Run ONE statement and give its cursor to `take`; what `take` returns is the answer.

    Raises the classes of `django.db` (OperationalError, IntegrityError …) with psycopg's own as their cause.
    """
    if _watched(connection):
        with connection.cursor() as watched:
            watched.execute(sql, params or None)
            return take(watched)
    _make_ready(connection)
    with connection.wrap_database_errors:
        cursor = connection.connection.cursor()
        cursor.execute(sql, params or None)
        return take(cursor)


def send_first(connection: BaseDatabaseWrapper, sql: str, values: Values) -> Cells | None:
    """Run ONE statement prepared and answer the first row, each cell as PostgreSQL writes it; None without rows.

    Errors as :func:`send`. NotDirect when it cannot go this way (watched, inside a transaction, a value without a
    plain spelling, a per cent sign in the text): nothing was sent then.
    """
    if _watched(connection):
        raise NotDirect
    cells = [_cell(value) for value in values]
    _make_ready(connection)
    raw = connection.connection
    pgconn = raw.pgconn
    if not raw.autocommit or pgconn.transaction_status != _IDLE:
        raise NotDirect
    count()
    with connection.wrap_database_errors, raw.lock:
        result = pgconn.exec_prepared(_name(raw, sql, len(cells)), cells)
        if result.status != _READY:
            raise _error(pgconn, result)
        if not result.ntuples:
            return None
        return [result.get_value(0, i) for i in range(result.nfields)]


class NotDirect(Exception):  # noqa: N818  # not an error: the statement takes the ordinary way
    """The statement cannot be sent as a prepared one here; nothing was sent."""


def _watched(connection: BaseDatabaseWrapper) -> bool:
    return bool(connection.execute_wrappers) or connection.queries_logged


def _make_ready(connection: BaseDatabaseWrapper) -> None:
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    connection.validate_thread_sharing()
    connection.validate_no_broken_transaction()


def _name(raw: Any, sql: str, count: int) -> bytes:
    known = _prepared.get(raw)
    if known is None:
        known = _prepared[raw] = {}
    name = known.get(sql)
    if name is None:
        parts = sql.split("%s")
        if len(parts) != count + 1 or any("%" in part for part in parts) or len(known) >= KEPT:
            raise NotDirect
        text = parts[0] + "".join(f"${i}{part}" for i, part in enumerate(parts[1:], 1))
        name = b"bancheng_%d" % len(known)
        result = raw.pgconn.prepare(name, text.encode())
        if result.status != _DONE:
            raise _error(raw.pgconn, result)
        known[sql] = name
    return name


def _error(pgconn: Any, result: Any) -> psycopg.Error:
    if pgconn.status == _BAD:
        return psycopg.OperationalError(pgconn.get_error_message())
    return psycopg.errors.error_from_result(result)


_SPELLINGS: dict[type, Callable[[Any], str | bytes]] = {
    UUID: str,
    str: str,
    int: str,
    bool: lambda value: "t" if value else "f",
    date: date.isoformat,
    datetime: datetime.isoformat,
    Jsonb: lambda value: value.dumps(value.obj),
}


def _cell(value: Any) -> bytes | None:
    """The value in PostgreSQL's text form; its type is that of its place in the statement."""
    if value is None:
        return None
    spelling = _SPELLINGS.get(type(value))
    if spelling is None:
        raise NotDirect
    spelled = spelling(value)
    cell = spelled if isinstance(spelled, bytes) else spelled.encode()
    if b"\0" in cell:  # libpq would cut the value there
        raise NotDirect
    return cell
