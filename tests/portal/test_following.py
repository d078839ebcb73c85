"""进度: who does what until when and why that day; what waits for the person; changing one's mind."""

from __future__ import annotations

from io import BytesIO
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest

from bancheng.cases import commands as cases
from bancheng.cases.lifecycle import CASE
from bancheng.cases.queries import application_progress, case_page
from bancheng.cases.spec import CorrectionEntry
from bancheng.demo_city.drive.inventing import photograph
from bancheng.eforms.queries import answers_of
from bancheng.files.commands import keep
from bancheng.kernel.workdays import local_day
from bancheng.portal.queries.following import cursor
from bancheng.portal.queries.sentences import SENTENCES, plain_names
from bancheng.ui.words import day_words
from tests.city import people
from tests.journeys.walking import Walker
from tests.portal.browsing import MOST_STATEMENTS, Screen, Visitor, same_but_for, writes
from tests.portal.officers import REASON, Office, drafted, office, sealed, visitor, walker

__all__ = ["drafted", "office", "sealed", "visitor", "walker"]

MATERIAL = "银行卡照片右边被切掉了，看不清卡号。请重新拍一张。"
OTHER = "请说明出生时在哪个科室。"


def whole(walker: Walker) -> str:
    return f"/applications/{walker.id}/"


def other_parent(walker: Walker) -> Visitor:
    found = next(one.father for one in people().families if one.mother == walker.citizen)
    assert found is not None
    return Visitor(Walker(found))


def stranger(walker: Walker) -> Visitor:
    return Visitor(Walker(next(one.mother for one in people().families if one.mother != walker.citizen)))


def screen(answer: Any) -> Screen:
    return Screen(answer.content.decode())


def picture() -> BytesIO:
    """A photograph as a browser sends it."""
    made = BytesIO(photograph(Random(7)).read())
    made.name = "card.jpg"
    return made


# --- the whole ----------------------------------------------------------------------------------------------


def test_every_state_has_its_sentence() -> None:
    assert {state.code for state in CASE.states} == set(SENTENCES)


def test_each_row_says_who_until_when_and_why(walker: Walker, visitor: Visitor, office: Office) -> None:
    shown = visitor.get(whole(walker))
    assert "开始办，您不用做什么" in shown.text
    assert "办好后自动开始" in shown.text
    assert "为什么是这一天" in shown.text
    office.decide(office.first("filed")["case_id"], True)
    assert "已经同意，正在出结果，最晚" in visitor.get(whole(walker)).text


def test_a_clock_that_stands_says_what_for_since_when_and_until_when_at_the_latest(
    walker: Walker, visitor: Visitor, office: Office
) -> None:
    first = office.first("filed")["case_id"]
    office.decide(first, True)
    office.issue(first)
    stopped = next(
        page.case
        for one in office.cases("filed")
        if (page := case_page(office.id, one["case_id"], walker.actor)).case["plan"]["procedures"]
    )
    office.act(stopped["case_id"], cases.accept)
    procedure = stopped["plan"]["procedures"][0]
    page = office.act(stopped["case_id"], cases.pause, procedure=procedure["code"], reason="要到家里看看。")
    text = visitor.get(whole(walker)).text
    assert f"起暂停计时，因为要{procedure['name']}。" in text
    last = day_words(local_day(page.case["wake_at"]))
    assert f"原因：要到家里看看。最晚{last}接着算。这几天不算在办理时间里，您不用做什么。" in text


def test_the_page_reads_little_and_writes_nothing(walker: Walker, visitor: Visitor) -> None:
    for path in (whole(walker), "/applications/"):
        statements = visitor.statements(path)
        assert len(statements) <= MOST_STATEMENTS, statements
        assert writes(statements) == []


def test_the_other_parent_reads_it_and_does_not_act_on_it(walker: Walker) -> None:
    shown = other_parent(walker).get(whole(walker))
    assert "没有可以撤回的了" in shown.text
    assert not any("withdraw" in link for link in shown.links)


PARTS = (
    "",
    "receipt/",
    "withdraw/",
    "again/",
    "papers/{}/",
    "correction/{}/",
    "cases/{}/withdraw/",
    "cases/{}/go-on/",
)


@pytest.mark.parametrize("page", PARTS)
def test_anothers_is_like_one_that_does_not_exist(walker: Walker, page: str) -> None:
    visitor, nobodys, part = stranger(walker), uuid4(), page.format(uuid4())
    first = visitor.client.get(f"/applications/{walker.id}/{part}")
    second = visitor.client.get(f"/applications/{nobodys}/{part}")
    assert (first.status_code, second.status_code) == (404, 404)
    assert same_but_for(first.content.decode(), walker.id) == same_but_for(second.content.decode(), nobodys)


def test_the_page_asks_only_for_what_moved(walker: Walker, visitor: Visitor, office: Office) -> None:
    asks = visitor.get(whole(walker)).html.partition('data-hx-get="')[2].partition('"')[0]
    assert visitor.client.get(asks).status_code == 204
    office.decide(office.first("filed")["case_id"], True)
    moved = visitor.client.get(asks)
    assert moved.status_code == 200
    assert b"<html" not in moved.content


