"""已读: the mark on a message."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bancheng.accounts.spec import is_limited, stands_for
from bancheng.kernel.access import Actor, require
from bancheng.kernel.database import call
from bancheng.notifications.access import READ
from bancheng.notifications.queries import Letter, message


def read(*, actor: Actor, application_id: UUID, message_id: UUID, now: datetime) -> Letter:
    """Mark one message as read and answer it. NotFound when it is not the actor's. Twice is once."""
    found = message(application_id, message_id, actor)
    call(
        "notifications_read_v1",
        recipients=stands_for(actor),
        application_id=application_id,
        message_id=message_id,
        at=now,
    )
    return found


def read_all(*, actor: Actor, now: datetime) -> int:
    """Mark everything as read; answers how many were not."""
    require(READ, actor)
    if is_limited(actor):
        return 0
    outcome = call(
        "notifications_read_v1",
        recipients=stands_for(actor),
        application_id=None,
        message_id=None,
        at=now,
    )
    return int(outcome.facts["read"])
