"""数据库里的闸 of messages: what is taken, paid, settled and read, and what each function leaves alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from bancheng.kernel.database import call, fetch_one
from bancheng.kernel.ids import uuid7
from bancheng.notifications.models import Delivery, Message, Preference, Spending

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DAY, PRICE = date(2026, 3, 2), 5
LEASE, OTHER_LEASE = UUID(int=1), UUID(int=2)
SOON, LATER = NOW + timedelta(minutes=1), NOW + timedelta(hours=1)
WAYS = ["sms", "email", "webhook"]


def message(**changed: Any) -> dict[str, Any]:
    return {
        "application_id": uuid7(), "message_id": uuid7(), "event_id": uuid7(), "kind": "decided",
        "recipient_kind": "person", "recipient_id": uuid7(), "contact_id": uuid7(), "template": "sm3:1",
        "values": {"n": 1}, "url_name": "progress", "url_args": [], "urgent": False, "channels": WAYS,
        "next_at": NOW, **changed,
    }  # fmt: skip


def tell(**changed: Any) -> dict[str, Any]:
    """One message that was told; its first way is queued. Beside it stand one of the same application and one of
    another application under the same id, both for next year."""
    made = message(**changed)
    far = message(channels=["sms"], urgent=not made["urgent"], next_at=NOW + timedelta(days=365))
    beside = [{**far, name: made[name]} for name in ("application_id", "message_id")]
    assert call("notifications_tell_v1", messages=[*beside, made], at=NOW).facts == {"told": 3}
    return made


@pytest.fixture(autouse=True)
def _what_stands_beside_is_left_alone(db: None) -> Iterator[None]:
    yield
    for one in Delivery.objects.filter(next_at=NOW + timedelta(days=365)):
        assert (one.state, one.tries, one.lease, one.moved_at) == ("queued", 0, None, NOW)


def prefer(person: UUID, *channels: str, sealed: str = "") -> None:
    call("notifications_prefer_v1", person_id=person, channels=list(channels), email_sealed=sealed, at=NOW)


def claim(**changed: Any) -> dict[str, Any]:
    usual = {
        "channel": "sms", "now": NOW, "lease": LEASE, "lease_until": SOON, "limit": 10, "urgent_only": False,
        "day": DAY, "price": PRICE, "cap": None,
    }  # fmt: skip
    return call("notifications_claim_v1", **{**usual, **changed}).facts


def taken(**changed: Any) -> list[UUID]:
    """The messages that a relay takes now."""
    return [UUID(row["message_id"]) for row in claim(**changed)["rows"]]


def result(one: dict[str, Any], state: str, **more: Any) -> dict[str, Any]:
    return {
        "application_id": one["application_id"], "message_id": one["message_id"], "state": state, "next_at": LATER,
        "reference": "r1", "error": "", "untried": False, "fallback_at": LATER, **more,
    }  # fmt: skip


def settle(*results: dict[str, Any], channel: str = "sms", lease: UUID = LEASE) -> int:
    facts = call(
        "notifications_settle_v1", channel=channel, lease=lease, now=SOON, results=list(results)
    ).facts
    return int(facts["done"])


def outcome(*results: dict[str, Any], channel: str = "sms") -> int:
    facts = call("notifications_outcome_v1", channel=channel, now=LATER, outcomes=list(results)).facts
    return int(facts["done"])


def way(one: dict[str, Any], channel: str = "sms") -> Delivery:
    return Delivery.objects.get(pk=(one["application_id"], one["message_id"], channel))


def ways(one: dict[str, Any]) -> list[str]:
    own = {name: one[name] for name in ("application_id", "message_id")}
    return sorted(Delivery.objects.filter(**own).values_list("channel", flat=True))


# 写进收件箱


def test_told_again_it_stands_once_and_no_second_way_is_queued() -> None:
    one = tell()
    fresh = message()
    told = call("notifications_tell_v1", messages=[{**one, "kind": "ended"}, fresh], at=LATER)
    assert told.facts == {"told": 1}
    assert Message.objects.get(pk=(one["application_id"], one["message_id"])).kind == "decided"
    assert (ways(one), ways(fresh)) == (["sms"], ["sms"])


def test_the_first_way_is_the_first_that_template_and_person_both_want() -> None:
    nobody, both, mail = uuid7(), uuid7(), uuid7()
    prefer(nobody)
    prefer(both, "email", "sms")
    prefer(mail, "email")
    assert ways(tell()) == ["sms"], "who said nothing wants text messages"
    assert ways(tell(contact_id=both)) == ["sms"], "in the order of the template"
    assert ways(tell(contact_id=mail)) == ["email"]
    assert ways(tell(channels=["email"])) == [], "who said nothing wants no letters"
    assert ways(tell(contact_id=nobody, channels=["sms", "email"])) == []
    assert ways(tell(contact_id=nobody)) == ["webhook"], "the city's own way is nobody's choice"


def test_without_a_person_behind_it_only_the_citys_own_way_is_left() -> None:
    assert ways(tell(contact_id=None)) == ["webhook"]
    assert ways(tell(contact_id=None, channels=["sms", "email"])) == []


def test_preferences_are_each_persons_own_and_the_last_word_counts() -> None:
    mine, theirs = uuid7(), uuid7()
    prefer(theirs, "email")
    prefer(mine, "sms", sealed="a")
    prefer(mine, "email", sealed="b")
    row = Preference.objects.get(pk=mine)
    assert (row.channels, row.email_sealed, Preference.objects.count()) == (["email"], "b", 2)
    prefer(mine)
    assert ways(tell(contact_id=theirs, channels=["sms", "email"])) == ["email"]


# 取出来发


def test_only_what_is_due_on_this_way_is_taken() -> None:
    one = tell()
    tell(next_at=SOON)
    mail = tell(channels=["webhook"])
    assert taken(channel="email") == []
    assert taken() == [one["message_id"]]
    row = way(one)
    assert (row.lease, row.lease_until, row.tries) == (LEASE, SOON, 1)
    assert (way(mail, "webhook").lease, way(mail, "webhook").tries) == (None, 0)


def test_what_another_relay_holds_is_left_to_it_until_its_lease_is_over() -> None:
    one = tell()
    assert taken() == [one["message_id"]]
    assert taken(lease=OTHER_LEASE) == []
    free = tell()
    assert taken(lease=OTHER_LEASE) == [free["message_id"]]
    assert taken(lease=OTHER_LEASE, now=SOON, limit=1) == [one["message_id"]]


@pytest.mark.parametrize("state", ["sent", "delivered", "gave_up"])
def test_what_was_sent_or_given_up_is_not_taken_again(state: str) -> None:
    one, other = tell(channels=["sms"]), tell(channels=["sms"])
    assert set(taken()) == {one["message_id"], other["message_id"]}
    settle(result(one, state, next_at=NOW), result(other, "failed", next_at=NOW))
    assert taken(now=LATER) == [other["message_id"]], "what failed is tried again"


def test_at_night_only_the_urgent_goes_out() -> None:
    tell()
    assert taken(urgent_only=True) == []
    urgent = tell(urgent=True)
    assert taken(urgent_only=True) == [urgent["message_id"]]


def test_no_more_are_taken_than_were_asked_for_and_the_longest_waiting_first() -> None:
    second, first = tell(), tell(next_at=NOW - timedelta(hours=1))
    assert taken(limit=1) == [first["message_id"]]
    assert taken(limit=1) == [second["message_id"]]


def test_what_is_taken_brings_its_own_words_along() -> None:
    tell(next_at=SOON)
    one = tell(values={"receipt": "A1"}, urgent=True, next_at=NOW)
    (row,) = claim()["rows"]
    same = ("kind", "template", "values", "url_name", "url_args", "urgent")
    assert {name: row[name] for name in same} == {name: one[name] for name in same}
    assert (row["contact_id"], row["recipient_id"]) == (str(one["contact_id"]), str(one["recipient_id"]))
    assert row["tries"] == 1


# 花的钱


def spent(day: date = DAY, channel: str = "sms") -> tuple[int, int]:
    row = Spending.objects.get(day=day, channel=channel)
    return row.spent, row.kept_back


def test_a_first_try_is_paid_and_a_retry_is_not() -> None:
    one, other = tell(), tell()
    claim()
    assert spent() == (2 * PRICE, 0)
    settle(result(one, "failed", next_at=NOW), result(other, "sent"))
    claim(now=LATER, lease_until=LATER + timedelta(minutes=1))
    assert spent() == (2 * PRICE, 0)


def test_up_to_the_cap_all_go_out_and_above_it_the_first_tries_are_given_up() -> None:
    held = [tell(next_at=NOW + timedelta(seconds=n), channels=["sms"]) for n in range(3)]
    facts = claim(now=SOON, cap=2 * PRICE)
    assert (len(facts["rows"]), facts["kept_back"]) == (2, 1)
    assert spent() == (2 * PRICE, 1)
    row = way(held[2])
    assert (row.state, row.error, row.tries, row.lease) == ("gave_up", "daily_cap", 0, None)
    assert [way(one).state for one in held[:2]] == ["queued"] * 2
    tell()
    assert claim(now=SOON, cap=2 * PRICE)["kept_back"] == 1
    assert spent() == (2 * PRICE, 2)


def test_what_the_cap_gives_up_ends_on_this_way_only() -> None:
    one = tell(channels=["sms", "webhook"], contact_id=None)
    both = {**message(), "application_id": one["application_id"], "channels": ["sms"]}
    call("notifications_tell_v1", messages=[both], at=NOW)
    claim(cap=0)
    assert (way(both).state, way(one, "webhook").state) == ("gave_up", "queued")


def test_a_retry_goes_out_above_the_cap_because_it_was_paid() -> None:
    one = tell()
    claim()
    settle(result(one, "failed", next_at=NOW))
    assert taken(now=LATER, cap=0, lease_until=LATER) == [one["message_id"]]


def test_each_day_and_each_way_has_its_own_money() -> None:
    tell()
    tell()
    claim()
    tell()
    tell(channels=["webhook"])
    assert claim(day=DAY + timedelta(days=1), cap=PRICE)["kept_back"] == 0
    assert claim(channel="webhook", cap=PRICE)["kept_back"] == 0
    assert spent() == (2 * PRICE, 0)
    assert spent(DAY + timedelta(days=1)) == spent(channel="webhook") == (PRICE, 0)


def test_with_nothing_due_no_days_money_is_opened() -> None:
    assert claim() == {"rows": [], "kept_back": 0}
    tell(next_at=SOON)
    tell(channels=["webhook"])
    assert claim() == claim(urgent_only=True) == {"rows": [], "kept_back": 0}
    assert Spending.objects.count() == 0


@pytest.mark.parametrize("why", ["night", "held", "sent"])
def test_what_may_not_be_taken_now_opens_no_days_money(why: str) -> None:
    one = tell()
    claim()
    if why == "sent":
        settle(result(one, "sent", next_at=NOW))
    if why == "night":
        settle(result(one, "failed", next_at=NOW))
    tomorrow = DAY + timedelta(days=1)
    assert claim(day=tomorrow, urgent_only=why == "night")["rows"] == []
    assert not Spending.objects.filter(day=tomorrow).exists()


def test_of_one_message_only_the_way_that_is_taken_moves() -> None:
    """Two ways of one message stand side by side when the first was given up and then sent for again."""
    person = uuid7()
    prefer(person, "sms", "email")
    one, capped = tell(contact_id=person), tell(contact_id=person)
    for each in (one, capped):
        named = {"application_id": each["application_id"], "message_id": each["message_id"]}
        fall_back({**named, "now": NOW, "next_at": LATER}, "sms")
    claim(cap=PRICE)
    assert sorted(way(each).state for each in (one, capped)) == ["gave_up", "queued"]
    for each in (one, capped):
        other = way(each, "email")
        assert (other.state, other.tries, other.lease) == ("queued", 0, None)


# 发出去以后


def test_only_the_relay_that_holds_it_settles_it() -> None:
    one, other = tell(), tell()
    claim()
    assert settle(result(one, "sent"), lease=OTHER_LEASE) == 0
    assert settle(result(one, "sent"), channel="email") == 0
    assert settle(result(message(), "sent")) == 0
    assert settle({**result(one, "sent"), "application_id": uuid7()}) == 0
    assert [way(each).state for each in (one, other)] == ["queued", "queued"]
    assert settle(result(one, "sent")) == 1
    row = way(one)
    assert (row.state, row.reference, row.lease, row.lease_until, row.next_at) == (
        "sent",
        "r1",
        None,
        None,
        LATER,
    )
    assert (way(other).state, way(other).lease) == ("queued", LEASE)
    assert settle(result(one, "gave_up")) == 0, "its lease is given back"


def test_of_two_messages_of_one_application_each_is_settled_by_itself() -> None:
    one = tell()
    other = message(application_id=one["application_id"])
    call("notifications_tell_v1", messages=[other], at=NOW)
    claim()
    settle(result(one, "sent"))
    assert (way(one).state, way(other).state, way(other).lease) == ("sent", "queued", LEASE)
    settle(result(other, "sent"))
    outcome(result(one, "delivered"))
    assert (way(one).state, way(other).state) == ("delivered", "sent")


def test_what_does_not_fit_does_not_stop_the_rest() -> None:
    one = tell()
    claim()
    assert settle(result(message(), "gave_up"), result(one, "sent")) == 1
    assert outcome(result(message(), "gave_up"), result(one, "delivered")) == 1
    assert way(one).state == "delivered"


def test_what_was_not_tried_waits_as_it_was_and_costs_no_second_price() -> None:
    one = tell()
    claim()
    settle(result(one, "failed", untried=True))
    assert (way(one).state, way(one).tries) == ("queued", 1), "it was paid: the next try is no first one"
    claim(now=LATER)
    settle(result(one, "failed", untried=True, next_at=None))
    assert (way(one).state, way(one).tries, way(one).next_at) == ("queued", 1, LATER)
    claim(now=LATER)
    settle(result(one, "failed"))
    assert (way(one).state, way(one).tries) == ("failed", 2)


@pytest.mark.parametrize("asked_later", [False, True])
def test_what_was_given_up_goes_the_next_way_and_what_was_not_does_not(asked_later: bool) -> None:
    person = uuid7()
    prefer(person, "sms", "email")
    lost, sent, last = tell(contact_id=person), tell(contact_id=person), tell(channels=["sms"])
    other = tell(contact_id=person, urgent=True)
    claim()
    if asked_later:
        settle(*(result(one, "sent") for one in (lost, sent, last)))
        assert outcome(result(lost, "gave_up"), result(sent, "delivered"), result(last, "gave_up")) == 3
    else:
        assert settle(result(lost, "gave_up"), result(sent, "sent"), result(last, "gave_up")) == 3
    assert [ways(one) for one in (lost, sent, last, other)] == [["email", "sms"], ["sms"], ["sms"], ["sms"]]
    queued = way(lost, "email")
    assert (queued.state, queued.urgent, queued.tries, queued.next_at) == ("queued", False, 0, LATER)


def test_the_next_way_comes_after_the_one_that_was_given_up_and_none_is_queued_twice() -> None:
    person = uuid7()
    prefer(person, "sms", "email")
    one = tell(contact_id=person)
    tell(contact_id=uuid7(), urgent=False)
    named = {
        "application_id": one["application_id"],
        "message_id": one["message_id"],
        "now": NOW,
        "next_at": LATER,
    }
    for _twice in range(2):
        fall_back(named, "email")
        assert ways(one) == ["sms", "webhook"]
    fall_back(named, "webhook")
    assert ways(one) == ["sms", "webhook"], "after the last way there is none"


def fall_back(named: dict[str, Any], channel: str) -> None:
    fetch_one(
        "SELECT public.notifications_fall_back_v1(%(application_id)s, %(message_id)s, %(channel)s, %(now)s,"
        " %(next_at)s)",
        {**named, "channel": channel},
    )


def test_an_urgent_message_stays_urgent_on_its_next_way() -> None:
    calm, person = tell(), uuid7()
    prefer(person, "sms", "email")
    one = tell(contact_id=person, urgent=True)
    claim()
    settle(result(one, "gave_up"))
    assert way(one, "email").urgent
    assert ways(calm) == ["sms"]


def test_what_became_of_it_is_believed_only_of_what_was_sent_on_this_way() -> None:
    one, other = tell(), tell()
    assert outcome(result(one, "delivered")) == 0, "it was never sent"
    claim()
    settle(result(one, "sent"), result(other, "sent"))
    assert outcome(result(one, "delivered"), channel="email") == 0
    assert outcome({**result(one, "delivered"), "application_id": uuid7()}) == 0
    assert outcome(result(one, "delivered", error="x")) == 1
    assert (way(one).state, way(one).error, way(other).state) == ("delivered", "x", "sent")
    assert outcome(result(one, "gave_up")) == 0, "it has arrived"


# 标为已读


def read(*recipients: UUID, one: dict[str, Any] | None = None, at: datetime = NOW) -> int:
    named = {"application_id": one and one["application_id"], "message_id": one and one["message_id"]}
    return int(call("notifications_read_v1", recipients=list(recipients), at=at, **named).facts["read"])


def test_only_ones_own_are_marked_and_the_first_reading_counts() -> None:
    mine, theirs = tell(), tell()
    second = message(recipient_id=mine["recipient_id"], application_id=mine["application_id"])
    call("notifications_tell_v1", messages=[second], at=NOW)
    assert read(mine["recipient_id"], one=theirs) == 0
    assert read(mine["recipient_id"], one={**mine, "application_id": theirs["application_id"]}) == 0
    assert read(mine["recipient_id"], one=mine) == 1
    assert read(mine["recipient_id"], one=mine, at=LATER) == 0
    assert read(mine["recipient_id"], at=LATER) == 1
    found = {(row.application_id, row.message_id): row.read_at for row in Message.objects.all()}
    mine_second_theirs = [found[row["application_id"], row["message_id"]] for row in (mine, second, theirs)]
    assert mine_second_theirs == [NOW, LATER, None]
