"""容缺: a case begins without what was promised for later, is granted only with it, and ends when the day has passed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from bancheng.cases import commands as cases
from bancheng.cases.commands import deferring
from bancheng.cases.queries import application_progress, case_page, todos_of
from bancheng.cases.spec import (
    CorrectionEntry,
    CorrectionReply,
    Decision,
    Deferral,
    Limit,
    Moved,
    NewCase,
    NewMaterial,
    Stage,
)
from bancheng.cases.spec.offers import Offer, OfferTerms
from bancheng.kernel.database import count_statements, fetch_all
from bancheng.kernel.errors import Conflict, DomainError, InvalidInput, NotFound, RuleBroken
from bancheng.kernel.invariants import audit
from tests.cases.plans import NOW, Walk, case, officer, opened, person, photo, stages
from tests.cases.reading import application_row, case_row, events, papers, states, worklist
from tests.cases.sending import Catch, as_sent, refused

__all__ = ["as_sent"]

pytestmark = pytest.mark.django_db

RULES = Deferral("fire-rules", "shop", "消防制度", "copy", Limit(10))
PLANS = Deferral("fire-plans", "shop", "平面图", "copy", Limit(5))
TENTH = datetime(2026, 3, 16, 15, 59, 59, 999999, tzinfo=UTC)
"""The tenth working day after Monday 2026-03-02, 24:00 in Shanghai."""
KEY = "fire-rules@shop"


def owing(node: str, *owed: Deferral, **more: Any) -> NewCase:
    """A case that begins without these."""
    missing = [NewMaterial(one.type, one.name, one.holder, "missing") for one in owed]
    return case(node, materials=missing, deferrals=owed, promised=15, **more)


@pytest.fixture
def walk() -> Walk:
    one = owing("a", RULES, reviews=0)
    submitted, _ = opened(one)
    return Walk(submitted.application_id, one)


def decide(walk: Walk) -> Moved:
    """Grant it."""
    return walk.act("decide", decision=Decision(True, "符合条件"))


def clocks(application_id: UUID) -> dict[str, tuple[datetime, bool]]:
    """Kind → its day, and whether it still runs."""
    rows = fetch_all(
        "SELECT kind, due_at, stopped_at FROM cases_clock WHERE application_id = %s", [application_id]
    )
    return {row["kind"]: (row["due_at"], row["stopped_at"] is None) for row in rows}


def bring(walk: Walk, *keys: str, now: datetime = NOW, key: str | None = None) -> None:
    """The applicant brings what these keys name."""
    walk.version = cases.bring_deferrals(
        actor=person(),
        application_id=walk.application_id,
        given={one: [photo()] for one in keys or (KEY,)},
        now=now,
        key=key,
    ).version


# 期限


def test_the_days_are_working_days_from_handing_in(walk: Walk) -> None:
    assert clocks(walk.application_id)["deferral"] == (TENTH, True)


def test_of_several_promises_of_one_case_the_shortest_is_its_day() -> None:
    submitted, _ = opened(owing("a", RULES, PLANS))
    assert clocks(submitted.application_id)["deferral"][0] == datetime(
        2026, 3, 9, 15, 59, 59, 999999, tzinfo=UTC
    )


def test_who_promises_nothing_owes_nothing() -> None:
    submitted, _ = opened(case("a"))
    assert set(clocks(submitted.application_id)) == {"acceptance"}


def test_waiting_for_it_stops_no_limit_of_the_department(walk: Walk) -> None:
    """行政许可法第四十五条 does not name it."""
    walk.act("accept")
    found = clocks(walk.application_id)
    assert found["promised"][1]
    assert found["legal"][1]
    assert case_row(walk.application_id, walk.case.case_id)["due_at"] == found["promised"][0]


# 决定要等


def test_a_case_is_taken_in_and_reviewed_but_not_granted_without_it() -> None:
    one = owing("a", RULES)
    submitted, _ = opened(one)
    walk = Walk(submitted.application_id, one)
    walk.act("accept")
    walk.act("review")
    assert "approve" not in case_page(walk.application_id, one.case_id, walk.officer).acts
    with pytest.raises(RuleBroken, match="消防制度") as refused_:
        decide(walk)
    assert refused_.value.code == "deferral_open"
    bring(walk)
    assert "approve" in case_page(walk.application_id, one.case_id, walk.officer).acts
    assert decide(walk).state == "approved"


def test_no_offer_is_made_without_it() -> None:
    steps = stages("station.household", 0)
    steps[1] = Stage("offer", "offer", "报价", steps[1].queue)
    one = replace(owing("a", RULES, offer=OfferTerms()), stages=steps)
    submitted, _ = opened(one)
    walk = Walk(submitted.application_id, one)
    walk.act("accept")
    with pytest.raises(RuleBroken) as refused_:
        walk.act("offer", offer=Offer("从最近的管线接到门口"))
    assert refused_.value.code == "deferral_open"


def test_a_no_does_not_wait_for_it(walk: Walk) -> None:
    assert walk.refuse().state == "refused"
    assert not clocks(walk.application_id)["deferral"][1]
    assert cases.silence(TENTH + timedelta(days=30)) == 0


# 补上


def test_what_is_brought_stands_with_the_case_and_no_clock_runs_for_it(walk: Walk) -> None:
    walk.act("accept")
    bring(walk)
    found = case_page(walk.application_id, walk.case.case_id, walk.officer)
    assert [(one["type"], one["turn"]) for one in found.materials if one["files"]] == [("fire-rules", 2)]
    assert not clocks(walk.application_id)["deferral"][1]
    assert walk.case.case_id in worklist(walk.application_id), "the officer still has it"
    assert events(walk.application_id, walk.case.case_id)[-1] == "case_deferral_brought"


def test_one_of_two_may_come_first_and_the_other_is_still_owed() -> None:
    one = owing("a", RULES, PLANS, reviews=0)
    submitted, _ = opened(one)
    walk = Walk(submitted.application_id, one)
    bring(walk)
    assert clocks(walk.application_id)["deferral"][1]
    (left,) = application_progress(walk.application_id, person()).cases[0]["missing"]
    assert left["type"] == "fire-plans"
    bring(walk, "fire-plans@shop")
    assert not clocks(walk.application_id)["deferral"][1]


def test_one_upload_goes_to_every_case_that_waits_for_it() -> None:
    submitted, _ = opened(owing("a", RULES), owing("b", RULES), case("c"))
    cases.bring_deferrals(
        actor=person(), application_id=submitted.application_id, given={KEY: [photo()]}, now=NOW
    )
    kinds = {one.node: events(submitted.application_id, one.case_id)[-1] for one in submitted.cases}
    assert kinds == {"a": "case_deferral_brought", "b": "case_deferral_brought", "c": "case_opened"}


def test_it_may_come_while_the_case_waits_or_stands_still_or_is_to_be_corrected() -> None:
    first, later = case("a"), owing("b", RULES, level=2, after=["a"])
    submitted, _ = opened(first, later)
    bring(Walk(submitted.application_id, later))
    assert states(submitted.application_id)["b"] == "waiting"
    for act, more in (
        ("pause", {"procedure": "site"}),
        ("request_correction", {"entries": [CorrectionEntry("other", "x", "请核对。")]}),
    ):
        one = owing("a", RULES)
        submitted, _ = opened(one)
        walk = Walk(submitted.application_id, one)
        if act == "pause":
            walk.act("accept")
        before = walk.act(act, **more).state  # type: ignore[arg-type]
        bring(walk)
        assert states(walk.application_id)["a"] == before


def test_an_answer_to_a_correction_may_bring_it(walk: Walk) -> None:
    walk.act("request_correction", entries=[CorrectionEntry("material", KEY, "请交消防制度。")])
    walk.act("answer_correction", actor=person(), replies=[CorrectionReply(0, files=[photo()])])
    assert not clocks(walk.application_id)["deferral"][1]
    assert audit(["I12"]) == []


def test_an_answer_that_brings_something_else_leaves_it_owed(walk: Walk) -> None:
    walk.act("request_correction", entries=[CorrectionEntry("material", "lease@shop", "请重新拍。")])
    walk.act("answer_correction", actor=person(), replies=[CorrectionReply(0, files=[photo()])])
    assert clocks(walk.application_id)["deferral"][1]


def test_nothing_chosen_is_nothing_brought(walk: Walk) -> None:
    with pytest.raises(InvalidInput) as refused_:
        cases.bring_deferrals(actor=person(), application_id=walk.application_id, given={KEY: []}, now=NOW)
    assert refused_.value.code == "nothing_brought"


def test_what_nobody_promised_is_not_taken(walk: Walk) -> None:
    with pytest.raises(Conflict):
        bring(walk, "lease@shop")
    bring(walk)
    with pytest.raises(Conflict) as refused_:
        bring(walk)
    assert refused_.value.code == "nothing_deferred"


def test_nothing_is_brought_to_a_case_that_has_ended(walk: Walk) -> None:
    walk.act("withdraw", actor=person())
    with pytest.raises(Conflict) as refused_:
        bring(walk)
    assert refused_.value.code == "nothing_deferred"


def test_pressing_twice_brings_it_once(walk: Walk) -> None:
    bring(walk, key="k")
    bring(walk, key="k")
    assert events(walk.application_id, walk.case.case_id).count("case_deferral_brought") == 1


def test_only_who_acts_for_the_applicant_brings_it_and_only_own_files(walk: Walk) -> None:
    stranger = person("stranger")
    mine = photo()
    for actor, file, status in ((stranger, photo(stranger), 404), (officer("station.household"), mine, 403)):
        with pytest.raises(DomainError) as refused_:
            cases.bring_deferrals(
                actor=actor, application_id=walk.application_id, given={KEY: [file]}, now=NOW
            )
        assert refused_.value.status in (status, 404)
    with pytest.raises(NotFound):
        cases.bring_deferrals(
            actor=person(), application_id=walk.application_id, given={KEY: [photo(stranger)]}, now=NOW
        )
    assert clocks(walk.application_id)["deferral"][1]


def test_bringing_is_one_read_and_one_write_for_all_cases() -> None:
    submitted, _ = opened(owing("a", RULES), owing("b", RULES))
    given = {KEY: [photo()]}
    with count_statements() as seen:
        cases.bring_deferrals(actor=person(), application_id=submitted.application_id, given=given, now=NOW)
    assert len(seen.sql) == 2, seen.sql


def test_when_one_case_moved_meanwhile_nothing_is_written(as_sent: Catch) -> None:
    a, b = owing("a", RULES), owing("b", RULES)
    submitted, _ = opened(a, b)
    given = {KEY: [photo()]}
    sent = as_sent(
        deferring,
        lambda: cases.bring_deferrals(
            actor=person(), application_id=submitted.application_id, given=given, now=NOW
        ),
    )
    Walk(submitted.application_id, b).act("claim")
    assert refused(sent) == "taken"
    bring(Walk(submitted.application_id, a))
    assert "case_deferral_brought" in events(submitted.application_id, b.case_id), (
        "asked again as things stand now"
    )


# 到期


def test_before_the_day_it_is_called_to_mind_once(walk: Walk) -> None:
    walk.act("accept")
    early = clocks(walk.application_id)["deferral_warning"][0]
    assert TENTH - timedelta(days=5) < early < TENTH
    assert cases.silence(early) == 0
    assert [cases.silence(early + timedelta(seconds=1)) for _twice in range(2)] == [1, 0]
    assert events(walk.application_id, walk.case.case_id).count("case_deferral_reminded") == 1
    assert walk.case.case_id in worklist(walk.application_id)
    refusal = Decision(False, "不符合条件", ["户口登记条例第七条"])
    assert walk.act("decide", decision=refusal).state == "refused", (
        "the officer's page of before the reminder still stands"
    )


def test_on_its_last_instant_it_is_in_time_and_then_the_case_ends_with_one_letter(walk: Walk) -> None:
    walk.act("accept")
    cases.silence(TENTH - timedelta(hours=1))
    assert cases.silence(TENTH) == 0
    assert cases.silence(TENTH + timedelta(seconds=1)) == 1
    assert states(walk.application_id) == {"a": "terminated"}
    assert application_row(walk.application_id)["state"] == "ended"
    (letter,) = papers(walk.application_id, "closing_letter")
    told = letter["values"]["cases"][0]
    assert "消防制度" in told["reason"]
    assert told["again"] == "您写过、交过的内容都留着，材料齐了可以再办。"
    assert cases.silence(TENTH + timedelta(days=9)) == 0


@pytest.mark.parametrize("state", ["waiting", "filed", "correction_requested", "paused"])
def test_it_ends_wherever_the_case_stands(state: str) -> None:
    owed = Deferral("fire-rules", "shop", "消防制度", "copy", Limit(2))
    if state == "waiting":
        one = owing("b", owed, level=2, after=["a"])
        submitted, _ = opened(case("a"), one)
    else:
        one = owing("a", owed)
        submitted, _ = opened(one)
    walk = Walk(submitted.application_id, one)
    if state == "correction_requested":
        walk.act("request_correction", entries=[CorrectionEntry("other", "x", "请核对。")])
    if state == "paused":
        walk.act("accept")
        walk.act("pause", procedure="site")
    assert states(walk.application_id)[one.node] == state
    for _round in range(2):
        cases.silence(NOW + timedelta(days=3))
    assert states(walk.application_id)[one.node] == "terminated"


def test_one_round_reads_once_for_all_that_are_late() -> None:
    for _each in range(3):
        opened(owing("a", Deferral("fire-rules", "shop", "消防制度", "copy", Limit(3))))
    late = NOW + timedelta(days=4)
    cases.silence(NOW + timedelta(days=3))  # the reminders
    with count_statements() as seen:
        assert cases.silence(late) == 3
    assert sum("deferral_warning" in one for one in seen.sql) == 1


def test_what_came_in_time_ends_nothing(walk: Walk) -> None:
    walk.act("accept")
    bring(walk, now=TENTH)
    assert cases.silence(TENTH + timedelta(days=1)) == 0
    assert states(walk.application_id) == {"a": "accepted"}


# 看得见


def test_the_applicant_has_it_to_do_with_its_day(walk: Walk) -> None:
    (row,) = todos_of(person())
    assert row["deferred_to"] == TENTH
    assert "bring_deferral" in application_progress(walk.application_id, person()).acts[walk.case.case_id]
    bring(walk)
    assert todos_of(person()) == []
    assert "bring_deferral" not in application_progress(walk.application_id, person()).acts[walk.case.case_id]
