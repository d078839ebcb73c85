"""The public face for a reader of English: no Chinese but laws, numbers of letters, and what people and registers wrote."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bancheng.journeys import commands as journeys
from bancheng.journeys.queries.published import published
from bancheng.ui.modes import COOKIE
from tests.journeys.test_restaurant_plan import certified, shop, tenant
from tests.journeys.walking import Walker
from tests.portal.browsing import MOST_STATEMENTS, Visitor
from tests.portal.officers import usual

HAN = re.compile(r"[\u3400-\u9fff]")
KEPT = re.compile(r"^办$|^善美\w字〔\d{4}〕第\d+号\W*$")
"""The mark of the site, and numbers of letters."""
LAW = re.compile(r'<section class="bc-section" id="basis".*?</section>', re.DOTALL)


class Reader(Visitor):
    """A browser whose owner chose English."""

    def __init__(self, walker: Walker | None = None) -> None:
        super().__init__(walker)
        self.client.cookies[COOKIE] = "language-en"

    def chinese(self, path: str) -> set[str]:
        """The Chinese that a page still has, but for what is kept as it is registered or typed."""
        page = self.get(path).html
        page = re.sub(r"<!--.*?-->|<(script|textarea)\b.*?</\1>", "", LAW.sub("", page), flags=re.DOTALL)
        page = re.sub(r'<span lang="zh-Hans">([^<]*)</span>', r"\1", page)
        shown = re.findall(r'(<[^>]*)>([^<]+)<|(?:title|aria-label|placeholder|alt)="([^"]*)"', page)
        pieces = [
            one.strip()
            for tag, said, spoken in shown
            if 'translate="no"' not in tag
            for one in (said, spoken)
        ]
        return {one for one in pieces if HAN.search(one) and not KEPT.match(one)}


@pytest.fixture
def walker(city: Any, registry: Any) -> Walker:
    return usual()


def test_every_thing_can_be_read_in_english(walker: Walker) -> None:
    things = [f"/things/{one.journey.code}/" for one in published(walker.on)]
    found = {path: left for path in ("/", "/things/", "/help/", *things) if (left := Reader().chinese(path))}
    assert found == {}


def test_a_thing_can_be_done_in_english(walker: Walker) -> None:
    reader = Reader(walker)
    draft = f"/drafts/{walker.start().id}"
    names = {one.name for one in (walker.citizen,)}
    assert reader.chinese(f"{draft}/q/") == set()
    walker.answer_all(who="mother")
    notice = journeys.give_notice(actor=walker.actor, draft_id=walker.id, now=walker.now).notice_id
    walker.reload()
    pages = [f"/notices/{notice}/", f"{draft}/answers/", f"{draft}/materials/"]
    pages += [f"{draft}/form/{one.code}/" for one in walker.view.journey.sections]
    found = {path: left for path in pages if (left := reader.chinese(path) - names)}
    assert found == {}


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("birth certificate", "A child is born"),
        ("Restaurants", "I want to open a restaurant"),
        ("social security cards", "Social security card"),
        ("after a DEATH", "After a death in the family"),
    ],
)
def test_things_are_found_by_their_english_names(city: Any, words: str, name: str) -> None:
    assert name in Reader().get(f"/search/?q={words}").text


def test_english_costs_one_statement_more(walker: Walker) -> None:
    path = f"/things/{published(walker.on)[0].journey.code}/"
    more = len(Reader().statements(path)) - len(Visitor().statements(path))
    assert more == 1
    assert len(Reader().statements(path)) <= MOST_STATEMENTS


def test_a_pledge_read_in_english_shows_the_chinese_that_is_signed(city: Any, registry: Any) -> None:
    walker = shop(tenant(), certified(yes=True), how_big="400").fill().bring()
    pledge = walker.view.plan.pledges[0].pledge
    page = Reader(walker).get(f"/drafts/{walker.id}/review/").html
    assert "You sign the Chinese text" in page
    assert all(str(one) in page for one in (*pledge.told, *pledge.promised, pledge.consequence))
    assert "英文只帮您看懂" not in Visitor(walker).get(f"/drafts/{walker.id}/review/").html
