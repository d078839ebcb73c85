"""企业作为申请人: what an enterprise does in its own name, by whoever may act for it; a person goes the old way."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any
from unittest.mock import patch

import pytest

from bancheng.accounts.queries.acting import actor_for, enterprise_by_code
from bancheng.cases.queries import application_progress
from bancheng.demo_city.acting import record_of
from bancheng.demo_city.drive.standing import acting as drive_acting
from bancheng.demo_city.population.enterprises import clerks_of, enterprises_of
from bancheng.demo_city.population.model import Citizen, DemoEnterprise, Population
from bancheng.exchange.commands import Lookup, Outcome
from bancheng.journeys.commands import answer_question, drop_answers, registers
from bancheng.journeys.compose.applying import kinds_of, played, values_of
from bancheng.journeys.queries.drafts import draft
from bancheng.journeys.spec import Journey
from bancheng.kernel import rulebooks
from bancheng.kernel.errors import DomainError
from bancheng.kernel.rulebooks import Document, current
from tests.city import ROOT, Registry
from tests.journeys.walking import Walker

SHOP, UTILITIES = "restaurant", "utilities"
SAID = {"place_kind": "street", "cold_kind": "plant", "how_big": "120", "fun": "no", "signboard": "no", "tobacco": "no",
        "how_many": "1"}  # fmt: skip
pytestmark = pytest.mark.usefixtures("city", "registry")


def firm(city: Population) -> DemoEnterprise:
    return enterprises_of(city)[0]


def acting(one: DemoEnterprise, who: Citizen) -> Walker:
    """Somebody who may act for the enterprise, acting for it."""
    walker, known = Walker(who), enterprise_by_code(one.uscc)
    assert known is not None
    actor = actor_for(who.id, known.id, walker.on)
    assert actor is not None
    walker.actor = actor
    return walker


@pytest.fixture
def head(city: Population, registry: Registry) -> Walker:
    return acting(firm(city), firm(city).representative)


def source(walker: Walker, path: str) -> tuple[str, object]:
    field = walker.view.plan.field(path)
    assert field is not None, path
    return field.source, field.value


def test_in_whose_name_it_is_done_says_who_applies_and_nobody_is_asked(head: Walker) -> None:
    head.start(SHOP).look()
    assert head.view.applicant == "shop"
    assert "as_whom" not in {one.id for one in head.view.plan.questions}
    person = Walker(head.citizen).start(SHOP)
    assert person.view.applicant == "owner"
    assert "as_whom" not in {one.id for one in person.view.plan.questions}


def test_name_code_and_representative_come_from_the_register(head: Walker, city: Population) -> None:
    head.start(SHOP).look()
    head.answer_all(**SAID)
    one = firm(city)
    assert source(head, "shop.credit_code") == ("known:sign-on", one.uscc)
    assert source(head, "shop.name") == ("known:enterprise-register", one.name)
    assert source(head, "shop.legal_person") == ("known:enterprise-register", one.representative.name)
    assert source(head, "premises.address") == ("known:enterprise-register", one.address)


def test_who_has_the_licence_is_not_given_one_again(head: Walker) -> None:
    head.start(SHOP).answer_all(**SAID)
    plan = head.view.plan
    assert "business-licence" in {one.code for one in plan.not_chosen}
    assert "licence-check" in {one.code for one in plan.items}
    assert "licensed" not in {one.question for one in plan.answered}
    assert not [one.path for one in plan.fields if one.role == "owner"]
    assert not [one.holder for one in plan.materials if one.holder == "owner"]


def test_the_code_of_another_enterprise_is_not_written_over_ones_own(head: Walker, city: Population) -> None:
    head.start(SHOP).answer_all(**SAID)
    saved = head.save({}, objections={"shop.credit_code": enterprises_of(city)[1].uscc}, reasons={})
    assert "先换成那家企业的身份" in saved.errors["shop.credit_code"]
    assert source(head, "shop.credit_code") == ("known:sign-on", firm(city).uscc)


def test_a_clerk_does_it_for_the_enterprise_and_the_receipt_says_both(city: Population) -> None:
    clerk = next(one for one in clerks_of(city) if one.enterprise.uscc == firm(city).uscc).person
    walker = acting(firm(city), clerk).start(SHOP).answer_all(**SAID).fill().bring().confirmed()
    handed = walker.submit()
    row = application_progress(handed.application_id, walker.actor).application
    known = enterprise_by_code(firm(city).uscc)
    assert known is not None
    assert (row["applicant_kind"], row["applicant_id"], row["applicant_name"]) == (
        "enterprise", known.id, firm(city).name,
    )  # fmt: skip
    assert (row["facts"]["acted_by"]["name"], row["facts"]["acted_by"]["basis"]) == (clerk.name, "clerk")


def test_who_acts_is_the_contact_of_a_joint_installation(head: Walker, city: Population) -> None:
    head.start(UTILITIES).look()
    head.answer_all(has_code="no", works="unsure")
    assert head.view.applicant == "unit"
    assert source(head, "unit.name") == ("known:enterprise-register", firm(city).name)
    assert source(head, "handler.name") == ("known:sign-on", head.citizen.name)
    assert "for_whom" not in {one.question for one in head.view.plan.answered}
    assert source(head, "unit.phone") == ("known:sign-on", head.citizen.phone)


@pytest.mark.parametrize("enterprise", [True, False])
def test_nobody_says_to_be_what_they_do_not_act_for(head: Walker, enterprise: bool) -> None:
    walker = (head if enterprise else Walker(head.citizen)).start(SHOP)
    said = "owner" if enterprise else "shop"
    with pytest.raises(DomainError) as error:
        answer_question(
            actor=walker.actor, draft_id=walker.id, question="as_whom", raw=[said], now=walker.now
        )
    assert error.value.code == ("wrong_acting_for_person" if enterprise else "wrong_acting_for")


def test_answering_again_from_the_start_does_not_ask_who_applies(head: Walker) -> None:
    head.start(SHOP).answer_all(**SAID)
    head.view = drop_answers(actor=head.actor, draft_id=head.id, now=head.now)
    assert head.view.applicant == "shop"
    assert "as_whom" not in {one.id for one in head.view.plan.questions}


def test_a_person_without_an_enterprise_goes_the_old_way(head: Walker) -> None:
    walker = Walker(head.citizen).start(SHOP).answer_all(**SAID, licensed="no", shop_type="individual")
    plan = walker.view.plan
    assert "business-licence" in {one.code for one in plan.items}
    assert source(walker, "owner.name") == ("known:sign-on", head.citizen.name)


# 提交时再问登记机关


def record(one: DemoEnterprise, **changed: str) -> dict[str, str]:
    """What the register says at the moment of handing in."""
    said = record_of(one)
    return {
        "name": said.name, "kind": said.kind, "state": said.state, "representative_name": said.representative_name,
        "representative_id_number": said.representative_id_number, "region": said.region, "address": said.address,
    } | changed  # fmt: skip


def handing_in(walker: Walker, records: list[dict[str, str]]) -> str:
    """The code of the refusal when the register answers this; empty when it goes through."""
    asked = registers.query_many

    def answered(lookups: list[Lookup], **more: Any) -> list[Outcome]:
        return [
            replace(one, answer=replace(one.answer, records=tuple(records))) if one.answer else one
            for one in asked(lookups, **more)
        ]

    with patch.object(registers, "query_many", answered):
        try:
            walker.submit()
        except DomainError as error:
            return error.code
    return ""


@pytest.fixture
def ready(head: Walker) -> Walker:
    return head.start(SHOP).answer_all(**SAID).fill().bring().confirmed()


def test_the_register_that_says_the_same_lets_it_be_handed_in(ready: Walker, city: Population) -> None:
    assert handing_in(ready, [record(firm(city))]) == ""


def test_who_represents_it_no_longer_hands_nothing_in_and_the_next_one_goes_on(
    ready: Walker, city: Population
) -> None:
    other = city.families[20].mother
    told = record(firm(city), representative_name=other.name, representative_id_number=other.id_number)
    assert handing_in(ready, [told]) == "no_longer_acts_for"
    known = enterprise_by_code(firm(city).uscc)
    assert known is not None
    assert known.representative_name == other.name
    assert actor_for(ready.citizen.id, known.id, ready.on) is None
    successor = actor_for(other.id, known.id, ready.on)
    assert successor is not None
    assert draft(ready.id, actor=successor, now=ready.now).state == "open"


def test_a_clerk_stays_a_clerk_when_another_represents_the_enterprise(
    city: Population, registry: Registry
) -> None:
    clerk = next(one for one in clerks_of(city) if one.enterprise.uscc == firm(city).uscc).person
    walker = acting(firm(city), clerk).start(SHOP).answer_all(**SAID).fill().bring().confirmed()
    other = city.families[20].mother
    told = record(firm(city), representative_name=other.name, representative_id_number=other.id_number)
    assert handing_in(walker, [told]) == ""


@pytest.mark.parametrize("gone", [True, False])
def test_an_enterprise_that_is_deregistered_or_unknown_hands_nothing_in(
    ready: Walker, city: Population, gone: bool
) -> None:
    records = [] if gone else [record(firm(city), state="deregistered")]
    assert handing_in(ready, records) == "enterprise_not_in_register"
    assert draft(ready.id, actor=ready.actor, now=ready.now).state == "open"


def test_a_silent_register_lets_it_be_handed_in_as_declared(ready: Walker, registry: Registry) -> None:
    registry.mode("enterprise-record", "down")
    assert ready.submit().receipt


def test_a_silent_register_that_one_may_not_go_on_without_holds_it_up(
    ready: Walker, registry: Registry
) -> None:
    folder = rulebooks.load_folder(ROOT / "demo" / "rulebooks")
    key = "resource/enterprise-record"
    strict = Document("resource", "enterprise-record", {**folder.documents[key].body, "fallback": "refuse"})
    rulebooks.publish(
        replace(folder, documents={**folder.documents, key: strict}), [("resource", "enterprise-record")],
        now=ready.now, by="city", effective_from=ready.on,
    )  # fmt: skip
    registry.mode("enterprise-record", "down")
    with pytest.raises(DomainError) as error:
        ready.submit()
    assert (error.value.code, error.value.status) == ("enterprise_register_silent", 503)


def test_the_drive_sends_some_by_enterprises_and_no_birth_by_one(city: Population) -> None:
    person, on = city.families[0].mother, Walker(city.families[0].mother).on
    kinds = [
        made.subject_kind if (made := drive_acting(person.id, SHOP, Random(seed), on)) else ""
        for seed in range(12)
    ]
    assert set(kinds) == {"person", "enterprise"}
    births = {drive_acting(person.id, "newborn", Random(seed), on) for seed in range(12)}
    assert {one.subject_id for one in births if one} == {person.id}


def test_what_sign_on_tells_follows_from_the_kind(head: Walker) -> None:
    book = current("journey", SHOP, head.on).root
    assert isinstance(book, Journey)
    assert kinds_of(book) == {"person", "enterprise"}
    assert played(book, "enterprise") == {"as_whom": "shop"}
    assert "applicant.id_number" not in values_of(book, "enterprise")
    same = book.model_copy(update={"applicant": book.applicant.model_copy(update={"enterprise_values": {}})})
    assert values_of(same, "enterprise") == same.applicant.values
