"""发送: at least once towards the gateway, once by its id: retries, the next way, quiet hours, the daily cap."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

import pytest

from bancheng.config import schedule, worker
from bancheng.kernel.database import fetch_all
from bancheng.kernel.ids import uuid7
from bancheng.notifications.commands import ask_outcomes, prefer, send_due, sending, tell
from bancheng.notifications.queries import inbox, preference
from demo.gateway.server import Handler, Server
from tests.notifications.told import (
    NIGHT,
    NOON,
    PHONE,
    RULES,
    TEMPLATE,
    citizen,
    plain_json,
    publish,
    sent,
    told,
)

pytestmark = [pytest.mark.usefixtures("city")]


def states() -> dict[str, tuple[str, int, str]]:
    rows = fetch_all("SELECT channel, state, tries, error FROM notifications_delivery ORDER BY channel")
    return {row["channel"]: (row["state"], row["tries"], row["error"]) for row in rows}


def later(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def test_a_message_reaches_the_telephone_with_the_signature(gateway: Server) -> None:
    tell([told(citizen())], now=NOON)
    assert send_due(NOON) == 1
    assert sent(gateway) == [("sms", PHONE, "【试】申请20260302-000042有一项有结果了。")]
    assert states() == {"sms": ("delivered", 1, "")}
    assert send_due(later(1)) == 0, "once"


def test_a_relay_that_died_between_sending_and_writing_does_not_ring_twice(
    gateway: Server, monkeypatch: Any
) -> None:
    tell([told(citizen())], now=NOON)
    monkeypatch.setattr(sending, "_settled", lambda *_a: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        send_due(NOON)
    monkeypatch.undo()
    assert send_due(later(0.5)) == 0, "held under the lease of who died"
    assert send_due(later(2)) == 1
    assert (len(sent(gateway)), gateway.kept.tries) == (1, 2)
    assert states()["sms"][0] == "delivered"


def test_a_relay_that_was_frozen_past_its_lease_settles_nothing(gateway: Server) -> None:
    tell([told(citizen())], now=NOON)
    claim = {"channel": "sms", "limit": 5, "urgent_only": False, "day": NOON.date(), "price": 0, "cap": None}
    from bancheng.kernel.database import as_json, call

    old, new = uuid7(), uuid7()
    first = call("notifications_claim_v1", now=NOON, lease=old, lease_until=later(1), **claim).facts["rows"]
    assert (
        call("notifications_claim_v1", now=NOON, lease=new, lease_until=later(1), **claim).facts["rows"] == []
    )
    again = call("notifications_claim_v1", now=later(2), lease=new, lease_until=later(3), **claim).facts[
        "rows"
    ]
    assert [row["message_id"] for row in first] == [row["message_id"] for row in again]
    result = [{**first[0], "state": "sent", "reference": "x", "error": ""}]
    settle = {"channel": "sms", "now": later(2), "results": as_json(result)}
    assert call("notifications_settle_v1", lease=old, **settle).facts["done"] == 0
    assert call("notifications_settle_v1", lease=new, **settle).facts["done"] == 1


def test_a_gateway_that_is_down_is_tried_again_after_growing_waits_then_the_next_way_is_taken(
    gateway: Server,
) -> None:
    someone = citizen()
    prefer(actor=someone, channels=["sms", "email"], email="lin@example.com", now=NOON)
    gateway.kept.switch("sms", "down")
    tell([told(someone)], now=NOON)
    send_due(NOON)
    assert states() == {"sms": ("failed", 1, "RemoteProtocolError")}
    assert send_due(later(0.4)) == 0
    send_due(later(0.5))
    assert states()["sms"][:2] == ("failed", 2)
    send_due(later(2))
    assert send_due(later(2.4)) == 0
    send_due(later(2.5))
    assert states()["sms"] == ("gave_up", 3, "RemoteProtocolError")
    send_due(later(3))
    assert states()["email"][0] == "delivered"
    assert [(one[0], one[1]) for one in sent(gateway)] == [("email", "lin@example.com")]


@pytest.mark.parametrize("mode", ["error", "busy"])
def test_a_gateway_in_trouble_is_not_a_refusal(gateway: Server, mode: str) -> None:
    gateway.kept.switch("sms", mode)
    tell([told(citizen())], now=NOON)
    send_due(NOON)
    assert states()["sms"][0] == "failed"
    gateway.kept.switch("sms", "ok")
    send_due(later(1))
    assert states()["sms"][:2] == ("delivered", 2)


NOTHING_SAID = pytest.mark.parametrize("answer", ["<html>", "[]", '{"state": "perhaps"}'])


def mumbles(monkeypatch: Any, answer: str) -> None:
    """From now on the gateway answers 200 and this."""
    monkeypatch.setattr(Handler, "_json", lambda self, *_a: self._write(200, answer.encode(), "text/html"))


@NOTHING_SAID
def test_an_answer_that_says_nothing_is_no_receipt(gateway: Server, monkeypatch: Any, answer: str) -> None:
    mumbles(monkeypatch, answer)
    tell([told(citizen())], now=NOON)
    send_due(NOON)
    assert states()["sms"] == ("failed", 1, "bad_answer")


@NOTHING_SAID
def test_while_the_gateway_cannot_say_what_became_of_it_nothing_moves(
    gateway: Server, monkeypatch: Any, answer: str
) -> None:
    gateway.kept.switch("sms", "later")
    tell([told(citizen())], now=NOON)
    send_due(NOON)
    mumbles(monkeypatch, answer)
    assert ask_outcomes(later(1)) == 0
    assert states()["sms"][0] == "sent"


def test_a_refused_number_is_given_up_at_once(gateway: Server) -> None:
    gateway.kept.switch("sms", "refuse")
    tell([told(citizen())], now=NOON)
    send_due(NOON)
    assert states() == {"sms": ("gave_up", 1, "http_400")}


def test_who_has_no_telephone_is_told_in_the_inbox(gateway: Server) -> None:
    someone = citizen(phone="")
    tell([told(someone)], now=NOON)
    send_due(NOON)
    assert states() == {"sms": ("gave_up", 1, "no_address")}
    assert len(inbox(someone)) == 1
    assert sent(gateway) == []


def test_what_became_of_a_message_is_asked_later(gateway: Server) -> None:
    gateway.kept.switch("sms", "later")
    tell([told(citizen())], now=NOON)
    send_due(NOON)
    assert states()["sms"][0] == "sent"
    assert ask_outcomes(later(0.01)) == 0, "too early to ask"
    assert ask_outcomes(later(1)) == 1
    assert states()["sms"][0] == "delivered"
    assert ask_outcomes(later(2)) == 0


def test_a_message_that_the_gateway_lost_goes_the_next_way(gateway: Server) -> None:
    someone = citizen()
    prefer(actor=someone, channels=["sms", "email"], email="lin@example.com", now=NOON)
    gateway.kept.switch("sms", "lose")
    tell([told(someone)], now=NOON)
    send_due(NOON)
    ask_outcomes(later(1))
    assert states()["sms"] == ("gave_up", 1, "unreachable")
    send_due(later(1))
    assert states()["email"][0] == "delivered"


# 花费


def capped(fen: int) -> None:
    publish({**RULES, "ways": {"sms": {"price_fen": 5, "daily_cap_fen": fen}}}, TEMPLATE)


def test_above_the_daily_cap_people_are_told_in_the_inbox_only_and_an_alarm_is_raised(
    gateway: Server, caplog: pytest.LogCaptureFixture
) -> None:
    capped(10)
    people = [citizen(f"人{i}", number, f"1540000000{i}") for i, number in enumerate(NUMBERS)]
    tell([told(one) for one in people], now=NOON)
    with caplog.at_level(logging.ERROR):
        send_due(NOON)
    assert len(sent(gateway)) == 2
    rows = fetch_all("SELECT state, count(*) AS n FROM notifications_delivery GROUP BY state ORDER BY state")
    assert [(row["state"], row["n"]) for row in rows] == [("delivered", 2), ("gave_up", 2)]
    assert [len(inbox(one)) for one in people] == [1, 1, 1, 1]
    assert "daily cap reached" in caplog.text
    assert not any(PHONE[:6] in record.getMessage() for record in caplog.records)


NUMBERS = ["449999199001010018", "449999199002020011", "449999199003030013", "449999199004040015"]


def test_the_next_day_has_its_own_money_and_a_retry_costs_nothing(gateway: Server) -> None:
    capped(5)
    someone = citizen()
    gateway.kept.switch("sms", "error")
    tell([told(someone)], now=NOON)
    send_due(NOON)
    gateway.kept.switch("sms", "ok")
    send_due(later(1))
    assert states()["sms"][:2] == ("delivered", 2)
    tell([told(someone)], now=later(2))
    tell([told(someone)], now=later(24 * 60))
    send_due(later(2))
    send_due(later(24 * 60))
    rows = fetch_all(
        "SELECT day, spent, kept_back FROM notifications_spending WHERE channel = 'sms' ORDER BY day"
    )
    assert [(row["spent"], row["kept_back"]) for row in rows] == [(5, 1), (5, 0)]


# 免打扰、选择


def test_nothing_rings_in_quiet_hours_even_if_it_was_queued_before(gateway: Server) -> None:
    tell([told(citizen())], now=NIGHT - timedelta(hours=2))
    assert send_due(NIGHT) == 0
    assert sent(gateway) == []
    assert send_due(NIGHT + timedelta(hours=8, minutes=30)) == 1


def test_an_urgent_message_rings_at_night(gateway: Server) -> None:
    publish(RULES, {**TEMPLATE, "urgent": True})
    tell([told(citizen())], now=NIGHT)
    assert send_due(NIGHT) == 1


def test_a_retry_does_not_ring_at_night_either(gateway: Server) -> None:
    gateway.kept.switch("sms", "down")
    evening = NIGHT - timedelta(minutes=91)  # 21:29, a minute before the quiet hours
    tell([told(citizen())], now=evening)
    send_due(evening)
    (row,) = fetch_all("SELECT next_at FROM notifications_delivery")
    assert row["next_at"] == evening + timedelta(seconds=30)
    send_due(evening + timedelta(seconds=30))
    (row,) = fetch_all("SELECT next_at FROM notifications_delivery")
    assert row["next_at"] == NIGHT + timedelta(hours=8, minutes=30)


def test_who_wants_no_text_messages_gets_none(gateway: Server) -> None:
    someone = citizen()
    prefer(actor=someone, channels=[], email="", now=NOON)
    tell([told(someone)], now=NOON)
    assert send_due(NOON) == 0
    assert states() == {}
    assert len(inbox(someone)) == 1


def test_an_address_is_kept_sealed_and_shown_to_its_owner_only() -> None:
    someone = citizen()
    prefer(actor=someone, channels=["email"], email=" lin@example.com ", now=NOON)
    assert preference(someone) == {"channels": ["email"], "email": "lin@example.com"}
    assert "lin@example" not in plain_json(fetch_all("SELECT * FROM notifications_preference"))


@pytest.mark.parametrize(
    "address", ["", "lin", "lin@", "a b@example.com", "x@example.com\nBcc: y@example.com"]
)
def test_an_impossible_address_is_refused(address: str) -> None:
    from bancheng.kernel.errors import InvalidInput

    with pytest.raises(InvalidInput):
        prefer(actor=citizen(), channels=["email"], email=address, now=NOON)


# 不留号码


def test_no_number_stands_in_a_row_or_in_the_log(gateway: Server, caplog: pytest.LogCaptureFixture) -> None:
    for number, mode in zip(NUMBERS, ("ok", "down", "refuse", "error"), strict=True):
        gateway.kept.switch("sms", mode)
        with caplog.at_level(logging.DEBUG):
            tell([told(citizen(number=number))], now=NOON)
            send_due(NOON)
    tables = ("message", "delivery", "spending", "preference")
    dump = "".join(plain_json(fetch_all(f"SELECT * FROM notifications_{name}")) for name in tables)
    assert PHONE not in dump
    assert PHONE not in caplog.text
    assert PHONE in plain_json(sent(gateway)), "the gateway did get it"


# 成批


@pytest.fixture
def many(gateway: Server) -> int:
    someone = citizen()
    return tell([told(someone) for _each in range(400)], now=NOON)


def test_four_hundred_messages_go_out_in_two_batches_of_a_few_statements(gateway: Server, many: int) -> None:
    from bancheng.kernel.database import count_statements

    with count_statements() as seen:
        assert [send_due(NOON, limit=200) for _turn in range(3)] == [200, 200, 0]
    assert many == len(gateway.kept.messages) == 400
    sms = [one for one in seen.sql if "notifications_" in one or "accounts_person" in one]
    assert len(sms) <= 3 * 3 + 4, "claim, open the numbers, settle: not one statement for each message"


def test_a_gateway_that_is_down_is_not_asked_for_every_message(gateway: Server, many: int) -> None:
    gateway.kept.switch("sms", "down")
    assert send_due(NOON) == many
    rows = fetch_all("SELECT state, tries, count(*) AS n FROM notifications_delivery GROUP BY state, tries")
    waiting = sum(row["n"] for row in rows if row["state"] == "queued")
    assert waiting > many - 100, "the rest waits untried"
    gateway.kept.switch("sms", "ok")
    for minute in (1, 2, 3):
        send_due(later(minute))
    assert len(gateway.kept.messages) == many


def test_the_workers_loop_and_its_schedule_send_and_ask(gateway: Server) -> None:
    publish(RULES, {**TEMPLATE, "urgent": True})
    gateway.kept.switch("sms", "later")
    tell([told(citizen())], now=NOON)
    assert worker.send_turn() == 1
    assert worker.send_turn() == 0
    assert "notifications.ask_outcomes" in {one.name for one in schedule.entries()}
