"""办件 from submission to delivery: what each act writes, and that it takes one read and one write."""

from __future__ import annotations

import pytest

from bancheng.cases import commands as cases
from bancheng.cases.spec import Deferral, Limit
from tests.cases.plans import CLOCK, NOW, Walk, case, opened
from tests.cases.reading import application_row, events, papers, states, worklist

pytestmark = pytest.mark.django_db


def test_a_case_goes_from_submission_to_its_result_and_the_whole_is_delivered() -> None:
    one = case("a", certificate=True)
    submitted, receipt = opened(one)
    assert receipt.receipt.startswith("20260302-")
    walk = Walk(submitted.application_id, one)
    assert walk.finish().open_cases == 0
    assert states(submitted.application_id) == {"a": "issued"}
    assert events(submitted.application_id, one.case_id) == [
        "case_opened",
        "case_accepted",
        "case_reviewed",
        "case_approved",
        "case_issued",
    ]
    assert worklist(submitted.application_id) == {}
    moved = cases.deliver(actor=CLOCK, application_id=submitted.application_id, now=NOW)
    assert moved.state == "delivered"
    assert application_row(submitted.application_id)["state"] == "delivered"
    assert [paper["kind"] for paper in papers(submitted.application_id)] == [
        "acceptance_notice",
        "closing_letter",
        "receipt",
    ]
    assert events(submitted.application_id) == [
        "application_submitted",
        "application_completed",
        "application_delivered",
    ]


def test_what_was_pledged_is_a_numbered_paper_of_its_case_from_the_submission_on() -> None:
    pledge = {
        "title": "消防安全告知承诺书", "told": ["通道要畅通"], "promised": ["已经做到"],
        "consequence": "停业改正", "checked_within": "20个工作日",
    }  # fmt: skip
    one, other = case("a", facts={"pledge": pledge}), case("b")
    facts = {"acted_by": {"person": "", "name": "王会计", "basis": "clerk", "authority": ""}}
    submitted, receipt = opened(one, other, facts=facts)
    (paper,) = papers(submitted.application_id, "pledge")
    assert (paper["case_id"], paper["title"]) == (one.case_id, "消防安全告知承诺书")
    assert paper["number"].endswith("号")
    said = paper["values"]
    assert pledge.items() <= said.items()
    assert (said["addressee"], said["signed_by"], said["signer"]) == ("善美市公安局", "林小雨", "王会计")
    assert (said["receipt"], said["basis"]) == (receipt.receipt, ["户口登记条例第七条"])


def test_what_is_promised_for_later_is_a_paper_with_its_day() -> None:
    """The shortest promise counts for all of a case: 10 working days from Monday 2026-03-02."""
    later = [
        Deferral(code, "shop", name, "copy", Limit(days))
        for code, name, days in (("plan", "平面图", 15), ("rules", "预案", 10))
    ]
    one = case("a", deferrals=later, promised=20)
    submitted, receipt = opened(one, case("b"))
    (paper,) = papers(submitted.application_id, "deferral")
    assert (paper["case_id"], paper["title"]) == (one.case_id, "容缺受理承诺书")
    said = paper["values"]
    assert (said["materials"], said["until"]) == (["平面图", "预案"], "2026-03-16")
    assert (said["addressee"], said["signed_by"], said["receipt"]) == (
        "善美市公安局",
        "林小雨",
        receipt.receipt,
    )
