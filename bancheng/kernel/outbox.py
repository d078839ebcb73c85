"""The relay: every recorded event reaches every subscriber at least once.

An app that wants to act on a lower app's events declares subscribers in its `subscriptions.py`::

    @subscriber("certificates.on_issued", "case_issued")
    def on_issued(event: Event) -> None: ...

A subscriber must be harmless when called twice (its act is guarded, or keyed by `event.id`) and must not rely
on order across retries: `event.seq` says where an event stands in its case. Nothing is pushed (no NOTIFY):
the relay polls, claims a batch under a lease, calls, marks each delivery, and takes finished rows off under
the same lease.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from bancheng.kernel import measures
from bancheng.kernel.database import as_json, call, fetch_all
from bancheng.kernel.errors import DomainError
from bancheng.kernel.events import COLUMNS, Event
from bancheng.kernel.ids import uuid7

Handler = Callable[[Event], None]

BATCH = 500  # rows of one claim (stack.md)
FLUSH = 50  # deliveries marked in one statement; a crash repeats at most these
LEASE = timedelta(seconds=60)
KEPT = timedelta(days=90)
MAX_TRIES = 6  # then people look at it; waits 1, 2, 4, 8, 16 seconds before
EVERYTHING = "*"

log = logging.getLogger("bancheng.outbox")
_SUBSCRIBERS: dict[str, Subscriber] = {}
_BY_TYPE: dict[str, tuple[Subscriber, ...]] = {}


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A named reader of some event types."""

    name: str
    types: frozenset[str]
    handler: Handler

    def wants(self, type_: str) -> bool:
        """Whether it reads events of this type."""
        return type_ in self.types or EVERYTHING in self.types


def subscriber(name: str, *types: str) -> Callable[[Handler], Handler]:
    """Declare a subscriber `<app>.<function>` of event types (codes, or `*` for all). The name is kept for
    ever.
    """

    def keep(handler: Handler) -> Handler:
        if name in _SUBSCRIBERS and _SUBSCRIBERS[name].handler is not handler:
            raise ValueError(f"subscriber {name} declared twice")
        _SUBSCRIBERS[name] = Subscriber(name, frozenset(types), handler)
        _BY_TYPE.clear()
        return handler

    return keep


def subscribers() -> dict[str, Subscriber]:
    """All declared subscribers by name."""
    return dict(_SUBSCRIBERS)


def _readers(type_: str) -> tuple[Subscriber, ...]:
    if type_ not in _BY_TYPE:
        _BY_TYPE[type_] = tuple(s for _, s in sorted(_SUBSCRIBERS.items()) if s.wants(type_))
    return _BY_TYPE[type_]


@dataclass(frozen=True, slots=True)
class Claimed:
    """An event held under a lease, and how often it has been tried."""

    event: Event
    tries: int

    @property
    def key(self) -> tuple[UUID, UUID]:
        """What the outbox row is found by."""
        return self.event.application_id, self.event.id


def claim(now: datetime, lease: UUID, limit: int = BATCH) -> list[Claimed]:
    """Take up to `limit` due events under `lease`, oldest first. The only place that knows how rows are
    taken.
    """
    rows = fetch_all("SELECT * FROM public.kernel_claim_v1(%s, %s, %s, %s)", [now, lease, now + LEASE, limit])
    if not rows:
        return []
    events = fetch_all(
        f"SELECT {COLUMNS} FROM public.kernel_event AS e"  # noqa: S608  # a constant list of columns
        " JOIN unnest(%s::uuid[], %s::uuid[], %s::int[], %s::timestamptz[], %s::uuid[])"
        " AS o (o_application_id, o_case_id, o_seq, o_at, o_id)"
        " ON e.application_id = o_application_id AND e.case_id = o_case_id AND e.seq = o_seq AND e.at = o_at"
        " AND e.id = o_id ORDER BY e.at, e.id",
        [[row[name] for row in rows] for name in ("application_id", "case_id", "seq", "at", "event_id")],
    )
    tries = {row["event_id"]: row["tries"] for row in rows}
    return [Claimed(Event(**row).current(), tries[row["id"]]) for row in events]


