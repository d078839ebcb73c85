"""What held on a day keeps holding for that day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bancheng.demo_city.population.calendar import CITY
from bancheng.kernel.access import PlainActor, system_actor
from bancheng.kernel.errors import DomainError
from bancheng.organizations.commands import close, import_world, rename
from bancheng.organizations.models import Organization, OrganizationName, Post
from bancheng.organizations.queries import forget_world, read_world, world
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


def test_a_renamed_organization_keeps_its_old_name_on_older_days(city: World) -> None:
    rename(actor=LOADER, code="health", name="善美市健康委员会", since=date(2027, 1, 1))
    assert read_world(date(2026, 12, 31)).organizations["health"].name == "善美市卫生健康局"
    assert read_world(date(2027, 1, 1)).organizations["health"].name == "善美市健康委员会"


def test_a_name_cannot_start_before_the_one_in_force(city: World) -> None:
    with pytest.raises(DomainError) as refused:
        rename(actor=LOADER, code="health", name="别的名字", since=SINCE)
    assert refused.value.code == "organization_name_in_the_past"


def test_a_closed_organization_ends_with_its_posts_and_names_its_successor(city: World) -> None:
    close(actor=LOADER, code="cdc", on=date(2027, 1, 1), successor="health")
    assert "cdc" in read_world(date(2026, 12, 31)).organizations
    after = read_world(date(2027, 1, 1))
    assert "cdc" not in after.organizations
    assert "cdc.immunization" not in after.posts
    assert Organization.objects.get(code="cdc").succeeded_by_id == city.organizations["health"].id


def test_closing_into_a_body_that_is_not_there_is_refused(city: World) -> None:
    with pytest.raises(DomainError) as refused:
        close(actor=LOADER, code="cdc", on=date(2027, 1, 1), successor="nobody")
    assert refused.value.code == "organization_unknown"


def test_the_kept_world_is_read_again_after_a_change(city: World) -> None:
    forget_world()
    day = date(2027, 1, 1)
    assert world(day) is world(day)
    rename(actor=LOADER, code="tax", name="善美市税务总局", since=day)
    assert world(day).organizations["tax"].name == "善美市税务总局"


@pytest.mark.parametrize(
    ("scopes", "may"), [({"role:clerk"}, False), ({"role:editor"}, False), ({"role:data-bureau"}, True)]
)
def test_only_the_data_bureau_changes_organizations(city: World, scopes: set[str], may: bool) -> None:
    actor = PlainActor("staff", None, frozenset(scopes))
    if may:
        rename(actor=actor, code="tax", name="新名", since=ON)
    else:
        with pytest.raises(DomainError) as refused:
            rename(actor=actor, code="tax", name="新名", since=ON)
        assert refused.value.status == 403
