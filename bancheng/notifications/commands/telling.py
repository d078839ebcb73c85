"""Telling: what happened becomes one message per recipient, and the first way out of the site is queued."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from bancheng.kernel.canonical import canonical_text, plain
from bancheng.kernel.database import as_json, call
from bancheng.kernel.events import PayloadRefused, personal
from bancheng.notifications.commands.gateways import gateways
from bancheng.notifications.queries.words import Words, in_force, template_of
from bancheng.notifications.spec import KINDS, Told

_NAMESPACE = UUID("3c9f6a54-0d63-5c0e-8a1b-5a1f2f6f8f11")


def message_id(one: Told) -> UUID:
    """The id of a message: the same however often the event comes."""
    return uuid5(_NAMESPACE, f"{one.event_id}:{one.recipient_kind}:{one.recipient_id}:{one.kind}")


def tell(told: Iterable[Told], *, now: datetime) -> int:
    """Tell people. Answers how many messages are new: told again, an event tells nobody anything. One statement.

    PayloadRefused for values that look like a personal number: a message is a row that stays.
    """
    words = in_force(now)
    rows = [_row(one, words, now) for one in told]
    if not rows:
        return 0
    return int(call("notifications_tell_v1", messages=as_json(rows), at=now).facts["told"])


def _row(one: Told, words: Words, now: datetime) -> dict[str, Any]:
    values = plain(dict(one.values))
    if found := personal(canonical_text(values)):
        raise PayloadRefused(f"message {one.kind}: values may not hold an {found} number")
    digest = words.templates.get(one.kind, "")
    template = template_of(digest)
    urgent = template.urgent if template else KINDS[one.kind].urgent
    ways = [way for way in template.channels if way in gateways()] if template else []
    if template and not template.sms:
        ways = [way for way in ways if way != "sms"]
    quiet = words.rules.quiet
    return {
        "application_id": one.application_id,
        "message_id": message_id(one),
        "event_id": one.event_id,
        "kind": one.kind,
        "recipient_kind": one.recipient_kind,
        "recipient_id": one.recipient_id,
        "contact_id": one.contact_id,
        "template": digest if template else "",
        "values": values,
        "url_name": one.url_name,
        "url_args": list(one.url_args),
        "urgent": urgent,
        "channels": ways,
        "next_at": now if urgent or quiet is None else quiet.after(now),
    }
