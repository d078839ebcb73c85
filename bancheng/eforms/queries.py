"""Reading answers: opened for those who may, masked for the rest. Who may is decided by the app that asks
(cases)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from bancheng.kernel.canonical import canonical, sm3
from bancheng.kernel.crypto import blind_index, open_value
from bancheng.kernel.database import fetch_all

Value = str | int | bool | None
Stored = Mapping[str, Any]

TABLE = "eforms_answers"


@dataclass(frozen=True)
class Answer:
    """One opened answer with where it comes from."""

    path: str
    element: str
    datatype: str
    value: Value = field(repr=False)
    source: str
    """`asked`, `known:<resource>`, `result:<item>`, `derived`, `sign-on`."""
    at: datetime
    authority: str | None
    query_id: UUID | None
    sensitive: bool

    @property
    def masked(self) -> str:
        """As a page shows it before somebody asks to see it."""
        return mask(self.datatype, self.value)


@dataclass(frozen=True)
class Snapshot:
    """答案快照 of an application, opened."""

    application_id: UUID
    snapshot_id: UUID
    at: datetime
    by: str
    digest: str
    answers: Mapping[str, Answer]

    def value(self, path: str) -> Value:
        """The value at a path; None when it was not asked."""
        answer = self.answers.get(path)
        return answer.value if answer else None

    @property
    def intact(self) -> bool:
        """Whether the values are the ones whose digest was recorded."""
        return digest_of({path: answer.value for path, answer in self.answers.items()}) == self.digest


def read_snapshot(application_id: UUID, snapshot_id: UUID | None = None) -> Snapshot | None:
    """One snapshot, the newest when no id is given; one statement. SealBroken (alerts) when a value was
    moved or altered."""
    # Ids are made in time order, so the greatest is the newest.
    rows = fetch_all(
        "SELECT snapshot_id, at, by, answers, digest FROM public.eforms_answers"
        " WHERE application_id = %s AND (%s::uuid IS NULL OR snapshot_id = %s::uuid)"
        " ORDER BY snapshot_id DESC LIMIT 1",
        [application_id, snapshot_id, snapshot_id],
    )
    if not rows:
        return None
    row = rows[0]
    where = row_name(application_id, row["snapshot_id"])
    answers = {
        path: open_answer(stored, table=TABLE, row=where, path=path)
        for path, stored in row["answers"].items()
    }
    return Snapshot(application_id, row["snapshot_id"], row["at"], row["by"], row["digest"], answers)


def answers_of(application_id: UUID) -> dict[str, Answer]:
    """Every answer of an application, opened: the form, what was corrected, and what results gave since; where a path
    stands in several snapshots, the newest. One statement."""
    rows = fetch_all(
        "SELECT snapshot_id, answers FROM public.eforms_answers WHERE application_id = %s ORDER BY snapshot_id",
        [application_id],
    )
    found: dict[str, Answer] = {}
    for row in rows:
        where = row_name(application_id, row["snapshot_id"])
        for path, stored in row["answers"].items():
            found[path] = open_answer(stored, table=TABLE, row=where, path=path)
    return found


def open_answer(stored: Stored, *, table: str, row: str, path: str) -> Answer:
    """One stored answer, opened if it is sealed. Also for drafts: `table` and `row` name where it is kept."""
    sealed = stored.get("sealed")
    value = json.loads(open_value(sealed, aad=aad(table, row, path))) if sealed else stored.get("v")
    query_id = stored.get("query_id")
    return Answer(
        path=path,
        element=stored["e"],
        datatype=stored["t"],
        value=value,
        source=stored["source"],
        at=datetime.fromisoformat(stored["at"]),
        authority=stored.get("authority"),
        query_id=UUID(query_id) if query_id else None,
        sensitive=sealed is not None,
    )


def mask(datatype: str, value: Value) -> str:
    """The value as shown to somebody who need not see it: identity number first 6 last 4, telephone first
    3 last 4, bank card last 4, credit code and certificate numbers last 4 (verification S23)."""
    if value is None:
        return ""
    text = str(value)
    kept = _MASKS.get(datatype)
    if kept is None:
        return text
    first, last = kept
    if len(text) <= first + last:
        return "*" * len(text)
    return text[:first] + "*" * (len(text) - first - last) + text[len(text) - last :]


_MASKS = {
    "id_number": (6, 4),
    "phone": (3, 4),
    "bank_card": (0, 4),
    "certificate_number": (0, 4),
    "email": (1, 4),
}


def aad(table: str, row: str, path: str) -> str:
    """The place a sealed value belongs to: it opens nowhere else."""
    return f"{table}:{row}:{path}"


def row_name(application_id: UUID, snapshot_id: UUID) -> str:
    """The row part of the place of a snapshot's values."""
    return f"{application_id}:{snapshot_id}"


def digest_of(values: Mapping[str, Value]) -> str:
    """The keyed digest of the clear values of a snapshot."""
    return blind_index(sm3(canonical(dict(values))), TABLE)
