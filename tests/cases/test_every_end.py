"""Every failure rule × delivery rule × outcome × place in the order: how it ends, what is told, and that nothing waits.

The order: a → b → c; b and d → j (the join) → k. One case ends as the table says, all others are granted whenever they
can be. What must come of it is written down here by itself, not asked of the program.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from bancheng.cases import commands as cases
from bancheng.cases.lifecycle import CASE
from bancheng.cases.queries import application_progress, todos_of
from bancheng.cases.spec import CorrectionEntry, Delivery, Limit, Moved, NewCase, Prerequisite
from bancheng.cases.spec.outcomes import outcome_of
from bancheng.kernel.invariants import audit
from tests.cases.plans import NOW, Walk, case, opened, person
from tests.cases.reading import application_row, case_row, case_rows, papers, worklist

pytestmark = pytest.mark.django_db

AFTER = {"a": (), "b": ("a",), "c": ("b",), "d": (), "j": ("b", "d"), "k": ("j",)}
LEVEL = {"a": 1, "b": 2, "c": 3, "d": 1, "j": 3, "k": 4}
PLACES = {"root": "a", "middle": "b", "leaf": "c", "join": "j"}
LATER = datetime(2026, 8, 3, 2, 30, tzinfo=UTC)
AT_LATEST = Limit(10)

OUTCOMES = {
    "issued": "issued", "refused": "refused", "not_accepted": "not_accepted", "withdrawn": "withdrawn",
    "terminated": "terminated", "correction_lapsed": "terminated", "question_unanswered": "terminated",
    "confirmation_refused": "terminated", "confirmation_lapsed": "terminated",
}  # fmt: skip
UPSTREAM = {"b": "a", "c": "b", "j": "d"}
"""An unanswered question needs an earlier case that failed: this one is refused then."""


@dataclass(frozen=True)
class Rule:
    """What happens to a case whose predecessor failed, and what the applicant says when asked."""

    on_failure: str
    answer: str = ""
    on_silence: str = "stop"

    @property
    def end(self) -> str:
        """The end of a case whose predecessor failed."""
        if self.on_failure == "ask_applicant":
            return {"yes": "issued", "no": "withdrawn", "silent": self.silent}[self.answer]
        return "terminated" if self.on_failure == "stop" else "issued"

    @property
    def silent(self) -> str:
        return "issued" if self.on_silence == "continue_without" else "terminated"


RULES = {
    "stop": Rule("stop"),
    "go_on": Rule("continue_without"),
    "ask-yes": Rule("ask_applicant", "yes"),
    "ask-no": Rule("ask_applicant", "no"),
    "ask-silent": Rule("ask_applicant", "silent"),
    "ask-silent-go_on": Rule("ask_applicant", "silent", "continue_without"),
}
DELIVERIES = ("together", "as_ready", "together_but_at_latest_by")


def expected(rule: Rule, outcome: str, node: str) -> dict[str, str]:
    """The end of every case."""
    ends: dict[str, str] = {}
    for one, before in AFTER.items():
        failed = [each for each in before if ends[each] != "issued"]
        ends[one] = rule.end if failed else "issued"
        if outcome == "question_unanswered" and one == UPSTREAM[node]:
            ends[one] = "refused"
        if one == node:
            ends[one] = OUTCOMES[outcome]
    return ends


class Course:
    """One application on its way to its end."""

    def __init__(self, rule: Rule, delivery: str, outcome: str, node: str) -> None:
        self.rule, self.outcome, self.node = rule, outcome, node
        latest = AT_LATEST if delivery == "together_but_at_latest_by" else None
        self.cases = {one: self._case(one) for one in AFTER}
        submitted, _receipt = opened(
            *self.cases.values(),
            delivery=Delivery(delivery, latest),  # type: ignore[arg-type]
        )
        self.id = submitted.application_id
        self.now = NOW

    def _case(self, node: str) -> NewCase:
        made = case(node, level=LEVEL[node], reviews=0, materials=[])
        rule, silence = self.rule.on_failure, self.rule.on_silence
        if self.outcome == "question_unanswered" and node == self.node:
            rule, silence = "ask_applicant", "stop"
        edges = [
            Prerequisite(one, rule, on_silence=silence)  # type: ignore[arg-type]
            for one in AFTER[node]
        ]
        return replace(made, after=edges)

    def row(self, node: str) -> dict[str, Any]:
        return case_row(self.id, self.cases[node].case_id)

    def walk(self, node: str) -> Walk:
        return Walk(self.id, self.cases[node], version=self.row(node)["version"])

    def run(self) -> None:
        """Until nobody can do anything any more."""
        for _each in range(40):
            rows = case_rows(self.id)
            ready = [node for node in AFTER if _can_move(rows[node])]
            if not ready:
                return
            spoken = [node for node in ready if not self._silent(node, rows[node]["state"])]
            self._step((spoken or ready)[0], rows[(spoken or ready)[0]]["state"])
        raise AssertionError("this does not end")

    def _silent(self, node: str, state: str) -> bool:
        """Whether the next thing about this case is that nobody says anything: that comes last, it takes days."""
        if state != "waiting":
            return node == self.node and self.outcome == "correction_lapsed"
        mine = node == self.node and self.outcome == "question_unanswered"
        return mine or self.rule.answer == "silent"

    def _step(self, node: str, state: str) -> None:
        if state == "waiting":
            self._answer(node)
        elif node == self.node and self.outcome not in ("issued", "question_unanswered"):
            self._end(node)
        elif self.outcome == "question_unanswered" and node == UPSTREAM.get(self.node):
            self._granted_or_refused(node, granted=False)
        else:
            self._granted_or_refused(node, granted=True)

    def _answer(self, node: str) -> None:
        if self._silent(node, "waiting"):
            self._time_passes(node)
        else:
            go_on = self.rule.answer == "yes"
            self.walk(node).act("answer_question", actor=person(), go_on=go_on, now=self.now)

    def _time_passes(self, node: str) -> None:
        """Nobody says anything: first the reminder comes, then the end of the days."""
        for told in (["remind"], ["stop", "lapse", "activate", "go_on_unanswered"]):
            self.now = self.row(node)["wake_at"] + timedelta(seconds=1)
            cases.silence(self.now)
            assert self.row(node)["last_act"] in told

    def _granted_or_refused(self, node: str, *, granted: bool) -> None:
        walk = self.walk(node)
        if self.row(node)["state"] == "filed":
            walk.act("accept", now=self.now)
        if granted:
            walk.approve_only()
            walk.finish_issue()
        else:
            walk.refuse_only()

    def _end(self, node: str) -> None:
        walk = self.walk(node)
        if self.outcome in ("refused", "terminated") and self.row(node)["state"] == "filed":
            walk.act("accept", now=self.now)
        if self.outcome == "refused":
            walk.refuse_only()
        elif self.outcome == "not_accepted":
            walk.act(
                "refuse_acceptance",
                reason="不属于本机关",
                basis=["条例第二条"],
                remedies=["可以复议"],
                now=self.now,
            )
        elif self.outcome == "withdrawn":
            walk.act("withdraw", actor=person(), now=self.now)
        elif self.outcome == "terminated":
            walk.act("terminate", reason="事由消失", basis=["条例第三条"], now=self.now)
        elif self.outcome == "correction_lapsed":
            walk.act("request_correction", entries=[CorrectionEntry("other", "", "请说明")], now=self.now)
            self._time_passes(node)
        else:
            own = [self.cases[node].case_id]
            cases.stop_cases(
                application_id=self.id,
                case_ids=own,
                cause=self.outcome,
                reason="对方没有同意。",
                now=self.now,
            )

    def states(self) -> dict[str, str]:
        return {node: row["state"] for node, row in case_rows(self.id).items()}


def _can_move(row: dict[str, Any]) -> bool:
    """Whether somebody can do something about it: an officer, or the applicant who was asked."""
    asked = row["state"] == "waiting" and row["last_act"] in ("ask", "remind")
    return asked or (row["state"] not in CASE.ends and row["state"] != "waiting")


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("delivery", DELIVERIES)
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("place", PLACES)
def test_it_ends_as_the_rules_say_and_everything_is_told_once(
    place: str, rule: str, delivery: str, outcome: str
) -> None:
    node = PLACES[place]
    if outcome == "question_unanswered" and node not in UPSTREAM:
        return  # nobody asks about a case that waits for nothing
    course = Course(RULES[rule], delivery, outcome, node)
    course.run()
    ends = expected(RULES[rule], outcome, node)
    assert course.states() == ends
    _nothing_waits(course, ends)
    _results_go_out_once(course, delivery, ends)
    _one_letter_tells_each_end(course, ends)
    if delivery == DELIVERIES[0]:
        assert audit(["I5", "I6", "I12"]) == []


def _nothing_waits(course: Course, ends: dict[str, str]) -> None:
    whole = application_row(course.id)
    assert (whole["open_cases"], whole["issued_cases"]) == (0, sum(one == "issued" for one in ends.values()))
    assert worklist(course.id) == {}
    assert todos_of(person()) == []
    assert all(row["wake_at"].year == 9999 for row in case_rows(course.id).values()), "no alarm is left"


def _results_go_out_once(course: Course, delivery: str, ends: dict[str, str]) -> None:
    something = "issued" in ends.values()
    last = max(row["closed_at"] for row in case_rows(course.id).values())
    submitted = application_row(course.id)["submitted_at"]
    cases.silence(LATER)
    whole = application_row(course.id)
    assert whole["state"] == ("delivered" if something else "ended")
    assert (whole["released_at"] is not None) >= something
    if delivery == "together" and something:
        assert whole["released_at"] >= last, "together: not before the last"
    if delivery == "as_ready":
        assert whole["released_at"] == submitted
    assert cases.silence(LATER) == 0, "there is nothing left to do"


def _one_letter_tells_each_end(course: Course, ends: dict[str, str]) -> None:
    (letter,) = papers(course.id, "closing_letter")
    told = {one["name"].removeprefix("事项"): one for one in letter["values"]["cases"]}
    assert {node: one["state"] for node, one in told.items()} == ends
    page = {one["node"]: outcome_of(one) for one in application_progress(course.id, person()).cases}
    for node, one in told.items():
        bad = one["state"] != "issued"
        assert bool(one["reason"]) is bad, (node, one)
        assert bool(one["again"]) is bad, (node, one)
        assert bool(one["remedies_until"]) is (one["state"] in ("refused", "not_accepted")) or (
            one["state"] == "terminated" and one["basis"]
        )
        shown = page[node]
        assert (one["reason"], one["again"], one["words"]) == (shown.reason, shown.again, shown.words)
        assert one["remedies_until"] == [dict(each) for each in shown.remedies]
    grouped = [one["name"] for group in letter["values"]["groups"] for one in group["cases"]]
    assert sorted(grouped) == sorted(one["name"] for one in letter["values"]["cases"]), "each in one group"
    assert bool(letter["values"]["receive"]) is ("issued" in ends.values())


def test_the_table_is_whole() -> None:
    """Nine outcomes, three failure rules with what follows an answer, three ways of delivery, four places."""
    assert {rule.on_failure for rule in RULES.values()} == {"stop", "continue_without", "ask_applicant"}
    assert set(OUTCOMES.values()) == CASE.ends & {
        "issued",
        "refused",
        "not_accepted",
        "withdrawn",
        "terminated",
    }
    assert len(list(product(RULES, DELIVERIES, OUTCOMES, PLACES))) == 648


def _cause(course: Course, node: str) -> str:
    return str(course.row(node)["outcome"].get("cause", ""))


def test_a_case_that_stops_names_what_it_waited_for() -> None:
    course = Course(RULES["stop"], "together", "refused", "a")
    course.run()
    assert "“事项a”没有办成" in course.row("b")["outcome"]["reason"]
    assert "“事项b”没有办成" in course.row("c")["outcome"]["reason"]
    mine = Course(RULES["stop"], "together", "withdrawn", "a")
    mine.run()
    assert "您撤回了“事项a”" in mine.row("b")["outcome"]["reason"]
    assert _cause(mine, "b") == "stop"


def ids(course: Course, *nodes: str) -> list[UUID]:
    return [course.cases[node].case_id for node in nodes]


def _applicant_died(course: Course) -> Moved | None:
    own, reason = ids(course, *AFTER), "申请人已经去世。"
    return cases.stop_cases(
        application_id=course.id, case_ids=own, cause="applicant_gone", reason=reason, now=NOW
    )


def test_several_cases_can_be_ended_by_rule_at_once_and_decided_ones_stay() -> None:
    course = Course(RULES["stop"], "together", "issued", "a")
    walk = course.walk("d")
    walk.act("accept")
    walk.approve_only()
    moved = _applicant_died(course)
    assert moved is not None
    assert moved.open_cases == 1
    assert course.states() == {**dict.fromkeys(AFTER, "terminated"), "d": "approved"}
    assert _applicant_died(course) is None
    walk.finish_issue()
    cases.silence(LATER)
    (letter,) = papers(course.id, "closing_letter")
    assert {one["again"] for one in letter["values"]["cases"]} == {""}, "nobody is told to try again"
