"""企业的几件事: what registers say of an enterprise decides what there is to do; who is new has to agree."""

from __future__ import annotations

from collections import Counter

import pytest

from bancheng.demo_city.population.enterprises import enterprises_of
from bancheng.demo_city.population.model import Population
from bancheng.portal.queries.answering import answers
from bancheng.portal.queries.filling import form
from tests.city import Registry
from tests.journeys.test_enterprise_applies import acting
from tests.journeys.walking import Walker

FOOD, FREIGHT = 0, 1
"""Places in the list of the city's enterprises: fined twice, once too lately; barred, imports, on a list."""
pytestmark = pytest.mark.usefixtures("city", "registry")


@pytest.fixture
def enterprises(city: Population, registry: Registry) -> list[Walker]:
    return [acting(one, one.representative) for one in enterprises_of(city)[:2]]


def begun(walker: Walker, journey: str, **words: str | list[str]) -> Walker:
    """A draft, and these answers."""
    walker.start(journey)
    walker.look()
    return said(walker, **words)


def said(walker: Walker, **words: str | list[str]) -> Walker:
    """Answer these questions, look up after each; what a register knows is left to it."""
    for question, raw in words.items():
        walker.answer(question, *(raw if isinstance(raw, list) else [raw]))
        walker.look()
    return walker


def read(walker: Walker) -> set[tuple[str, str]]:
    """What the first part of the form shows as known: label and value."""
    return {
        (row["label"], row["value"])
        for group in form(walker.view, "enterprise")["groups"]
        for row in group["known"]
    }


def nodes(walker: Walker) -> set[str]:
    return {one.node for one in walker.view.plan.items}


# 信用修复


def test_only_a_penalty_that_was_paid_and_shown_long_enough_is_repaired(enterprises: list[Walker]) -> None:
    walker = begun(enterprises[FOOD], "credit-repair", records=["penalty"])
    assert nodes(walker) == {
        "penalty-repair@penalty[1]", "market-display-stop@penalty[1]", "credit-sync@penalty[1]"
    }  # fmt: skip
    assert walker.view.plan.field("penalty[2].ripe").value is False  # type: ignore[union-attr]


def test_each_penalty_is_pledged_for_by_itself(enterprises: list[Walker]) -> None:
    walker = begun(enterprises[FOOD], "credit-repair", records=["penalty"])
    assert [one.node for one in walker.view.plan.pledges] == ["penalty-repair@penalty[1]"]


def test_where_no_list_holds_it_the_page_says_that_there_is_nothing_to_do(enterprises: list[Walker]) -> None:
    walker = begun(enterprises[FOOD], "credit-repair", records=["abnormal", "dishonesty"])
    page = answers(walker.view)
    assert nodes(walker) == set()
    assert {one["reason"] for one in page["nothing"]} >= {"没有选这一样，或者不在经营异常名录里"}
    said(walker, records=["penalty"])
    assert answers(walker.view)["nothing"] == []


# 企业注销


def test_whoever_is_barred_goes_the_long_way_and_is_not_asked(enterprises: list[Walker]) -> None:
    walker = begun(enterprises[FREIGHT], "enterprise-deregistration", debts="cleared")
    assert "route" not in {one.id for one in walker.view.plan.questions}
    assert {"creditor-notice", "customs-deregistration"} <= nodes(walker)
    assert "simple-notice" not in nodes(walker)


def test_every_account_and_every_seal_has_its_own_case_after_the_licence(enterprises: list[Walker]) -> None:
    walker = begun(enterprises[FOOD], "enterprise-deregistration", debts="cleared")
    cases = Counter(one.code for one in walker.view.plan.items)
    assert cases["seal-cancellation"] == 3
    assert cases["account-closing"] >= 1
    last = [one for one in walker.view.plan.items if one.code in ("seal-cancellation", "account-closing")]
    assert {each.node for one in last for each in one.after} == {"enterprise-deregistration"}


# 企业信息变更


def test_a_new_representative_has_to_say_yes(enterprises: list[Walker]) -> None:
    walker = begun(enterprises[FOOD], "enterprise-change", changes=["representative"], together=["tax"])
    assert [one.subject for one in walker.view.plan.confirmations] == ["newcomer"]
    said(walker, changes=["name"])
    assert walker.view.plan.confirmations == ()


def test_an_enterprise_that_leaves_the_county_is_registered_where_it_goes(enterprises: list[Walker]) -> None:
    walker = begun(enterprises[FOOD], "enterprise-change", changes=["address"], moves="yes", together=["tax"])
    walker.fill(**{"enterprise.new_region": "449922100"})
    plan = walker.view.plan
    assert plan.item("change-registration").region == "449922100"
    assert plan.item("change-registration").after[0].node == "record-transfer"
    assert plan.item("record-transfer").region != "449922100"


def test_what_follows_from_a_box_is_read_once_the_box_is_filled_in(enterprises: list[Walker]) -> None:
    walker = begun(enterprises[FOOD], "enterprise-change", changes=["name"], together=["tax"])
    assert "变更后的名称" not in dict(read(walker))
    walker.fill(**{"enterprise.new_name": "善美市春风里食品有限公司"})
    assert ("变更后的名称", "善美市春风里食品有限公司") in read(walker)


# 合法合规信息核查


def test_its_subsidiaries_come_from_the_register(enterprises: list[Walker], city: Population) -> None:
    walker = begun(
        enterprises[FOOD],
        "listing-compliance",
        purpose="loan",
        wanted="usual",
        period="y3",
        with_affiliates="yes",
    )
    freight = enterprises_of(city)[FREIGHT]
    assert walker.view.plan.field("affiliate[1].name").value == freight.name  # type: ignore[union-attr]
    assert [one.type for one in walker.view.plan.to_bring()] == ["records-authorization"]


def test_only_what_the_purpose_usually_takes_is_checked(enterprises: list[Walker]) -> None:
    walker = begun(
        enterprises[FOOD],
        "listing-compliance",
        purpose="loan",
        wanted="usual",
        period="y3",
        with_affiliates="no",
    )
    checked = {one.removeprefix("record-check-") for one in nodes(walker) if one.startswith("record-check")}
    assert checked == {"market", "tax", "social", "fund"}
    said(walker, wanted="pick", areas=["fire"])
    assert "record-check-fire" in nodes(walker)
    assert "record-check-tax" not in nodes(walker)
