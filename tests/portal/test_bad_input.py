"""What goes wrong on the person's side, through the pages: a clear sentence, a way on, and nothing that was typed lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from bancheng.journeys import commands as journeys
from bancheng.journeys.commands.opening import opening_of
from bancheng.journeys.queries import ended
from bancheng.journeys.queries.drafts import draft, ended_draft
from bancheng.kernel.errors import DomainError, NotFound
from tests.city import people
from tests.journeys.walking import Walker, mother
from tests.portal.browsing import Screen, Visitor, noticed, same_but_for

pytestmark = pytest.mark.usefixtures("city", "registry")


@pytest.fixture
def walker() -> Walker:
    usual = next(one for one in people().families if one.father and one.marriage and one.birth_registered)
    walker = mother(usual)
    noticed(walker)
    return walker


@pytest.fixture
def visitor(walker: Walker) -> Visitor:
    return Visitor(walker)


def pages_of(walker: Walker) -> list[str]:
    at = f"/drafts/{walker.id}/"
    return [
        f"{at}q/",
        f"{at}answers/",
        f"{at}form/parents/",
        f"{at}materials/",
        f"{at}rules/",
        f"{at}discard/",
        f"{at}review/",
    ]


# 过期的草稿


def lapse(walker: Walker) -> None:
    assert journeys.lapse_drafts(walker.now + timedelta(days=91)) == 1


def test_a_draft_that_was_cleared_says_why_and_how_to_begin_anew(walker: Walker, visitor: Visitor) -> None:
    lapse(walker)
    for path in pages_of(walker):
        page = visitor.get(path, 410)
        assert "这份草稿放得太久，已经清除" in page.headings, path
        assert "满90天自动清除" in page.text
        assert "登记里有的、您名下的证照，会再替您查出来" in page.text
        assert "/things/newborn/" in page.links
        assert page.primary == 1


def test_what_is_posted_to_it_is_not_lost(walker: Walker, visitor: Visitor) -> None:
    path = f"/drafts/{walker.id}/form/child/"
    boxes = visitor.get(path).boxes
    lapse(walker)
    answer = visitor.post(path, boxes | {"child[1].name": "林知夏"})
    assert answer.status_code == 410
    assert "林知夏" in answer.content.decode().partition("kept-text")[2]


def test_one_that_the_person_threw_away_says_so_and_points_to_the_other(
    walker: Walker, visitor: Visitor
) -> None:
    other = mother_again(walker)
    visitor.post(f"/drafts/{walker.id}/discard/", {})
    page = visitor.get(f"/drafts/{walker.id}/answers/", 410)
    assert "这份草稿您已经删掉了" in page.headings
    assert f"/drafts/{other}/answers/" in page.links


def mother_again(walker: Walker) -> Any:
    second = Walker(walker.citizen, walker.now)
    return second.start().id


def test_to_others_it_is_as_if_it_had_never_been(walker: Walker) -> None:
    lapse(walker)
    stranger = Visitor(Walker(people().families[1].mother))
    foreign = stranger.client.get(f"/drafts/{walker.id}/answers/")
    nobody = uuid4()
    never = stranger.client.get(f"/drafts/{nobody}/answers/")
    assert (foreign.status_code, never.status_code) == (404, 404)
    told = [same_but_for(foreign.content.decode(), walker.id), same_but_for(never.content.decode(), nobody)]
    assert told[0] == told[1]


def test_what_became_of_a_draft_is_nobody_elses_business(walker: Walker) -> None:
    lapse(walker)
    assert ended_draft(walker.id, actor=walker.actor).state == "lapsed"
    with pytest.raises(NotFound):
        ended_draft(walker.id, actor=Walker(people().families[1].mother).actor)


# 停办的事


def end_the_thing(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """The rules in force say that the thing ends on a day."""
    monkeypatch.setattr(ended, "ends_on", lambda _root, on: day if day <= on else None)
    monkeypatch.setattr("bancheng.portal.queries.ended.ends_on", lambda _root, on: day if day <= on else None)


def test_a_thing_that_ended_while_drafting_is_not_handed_in_and_the_draft_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    walker = mother(people().families[0]).ready()
    visitor = Visitor(walker)
    end_the_thing(monkeypatch, walker.on)
    page = visitor.get(f"/drafts/{walker.id}/review/")
    answer = visitor.post(f"/drafts/{walker.id}/submit/", page.boxes | {"declared": "yes"})
    assert answer.status_code == 422
    assert (
        f"“孩子出生了”从{walker.on.year}年{walker.on.month}月{walker.on.day}日起不在这里办了"
        in Screen(answer.content.decode()).text
    )
    assert draft(walker.id, actor=walker.actor, now=walker.now).state == "open"


def test_a_thing_that_ended_is_not_begun_and_one_that_ends_tomorrow_is(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    end_the_thing(monkeypatch, walker.on + timedelta(days=1))
    mother_again(walker)
    end_the_thing(monkeypatch, walker.on)
    with pytest.raises(DomainError) as refused:
        mother_again(walker)
    assert refused.value.code == "journey_ended"


def test_the_last_day_is_the_day_before_it_ends(walker: Walker) -> None:
    root = walker.view.journey.model_copy(update={"valid_to": date(2026, 7, 1)})
    assert ended.ends_on(root, date(2026, 6, 30)) is None
    assert ended.ends_on(root, date(2026, 7, 1)) == date(2026, 7, 1)


# 后来用不上的材料


def test_what_a_later_answer_makes_needless_is_kept_said_and_not_handed_in(
    walker: Walker, visitor: Visitor
) -> None:
    path = f"/drafts/{walker.id}/materials/"
    walker.bring()
    ((key, row),) = walker.view.materials.items()
    (file,) = row["files"]
    assert "现在用不上的" not in visitor.get(path).headings
    walker.answer("extras", "insurance", "card")
    page = visitor.get(path)
    assert "现在用不上的" in page.headings
    assert "没有删，也不会交给部门" in page.text
    assert file not in handed_in(walker)
    walker.answer("extras", *EVERYTHING)
    walker.look()  # as the page does: what the registers said of the reimbursement was forgotten with it
    assert "现在用不上的" not in visitor.get(path).headings
    assert file in handed_in(walker)
    assert key in {one.key for one in walker.view.plan.to_bring()}


def test_a_paper_that_a_register_speaks_for_since_it_was_uploaded_is_not_handed_in(walker: Walker) -> None:
    walker.bring()
    ((key, row),) = walker.view.materials.items()
    assert set(row["files"]) <= handed_in(walker)
    plan = walker.view.plan
    told = tuple(replace(one, satisfied_by="register") if one.key == key else one for one in plan.materials)
    vars(walker.view)["plan"] = replace(plan, materials=told)
    assert not handed_in(walker)


EVERYTHING = ("insurance", "card", "vaccination", "childcare", "reimbursement")


def handed_in(walker: Walker) -> set[str]:
    """The files that handing in would hand over now."""
    opening = opening_of(walker.view, {}, answers={}, applicant="林小雨")
    return {str(one) for case in opening.cases for each in case.materials for one in each.files}


def test_what_is_needless_can_be_deleted(walker: Walker, visitor: Visitor) -> None:
    walker.bring()
    walker.answer("extras", "insurance", "card")
    path = f"/drafts/{walker.id}/materials/"
    gone = visitor.get(path).boxes["remove"]
    (key,) = [key for key, row in walker.reload().materials.items() if gone in row["files"]]
    assert visitor.post(f"{path}{key}/", {"remove": gone, "done": "1"}).status_code == 302
    assert gone not in walker.reload().materials[key]["files"]
    assert "现在用不上的" not in visitor.get(path).headings


# 乱码，太大


def name_of(walker: Walker) -> Any:
    return walker.reload().value("child[1].name")


@pytest.fixture
def form(walker: Walker, visitor: Visitor) -> str:
    """The page of the child, where a name was saved before."""
    path = f"/drafts/{walker.id}/form/child/"
    visitor.post(path, visitor.get(path).boxes | {"child[1].name": "林知夏"})
    assert name_of(walker) == "林知夏"
    return path


GBK = "林晓晨".encode("gbk")
URLENCODED = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("written", [GBK, quote(GBK).encode()], ids=["bytes", "percent"])
@pytest.mark.parametrize("kind", [URLENCODED, f"{URLENCODED}; charset=gbk"])
def test_a_form_that_is_not_utf_8_is_refused_and_nothing_garbled_is_kept(
    walker: Walker, visitor: Visitor, form: str, kind: str, written: bytes
) -> None:
    sent = b"base=1&child%5B1%5D.name=" + written
    answer = visitor.client.generic("POST", form, sent, content_type=kind)
    assert answer.status_code == 422
    told = Screen(answer.content.decode()).text
    assert "收到的文字里有乱码，没有保存。以前保存的都还在" in told
    assert name_of(walker) == "林知夏"


def test_a_body_that_is_too_large_is_told_so_and_loses_nothing_saved_before(
    walker: Walker, visitor: Visitor, form: str
) -> None:
    answer = visitor.post(form, {"base": "1", "child[1].name": "林" * 1_100_000})
    assert answer.status_code == 413
    told = Screen(answer.content.decode()).text
    assert "一次交的内容太多了，没有保存。以前保存的都还在" in told
    assert name_of(walker) == "林知夏"


def test_more_boxes_than_any_form_has_are_too_many(walker: Walker, visitor: Visitor, form: str) -> None:
    boxes = {f"child[1].box{number}": "x" for number in range(2100)}
    assert visitor.post(form, boxes).status_code == 413
    assert name_of(walker) == "林知夏"


# 规则换了


def test_the_page_of_new_rules_says_in_sentences_what_is_different(
    walker: Walker, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ["“新生儿户口登记”的承诺时限由5天改为3天。"]
    monkeypatch.setattr("bancheng.portal.queries.answering.newer_release", lambda view: (view.release, []))
    monkeypatch.setattr("bancheng.portal.queries.answering.what_changed", lambda _held, _now: said)
    page = visitor.get(f"/drafts/{walker.id}/rules/")
    assert said[0] in page.text
    assert "您填过的都在。不换也可以" in page.text
