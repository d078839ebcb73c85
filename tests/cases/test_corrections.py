"""补正: once, everything at once, in five days; silence on either side has its effect (许可法 32 条)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bancheng.cases import commands as cases
from bancheng.cases.spec import CorrectionEntry, CorrectionReply
from bancheng.kernel.errors import DomainError, InvalidInput, RuleBroken
from tests.cases.plans import NOW, Walk, case, opened, person, photo
from tests.cases.reading import application_row, case_row, events, papers, states, worklist

pytestmark = pytest.mark.django_db

ENTRIES = [
    CorrectionEntry("material", "lease@mother", "租赁合同缺最后一页，请拍全每一页。"),
    CorrectionEntry("other", "name", "姓名用字请核对。"),
]


def replies() -> list[CorrectionReply]:
    """A new photograph for the first, a reason for the second."""
    return [CorrectionReply(0, files=[photo()]), CorrectionReply(1, disagrees="户口簿上就是这个字")]


@pytest.fixture
def walk() -> Walk:
    one = case("a")
    submitted, _ = opened(one)
    return Walk(submitted.application_id, one)


def test_a_correction_leaves_the_list_and_comes_back_answered(walk: Walk) -> None:
    assert walk.act("request_correction", entries=ENTRIES).state == "correction_requested"
    assert worklist(walk.application_id) == {}
    assert len(papers(walk.application_id, "correction_notice")) == 1
    later = NOW + timedelta(days=2)
    assert walk.act("answer_correction", actor=person(), replies=replies(), now=later).state == "filed"
    assert case_row(walk.application_id, walk.case.case_id)["filed_at"] == later, "受理日从补齐那天算"
    assert walk.case.case_id in worklist(walk.application_id)
    assert walk.act("accept", now=later).state == "accepted"


def test_a_second_correction_is_refused(walk: Walk) -> None:
    walk.act("request_correction", entries=ENTRIES)
    walk.act("answer_correction", actor=person(), replies=replies())
    with pytest.raises(RuleBroken) as refused:
        walk.act("request_correction", entries=ENTRIES)
    assert refused.value.code == "corrected_once"


def test_an_answer_that_leaves_something_open_says_how_much(walk: Walk) -> None:
    walk.act("request_correction", entries=ENTRIES)
    with pytest.raises(InvalidInput) as refused:
        walk.act("answer_correction", actor=person(), replies=replies()[:1])
    assert refused.value.facts["missing"] == 1
    assert list(refused.value.fields) == ["entry-1"]


def test_nothing_to_correct_is_not_a_correction(walk: Walk) -> None:
    with pytest.raises(InvalidInput):
        walk.act("request_correction", entries=[])


def test_the_fifth_working_day_is_in_time_and_the_next_instant_is_late(walk: Walk) -> None:
    due = case_row(walk.application_id, walk.case.case_id)["due_at"]
    assert due == datetime(2026, 3, 9, 15, 59, 59, 999999, tzinfo=UTC), "2026-03-09 24:00 in Shanghai"
    with pytest.raises(RuleBroken) as refused:
        walk.act("request_correction", entries=ENTRIES, now=due + timedelta(microseconds=1))
    assert refused.value.code == "too_late_to_correct"
    assert walk.act("request_correction", entries=ENTRIES, now=due).state == "correction_requested"


def test_silence_for_five_working_days_counts_as_acceptance(walk: Walk) -> None:
    due = case_row(walk.application_id, walk.case.case_id)["due_at"]
    assert cases.silence(due) == 0
    assert cases.silence(due + timedelta(seconds=1)) == 1
    row = case_row(walk.application_id, walk.case.case_id)
    assert (row["state"], row["accepted_at"]) == ("accepted", NOW), "受理日是收到材料那天"
    assert row["due_at"] == datetime(2026, 3, 9, 15, 59, 59, 999999, tzinfo=UTC), "5个工作日从收到那天起算"
    assert events(walk.application_id, walk.case.case_id)[-1] == "case_accepted_by_silence"
    assert cases.silence(due + timedelta(days=1)) == 0, "once"


def test_a_correction_that_is_not_answered_lapses_with_one_letter(walk: Walk) -> None:
    walk.act("request_correction", entries=ENTRIES)
    due = case_row(walk.application_id, walk.case.case_id)["due_at"]
    assert (cases.silence(due), cases.silence(due)) == (1, 0), (
        "a reminder, once; on its last instant it is not late"
    )
    assert cases.silence(due + timedelta(seconds=1)) == 1
    assert states(walk.application_id) == {"a": "terminated"}
    assert application_row(walk.application_id)["state"] == "ended"
    (letter,) = papers(walk.application_id, "closing_letter")
    assert letter["values"]["cases"][0]["again"] == "您写过的内容都留着，补齐后可以再办。"


def test_an_officer_may_not_answer_for_the_applicant(walk: Walk) -> None:
    walk.act("request_correction", entries=ENTRIES)
    with pytest.raises(DomainError) as refused:
        walk.act("answer_correction", replies=replies())
    assert refused.value.status == 403
