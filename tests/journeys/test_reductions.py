"""Figures: before = the chosen items alone, one after another; after = this plan; legal limits; what is inferred."""

from __future__ import annotations

from typing import Any

from bancheng.journeys.compose import Known, Plan, compose, plan_json
from tests.factories import rulebooks as make
from tests.factories.rulebooks import ANSWERS, EAST_TOWN, ON

WORLD = make.world()
KNOWN = {
    "mother.home": Known(EAST_TOWN, source="people"),
    "mother.months": Known(8, source="insured"),
    "applicant.id": Known("4499", source="sign-on"),
}


def composed(bodies: list[dict[str, Any]] | None = None, **answers: Any) -> Plan:
    return compose(make.release(bodies or make.family()), {**ANSWERS, **answers}, KNOWN, ON, world=WORLD)


def chain(types: list[str], legal: list[str], **journey: Any) -> Plan:
    """Items one after another, with these types and legal limits."""
    items = [make.item(f"i{n}", type=kind, entries=[make.entry(promised="1 wd", legal=limit)])
             for n, (kind, limit) in enumerate(zip(types, legal, strict=True))]  # fmt: skip
    placed = [{"item": f"i{n}", "after": [{"item": f"i{n - 1}"}] if n else []} for n in range(len(items))]
    return compose(make.release([make.journey(placed, **journey), *items]), {}, {}, ON, world=WORLD)


def test_days_before_are_summed_and_days_after_are_the_critical_path() -> None:
    figures = composed().figures
    assert figures.days.before == 5 + 1 + 5 + 5 + 5
    assert figures.critical_path == ("first@kid[1]", "second@kid[1]", "fourth@kid[1]")
    assert figures.days.after == figures.critical_path_days == 5 + 1 + 5


def test_fields_and_materials_before_are_counted_per_case_and_after_as_asked() -> None:
    plan = composed()
    assert plan.figures.fields.before == sum(len(item.fields) for item in plan.items)
    assert plan.figures.fields.after == len(plan.asked()) == 3
    assert plan.figures.materials.before == sum(len(item.materials) for item in plan.items)
    assert plan.figures.materials.after == len(plan.to_bring()) == 1


def test_optional_needs_count_neither_before_nor_after() -> None:
    bodies = make.family()
    third = next(body for body in bodies if body["code"] == "third")
    plain = composed(bodies).figures
    third["fields"].append(make.need("mother.account", "pay.account", required=False))
    third["materials"].append(
        {"type": "account-photo", "holder": "mother", "form": "copy", "necessity": "optional"}
    )
    assert composed(bodies).figures.materials == plain.materials
    assert composed(bodies).figures.fields == plain.fields


def test_visits_before_are_summed_and_after_one_body_is_visited_once() -> None:
    bodies = make.family()
    for body in bodies:
        if body["schema"] == "item/1":
            for entry in body["entries"]:
                entry |= {"visits": 1, "visits_reason": "领证"}
    assert (composed(bodies).figures.visits.before, composed(bodies).figures.visits.after) == (5, 2)
    bodies[0]["items"][1]["visits"] = 0
    assert composed(bodies).figures.visits.after == 1


def test_steps_before_are_those_of_each_item_and_after_those_of_the_journey() -> None:
    figures = composed().figures
    assert figures.steps.before == 2 * 5
    assert figures.steps.after == 2 + 1  # apply and receive, and the other parent's confirmation


def test_one_licence_keeps_its_own_legal_limit() -> None:
    plan = chain(["01", "07"], ["20 wd", "10 wd"])
    assert (plan.figures.legal_days, plan.figures.legal_extension_days, plan.figures.joint) == (30, 0, False)


def test_two_licences_handled_jointly_have_forty_five_days_and_fifteen_more() -> None:
    plan = chain(["01", "01"], ["20 wd", "20 wd"])
    assert (plan.figures.legal_days, plan.figures.legal_extension_days, plan.figures.joint) == (45, 15, True)


def test_what_is_no_licence_adds_to_the_joint_limit() -> None:
    assert chain(["01", "01", "07"], ["20 wd", "20 wd", "10 wd"]).figures.legal_days == 55


def test_a_city_may_promise_or_rule_out_joint_handling() -> None:
    assert chain(["07", "07"], ["20 wd", "20 wd"], joint_handling="always").figures.legal_days == 45
    assert chain(["01", "01"], ["20 wd", "20 wd"], joint_handling="never").figures.legal_days == 40


def test_calendar_days_count_as_working_days_rounded_up() -> None:
    assert chain(["07"], ["30 cd"]).figures.legal_days == 22


def test_the_share_of_inferred_inputs_is_counted_over_what_the_plan_uses() -> None:
    bodies = make.family()
    assert (composed(bodies).figures.inferred, composed(bodies).figures.facts) == (0, 0)
    third = next(body for body in bodies if body["code"] == "third")
    third["fields"][0]["inferred"] = True
    third["entries"][0]["legal"] = {"limit": "20 wd", "inferred": True}
    bodies[0]["sources"] = {"law": {"title": "某法"}}
    bodies[0]["items"][0]["source"] = "law"
    figures = composed(bodies).figures
    assert (figures.inferred, figures.facts) == (2, 3)


def test_published_figures_of_elsewhere_are_beside_and_never_summed() -> None:
    published = [{"metric": "days", "place": "青海", "before": 32, "after": 5, "inferred": False}]
    with_them, without = composed(make.family(published_reductions=published)), composed()
    assert plan_json(with_them)["published_elsewhere"][0]["before"] == "32"
    assert with_them.figures == without.figures
