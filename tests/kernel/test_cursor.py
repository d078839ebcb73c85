"""Reading the whole log: nothing is lost with eight writers, and the naive way does lose events."""

from __future__ import annotations

import random
import threading
import time
from uuid import UUID

import psycopg
import pytest
from psycopg.types.json import Jsonb

from bancheng.kernel.cursor import Cursor
from bancheng.kernel.database import fetch_all
from bancheng.kernel.ids import uuid7
from tests.harness import TestDatabase
from tests.kernel.facts import NOW, new, record

WRITERS = 8
EACH = 60


def _write(url: str, seed: int, done: list[UUID]) -> None:
    """Transactions of different length: ids are made at the start, the commit comes a little later."""
    chance = random.Random(seed)
    with psycopg.connect(url) as connection:
        for _each in range(EACH):
            event = new()
            connection.execute("SELECT pg_current_xact_id()")
            time.sleep(chance.random() * 0.004)
            connection.execute(
                "SELECT public.kernel_record_v1(%s, %s, 1, %s)",
                [event.application_id, event.case_id, Jsonb(event.row())],
            )
            time.sleep(chance.random() * 0.004)
            connection.commit()
            done.append(event.id)


def _naive(after: UUID) -> list[UUID]:
    rows = fetch_all("SELECT id FROM kernel_event WHERE id > %s ORDER BY id LIMIT 500", [after])
    return [row["id"] for row in rows]


def test_eight_writers_and_no_event_is_lost_while_the_naive_reader_loses_some(
    committed_db: TestDatabase,
) -> None:
    written: list[UUID] = []
    writers = [
        threading.Thread(target=_write, args=(committed_db.url(), seed, written)) for seed in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    cursor, read, naive, last = Cursor("test"), [], set(), UUID(int=0)
    running = True
    while running or cursor.batch(1):
        running = any(writer.is_alive() for writer in writers)
        for event in (batch := cursor.batch(50)):
            read.append(event.id)
        if batch:
            cursor.advance(batch[-1], NOW)
        found = _naive(last)
        naive |= set(found)
        last = found[-1] if found else last
    for writer in writers:
        writer.join()
    naive |= set(_naive(last))
    assert len(written) == WRITERS * EACH
    assert sorted(read) == sorted(written), "each exactly once"
    assert naive < set(written), "negative control: without the snapshot's xmin this test would see losses"


def test_an_open_transaction_holds_the_cursor_back_and_releases_it(committed_db: TestDatabase) -> None:
    cursor = Cursor("held")
    with psycopg.connect(committed_db.url()) as slow:
        slow.execute("SELECT pg_current_xact_id()")
        record()
        assert cursor.batch() == []
        slow.rollback()
    assert len(cursor.batch()) == 1


def test_a_cursor_moves_on_and_never_back(committed_db: TestDatabase) -> None:
    first, second = record(n=1), record(n=2)
    cursor = Cursor("forward")
    events = cursor.batch()
    assert [event.id for event in events] == [first.id, second.id]
    assert cursor.batch() == events, "until advanced, a crash reads again"
    cursor.advance(events[1], NOW)
    cursor.advance(events[0], NOW)
    assert cursor.batch() == []
    assert Cursor("another").batch() == events


@pytest.mark.django_db
def test_events_of_the_own_open_transaction_are_not_read() -> None:
    record()
    assert Cursor(str(uuid7())).batch() == []
