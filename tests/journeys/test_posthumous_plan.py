"""个人身后一件事 as the demo city composes it: who died is found by who asks, and only what there is appears."""

from __future__ import annotations

from collections import Counter

import pytest

from bancheng.demo_city.population.model import Bereavement
from bancheng.journeys.compose import Plan
from tests.city import Registry, people
from tests.journeys.walking import Walker

THING = "posthumous"
THREE = "父亲在医院去世，妈妈和弟弟都在"
AT_HOME = "母亲在家去世，还没开证明"
ACCIDENT = "丈夫意外去世，小的孩子未成年"
TWO_PENSIONS = "机关退休，两份养老"
ALONE = "只有一个女儿"
pytestmark = pytest.mark.usefixtures("city", "registry")


def loss(story: str) -> Bereavement:
    return next(one for one in people().bereavements if one.story == story)


def walked(story: str, who: int = 0, **answers: str) -> Walker:
    """A relative who looks up and answers what the registers leave open."""
    walker = Walker(loss(story).relatives[who].person).start(THING)
    walker.look()
    return walker.answer_all(**answers)


def codes(plan: Plan) -> Counter[str]:
    return Counter(item.code for item in plan.items)


def asked(plan: Plan) -> set[str]:
    return {field.path for field in plan.asked()}


# 逝者


def test_who_died_is_found_by_who_asks() -> None:
    plan = walked(THREE).view.plan
    dead = loss(THREE).deceased
    found = {
        path: field.value for path in ("deceased.name", "deceased.id_number") if (field := plan.field(path))
    }
    assert found == {"deceased.name": dead.name, "deceased.id_number": dead.id_number}
    assert not {path for path in asked(plan) if path.startswith("deceased.")}


def test_only_questions_that_no_register_answers_are_asked() -> None:
    walker = Walker(loss(THREE).relatives[0].person).start(THING)
    walker.look()
    assert [one.id for one in walker.view.plan.questions] == ["extras"]


def test_a_stranger_who_types_a_number_learns_nothing_of_the_dead() -> None:
    stranger = next(one for one in people().citizens if one.key == "family-002.mother")
    walker = Walker(stranger).start(THING)
    walker.look()
    walker.answer_all(relation="other", certified="yes")
    dead = loss(THREE).deceased
    walker.save({"deceased.id_number": dead.id_number, "deceased.name": dead.name})
    walker.look()
    told = {path for path, entry in walker.view.entries.items() if not entry.typed}
    assert not {path for path in told if not path.startswith(("applicant.", "kin."))}


# 有什么才办什么


def test_each_account_and_benefit_that_a_register_lists_is_a_case_of_its_own() -> None:
    one, found = loss(THREE), codes(walked(THREE).view.plan)
    assert found["deposit-withdrawal"] == len(one.deposits) == 2
    assert found["fund-withdrawal"] == len(one.funds) == 1
    assert found["stop-old-age"] == 1
    assert not found.keys() & {"pension-resident", "pension-institution", "stop-subsistence", "death-medical"}


def test_two_pensions_of_two_kinds_are_two_matters() -> None:
    plan = walked(TWO_PENSIONS).view.plan
    assert {item.node for item in plan.items if item.code.startswith("pension")} == {
        "pension-institution@pension[1]", "pension-employee@pension[2]",
    }  # fmt: skip


def test_each_bank_answers_for_its_own_accounts() -> None:
    plan = walked(THREE).view.plan
    banks = {item.for_: item.handling for item in plan.items if item.code == "deposit-withdrawal"}
    assert banks == {"deposit[1]": "org:bank-commercial", "deposit[2]": "org:bank-rural"}


def test_what_a_register_does_not_list_is_not_in_the_plan_and_nobody_is_asked_for_it() -> None:
    walker = walked(ALONE)
    plan = walker.view.plan
    assert not codes(plan).keys() & {"deposit-withdrawal", "fund-withdrawal", "licence-removal"}
    assert {one.role for one in plan.subjects}.isdisjoint({"deposit", "fund", "heir"})
    assert plan.confirmations == ()


