"""Whether the list of a person with five posts stays flat: 10,000 and 1,000,000 rows, the plan, and the time.

`python -m bench.inbox` with OWNER_DATABASE_URL in a database of its own; fills the worklist and prints JSON.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from typing import Any
from uuid import UUID

import psycopg

SMALL, LARGE, QUEUES, PAGE = 10_000, 1_000_000, 5, 30
FILL = """
INSERT INTO worklist_entry (application_id, id, queue, held_by, kind, state, name, url_name, due_at, warn_at,
    provisional, put_at, facts)
SELECT gen_random_uuid(), gen_random_uuid(), lpad(to_hex(1 + n %% 50), 32, '0')::uuid,
    CASE WHEN n %% 10 = 0 THEN lpad('ff', 32, '0')::uuid END, 'accept', 'filed', '事项', 'case',
    timestamptz '2026-03-02 00:00+00' + (n %% 50000) * interval '1 minute', timestamptz '2026-03-02 00:00+00',
    FALSE, timestamptz '2026-03-02 00:00+00', '{}'::jsonb
FROM generate_series(1, %s) AS n"""


def main() -> None:
    """Prints `{rows: {number: {ms, rows_read, blocks, plan_ok}}}`; the plan reads one index and no whole table."""
    import django

    django.setup()
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True) as connection:
        connection.execute("TRUNCATE worklist_entry")
        found = {}
        there = 0
        for size in (SMALL, LARGE):
            connection.execute(FILL, [size - there])
            connection.execute("VACUUM ANALYZE worklist_entry")
            there = size
            found[str(size)] = _measured(connection)
        connection.execute("TRUNCATE worklist_entry")
    sys.stdout.write(json.dumps({"rows": found}) + "\n")


def _measured(connection: Any) -> dict[str, Any]:
    from bancheng.worklist.queries import FIRST, inbox, inbox_sql

    queues = [UUID(int=n + 1) for n in range(QUEUES)]
    params = [value for queue in queues for value in (queue, *FIRST, PAGE)] + [PAGE]
    explained = connection.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + inbox_sql(QUEUES), params)
    plan = explained.fetchone()[0][0]["Plan"]
    nodes = list(_nodes(plan))
    scans = [node for node in nodes if node.get("Index Name") == "worklist_entry_queue"]
    took = []
    for _each in range(200):
        started = time.perf_counter()
        inbox(queues, limit=PAGE)
        took.append(time.perf_counter() - started)
    read = sum(node["Actual Rows"] * node["Actual Loops"] for node in scans)
    whole = [node for node in nodes if node["Node Type"] == "Seq Scan"]
    return {
        "ms": round(statistics.median(took) * 1000, 2),
        "rows_read": int(read),
        "blocks": plan["Shared Hit Blocks"] + plan["Shared Read Blocks"],
        "plan_ok": len(scans) == QUEUES and not whole and read <= QUEUES * PAGE,
    }


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for child in plan.get("Plans", ()) for node in _nodes(child))]


if __name__ == "__main__":
    main()
