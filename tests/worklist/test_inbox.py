"""待办: one index branch per queue in order of (due_at, id), keyset only, as flat at a million rows as at ten."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from bancheng.worklist.queries import FIRST, badges, inbox, inbox_sql, light

ROWS = 200_000
QUEUES = [UUID(int=n + 1) for n in range(5)]

FILL = """
INSERT INTO worklist_entry (application_id, id, queue, held_by, kind, state, name, url_name, due_at, warn_at,
    provisional, put_at, facts)
SELECT gen_random_uuid(), gen_random_uuid(), lpad(to_hex(1 + n %% 50), 32, '0')::uuid,
    CASE WHEN n %% 10 = 0 THEN lpad('ff', 32, '0')::uuid END, 'accept', 'filed', '事项', 'case',
    timestamptz '2026-03-02 00:00+00' + (n %% 5000) * interval '1 minute', timestamptz '2026-03-02 00:00+00',
    FALSE, timestamptz '2026-03-02 00:00+00', '{}'::jsonb
FROM generate_series(1, %s) AS n"""


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for child in plan.get("Plans", ()) for node in _nodes(child))]


@pytest.mark.usefixtures("committed_db")
def test_a_page_for_five_queues_reads_a_page_and_no_more(owner_connection: psycopg.Connection) -> None:
    owner_connection.execute(FILL, [ROWS])
    owner_connection.execute("VACUUM ANALYZE worklist_entry")
    params = [value for queue in QUEUES for value in (queue, *FIRST, 30)] + [30]
    explained = owner_connection.execute(
        "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + inbox_sql(5), params
    ).fetchone()
    assert explained is not None
    plan = explained[0] if isinstance(explained[0], list) else json.loads(explained[0])
    nodes = _nodes(plan[0]["Plan"])
    assert not [node for node in nodes if node["Node Type"] == "Seq Scan"]
    scans = [node for node in nodes if node.get("Index Name") == "worklist_entry_queue"]
    assert len(scans) == 5
    assert sum(node["Actual Rows"] for node in scans) <= 5 * 30
    assert plan[0]["Plan"]["Shared Hit Blocks"] + plan[0]["Plan"]["Shared Read Blocks"] < 400
    first = inbox(QUEUES)
    assert [(row["due_at"], row["id"]) for row in first] == sorted(
        (row["due_at"], row["id"]) for row in first
    )
    second = inbox(QUEUES, after=(first[-1]["due_at"], first[-1]["id"]))
    assert not {row["id"] for row in first} & {row["id"] for row in second}
    assert {row["queue"] for row in first} <= set(QUEUES)
    assert all(row["held_by"] is None for row in inbox(QUEUES, which="free"))
    mine = inbox([], held_by=UUID(int=255), which="mine")
    assert {row["held_by"] for row in mine} == {UUID(int=255)}
    assert badges(QUEUES, UUID(int=255)) == (100, 100)


@pytest.mark.django_db
def test_nobody_without_a_queue_has_anything_to_do() -> None:
    assert inbox([]) == []
    assert inbox([], which="mine") == []
    assert badges(QUEUES, None) == (0, 0)


@pytest.mark.parametrize(
    ("due", "warn", "expected"),
    [(1, 2, "green"), (1, -1, "yellow"), (-1, -2, "red"), (None, None, "paused")],
)
def test_the_light_compares_with_stored_instants(due: int | None, warn: int | None, expected: str) -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    forever = datetime(9999, 12, 31, tzinfo=UTC)
    entry = {
        "due_at": forever if due is None else now + timedelta(days=due),
        "warn_at": forever if warn is None else now + timedelta(days=warn),
    }
    assert light(entry, now) == expected
