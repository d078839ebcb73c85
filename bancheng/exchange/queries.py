"""Questions about what was asked of departments' systems for one draft or application."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bancheng.exchange.models import Record
from bancheng.exchange.spec import Resource
from bancheng.kernel.crypto import open_value
from bancheng.kernel.database import fetch_all, fetch_one
from bancheng.kernel.rulebooks import release, releases_of

_COLUMNS = "query_id, resource, inputs_index, found, authority, at, sealed"


@dataclass(frozen=True)
class Answer:
    """查询结果: what an authoritative system said. `at` is the provider's time; `cached`: given again, not
    asked again."""

    resource: str
    query_id: UUID
    found: bool
    authority: str
    at: datetime
    records: tuple[Record, ...] = field(repr=False)
    cached: bool = False

    @property
    def record(self) -> Record:
        """The only (or first) record; empty when nothing was found."""
        return self.records[0] if self.records else {}


def place(application_id: UUID, query_id: UUID) -> str:
    """Where a sealed answer belongs: it opens in its own row only."""
    return f"exchange_answer:{application_id}:{query_id}"


def answers(application_id: UUID) -> list[Answer]:
    """Everything that was answered for this draft, oldest first."""
    rows = fetch_all(
        f"SELECT {_COLUMNS} FROM public.exchange_answer WHERE application_id = %s ORDER BY query_id",  # noqa: S608
        [application_id],
    )
    return [_answer(application_id, row) for row in rows]


def answer(application_id: UUID, query_id: UUID) -> Answer | None:
    """One answer by its query id: what submission re-reads instead of believing the browser."""
    rows = fetch_all(
        f"SELECT {_COLUMNS} FROM public.exchange_answer WHERE application_id = %s AND query_id = %s",  # noqa: S608
        [application_id, query_id],
    )
    return _answer(application_id, rows[0]) if rows else None


def kept(
    application_id: UUID, wanted: Sequence[tuple[str, str]], *, now: datetime
) -> dict[tuple[str, str], Answer]:
    """Answers of this draft that may still be used, by (resource, inputs index); the newest of each."""
    if not wanted:
        return {}
    rows = fetch_all(
        f"SELECT {_COLUMNS} FROM public.exchange_answer"  # noqa: S608
        " WHERE application_id = %s AND inputs_index = ANY(%s) AND expires_at > %s AND received_at <= %s"
        " ORDER BY query_id",
        [application_id, sorted({index for _resource, index in wanted}), now, now],
    )
    held = {(row["resource"], row["inputs_index"]): row for row in rows}
    return {key: _answer(application_id, held[key]) for key in wanted if key in held}


def log(application_id: UUID) -> list[dict[str, Any]]:
    """谁查过、为什么查: the query log of one draft or application, oldest first; no personal data in it."""
    return fetch_all(
        "SELECT query_id, at, actor, resource, provider, purpose, result, milliseconds"
        " FROM public.exchange_query WHERE application_id = %s ORDER BY query_id",
        [application_id],
    )


def _answer(application_id: UUID, row: dict[str, Any]) -> Answer:
    records = json.loads(open_value(row["sealed"], aad=place(application_id, row["query_id"])))
    return Answer(
        resource=row["resource"],
        query_id=row["query_id"],
        found=row["found"],
        authority=row["authority"],
        at=row["at"],
        records=tuple(records),
        cached=True,
    )


@dataclass(frozen=True)
class Report:
    """推送: what a system told by itself. `record` is empty once it was acted on."""

    report_id: UUID
    system: str
    kind: str
    settled: bool
    record: Record = field(repr=False)


def report(report_id: UUID) -> Report | None:
    """What was told under this id; None when nothing was."""
    row = fetch_one(
        "SELECT system, kind, settled_at, sealed FROM public.exchange_report WHERE report_id = %s",
        [report_id],
    )
    if row is None:
        return None
    record = json.loads(open_value(row["sealed"], aad=place_of_report(report_id))) if row["sealed"] else {}
    return Report(report_id, row["system"], row["kind"], row["settled_at"] is not None, record)


@dataclass(frozen=True)
class ReportLine:
    """A report in a list: from where, when, and what became of it (empty: nothing yet); of whom is not said."""

    report_id: UUID
    system: str
    resource: str
    message_id: str
    received_at: datetime
    settled_at: datetime | None
    outcome: str


_REPORTS = """
SELECT r.report_id, r.system, r.resource, r.message_id, r.received_at, r.settled_at, r.outcome
FROM public.exchange_report AS r WHERE r.kind = %s AND r.report_id < %s ORDER BY r.report_id DESC LIMIT %s"""
LAST_REPORT = UUID(int=(1 << 128) - 1)


def reports(kind: str, *, after: UUID = LAST_REPORT, limit: int = 30) -> list[ReportLine]:
    """What systems told by themselves, the newest first; `after` is the last one shown. One statement."""
    return [ReportLine(**row) for row in fetch_all(_REPORTS, [kind, after, limit])]


def place_of_report(report_id: UUID) -> str:
    """Where a sealed report belongs: it opens in its own row only."""
    return f"exchange_report:{report_id}"


def reporting(on: date) -> dict[str, Resource]:
    """The resources in force whose systems tell something by themselves, by code."""
    roots = (release(digest).root for digest in releases_of("resource", on).values())
    return {root.code: root for root in roots if isinstance(root, Resource) and root.reports is not None}