def test_a_register_that_is_silent_is_replaced_by_a_question(registry: Registry) -> None:
    registry.mode("pensions", "down")
    walker = Walker(loss(THREE).relatives[0].person).start(THING)
    walker.look()
    assert "pension_count" in {one.id for one in walker.view.plan.questions}
    plan = walker.answer_all(pension_count="2").view.plan
    assert {"pension[1].kind", "pension[2].kind"} <= asked(plan)
    assert not plan.ready_to_submit()


# 谁开死亡证明


def test_who_died_of_illness_at_home_gets_the_certificate_from_the_clinic_of_the_place() -> None:
    walker = walked(AT_HOME, certified="no", manner="natural", place="home", cremated="planned")
    assert {"deceased.death_region", "deceased.cause"} <= asked(walker.view.plan)
    plan = walker.fill(deceased__death_region=loss(AT_HOME).region).view.plan
    (first,) = [item for item in plan.items if item.level == 1]
    assert (first.code, first.handling) == ("death-medical", "org:clinic-qingxi")
    number = plan.field("deceased.certificate_number")
    assert number is not None
    assert number.source == "result:death-medical.certificate_number"


def test_another_cause_is_certified_by_the_police() -> None:
    walker = walked(ACCIDENT, certified="no", manner="other", place="elsewhere_in_city", cremated="planned")
    plan = walker.fill(deceased__death_region=loss(ACCIDENT).region).view.plan
    assert codes(plan)["death-police"] == 1
    assert not codes(plan)["death-medical"]
    assert plan.item("death-police").handling == "org:police-wangjiang"
    assert {one.node for one in plan.item("cremation").after} == {"death-police"}


def test_what_the_doctor_is_told_goes_to_the_doctor_only_and_is_sealed() -> None:
    walker = walked(AT_HOME, certified="no", manner="natural", place="home", cremated="planned")
    cause = walker.view.plan.field("deceased.cause")
    assert cause is not None
    assert cause.needed_by == ("death-medical",)
    element = walker.view.elements[cause.element]
    assert element.sealed
    assert all((element.purpose, element.legal_basis, element.retention))


def test_who_died_elsewhere_without_a_certificate_is_sent_where_it_is_made() -> None:
    plan = walked(AT_HOME, certified="no", manner="natural", place="away").view.plan
    assert plan.excluded
    assert not plan.ready_to_submit()


def test_who_died_abroad_brings_the_foreign_paper_with_its_translation() -> None:
    plan = walked(AT_HOME, certified="yes", place="abroad", cremated="burial").view.plan
    assert "foreign-death-paper" in {one.type for one in plan.to_bring()}
    assert "cremation-certificate" not in {one.type for one in plan.materials}


# 继承人


def test_of_the_living_only_name_number_and_tie_are_told() -> None:
    walker = walked(THREE)
    told = {path.rpartition(".")[2] for path in walker.view.entries if path.startswith("heir[")}
    assert told == {"name", "id_number", "tie"}
    shown = {field.element for field in walker.view.plan.fields if field.role.startswith("heir")}
    assert shown <= {"person.name", "person.id_number", "family.tie"}
    assert walker.view.elements["person.id_number"].sealed


def test_a_distant_relative_sees_no_heirs_and_gets_no_money_matters() -> None:
    stranger = next(one for one in people().citizens if one.key == "family-002.mother")
    walker = Walker(stranger).start(THING)
    walker.look()
    plan = walker.answer_all(relation="other", certified="yes", benefit_count="0").view.plan
    assert set(codes(plan)) == {"household-removal"}
    assert plan.confirmations == ()


def test_the_one_who_died_is_asked_nothing_and_reads_nothing() -> None:
    walker = walked(THREE)
    assert "deceased" not in {one.subject for one in walker.view.plan.confirmations}
    assert all(
        one.deceased.key not in {each.key for each in people().citizens} for one in people().bereavements
    )


def test_a_minor_of_whom_the_applicant_is_guardian_is_answered_for_by_applying() -> None:
    plan = walked(ACCIDENT).view.plan
    assert [one.subject for one in plan.confirmations] == ["heir[1]"]
