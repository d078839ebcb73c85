"""Records the statements of one application for the floor, and counts what it wrote."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from uuid import UUID

TABLES = (
    "cases_application", "cases_case", "cases_party", "cases_prerequisite", "cases_clock", "cases_material",
    "kernel_event", "kernel_outbox", "kernel_number", "documents_paper", "documents_code", "certificates_certificate",
    "certificates_identifier", "worklist_entry",
)  # fmt: skip


def rows(application_id: UUID) -> dict[str, int]:
    """How many rows an application left in each table."""
    from bancheng.kernel.database import fetch_one

    text = ", ".join(
        f"(SELECT count(*) FROM {table} WHERE application_id = %s)::int AS {table}" for table in TABLES
    )
    found = fetch_one(f"SELECT {text}", [application_id] * len(TABLES))
    assert found is not None
    return found


def main() -> None:
    """`python -m bench.record FILE`: prints the row counts as JSON."""
    import django

    django.setup()
    from bancheng.kernel.database import fetch_all
    from bench.floor import Recorded, recording, templates
    from bench.walk import through_commands

    through_commands()  # calendars and plans are warm: only the acts' own statements are recorded
    statements: Recorded = []
    with recording(statements):
        application_id = through_commands()
    numbers = fetch_all("SELECT number FROM kernel_number WHERE application_id = %s", [application_id])
    found = fetch_all(
        "SELECT identifier FROM certificates_certificate WHERE application_id = %s", [application_id]
    )
    codes = fetch_all("SELECT code, number FROM documents_code WHERE application_id = %s", [application_id])
    made = templates(
        statements,
        application_id,
        numbers=[row["number"] for row in [*numbers, *codes]],
        identifiers=[row["identifier"] for row in found],
        codes=[row["code"] for row in codes],
    )
    Path(sys.argv[1]).write_text(json.dumps(made, ensure_ascii=False), "utf-8")
    sys.stdout.write(json.dumps({"rows": rows(application_id), "statements": len(made)}) + "\n")


if __name__ == "__main__":
    main()
