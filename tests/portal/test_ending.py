"""结束: whatever the end, the page and the letter say the same, and say what can be done now; 再办一次 through the pages."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from bancheng.cases import commands as cases
from bancheng.cases.commands.silence import CLOCK
from bancheng.cases.queries import application_progress
from bancheng.documents.queries import papers_of
from bancheng.journeys.queries.drafts import draft
from bancheng.portal.queries.ends import whole_tag
from bancheng.ui.modes import COOKIE
from bancheng.ui.words import day_words
from tests.journeys.walking import Walker
from tests.portal.browsing import MOST_STATEMENTS, Screen, Visitor, writes
from tests.portal.officers import REASON, Office, drafted, office, sealed, visitor, walker
from tests.portal.test_following import other_parent, stranger, whole

__all__ = ["drafted", "office", "sealed", "visitor", "walker"]


def refuse_last(office: Office) -> UUID:
    """Everything is granted but the last one that is filed; then the results go out."""
    refused = None
    while rows := office.cases("filed"):
        one = rows[0]["case_id"]
        last = len(rows) == 1 and not office.cases("waiting")
        office.decide(one, not last)
        refused = one if last else refused
        if not last:
            office.issue(one)
    assert refused is not None
    cases.deliver(actor=CLOCK, application_id=office.id, now=office.walker.now)
    return refused


def refuse_first(office: Office) -> UUID:
    case_id: UUID = office.first("filed")["case_id"]
    office.decide(case_id, False)
    return case_id


def everything_over(office: Office) -> None:
    """The first is refused, what asks is answered with no: nothing was issued."""
    refuse_first(office)
    for one in office.cases("waiting"):
        cases.answer_question(
            actor=office.walker.actor, application_id=office.id, case_id=one["case_id"],
            version=one["version"], go_on=False, now=office.walker.now,
        )  # fmt: skip
    while office.cases("filed"):
        refuse_first(office)


def letter(walker: Walker) -> dict[str, Any]:
    (found,) = [one for one in papers_of(walker.id) if one["kind"] == "closing_letter"]
    values: dict[str, Any] = found["values"]
    return values


def bring_it_home(office: Office, end: str) -> None:
    {
        "partly": lambda: refuse_last(office),
        "nothing": lambda: everything_over(office),
        "withdrawn": lambda: cases.withdraw_application(
            actor=office.walker.actor, application_id=office.id, now=office.walker.now
        ),
        "granted": office.finish,
    }[end]()


def test_what_can_be_done_about_a_no_is_said_in_english_whole(
    walker: Walker, visitor: Visitor, office: Office
) -> None:
    refuse_first(office)
    visitor.client.cookies[COOKIE] = "language-en"
    shown = visitor.get(whole(walker)).html
    assert "you can sue at the people" in shown
    assert "人民法院" not in shown


@pytest.mark.parametrize("end", ["partly", "nothing", "withdrawn", "granted"])
def test_the_page_says_what_the_letter_says(
    walker: Walker, visitor: Visitor, office: Office, end: str
) -> None:
    bring_it_home(office, end)
    shown, told = visitor.get(whole(walker)).text, letter(walker)
    assert told["summary"] in shown
    for one in told["cases"]:
        assert one["words"] in shown
        told_by_name = one["state"] in (
            "withdrawn",
            "terminated",
        )  # the page speaks of matters as people call them
        reason = "" if told_by_name else one["reason"]
        for part in (reason, one["again"], *one["basis"]):
            assert part in shown, (one["name"], part)
        for remedy in one["remedies_until"]:
            assert remedy["text"] in shown
            assert f"最晚{day_words(date.fromisoformat(remedy['until']))}" in shown
    assert (told["receive"] in shown) if end in ("partly", "granted") else not told["receive"]
    stops = sum("所以" in one["reason"] for one in told["cases"])
    assert shown.count("这一项要等它，所以") == stops
    assert "办理结果告知书" in shown


@pytest.mark.parametrize(
    ("end", "says", "again"),
    [
        ("partly", "都有结果了", True),
        ("nothing", "这次没有办成，原因写在下面每一项里", True),
        ("withdrawn", "您撤回了，这次不办了", True),
        ("granted", "件都办好了", False),
    ],
)
def test_each_end_has_its_sentence_and_one_main_button_at_most(
    walker: Walker, visitor: Visitor, office: Office, end: str, says: str, again: bool
) -> None:
    bring_it_home(office, end)
    page = visitor.get(whole(walker))
    assert says in page.text
    assert page.primary == int(again)
    assert (f"{whole(walker)}again/" in page.links) is again
    assert "想改主意" not in page.text, "there is nothing left to withdraw"
    assert "都办好了" not in page.text or end == "granted"


def test_the_page_of_an_end_reads_little_and_writes_nothing(
    walker: Walker, visitor: Visitor, office: Office
) -> None:
    refuse_last(office)
    for path in (whole(walker), f"{whole(walker)}again/"):
        statements = [one for one in visitor.statements(path) if "evidence" not in one]
        assert len(statements) <= MOST_STATEMENTS, statements
        assert writes(statements) == []


def test_the_list_does_not_call_all_done_what_is_not() -> None:
    row = {"state": "delivered", "issued_cases": 2, "case_count": 3}
    assert whole_tag(row)["word"] == "都有结果了"
    assert whole_tag({**row, "issued_cases": 3})["word"] == "都办好了"


# --- 撤回 ---------------------------------------------------------------------------------------------------


def test_what_the_page_says_will_stop_is_what_stops(walker: Walker, visitor: Visitor, office: Office) -> None:
    """For each matter of the plan: the list of the page, and what happens when it is done (and undone for the next)."""
    before = {one["case_id"]: one["state"] for one in office.cases()}
    names = {one["case_id"]: one["item"] for one in office.cases()}
    assert len(set(names.values())) > 3
    case_id = office.first("filed")["case_id"]
    page = visitor.get(f"{whole(walker)}cases/{case_id}/withdraw/")
    visitor.post(f"{whole(walker)}cases/{case_id}/withdraw/", page.boxes)
    after = {one["case_id"]: one["state"] for one in office.cases()}
    stopped = [one for one in after if after[one] == "terminated" and before[one] != "terminated"]
    assert f"这{len(stopped)}件要等它" in page.text
    shown = visitor.get(whole(walker)).text
    assert shown.count("您撤回了“") >= 1


def test_after_the_decision_the_page_says_why_it_cannot_be_withdrawn(
    walker: Walker, visitor: Visitor, office: Office
) -> None:
    case_id = office.first("filed")["case_id"]
    path = f"{whole(walker)}cases/{case_id}/withdraw/"
    office.decide(case_id, True)
    page = visitor.get(path)
    assert "已经同意，正在出结果，不能撤回了" in page.text
    assert "申请注销" in page.text
    office.issue(case_id)
    assert "已经办好，不能撤回了" in visitor.get(path).text


def test_a_question_says_what_silence_means(walker: Walker, visitor: Visitor, office: Office) -> None:
    refuse_first(office)
    (waiting,) = office.cases("waiting")
    page = visitor.get(f"{whole(walker)}cases/{waiting['case_id']}/go-on/")
    assert "到期没有回答，这一项就停下" in page.text
    shown = visitor.get(whole(walker))
    assert "到期没有回答，这一项就停下" in shown.text
    assert shown.text.index("请您决定") < shown.text.index("每一项办到哪了"), (
        "what waits for the person comes first"
    )
    mine = visitor.get("/me/")
    assert mine.text.index("有1件事等您决定") < mine.text.index("正在办")
    assert whole(walker) in mine.links


# --- 再办一次 ------------------------------------------------------------------------------------------------


def press(visitor: Visitor, path: str) -> Any:
    """The page as it stands, handed in."""
    page = visitor.get(path)
    chosen = cases_of(page)
    return visitor.post(path, {"draft": page.boxes["draft"], "case": chosen})


def cases_of(page: Screen) -> list[str]:
    """The boxes that are ticked."""
    parts = page.html.split('name="case"')[1:]
    return [
        one.partition('value="')[2].partition('"')[0] for one in parts if " checked" in one.partition(">")[0]
    ]


def test_again_goes_from_the_end_to_a_new_receipt(walker: Walker, visitor: Visitor, office: Office) -> None:
    refuse_last(office)
    path = f"{whole(walker)}again/"
    page = visitor.get(path)
    assert REASON in page.text
    assert page.primary == 1
    answer = press(visitor, path)
    assert answer.status_code == 302
    assert answer.url.endswith("/review/"), "nothing is left to fill in"
    draft_id = UUID(answer.url.split("/")[2])
    assert "接着填再办的那一份" in visitor.get(whole(walker)).text
    again = Walker(walker.citizen)
    again.view = draft(draft_id, actor=walker.actor, now=walker.now)
    again.confirmed()
    review = visitor.get(answer.url)
    done = visitor.post(f"/drafts/{draft_id}/submit/", review.boxes | {"declared": "yes"})
    assert done.status_code == 302, done.content.decode()[:2000]
    old, new = visitor.get(whole(walker)), visitor.get(f"/applications/{draft_id}/")
    assert f"/applications/{draft_id}/" in old.links
    assert "看再办的进度" in old.text
    assert whole(walker) in new.links
    assert [one["state"] for one in application_progress(draft_id, walker.actor).cases] == ["filed"]


def test_again_posted_twice_opens_one_and_a_second_page_is_told(
    walker: Walker, visitor: Visitor, office: Office
) -> None:
    refuse_last(office)
    path = f"{whole(walker)}again/"
    page, other = visitor.get(path), visitor.get(path)
    chosen = cases_of(page)
    first, twice = (visitor.post(path, {"draft": page.boxes["draft"], "case": chosen}) for _each in range(2))
    assert (first.status_code, twice.status_code) == (302, 302)
    assert first.url == twice.url
    late = visitor.post(path, {"draft": other.boxes["draft"], "case": chosen})
    assert late.status_code == 409
    assert "已经在再办" in late.content.decode()
    assert "接着填再办的那一份" in visitor.get(path).text


def test_again_with_nothing_or_nonsense_chosen_is_no_draft(
    walker: Walker, visitor: Visitor, office: Office
) -> None:
    refuse_last(office)
    path = f"{whole(walker)}again/"
    for chosen in ([], ["x"], [str(uuid4())]):
        assert visitor.post(path, {"draft": str(uuid4()), "case": chosen}).status_code == 422
    assert "现在没有可以再办的" not in visitor.get(path).text


def test_only_the_applicant_is_offered_it(walker: Walker, visitor: Visitor, office: Office) -> None:
    refuse_last(office)
    theirs = other_parent(walker)
    assert f"{whole(walker)}again/" not in theirs.get(whole(walker)).links
    page = theirs.get(f"{whole(walker)}again/")
    assert "由当初提交的人再办" in page.text
    assert stranger(walker).client.get(f"{whole(walker)}again/").status_code == 404
    chosen = [str(one["case_id"]) for one in office.cases("refused")]
    assert theirs.post(f"{whole(walker)}again/", {"draft": str(uuid4()), "case": chosen}).status_code == 404
