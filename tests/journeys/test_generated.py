"""What must hold for every journey whatever it is: properties on random rulebooks, answers and known values."""

from __future__ import annotations

import copy
import random
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bancheng.journeys.compose import Known, Plan, PlanItem, compose, plan_json
from tests.factories import rulebooks as make
from tests.factories.generated import Case, cases
from tests.factories.rulebooks import ON

WORLD = make.world()
PROPERTY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def composed(case: Case, known: dict[str, Known] | None = None) -> Plan:
    return compose(
        make.release(case.bodies), case.answers, case.known if known is None else known, ON, world=WORLD
    )


def without_release(plan: Plan) -> dict[str, Any]:
    told = plan_json(plan)
    told.pop("release")
    return told


@PROPERTY
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_items_lookups_answers_and_values_does_not_matter(
    case: Case, chance: random.Random
) -> None:
    bodies = copy.deepcopy(list(case.bodies))
    for name in ("items", "prefill"):
        chance.shuffle(bodies[0][name])
    answers, known = list(case.answers.items()), list(case.known.items())
    chance.shuffle(answers)
    chance.shuffle(known)
    other = Case(tuple(bodies), dict(answers), dict(known))
    assert without_release(composed(other)) == without_release(composed(case))


@PROPERTY
@given(cases())
def test_every_requirement_is_covered_exactly_once(case: Case) -> None:
    plan = composed(case)
    data = [(field.role, field.element) for field in plan.fields]
    assert len(data) == len(set(data))
    materials = [(one.type, one.holder, one.form) for one in plan.materials]
    assert len(materials) == len(set(materials))
    covered = {(node, field.path) for field in plan.fields for node in field.nodes}
    assert covered == {(item.node, path) for item in plan.items for path in item.fields}
    brought = {(node, one.key) for one in plan.materials for node in one.nodes}
    assert brought == {(item.node, key) for item in plan.items for key in item.materials}


@PROPERTY
@given(cases())
def test_each_unconditional_need_of_a_chosen_item_is_in_the_plan(case: Case) -> None:
    plan = composed(case)
    present = {subject.role: subject.occurrences for subject in plan.subjects}
    for item in plan.items:
        for need in item.item.fields:
            role, _dot, rest = need.path.partition(".")
            if need.when is None and role in present:
                own = [item.for_] if item.for_ and item.for_.startswith(role) else present[role]
                assert {f"{one}.{rest}" for one in own} <= set(item.fields)


@PROPERTY
@given(cases(), st.data())
def test_for_the_same_items_and_fields_knowing_more_never_asks_more(case: Case, data: st.DataObject) -> None:
    """Of the same fields: what is known may show that a field is not needed, by which a register would have been asked."""
    fewer = {
        key: one for key, one in case.known.items() if data.draw(st.booleans()) and one.value is not None
    }
    more = {key: one for key, one in case.known.items() if one.value is not None}
    less_known, more_known = composed(case, fewer), composed(case, more)
    assume([item.node for item in less_known.items] == [item.node for item in more_known.items])
    assume({field.path for field in less_known.fields} == {field.path for field in more_known.fields})
    assert {field.path for field in more_known.asked()} <= {field.path for field in less_known.asked()}
    assert {one.key for one in more_known.to_bring()} <= {one.key for one in less_known.to_bring()}


@PROPERTY
@given(cases())
def test_nothing_is_asked_that_an_authority_holds(case: Case) -> None:
    """An oracle of its own: close what is known and what only the person can say under all look-ups."""
    plan = composed(case)
    present = {subject.role for subject in plan.subjects}
    lookups = [
        (prefill["resource"].split("-"), prefill["roles"]["subject"]) for prefill in case.journey["prefill"]
    ]
    steps = [(f"{role}.{i}", f"{role}.{o}") for (i, o), role in lookups if role in present]
    offered = {output for _input, output in steps}
    reached = {path for path, one in case.known.items() if one.value is not None}
    reached |= {field.path for field in plan.asked() if field.path not in offered}
    for _round in steps:
        reached |= {output for needed, output in steps if needed in reached}
    assert not {field.path for field in plan.asked() if field.path in offered} & reached


@PROPERTY
@given(cases())
def test_a_result_is_used_only_by_cases_that_wait_for_it(case: Case) -> None:
    plan = composed(case)
    before: dict[str, set[str]] = {}
    for item in plan.items:
        before[item.node] = {one.node for one in item.after}.union(*(before[one.node] for one in item.after))
    for field in plan.fields:
        if field.source.startswith("result:"):
            code = field.source.removeprefix("result:").split(".")[0]
            assert all(any(one.split("@")[0] == code for one in before[node]) for node in field.nodes)


@PROPERTY
@given(cases(), st.randoms(use_true_random=False))
def test_random_outcomes_leave_nothing_waiting(case: Case, chance: random.Random) -> None:
    plan = composed(case)
    ended = play(plan, chance)
    assert ended.keys() == {item.node for item in plan.items}
    for item in plan.items:
        stops = [one for one in item.after if one.on_failure == "stop" and ended[one.node] != "done"]
        assert not stops or ended[item.node] == "stopped"


def play(plan: Plan, chance: random.Random) -> dict[str, str]:
    """Let every case that is ready end somehow, until none moves any more."""
    ended: dict[str, str] = {}
    waiting: list[PlanItem] = list(plan.items)
    while ready := [item for item in waiting if all(one.node in ended for one in item.after)]:
        item = chance.choice(ready)
        waiting.remove(item)
        failed = {one.on_failure for one in item.after if ended[one.node] != "done"}
        given_up = "ask_applicant" in failed and chance.random() < 0.5
        ended[item.node] = (
            "stopped" if "stop" in failed or given_up else chance.choice(("done", "refused", "withdrawn"))
        )
    return ended


@PROPERTY
@given(cases())
def test_chosen_undecided_and_left_out_items_are_all_the_items_once(case: Case) -> None:
    plan = composed(case)
    chosen = {item.code for item in plan.items}
    undecided = {one.code for one in plan.undecided}
    left_out = {one.code for one in plan.not_chosen}
    codes = [place["item"] for place in case.journey["items"]]
    assert len(chosen) + len(undecided) + len(left_out) == len(codes)
    assert chosen | undecided | left_out == set(codes)


@PROPERTY
@given(cases())
def test_levels_rise_along_prerequisites_and_days_never_grow(case: Case) -> None:
    plan = composed(case)
    level = {item.node: item.level for item in plan.items}
    assert all(level[one.node] < level[item.node] for item in plan.items for one in item.after)
    figures = plan.figures
    assert figures.days.after <= figures.days.before
    assert figures.materials.after <= figures.materials.before or any(one.undecided for one in plan.materials)
