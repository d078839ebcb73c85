"""Questions about the administrative world."""

from __future__ import annotations

import json
import time
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bancheng.kernel.database import Row, fetch_all, fetch_one
from bancheng.organizations.spec import (
    Level,
    Nature,
    Organization,
    Place,
    Post,
    Region,
    Role,
    ServicePoint,
    Successions,
    World,
)

KEPT_SECONDS = 60.0
"""How long a process may go on with the world it read: reorganizations take effect by date, not by second."""

_IN_FORCE = "{0}.valid_from <= %(on)s AND ({0}.valid_to IS NULL OR {0}.valid_to > %(on)s)"

_REGIONS = f"""
    SELECT r.code, r.name, r.level, p.code AS parent
      FROM public.organizations_region r LEFT JOIN public.organizations_region p ON p.id = r.parent_id
     WHERE {_IN_FORCE.format("r")}"""  # noqa: S608 - only constants of this file

_ORGANIZATIONS = f"""
    SELECT DISTINCT ON (o.code)
           o.code, n.name, n.short_name, o.uscc, o.level, r.code AS region, p.code AS parent, o.nature
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
    SELECT s.code, s.name, o.code AS organization, r.code AS region, s.address, s.phone, s.hours,
           s.kind, s.longitude, s.latitude
      FROM public.organizations_service_point s
      JOIN public.organizations_organization o ON o.id = s.organization_id
      JOIN public.organizations_region r ON r.id = s.region_id
     WHERE {_IN_FORCE.format("s")}"""  # noqa: S608

_ENDED = """
    SELECT 'regions' AS kind, r.code, r.name, r.level, COALESCE(s.code, p.code) AS successor
      FROM public.organizations_region r LEFT JOIN public.organizations_region s ON s.id = r.succeeded_by_id
      LEFT JOIN public.organizations_region p ON p.id = r.parent_id
     WHERE r.valid_to <= %(on)s
     UNION ALL
    SELECT 'organizations', o.code, '', '', s.code
      FROM public.organizations_organization o
      JOIN public.organizations_organization s ON s.id = o.succeeded_by_id WHERE o.valid_to <= %(on)s
     UNION ALL
    SELECT 'posts', p.code, '', '', s.code
      FROM public.organizations_post p
      JOIN public.organizations_post s ON s.id = p.succeeded_by_id WHERE p.valid_to <= %(on)s"""

_FORMERS = """
    SELECT f.kind, f.code, f.facts FROM public.organizations_former f
     WHERE f.valid_to > %(on)s ORDER BY f.valid_to DESC"""

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
    """The world in force on a day, read now: six statements. An older day is read as it was called then."""
    day = {"on": on}
    was = _former(fetch_all(_FORMERS, day))
    return World.of(
        on,
        [
            Region(row["code"], row["name"], Level(row["level"]), row["parent"])
            for row in _as_then(fetch_all(_REGIONS, day), was, "regions")
        ],
        [
            Organization(**{**row, "level": Level(row["level"]), "nature": Nature(row["nature"])})
            for row in _as_then(fetch_all(_ORGANIZATIONS, day), was, "organizations")
        ],
        [
            Post(**{**row, "roles": _roles(row["roles"])})
            for row in _as_then(fetch_all(_POSTS, day), was, "posts")
        ],
        [
            ServicePoint(**{**row, "kind": Place(row["kind"])})
            for row in _as_then(fetch_all(_SERVICE_POINTS, day), was, "service_points")
        ],
        _successions(fetch_all(_ENDED, day)),
    )


Former = dict[tuple[str, str], dict[str, Any]]


def _former(rows: list[Row]) -> Former:
    """What rows said on the day: later changes are undone first, so the earliest after the day stands."""
    was: Former = {}
    for row in rows:
        was.setdefault((row["kind"], row["code"]), {}).update(row["facts"])
    return was


def _as_then(rows: list[Row], was: Former, kind: str) -> list[Row]:
    return [{**row, **was.get((kind, row["code"]), {})} for row in rows]


def _successions(rows: list[Row]) -> Successions:
    found: dict[str, dict[str, str]] = {"organizations": {}, "posts": {}}
    regions = {}
    for row in rows:
        if row["kind"] == "regions":
            regions[row["code"]] = Region(row["code"], row["name"], Level(row["level"]), row["successor"])
        else:
            found[row["kind"]][row["code"]] = row["successor"]
    return Successions(regions, **found)


def notices_due(on: date) -> list[UUID]:
    """Notices whose day has come and which have not taken effect yet, oldest first."""
    rows = fetch_all(
        "SELECT n.id FROM public.organizations_notice n WHERE n.applied_at IS NULL AND n.effective_on <= %(on)s "
        "ORDER BY n.effective_on, n.taken_at",
        {"on": on},
    )
    return [row["id"] for row in rows]


def notices(limit: int = 50) -> list[Row]:
    """The notices, the newest first: number, title, day, when taken and when it took effect."""
    return fetch_all(
        "SELECT n.id, n.notice, n.title, n.effective_on, n.taken_at, n.applied_at "
        "FROM public.organizations_notice n ORDER BY n.effective_on DESC, n.taken_at DESC LIMIT %(limit)s",
        {"limit": limit},
    )


def applied_notices(since: datetime) -> list[Row]:
    """Notices that took effect since an instant: id, day and when (for apps whose rows follow)."""
    return fetch_all(
        "SELECT n.id, n.effective_on, n.applied_at FROM public.organizations_notice n "
        "WHERE n.applied_at >= %(since)s ORDER BY n.applied_at",
        {"since": since},
    )


def applied_notice(notice_id: UUID) -> Row | None:
    """The document of a notice that took effect; None when it did not or is not there."""
    return fetch_one(
        "SELECT n.id, n.body, n.effective_on, n.applied_at FROM public.organizations_notice n "
        "WHERE n.id = %(id)s AND n.applied_at IS NOT NULL",
        {"id": notice_id},
    )


def _roles(value: Any) -> frozenset[Role]:
    return frozenset(Role(role) for role in (json.loads(value) if isinstance(value, str) else value))
