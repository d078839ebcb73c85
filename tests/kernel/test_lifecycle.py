"""Lifecycles: one table answers buttons, commands, the database and the picture."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.db.models import CheckConstraint

from bancheng.kernel import lifecycle
from bancheng.kernel.errors import RuleBroken
from bancheng.kernel.lifecycle import Lifecycle, State, Transition

STATES = [
    State("filed", "已交，等受理", "待受理", "mute", "inbox"),
    State("correction_requested", "等您补材料", "待补正", "warn", "alert-triangle"),
    State("accepted", "正在办", "审查中"),
    State("issued", "已办好", "已出证", "ok", "circle-check"),
    State("withdrawn", "您已撤回", "已撤回", "mute"),
]
TRANSITIONS = [
    Transition("accept", "filed", "accepted", who="受理岗", title="受理"),
    Transition("request_correction", "filed", "correction_requested", who="受理岗", title="要求补正"),
    Transition("answer_correction", "correction_requested", "filed", who="申请人", title="补正"),
    Transition("issue", "accepted", "issued", who="发证岗", title="出证"),
    Transition(
        "withdraw", ("filed", "correction_requested", "accepted"), "withdrawn", who="申请人", title="撤回"
    ),
]


@pytest.fixture(autouse=True)
def _own_register(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifecycle, "_lifecycles", {})


def made(states: Sequence[State] = STATES, transitions: Sequence[Transition] = TRANSITIONS) -> Lifecycle:
    return Lifecycle("test", states, transitions)


def test_the_table_says_what_may_be_done_in_a_state() -> None:
    case = made()
    assert case.allowed("filed") == ("accept", "request_correction", "withdraw")
    assert case.allowed("issued") == ()


def test_an_act_leads_where_the_table_says() -> None:
    case = made()
    assert case.target("filed", "accept") == "accepted"
    assert {case.target(state, "withdraw") for state in ("filed", "accepted")} == {"withdrawn"}


def test_an_act_out_of_place_is_refused_with_what_is_possible_and_who_may_do_it() -> None:
    with pytest.raises(RuleBroken) as caught:
        made().target("correction_requested", "accept")
    error = caught.value
    assert error.code == "act_not_allowed"
    assert error.message == "现在是“待补正”，不能受理。"
    assert error.next_step == "现在可以做的：补正（申请人）；撤回（申请人）。"
    assert error.facts["allowed"] == ["answer_correction", "withdraw"]


def test_an_end_offers_nothing() -> None:
    with pytest.raises(RuleBroken) as caught:
        made().target("issued", "withdraw")
    assert "已经结束" in caught.value.next_step


def test_an_unknown_state_or_act_is_refused_not_guessed() -> None:
    case = made()
    for state, act in (("lost", "accept"), ("filed", "dance")):
        with pytest.raises(RuleBroken):
            case.target(state, act)


def test_ends_are_the_states_that_nothing_leaves() -> None:
    assert made().ends == {"issued", "withdrawn"}


def test_a_history_must_be_a_path_of_the_table() -> None:
    case = made()
    assert case.is_path(["filed", "correction_requested", "filed", "accepted", "issued"])
    assert not case.is_path(["filed", "issued"])
    assert not case.is_path(["accepted", "issued"])
    assert not case.is_path([])


def test_two_outcomes_of_one_act_are_refused() -> None:
    with pytest.raises(ValueError, match="two targets"):
        made(transitions=[*TRANSITIONS, Transition("accept", "filed", "issued")])


def test_a_state_that_nothing_reaches_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing leads to"):
        made(states=[*STATES, State("lost", "", "")])


def test_an_unknown_target_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown state"):
        made(transitions=[*TRANSITIONS, Transition("lose", "filed", "lost")])


def test_a_name_is_declared_once() -> None:
    made()
    with pytest.raises(ValueError, match="twice"):
        made()


def test_the_database_knows_the_same_states() -> None:
    case = made()
    assert case.check_sql() == "state IN ('filed', 'correction_requested', 'accepted', 'issued', 'withdrawn')"
    constraint = case.constraint("test_state")
    assert isinstance(constraint, CheckConstraint)
    assert list(case.codes) in [child[1] for child in constraint.condition.children]  # type: ignore[union-attr]


def test_the_picture_is_drawn_from_the_table() -> None:
    picture = made().mermaid()
    assert picture.startswith("stateDiagram-v2\n")
    assert "    [*] --> filed\n" in picture
    assert "    filed --> accepted: 受理\n" in picture
    assert "    issued --> [*]\n" in picture
    assert "    filed --> [*]\n" not in picture
