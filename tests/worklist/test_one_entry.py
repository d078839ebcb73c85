"""待办, one entry at a time: put once, moved and finished by its own name only; lists keep to their post and page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import dict_row

from bancheng.kernel.database import as_json
from bancheng.kernel.ids import uuid7
from bancheng.worklist import queries
from bancheng.worklist.queries import badges, held, inbox, light

NOW = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
POST, OTHER_POST, ME, COLLEAGUE = (UUID(int=n) for n in range(1, 5))
FAR = UUID(int=99)


class Ledger:
    """The worklist as the acts of other apps write it: inside a transaction of the owner that is taken back."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def all(self, sql: str, params: Any = ()) -> list[dict[str, Any]]:
        cursor = self.connection.execute(sql, params)
        return cursor.fetchall() if cursor.description else []

    def write(self, one: dict[str, Any]) -> None:
        self.all("SELECT public.worklist_put_v1(%s, %s)", [one["application_id"], as_json(one)])

    def put(self, **changed: Any) -> dict[str, Any]:
        """One entry. Beside it stand one of the same application and one of another under the same id."""
        own: dict[str, Any] = {
            "application_id": uuid7(), "id": uuid7(), "queue": POST, "held_by": None, "kind": "accept",
            "state": "filed", "name": "事项", "url_name": "case", "due_at": NOW, "warn_at": NOW, "provisional": False,
            "put_at": NOW, "facts": {"n": 1}, **changed,
        }  # fmt: skip
        far = {**own, "queue": FAR, "held_by": None}
        for one in ({**far, "id": uuid7()}, {**far, "application_id": uuid7()}, own):
            self.write(one)
        return own

    def stands(self, one: dict[str, Any]) -> dict[str, Any] | None:
        rows = self.all(
            "SELECT * FROM public.worklist_entry WHERE application_id = %s AND id = %s",
            [one["application_id"], one["id"]],
        )
        return rows[0] if rows else None

    def row(self, one: dict[str, Any]) -> dict[str, Any]:
        found = self.stands(one)
        assert found is not None
        return found

    def beside(self) -> list[dict[str, Any]]:
        return self.all(
            "SELECT * FROM public.worklist_entry WHERE queue = %s ORDER BY application_id, id", [FAR]
        )


@pytest.fixture
def ledger(connect: Callable[..., psycopg.Connection[Any]], monkeypatch: pytest.MonkeyPatch) -> Ledger:
    made = Ledger(connect("owner", autocommit=False, row_factory=dict_row))
    monkeypatch.setattr(queries, "fetch_all", made.all)
    return made


def ids(rows: list[dict[str, Any]]) -> list[UUID]:
    return [row["id"] for row in rows]


# 写


def test_put_again_it_is_the_same_entry_as_it_is_now(ledger: Ledger) -> None:
    one = ledger.put()
    before = ledger.beside()
    now = {"queue": OTHER_POST, "held_by": ME, "kind": "decide", "state": "accepted", "provisional": True,
           "due_at": NOW + timedelta(days=1), "warn_at": NOW + timedelta(hours=1), "put_at": NOW + timedelta(hours=2),
           "facts": {"n": 2}}  # fmt: skip
    ledger.write({**one, **now})
    row = ledger.row(one)
    assert {name: row[name] for name in now} == now
    assert ledger.beside() == before


def test_what_is_done_goes_alone(ledger: Ledger) -> None:
    one, other = ledger.put(), ledger.put()
    before = ledger.beside()
    ledger.all("SELECT public.worklist_done_v1(%s, %s)", [one["application_id"], one["id"]])
    assert ledger.stands(one) is None
    assert ledger.stands(other)
    assert ledger.beside() == before


