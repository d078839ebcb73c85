"""Whoever cannot go on is told what to do next, and the page's main button does it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bancheng.demo_city.acting import minors
from bancheng.demo_city.population.enterprises import wards_of
from bancheng.demo_city.population.model import Citizen
from bancheng.journeys.queries.confirmations import confirmations_of
from tests.city import Registry, people
from tests.journeys.walking import Walker
from tests.portal.browsing import Visitor

WORK = {"insure": "pension", "before": "none", "pay": "own", "hard": "none"}
SALE = {"who": "buyer"}


def main_button(html: str) -> list[str]:
    """Where the page's main button leads: the address of a link, or nothing for one of a form."""
    return [
        (re.search(r'href="([^"]*)"', tag) or ["", ""])[1]
        for tag in re.findall(r"<(?:a|button)\b[^>]*btn-primary[^>]*>", html)
    ]


def test_who_begins_a_thing_again_that_is_on_its_way_is_led_to_it(city: Any, registry: Registry) -> None:
    walker = Walker(people().workers[0].person).start("flexible-employment").answer_all(**WORK)
    walker.fill().bring()
    walker.submit()
    visitor, path = Visitor(walker), "/things/flexible-employment/start/"
    before = visitor.get(path)
    assert main_button(before.html) == [""]
    answer = visitor.post(path, before.boxes)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert main_button(html) == [f"/applications/{walker.id}/"]
    assert "同一件事已经在办" in html


@pytest.fixture
def minor(city: Any) -> Citizen:
    """Somebody under eighteen whose parents a register names."""
    return next(one for one in minors(people(), Walker(people().citizens[0]).on) if one.local)


def sale(seller: Citizen) -> Walker:
    """A home that somebody of age buys; the number of whoever sells it is typed, and they are asked."""
    buyer = next(one for one in people().citizens if one.local and one.key.startswith("family-05"))
    walker = Walker(buyer).start("home-resale").answer_all(**SALE)
    walker.fill(seller__name=seller.name, seller__id_number=seller.id_number).bring()
    walker.ask("seller")
    return walker


def test_whose_yes_the_parents_give_the_page_says_so_and_the_parents_find_it(
    city: Any, registry: Registry, minor: Citizen
) -> None:
    walker = sale(minor)
    review = Visitor(walker).get(f"/drafts/{walker.id}/review/").text
    assert "由父母答复" in review
    assert "查我名下的企业和子女" in review
    asked = f"/confirmations/{confirmations_of(walker.id)['seller'].confirmation_id}/"
    assert "查我名下的企业和子女" in Visitor(Walker(minor)).get(asked).text
    ward = next(one for one in wards_of(people(), walker.on) if one.person == minor)
    parent = Visitor(Walker(next(one for one in ward.guardians if one.local)))
    assert asked in parent.get("/me/").links
    parent.post(asked, parent.get(asked).boxes | {"answer": "yes"})
    assert confirmations_of(walker.id)["seller"].state == "confirmed"


def test_who_is_of_age_answers_themself(city: Any, registry: Registry) -> None:
    seller = [one for one in people().citizens if one.local][40]
    walker = sale(seller)
    assert "由父母答复" not in Visitor(walker).get(f"/drafts/{walker.id}/review/").text
