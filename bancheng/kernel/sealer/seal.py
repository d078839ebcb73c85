"""One round of the sealer."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from psycopg.rows import dict_row

from bancheng.kernel.crypto import signing_key
from bancheng.kernel.events import COLUMNS, instant
from bancheng.kernel.sealer.chain import GENESIS, head_message, next_link, row_digest

SEALER_KEY = "sealer"
BATCH = 5000
PATIENCE = 1.0  # seconds a round waits for transactions that were running when it began
_ONE_SEALER = 7_213_001  # advisory lock: two sealers would write two links to one place
_NOTHING = UUID(int=0)
_READ = (
    f"SELECT {COLUMNS} FROM public.kernel_event AS e WHERE (e.xid, e.id) > (%s::xid8, %s)"  # noqa: S608
    # e.xid, not xid: the bare name would mean the text of the list above, and '9' > '10'.
    " AND e.xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY e.xid, e.id LIMIT %s"
)
_AHEAD = "SELECT 1 FROM public.kernel_link WHERE xid >= pg_snapshot_xmax(pg_current_snapshot()) LIMIT 1"
Connection = psycopg.Connection[dict[str, Any]]


class TransactionsRestarted(RuntimeError):  # noqa: N818
    """The server's transaction counter lies before the chain: a dump was restored into a new server.

    Raise it beyond the last sealed transaction with `pg_resetwal --next-transaction-id` (docs/operations.md), or
    restore the physical backup. Until then nothing is sealed and deciding acts refuse.
    """


@dataclass(frozen=True, slots=True)
class _Tip:
    position: int = 0
    xid: str = "0"
    event_id: UUID = _NOTHING
    link: str = GENESIS


def heads_file() -> Path:
    """Where signed heads are appended; copy it off the machine."""
    return Path(settings.DATA) / "evidence" / "heads.jsonl"


def connect() -> Connection:
    """A connection as the sealer's role."""
    return psycopg.connect(settings.SEALER_DATABASE_URL, autocommit=True, row_factory=dict_row)


def seal_once(now: datetime, open_connection: Callable[[], Connection] = connect) -> int:
    """Seal everything that was committed when the round began; answers how many events got a link.

    Only after the heads are on disk (fsync) does the freshness mark move to `now`. It stays where it is while
    an older transaction still holds committed events back, or when another sealer is at work.
    """
    with open_connection() as connection:
        _same_cluster(connection)
        began = _one(connection, "SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS xmax")["xmax"]
        sealed, stop = 0, time.monotonic() + PATIENCE
        while True:
            count = _seal_batch(connection, now)
            if count is None:
                return sealed
            sealed += count
            if count == BATCH:
                continue
            if not _left_behind(connection, began):
                break
            if time.monotonic() > stop:
                _export(connection)
                return sealed
            time.sleep(0.02)
        _export(connection)
        connection.execute("UPDATE public.kernel_seal_mark SET sealed_at = %s WHERE id = 1", [now])
        return sealed


def _one(connection: Connection, sql: str, params: list[Any] | None = None) -> dict[str, Any]:
    row = connection.execute(sql, params).fetchone()
    return row or {}


def _tip(connection: Connection) -> _Tip:
    row = _one(
        connection,
        "SELECT position, xid::text AS xid, event_id, link FROM public.kernel_link"
        " ORDER BY position DESC LIMIT 1",
    )
    return _Tip(**row) if row else _Tip()


def _same_cluster(connection: Connection) -> None:
    """A copy loaded into a new server starts counting transactions anew: its events would sort before the chain."""
    if connection.execute(_AHEAD).fetchone():
        raise TransactionsRestarted


def _left_behind(connection: Connection, began: str) -> bool:
    """Whether an event that was committed when the round began still has no link."""
    tip = _tip(connection)
    return bool(
        _one(
            connection,
            "SELECT EXISTS (SELECT FROM public.kernel_event"
            " WHERE (xid, id) > (%s::xid8, %s) AND xid < %s::xid8) AS left_behind",
            [tip.xid, tip.event_id, began],
        )["left_behind"]
    )


def _seal_batch(connection: Connection, now: datetime) -> int | None:
    """Links and one signed head for the next events, in one transaction. None: another sealer is at work."""
    with connection.transaction():
        if not _one(connection, "SELECT pg_try_advisory_xact_lock(%s) AS mine", [_ONE_SEALER])["mine"]:
            return None
        tip = _tip(connection)
        rows = connection.execute(_READ, [tip.xid, tip.event_id, BATCH]).fetchall()
        if not rows:
            return 0
        link, position = tip.link, tip.position
        links: list[tuple[Any, ...]] = []
        for row in rows:
            digest, position = row_digest(row), position + 1
            link = next_link(link, digest)
            keys = [row[name] for name in ("xid", "id", "application_id", "case_id", "seq", "at")]
            links.append((position, *keys, digest, link))
        _write(connection, links)
        _sign_head(connection, position, link, now)
        return len(rows)


def _write(connection: Connection, links: list[tuple[Any, ...]]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "COPY public.kernel_link"
            " (position, xid, event_id, application_id, case_id, seq, at, row_digest, link) FROM STDIN"
        ) as copy,
    ):
        for link in links:
            copy.write_row(link)


def _sign_head(connection: Connection, position: int, link: str, now: datetime) -> None:
    key = signing_key(SEALER_KEY)
    signature = key.sign(head_message(position, link, instant(now)))
    connection.execute(
        "INSERT INTO public.kernel_head (position, link, at, key, signature) VALUES (%s, %s, %s, %s, %s)",
        [position, link, now, key.public, signature],
    )


def last_exported(path: Path) -> int:
    """The position of the last whole line of the exported heads; 0 when there is none."""
    if not path.exists():
        return 0
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4096))
        lines = [line for line in file.read().split(b"\n")[:-1] if line]
    return int(json.loads(lines[-1])["position"]) if lines else 0


def _export(connection: Connection) -> None:
    """Append the heads that are not on disk yet. A line half written by a crash is cut off first."""
    path = heads_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    _cut_half_line(path)
    heads = connection.execute(
        "SELECT position, link, at, key, signature FROM public.kernel_head"
        " WHERE position > %s ORDER BY position",
        [last_exported(path)],
    ).fetchall()
    if not heads:
        return
    with path.open("ab") as file:
        for head in heads:
            line = json.dumps({**head, "at": instant(head["at"])}, sort_keys=True)
            file.write(line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _cut_half_line(path: Path) -> None:
    if not path.exists() or path.stat().st_size == 0:
        return
    with path.open("r+b") as file:
        size = path.stat().st_size
        file.seek(max(0, size - 4096))
        tail = file.read()
        if not tail.endswith(b"\n"):
            file.truncate(size - len(tail) + tail.rfind(b"\n") + 1)
