"""What held on a day keeps holding for that day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bancheng.demo_city.population.calendar import CITY
from bancheng.kernel.access import system_actor
from bancheng.kernel.errors import DomainError
from bancheng.organizations.commands import import_world
from bancheng.organizations.models import OrganizationName, Post
from bancheng.organizations.queries import read_world
from bancheng.organizations.spec import World, load_world

SINCE, ON = date(2020, 1, 1), date(2026, 11, 23)
LOADER = system_actor("test")
pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> World:
    made = load_world(CITY, ON)
    import_world(actor=LOADER, world=made, since=SINCE)
    return made


def test_the_world_read_back_is_the_world_written(city: World) -> None:
    again = read_world(ON)
    assert dict(again.regions) == dict(city.regions)
    assert dict(again.organizations) == dict(city.organizations)
    assert dict(again.posts) == dict(city.posts)
    assert dict(again.service_points) == dict(city.service_points)


def test_importing_again_changes_nothing(city: World) -> None:
    before = list(OrganizationName.objects.order_by("pk").values())
    import_world(actor=LOADER, world=replace(city, on=ON + timedelta(days=30)), since=SINCE)
    assert list(OrganizationName.objects.order_by("pk").values()) == before
    assert Post.objects.count() == len(city.posts)


def test_a_world_that_contradicts_itself_is_not_imported(city: World) -> None:
    broken = replace(city, regions={})
    with pytest.raises(DomainError) as refused:
        import_world(actor=LOADER, world=broken, since=SINCE)
    assert refused.value.code == "world_contradicts_itself"


def test_before_an_organization_was_founded_it_is_not_in_the_world(city: World) -> None:
    assert read_world(SINCE - timedelta(days=1)).organizations == {}
