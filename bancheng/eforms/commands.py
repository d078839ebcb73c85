"""Making answers ready to be stored: sealed where the element is sensitive, with where each came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from bancheng.eforms import queries
from bancheng.eforms.queries import Value
from bancheng.eforms.spec import Element
from bancheng.kernel.access import Actor
from bancheng.kernel.canonical import canonical
from bancheng.kernel.crypto import blind_index, seal_value
from bancheng.kernel.database import fetch_one
from bancheng.kernel.events import actor_ref

ALWAYS_SEALED = frozenset({"id_number", "phone", "bank_card"})
"""Sealed whatever their element says: with these a copied table names and reaches people (GB/T 39786, 8.4 e)."""


@dataclass(frozen=True)
class Answered:
    """One value with its provenance (来源), as it is about to be stored."""

    value: Value = field(repr=False)
    element: Element
    source: str
    """`asked`, `known:<resource>`, `result:<item>`, `derived`, `sign-on`."""
    at: datetime
    authority: str | None = None
    query_id: UUID | None = None


def snapshot(
    application_id: UUID,
    snapshot_id: UUID,
    answers: Mapping[str, Answered],
    *,
    at: datetime,
    by: Actor,
) -> dict[str, Any]:
    """The JSON-able row that the act of handing in passes to `eforms_record_v1`. Writes nothing itself."""
    where = queries.row_name(application_id, snapshot_id)
    return {
        "snapshot_id": str(snapshot_id),
        "at": at.isoformat(),
        "by": actor_ref(by),
        "answers": {
            path: seal_answer(answered, table=queries.TABLE, row=where, path=path)
            for path, answered in answers.items()
        },
        "digest": queries.digest_of({path: answered.value for path, answered in answers.items()}),
    }


def seal_answer(answered: Answered, *, table: str, row: str, path: str) -> dict[str, Any]:
    """One answer in its stored form, for this place only. A sensitive value never stands beside its seal."""
    element = answered.element
    stored: dict[str, Any] = {
        "e": element.code,
        "t": element.datatype,
        "source": answered.source,
        "at": answered.at.isoformat(),
    }
    if answered.authority:
        stored["authority"] = answered.authority
    if answered.query_id:
        stored["query_id"] = str(answered.query_id)
    if answered.value is not None and (element.sealed or element.datatype in ALWAYS_SEALED):
        clear = canonical(answered.value).decode()
        stored["sealed"] = seal_value(clear, aad=queries.aad(table, row, path))
        stored["index"] = blind_index(str(answered.value), element.code)
    else:
        stored["v"] = answered.value
    return stored


def record(application_id: UUID, row: Mapping[str, Any]) -> None:
    """Write a snapshot outside another act (a correction recorded alone, a loader). The same id again does
    nothing."""
    from bancheng.kernel.database import as_json

    fetch_one("SELECT public.eforms_record_v1(%s, %s)", [application_id, as_json(dict(row))])
