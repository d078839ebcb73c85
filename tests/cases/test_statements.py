"""An act is one read and one write; pages stay within their budget; nobody counts and nobody notifies."""

from __future__ import annotations

import pytest

from bancheng.cases import commands as cases
from bancheng.cases.queries import application_progress, case_page
from bancheng.cases.spec import CorrectionEntry, CorrectionReply, Decision, Issue
from bancheng.kernel.database import Statements, count_statements
from tests.cases.plans import CLOCK, NOW, Walk, case, opened, opening, person, photo

pytestmark = pytest.mark.django_db


def _own(seen: Statements) -> list[str]:
    """Without the numbers, which are taken before the act in blocks (inside a test's transaction one by one)."""
    return [sql for sql in seen.sql if "kernel_take_numbers" not in sql and "kernel_calendar_year" not in sql]


ACTS: list[tuple[str, dict[str, object]]] = [
    ("claim", {}),
    ("release", {}),
    ("request_correction", {"entries": [CorrectionEntry("other", "x", "请核对。")]}),
    ("answer_correction", {"replies": [CorrectionReply(0, disagrees="没有错")], "actor": person()}),
    ("accept", {}),
    ("pause", {"procedure": "site"}),
    ("resume", {}),
    ("review", {}),
    ("decide", {"decision": Decision(True)}),
    ("issue", {"issue": Issue({"name": "林知夏"})}),
]


def test_every_act_is_one_read_and_one_write() -> None:
    one, two = case("a", certificate=True), case("b", level=2, after=["a"])
    with count_statements() as seen:
        submitted, _ = opened(one, two)
    assert len(_own(seen)) == 1
    walk = Walk(submitted.application_id, one)
    for name, more in ACTS:
        with count_statements() as seen:
            walk.act(name, **more)  # type: ignore[arg-type]
        assert len(_own(seen)) == 2, (name, seen.sql)
        assert not any("count(" in sql.lower() or "notify" in sql.lower() for sql in seen.sql)
    with count_statements() as seen:
        Walk(submitted.application_id, two, version=2).act("withdraw", actor=person())
    assert len(_own(seen)) == 2
    with count_statements() as seen:
        cases.deliver(actor=CLOCK, application_id=submitted.application_id, now=NOW)
    assert len(_own(seen)) == 2


def test_withdrawing_the_whole_is_one_read_and_one_write() -> None:
    submitted, _ = opened(case("a"), case("b"), case("c", level=2, after=["a", "b"]))
    with count_statements() as seen:
        moved = cases.withdraw_application(actor=person(), application_id=submitted.application_id, now=NOW)
    assert len(_own(seen)) == 2
    assert moved.ended


def test_pages_stay_within_their_statements() -> None:
    one = case("a")
    submitted, _ = opened(one)
    Walk(submitted.application_id, one).act("accept")
    with count_statements() as seen:
        case_page(submitted.application_id, one.case_id, Walk(submitted.application_id, one).officer)
    assert len(seen) <= 5
    with count_statements() as seen:
        application_progress(submitted.application_id, person())
    assert len(seen) <= 3


def test_an_answer_with_files_is_one_read_and_one_write_too() -> None:
    one = case("a")
    submitted, _ = opened(one)
    walk = Walk(submitted.application_id, one)
    walk.act("request_correction", entries=[CorrectionEntry("other", "x", "请核对。")])
    replies = [CorrectionReply(0, files=[photo(), photo()])]
    with count_statements() as seen:
        walk.act("answer_correction", actor=person(), replies=replies)
    assert len(_own(seen)) == 2, seen.sql


def test_posting_again_opens_nothing_and_answers_the_first_receipt() -> None:
    made = opening(case("a"))
    first = cases.open_application(actor=person(), opening=made, now=NOW)
    again = cases.open_application(actor=person(), opening=made, now=NOW.replace(hour=9))
    assert (again.again, again.receipt, again.submitted_at) == (True, first.receipt, first.submitted_at)
