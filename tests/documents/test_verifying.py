"""核对: whoever holds a paper can see that it is genuine, and nothing else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bancheng.documents.commands import freeze, prepare, rendered
from bancheng.documents.queries import by_code, papers_of
from bancheng.kernel.database import Row, fetch_all
from bancheng.kernel.ids import uuid7
from bancheng.kernel.pace import Pace
from bancheng.portal.queries import verifying
from tests.cases.plans import NOW, Walk, case, opened, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "MISSES", Pace(20, timedelta(minutes=10)))


@pytest.fixture
def paper() -> Row:
    """The notice of acceptance of a case."""
    one = case("a")
    submitted, _ = opened(one)
    Walk(submitted.application_id, one).act("accept")
    found = next(row for row in papers_of(submitted.application_id) if row["kind"] == "acceptance_notice")
    return {**found, "application_id": submitted.application_id, "code": found["values"]["verify"]["code"]}


def shown(path: str, status: int = 200, data: Any = None) -> str:
    answer = Client().post(path, data) if data is not None else Client().get(path)
    assert answer.status_code == status, answer.content.decode()[:500]
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_the_square_leads_to_who_issued_it_on_which_day(paper: Row) -> None:
    page = shown(paper["values"]["verify"]["url"].partition("//")[2].partition("/")[2].join(["/", ""]))
    assert "是真的" in page
    assert "善美市公安局2026年3月2日发出" in page
    assert paper["number"] in page


def test_the_page_shows_one_character_of_the_name_and_nothing_of_the_matter(paper: Row) -> None:
    page = shown(f"/verify/{paper['code']}/")
    assert "林**" in page
    assert "林小雨" not in page
    assert paper["values"]["name"] not in page


def test_a_look_at_a_name_leaves_a_trace(paper: Row) -> None:
    shown(f"/verify/{paper['code']}/")
    (line,) = fetch_all("SELECT object, actor FROM kernel_evidence WHERE purpose = 'verify'")
    assert line["object"] == f"paper:{paper['paper_id']}"


def test_the_code_may_be_typed_as_people_type(paper: Row) -> None:
    typed = paper["code"].lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert by_code(typed) is not None
    assert by_code(typed[:-1]) is None


@pytest.mark.parametrize("code", ["0000-0000-0000-0000", "x", "ABCD" * 200, "汉字"])
def test_an_unknown_code_is_said_to_be_unknown(code: str) -> None:
    assert "查不到" in shown(f"/verify/{code}/")


def test_number_and_code_have_to_fit_together(paper: Row) -> None:
    good = Client().post("/verify/papers/", {"number": f" {paper['number']} ", "code": paper["code"]})
    assert good.headers["Location"] == f"/verify/{paper['code']}/"
    swapped = paper["number"].replace("〔", "[").replace("〕", "]")
    assert Client().post("/verify/papers/", {"number": swapped, "code": paper["code"]}).status_code == 302
    assert "查不到" in shown(
        "/verify/papers/", data={"number": "受理〔2026〕999999号", "code": paper["code"]}
    )
    page = shown("/verify/papers/", 422, {"number": "", "code": paper["code"]})
    assert "请填文号" in page


def test_what_was_typed_stays(paper: Row) -> None:
    answer = Client().post("/verify/papers/", {"number": "受理〔2026〕999999号", "code": "ABCD"})
    assert 'value="受理〔2026〕999999号"' in answer.content.decode()


def test_the_very_file_is_told_from_a_changed_one(paper: Row) -> None:
    content, _kind, _title = rendered(paper["application_id"], paper["paper_id"], actor=person(), now=NOW)
    path = f"/verify/{paper['code']}/"
    same = {"file": SimpleUploadedFile("a.pdf", content, "application/pdf")}
    assert "文件没有被改过" in shown(path, data=same)
    changed = {"file": SimpleUploadedFile("a.pdf", content + b" ", "application/pdf")}
    assert "和发出的文件不一样" in shown(path, data=changed)
    assert "没有核对成" in shown(path, 422, {})


def test_a_paper_whose_file_was_never_made_can_be_checked_by_its_words_only(paper: Row) -> None:
    file = {"file": SimpleUploadedFile("a.pdf", b"%PDF-", "application/pdf")}
    assert "还不能核对文件" in shown(f"/verify/{paper['code']}/", data=file)


def test_a_paper_that_a_later_one_replaces_says_so() -> None:
    application_id = uuid7()
    made = [
        prepare(
            application_id=application_id, case_id=application_id, kind="due_date_notice", title="期限",
            values={"name": "甲", "addressee": "林小雨"}, now=NOW + timedelta(days=turn), turn=turn,
        )
        for turn in (1, 2)
    ]  # fmt: skip
    for one in made:
        freeze(application_id, one)
    assert "以后发的那一份为准" in shown(f"/verify/{made[0]['code']}/")
    assert "以后发的那一份为准" not in shown(f"/verify/{made[1]['code']}/")


def test_who_guesses_has_to_wait_and_a_genuine_paper_elsewhere_is_not_hindered(paper: Row) -> None:
    for _try in range(20):
        shown("/verify/0000-0000-0000-0000/")
    assert "试得太快了" in shown(f"/verify/{paper['code']}/", 429)
    other = Client(REMOTE_ADDR="198.51.100.7").get(f"/verify/{paper['code']}/")
    assert "是真的" in other.content.decode()


def test_misses_are_forgotten_after_their_time() -> None:
    pace = Pace(2, timedelta(minutes=10))
    for _miss in range(3):
        pace.miss("a", NOW)
    assert pace.spent("a", NOW)
    assert not pace.spent("b", NOW)
    assert not pace.spent("a", NOW + timedelta(minutes=10))
