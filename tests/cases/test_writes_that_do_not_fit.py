"""数据库里的闸: a write that no longer fits what stands there does nothing at all, whatever the program above it sends.

Each act is stopped before it sends its one statement; the statement is changed in one place, or the rows are, and sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from bancheng.cases import commands as cases
from bancheng.cases.commands import closing, delivery, endings, handing_over, recomputing, rehoming
from bancheng.cases.commands.closing import letter
from bancheng.cases.commands.handing_over import open_applications_of
from bancheng.cases.queries.context import application_context
from bancheng.cases.queries.rehoming import open_cases
from bancheng.cases.spec import Decision, Delivery, Limit, NewCase
from bancheng.kernel.database import call, fetch_all
from bancheng.kernel.errors import NotFound, NotPermitted
from bancheng.kernel.ids import uuid7
from bancheng.kernel.workdays import import_notice, statutory_days, store
from tests.cases.plans import CLOCK, NOW, Walk, case, fixed, officer, opened, party, person
from tests.cases.reading import application_row, case_row, events, papers, states, worklist
from tests.cases.sending import Catch, Sent, as_sent, changed, refused

__all__ = ["as_sent"]

pytestmark = pytest.mark.django_db


# 送达


def two_granted() -> UUID:
    one, two = case("a", reviews=0), case("b", reviews=0)
    submitted, _ = opened(one, two)
    for each in (one, two):
        Walk(submitted.application_id, each).finish()
    return submitted.application_id


def delivering(application_id: UUID) -> Callable[[], Any]:
    return lambda: cases.deliver(actor=CLOCK, application_id=application_id, now=NOW)


def test_results_go_out_only_as_the_application_was_read(as_sent: Catch) -> None:
    own, other = two_granted(), two_granted()
    sent = as_sent(delivery, delivering(own))
    asked = sent[1]["delivery"]
    assert refused(sent, delivery=changed(asked, version=asked["version"] + 1)) == "taken"
    with pytest.raises(LookupError):
        refused(sent, application_id=uuid7())
    assert call(sent[0], **sent[1]).ok
    assert refused(sent) == "taken", "once"
    version = application_row(own)["version"]
    assert refused(sent, delivery=changed(asked, version=version)) == "taken", "it is delivered"
    assert application_row(other)["state"] == "open"


def test_nothing_is_delivered_while_a_case_is_open_or_without_any_result(as_sent: Catch) -> None:
    sent = as_sent(delivery, delivering(two_granted()))
    one, two = case("a", reviews=0), case("b", reviews=0)
    submitted, _ = opened(one, two)
    own = {"application_id": submitted.application_id, "delivery": changed(sent[1]["delivery"], version=1)}
    Walk(submitted.application_id, one).finish()
    assert refused(sent, **own) == "taken", "one is open"
    over = case("a")
    withdrawn, _ = opened(over)
    Walk(withdrawn.application_id, over).act("withdraw", actor=person())
    version = application_row(withdrawn.application_id)["version"]
    mine = {"application_id": withdrawn.application_id, "delivery": changed(own["delivery"], version=version)}
    assert refused(sent, **mine) == "taken", "nothing was granted"


def test_what_is_opened_at_the_latest_day_leaves_the_application_open_and_the_day_of_its_results_stands() -> (
    None
):
    one, two = case("a", reviews=0), case("b")
    submitted, _ = opened(one, two, delivery=Delivery("together_but_at_latest_by", Limit(5)))
    Walk(submitted.application_id, one).finish()
    cases.release_results(actor=CLOCK, application_id=submitted.application_id, now=NOW)
    row = application_row(submitted.application_id)
    assert (row["state"], row["closed_at"], row["released_at"], row["version"]) == ("open", None, NOW, 2)
    assert papers(submitted.application_id, "closing_letter") == []
    Walk(submitted.application_id, two).finish()
    later = NOW + timedelta(days=1)
    cases.deliver(actor=CLOCK, application_id=submitted.application_id, now=later)
    row = application_row(submitted.application_id)
    assert (row["state"], row["closed_at"], row["released_at"]) == ("delivered", later, NOW)


def test_no_closing_letter_is_written_for_what_goes_on() -> None:
    submitted, _ = opened(case("a"))
    own = submitted.application_id
    ended, _ = opened(case("a"))
    withdrawing(ended.application_id)()
    assert cases.write_letter(own, NOW) is False
    row = application_context(own, CLOCK)
    assert row is not None
    assert (
        refused(("cases_letter_v1", {"application_id": own, "letter": letter(row, row["family"], NOW)}))
        == "open"
    )


# 结束


def withdrawing(application_id: UUID) -> Callable[[], Any]:
    return lambda: cases.withdraw_application(actor=person(), application_id=application_id, now=NOW)


def test_of_several_ends_one_that_moved_meanwhile_undoes_none(as_sent: Catch) -> None:
    one, two = case("a"), case("b")
    submitted, _ = opened(one, two)
    sent = as_sent(closing, withdrawing(submitted.application_id))
    Walk(submitted.application_id, two).act("accept")
    assert refused(sent) == "taken"
    assert states(submitted.application_id) == {"a": "filed", "b": "accepted"}


def test_an_end_under_another_application_does_nothing(as_sent: Catch) -> None:
    (one, _r), (two, _s) = opened(case("a"), case("b")), opened(case("a"))
    sent = as_sent(closing, withdrawing(one.application_id))
    assert refused(sent, application_id=two.application_id) == "missing"


@pytest.mark.parametrize("rule", ["stop", "continue_without", "ask_applicant"])
def test_an_end_leaves_a_successor_alone_that_ended_meanwhile(as_sent: Catch, rule: str) -> None:
    first, second = case("a", reviews=0), case("b", level=2, after={"a": rule})
    submitted, _ = opened(first, second)
    walk = Walk(submitted.application_id, first)
    walk.act("accept")
    refusing = Decision(False, "材料不实", ["条例第七条"], ["可以复议"])
    sent = as_sent(closing, lambda: walk.act("decide", decision=refusing))
    Walk(submitted.application_id, second).act("withdraw", actor=person())
    before = (
        case_row(submitted.application_id, second.case_id),
        events(submitted.application_id, second.case_id),
    )
    assert call(sent[0], **sent[1]).ok
    after = (
        case_row(submitted.application_id, second.case_id),
        events(submitted.application_id, second.case_id),
    )
    assert after == before
    assert application_row(submitted.application_id)["open_cases"] == 0
    assert worklist(submitted.application_id) == {}


def sparing(as_sent: Catch) -> tuple[UUID, list[NewCase], Sent]:
    """The end of `a`, which finds `b` not needed; `c` is under way and `d` waits for it."""
    first, second, third = case("a", reviews=0), case("b", level=2, after=["a"]), case("c")
    submitted, _ = opened(first, second, third, case("d", level=2, after=["c"]))
    walk = Walk(submitted.application_id, first)
    walk.approve()
    sent = as_sent(closing, walk.finish_issue)
    (told,) = sent[1]["close"]["successors"]
    spare = {"outcome": {"reason": "不用办"}, "event": told["ready"]["event"]}
    close = changed(sent[1]["close"], successors=[{"case_id": second.case_id, "spare": spare}])
    return submitted.application_id, [first, second, third], (sent[0], {**sent[1], "close": close})


def test_what_is_found_not_needed_ends_and_no_other_clock_stops(as_sent: Catch) -> None:
    own, (_first, second, third), sent = sparing(as_sent)
    assert call(sent[0], **sent[1]).facts["spared"] == [str(second.case_id)]
    assert states(own) == {"a": "issued", "b": "not_needed", "c": "filed", "d": "waiting"}
    assert len(events(own, second.case_id)) == 2
    running = fetch_all("SELECT case_id FROM cases_clock WHERE stopped_at IS NULL")
    assert [row["case_id"] for row in running] == [third.case_id]
    assert application_row(own)["open_cases"] == 2


def test_what_ended_meanwhile_is_not_found_not_needed(as_sent: Catch) -> None:
    own, (_first, second, _third), sent = sparing(as_sent)
    Walk(own, second).act("withdraw", actor=person())
    before = case_row(own, second.case_id)
    assert call(sent[0], **sent[1]).facts["spared"] == []
    assert case_row(own, second.case_id) == before
    assert application_row(own)["open_cases"] == 2


def test_a_single_end_that_comes_too_late_ends_nothing(as_sent: Catch) -> None:
    one, two = case("a"), case("b")
    submitted, _ = opened(one, two)
    walk = Walk(submitted.application_id, one)
    sent = as_sent(closing, lambda: walk.act("withdraw", actor=person()))
    Walk(submitted.application_id, one).act("accept")
    assert refused(sent) == "taken"
    assert application_row(submitted.application_id)["open_cases"] == 2


def test_a_successor_of_another_application_is_not_set_free(as_sent: Catch) -> None:
    first, second = case("a", reviews=0), case("b", level=2, after=["a"])
    submitted, _ = opened(first, second)
    other, last = case("a"), case("b", level=2, after=["a"])
    stranger, _ = opened(other, last)
    walk = Walk(submitted.application_id, first)
    walk.approve()
    sent = as_sent(closing, walk.finish_issue)
    (successor,) = sent[1]["close"]["successors"]
    close = changed(sent[1]["close"], successors=[changed(successor, case_id=last.case_id)])
    assert call(sent[0], **{**sent[1], "close": close}).ok
    assert states(stranger.application_id) == {"a": "filed", "b": "waiting"}
    assert states(submitted.application_id) == {"a": "issued", "b": "waiting"}


# 还要不要办


def asked(after: dict[str, str]) -> tuple[UUID, dict[str, NewCase]]:
    """`j` waits for `a`, which is refused, and for whatever else is named."""
    made = {node: case(node, reviews=0) for node in after}
    made["j"] = case("j", level=2, after=after)
    submitted, _ = opened(*made.values())
    Walk(submitted.application_id, made["a"]).refuse()
    return submitted.application_id, made


def going_on(application_id: UUID, one: NewCase) -> Callable[[], Any]:
    version = case_row(application_id, one.case_id)["version"]
    return lambda: Walk(application_id, one, version=version).act(
        "answer_question", actor=person(), go_on=True
    )


def test_an_answer_fits_only_the_question_that_was_read(as_sent: Catch) -> None:
    own, made = asked({"a": "ask_applicant"})
    sent = as_sent(endings, going_on(own, made["j"]))
    answer = sent[1]["answer"]
    assert refused(sent, answer=changed(answer, version=answer["version"] + 1)) == "taken"
    assert refused(sent, answer=changed(answer, questions=2)) == "taken", "more than it waits for"
    assert refused(sent, answer=changed(answer, case_id=uuid7())) == "missing"
    assert refused(sent, application_id=uuid7()) == "missing"


def test_a_case_that_is_on_its_way_is_not_filed_again_by_an_answer(as_sent: Catch) -> None:
    own, made = asked({"a": "ask_applicant"})
    sent = as_sent(endings, going_on(own, made["j"]))
    assert call(sent[0], **sent[1]).ok
    version = case_row(own, made["j"].case_id)["version"]
    assert refused(sent, answer=changed(sent[1]["answer"], version=version, questions=0)) == "taken"


def test_an_answer_settles_the_questions_of_its_own_case_only(as_sent: Catch) -> None:
    own, made = asked({"a": "ask_applicant", "b": "stop"})
    other, theirs = asked({"a": "ask_applicant"})
    going_on(own, made["j"])()
    waits = fetch_all("SELECT application_id, case_id, predecessor_id, state FROM cases_prerequisite")
    found = {(row["application_id"], row["predecessor_id"]): row["state"] for row in waits}
    assert found == {
        (own, made["a"].case_id): "waived", (own, made["b"].case_id): "open", (other, theirs["a"].case_id): "asked",
    }  # fmt: skip
    clocks = fetch_all("SELECT application_id, stopped_at FROM cases_clock WHERE kind = 'question'")
    assert {row["application_id"]: row["stopped_at"] for row in clocks} == {own: NOW, other: None}
    row = case_row(own, made["j"].case_id)
    assert (row["state"], row["waiting_for"], row["due_at"].year, row["last_act"]) == (
        "waiting", 1, 9999, "answer_question",
    )  # fmt: skip
    assert made["j"].case_id not in worklist(own)


# 由继承人接着办


def handed_over() -> tuple[UUID, Callable[[], Any]]:
    submitted, _ = opened(case("a"), parties=[party("father", "father")])
    dead, heir = fixed("person:mother"), fixed("person:father")

    def act() -> Any:
        (row,) = [
            one for one in open_applications_of(dead) if one["application_id"] == submitted.application_id
        ]
        return handing_over.hand_over(
            actor=CLOCK, application=row, person=dead, to=heir, name="林父", role="father", now=NOW
        )

    return submitted.application_id, act


def test_an_application_goes_to_an_heir_only_as_it_was_read(as_sent: Catch) -> None:
    own, act = handed_over()
    sent = as_sent(handing_over, act)
    assert refused(sent, version=2) == "moved"
    assert refused(sent, application_id=uuid7()) == "moved"
    assert refused(sent, **{"from": fixed("person:stranger")}) == "moved", "it is in somebody else's name"
    assert application_row(own)["applicant_id"] == fixed("person:mother")


def test_what_is_over_is_not_handed_over(as_sent: Catch) -> None:
    own, act = handed_over()
    sent = as_sent(handing_over, act)
    cases.withdraw_application(actor=person(), application_id=own, now=NOW)
    version = application_row(own)["version"]
    assert refused(sent, version=version) == "moved"


def test_who_was_the_applicant_acts_no_more_and_the_heir_does() -> None:
    own, act = handed_over()
    elsewhere, _act = handed_over()
    assert act() is True
    rows = fetch_all(
        "SELECT application_id, subject_id, role, acts FROM cases_party WHERE role = 'applicant'"
    )
    acts = {(row["application_id"], row["subject_id"]): row["acts"] for row in rows}
    mother, heir = fixed("person:mother"), fixed("person:father")
    assert acts == {(own, mother): False, (own, heir): True, (elsewhere, mother): True}
    row = application_row(own)
    assert (row["applicant_id"], row["applicant_name"], row["version"]) == (heir, "林父", 2)


def test_nobody_but_the_program_hands_an_application_over() -> None:
    own, _act = handed_over()
    (row,) = [one for one in open_applications_of(fixed("person:mother")) if one["application_id"] == own]
    heir = fixed("person:father")
    for actor in (person("father"), officer("station.household")):
        with pytest.raises((NotFound, NotPermitted)):
            handing_over.hand_over(
                actor=actor,
                application=row,
                person=fixed("person:mother"),
                to=heir,
                name="林父",
                role="father",
                now=NOW,
            )
    assert application_row(own)["applicant_id"] == fixed("person:mother")


# 按放假通知重算


def recomputed(as_sent: Catch) -> tuple[UUID, list[Walk], Sent]:
    """Two cases of one application, the second accepted, the statement that would date them anew."""
    one, two = case("a"), case("b")
    submitted, _ = opened(one, two)
    walks = [Walk(submitted.application_id, each) for each in (one, two)]
    walks[1].act("accept")
    law = {day.isoformat(): name for day, name in statutory_days(2026)}
    rest = law | {f"2026-03-0{day}": "测试假日" for day in range(3, 7)}
    import_notice({"year": 2026, "notice": "测试〔2026〕1号", "rest": rest, "work": {}}, now=NOW)
    sent = as_sent(
        recomputing,
        lambda: cases.recompute_due(
            actor=CLOCK, first=date(2026, 1, 1), last=date(2026, 12, 31), notice="测试〔2026〕1号", now=NOW
        ),
    )
    return submitted.application_id, walks, sent


@pytest.fixture
def _calendar() -> Iterator[None]:
    store.forget()
    yield
    store.forget()


@pytest.mark.usefixtures("_calendar")
def test_new_dates_fit_only_the_rows_that_were_read(as_sent: Catch) -> None:
    own, walks, sent = recomputed(as_sent)
    change = sent[1]["change"]
    assert {one["case_id"] for one in change["cases"]} == {str(walk.case.case_id) for walk in walks}
    whole = change["application"]
    assert refused(sent, change=changed(change, application=changed(whole, version=9))) == "moved"
    for place in range(2):
        moved = [
            changed(one, version=one["version"] + (number == place))
            for number, one in enumerate(change["cases"])
        ]
        assert refused(sent, change=changed(change, cases=moved)) == "moved"
    assert refused(sent, application_id=uuid7()) == "moved"
    assert application_row(own)["version"] == 1


@pytest.mark.usefixtures("_calendar")
def test_an_application_that_is_over_gets_no_new_dates(as_sent: Catch) -> None:
    own, _walks, sent = recomputed(as_sent)
    cases.withdraw_application(actor=person(), application_id=own, now=NOW)
    version = application_row(own)["version"]
    change = changed(sent[1]["change"], cases=[])
    change["application"] = changed(change["application"], version=version)
    assert refused(sent, change=change) == "moved"


# 机构改革后的去处


def rehomed(as_sent: Catch) -> tuple[Walk, Sent]:
    one = case("a")
    submitted, _ = opened(one)
    walk = Walk(submitted.application_id, one)
    (row,) = open_cases(submitted.application_id)
    change = rehoming._changed(row, "give_back", submitted.application_id, CLOCK, NOW, held_by=None)
    sent = as_sent(rehoming, lambda: rehoming._send(submitted.application_id, [change], NOW))
    return walk, sent


def test_open_work_goes_elsewhere_only_as_it_was_read(as_sent: Catch) -> None:
    walk, sent = rehomed(as_sent)
    (one,) = sent[1]["change"]["cases"]
    assert refused(sent, change={"at": NOW, "cases": [changed(one, version=2)]}) == "moved"
    assert refused(sent, change={"at": NOW, "cases": [one, changed(one, case_id=uuid7())]}) == "moved"
    assert refused(sent, application_id=uuid7()) == "moved"
    walk.act("claim")
    assert refused(sent) == "moved"
    (claimed,) = open_cases(walk.application_id)
    change = rehoming._changed(claimed, "give_back", walk.application_id, CLOCK, NOW, held_by=None)
    assert rehoming._send(walk.application_id, [change], NOW) == 1
    row = case_row(walk.application_id, walk.case.case_id)
    assert (row["held_by"], row["held_name"], row["held_at"]) == (None, "", None)


def test_who_holds_a_case_that_goes_elsewhere_with_them_is_kept_with_the_hour() -> None:
    one = case("a")
    submitted, _ = opened(one)
    walk = Walk(submitted.application_id, one)
    walk.act("claim")
    (row,) = open_cases(submitted.application_id)
    change = rehoming._changed(row, "rehome", submitted.application_id, CLOCK, NOW)
    assert rehoming._send(submitted.application_id, [change], NOW + timedelta(hours=1)) == 1
    after = case_row(submitted.application_id, one.case_id)
    assert (after["held_by"], after["held_name"], after["held_at"]) == (walk.officer.id, "李建国", NOW)


def test_what_is_over_goes_nowhere(as_sent: Catch) -> None:
    walk, sent = rehomed(as_sent)
    walk.act("withdraw", actor=person())
    (one,) = sent[1]["change"]["cases"]
    assert refused(sent, change={"at": NOW, "cases": [changed(one, version=walk.version)]}) == "moved"