def test_a_refusal_says_why_by_what_and_what_can_be_done(
    walker: Walker, visitor: Visitor, office: Office
) -> None:
    case_id = office.first("filed")["case_id"]
    office.decide(case_id, False)
    shown = visitor.get(whole(walker))
    assert REASON in shown.text
    assert "依据是什么" in shown.text
    assert "不服可以这样办" in shown.text
    assert "复议" in shown.text
    assert "前一项没有办成" in shown.text or "停下" in shown.text


def test_the_list_pages_by_key_and_takes_no_nonsense(walker: Walker, visitor: Visitor) -> None:
    assert whole(walker) in visitor.get("/applications/").links
    assert whole(walker) in visitor.get("/applications/?after=nonsense~1").links
    past = f"2020-01-01T00:00:00%2B00:00~{UUID(int=0)}"
    assert whole(walker) not in visitor.get(f"/applications/?after={past}").links
    assert cursor("2020-01-01T00:00:00~" + str(uuid4())) is None  # without its zone it is no instant


def test_a_paper_is_a_pdf_for_the_parties(walker: Walker, visitor: Visitor, office: Office) -> None:
    office.correct(CorrectionEntry("other", "", OTHER))
    link = next(one for one in visitor.get(whole(walker)).links if "/papers/" in one)
    first, again = visitor.client.get(link), visitor.client.get(link)
    assert first.content.startswith(b"%PDF")
    assert first.content == again.content
    assert stranger(walker).client.get(link).status_code == 404


def test_each_paper_says_which_matter_it_is_about_and_after_five_they_are_folded(
    walker: Walker, visitor: Visitor, office: Office
) -> None:
    office.finish()
    page = visitor.get(whole(walker))
    names = plain_names(application_progress(walker.id, walker.actor))
    for name in names.values():
        assert f"准予决定书（{name}）" in page.text
    shown = page.html.index("更早的")
    assert page.html[:shown].count("/papers/") >= 5
    assert f"更早的{page.html.count('/papers/') - page.html[:shown].count('/papers/')}份" in page.text


# --- 补材料 -------------------------------------------------------------------------------------------------


@pytest.fixture
def correction(walker: Walker, office: Office) -> str:
    (bring, *_rest) = walker.view.plan.to_bring()
    name = next(
        one.path
        for one in walker.view.plan.fields
        if one.path.startswith("child") and one.path.endswith(".name")
    )
    case_id = office.correct(
        CorrectionEntry("material", f"{bring.type}@{bring.holder}", MATERIAL, "行政许可法第三十二条"),
        CorrectionEntry("field", name, "名字里有一个字不能用，请换一个字。"),
        CorrectionEntry("other", "", OTHER),
    )
    return f"/applications/{walker.id}/correction/{case_id}/"


def name_box(page: Screen) -> str:
    return next(one for one in page.boxes if one.startswith("child") and one.endswith(".name"))


def test_everything_is_asked_at_once_with_its_control(
    walker: Walker, visitor: Visitor, correction: str
) -> None:
    assert correction in visitor.get(whole(walker)).links
    page = visitor.get(correction)
    assert "请补3样东西" in page.headings
    assert MATERIAL in page.text
    assert OTHER in page.text
    assert name_box(page)
    assert page.primary == 1
    assert len(visitor.statements(correction)) <= MOST_STATEMENTS


def test_what_was_uploaded_and_written_stays_on_the_page(visitor: Visitor, correction: str) -> None:
    page = visitor.get(correction)
    typed = page.boxes | {"file-0": picture(), "reason-2": "出生记录里写着。", "upload": "file-0"}
    kept = screen(visitor.post(correction, typed))
    assert "可能看不清" in kept.text  # it is small: taken, and said so
    assert kept.boxes["kept-0"]
    assert "出生记录里写着。" in kept.html
    assert "还差1样" in kept.text


def test_incomplete_says_beside_each_what_is_missing(
    walker: Walker, visitor: Visitor, correction: str
) -> None:
    page = visitor.get(correction)
    answer = visitor.post(correction, page.boxes | {"done": "1", "reason-2": "写着。"})
    shown = screen(answer)
    assert answer.status_code == 422
    assert {"#id_entry-0", "#id_entry-1"} <= set(shown.links)
    assert "#id_entry-2" not in shown.links
    assert visitor.client.get(correction).status_code == 200  # nothing went to the department


def test_each_datum_asked_for_needs_its_own_answer(walker: Walker, visitor: Visitor, office: Office) -> None:
    names = [one.path for one in walker.view.plan.fields if one.path.startswith("child")]
    wanted = [next(one for one in names if one.endswith(end)) for end in (".name", ".ethnicity")]
    case_id = office.correct(*[CorrectionEntry("field", one, "请改一下。") for one in wanted])
    path = f"/applications/{walker.id}/correction/{case_id}/"
    page = visitor.get(path)
    answer = visitor.post(path, page.boxes | {wanted[0]: "林换字", "done": "1"})
    assert answer.status_code == 422
    assert "#id_entry-1" in screen(answer).links


