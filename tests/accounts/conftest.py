"""A small staff and one citizen."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from bancheng.accounts.commands.persons import NewPerson, NewStaff, register_persons, register_staff
from bancheng.demo_city.population.calendar import CITY
from bancheng.kernel.access import system_actor
from bancheng.kernel.ids import uuid7
from bancheng.organizations.commands import import_world
from bancheng.organizations.spec import load_world, post_id

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SINCE = date(2020, 1, 1)
PASSWORD = "a long enough pass phrase"
KEEPER = system_actor("test")


@pytest.fixture
def city(db: None) -> None:
    import_world(actor=KEEPER, world=load_world(CITY, NOW.date()), since=SINCE)


def hire(account: str, *posts: str, name: str = "李建国") -> UUID:
    """A member of staff with these posts."""
    new = NewStaff(uuid7(), account, name, tuple(post_id(code) for code in posts))
    register_staff(actor=KEEPER, staff=[new], password=PASSWORD, since=SINCE, now=NOW)
    return new.id


def enrol(id_number: str = "449902199003070023", name: str = "林小雨", phone: str = "15400000001") -> UUID:
    """A citizen."""
    new = NewPerson(uuid7(), name, id_number, phone, "449902001")
    register_persons(actor=KEEPER, persons=[new], now=NOW)
    return new.id


@pytest.fixture
def officer(city: None) -> UUID:
    return hire("station-1", "station-chunfeng.household")


@pytest.fixture
def citizen(db: None) -> UUID:
    return enrol()
