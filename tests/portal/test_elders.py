"""长辈版: the same pages, what matters first, the rest folded; nothing is missing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.walking import Walker
from tests.portal.browsing import Screen, Visitor, noticed
from tests.portal.officers import usual


@pytest.fixture
def walker(city: Any, registry: Any) -> Walker:
    return usual()


def elder(walker: Walker, path: str) -> Screen:
    visitor = Visitor(walker)
    visitor.client.cookies["bc_modes"] = "face-elder"
    return visitor.get(path)


def test_my_space_has_what_waits_and_the_papers_first(walker: Walker) -> None:
    walker.start()
    page, usual_page = elder(walker, "/me/"), Visitor(walker).get("/me/")
    assert page.headings[:3] == ["我的", "等您做的事", "我的证"]
    assert "正在办" in usual_page.headings
    assert "正在办" not in page.headings
    assert set(usual_page.links) <= set(page.links) | {"/modes/?next=/me/"}


def test_the_notice_says_what_to_bring_then_what_then_when(walker: Walker) -> None:
    path = f"/notices/{noticed(walker)}/"
    page = elder(walker, path)
    order = ["要您交的", "办哪些事", "日子"]
    assert [one for one in page.headings if one in (*order, "材料", "要填的", "花钱吗")] == order
    for folded in ("不用交的有哪些？", "要填什么？", "花钱吗？"):
        assert folded in page.text


def test_the_figures_of_a_thing_are_sentences(walker: Walker) -> None:
    page = elder(walker, "/things/newborn/")
    assert "个工作日办好，原来要" in page.text
    assert "bc-figures" not in page.html
    assert "bc-figures" in Visitor(walker).get("/things/newborn/").html
