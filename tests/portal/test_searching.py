"""搜索 and 办事: in groups, with other words tried, nobody left alone, and by stages of life."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from bancheng.accounts.queries import local_day
from bancheng.journeys.queries import published
from bancheng.kernel.kept import Kept
from bancheng.portal.queries import searching
from tests.journeys.walking import NEWBORN
from tests.portal.browsing import Visitor

TODAY = local_day(datetime.now(UTC))


@pytest.fixture
def visitor(city: Any) -> Visitor:
    return Visitor()


def test_groups_stand_in_their_order(visitor: Visitor) -> None:
    headings = visitor.get("/search/?q=出生证").headings
    order = ["一次办完的事", "单个的事", "证照和结果"]
    assert [one for one in headings if one in order] == order


def test_a_single_matter_says_what_it_is_done_in_and_leads_there(visitor: Visitor) -> None:
    page = visitor.get("/search/?q=上户口")
    assert "在“孩子出生了”里一起办" in page.text
    assert page.links.count("/things/newborn/") > 1


def test_the_official_name_behind_an_everyday_word_was_tried_too(visitor: Visitor) -> None:
    assert "也找了“出生医学证明”" in visitor.get("/search/?q=出生证").text
    assert "也找了" not in visitor.get("/search/?q=出生医学证明").text


def test_a_frequent_question_leads_to_its_answer(visitor: Visitor) -> None:
    page = visitor.get("/search/?q=双胞胎要填两次吗")
    assert "常见问题" in page.headings
    assert "/things/newborn/#faq" in page.links
    assert "faq" in visitor.get("/things/newborn/").ids


def test_a_hall_is_found_by_its_name(visitor: Visitor) -> None:
    assert "大厅和窗口" in visitor.get("/search/?q=政务服务中心").headings


def test_many_are_said_to_be_many_and_not_counted(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST", 1)
    assert "1件以上" in visitor.get("/search/?q=户口").text


def test_who_finds_nothing_is_offered_three_near_things_and_a_person_to_tell(visitor: Visitor) -> None:
    page = visitor.get("/search/?q=渔船年审")
    near = {link for link in page.links if re.fullmatch(r"/things/[a-z-]+/", link)}
    assert len(near) == 3
    (tell,) = {link for link in page.links if "words=" in link}
    told = visitor.get(tell.partition("#")[0])
    assert "渔船年审" in told.text
    assert tell.partition("#")[2] in told.ids


def test_nearest_is_what_shares_most_with_the_words(city: Any) -> None:
    assert searching.nearest("宝宝小名", TODAY)[0].journey.code == NEWBORN
    assert searching.nearest("公租房续租", TODAY)[0].journey.code != NEWBORN


def test_without_an_index_everything_is_listed(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object, **_more: object) -> None:
        raise RuntimeError("index")

    monkeypatch.setattr(published, "_indexes", Kept(1))
    monkeypatch.setattr(published, "_index", broken)
    page = visitor.get("/search/?q=上户口")
    assert "现在搜不了，下面是全部能办的事" in page.text
    assert len({link for link in page.links if re.fullmatch(r"/things/[a-z-]+/", link)}) > 10


def test_whoever_looks_for_a_side_sees_only_that(visitor: Visitor) -> None:
    page = visitor.get("/search/?q=上户口&who=enterprise")
    assert "/things/newborn/" not in page.links


def test_things_stand_by_side_and_by_stage_of_life(visitor: Visitor) -> None:
    page = visitor.get("/things/")
    assert {"person", "enterprise"} <= page.ids
    order = ["个人的事", "结婚、生孩子", "上学", "家人去世", "企业的事", "开起来", "经营中", "不办了"]
    assert [one for one in page.headings if one in order] == order
    assert "别的事" not in page.headings, "a topic that no stage knows"


def test_the_elder_face_shows_five_things_and_says_that_there_are_more(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "FOR_ELDERS", 1)
    visitor.client.cookies["bc_modes"] = "face-elder"
    page = visitor.get("/search/?q=户口")
    assert "1件以上" in page.text
    assert "1件以上" not in Visitor().get("/search/?q=户口").text
