"""Events: past-tense facts that acts record in the same statement as the state they move.

An app declares its event types in `<app>/events.py`. A payload holds ids, codes, digests, dates and counts
only, never what a person typed: the log stays for ever, the answers do not. Readers for old versions stay for
ever.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from bancheng.kernel.canonical import canonical, canonical_text, digest, plain, sm3, spelled
from bancheng.kernel.ids import uuid7

Payload = dict[str, Any]
Upgrade = Callable[[Payload], Payload]

_TELEPHONE = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])")
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])\d{6}(?:19|20)\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)
_TYPES: dict[str, EventType] = {}
_UPGRADES: dict[tuple[str, int], Upgrade] = {}


class PayloadRefused(ValueError):  # noqa: N818
    """A payload that must not enter the log: unknown keys, missing keys, or what looks like personal data."""


@dataclass(frozen=True, slots=True)
class EventType:
    """One kind of fact: `code` in the past tense (`case_accepted`), version, Chinese title and its payload
    keys.
    """

    code: str
    v: int
    title: str
    keys: frozenset[str]
    optional: frozenset[str] = frozenset()


def event_type(code: str, title: str, *keys: str, optional: tuple[str, ...] = (), v: int = 1) -> EventType:
    """Declare an event type. Declared once per code; a changed payload raises `v` and adds an `upgrade`."""
    made = EventType(code, v, title, frozenset(keys), frozenset(optional))
    if _TYPES.setdefault(code, made) != made:
        raise ValueError(f"event type {code} declared twice")
    return made


def upgrade(code: str, v: int) -> Callable[[Upgrade], Upgrade]:
    """Declare the reader that turns a payload of version `v` into one of version `v + 1`."""

    def keep(function: Upgrade) -> Upgrade:
        if (code, v) in _UPGRADES:
            raise ValueError(f"two readers for {code} version {v}")
        _UPGRADES[code, v] = function
        return function

    return keep


def event_types() -> dict[str, EventType]:
    """All declared types by code (for the documents and the checks)."""
    return dict(_TYPES)


def personal(text: str) -> str | None:
    """Which kind of personal number the text looks like to hold: `identity`, `telephone` or None."""
    if _IDENTITY.search(text):
        return "identity"
    return "telephone" if _TELEPHONE.search(text) else None


def lint(kind: EventType, payload: Mapping[str, Any], text: str | None = None) -> None:
    """Refuse a payload with unknown or missing keys or with values that look like personal data.

    `text`: the payload's canonical text where the caller has it already.
    """
    given = payload.keys()
    if not kind.keys <= given <= kind.keys | kind.optional:
        odd = sorted(given ^ kind.keys)
        raise PayloadRefused(f"{kind.code}: keys {odd} are missing or not declared")
    found = personal(canonical(payload).decode() if text is None else text)
    if found:
        raise PayloadRefused(f"{kind.code}: a payload may not hold an {found} number")


def instant(at: datetime) -> str:
    """The one written form of an instant (UTC, microseconds), so that a digest can be recomputed from the
    table.
    """
    if at.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return spelled(at)


@dataclass(frozen=True, slots=True)
class NewEvent:
    """A fact about to be recorded by an act. `case_id` equals `application_id` for facts of the whole
    application.

    `actor` is written as `kind:id`; no names. `row()` is what the act's SQL function hands to
    `kernel_record_v1`.
    """

    type: EventType
    application_id: UUID
    case_id: UUID
    at: datetime
    actor: str
    payload: Mapping[str, Any]
    id: UUID = None  # type: ignore[assignment]
    _plain: Payload = field(init=False, repr=False, compare=False)
    _text: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.id is None:
            object.__setattr__(self, "id", uuid7())
        # Spelled once: the check for personal data, the digest and the row all read this one text.
        values = plain(self.payload)
        text = canonical_text(values)
        lint(self.type, values, text)
        object.__setattr__(self, "_plain", values)
        object.__setattr__(self, "_text", text)

    def row(self) -> dict[str, Any]:
        """`{id, type, v, at, actor, payload, digest}`, ready to travel as jsonb."""
        id_, at = str(self.id), instant(self.at)
        # The canonical text of the whole row, put together from its parts in the order of the keys.
        text = (
            f'{{"actor":{canonical_text(self.actor)},"application_id":"{self.application_id}","at":"{at}",'
            f'"case_id":"{self.case_id}","id":"{id_}","payload":{self._text},"type":"{self.type.code}",'
            f'"v":{self.type.v}}}'
        )
        return {
            "id": id_,
            "type": self.type.code,
            "v": self.type.v,
            "at": at,
            "actor": self.actor,
            "payload": self._plain,
            "digest": "sm3:" + sm3(text.encode()),
        }


def row_digest(application_id: UUID, case_id: UUID, body: Mapping[str, Any]) -> str:
    """`sm3:<hex>` of the canonical row without `seq` and `xid` (both are known only when the act is done)."""
    return digest({"application_id": str(application_id), "case_id": str(case_id), **body})


@dataclass(frozen=True, slots=True)
class Event:
    """A recorded fact as subscribers read it, its payload brought up to the newest version."""

    application_id: UUID
    case_id: UUID
    seq: int
    at: datetime
    id: UUID
    type: str
    v: int
    actor: str
    payload: Payload
    digest: str
    xid: str = ""

    def current(self) -> Event:
        """The same fact read with today's payload (stored rows are never rewritten)."""
        v, payload = self.v, self.payload
        while (reader := _UPGRADES.get((self.type, v))) is not None:
            payload, v = reader(dict(payload)), v + 1
        if v == self.v:
            return self
        return Event(
            self.application_id, self.case_id, self.seq, self.at, self.id, self.type, v, self.actor, payload,
            self.digest, self.xid,
        )  # fmt: skip


COLUMNS = "application_id, case_id, seq, at, id, type, v, actor, payload, digest, xid::text AS xid"


def actor_ref(actor: object) -> str:
    """`kind:id` of an actor, the form in which events and evidence name who did it."""
    kind, id_ = getattr(actor, "kind", "system"), getattr(actor, "id", None)
    return f"{kind}:{id_}" if id_ else str(kind)
