"""What the tests look at in the database, in plain rows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from bancheng.kernel.database import fetch_all, fetch_one


def case_row(application_id: UUID, case_id: UUID) -> dict[str, Any]:
    """The case as it is."""
    row = fetch_one(
        "SELECT * FROM cases_case WHERE application_id = %s AND case_id = %s", [application_id, case_id]
    )
    assert row is not None
    return row


def case_rows(application_id: UUID) -> dict[str, dict[str, Any]]:
    """Node → the case as it is."""
    rows = fetch_all("SELECT * FROM cases_case WHERE application_id = %s", [application_id])
    return {row["node"]: row for row in rows}


def states(application_id: UUID) -> dict[str, str]:
    """Node → state."""
    rows = fetch_all("SELECT node, state FROM cases_case WHERE application_id = %s", [application_id])
    return {row["node"]: row["state"] for row in rows}


def application_row(application_id: UUID) -> dict[str, Any]:
    """The application as it is."""
    row = fetch_one("SELECT * FROM cases_application WHERE application_id = %s", [application_id])
    assert row is not None
    return row


def events(application_id: UUID, case_id: UUID | None = None) -> list[str]:
    """Types of the recorded events of one case (or of the whole), by sequence."""
    rows = fetch_all(
        "SELECT type FROM kernel_event WHERE application_id = %s AND case_id = %s ORDER BY seq",
        [application_id, case_id or application_id],
    )
    return [row["type"] for row in rows]


def papers(application_id: UUID, kind: str | None = None) -> list[dict[str, Any]]:
    """Papers of the application."""
    rows = fetch_all(
        "SELECT * FROM documents_paper WHERE application_id = %s ORDER BY frozen_at, kind", [application_id]
    )
    return [row for row in rows if kind is None or row["kind"] == kind]


def worklist(application_id: UUID) -> dict[UUID, dict[str, Any]]:
    """Entries of the application by the id of their subject."""
    rows = fetch_all("SELECT * FROM worklist_entry WHERE application_id = %s", [application_id])
    return {row["id"]: row for row in rows}
