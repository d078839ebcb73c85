"""Questions about messages: the inbox, how many are unread, what a person prefers. They never write."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bancheng.accounts.queries import aad_of
from bancheng.kernel.access import Actor, condition, require
from bancheng.kernel.crypto import open_value
from bancheng.kernel.database import Row, fetch_all, fetch_one
from bancheng.notifications.access import READ
from bancheng.notifications.queries.words import kind_of, template_of
from bancheng.notifications.spec import filled
from bancheng.ui.language import text

PAGE = 20
MOST = 100
"""Unread messages are counted up to here; beyond it the badge says 99+."""

_COLUMNS = """m.application_id, m.message_id, m.kind, m.recipient_id, m.template, m.values, m.url_name, m.url_args,
    m.at, m.read_at"""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as it is read."""

    application_id: UUID
    message_id: UUID
    kind: str
    title: str
    text: str
    word: str
    url_name: str
    url_args: tuple[str, ...]
    at: datetime
    unread: bool


def inbox(actor: Actor, *, before: tuple[datetime, UUID] | None = None, limit: int = PAGE) -> list[Letter]:
    """The actor's messages, newest first, by keyset. One statement."""
    where, params = condition(READ, actor).sql({"recipient_id": "m.recipient_id"})
    if before is not None:
        where, params = f"{where} AND (m.at, m.message_id) < (%s, %s)", [*params, *before]
    rows = fetch_all(
        f"SELECT {_COLUMNS} FROM public.notifications_message AS m WHERE {where}"  # noqa: S608  # constant parts
        " ORDER BY m.at DESC, m.message_id DESC LIMIT %s",
        [*params, limit],
    )
    return [_letter(row) for row in rows]


def unread(actor: Actor) -> int:
    """How many are unread, at most a hundred are looked at. One statement."""
    where, params = condition(READ, actor).sql({"recipient_id": "m.recipient_id"})
    rows = fetch_all(
        f"SELECT 1 FROM public.notifications_message AS m WHERE {where}"  # noqa: S608  # constant parts
        " AND m.read_at IS NULL LIMIT %s",
        [*params, MOST],
    )
    return len(rows)


def message(application_id: UUID, message_id: UUID, actor: Actor) -> Letter:
    """One message. NotFound when it is not the actor's."""
    row = fetch_one(
        f"SELECT {_COLUMNS} FROM public.notifications_message AS m"  # noqa: S608  # constant parts
        " WHERE m.application_id = %s AND m.message_id = %s",
        [application_id, message_id],
    )
    require(READ, actor, row)
    assert row is not None
    return _letter(row)


def _letter(row: Row) -> Letter:
    template, kind = template_of(row["template"]), kind_of(row["kind"])
    source = template or kind
    values = row["values"]
    return Letter(
        application_id=row["application_id"],
        message_id=row["message_id"],
        kind=row["kind"],
        title=filled(text(source.title), values) if source else row["kind"],
        text=filled(text(source.text), values) if source else "",
        word=text(source.word) if source else "",
        url_name=row["url_name"],
        url_args=tuple(str(one) for one in row["url_args"]),
        at=row["at"],
        unread=row["read_at"] is None,
    )


def email_place(person_id: UUID) -> str:
    """What a sealed address is bound to."""
    return f"notifications_preference:{person_id}:email"


def preference(actor: Actor) -> dict[str, Any]:
    """`{channels, email}` of the person; text messages and no address for who never chose."""
    row = fetch_one(
        "SELECT channels, email_sealed FROM public.notifications_preference WHERE person_id = %s", [actor.id]
    )
    if row is None or actor.id is None:
        return {"channels": ["sms"], "email": ""}
    sealed = row["email_sealed"]
    return {
        "channels": row["channels"],
        "email": open_value(sealed, aad=email_place(actor.id)) if sealed else "",
    }


_ADDRESSES = {
    "sms": "SELECT p.id, p.phone_sealed AS sealed FROM public.accounts_person AS p"
    " WHERE p.id = ANY (%s) AND p.phone_sealed <> ''",
    "email": "SELECT p.person_id AS id, p.email_sealed AS sealed FROM public.notifications_preference AS p"
    " WHERE p.person_id = ANY (%s) AND p.email_sealed <> ''",
}


def addresses(channel: str, people: Collection[UUID]) -> dict[UUID, str]:
    """Where these people are reached, opened for the moment of sending. A webhook needs no address."""
    asked = _ADDRESSES.get(channel)
    if asked is None or not people:
        return {}
    place = email_place if channel == "email" else _phone_place
    return {
        row["id"]: open_value(row["sealed"], aad=place(row["id"])) for row in fetch_all(asked, [list(people)])
    }


def _phone_place(person_id: UUID) -> str:
    return aad_of(person_id, "phone")
