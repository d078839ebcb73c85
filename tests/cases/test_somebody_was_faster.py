"""Between the read of an act and its write somebody else acts: one of the two counts, the other is told who and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bancheng.cases.commands import moving
from bancheng.cases.spec import CorrectionEntry, CorrectionReply, Decision
from bancheng.kernel.database import Row, call, fetch_all
from bancheng.kernel.errors import Conflict
from bancheng.kernel.ids import uuid7
from tests.cases.plans import NOW, Walk, case, officer, opened, person
from tests.cases.reading import case_row, events, papers, worklist

pytestmark = pytest.mark.django_db
COLLEAGUE = officer("station.household", "王倩")
ASKED = [CorrectionEntry("other", "x", "请核对。")]


@pytest.fixture
def walk() -> Walk:
    one = case("a")
    return Walk(opened(one)[0].application_id, one)


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], None]:
    """Let something happen right after the next read of an act."""

    def put(what: Callable[[], Any]) -> None:
        read = moving.case_context

        def then(*args: Any, **more: Any) -> Row | None:
            found = read(*args, **more)
            monkeypatch.setattr(moving, "case_context", read)
            what()
            return found

        monkeypatch.setattr(moving, "case_context", then)

    return put


def other(walk: Walk, act: str, **more: Any) -> Callable[[], Any]:
    """A colleague's act on the page as it was; the first one's page does not know of it."""
    twin = Walk(walk.application_id, walk.case, version=walk.version)
    return lambda: twin.act(act, **({"actor": COLLEAGUE} | more))


def accept_first(walk: Walk) -> None:
    walk.act("accept")


FASTER: list[tuple[str, str, dict[str, Any], str, dict[str, Any], Callable[[Walk], None] | None]] = [
    ("accepted twice", "accept", {}, "accept", {}, None),
    ("corrected while accepted", "request_correction", {"entries": ASKED}, "accept", {}, None),
    (
        "accepted while refused",
        "accept",
        {},
        "refuse_acceptance",
        {"reason": "无职权", "basis": ["条例"]},
        None,
    ),
    (
        "refused while accepted",
        "refuse_acceptance",
        {"reason": "无职权", "basis": ["条例"]},
        "accept",
        {},
        None,
    ),
    ("claimed twice", "claim", {}, "claim", {}, None),
    ("accepted while withdrawn", "accept", {}, "withdraw", {"actor": person()}, None),
    ("withdrawn while accepted", "withdraw", {"actor": person()}, "accept", {}, None),
    ("paused while reviewed", "pause", {"procedure": "site"}, "review", {}, accept_first),
    (
        "terminated while reviewed",
        "terminate",
        {"reason": "申请人死亡", "basis": ["法"]},
        "review",
        {},
        accept_first,
    ),
]


@pytest.mark.parametrize(
    ("act", "more", "faster", "with_", "before"), [row[1:] for row in FASTER], ids=[row[0] for row in FASTER]
)
def test_the_slower_is_told_and_nothing_of_theirs_is_done(
    walk: Walk,
    meanwhile: Callable[[Callable[[], Any]], None],
    act: str,
    more: dict[str, Any],
    faster: str,
    with_: dict[str, Any],
    before: Callable[[Walk], None] | None,
) -> None:
    if before:
        before(walk)
    version = walk.version
    done: list[Row] = []

    def first() -> None:
        other(walk, faster, **with_)()
        done.append(case_row(walk.application_id, walk.case.case_id))

    meanwhile(first)
    with pytest.raises(Conflict) as refused:
        walk.act(act, **more)
    assert refused.value.code == "case_taken"
    assert refused.value.facts["version"] == version + 1
    assert case_row(walk.application_id, walk.case.case_id) == done[0]
    seqs = fetch_all(
        "SELECT seq FROM kernel_event WHERE application_id = %s AND case_id = %s",
        [walk.application_id, walk.case.case_id],
    )
    assert len(seqs) == version + 1


def test_two_answers_of_the_applicant_leave_one_set_of_new_materials(
    walk: Walk, meanwhile: Callable[[Callable[[], Any]], None]
) -> None:
    walk.act("request_correction", entries=ASKED)
    replies = [CorrectionReply(0, disagrees="没有错")]
    meanwhile(other(walk, "answer_correction", replies=replies, actor=person()))
    with pytest.raises(Conflict):
        walk.act("answer_correction", replies=replies, actor=person())
    assert events(walk.application_id, walk.case.case_id).count("case_correction_answered") == 1


def test_the_same_press_twice_at_once_is_answered_with_what_was_done(
    walk: Walk, meanwhile: Callable[[Callable[[], Any]], None]
) -> None:
    twin = Walk(walk.application_id, walk.case)
    meanwhile(lambda: twin.act("accept", key="k1"))
    again = walk.act("accept", key="k1")
    assert (again.replayed, again.state, again.version) == (True, "accepted", 2)
    assert again.case_number == case_row(walk.application_id, walk.case.case_id)["case_number"]
    assert len(papers(walk.application_id, "acceptance_notice")) == 1


def test_another_key_at_once_is_no_repetition(
    walk: Walk, meanwhile: Callable[[Callable[[], Any]], None]
) -> None:
    meanwhile(other(walk, "accept", key="k1"))
    with pytest.raises(Conflict):
        walk.act("accept", key="k2")


def asked_walks(count: int) -> list[Walk]:
    """Cases whose predecessor was refused: the applicant is asked about each."""
    a = case("a", reviews=0)
    asking = [case(f"b{number}", level=2, after={"a": "ask_applicant"}) for number in range(count)]
    application = opened(a, *asking)[0].application_id
    Walk(application, a).refuse()
    return [Walk(application, one, version=2) for one in asking]


@pytest.mark.parametrize(("first", "second"), [(True, False), (False, True), (True, True)])
def test_two_answers_to_one_question_count_once(
    meanwhile: Callable[[Callable[[], Any]], None], first: bool, second: bool
) -> None:
    (walk,) = asked_walks(1)
    meanwhile(other(walk, "answer_question", go_on=first, actor=person()))
    with pytest.raises(Conflict):
        walk.act("answer_question", go_on=second, actor=person())
    state = case_row(walk.application_id, walk.case.case_id)["state"]
    assert state == ("filed" if first else "withdrawn")


def test_an_answer_about_one_case_is_none_about_the_other() -> None:
    one, two = asked_walks(2)
    one.act("answer_question", go_on=True, actor=person())
    assert case_row(one.application_id, one.case.case_id)["state"] == "filed"
    assert case_row(two.application_id, two.case.case_id)["state"] == "waiting"
    two.act("answer_question", go_on=False, actor=person())
    assert case_row(two.application_id, two.case.case_id)["state"] == "withdrawn"


# 数据库里的闸: what the functions refuse by themselves, whatever the program above them sends


def as_sent(monkeypatch: pytest.MonkeyPatch, walk: Walk, act: str, **more: Any) -> tuple[str, dict[str, Any]]:
    """The write that an act would send, caught before it is sent."""
    caught: list[tuple[str, dict[str, Any]]] = []

    class Caught(Exception):
        pass

    def catch(function: str, **arguments: Any) -> None:
        caught.append((function, arguments))
        raise Caught

    monkeypatch.setattr(moving, "call", catch)
    with pytest.raises(Caught):
        walk.act(act, **more)
    monkeypatch.setattr(moving, "call", call)
    return caught[0]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [("version", 7, "taken"), ("from", "paused", "taken"), ("case_id", str(uuid7()), "missing")],
    ids=["version", "state", "case"],
)
def test_a_write_that_does_not_fit_the_row_does_nothing(
    walk: Walk, monkeypatch: pytest.MonkeyPatch, name: str, value: Any, code: str
) -> None:
    function, arguments = as_sent(monkeypatch, walk, "accept")
    before = case_row(walk.application_id, walk.case.case_id), worklist(walk.application_id)
    arguments["move"][name] = value
    assert call(function, **arguments).code == code
    assert (case_row(walk.application_id, walk.case.case_id), worklist(walk.application_id)) == before


def test_a_write_under_another_application_does_nothing(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    function, arguments = as_sent(monkeypatch, walk, "accept")
    before = case_row(walk.application_id, walk.case.case_id)
    assert call(function, **{**arguments, "application_id": uuid7()}).code == "missing"
    assert case_row(walk.application_id, walk.case.case_id) == before


# 钟: each case has its own


def clocks(walk: Walk) -> dict[str, Any]:
    rows = fetch_all(
        "SELECT kind, stopped_at FROM cases_clock WHERE application_id = %s AND case_id = %s",
        [walk.application_id, walk.case.case_id],
    )
    return {row["kind"]: row["stopped_at"] for row in rows}


def test_an_act_on_one_case_leaves_the_clocks_of_the_others_running() -> None:
    one, two = case("a"), case("b")
    application = opened(one, two)[0].application_id
    Walk(application, one).approve()
    Walk(application, one, version=4).finish_issue()
    assert clocks(Walk(application, two)) == {"acceptance": None}


def test_a_clock_that_stopped_keeps_the_instant_at_which_it_stopped(walk: Walk) -> None:
    walk.act("accept")
    walk.act("review", now=NOW + timedelta(hours=1))
    walk.act(
        "decide", decision=Decision(False, "材料不实", ["条例"], ["可以复议"]), now=NOW + timedelta(hours=2)
    )
    stopped = clocks(walk)
    assert stopped["acceptance"] == NOW
    assert stopped["promised"] == NOW + timedelta(hours=2)


def test_an_answered_correction_belongs_to_its_own_case() -> None:
    one, two = case("a"), case("b")
    application = opened(one, two)[0].application_id
    walks = [Walk(application, node) for node in (one, two)]
    for each in walks:
        each.act("request_correction", entries=ASKED)
    walks[0].act("answer_correction", replies=[CorrectionReply(0, disagrees="没有错")], actor=person())
    open_ones = fetch_all(
        "SELECT case_id FROM cases_correction WHERE application_id = %s AND answered_at IS NULL",
        [application],
    )
    assert [row["case_id"] for row in open_ones] == [two.case_id]
