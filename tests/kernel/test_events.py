"""Facts: what may enter the log, how its digest is made, and that old ones stay readable."""

from __future__ import annotations

import datetime as dt
import json
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bancheng.kernel.database import call, fetch_all, fetch_one
from bancheng.kernel.events import (
    COLUMNS,
    Event,
    NewEvent,
    PayloadRefused,
    event_type,
    event_types,
    instant,
    personal,
    row_digest,
    upgrade,
)
from bancheng.kernel.ids import uuid7
from bancheng.kernel.tasks import prepare_months
from tests.kernel.facts import HAPPENED, NOW, new, record

A = UUID(int=1)


@pytest.mark.django_db
def test_the_fact_and_the_promise_to_tell_it_are_written_together() -> None:
    event = record(n=5)
    stored = fetch_one(f"SELECT {COLUMNS} FROM kernel_event WHERE id = %s", [event.id])
    promised = fetch_one("SELECT * FROM kernel_outbox WHERE event_id = %s", [event.id])
    assert stored is not None
    assert promised is not None
    assert (stored["application_id"], stored["seq"], stored["payload"]) == (event.application_id, 1, {"n": 5})
    assert (promised["application_id"], promised["at"], promised["tries"]) == (event.application_id, NOW, 0)
    assert int(stored["xid"]) > 0


@pytest.mark.django_db
def test_the_digest_can_be_made_again_from_the_table() -> None:
    at = dt.datetime(2026, 3, 1, 8, 30, 0, 123456, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    event = record(at=at, n=1, ref={"b": [1, "二"], "a": None})
    row = fetch_one(f"SELECT {COLUMNS} FROM kernel_event WHERE id = %s", [event.id])
    assert row is not None
    body = {key: row[key] for key in ("type", "v", "actor", "payload")} | {
        "id": str(row["id"]),
        "at": row["at"],
    }
    assert row_digest(row["application_id"], row["case_id"], body) == row["digest"] == event.row()["digest"]
    changed = row_digest(row["application_id"], row["case_id"], body | {"actor": "staff:x"})
    assert changed != row["digest"]


def test_an_instant_has_one_spelling_and_needs_its_zone() -> None:
    shanghai = dt.datetime(2026, 1, 1, 0, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    assert instant(shanghai) == "2025-12-31T16:00:00.000000Z"
    with pytest.raises(ValueError, match="time zone"):
        instant(dt.datetime(2026, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize("payload", [{}, {"n": 1, "name": "林小雨"}, {"m": 1}])
def test_a_payload_has_the_declared_keys_and_no_others(payload: dict[str, object]) -> None:
    with pytest.raises(PayloadRefused, match="not declared"):
        NewEvent(HAPPENED, A, A, NOW, "system:test", payload)


@pytest.mark.parametrize(
    "value",
    [
        "449902199305211234",
        "44990219930521123X",
        "证件44990219930521123x。",
        "13812345678",
        "电话:13812345678",
        {"deep": ["19900001111"]},
    ],
)
def test_a_payload_never_holds_an_identity_or_telephone_number(value: object) -> None:
    with pytest.raises(PayloadRefused, match="may not hold"):
        new(ref=value)


@pytest.mark.parametrize(
    "value",
    [
        "01a200e9-8ccf-797c-b252-c3fc240ffdfa",
        "sm3:" + "138123456789" * 5 + "0000",
        "20261123-000042",
        "000709001000" + "1" * 31,
        20261123,
        "2026-11-23",
    ],
)
def test_ids_digests_numbers_and_dates_may_enter(value: object) -> None:
    assert new(ref=value).payload["ref"] == value


@given(st.integers(min_value=0, max_value=2**128 - 1))
def test_no_id_is_taken_for_a_personal_number(number: int) -> None:
    assert personal(str(UUID(int=number))) is None


def test_a_code_is_declared_once() -> None:
    assert event_type("test_happened", "发生了", "n", optional=("act", "from", "to", "ref")) == HAPPENED
    assert event_types()["test_happened"] is HAPPENED
    with pytest.raises(ValueError, match="twice"):
        event_type("test_happened", "别的意思", "n")


def test_events_of_old_versions_are_read_as_todays() -> None:
    """A stored fixture of version 1 stays readable for ever; the stored row itself is never rewritten."""

    @upgrade("test_renamed", 1)
    def _one(payload: dict[str, object]) -> dict[str, object]:
        return {"reason": payload.pop("why"), **payload}

    @upgrade("test_renamed", 2)
    def _two(payload: dict[str, object]) -> dict[str, object]:
        return {**payload, "basis": []}

    stored = json.loads('{"why": "expired"}')
    old = Event(A, A, 1, NOW, uuid7(), "test_renamed", 1, "system", stored, "sm3:x")
    assert (old.current().v, old.current().payload) == (3, {"reason": "expired", "basis": []})
    assert (old.v, old.payload) == (1, {"why": "expired"})
    fresh = Event(A, A, 1, NOW, uuid7(), "test_happened", 1, "system", {}, "sm3:x")
    assert fresh.current() is fresh
    with pytest.raises(ValueError, match="two readers"):
        upgrade("test_renamed", 1)(_two)


@pytest.mark.django_db
def test_the_log_lies_in_monthly_partitions_of_shanghai_months() -> None:
    last_second = dt.datetime(2026, 11, 30, 15, 59, 59, tzinfo=dt.UTC)
    first = record(at=last_second)
    second = record(at=last_second + dt.timedelta(seconds=1))
    rows = fetch_all("SELECT id, tableoid::regclass::text AS part FROM kernel_event")
    parts = {row["id"]: row["part"] for row in rows}
    assert parts[first.id] == "kernel_event_202611"
    assert parts[second.id] == "kernel_event_202612"


@pytest.mark.django_db
def test_the_months_of_the_coming_year_are_prepared_every_night() -> None:
    later = dt.datetime(2029, 6, 30, 3, 0, tzinfo=dt.UTC)
    assert prepare_months(later) == 2 * 15
    assert prepare_months(later) == 0


@pytest.mark.django_db
def test_a_month_that_nobody_prepared_loses_nothing() -> None:
    """The row falls into the default partition; making the month later leaves it readable where it is."""
    event = record(at=dt.datetime(2031, 5, 5, tzinfo=dt.UTC))
    assert call("kernel_partitions_v1", **{"from": dt.date(2031, 4, 1), "to": dt.date(2031, 7, 1)}).facts == {
        "made": 5
    }
    assert call("kernel_partitions_v1", **{"from": dt.date(2031, 4, 1), "to": dt.date(2031, 7, 1)}).facts == {
        "made": 0
    }
    row = fetch_one("SELECT tableoid::regclass::text AS part FROM kernel_event WHERE id = %s", [event.id])
    assert row == {"part": "kernel_event_default"}
