"""新生儿出生一件事 as the demo city composes it: for real families, with what the registers really say.

The figures are not written here: they are worked out anew from the YAML of the rulebooks.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
import yaml

from bancheng.demo_city.loader import RULEBOOKS
from bancheng.journeys.compose import Plan, PlanItem
from bancheng.kernel.errors import InvalidInput
from tests.city import family
from tests.journeys.walking import Walker, mother

TWO_PLACES = "夫妻两地户口，一个宝宝"
TWINS = "双胞胎"
SINGLE = "未婚妈妈，单方申报"
FROM_AFAR = "爸爸户口在外省"
pytestmark = pytest.mark.usefixtures("city", "registry")


def planned(story: str, *, who: str = "mother", **answers: str) -> Plan:
    people = family(story)
    citizen = people.mother if who == "mother" else people.father
    assert citizen is not None
    return Walker(citizen).start().answer_all(who=who, **answers).view.plan


def sources(plan: Plan) -> dict[str, str]:
    return {one.path: one.source for one in plan.fields}


def bring(plan: Plan) -> set[str]:
    return {one.key.partition(":")[0] for one in plan.to_bring()}


@cache
def book(code: str) -> dict[str, Any]:
    """An item's rulebook as it stands on disk."""
    found: dict[str, Any] = yaml.safe_load((RULEBOOKS / "items" / f"{code}.yaml").read_text(encoding="utf-8"))
    return found


def entry(item: PlanItem) -> dict[str, Any]:
    """The entry of the item's region on disk: that of the town, else of its county."""
    assert item.region is not None
    regions = {one["region"]: one for one in book(item.code)["entries"]}
    own = regions.get(item.region) or regions[item.region[:6]]
    return {**book(item.code)["entry_defaults"], **own}


def days(item: PlanItem) -> int:
    told = entry(item)["promised"]
    match = re.fullmatch(r"(\d+) wd", told["limit"] if isinstance(told, dict) else told)
    assert match is not None
    return int(match[1])


# 谁


def test_twins_are_two_children_who_each_get_everything() -> None:
    plan = planned(TWINS)
    assert {one.role: one.many for one in plan.subjects} == {"child": 2, "mother": None, "father": None}
    nodes = {item.node for item in plan.items}
    each = {item.code for item in plan.items if item.for_}
    assert nodes == {f"{code}@child[{n}]" for code in each for n in (1, 2)} | {"maternity-reimbursement"}
    births = family(TWINS).births
    for number, birth in enumerate(births, 1):
        weight = plan.field(f"child[{number}].weight")
        assert weight is not None
        assert weight.value == birth.weight_g
    assert [sources(plan)[f"child[{n}].name"] for n in (1, 2)] == ["asked", "asked"]


def test_a_reimbursement_for_both_waits_for_both() -> None:
    after = {one.node for one in planned(TWINS).item("maternity-reimbursement").after}
    assert after == {"birth-certificate@child[1]", "birth-certificate@child[2]"}


def test_two_parents_stay_two() -> None:
    plan = planned(TWO_PLACES)
    people = family(TWO_PLACES)
    assert people.father is not None
    found = {path: one.value for path in ("mother.name", "father.name") if (one := plan.field(path))}
    assert found == {"mother.name": people.mother.name, "father.name": people.father.name}
    keys = {one.key for one in plan.materials}
    assert {"identity-card@mother:copy", "identity-card@father:copy"} <= keys


def test_a_mother_asked_by_seven_departments_is_asked_once() -> None:
    plan = planned(TWO_PLACES)
    (name,) = [one for one in plan.fields if one.element == "person.name" and one.role == "mother"]
    assert len(name.needed_by) >= 4
    (card,) = [one for one in plan.materials if one.type == "identity-card" and one.holder == "mother"]
    assert len(card.needed_by) >= 2
    departments = {item.organization for item in plan.items}
    assert len(departments) >= 5


def test_nothing_is_asked_that_a_register_told() -> None:
    for story in (TWO_PLACES, TWINS, SINGLE):
        plan = planned(story, father_known="no" if story == SINGLE else "yes")
        asked = {one.path.rpartition(".")[2] for one in plan.asked()}
        assert asked <= {"name", "ethnicity", "receive_by", "post_address", "bank_account", "bank_name"}
        assert {one.role.partition("[")[0] for one in plan.asked() if one.path.endswith("name")} <= {
            "child",
            "mother",
        }


# 结果给下一家


def test_the_childs_identity_number_comes_from_its_household_registration() -> None:
    plan = planned(TWINS)
    for number in (1, 2):
        field = plan.field(f"child[{number}].id_number")
        assert field is not None
        assert field.source == "result:household-registration.id_number"
        for code in ("medical-insurance-enrolment", "social-security-card"):
            item = plan.item(f"{code}@child[{number}]")
            assert f"household-registration@child[{number}]" in {one.node for one in item.after}
            assert item.level > plan.item(f"household-registration@child[{number}]").level


