"""The many households come in steps after the start: killed, they go on; nothing comes twice."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bancheng.accounts.commands.persons import NewPerson, register_persons
from bancheng.accounts.models import Clerk, Enterprise, Guardianship, Person
from bancheng.accounts.queries.acting import enterprise_by_code
from bancheng.certificates.queries import held_by
from bancheng.demo_city import growing
from bancheng.demo_city.growing import Growing
from bancheng.demo_city.loader import SINCE
from bancheng.demo_city.population import calendar
from bancheng.demo_city.population.model import Population
from bancheng.kernel.access import system_actor
from bancheng.kernel.database import fetch_all
from bancheng.organizations.commands import import_world
from bancheng.organizations.spec import load_world

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
HOUSEHOLDS = 16


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing, "STEP", 5)


@pytest.fixture
def people(tmp_path: Path) -> Population:
    """A city whose organizations are there and whose households are not."""
    settled = calendar.refresh(tmp_path, NOW.date(), HOUSEHOLDS)
    import_world(actor=system_actor("test"), world=load_world(calendar.CITY, NOW.date()), since=SINCE)
    return calendar.people(settled)


def finish(bringing: Growing, most: int = 50) -> list[int]:
    done: list[int] = []
    while (step := bringing.turn(NOW)) and len(done) < most:
        done.append(step)
    return done


def rows() -> dict[str, int]:
    counts = {model.__name__: model.objects.count() for model in (Person, Guardianship, Enterprise, Clerk)}
    return counts | {"certificates": len(fetch_all("SELECT 1 AS one FROM public.certificates_certificate"))}


def test_they_come_in_steps_until_all_are_there(tmp_path: Path, people: Population) -> None:
    assert finish(Growing(tmp_path)) == [5, 5, 5, 1, 5, 3]
    everybody = [member.person for house in people.households for member in house.members]
    assert Person.objects.count() == len(everybody)
    assert {str(pk) for pk in Person.objects.values_list("pk", flat=True)} == {
        str(one.id) for one in everybody
    }
    assert Enterprise.objects.count() == len(people.businesses) == 8
    assert Guardianship.objects.count() == sum(len(member.parents) for member, _house in people.children)


def test_a_city_without_households_has_nothing_to_bring(tmp_path: Path) -> None:
    calendar.settle(tmp_path, NOW.date())
    assert Growing(tmp_path).turn(NOW) == 0
    assert Person.objects.count() == 0


def test_another_process_finds_nothing_left_and_changes_nothing(tmp_path: Path, people: Population) -> None:
    finish(Growing(tmp_path))
    before = rows()
    assert Growing(tmp_path).turn(NOW) == 0
    assert rows() == before


def _at_certificates(patch: pytest.MonkeyPatch) -> None:
    _broken(patch, "register_certificates", 2)


def _at_wards(patch: pytest.MonkeyPatch) -> None:
    _broken(patch, "keep_wards", 3)


def _at_a_licence(patch: pytest.MonkeyPatch) -> None:
    _broken(patch, "register", 4)


def _at_a_clerk(patch: pytest.MonkeyPatch) -> None:
    _broken(patch, "appoint", 1)


def _broken(patch: pytest.MonkeyPatch, name: str, at: int) -> None:
    """The function of that name dies when it is called for the nth time, before it does anything."""
    real, calls = getattr(growing, name), []

    def dies(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) == at:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    patch.setattr(growing, name, dies)


@pytest.mark.parametrize("kill", [_at_certificates, _at_wards, _at_a_licence, _at_a_clerk])
def test_a_step_that_was_killed_is_done_again_and_nothing_comes_twice(
    tmp_path: Path, people: Population, kill: Callable[[pytest.MonkeyPatch], None]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        kill(patch)
        with pytest.raises(KeyboardInterrupt):
            finish(Growing(tmp_path))
    halfway = rows()
    finish(Growing(tmp_path))
    assert rows() != halfway
    assert rows() == {
        "Person": sum(len(house.members) for house in people.households),
        "Guardianship": sum(len(member.parents) for member, _house in people.children),
        "Enterprise": len(people.businesses),
        "Clerk": sum(len(one.clerks) for one in people.businesses),
        "certificates": _certificates(people),
    }


def _certificates(people: Population) -> int:
    """Two of everybody, one of each spouse and child, a card of some, a licence of each enterprise in being."""
    everybody = [member.person for house in people.households for member in house.members]
    cards = sum(bool(growing_card(one.key, people)) for one in everybody)
    licences = sum(one.state == "in_being" for one in people.businesses)
    spouses = 2 * sum(house.marriage is not None for house in people.households)
    return 2 * len(everybody) + spouses + len(people.children) + cards + licences


def growing_card(key: str, people: Population) -> str:
    from bancheng.demo_city.population.disabled import card_of

    return card_of(people.by_key[key], people) if key in people.by_key else ""


def test_while_one_process_brings_another_waits_for_its_turn(tmp_path: Path, people: Population) -> None:
    with (tmp_path / growing.LOCK).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert Growing(tmp_path).turn(NOW) == 0
        assert Person.objects.count() == 0
    assert Growing(tmp_path).turn(NOW) == 5


def test_who_signed_on_before_being_brought_stays_who_they_are(tmp_path: Path, people: Population) -> None:
    house = next(one for one in people.households if one.marriage is not None)
    early = NewPerson(people.families[0].mother.id, house.head.name, house.head.id_number)
    register_persons(actor=system_actor("test"), persons=[early], now=NOW)
    assert sum(finish(Growing(tmp_path))) == HOUSEHOLDS + len(people.businesses)
    assert not Person.objects.filter(pk=house.head.id).exists()
    assert {row["type"] for row in held_by([early.id])} >= {"identity-card", "marriage-certificate"}


def test_the_licence_belongs_to_the_enterprise_and_the_clerk_acts_for_it(
    tmp_path: Path, people: Population
) -> None:
    finish(Growing(tmp_path))
    for one in people.businesses:
        kept = enterprise_by_code(one.uscc)
        assert kept is not None
        licences = [row for row in held_by([kept.id]) if row["type"] == "business-licence"]
        assert len(licences) == (one.state == "in_being")
        clerks = Clerk.objects.filter(enterprise_id=kept.id).values_list("name", flat=True)
        assert list(clerks) == [clerk.name for clerk in one.clerks]
    assert any(one.clerks for one in people.businesses)
