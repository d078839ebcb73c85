"""告知: one message per event, recipient and kind; nothing about a person stands in it."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from pydantic import ValidationError

from bancheng.kernel.access import PlainActor
from bancheng.kernel.database import fetch_all
from bancheng.kernel.errors import NotFound, NotPermitted
from bancheng.kernel.events import PayloadRefused
from bancheng.kernel.ids import uuid7
from bancheng.notifications.commands import prefer, read, read_all, tell
from bancheng.notifications.queries import inbox, message, unread
from bancheng.notifications.spec import Quiet
from tests.notifications.told import NIGHT, NOON, RULES, TEMPLATE, citizen, publish, told


@pytest.mark.usefixtures("city", "gateway")
def test_an_event_told_again_tells_nothing_new() -> None:
    someone = citizen()
    one = told(someone)
    assert tell([one], now=NOON) == 1
    assert tell([one, one], now=NOON + timedelta(minutes=5)) == 0
    assert len(inbox(someone)) == 1
    assert len(fetch_all("SELECT 1 FROM notifications_delivery")) == 1


def test_fifty_relays_at_once_tell_it_once(committed_db: Any, settings: Any) -> None:
    settings.BANCHENG_GATEWAY_URL = "http://127.0.0.1:9"
    publish(RULES, TEMPLATE)
    one, counts = told(citizen()), []
    gate = threading.Barrier(10)

    def run() -> None:
        gate.wait()
        for _each in range(5):
            counts.append(tell([one], now=NOON))
        connections.close_all()

    threads = [threading.Thread(target=run) for _each in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 1
    assert len(fetch_all("SELECT 1 FROM notifications_delivery")) == 1


@pytest.mark.usefixtures("city")
def test_two_people_and_two_kinds_are_told_apart() -> None:
    event, of, first, second = (
        uuid7(),
        uuid7(),
        citizen(),
        citizen("张三", "449999199002020011", "15400000002"),
    )
    application = told(first, event=event, application=of)
    assert (
        tell(
            [
                application,
                told(second, event=event, application=of),
                told(first, "submitted", event=event, application=of),
            ],
            now=NOON,
        )
        == 3
    )
    assert [len(inbox(one)) for one in (first, second)] == [2, 1]


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("number", ["449999199001010018", "15400000001"])
def test_a_personal_number_never_enters_a_message(number: str) -> None:
    with pytest.raises(PayloadRefused):
        tell([told(citizen(), outcome=number)], now=NOON)


@pytest.mark.usefixtures("city")
def test_the_words_are_those_of_the_rulebook_of_that_day_for_ever() -> None:
    someone = citizen()
    tell([told(someone)], now=NOON)
    publish(RULES, {**TEMPLATE, "text": "新的话：{outcome}"})
    tell([told(someone)], now=NOON + timedelta(minutes=2))
    assert [one.text for one in inbox(someone)] == [
        "新的话：没有通过",
        "“孩子出生了”里的户口登记：没有通过。",
    ]


@pytest.mark.usefixtures("db")
def test_without_a_rulebook_the_programs_own_words_stand_in_the_inbox_only() -> None:
    someone = citizen()
    tell([told(someone, "delivered")], now=NOON)
    assert inbox(someone)[0].text == "“孩子出生了”都办好了，结果在“我的”里。"
    assert fetch_all("SELECT 1 FROM notifications_delivery") == []


@pytest.mark.usefixtures("city")
def test_a_city_without_gateways_tells_people_in_the_inbox(settings: Any) -> None:
    settings.BANCHENG_GATEWAY_URL = settings.BANCHENG_SMTP_URL = ""
    someone = citizen()
    tell([told(someone)], now=NOON)
    assert len(inbox(someone)) == 1
    assert fetch_all("SELECT 1 FROM notifications_delivery") == []


# 站内信


@pytest.mark.usefixtures("city")
def test_what_is_another_persons_is_not_there() -> None:
    mine, stranger = citizen(), citizen("张三", "449999199002020011")
    tell([told(mine)], now=NOON)
    (one,) = inbox(mine)
    assert inbox(stranger) == []
    staff = PlainActor("staff", uuid7(), frozenset({f"self:{mine.id}"}))
    for actor in (stranger, staff):
        with pytest.raises((NotFound, NotPermitted)):
            message(one.application_id, one.message_id, actor)
        with pytest.raises((NotFound, NotPermitted)):
            read(actor=actor, application_id=one.application_id, message_id=one.message_id, now=NOON)
    assert read_all(actor=stranger, now=NOON) == 0
    assert unread(mine) == 1


@pytest.mark.usefixtures("city")
def test_reading_marks_one_and_reading_all_marks_the_rest() -> None:
    someone = citizen()
    tell([told(someone) for _each in range(3)], now=NOON)
    first = inbox(someone)[0]
    read(actor=someone, application_id=first.application_id, message_id=first.message_id, now=NOON)
    assert (unread(someone), inbox(someone)[0].unread) == (2, False)
    assert read_all(actor=someone, now=NOON) == 2
    assert unread(someone) == 0


@pytest.mark.usefixtures("city")
def test_the_inbox_turns_pages_without_losing_or_repeating_one() -> None:
    someone = citizen()
    for minute in range(7):
        tell([told(someone) for _each in range(3)], now=NOON + timedelta(minutes=minute))
    seen: list[UUID] = []
    before = None
    while found := inbox(someone, before=before, limit=4):
        seen += [one.message_id for one in found]
        before = (found[-1].at, found[-1].message_id)
    assert len(seen) == len(set(seen)) == 21


# 免打扰


@pytest.mark.parametrize(
    ("since", "until", "at", "quiet"),
    [("21:30", "07:30", NIGHT, True), ("21:30", "07:30", NOON, False), ("12:00", "14:00", NOON, True),
     ("11:00", "12:00", NOON, False)],
)  # fmt: skip
def test_quiet_hours_run_over_midnight_and_end_on_the_minute(
    since: str, until: str, at: Any, quiet: bool
) -> None:
    hours = Quiet(**{"from": since, "until": until})
    assert hours.holds(at) is quiet
    assert not hours.holds(hours.after(at))
    assert (hours.after(at) == at) is not quiet


@pytest.mark.usefixtures("city", "gateway")
def test_at_night_a_message_waits_for_the_morning_unless_it_is_urgent() -> None:
    publish(RULES, TEMPLATE, {**TEMPLATE, "code": "submitted", "urgent": True})
    tell([told(citizen()), told(citizen("甲", "449999199003030013"), "submitted")], now=NIGHT)
    rows = fetch_all("SELECT urgent, next_at FROM notifications_delivery ORDER BY urgent")
    assert [(row["urgent"], row["next_at"]) for row in rows] == [
        (False, NIGHT + timedelta(hours=8, minutes=30)),
        (True, NIGHT),
    ]


@pytest.mark.usefixtures("gateway")
@pytest.mark.parametrize(("sms", "queued"), [(None, "email"), ("有一项有结果了。", "sms")])
def test_without_short_words_no_text_message_goes_out(db: None, sms: str | None, queued: str) -> None:
    publish(RULES, {**TEMPLATE, "sms": sms})
    someone = citizen()
    prefer(actor=someone, channels=["sms", "email"], email="lin@example.com", now=NOON)
    tell([told(someone)], now=NOON)
    assert [row["channel"] for row in fetch_all("SELECT channel FROM notifications_delivery")] == [queued]


@pytest.mark.usefixtures("city", "gateway")
def test_a_message_whose_template_is_gone_is_told_in_the_programs_own_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    someone = citizen()
    tell([told(someone)], now=NOON)

    def gone(_digest: str) -> None:
        raise NotFound("没有", code="release_unknown")

    monkeypatch.setattr("bancheng.kernel.rulebooks.release", gone)
    (letter,) = inbox(someone)
    assert letter.title == "户口登记有结果了"
    assert letter.word == "看进度"


@pytest.mark.parametrize("clock", ["00:00", "21:30"])
def test_quiet_hours_that_begin_when_they_end_are_refused(clock: str) -> None:
    with pytest.raises(ValidationError, match="不能一样"):
        Quiet.model_validate({"from": clock, "until": clock})
