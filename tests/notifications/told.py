"""Words of a test city, people with telephones, and what a gateway took."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from bancheng.accounts.commands.persons import NewPerson, register_persons
from bancheng.accounts.spec import person_scopes
from bancheng.kernel import rulebooks
from bancheng.kernel.access import PlainActor, system_actor
from bancheng.kernel.ids import uuid7
from bancheng.kernel.rulebooks import Document
from bancheng.notifications.queries import words
from bancheng.notifications.spec import Told
from demo.gateway.server import Server

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
"""Monday 2026-03-02, 12:00 in Shanghai."""
NIGHT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
"""23:00."""
RULES: dict[str, Any] = {
    "schema": "messaging/1", "code": "city", "name": "规则", "signature": "【试】",
    "quiet": {"from": "21:30", "until": "07:30"},
    "ways": {"sms": {"price_fen": 5, "waits": [30, 120]}, "email": {"waits": [60]}},
}  # fmt: skip
TEMPLATE: dict[str, Any] = {
    "schema": "message/1", "code": "decided", "name": "有结果", "title": "有结果了：{matter}",
    "text": "“{name}”里的{matter}：{outcome}。",
    "word": "看进度", "sms": "申请{receipt}有一项有结果了。", "channels": ["sms", "email"],
}  # fmt: skip
PHONE, OTHER_PHONE = "15400000001", "15400000002"


_published = count()


def publish(*bodies: dict[str, Any]) -> None:
    """Put these rulebooks in force since the beginning of March."""
    documents = {one.key: one for one in map(Document.of, bodies)}
    roots = [(one.kind, one.code) for one in documents.values()]
    rulebooks.publish(
        documents,
        roots,
        now=NOON + timedelta(seconds=next(_published)),
        by="test",
        effective_from=date(2026, 3, 1),
    )
    words.forget()


def citizen(name: str = "林小雨", number: str = "449999199001010018", phone: str = PHONE) -> PlainActor:
    """A person with an account and a telephone."""
    person = uuid7()
    register_persons(actor=system_actor("loader"), persons=[NewPerson(person, name, number, phone)], now=NOON)
    return PlainActor("person", person, person_scopes(person), name)


def told(
    actor: PlainActor,
    kind: str = "decided",
    event: UUID | None = None,
    application: UUID | None = None,
    **values: Any,
) -> Told:
    """Something to tell this person."""
    assert actor.id is not None
    application = application or uuid7()
    given = {
        "name": "孩子出生了",
        "receipt": "20260302-000042",
        "matter": "户口登记",
        "outcome": "没有通过",
        **values,
    }
    return Told(
        event or uuid7(),
        application,
        kind,
        "person",
        actor.id,
        actor.id,
        given,
        "progress",
        [str(application)],
    )


def sent(server: Server) -> list[tuple[str, str, str]]:
    """(channel, number, text) of everything that the gateway took."""
    return [(one.channel, one.to, one.text) for one in server.kept.messages.values()]


def plain_json(value: Any) -> str:
    """As a dump would show it."""
    return json.dumps(value, ensure_ascii=False, default=str)
