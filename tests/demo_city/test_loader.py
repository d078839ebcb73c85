"""Loading the demo city: once, twice, quickly."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bancheng.accounts.commands.staff_login import log_in_staff
from bancheng.accounts.models import Appointment, Person, StaffMember
from bancheng.accounts.queries import SHANGHAI, person_by_id_number, person_facts
from bancheng.certificates.queries import held_by
from bancheng.demo_city import loader
from bancheng.demo_city.officers import staff_file
from bancheng.demo_city.population import calendar
from bancheng.demo_city.queries import demo_people
from bancheng.kernel import rulebooks
from bancheng.kernel.database import fetch_all
from bancheng.organizations.models import Organization, Post, Region
from bancheng.organizations.spec import load_world

pytestmark = pytest.mark.django_db
TABLES = (
    "organizations_region",
    "organizations_organization",
    "organizations_organization_name",
    "organizations_post",
    "organizations_service_point",
    "accounts_person",
    "accounts_staff_member",
    "accounts_appointment",
    "certificates_certificate",
    "certificates_identifier",
)


@pytest.fixture
def no_rulebooks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Publishing has its own tests; the city's people do not wait for it."""
    monkeypatch.setattr(loader, "RULEBOOKS", tmp_path / "none")


def dump() -> dict[str, list[dict[str, Any]]]:
    return {table: sorted(fetch_all(f"SELECT * FROM public.{table}"), key=repr) for table in TABLES}


def test_an_empty_platform_becomes_the_city_and_loading_again_changes_nothing(
    tmp_path: Path, no_rulebooks: None
) -> None:
    first = loader.load(tmp_path)
    assert first["persons"] == Person.objects.count() > 200
    assert first["staff"] == StaffMember.objects.count() > 150
    assert first["certificates"] > 500
    world = load_world(calendar.CITY, datetime.now(SHANGHAI).date())
    told = (len(world.regions), len(world.organizations), len(world.posts))
    assert (Region.objects.count(), Organization.objects.count(), Post.objects.count()) == told
    assert min(told) > 40
    before = dump()
    assert set(loader.load(tmp_path).values()) == {0}
    assert dump() == before


def test_the_named_people_are_there_with_what_the_registers_know(tmp_path: Path, no_rulebooks: None) -> None:
    loader.load(tmp_path)
    mother = calendar.people(calendar.settle(tmp_path, datetime.now(SHANGHAI).date())).families[0].mother
    person = person_by_id_number(mother.id_number)
    assert person == mother.id
    facts = person_facts(mother.id)
    assert facts is not None
    assert (facts.name, facts.phone, facts.household_region) == ("林小雨", mother.phone, "449902001")
    assert {row["type"] for row in held_by([mother.id])} >= {"identity-card", "marriage-certificate"}


def test_every_officer_introduced_can_log_in(tmp_path: Path, no_rulebooks: None) -> None:
    loader.load(tmp_path)
    desk = [person for person in demo_people(tmp_path) if person.password]
    assert len(desk) >= 10
    for person in desk:
        done = log_in_staff(account=person.login, password=person.password, address="", now=datetime.now(UTC))
        assert done.name == person.name


def test_no_number_of_a_person_stands_in_the_clear(tmp_path: Path, no_rulebooks: None) -> None:
    loader.load(tmp_path)
    text = repr({table: rows for table, rows in dump().items() if table != "certificates_certificate"})
    for person in calendar.people(calendar.settle(tmp_path, datetime.now(SHANGHAI).date())).citizens:
        assert person.id_number not in text
        assert person.phone not in text


def test_the_introduction_needs_no_database_and_names_every_role(tmp_path: Path) -> None:
    people = demo_people(tmp_path)
    assert {person.door for person in people} == {"/login/", "/desk/"}
    assert staff_file()["password"] in str(people[-1])
    assert "林小雨" in str(people[0])


def test_officers_are_appointed_to_posts_that_exist(tmp_path: Path, no_rulebooks: None) -> None:
    loader.load(tmp_path)
    held = set(Appointment.objects.values_list("post_id", flat=True))
    assert held == set(Post.objects.values_list("pk", flat=True))


def test_the_citys_journeys_are_checked_and_in_force_from_the_day_of_loading(tmp_path: Path) -> None:
    loaded = loader.load(tmp_path)
    today = datetime.now(SHANGHAI).date()
    assert loaded["releases"] == len(rulebooks.standing(today).releases)
    assert rulebooks.releases_of("journey", today)
    before = fetch_all("SELECT * FROM public.kernel_publication ORDER BY id")
    loader.load(tmp_path)
    assert fetch_all("SELECT * FROM public.kernel_publication ORDER BY id") == before


def test_rulebooks_with_a_finding_are_not_published(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("schema: journey/1\ncode: x\nname: 没写完\n", encoding="utf-8")
    now = datetime.now(UTC)
    with pytest.raises(ValueError, match="not fit"):
        loader.publish_rulebooks(tmp_path, load_world(calendar.CITY, now.date()), now)
