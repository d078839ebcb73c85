"""找得到: home, search, the list and the page of a thing, before anybody signs on."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.city import family
from tests.journeys.walking import NEWBORN, mother
from tests.portal.browsing import MOST_STATEMENTS, Visitor, writes

PUBLIC_PAGES = ["/", "/search/?q=上户口", "/search/?q=渔船年审", "/things/", "/things/newborn/", "/help/"]


@pytest.fixture
def visitor(city: Any) -> Visitor:
    return Visitor()


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_a_page_has_one_thing_to_do(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).primary == 1


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_a_page_asks_little_of_the_database_and_writes_nothing(visitor: Visitor, path: str) -> None:
    statements = visitor.statements(path)
    assert len(statements) <= MOST_STATEMENTS
    assert writes(statements) == []


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_links_within_a_page_lead_somewhere(visitor: Visitor, path: str) -> None:
    page = visitor.get(path)
    assert {link[1:] for link in page.links if link.startswith("#") and len(link) > 1} <= page.ids


def test_the_help_band_leads_to_what_it_names(visitor: Visitor) -> None:
    help_links = [link for link in visitor.get("/").links if link.startswith("/help/#")]
    assert len(help_links) == 2
    assert {link.partition("#")[2] for link in help_links} <= visitor.get("/help/").ids


@pytest.mark.parametrize("words", ["上户口", "宝宝", "新生儿", "出生证"])
def test_a_thing_is_found_by_whatever_people_call_it(visitor: Visitor, words: str) -> None:
    page = visitor.get(f"/search/?q={words}")
    assert "/things/newborn/" in page.links
    assert page.boxes["q"] == words


def test_who_looks_for_something_unknown_is_not_left_alone(visitor: Visitor) -> None:
    page = visitor.get("/search/?q=渔船年审")
    assert "没有找到“渔船年审”" in page.text
    assert "/things/" in page.links
    assert any(re.fullmatch(r"/things/[a-z-]+/", link) for link in page.links)


def test_the_first_question_is_three_steps_from_home(visitor: Visitor) -> None:
    assert "/things/newborn/" in visitor.get("/").links
    assert "/things/newborn/start/" in visitor.get("/things/newborn/").links


def test_a_thing_is_named_by_what_happened_and_the_official_name_stands_small(visitor: Visitor) -> None:
    page = visitor.get("/things/newborn/")
    assert page.headings[0] == "孩子出生了"
    assert "官方名称：新生儿出生“一件事”" in page.text


def test_the_page_of_a_thing_says_how_its_figures_are_computed(visitor: Visitor) -> None:
    page = visitor.get("/things/newborn/")
    assert "#basis" in page.links
    assert "条是推断的" in page.text


def test_every_department_of_the_picture_also_stands_in_words(visitor: Visitor) -> None:
    html = visitor.get("/things/newborn/").html
    twin = html[html.index('class="bc-lanes-twin"') :]
    for item in ("开出生证", "上户口", "给宝宝参加医保", "办社保卡"):
        assert item in twin


def test_an_unknown_thing_is_not_found(visitor: Visitor) -> None:
    visitor.get("/things/no-such-thing/", status=404)


def test_who_left_a_draft_goes_on_with_it(city: Any, registry: Any) -> None:
    walker = mother(family("未婚妈妈，单方申报")).start(NEWBORN)
    page = Visitor(walker).get("/things/newborn/")
    assert f"/drafts/{walker.id}/q/" in page.links
    assert page.primary == 1
