"""Composing: subjects, merging, sources, order, what is undecided."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

import pytest

from bancheng.journeys.compose import Known, Plan, compose, held, plan_json
from tests.factories import rulebooks as make
from tests.factories.rulebooks import ANSWERS, EAST_TOWN, ON, WEST_TOWN

WORLD = make.world()
RELEASE = make.release(make.family())
SIGNED_ON = {"applicant.id": Known("449902199003078888", source="sign-on")}
HOME = {"mother.home": Known(EAST_TOWN, source="people")}
INSURED = {"mother.months": Known(8, source="insured")}
KNOWN = SIGNED_ON | HOME | INSURED


def plan(
    answers: Mapping[str, Any] | None = None, known: Mapping[str, Known] | None = None, **more: Any
) -> Plan:
    merged = {**ANSWERS, **(answers or {})}
    return compose(RELEASE, merged, KNOWN if known is None else known, ON, world=WORLD, **more)


def sources(found: Plan) -> dict[str, str]:
    return {field.path: field.source for field in found.fields}


def test_two_parents_stay_two() -> None:
    names = [field.path for field in plan().fields if field.element == "p.name"]
    assert sorted(names) == ["father.name", "kid[1].name", "mother.name"]


def test_a_mother_asked_by_five_departments_is_asked_once() -> None:
    (field,) = [field for field in plan().fields if field.path == "mother.name"]
    assert set(field.needed_by) == {"first", "second", "third", "fourth", "fifth"}


def test_twins_give_two_children_with_their_own_cases_and_values() -> None:
    found = plan({"how_many": 2})
    assert [item.node for item in found.items if item.code == "second"] == ["second@kid[1]", "second@kid[2]"]
    assert found.item("second@kid[2]").after[0].node == "first@kid[2]"
    assert {"kid[1].name", "kid[2].name"} <= set(sources(found))
    assert {one.role: one.many for one in found.subjects} == {"kid": 2, "mother": None, "father": None}


def test_a_case_for_the_whole_family_waits_for_every_child() -> None:
    assert [one.node for one in plan({"how_many": 2}).item("fifth").after] == ["first@kid[1]", "first@kid[2]"]


def test_the_identity_number_of_a_child_comes_from_its_registration() -> None:
    found = sources(plan())
    assert found["kid[1].id"] == "result:second.id"
    assert found["kid[1].proof"] == "result:first.proof"


def test_a_result_that_comes_too_late_is_asked_for() -> None:
    bodies = make.family()
    bodies[0]["items"][2]["after"] = []  # the third no longer waits for the second
    found = compose(make.release(bodies), ANSWERS, KNOWN, ON, world=WORLD)
    assert sources(found)["kid[1].id"] == "asked"


def test_an_absent_father_takes_his_fields_materials_and_confirmation_with_him() -> None:
    found = plan({"has_father": "no"})
    assert not [field.path for field in found.fields if field.path.startswith("father.")]
    assert not [one.key for one in found.materials if one.holder == "father"]
    assert found.confirmations == ()
    assert [one.role for one in found.subjects] == ["kid", "mother"]


def test_the_other_parent_confirms_and_who_applies_does_not() -> None:
    assert [one.subject for one in plan().confirmations] == ["father"]
    assert plan({"who": "father"}, {}).confirmations == ()


def test_what_sign_on_knows_belongs_to_the_role_that_is_played() -> None:
    assert sources(plan())["mother.id"] == "known:sign-on"
    assert sources(plan({"who": "father"}, SIGNED_ON))["father.id"] == "known:sign-on"


def test_what_an_authority_holds_is_looked_up_through_as_many_steps_as_it_takes() -> None:
    found = plan(known=SIGNED_ON)
    assert sources(found)["father.id"] == "known:couples"
    assert sources(found)["father.name"] == "known:people"
    made = {(one.resource, tuple(one.inputs.values())): one.ready for one in found.lookups}
    assert made == {
        ("couples", ("mother.id",)): True,
        ("insured", ("mother.id",)): True,
        ("people", ("father.id",)): False,
        ("people", ("mother.id",)): True,
    }


def test_what_was_looked_up_and_is_not_there_is_asked() -> None:
    found = plan(known=KNOWN | {"father.id": Known(None, source="couples")})
    assert sources(found)["father.id"] == "asked"
    assert sources(found)["father.name"] == "known:people"


def test_without_identity_number_it_is_asked_once_and_the_rest_is_looked_up() -> None:
    found = sources(plan(known={}))
    assert found["mother.id"] == "asked"
    assert found["mother.name"] == "known:people"


def test_an_unanswered_question_leaves_its_item_undecided() -> None:
    answers = {key: value for key, value in ANSWERS.items() if key != "card"}
    found = compose(RELEASE, answers, KNOWN, ON, world=WORLD)
    assert [(one.code, one.waits_for) for one in found.undecided] == [("fourth", ("card",))]
    assert [question.id for question in found.questions] == ["card"]
    assert not found.ready_to_submit()


def test_unknown_data_is_neither_yes_nor_no() -> None:
    found = plan(known=SIGNED_ON | HOME)
    assert [one.code for one in found.undecided] == ["fifth"]
    (field,) = [field for field in found.fields if field.path == "mother.months"]
    assert (field.source, field.decides) == ("known:insured", ("fifth",))


def test_data_that_cannot_be_looked_up_is_asked_to_decide() -> None:
    found = plan(known=SIGNED_ON | HOME | {"mother.months": Known(None, source="insured")})
    assert sources(found)["mother.months"] == "asked"


def test_an_item_that_does_not_belong_says_why() -> None:
    found = plan(known=KNOWN | {"mother.months": Known(3, source="insured")})
    assert [one.code for one in found.not_chosen] == ["fifth"]
    assert found.not_chosen[0].reason


def test_typical_answers_are_assumed_only_on_request_and_said() -> None:
    asked = compose(RELEASE, {}, KNOWN, ON, world=WORLD)
    assumed = compose(RELEASE, {}, KNOWN, ON, world=WORLD, assume=True)
    assert plan_json(asked)["assumed"] == []
    assert [one["question"] for one in plan_json(assumed)["assumed"]] == [
        "who",
        "how_many",
        "has_father",
        "follow",
    ]
    assert [one.code for one in assumed.undecided] == ["fourth"]


def test_through_an_absent_item_its_own_prerequisites_stand_in() -> None:
    bodies = make.family()
    bodies[0]["items"][1]["when"] = "follow = father"
    found = compose(make.release(bodies), ANSWERS, KNOWN, ON, world=WORLD)
    assert [(one.node, one.on_failure) for one in found.item("third@kid[1]").after] == [
        ("first@kid[1]", "stop")
    ]


def test_an_absent_item_that_could_go_on_passes_no_failure_on() -> None:
    bodies = make.family()
    bodies[0]["items"][1] |= {
        "when": "follow = father",
        "after": [{"item": "first", "on_failure": "continue_without"}],
    }
    found = compose(make.release(bodies), ANSWERS, KNOWN, ON, world=WORLD)
    assert found.item("third@kid[1]").after[0].on_failure == "continue_without"


def test_levels_follow_prerequisites() -> None:
    found = plan()
    assert {item.code: item.level for item in found.items} == {
        "first": 1, "second": 2, "third": 3, "fourth": 3, "fifth": 2,
    }  # fmt: skip
    assert [len(level) for level in found.levels] == [1, 2, 2]


def test_a_certificate_on_file_or_from_an_earlier_case_need_not_be_brought() -> None:
    found = {one.key: one for one in plan().materials}
    assert found["identity@mother:copy"].satisfied_by == "certificate"
    assert found["identity@mother:copy"].why_not == "已有电子证"
    assert found["proof-paper@kid[1]:original_or_copy"].satisfied_by == "result:first"
    assert found["account-photo@mother:original_or_copy"].satisfied_by is None


def test_a_certificate_that_was_looked_for_and_is_not_there_must_be_brought() -> None:
    found = plan(known=KNOWN | {held("mother", "card-of-identity"): Known(None, source="certificate")})
    assert [one.key for one in found.to_bring()] == [
        "account-photo@mother:original_or_copy",
        "identity@mother:copy",
    ]


def test_one_material_serves_all_cases_of_the_same_form() -> None:
    (identity,) = [one for one in plan().materials if one.key == "identity@mother:copy"]
    assert set(identity.needed_by) == {"first", "second", "third"}


def test_a_derived_value_follows_the_answer_and_is_never_asked() -> None:
    found = plan({"follow": "father"}, KNOWN | {"father.home": Known(WEST_TOWN, source="people")})
    (field,) = [field for field in found.fields if field.path == "kid[1].settles"]
    assert (field.source, field.value) == ("derived", WEST_TOWN)


def test_only_the_inputs_of_the_branch_that_holds_are_needed() -> None:
    found = sources(plan({"follow": "father"}, SIGNED_ON))
    assert found["father.home"] == "known:people"
    assert "father.home" not in sources(plan({"follow": "mother", "has_father": "no"}, SIGNED_ON))


def test_an_answer_outranks_the_register_so_that_it_can_be_contradicted() -> None:
    (field,) = [f for f in plan({"mother.home": WEST_TOWN}).fields if f.path == "mother.home"]
    assert (field.source, field.value) == ("asked", WEST_TOWN)


def test_three_employees_give_three_health_certificates() -> None:
    bodies = [
        make.journey(
            [{"item": "licence"}, {"item": "health", "each": "staff"}],
            audience="enterprise",
            subjects={
                "shop": {"kind": "enterprise"},
                "staff": {"kind": "person", "many": True, "count": "how_many"},
            },
            applicant={"roles": ["shop"]},
            questions=[{"id": "how_many", "ask": "几个人？", "why": "w", "kind": "count"}],
        ),
        make.item("licence", fields=[make.need("shop.name", "s.name"), make.need("staff.name", "p.name")]),
        make.item("health", fields=[make.need("staff.name", "p.name")],
                  outcome={"certificate": "health-card", "holder": "staff"}),
        make.element("s.name"), make.element("p.name", "name"), make.certificate_type("health-card"),
    ]  # fmt: skip
    found = compose(make.release(bodies), {"how_many": 3}, {}, ON, world=WORLD)
    assert [item.for_ for item in found.items if item.code == "health"] == [
        "staff[1]",
        "staff[2]",
        "staff[3]",
    ]
    assert [f.path for f in found.fields if f.element == "p.name"] == [
        "staff[1].name",
        "staff[2].name",
        "staff[3].name",
    ]
    assert found.item("licence").fields == ("shop.name", "staff[1].name", "staff[2].name", "staff[3].name")


def test_equal_arguments_give_equal_plans_and_the_json_is_plain() -> None:
    assert plan() == plan()
    told = json.loads(json.dumps(plan_json(plan()), ensure_ascii=False))
    assert {
        "journey", "release", "on", "assumed", "subjects", "items", "undecided", "fields", "materials",
        "critical_path_days", "legal_days", "reductions",
    } <= told.keys()  # fmt: skip
    assert {"role", "kind", "many"} <= told["subjects"][0].keys()
    assert {"code", "name", "org", "level", "after", "reason"} <= told["items"][0].keys()
    assert {"path", "role", "element", "name", "needed_by", "source", "value"} <= told["fields"][0].keys()
    assert {"type", "name", "holder", "copies", "needed_by", "satisfied_by"} <= told["materials"][0].keys()
    assert {"days", "materials", "fields", "visits", "steps"} == told["reductions"].keys()


def test_an_idle_question_makes_statements_about_it_false() -> None:
    bodies = make.family()
    bodies[0]["questions"].append(
        {"id": "married", "ask": "结婚了吗？", "why": "w", "kind": "yes_no", "when": "has_father = yes"}
    )
    bodies[0]["items"][3]["when"] = "married = yes"
    found = compose(make.release(bodies), {**ANSWERS, "has_father": "no"}, KNOWN, ON, world=WORLD)
    assert [one.code for one in found.not_chosen] == ["fourth"]


def test_a_question_answered_by_known_data_is_not_asked_but_listed() -> None:
    bodies = make.family()
    bodies[0]["questions"][4]["known"] = "mother.months >= 1"
    release = make.release(bodies)
    answers = {key: value for key, value in ANSWERS.items() if key != "card"}
    found = compose(release, answers, KNOWN, ON, world=WORLD)
    assert found.questions == ()
    assert [(one.answer, one.how) for one in found.answered if one.question == "card"] == [(True, "known")]
    contradicted = compose(release, {**answers, "card": "no"}, KNOWN, ON, world=WORLD)
    assert "fourth" in [one.code for one in contradicted.not_chosen]


@pytest.mark.parametrize("wrong", ["aunt", "", None])
def test_an_answer_that_is_no_option_counts_as_no_answer(wrong: str | None) -> None:
    assert "follow" in [question.id for question in plan({"follow": wrong}).questions]


def test_composing_takes_at_most_two_milliseconds() -> None:
    best = 1.0
    for _ in range(30):
        begun = time.perf_counter()
        plan({"how_many": 2})
        best = min(best, time.perf_counter() - begun)
    assert best <= 0.002


def test_a_material_whose_result_comes_too_late_must_be_brought() -> None:
    bodies = make.family()
    bodies[0]["items"][1]["after"] = []  # the second no longer waits for the first, which issues the proof
    found = compose(make.release(bodies), ANSWERS, KNOWN, ON, world=WORLD)
    (proof,) = [one for one in found.materials if one.type == "proof-paper"]
    assert proof.satisfied_by is None


def test_two_paths_of_one_subject_and_element_are_one_datum_under_both_names() -> None:
    bodies = make.family()
    third = next(body for body in bodies if body["code"] == "third")
    third["fields"][2] = make.need("mother.full_name", "p.name")
    release = make.release(bodies)
    found = compose(
        release, ANSWERS, KNOWN | {"mother.full_name": Known("林小雨", source="people")}, ON, world=WORLD
    )
    (name,) = [field for field in found.fields if (field.role, field.element) == ("mother", "p.name")]
    assert (name.path, name.aliases, name.value) == ("mother.name", ("mother.full_name",), "林小雨")
    assert {"first", "third"} <= set(name.needed_by)
    assert found.field("mother.full_name") == name


def test_a_field_whose_need_is_still_open_is_marked() -> None:
    bodies = make.family()
    third = next(body for body in bodies if body["code"] == "third")
    third["fields"].append(make.need("mother.account", "pay.account", when="mother.months >= 12"))
    known = SIGNED_ON | HOME
    (account,) = [
        f
        for f in compose(make.release(bodies), ANSWERS, known, ON, world=WORLD).fields
        if f.path == "mother.account"
    ]
    assert account.undecided
    assert account.source == "asked"


def test_the_form_follows_its_sections_and_no_order_hides_in_a_map() -> None:
    sections = [
        {"code": "parents", "title": "爸爸妈妈", "subjects": ["mother", "father"]},
        {"code": "kid", "title": "宝宝", "subjects": ["kid"]},
    ]
    bodies = make.family(sections=sections)
    turned = [dict(reversed(body.items())) for body in bodies]
    turned[0]["subjects"] = dict(reversed(turned[0]["subjects"].items()))
    one, other = make.release(bodies), make.release(turned)
    assert one.digest == other.digest
    plan = compose(one, ANSWERS, KNOWN, ON, world=WORLD)
    assert list(dict.fromkeys(field.role for field in plan.fields)) == ["mother", "father", "kid[1]"]
    assert [subject.role for subject in plan.subjects] == ["mother", "father", "kid"]
