"""Plans of the demo's things without a database: rulebooks and city as they lie on disk, answers and facts as given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from bancheng.demo_city.loader import RULEBOOKS
from bancheng.demo_city.population import calendar
from bancheng.journeys.compose import Known, Plan, compose
from bancheng.kernel.rulebooks import Folder, Release, compose_release, load_folder
from bancheng.organizations.spec import World, load_world

ON = date(2026, 11, 23)


@cache
def city() -> World:
    """The demo city on that day."""
    return load_world(calendar.CITY, ON)


@cache
def folder() -> Folder:
    """The demo's rulebooks as they lie on disk, read once."""
    return load_folder(RULEBOOKS)


@cache
def book(thing: str) -> Release:
    """A thing with everything that it reaches."""
    return compose_release(folder().documents, "journey", thing)


def planned(thing: str, known: Mapping[str, Any] | None = None, **answers: Any) -> Plan:
    """What comes of these answers, where registers know this."""
    values = {path: Known(value, source="register") for path, value in (known or {}).items()}
    return compose(book(thing), answers, values, ON, world=city(), assume=True)
