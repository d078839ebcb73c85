"""Where one can go: the halls of city and counties, and the stations of the towns, with address, hours and telephone."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from bancheng.organizations.queries import world
from bancheng.organizations.spec import Level, Place, ServicePoint, World

Page = dict[str, Any]
_RANKS = list(Level)


def halls(on: date) -> Page:
    """`halls`: the city's first, then the counties'. `towns`: stations by county, with its name. One read, kept."""
    here = world(on)
    return {
        "halls": [_shown(one) for one in _of(here, Place.HALL)],
        "towns": [
            {"name": here.regions[county].name, "stations": [_shown(one) for one in stations]}
            for county, stations in groupby(
                sorted(_of(here, Place.STATION), key=lambda one: _county(here, one)),
                key=lambda one: _county(here, one),
            )
        ],
    }


def _of(here: World, kind: Place) -> list[ServicePoint]:
    found = (one for one in here.service_points.values() if one.kind is kind)
    return sorted(found, key=lambda one: (_RANKS.index(_level(here, one)), one.region, one.code))


def _level(here: World, one: ServicePoint) -> Level:
    body = here.organizations.get(one.organization)
    return body.level if body is not None else Level.VILLAGE


def _county(here: World, one: ServicePoint) -> str:
    """The county it lies in, or its own region in a city that has none."""
    return here.at_level(one.region, Level.COUNTY) or one.region


def _shown(one: ServicePoint) -> Page:
    """What a page tells of a place to go to."""
    return {"name": one.name, "address": one.address, "hours": one.hours, "phone": one.phone}
