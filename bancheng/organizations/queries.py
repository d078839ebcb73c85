"""Questions about the administrative world."""

from __future__ import annotations

import json
import time
from datetime import date
from typing import Any

from bancheng.kernel.database import fetch_all
from bancheng.organizations.spec import Level, Organization, Post, Region, Role, ServicePoint, World

KEPT_SECONDS = 60.0
"""How long a process may go on with the world it read: reorganizations take effect by date, not by second."""

_IN_FORCE = "{0}.valid_from <= %(on)s AND ({0}.valid_to IS NULL OR {0}.valid_to > %(on)s)"

_REGIONS = f"""
    SELECT r.code, r.name, r.level, p.code AS parent
      FROM public.organizations_region r LEFT JOIN public.organizations_region p ON p.id = r.parent_id
     WHERE {_IN_FORCE.format("r")}"""  # noqa: S608 - only constants of this file

_ORGANIZATIONS = f"""
    SELECT DISTINCT ON (o.code)
           o.code, n.name, n.short_name, o.uscc, o.level, r.code AS region, p.code AS parent
      FROM public.organizations_organization o
      JOIN public.organizations_organization_name n ON n.organization_id = o.id AND n.valid_from <= %(on)s
      JOIN public.organizations_region r ON r.id = o.region_id
      LEFT JOIN public.organizations_organization p ON p.id = o.parent_id
     WHERE {_IN_FORCE.format("o")}
     ORDER BY o.code, n.valid_from DESC"""  # noqa: S608

_POSTS = f"""
    SELECT p.code, p.name, o.code AS organization, p.roles
      FROM public.organizations_post p JOIN public.organizations_organization o ON o.id = p.organization_id
     WHERE {_IN_FORCE.format("p")} AND {_IN_FORCE.format("o")}"""  # noqa: S608

_SERVICE_POINTS = f"""
    SELECT s.code, s.name, o.code AS organization, r.code AS region, s.address, s.phone, s.hours
      FROM public.organizations_service_point s
      JOIN public.organizations_organization o ON o.id = s.organization_id
      JOIN public.organizations_region r ON r.id = s.region_id
     WHERE {_IN_FORCE.format("s")}"""  # noqa: S608

_kept: dict[date, tuple[float, World]] = {}


def world(on: date) -> World:
    """The world in force on a day; kept by the process for a minute."""
    held = _kept.get(on)
    if held is not None and time.monotonic() - held[0] < KEPT_SECONDS:
        return held[1]
    made = read_world(on)
    if len(_kept) > 8:
        _kept.clear()
    _kept[on] = (time.monotonic(), made)
    return made


def forget_world() -> None:
    """Read afresh next time: after the world was written in this process."""
    _kept.clear()


def read_world(on: date) -> World:
    """The world in force on a day, read now: four statements."""
    day = {"on": on}
    return World.of(
        on,
        [
            Region(row["code"], row["name"], Level(row["level"]), row["parent"])
            for row in fetch_all(_REGIONS, day)
        ],
        [Organization(**{**row, "level": Level(row["level"])}) for row in fetch_all(_ORGANIZATIONS, day)],
        [Post(**{**row, "roles": _roles(row["roles"])}) for row in fetch_all(_POSTS, day)],
        [ServicePoint(**row) for row in fetch_all(_SERVICE_POINTS, day)],
    )


def _roles(value: Any) -> frozenset[Role]:
    return frozenset(Role(role) for role in (json.loads(value) if isinstance(value, str) else value))
