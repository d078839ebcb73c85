"""文书: frozen once, rendered once, the same bytes ever after; only who sees the application reads it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, connections
from pypdf import PdfReader

from bancheng.cases import commands as cases
from bancheng.documents.commands import freeze, prepare, render_missing, rendered
from bancheng.documents.commands.rendering import render
from bancheng.documents.queries import papers_of
from bancheng.kernel.access import ANONYMOUS
from bancheng.kernel.database import fetch_all, fetch_one
from bancheng.kernel.errors import NotFound
from bancheng.kernel.ids import uuid7
from tests.cases.plans import NOW, Walk, case, officer, opened, person

pytestmark = pytest.mark.django_db


def test_the_papers_of_a_refusal_are_real_documents() -> None:
    one = case("a")
    submitted, _ = opened(one)
    Walk(submitted.application_id, one).refuse()
    papers = papers_of(submitted.application_id)
    assert {paper["kind"] for paper in papers} == {
        "receipt",
        "acceptance_notice",
        "refusal",
        "closing_letter",
    }
    assert render_missing(NOW) == 4
    for paper in papers:
        content, kind, title = rendered(
            submitted.application_id, paper["paper_id"], actor=person(), now=NOW + timedelta(days=1)
        )
        assert (content[:5], kind, title) == (b"%PDF-", "application/pdf", paper["title"])
        text = PdfReader(BytesIO(content)).pages[0].extract_text().replace(" ", "")
        assert "2026年3月2日" in text
    assert render_missing(NOW) == 0, "once"


def test_rendering_again_gives_equal_bytes() -> None:
    paper = prepare(
        application_id=uuid7(), case_id=uuid7(), kind="acceptance_notice", title="受理通知书",
        values={"name": "户口登记", "number": "N1", "addressee": "林小雨", "organization": "善美市公安局",
                "accepted_at": "2026-03-02", "due_at": "2026-03-09", "provisional": True}, now=NOW,
    )  # fmt: skip
    assert render(paper) == render(paper)
    text = PdfReader(BytesIO(render(paper))).pages[0].extract_text()
    assert "暂定" in text


def test_a_paper_frozen_twice_is_the_first_one() -> None:
    application_id = uuid7()
    for words in ("先", "后"):
        freeze(
            application_id,
            prepare(
                application_id=application_id, case_id=application_id, kind="closing_letter", title=words,
                values={}, now=datetime(2026, 3, 2, tzinfo=UTC),
            ),
        )  # fmt: skip
    (kept,) = papers_of(application_id)
    assert kept["title"] == "先"
    codes = fetch_all("SELECT code, paper_id FROM documents_code WHERE application_id = %s", [application_id])
    assert [row["code"] for row in codes] == [kept["values"]["verify"]["code"]], (
        "and its code is the first one's"
    )


def test_who_does_not_see_the_application_is_told_that_there_is_no_paper() -> None:
    one = case("a")
    submitted, _ = opened(one)
    Walk(submitted.application_id, one).act("accept")
    paper = papers_of(submitted.application_id)[-1]
    assert rendered(submitted.application_id, paper["paper_id"], actor=officer("station.household"), now=NOW)
    for actor in (person("stranger"), officer("tax.fees"), ANONYMOUS):
        with pytest.raises(NotFound):
            rendered(submitted.application_id, paper["paper_id"], actor=actor, now=NOW)


def test_fifty_writers_get_fifty_numbers_and_fifty_codes(committed_db: Any) -> None:
    made: list[tuple[str, str]] = []
    gate = threading.Barrier(50)

    def write() -> None:
        gate.wait()
        application_id = uuid7()
        paper = prepare(
            application_id=application_id, case_id=application_id, kind="closing_letter", title="告知",
            values={"cases": []}, now=NOW,
        )  # fmt: skip
        freeze(application_id, paper)
        made.append((paper["number"], paper["code"]))
        connections.close_all()

    threads = [threading.Thread(target=write) for _each in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({number for number, _code in made}) == len({code for _number, code in made}) == len(made) == 50
    assert fetch_one("SELECT count(*) AS n FROM documents_code") == {"n": 50}


def test_a_number_that_was_given_cannot_be_given_again() -> None:
    application_id = uuid7()
    paper = prepare(
        application_id=application_id, case_id=application_id, kind="closing_letter", title="告知",
        values={"cases": []}, now=NOW,
    )  # fmt: skip
    freeze(application_id, paper)
    other = {**paper, "paper_id": uuid7(), "code": "ABCD-ABCD-ABCD-ABCD"}
    with pytest.raises(IntegrityError):
        freeze(uuid7(), other)


def test_the_receipt_is_frozen_with_the_submission_once() -> None:
    one = case("a")
    submitted, first = opened(one)
    cases.open_application(actor=person(), opening=submitted, now=NOW)
    (paper,) = papers_of(submitted.application_id)
    assert (paper["kind"], paper["values"]["receipt"]) == ("receipt", first.receipt)


def test_a_character_that_no_font_has_is_named_by_its_number_and_never_left_out() -> None:
    """生僻字: 𠮷 lies in extension B and not in the fonts; 𬀩, 镕 and the dot of the name do."""
    name = "古丽𠮷娜尔·𬀩镕"
    paper = prepare(
        application_id=uuid7(), case_id=uuid7(), kind="acceptance_notice", title="受理通知书",
        values={"name": "户口登记", "number": "N1", "addressee": name, "organization": "善美市公安局",
                "accepted_at": "2026-03-02", "due_at": "2026-03-09", "provisional": False}, now=NOW,
    )  # fmt: skip
    text = "".join(PdfReader(BytesIO(render(paper))).pages[0].extract_text().split())
    assert "古丽〔生僻字U+20BB7〕娜尔·𬀩镕" in text
    assert paper["values"]["addressee"] == name, "what is kept is the character itself"
