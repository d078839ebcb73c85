"""不用办: a case that an earlier result finds not needed ends by its rule, and what waits for it goes on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bancheng.cases.models import Application, Case
from bancheng.cases.spec import Issue, NewCase, ResultPlan
from bancheng.cases.spec.later import LaterFee, LaterRule, Told, fees_of, frozen, frozen_fee, value_of
from bancheng.kernel.expressions import UNKNOWN
from bancheng.kernel.invariants import audit
from tests.cases.plans import NOW, Walk, case, opened

pytestmark = pytest.mark.django_db
INVARIANTS = {"I1", "I5", "I6", "I9", "I12"}


def reads(text: str, *told: tuple[str, str], **known: Any) -> LaterRule:
    """A rule over results: (word, node); the result's path is the word."""
    return LaterRule(text, (), known, tuple(Told(word, node, word) for word, node in told), "踏勘发现不用")


def test_three_values_a_giver_that_is_open_decides_nothing() -> None:
    rule = frozen(reads("site.length > 150 or wanted = yes", ("site.length", "survey"), wanted="no"))
    assert rule is not None
    assert value_of(rule, {"survey": {"state": "accepted", "outcome": {}}}) is None
    told = {"state": "issued", "outcome": {"told": {"site.length": {"number": "80"}}}}
    assert value_of(rule, {"survey": told}) is False
    assert value_of(rule, {"survey": {"state": "refused", "outcome": {}}}) is None


def test_presence_is_decided_when_the_giver_is_over() -> None:
    rule = frozen(reads("supply.agreed is present", ("supply.agreed", "supply")))
    assert rule is not None
    assert value_of(rule, {"supply": {"state": "offered", "outcome": {}}}) in (None, UNKNOWN)
    assert value_of(rule, {"supply": {"state": "declined", "outcome": {}}}) is False


def test_a_charge_is_quantity_by_price_once_the_quantity_is_known() -> None:
    fee = frozen_fee(
        LaterFee(
            "挖掘修复费", Decimal("300"), "平方米", "每平方米300元", "公示标准",
            LaterRule("site.area", (), {}, (Told("site.area", "survey", "site.area"),)),
        )
    )  # fmt: skip
    told = {"state": "issued", "outcome": {"told": {"site.area": {"number": "12.5"}}}}
    assert fees_of({"fees": [fee]}, {"survey": {"state": "filed", "outcome": {}}})[0].amount is None
    assert fees_of({"fees": [fee]}, {"survey": told})[0].amount == Decimal("3750.00")


def survey(node: str = "survey", path: str = "site.dig") -> NewCase:
    """A case whose result says something."""
    made = case(node, reviews=0)
    fields = {name: getattr(made, name) for name in made.__slots__}
    return NewCase(**{**fields, "result": ResultPlan(gives={path: "site.dig"})})


@pytest.fixture
def no_snapshots(monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts are told to the other cases; the snapshot of answers is tested with eforms and journeys."""
    from bancheng.cases.commands import results

    def none(*_args: Any) -> dict[str, Any]:
        from bancheng.eforms.commands import snapshot
        from bancheng.kernel.ids import uuid7

        return snapshot(_args[0]["application_id"], uuid7(), {}, at=NOW, by=_args[3])

    monkeypatch.setattr(results, "_facts", none)


@pytest.mark.usefixtures("no_snapshots")
def test_what_is_not_needed_ends_and_the_rest_goes_on() -> None:
    permit = case("permit", level=2, after=["survey"], needs=[reads("site.dig = 1", ("site.dig", "survey"))])
    works = case("works", level=3, after=["permit"])
    root = survey()
    made, _receipt = opened(root, permit, works)
    walk = Walk(made.application_id, root)
    walk.approve()
    moved = walk.act("issue", issue=Issue(facts={"site.dig": 0}))
    states = dict(Case.objects.values_list("node", "state"))
    assert states == {"survey": "issued", "permit": "not_needed", "works": "filed"}
    assert moved.spared == [permit.case_id]
    assert Case.objects.get(node="permit").outcome["reason"] == "踏勘发现不用"
    assert Application.objects.get().open_cases == 1
    assert not audit(INVARIANTS)


@pytest.mark.usefixtures("no_snapshots")
def test_what_is_needed_starts() -> None:
    permit = case("permit", level=2, after=["survey"], needs=[reads("site.dig = 1", ("site.dig", "survey"))])
    root = survey()
    made, _receipt = opened(root, permit)
    walk = Walk(made.application_id, root)
    walk.approve()
    walk.act("issue", issue=Issue(facts={"site.dig": 1}))
    assert Case.objects.get(node="permit").state == "filed"


@pytest.mark.usefixtures("no_snapshots")
def test_it_ends_as_soon_as_the_rule_says_no_even_while_it_waits_for_others() -> None:
    permit = case(
        "permit", level=2, after=["survey", "other"], needs=[reads("site.dig = 1", ("site.dig", "survey"))]
    )
    root, other = survey(), case("other")
    made, _receipt = opened(root, other, permit)
    walk = Walk(made.application_id, root)
    walk.approve()
    walk.act("issue", issue=Issue(facts={"site.dig": 0}))
    assert Case.objects.get(node="permit").state == "not_needed"
    Walk(made.application_id, other).finish()
    assert Application.objects.get().open_cases == 0
    assert not audit(INVARIANTS)


def two_givers() -> tuple[Any, Walk, Walk, NewCase]:
    rule = reads(
        "left.agreed is present or right.agreed is present",
        ("left.agreed", "left"),
        ("right.agreed", "right"),
    )
    last = case(
        "last", level=2, after={"left": "continue_without", "right": "continue_without"}, needs=[rule]
    )
    one, two = case("left"), case("right")
    made, _receipt = opened(one, two, last)
    return made, Walk(made.application_id, one), Walk(made.application_id, two), last


def test_a_case_that_nobody_wants_any_more_is_not_needed() -> None:
    _made, one, two, _last = two_givers()
    one.refuse()
    assert Case.objects.get(node="last").state == "waiting"
    two.refuse()
    assert Case.objects.get(node="last").state == "not_needed"
    assert not audit(INVARIANTS)