def test_a_new_date_is_the_date_of_its_own_entry(ledger: Ledger) -> None:
    one, other = ledger.put(), ledger.put()
    before = ledger.beside()
    later = NOW + timedelta(days=3)
    ledger.all(
        "SELECT public.worklist_due_v1(%s, %s, %s, %s, %s)",
        [one["application_id"], one["id"], later, later, True],
    )
    row = ledger.row(one)
    assert (row["due_at"], row["warn_at"], row["provisional"]) == (later, later, True)
    assert ledger.row(other)["due_at"] == NOW
    assert ledger.beside() == before


def test_a_new_post_is_the_post_of_its_own_entry(ledger: Ledger) -> None:
    one, other = ledger.put(held_by=ME), ledger.put(held_by=ME)
    before = ledger.beside()
    ledger.all(
        "SELECT public.worklist_rehome_v1(%s, %s, %s, %s)",
        [one["application_id"], one["id"], OTHER_POST, None],
    )
    assert (ledger.row(one)["queue"], ledger.row(one)["held_by"]) == (OTHER_POST, None)
    assert (ledger.row(other)["queue"], ledger.row(other)["held_by"]) == (POST, ME)
    assert ledger.beside() == before


# 读


def test_each_list_holds_its_own_entries_only(ledger: Ledger) -> None:
    free, mine, theirs = ledger.put(), ledger.put(held_by=ME), ledger.put(held_by=COLLEAGUE)
    elsewhere = ledger.put(queue=OTHER_POST, held_by=ME)
    ledger.put(queue=UUID(int=77))
    assert set(ids(inbox([POST]))) == {free["id"], mine["id"], theirs["id"]}
    assert ids(inbox([POST], which="free")) == [free["id"]]
    assert set(ids(inbox([POST], held_by=ME, which="mine"))) == {mine["id"], elsewhere["id"]}
    assert set(ids(inbox([POST, OTHER_POST]))) == {one["id"] for one in (free, mine, theirs, elsewhere)}
    assert inbox([POST], which="mine") == []
    assert held(ME, POST) == [(mine["application_id"], mine["id"])]


def test_pages_follow_each_other_by_date_and_id_also_within_one_instant(ledger: Ledger) -> None:
    made = [ledger.put(due_at=NOW + timedelta(minutes=n // 2), held_by=ME) for n in range(5)]
    wanted = ids(sorted(made, key=lambda one: (one["due_at"], one["id"])))
    kinds: tuple[queries.Which, ...] = ("all", "mine")
    for which in kinds:
        first = inbox([POST], held_by=ME, which=which, limit=2)
        last = (first[-1]["due_at"], first[-1]["id"])
        second = inbox([POST], held_by=ME, which=which, after=last, limit=2)
        assert ids(first) + ids(second) == wanted[:4]
    assert [one for _application, one in held(ME, POST, limit=3)] == wanted[:3]
    merged = inbox([POST, UUID(int=77)], limit=3)
    assert ids(merged) == wanted[:3]


def test_a_badge_counts_what_the_list_holds(ledger: Ledger) -> None:
    for holder in (None, ME, COLLEAGUE, None):
        ledger.put(held_by=holder)
    ledger.put(queue=OTHER_POST)
    assert badges([POST], ME) == (1, 2)
    assert badges([POST, OTHER_POST], ME) == (1, 3)
    assert badges([], ME) == (1, 0)
    assert badges([POST], None) == (0, 2)


def test_a_badge_stops_at_99_and_one(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "BADGE", 1)
    for _each in range(3):
        ledger.put()
        ledger.put(held_by=ME)
        ledger.put(queue=OTHER_POST)
    assert badges([POST, OTHER_POST], ME) == (2, 2)


def test_at_its_last_instant_it_is_not_late_and_at_its_warning_it_is_yellow() -> None:
    entry = {"due_at": NOW + timedelta(hours=1), "warn_at": NOW}
    assert light(entry, NOW - timedelta(seconds=1)) == "green"
    assert light(entry, NOW) == light(entry, NOW + timedelta(hours=1)) == "yellow"
    assert light(entry, NOW + timedelta(hours=1, seconds=1)) == "red"