def test_complete_goes_to_the_department_once(
    walker: Walker, visitor: Visitor, office: Office, correction: str
) -> None:
    page = visitor.get(correction)
    kept = screen(visitor.post(correction, page.boxes | {"file-0": picture(), "upload": "file-0"}))
    full = kept.boxes | {name_box(kept): "林换字", "reason-2": "出生记录里写着。", "done": "1"}
    answers = [visitor.post(correction, full) for _twice in range(2)]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, whole(walker))] * 2
    assert office.first("filed")
    assert visitor.client.get(correction).status_code == 302  # done already is no error
    assert answers_of(walker.id)[name_box(kept)].value == "林换字"


def test_a_wrong_value_stays_in_its_box(visitor: Visitor, correction: str) -> None:
    page = visitor.get(correction)
    full = page.boxes | {name_box(page): "A1#", "reason-0": "不用", "reason-2": "不用", "done": "1"}
    answer = visitor.post(correction, full)
    shown = screen(answer)
    assert answer.status_code == 422
    assert shown.boxes[name_box(shown)] == "A1#"


def test_a_strangers_file_is_as_if_it_were_not_there(
    walker: Walker, visitor: Visitor, correction: str
) -> None:
    theirs = keep(
        upload=photograph(Random(9)),
        name="theirs.jpg",
        actor=Walker(next(one.mother for one in people().families if one.mother != walker.citizen)).actor,
        now=walker.now,
    )
    page = visitor.get(correction)
    shown = screen(visitor.post(correction, page.boxes | {"kept-0": str(theirs.id)}))
    assert "theirs.jpg" not in shown.text
    assert "kept-0" not in shown.boxes


# --- 撤回 ---------------------------------------------------------------------------------------------------


def test_withdrawing_one_says_first_what_hangs_on_it(
    walker: Walker, visitor: Visitor, office: Office
) -> None:
    case_id = office.first("filed")["case_id"]
    path = f"/applications/{walker.id}/cases/{case_id}/withdraw/"
    page = visitor.get(path)
    assert "要等它，撤了以后也会停下" in page.text
    assert "上户口" in page.text.partition("要等它，撤了以后也会停下")[2]
    assert page.primary == 1
    answer = visitor.post(path, page.boxes)
    assert (answer.status_code, answer.url) == (302, whole(walker))
    assert {one["state"] for one in office.cases() if one["case_id"] == case_id} == {"withdrawn"}


def test_withdrawing_what_moved_meanwhile_is_told_and_not_done(
    walker: Walker, visitor: Visitor, office: Office
) -> None:
    case_id = office.first("filed")["case_id"]
    path = f"/applications/{walker.id}/cases/{case_id}/withdraw/"
    boxes = visitor.get(path).boxes | {"reason": "不想办了"}
    office.decide(case_id, True)
    answer = visitor.post(path, boxes)
    assert answer.status_code in {409, 422}
    assert office.first("approved")["case_id"] == case_id


def test_the_whole_can_be_withdrawn_and_again_is_no_error(
    walker: Walker, visitor: Visitor, office: Office
) -> None:
    path = f"/applications/{walker.id}/withdraw/"
    page = visitor.get(path)
    assert f"下面{len(office.cases())}件不再办" in page.text
    for _twice in range(2):
        assert visitor.post(path, page.boxes).status_code == 302
    assert {one["state"] for one in office.cases()} == {"withdrawn"}
    assert "没有可以撤回的了" in visitor.get(path).text


def test_the_other_parent_withdraws_nothing(walker: Walker, office: Office) -> None:
    path = f"/applications/{walker.id}/withdraw/"
    assert other_parent(walker).post(path, {"key": "1"}).status_code == 403
    assert {one["state"] for one in office.cases()} == {"filed", "waiting"}


# --- 还要不要接着办 -----------------------------------------------------------------------------------------


@pytest.fixture
def question(walker: Walker, office: Office) -> str:
    office.decide(office.first("filed")["case_id"], False)
    (waiting,) = office.cases("waiting")
    return f"/applications/{walker.id}/cases/{waiting['case_id']}/go-on/"


def test_the_person_decides_about_what_hangs_on_a_refusal(
    walker: Walker, visitor: Visitor, office: Office, question: str
) -> None:
    shown = visitor.get(whole(walker))
    assert question in shown.links
    assert "请您决定" in shown.text
    page = visitor.get(question)
    assert REASON in page.text
    assert visitor.post(question, page.boxes | {"go_on": "maybe"}).status_code == 200
    assert visitor.post(question, page.boxes | {"go_on": "yes"}).status_code == 302
    assert office.first("filed")


def test_a_no_withdraws_it(visitor: Visitor, office: Office, question: str) -> None:
    page = visitor.get(question)
    assert visitor.post(question, page.boxes | {"go_on": "no"}).status_code == 302
    assert office.first("withdrawn")
    assert "没有要您决定的" in visitor.get(question).text