@dataclass(slots=True)
class _Round:
    """One claimed batch on its way: what is delivered, what is done, what has to come back."""

    now: datetime
    lease: UUID
    already: set[tuple[UUID, str]]
    marks: list[dict[str, object]] = field(default_factory=list)
    done: list[tuple[UUID, UUID]] = field(default_factory=list)
    finished: int = 0

    def deliver(self, item: Claimed) -> None:
        failed = ""
        for reader in _readers(item.event.type):
            if (item.event.id, reader.name) in self.already:
                continue
            error = _attempt(reader, item.event)
            if error:
                failed = failed or error
            else:
                application_id, event_id = item.key
                self.marks.append(
                    {"application_id": application_id, "event_id": event_id, "subscriber": reader.name}
                )
        if failed:
            self.flush()  # what did reach its subscriber is marked before the row comes back
            self.put_back(item, failed)
        else:
            self.done.append(item.key)
            measures.relayed(item.event.type, item.event.payload)
        if len(self.done) >= FLUSH or len(self.marks) >= FLUSH:
            self.flush()

    def put_back(self, item: Claimed, error: str) -> None:
        application_id, event_id = item.key
        poison = item.tries >= MAX_TRIES
        call(
            "kernel_put_back_v1",
            lease=self.lease,
            application_id=application_id,
            event_id=event_id,
            next_at=self.now + timedelta(seconds=2 ** (item.tries - 1)),
            error=error,
            quarantined_at=self.now if poison else None,
            untried=False,
        )
        if poison:
            log.error(
                "event set aside", extra={"event_id": str(event_id), "type": item.event.type, "error": error}
            )

    def give_back(self, items: Iterable[Claimed]) -> None:
        """Not begun in time: somebody else may take them at once."""
        for item in items:
            application_id, event_id = item.key
            call(
                "kernel_put_back_v1", lease=self.lease, application_id=application_id, event_id=event_id,
                next_at=None, error=None, quarantined_at=None, untried=True,
            )  # fmt: skip

    def flush(self) -> None:
        if not self.marks and not self.done:
            return
        outcome = call(
            "kernel_settle_v1",
            now=self.now,
            lease=self.lease,
            marks=as_json(self.marks),
            applications=[key[0] for key in self.done],
            events=[key[1] for key in self.done],
        )
        self.finished += int(outcome.facts["gone"])
        self.marks, self.done = [], []


def _attempt(reader: Subscriber, event: Event) -> str:
    """Call one subscriber; the answer is empty or a short cause without any data of the case."""
    try:
        reader.handler(event)
    except DomainError as error:
        log.warning("subscriber refused", extra={"subscriber": reader.name, "event_id": str(event.id)})
        return f"{reader.name}: {error.code}"
    except Exception as error:  # one bad event must not stop the others
        log.exception("subscriber failed", extra={"subscriber": reader.name, "event_id": str(event.id)})
        return f"{reader.name}: {type(error).__name__}"
    return ""


def _already(claimed: list[Claimed]) -> set[tuple[UUID, str]]:
    """Deliveries marked by an earlier try; a first try has none, so the usual batch asks nothing."""
    again = [item.key for item in claimed if item.tries > 1]
    if not again:
        return set()
    rows = fetch_all(
        "SELECT d.event_id, d.subscriber FROM public.kernel_delivery AS d"
        " JOIN unnest(%s::uuid[], %s::uuid[]) AS k (application_id, event_id)"
        " ON d.application_id = k.application_id AND d.event_id = k.event_id",
        [[key[0] for key in again], [key[1] for key in again]],
    )
    return {(row["event_id"], row["subscriber"]) for row in rows}


def relay_once(now: datetime, limit: int = BATCH) -> int:
    """Claim one batch and deliver it; answers how many events are finished. Call again at once while it is
    full.
    """
    lease = uuid7()
    claimed = claim(now, lease, limit)
    if not claimed:
        return 0
    turn = _Round(now, lease, _already(claimed))
    stop = time.monotonic() + LEASE.total_seconds() / 2  # never work on rows whose lease may have run out
    for index, item in enumerate(claimed):
        if time.monotonic() > stop:
            turn.give_back(claimed[index:])
            break
        turn.deliver(item)
    turn.flush()
    return turn.finished


@dataclass(frozen=True, slots=True)
class Poison:
    """An event set aside after its last try."""

    application_id: UUID
    event_id: UUID
    type: str
    tries: int
    error: str
    quarantined_at: datetime


def quarantined(limit: int = 100) -> list[Poison]:
    """The events that wait for people, oldest first."""
    rows = fetch_all(
        "SELECT application_id, event_id, type, tries, error, quarantined_at FROM public.kernel_outbox"
        " WHERE quarantined_at IS NOT NULL ORDER BY quarantined_at, event_id LIMIT %s",
        [limit],
    )
    return [Poison(**row) for row in rows]


def redrive(poison: Iterable[Poison], now: datetime) -> int:
    """Put events back into the queue after the cause is mended; doing it twice puts them back once."""
    rows = list(poison)
    outcome = call(
        "kernel_redrive_v1",
        now=now,
        applications=[row.application_id for row in rows],
        events=[row.event_id for row in rows],
    )
    return int(outcome.facts["back"])


def forget_deliveries(now: datetime) -> int:
    """Drop marks older than ninety days, except those of events that are still to be delivered."""
    return int(call("kernel_deliveries_forget_v1", before=now - KEPT).facts["gone"])
