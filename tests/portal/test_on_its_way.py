"""同一件事已经在办: pointed to before the form is filled in and at the last look, with its address for its own people."""

from __future__ import annotations

from typing import Any

import pytest

from bancheng.cases.commands import withdraw_application
from tests.city import family
from tests.journeys.walking import Walker, mother
from tests.portal.browsing import Visitor, noticed

STORY = "双胞胎"
SUBMIT = "确认无误，提交"


@pytest.fixture
def first(city: Any, registry: Any) -> Walker:
    """What the mother has handed in."""
    walker = mother(family(STORY)).ready()
    walker.submit()
    return walker


def pages(walker: Walker) -> list[str]:
    notice = noticed(walker)
    return [f"/drafts/{walker.id}/answers/", f"/notices/{notice}/", f"/drafts/{walker.id}/review/"]


def test_ones_own_is_pointed_to_with_its_address_and_takes_the_place_of_handing_in(first: Walker) -> None:
    again = mother(family(STORY))
    own = f"/applications/{first.id}/"
    for path in pages(again):
        page = Visitor(again).get(path)
        assert "同一件事已经在办" in page.text, path
        assert "一次出生只办一份" in page.text
        assert own in page.links
    again.fill().bring().confirmed()
    page = Visitor(again).get(f"/drafts/{again.id}/review/")
    assert SUBMIT not in page.text
    assert page.primary == 1
    assert own in page.links


def test_another_who_may_not_see_it_learns_only_that_there_is_one(first: Walker) -> None:
    father = family(STORY).father
    assert father is not None
    other = Walker(father).start().answer_all(who="father")
    for path in (f"/drafts/{other.id}/answers/", f"/drafts/{other.id}/review/"):
        page = Visitor(other).get(path)
        assert "已经有人交上来了" in page.text
        assert str(first.id) not in page.html


def test_when_the_first_has_ended_nothing_is_said(first: Walker) -> None:
    withdraw_application(actor=first.actor, application_id=first.id, reason="", now=first.now)
    again = mother(family(STORY))
    for path in pages(again):
        assert "同一件事" not in Visitor(again).get(path).text, path


def test_another_birth_is_not_hindered(first: Walker) -> None:
    other = mother(family("未婚妈妈，单方申报"))
    other.start().answer_all(father_known="no")
    assert "同一件事" not in Visitor(other).get(f"/drafts/{other.id}/answers/").text
