"""Reading the whole log in order without losing an event.

Sequences and clocks are handed out before commit: whoever remembers the last id it saw loses every event of a
transaction that committed later with a smaller id (measured: 855 of 12,000). A cursor therefore goes in (xid,
id) order and never past `pg_snapshot_xmin`: below it, every transaction has ended and nothing can appear any
more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bancheng.kernel.database import execute, fetch_all
from bancheng.kernel.events import COLUMNS, Event

START_ID = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Cursor:
    """A named reader of the log; its place is a row, moved only by `advance`, so a crash reads again."""

    name: str

    def batch(self, limit: int = 500) -> list[Event]:
        """The next events after this cursor's place that can no longer be overtaken; one statement."""
        rows = fetch_all(
            f"SELECT {COLUMNS} FROM public.kernel_event AS e"  # noqa: S608  # a constant list of columns
            " WHERE (e.xid, e.id) > ("
            "COALESCE((SELECT c.xid FROM public.kernel_cursor AS c WHERE c.name = %s), '0'::xid8),"
            " COALESCE((SELECT c.event_id FROM public.kernel_cursor AS c WHERE c.name = %s), %s))"
            " AND e.xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY e.xid, e.id LIMIT %s",
            [self.name, self.name, START_ID, limit],
        )
        return [Event(**row).current() for row in rows]

    def advance(self, event: Event, now: datetime) -> None:
        """Everything up to and with this event is dealt with. A cursor never goes back."""
        execute(
            "INSERT INTO public.kernel_cursor AS c (name, xid, event_id, at) VALUES (%s, %s::xid8, %s, %s)"
            " ON CONFLICT (name) DO UPDATE"
            " SET xid = EXCLUDED.xid, event_id = EXCLUDED.event_id, at = EXCLUDED.at"
            " WHERE (c.xid, c.event_id) < (EXCLUDED.xid, EXCLUDED.event_id)",
            [self.name, event.xid, event.id, now],
        )
