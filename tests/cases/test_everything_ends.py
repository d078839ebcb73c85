"""Random outcomes on random plans: nothing is left waiting, counters agree, one letter, and every invariant holds."""

from __future__ import annotations

import random
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bancheng.cases import commands as cases
from bancheng.cases.lifecycle import CASE
from bancheng.cases.spec import NewCase
from bancheng.kernel.database import fetch_all
from bancheng.kernel.errors import RuleBroken
from bancheng.kernel.invariants import audit
from tests.cases.plans import CLOCK, NOW, Walk, case, opened, opening, person
from tests.cases.reading import application_row, case_row, papers, states

pytestmark = pytest.mark.django_db

RULES = ["stop", "continue_without", "ask_applicant"]


@st.composite
def plans(draw: st.DrawFn) -> list[NewCase]:
    """Up to six cases; each may wait for any earlier ones, each edge with its own rule."""
    made: list[NewCase] = []
    for index in range(draw(st.integers(1, 6))):
        chosen = draw(st.sets(st.integers(0, index - 1), max_size=3)) if made else set()
        earlier = [made[one] for one in sorted(chosen)]
        edges = {one.node: draw(st.sampled_from(RULES)) for one in earlier}
        level = 1 + max((one.level for one in earlier), default=0)
        made.append(case(f"n{index}", after=edges, level=level, reviews=0, materials=[]))
    return made


def _play(application_id: UUID, nodes: list[NewCase], dice: random.Random) -> None:
    """Do something to some open case until none is open; at most a few acts per case."""
    by_id = {node.case_id: node for node in nodes}
    for _each in range(12 * len(nodes)):
        rows = fetch_all(
            "SELECT * FROM cases_case WHERE application_id = %s ORDER BY case_id", [application_id]
        )
        active = [
            row
            for row in rows
            if row["state"] in ("filed", "accepted", "approved") or row["last_act"] == "ask"
        ]
        active = [row for row in active if row["state"] not in CASE.ends]
        if not active:
            return
        row = dice.choice(active)
        _one(Walk(application_id, by_id[row["case_id"]], version=row["version"]), row["state"], dice)


def _one(walk: Walk, state: str, dice: random.Random) -> None:
    if state == "waiting":
        walk.act("answer_question", actor=person(), go_on=dice.random() < 0.5)
    elif state == "approved":
        walk.finish_issue()
    elif dice.random() < 0.15:
        walk.act("withdraw", actor=person())
    elif state == "filed" and dice.random() < 0.2:
        walk.act("refuse_acceptance", reason="无职权", basis=["条例"])
    elif state == "filed":
        walk.act("accept")
    elif dice.random() < 0.3:
        walk.refuse_only()
    else:
        walk.approve_only()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(nodes=plans(), seed=st.integers(0, 2**32))
def test_random_outcomes_leave_nothing_waiting(nodes: list[NewCase], seed: int) -> None:
    submitted, _ = opened(*nodes)
    application_id = submitted.application_id
    _play(application_id, nodes, random.Random(seed))
    assert set(states(application_id).values()) <= CASE.ends
    whole = application_row(application_id)
    assert whole["open_cases"] == 0
    if whole["issued_cases"]:
        cases.deliver(actor=CLOCK, application_id=application_id, now=NOW)
    assert application_row(application_id)["state"] == ("delivered" if whole["issued_cases"] else "ended")
    assert len(papers(application_id, "closing_letter")) == 1
    assert audit(["I2", "I5", "I6", "I8", "I9", "I12"]) == []


def test_a_plan_with_a_circle_is_not_opened() -> None:
    made = opening(case("a", level=1, after=["b"]), case("b", level=2, after=["a"]))
    with pytest.raises(RuleBroken):
        cases.open_application(actor=person(), opening=made, now=NOW)


def test_the_whole_can_be_withdrawn_until_it_is_decided() -> None:
    a, b, c = case("a"), case("b"), case("c", level=2, after=["b"])
    submitted, _ = opened(a, b, c)
    Walk(submitted.application_id, a).approve()
    moved = cases.withdraw_application(
        actor=person(), application_id=submitted.application_id, now=NOW, key="w"
    )
    assert states(submitted.application_id) == {"a": "approved", "b": "withdrawn", "c": "withdrawn"}
    assert (moved.open_cases, moved.ended) == (1, False)
    again = cases.withdraw_application(
        actor=person(), application_id=submitted.application_id, now=NOW, key="w"
    )
    assert again.act == "withdraw"
    assert case_row(submitted.application_id, a.case_id)["state"] == "approved", "decided cases go on"
