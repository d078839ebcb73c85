"""Values inside a draft's row: how they are stored, sealed and read back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from bancheng.eforms.spec import Element
from bancheng.kernel.crypto import open_value, seal_value

TYPED = "typed"
"""Source of a value that the person wrote; every other source names where it was looked up."""
SIGN_ON = "sign-on"
CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a draft: what, from where, when, and at which version of the draft it last changed.

    `registered` and `reason` are set when the person said “这不对” to a value that a register holds: their own
    value counts, the registered one is kept beside it for the department that has to settle the difference.
    """

    value: Any = field(repr=False)
    element: str
    source: str
    at: datetime
    n: int
    authority: str = ""
    query_id: str = ""
    registered: Any = field(default=None, repr=False)
    registered_source: str = ""
    reason: str = ""

    @property
    def typed(self) -> bool:
        """Whether the person wrote it."""
        return self.source == TYPED

    @property
    def objected(self) -> bool:
        """Whether the person contradicts a register."""
        return self.typed and self.registered_source != ""


def place(draft_id: UUID, path: str) -> str:
    """What a sealed value is bound to."""
    return f"journeys_draft:{draft_id}:{path}"


def store(entry: Entry, draft_id: UUID, path: str, elements: Mapping[str, Element]) -> dict[str, Any]:
    """The JSON form of an entry; values of sensitive elements are sealed."""
    element = elements.get(entry.element)
    row: dict[str, Any] = {
        "element": entry.element,
        "source": entry.source,
        "at": entry.at.isoformat(),
        "n": entry.n,
        "authority": entry.authority,
        "query_id": entry.query_id,
        "reason": entry.reason,
        "registered_source": entry.registered_source,
    }
    row = {key: value for key, value in row.items() if value != ""}
    both = {"value": entry.value, "registered": entry.registered}
    if element is None or element.sealed:
        row["sealed"] = seal_value(
            json.dumps(both, ensure_ascii=False, default=str), aad=place(draft_id, path)
        )
        return row
    plain: dict[str, Any] = json.loads(
        json.dumps({k: v for k, v in both.items() if v is not None}, default=str)
    )
    return row | plain


def read(row: Mapping[str, Any], draft_id: UUID, path: str) -> Entry:
    """The entry behind its JSON form. SealBroken when a sealed value was moved to another row or path."""
    both = row
    if "sealed" in row:
        both = json.loads(open_value(row["sealed"], aad=place(draft_id, path)))
    return Entry(
        value=both.get("value"),
        element=row["element"],
        source=row["source"],
        at=datetime.fromisoformat(row["at"]),
        n=row["n"],
        authority=row.get("authority", ""),
        query_id=row.get("query_id", ""),
        registered=both.get("registered"),
        registered_source=row.get("registered_source", ""),
        reason=row.get("reason", ""),
    )


def at_version(entry: Entry, n: int) -> Entry:
    """The entry as changed at version `n` of its draft."""
    return replace(entry, n=n)