def test_a_birth_certificate_is_not_brought_but_brought_along() -> None:
    plan = planned(TWO_PLACES)
    found = {one.type: one.satisfied_by for one in plan.materials}
    assert found["birth-medical-certificate"] == "result:birth-certificate"
    assert found["child-household-page"] == "result:household-registration"
    assert {found[one] for one in ("identity-card", "household-booklet", "marriage-certificate")} == {
        "certificate"
    }
    assert all(str(one.why_not) for one in plan.materials if one.satisfied_by)


# 在哪里


def test_moving_to_another_county_changes_who_handles_it_its_days_and_its_materials() -> None:
    here, there = planned(TWO_PLACES, follow="mother"), planned(TWO_PLACES, follow="father")
    one, other = (plan.item("household-registration@child[1]") for plan in (here, there))
    assert (one.region, other.region) == ("449902001", "449921100")
    assert (one.handling, other.handling) == (entry(one)["handling"], entry(other)["handling"])
    assert one.queue != other.queue
    assert (one.promised.n, other.promised.n) == (days(one), days(other))
    assert days(one) != days(other)
    extra = {row["type"] for row in entry(other)["materials_extra"]}
    assert extra
    assert {key.partition("@")[0] for key in bring(there) - bring(here)} == extra
    assert here.figures.critical_path_days != there.figures.critical_path_days


def test_what_another_place_decides_stays_where_it_is() -> None:
    here, there = planned(TWO_PLACES, follow="mother"), planned(TWO_PLACES, follow="father")
    for code in ("birth-certificate@child[1]", "maternity-reimbursement"):
        assert here.item(code).organization == there.item(code).organization


def test_a_place_outside_the_city_is_said_and_cannot_be_handed_in() -> None:
    people = family(FROM_AFAR)
    assert people.father is not None
    walker = mother(people).start().answer_all(who="mother", follow="father")
    assert sources(walker.view.plan)["father.household_region"] == "asked"
    walker.fill(**{"father.household_region": people.father.region})
    plan = walker.view.plan
    blocked = {one.node for one in plan.blocked}
    assert "household-registration@child[1]" in blocked
    assert {one.region for one in plan.blocked} == {people.father.region}
    assert not plan.ready_to_submit()
    with pytest.raises(InvalidInput) as refused:
        walker.bring().submit()
    away = [one for one in refused.value.facts["missing"] if one["kind"] == "region"]
    assert len(away) == len({one.path for one in plan.blocked}), (
        "one sentence for a place, however many matters"
    )
    assert len(plan.blocked) > 1
    assert "不归本市管" in str(refused.value.fields[away[0]["target"]])
    walker.answer("follow", "mother")
    assert walker.view.plan.blocked == ()


# 各种人家


def test_an_unmarried_mother_alone_needs_no_father_no_marriage_and_no_confirmation() -> None:
    plan = planned(SINGLE, father_known="no")
    assert [one.role for one in plan.subjects if one.present is not False] == ["child", "mother"]
    assert not [path for path in sources(plan) if path.startswith("father.")]
    assert not {one.type for one in plan.materials} & {"marriage-certificate"}
    assert (plan.confirmations, plan.blocked) == ((), ())
    assert plan.item("household-registration@child[1]").region == family(SINGLE).mother.region


def test_unmarried_parents_together_bring_no_marriage_certificate() -> None:
    plan = planned("没有登记结婚，两人一起申报", married="no")
    assert "marriage-certificate" not in {one.type for one in plan.materials}
    assert sources(plan)["father.id_number"] == "asked"
    assert [one.subject for one in plan.confirmations] == ["father"]


def test_a_marriage_registered_elsewhere_is_not_known_and_its_certificate_is_brought() -> None:
    plan = planned("在外地登记结婚，本市查不到")
    assert "marriage-certificate@mother" in bring(plan)
    assert sources(plan)["father.id_number"] == "asked"


def test_when_the_father_applies_the_mother_confirms_and_her_letter_of_attorney_is_waived() -> None:
    plan = planned(TWO_PLACES, who="father")
    people = family(TWO_PLACES)
    assert [one.subject for one in plan.confirmations] == ["mother"]
    attorney = next(one for one in plan.materials if one.type == "authorization")
    assert (attorney.holder, attorney.satisfied_by) == ("mother", "waived")
    number = plan.field("mother.id_number")
    assert number is not None
    assert (number.value, number.source) == (people.mother.id_number, "known:marriage-register")
    assert sources(plan)["father.id_number"] == "known:sign-on"


