"""The relay: at least once to every subscriber, in batches, under a lease; poison is set aside, nothing is lost."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connections

from bancheng.kernel import outbox
from bancheng.kernel.access import NOT_FOUND
from bancheng.kernel.database import as_json, call, count_statements, fetch_all, fetch_one
from bancheng.kernel.events import Event
from bancheng.kernel.ids import uuid7
from bancheng.kernel.outbox import LEASE, MAX_TRIES, claim, quarantined, redrive, relay_once, subscriber
from tests.kernel.facts import NOW, record

Listen = Callable[..., list[Event]]


@pytest.fixture
def listen(monkeypatch: pytest.MonkeyPatch) -> Listen:
    """Registers subscribers for one test; each returns the list of what it heard."""
    monkeypatch.setattr(outbox, "_SUBSCRIBERS", {})
    monkeypatch.setattr(outbox, "_BY_TYPE", {})

    def add(name: str, *types: str, fails: Callable[[Event], None] | None = None) -> list[Event]:
        heard: list[Event] = []

        @subscriber(name, *(types or ("test_happened",)))
        def handler(event: Event) -> None:
            if fails is not None:
                fails(event)
            heard.append(event)

        return heard

    return add


def later(seconds: float) -> dt.datetime:
    return NOW + dt.timedelta(seconds=seconds)


def waiting() -> int:
    row = fetch_one("SELECT count(*) AS n FROM kernel_outbox")
    assert row is not None
    return int(row["n"])


def marks() -> list[str]:
    return [
        row["subscriber"] for row in fetch_all("SELECT subscriber FROM kernel_delivery ORDER BY subscriber")
    ]


@pytest.mark.django_db
def test_every_subscriber_hears_the_event_and_the_row_is_taken_off(listen: Listen) -> None:
    first, second, other = listen("a.on"), listen("b.all", "*"), listen("c.other", "something_else")
    event = record(n=7)
    assert relay_once(NOW) == 1
    assert [e.id for e in first] == [e.id for e in second] == [event.id]
    assert first[0].payload == {"n": 7}
    assert other == []
    assert waiting() == 0
    assert marks() == ["a.on", "b.all"]
    assert relay_once(NOW) == 0


@pytest.mark.django_db
def test_nothing_is_due_before_its_time_and_an_idle_round_costs_one_statement(listen: Listen) -> None:
    heard = listen("a.on")
    record(at=later(60))
    with count_statements() as seen:
        assert relay_once(NOW) == 0
    assert len(seen) == 1
    assert heard == []
    assert relay_once(later(60)) == 1


@pytest.mark.django_db
def test_a_batch_of_five_hundred_costs_few_statements(listen: Listen) -> None:
    heard = listen("a.on")
    for n in range(120):
        record(n=n)
    with count_statements() as seen:
        assert relay_once(NOW) == 120
    assert len(heard) == 120
    assert len(seen) <= 2 + 120 // outbox.FLUSH + 1


@pytest.mark.django_db
def test_events_of_one_application_come_in_their_order(listen: Listen) -> None:
    heard = listen("a.on")
    application_id = uuid7()
    for seq in (3, 1, 2):
        record(application_id, seq=seq, at=later(seq), n=seq)
    assert relay_once(later(10)) == 3
    assert [event.seq for event in heard] == [1, 2, 3]


@pytest.mark.django_db
def test_a_failing_subscriber_holds_back_neither_the_others_nor_the_next_event(listen: Listen) -> None:
    broken = {"on": True}

    def fails(event: Event) -> None:
        if broken["on"] and event.payload["n"] == 1:
            raise RuntimeError("secret text")

    good, bad = listen("a.good"), listen("b.bad", fails=fails)
    record(n=1)
    record(n=2)
    assert relay_once(NOW) == 1
    assert len(good) == 2
    assert [e.payload["n"] for e in bad] == [2]
    row = fetch_one("SELECT error, tries, next_at FROM kernel_outbox")
    assert row == {"error": "b.bad: RuntimeError", "tries": 1, "next_at": later(1)}
    broken["on"] = False
    assert relay_once(later(0.5)) == 0
    assert relay_once(later(1)) == 1
    assert len(good) == 2, "who has heard it is not told again"
    assert [e.payload["n"] for e in bad] == [2, 1]


@pytest.mark.django_db
def test_a_refusal_is_kept_by_its_code_without_its_facts(listen: Listen) -> None:
    def fails(event: Event) -> None:
        raise NOT_FOUND()

    listen("a.on", fails=fails)
    record()
    relay_once(NOW)
    assert fetch_one("SELECT error FROM kernel_outbox") == {"error": "a.on: not_found"}


@pytest.mark.django_db
def test_poison_is_set_aside_after_its_last_try_and_redriven_once(listen: Listen) -> None:
    broken = {"on": True}

    def fails(event: Event) -> None:
        if broken["on"]:
            raise RuntimeError

    heard = listen("a.on", fails=fails)
    event = record()
    at = NOW
    for _each in range(MAX_TRIES):
        assert quarantined() == []
        relay_once(at)
        at += dt.timedelta(seconds=2**MAX_TRIES)
    poison = quarantined()
    assert [(p.event_id, p.tries, p.error) for p in poison] == [(event.id, MAX_TRIES, "a.on: RuntimeError")]
    assert relay_once(at) == 0
    broken["on"] = False
    assert redrive(poison, at) == 1
    assert redrive(poison, at) == 0
    assert relay_once(at) == 1
    assert [e.id for e in heard] == [event.id]
    assert waiting() == 0


@pytest.mark.django_db
def test_a_row_under_lease_is_nobody_elses_until_the_lease_runs_out(listen: Listen) -> None:
    listen("a.on")
    record()
    zombie = uuid7()
    assert len(claim(NOW, zombie)) == 1
    assert relay_once(later(1)) == 0
    assert relay_once(NOW + LEASE) == 1, "a dead relay's row is taken over"


@pytest.mark.django_db
def test_a_relay_that_was_frozen_past_its_lease_cannot_take_the_row_off(listen: Listen) -> None:
    """Fencing: the zombie wakes up after another relay has claimed the row."""
    listen("a.on")
    event = record()
    zombie, heir = uuid7(), uuid7()
    claim(NOW, zombie)
    assert len(claim(NOW + LEASE, heir)) == 1
    keys = {"applications": [event.application_id], "events": [event.id]}
    assert call("kernel_settle_v1", now=NOW, lease=zombie, marks=as_json([]), **keys).facts == {"gone": 0}
    put_back = {"application_id": event.application_id, "event_id": event.id, "next_at": NOW, "error": "x"}
    lost = call("kernel_put_back_v1", lease=zombie, quarantined_at=NOW, untried=False, **put_back)
    assert lost.code == "lease_lost"
    assert waiting() == 1
    assert call("kernel_settle_v1", now=NOW, lease=heir, marks=as_json([]), **keys).facts == {"gone": 1}


@pytest.mark.django_db
def test_what_was_not_begun_in_time_goes_back_untried(
    listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = listen("a.on")
    for n in range(3):
        record(n=n)
    ticks = iter([0.0, 0.0, 1e9, 1e9, 1e9])
    monkeypatch.setattr(outbox.time, "monotonic", lambda: next(ticks))
    assert relay_once(NOW) == 1
    monkeypatch.undo()
    assert len(heard) == 1
    assert fetch_all("SELECT tries, lease FROM kernel_outbox") == [{"tries": 0, "lease": None}] * 2


def test_two_relays_share_the_work_and_deliver_each_event_once(committed_db: object, listen: Listen) -> None:
    lock = threading.Lock()
    seen: list[UUID] = []

    def note(event: Event) -> None:
        with lock:
            seen.append(event.id)

    listen("a.on", fails=note)
    written = {record(n=n).id for n in range(300)}
    start = threading.Barrier(4)

    def relay() -> None:
        start.wait()
        while relay_once(NOW, limit=20):
            pass
        connections.close_all()

    threads = [threading.Thread(target=relay) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 300
    assert set(seen) == written
    assert waiting() == 0


def test_a_subscriber_name_is_used_once(listen: Listen) -> None:
    listen("a.on")
    with pytest.raises(ValueError, match="twice"):
        listen("a.on")


@pytest.mark.django_db
def test_old_marks_are_forgotten_unless_their_event_may_come_again(listen: Listen) -> None:
    def fails(event: Event) -> None:
        if event.payload["n"] == 2:
            raise RuntimeError

    heard = listen("a.on")
    listen("b.on", fails=fails)
    record(n=1)
    record(n=2)
    relay_once(NOW)
    assert marks() == ["a.on", "a.on", "b.on"]
    assert outbox.forget_deliveries(NOW + dt.timedelta(days=89)) == 0
    assert outbox.forget_deliveries(NOW + dt.timedelta(days=91)) == 2
    relay_once(later(5))
    assert [event.payload["n"] for event in heard] == [1, 2], "the mark of the waiting event still counts"
