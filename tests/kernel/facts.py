"""Small facts for tests of the log: an event type of their own and a way to record one."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from bancheng.kernel.database import as_json, fetch_one
from bancheng.kernel.events import NewEvent, event_type
from bancheng.kernel.ids import uuid7

HAPPENED = event_type("test_happened", "发生了", "n", optional=("act", "from", "to", "ref"))
NOW = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)


def new(
    application_id: UUID | None = None, case_id: UUID | None = None, *, at: dt.datetime = NOW, **payload: Any
) -> NewEvent:
    """A fact about a case of its own, unless told otherwise."""
    application_id = application_id or uuid7()
    return NewEvent(
        HAPPENED, application_id, case_id or application_id, at, "system:test", {"n": 1, **payload}
    )


def write(event: NewEvent, seq: int = 1) -> NewEvent:
    """Record it as an act would, in one statement."""
    fetch_one(
        "SELECT public.kernel_record_v1(%s, %s, %s, %s)",
        [event.application_id, event.case_id, seq, as_json(event.row())],
    )
    return event


def record(
    application_id: UUID | None = None,
    case_id: UUID | None = None,
    seq: int = 1,
    *,
    at: dt.datetime = NOW,
    **payload: Any,
) -> NewEvent:
    """Make and record a fact."""
    return write(new(application_id, case_id, at=at, **payload), seq)
