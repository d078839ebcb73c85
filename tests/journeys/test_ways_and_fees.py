"""办理方式, 收费 and subjects that get their number here: general rules, on rulebooks that are nobody's."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bancheng.journeys.compose import Known, Plan, compose
from tests.factories import rulebooks as make
from tests.factories.rulebooks import ON, Body

WORLD = make.world()
PLEDGE = {"title": "承诺书", "promised": ["都做到了"], "consequence": "撤销", "checked_within": "20 wd"}
FAST = {
    "code": "fast",
    "name": "先发后查",
    "when": "way = a",
    "promised": "1 wd",
    "visits": 2,
    "pledge": PLEDGE,
}
SLOW = {"code": "slow", "name": "先查后发", "when": "way = b", "promised": "9 wd", "legal": "30 wd"}
WAY = {"id": "way", "ask": "怎么办？", "why": "办法不一样", "options": {"a": "甲", "b": "乙"}}


def planned(
    entry: Body, answers: dict[str, Any], *, known: dict[str, Known] | None = None, **more: Any
) -> Plan:
    item = make.item("one", **{"entries": [make.entry(**entry)]} | more.pop("item", {}))
    journey = make.journey([{"item": "one", **more.pop("place", {})}], questions=[WAY], **more)
    paper = make.material("paper", replaced_by=[{"certificate": "card"}])
    others = [make.element("size", "decimal"), make.element("e"), make.certificate_type("card"), paper]
    return compose(make.release([journey, item, *others, make.REGION]), answers, known or {}, ON, world=WORLD)


# 办理方式


def test_a_way_has_limits_and_visits_of_its_own_and_keeps_the_rest() -> None:
    entry = {"ways": [FAST, SLOW], "promised": "5 wd", "legal": "20 wd", "visits": 1, "visits_reason": "x"}
    fast, slow = (planned(entry, {"way": way}).items[0] for way in ("a", "b"))
    assert (fast.way and fast.way.code, str(fast.promised), str(fast.legal), fast.visits) == (
        "fast",
        "1 wd",
        "20 wd",
        2,
    )
    assert (slow.way and slow.way.code, str(slow.promised), str(slow.legal), slow.visits) == (
        "slow",
        "9 wd",
        "30 wd",
        1,
    )


def test_while_the_way_is_open_the_question_is_asked_and_the_longest_is_promised() -> None:
    plan = planned({"ways": [FAST, SLOW]}, {})
    assert [one.id for one in plan.questions] == ["way"]
    assert (plan.items[0].way, str(plan.items[0].promised), plan.pledges) == (None, "9 wd", ())


def test_only_the_way_of_a_pledge_asks_for_a_signature() -> None:
    assert [one.node for one in planned({"ways": [FAST, SLOW]}, {"way": "a"}).pledges] == ["one"]
    assert planned({"ways": [FAST, SLOW]}, {"way": "b"}).pledges == ()


def test_of_two_ways_that_hold_the_first_is_taken() -> None:
    last = {"code": "last", "name": "平常的办法", "promised": "7 wd"}
    assert str(planned({"ways": [FAST, last]}, {"way": "a"}).items[0].promised) == "1 wd"
    assert str(planned({"ways": [FAST, last]}, {"way": "b"}).items[0].promised) == "7 wd"


# 收费

FEE = {"name": "工本费", "amount": "2.50", "unit": "平方米", "quantity": "person.size"}
SIZE = {"fields": [make.need("person.size", "size")]}


@pytest.mark.parametrize(
    ("size", "amount"), [("3", "7.50"), ("4", "10"), ("0.333", "0.83"), ("0.334", "0.84")]
)
def test_a_charge_is_units_times_the_amount_of_one_rounded_half_up_to_the_cent(
    size: str, amount: str
) -> None:
    known = {"person.size": Known(Decimal(size), source="register")}
    (fee,) = planned({"fees": [FEE]}, {"way": "a"}, known=known, item=SIZE).fees
    assert (fee.amount, fee.quantity, fee.undecided) == (Decimal(amount), Decimal(size), False)


def test_while_the_units_are_open_one_is_counted_and_the_charge_is_marked() -> None:
    (fee,) = planned({"fees": [FEE]}, {"way": "a"}, item=SIZE).fees
    assert (fee.amount, fee.quantity, fee.undecided) == (Decimal("2.50"), None, True)


def test_while_the_region_is_open_what_its_offices_charge_alike_is_one_charge() -> None:
    fee = {"name": "工本费", "amount": 20}
    offices = [
        make.entry(make.EAST, fees=[fee]),
        make.entry(make.WEST, fees=[fee, {**fee, "name": "邮寄费"}]),
    ]
    item = {"entries": offices, "fields": [make.need("applicant.region", "region.home")]}
    assert [(one.name, one.undecided) for one in planned({}, {}, item=item).fees] == [
        ("工本费", True),
        ("邮寄费", True),
    ]


def test_a_charge_of_each_is_due_for_each_to_whom_its_condition_applies() -> None:
    fee = {"name": "检查费", "amount": 60, "when": "person.size >= 2"}
    people = {"person": {"kind": "person", "many": True}}
    known = {f"person[{n}].size": Known(Decimal(n), source="register") for n in (1, 2, 3)}
    plan = planned(
        {"fees": [fee]}, {"way": "a"}, known=known, item=SIZE, place={"each": "person"}, subjects=people
    )
    assert [(one.node, one.amount) for one in plan.fees] == [("one@person[2]", 60), ("one@person[3]", 60)]
    assert plan.to_pay == 120


# 还没有号码


def test_whether_somebody_has_a_number_yet_may_depend_on_an_answer() -> None:
    people = {"person": {"kind": "enterprise", "unnumbered": "way = a"}}
    needs = {"materials": [{"type": "paper", "holder": "person"}]}
    new, old = (planned({}, {"way": way}, item=needs, subjects=people) for way in ("a", "b"))
    assert [one.satisfied_by for one in new.materials] == [None]
    assert [one.satisfied_by for one in old.materials] == ["certificate"]
    assert [(new.subjects[0].numbered, old.subjects[0].numbered)] == [(False, True)]


# 问题


def test_a_question_behind_one_choice_of_several_waits_for_that_choice() -> None:
    """A bare `several.x` that nobody has said is neither yes nor no: the question behind it does not arise yet."""
    options = [{"value": "x", "label": "甲"}, {"value": "y", "label": "乙"}]
    several = {"id": "some", "ask": "要哪些？", "why": "决定办什么", "kind": "several", "options": options}
    behind = {"id": "deep", "ask": "再问？", "why": "决定办什么", "kind": "yes_no", "when": "some.x"}
    item = make.item("one", fields=[make.need("person.e", "e", when="deep = yes")])
    journey = make.journey([{"item": "one", "when": "some.x or some.y"}], questions=[several, behind])
    book = make.release([journey, item, make.element("e"), make.REGION])
    asked = [
        [one.id for one in compose(book, answers, {}, ON, world=WORLD).questions]
        for answers in ({}, {"some": ["x"]}, {"some": ["y"]})
    ]
    assert asked == [["some"], ["deep"], []]
