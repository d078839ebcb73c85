"""去大厅问: where one can go, with address, hours and telephone; the hall of the city first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from bancheng.accounts.queries import SHANGHAI
from bancheng.organizations.queries import world
from bancheng.organizations.spec import Level, Place
from bancheng.portal import queries as pages
from tests.portal.browsing import Visitor


@pytest.fixture
def visitor(city: Any) -> Visitor:
    return Visitor()


def test_every_hall_and_station_is_on_the_page_with_address_hours_and_telephone(visitor: Visitor) -> None:
    told = visitor.get("/help/")
    places = [one for one in world(_today()).service_points.values() if one.kind is not Place.COUNTER]
    assert len(places) > 20
    for place in places:
        assert f"{place.name}{place.address}{place.hours}" in told.text, place.code
        assert f"tel:{place.phone}" in told.links


def test_the_citys_own_hall_comes_first_and_stations_lie_under_their_county(visitor: Visitor) -> None:
    here, told = world(_today()), pages.halls(_today())
    names = {one.name: one for one in here.service_points.values()}
    levels = [here.organizations[names[one["name"]].organization].level for one in told["halls"]]
    assert levels == [Level.CITY, *[Level.COUNTY] * 4]
    for county in told["towns"]:
        for one in county["stations"]:
            assert county["name"] in here.full_name(names[one["name"]].region)


def test_no_counter_of_a_single_body_is_called_a_hall(visitor: Visitor) -> None:
    told = pages.halls(_today())
    shown = {one["name"] for one in told["halls"]}
    shown |= {one["name"] for county in told["towns"] for one in county["stations"]}
    counters = {one.name for one in world(_today()).service_points.values() if one.kind is Place.COUNTER}
    assert not shown & counters


def _today() -> Any:
    return datetime.now(SHANGHAI).date()
