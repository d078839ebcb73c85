"""个转企一件事 as the demo city composes it: the licence first, in one of two ways; then what follows it, side by side."""

from __future__ import annotations

import pytest

from bancheng.accounts.queries.acting import actor_for, enterprise_by_code
from bancheng.demo_city.population.enterprises import enterprises_of
from bancheng.demo_city.population.model import DemoEnterprise
from bancheng.journeys.compose import Plan
from tests.city import people
from tests.journeys.walking import Walker

JOURNEY = "individual-to-enterprise"
USUAL = {"way": "direct", "form": "sole", "partner_count": "0", "moved": "no", "together": "tax"}
pytestmark = pytest.mark.usefixtures("city", "registry")


def owner(kind: str = "individual") -> tuple[DemoEnterprise, Walker]:
    """Whoever runs a business of that kind, acting for it."""
    one = next(one for one in enterprises_of(people()) if one.kind == kind and one.state == "in_being")
    walker, known = Walker(one.representative), enterprise_by_code(one.uscc)
    assert known is not None
    actor = actor_for(one.representative.id, known.id, walker.on)
    assert actor is not None
    walker.actor = actor
    return one, walker


def draft(*together: str, kind: str = "individual", **answers: str) -> Walker:
    """The questions answered; several things done together as told."""
    _one, walker = owner(kind)
    walker.start(JOURNEY).look()
    said = {**USUAL, **answers}
    for _each in range(20):
        if not walker.view.plan.questions:
            return walker
        question = walker.view.plan.questions[0].id
        walker.answer(
            question, *(together or ("tax",)) if question == "together" else (said.get(question, "1"),)
        )
        walker.look()
    raise AssertionError("the questions do not end")


def codes(plan: Plan) -> set[str]:
    return {one.code for one in plan.items}


def level(plan: Plan, code: str) -> int:
    return next(one.level for one in plan.items if one.code == code)


def value(plan: Plan, path: str) -> object:
    field = plan.field(path)
    assert field is not None, path
    return field.value


def test_what_the_register_holds_of_the_old_business_is_not_asked() -> None:
    one, _walker = owner()
    plan = draft().view.plan
    assert value(plan, "shop.credit_code") == one.uscc
    assert value(plan, "shop.name") == one.name
    assert str(value(plan, "shop.founded_on")) == one.founded_on.isoformat()
    empty = {field.path for field in plan.asked() if field.role == "shop" and field.value in (None, "")}
    assert empty == {"shop.receive_by", "shop.post_address"}


def test_changed_directly_it_takes_no_clearance_and_no_deregistration() -> None:
    """国市监注发〔2025〕58号：直接变更的，延续统一社会信用代码和成立日期."""
    plan = draft().view.plan
    assert codes(plan) == {"conversion-registration", "conversion-tax"}
    registration = next(one.item for one in plan.items if one.code == "conversion-registration")
    assert registration.outcome.copies["company.credit_code"] == "shop.credit_code"


def test_ended_and_set_up_anew_the_taxes_come_first() -> None:
    plan = draft(way="anew").view.plan
    order = ["conversion-clearance", "individual-ending", "conversion-setup", "conversion-tax"]
    assert [level(plan, code) for code in order] == [1, 2, 3, 4]
    assert "conversion-registration" not in codes(plan)


def test_what_follows_the_licence_goes_side_by_side() -> None:
    plan = draft("tax", "seal", "social", "medical", "fund").view.plan
    assert {one.level for one in plan.items if one.code != "conversion-registration"} == {2}


def test_each_permit_and_each_account_that_registers_list_is_a_case_at_the_body_that_issued_it() -> None:
    plan = draft("permit", "bank").view.plan
    accounts = [one for one in plan.items if one.code == "conversion-account"]
    assert accounts
    for one in accounts:
        assert one.for_ is not None
        assert str(one.organization).endswith(str(value(plan, f"{one.for_}.bank")))
    assert not [one for one in plan.questions if one.id in ("permit_count", "account_count")]


def test_who_stays_where_they_are_brings_no_lease() -> None:
    """原经营场所不变的，简化住所材料."""
    assert draft().view.plan.to_bring() == ()
    moving = draft(moved="yes").view.plan
    assert {one.type for one in moving.to_bring()} == {"premises-proof"}


def test_partners_agree_each_for_themselves_and_a_partnership_of_one_is_none() -> None:
    plan = draft(form="partnership", partner_count="2").view.plan
    assert [one.subject for one in plan.confirmations] == ["partner[1]", "partner[2]"]
    assert {one.type for one in plan.to_bring()} == {"partnership-agreement"}
    assert draft(form="partnership", partner_count="0").view.plan.excluded


def test_a_company_is_an_enterprise_already() -> None:
    assert draft(kind="company").view.plan.excluded
