"""Two acts that each would end or move the same case start at one instant: one wins, the other is told, nothing is torn.

Deciding, withdrawing, answering, the clock and the program's own ends, in every pair that the states allow.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import combinations
from uuid import UUID

import pytest
from django.db import connections

from bancheng.cases import commands as cases
from bancheng.cases.commands.silence import accept_by_silence, lapse, stop_unanswered
from bancheng.cases.lifecycle import CASE
from bancheng.cases.spec import CorrectionEntry, CorrectionReply, Decision, NewCase
from bancheng.kernel.errors import Conflict, DomainError, RuleBroken
from bancheng.kernel.invariants import audit
from tests.cases.plans import NOW, REMEDY, Walk, case, opened, person
from tests.cases.reading import case_row, papers

ROUNDS = 6
TOLD = {"case_taken", "act_not_allowed", "nothing_to_withdraw", "not_asked", "too_late_to_correct"}
"""What the one who came second is told: who moved it, or what is possible now."""
Act = Callable[[UUID, NewCase, int], object]


def walk(application_id: UUID, one: NewCase, version: int) -> Walk:
    return Walk(application_id, one, version=version)


def approve(application_id: UUID, one: NewCase, version: int) -> object:
    return walk(application_id, one, version).approve_only()


def refuse(application_id: UUID, one: NewCase, version: int) -> object:
    decision = Decision(False, "材料不实", ["条例第七条"], [REMEDY])
    return walk(application_id, one, version).act("decide", decision=decision)


def withdraw(application_id: UUID, one: NewCase, version: int) -> object:
    return walk(application_id, one, version).act("withdraw", actor=person())


def withdraw_all(application_id: UUID, _one: NewCase, _version: int) -> object:
    return cases.withdraw_application(actor=person(), application_id=application_id, now=NOW)


def terminate(application_id: UUID, one: NewCase, version: int) -> object:
    return walk(application_id, one, version).act("terminate", reason="事由消失", basis=["条例"])


def stop(application_id: UUID, one: NewCase, _version: int) -> object:
    return cases.stop_cases(
        application_id=application_id,
        case_ids=[one.case_id],
        cause="applicant_gone",
        reason="去世。",
        now=NOW,
    )


def pause(application_id: UUID, one: NewCase, version: int) -> object:
    return walk(application_id, one, version).act("pause", procedure="site")


def accept(application_id: UUID, one: NewCase, version: int) -> object:
    return walk(application_id, one, version).act("accept")


def refuse_acceptance(application_id: UUID, one: NewCase, version: int) -> object:
    return walk(application_id, one, version).act("refuse_acceptance", reason="无职权", basis=["条例"])


def request_correction(application_id: UUID, one: NewCase, version: int) -> object:
    entries = [CorrectionEntry("other", "", "请说明")]
    return walk(application_id, one, version).act("request_correction", entries=entries)


def by_clock(act: Callable[[UUID, UUID, int, datetime], object]) -> Act:
    def run(application_id: UUID, one: NewCase, version: int) -> object:
        return act(application_id, one.case_id, version, NOW + timedelta(days=40))

    run.__name__ = act.__name__
    return run


def answer_correction(application_id: UUID, one: NewCase, version: int) -> object:
    replies = [CorrectionReply(0, disagrees="已经写明")]
    return walk(application_id, one, version).act("answer_correction", actor=person(), replies=replies)


def yes(application_id: UUID, one: NewCase, version: int) -> object:
    return walk(application_id, one, version).act("answer_question", actor=person(), go_on=True)


def no(application_id: UUID, one: NewCase, version: int) -> object:
    return walk(application_id, one, version).act("answer_question", actor=person(), go_on=False)


PAIRS = [
    *((state, *pair) for state, acts in {
        "filed": [accept, refuse_acceptance, request_correction, withdraw, by_clock(accept_by_silence), stop],
        "accepted": [approve, refuse, withdraw, withdraw_all, terminate, stop, pause],
        "correction_requested": [answer_correction, withdraw, by_clock(lapse), terminate],
        "asked": [yes, no, withdraw, by_clock(stop_unanswered), stop],
    }.items() for pair in combinations(acts, 2))
]  # fmt: skip


def _at(state: str) -> tuple[UUID, NewCase, int]:
    """An application with one case in this state, and another that hangs on it."""
    first, one = case("first", reviews=0), case("one", reviews=0)
    if state == "asked":
        one = case("one", level=2, after={"first": "ask_applicant"}, reviews=0)
    after = case("after", level=3, after=["one"], reviews=0)
    submitted, _receipt = opened(first, one, after)
    if state == "accepted":
        accept(submitted.application_id, one, 1)
    elif state == "correction_requested":
        request_correction(submitted.application_id, one, 1)
    elif state == "asked":
        walk(submitted.application_id, first, 1).refuse()
    return submitted.application_id, one, case_row(submitted.application_id, one.case_id)["version"]


def _race(started: list[tuple[UUID, NewCase, int]], pair: tuple[Act, Act]) -> Iterator[list[object]]:
    """What each of the two got, for every application: its answer, or why it was refused."""
    barrier = threading.Barrier(2)

    def run(act: Act) -> list[object]:
        got: list[object] = []
        try:
            for one in started:
                barrier.wait(30)
                try:
                    got.append(act(*one))
                except DomainError as refused:
                    got.append(refused)
        finally:
            connections.close_all()
        return got

    with ThreadPoolExecutor(2) as pool:
        both = [future.result() for future in [pool.submit(run, act) for act in pair]]
    yield from ([mine, theirs] for mine, theirs in zip(*both, strict=True))


@pytest.mark.usefixtures("committed_db")
@pytest.mark.parametrize(
    ("state", "first", "second"),
    PAIRS,
    ids=[f"{state}-{a.__name__}-{b.__name__}" for state, a, b in PAIRS],
)
def test_one_wins_and_the_other_is_told(state: str, first: Act, second: Act, sealed: None) -> None:
    started = [_at(state) for _each in range(ROUNDS)]
    told: Counter[str] = Counter()
    for (application_id, one, _version), got in zip(started, _race(started, (first, second)), strict=True):
        refused = [each for each in got if isinstance(each, DomainError)]
        told[type(got[0]).__name__] += 1
        assert all(isinstance(each, Conflict | RuleBroken) and each.code in TOLD for each in refused), refused
        if withdraw_all not in (first, second) and stop not in (first, second):
            assert len(refused) == 1, (got, case_row(application_id, one.case_id)["state"])
        assert len(refused) < 2, "somebody won"
        row = case_row(application_id, one.case_id)
        assert row["state"] in {step.target for step in CASE.transitions}
        letters = papers(application_id, "closing_letter")
        assert len(letters) <= 1
    assert audit(["I5", "I6", "I9", "I12"]) == []
    assert told


@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Decisions need fresh evidence; no sealer runs beside these tests."""
    monkeypatch.setattr("bancheng.cases.commands.moving.require_fresh", lambda *_: None)