def test_a_child_born_at_home_needs_a_report_and_another_body_and_its_data_is_asked() -> None:
    walker = mother(family(TWO_PLACES)).start().answer_all(who="mother", born_in="elsewhere")
    assert "parentage-report@child[1]" in bring(walker.view.plan)
    asked = {one.path for one in walker.view.plan.asked()}
    assert {"child[1].sex", "child[1].born_on", "child[1].weight", "child[1].birth_region"} <= asked
    assert "child[1].record_no" not in sources(walker.view.plan)
    walker.save({"child[1].birth_region": "449902100"})
    item = walker.view.plan.item("birth-certificate@child[1]")
    assert item.organization == entry(item)["organization"]
    assert item.promised.n == days(item)


def test_a_birth_abroad_is_told_where_to_go() -> None:
    walker = mother(family(TWO_PLACES)).start()
    walker.answer("born_in", "abroad")
    (excluded,) = walker.view.plan.excluded
    assert "出入境" in str(excluded.go_to)
    assert not walker.view.plan.ready_to_submit()


def test_what_the_person_does_not_choose_is_not_there_and_its_departments_neither() -> None:
    walker = mother(family(TWO_PLACES)).start()
    for question, said in {"who": "mother", "born_in": "hospital"}.items():
        walker.answer(question, said)
    walker.answer("extras")
    walker.look()
    walker.answer_all()
    codes = {item.code for item in walker.view.plan.items}
    assert codes <= {"birth-certificate", "household-registration", "birth-registration"}
    reasons = {one.code: one.reason for one in walker.view.plan.not_chosen}
    assert reasons["social-security-card"] == "您没有选社保卡"
    assert "mother.bank_account" not in sources(walker.view.plan)


def test_birth_registration_is_in_the_plan_of_those_who_lack_it() -> None:
    from tests.city import people

    married = [one for one in people().families if one.births and one.mother.local and one.marriage]
    for registered in (True, False):
        found = next(one for one in married if one.birth_registered is registered)
        plan = mother(found).start().answer_all(who="mother").view.plan
        assert ("birth-registration" in {item.code for item in plan.items}) is not registered


# 数字


@pytest.mark.parametrize(
    ("story", "follow"),
    [(TWO_PLACES, "mother"), (TWO_PLACES, "father"), (TWINS, "mother"), (SINGLE, "mother")],
)
def test_every_figure_follows_from_the_documents(story: str, follow: str) -> None:
    plan = planned(story, follow=follow, father_known="no" if story == SINGLE else "yes")
    figures = plan.figures
    assert figures.days.before == sum(days(item) for item in plan.items)
    assert figures.days.after == figures.critical_path_days == longest(plan)
    assert figures.visits.before == sum(entry(item)["visits"] for item in plan.items)
    assert figures.steps.before == sum(len(book(item.code)["steps_alone"]) for item in plan.items)
    journey = yaml.safe_load((RULEBOOKS / "journeys" / "newborn.yaml").read_text(encoding="utf-8"))
    own = len(journey["steps"]) + len(plan.confirmations) + figures.visits.after
    assert figures.steps.after == own
    assert figures.fields.after == sum(one.required for one in plan.asked())
    assert figures.materials.after == sum(one.necessity == "required" for one in plan.to_bring())
    assert figures.fields.before == sum(len(fields_alone(plan, item)) for item in plan.items)
    for change in (figures.days, figures.materials, figures.fields, figures.visits, figures.steps):
        assert change.after < change.before


def longest(plan: Plan) -> int:
    """The days of the longest chain, from the YAML's days and prerequisites."""
    journey = yaml.safe_load((RULEBOOKS / "journeys" / "newborn.yaml").read_text(encoding="utf-8"))
    after = {one["item"]: [row["item"] for row in one.get("after", ())] for one in journey["items"]}
    by_code: dict[str, list[PlanItem]] = {}
    for item in plan.items:
        by_code.setdefault(item.code, []).append(item)

    def ends(item: PlanItem) -> int:
        earlier = [one for code in after[item.code] for one in by_code.get(code, ())]
        own = [one for one in earlier if None in (item.for_, one.for_) or one.for_ == item.for_]
        return days(item) + max((ends(one) for one in own), default=0)

    return max(ends(item) for item in plan.items)


def fields_alone(plan: Plan, item: PlanItem) -> list[str]:
    """What this item's own form would ask: its required fields whose condition holds for this family."""
    present = {one.role for one in plan.subjects if one.present is not False}
    answers = {one.question: one.answer for one in plan.answered}
    follows_father = answers.get("follow") == "father"
    holds = {
        "father is present": "father" in present,
        "not follow = father": not follows_father,
        "follow = father": follows_father,
        "born_in = hospital": answers["born_in"] == "hospital",
        "applicant.receive_by = post": True,  # not answered yet: counted before and after alike
    }
    return [
        row["path"]
        for row in book(item.code)["fields"]
        if row.get("required", True) and holds[row.get("when", "born_in = hospital")]
    ]
