"""The administrative world from files. Nothing is deleted; what ends gets a date (`reorganizing`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bancheng.kernel.access import Actor, require
from bancheng.kernel.errors import InvalidInput, define
from bancheng.organizations import models
from bancheng.organizations.access import IMPORT
from bancheng.organizations.queries import forget_world
from bancheng.organizations.spec import World, organization_id, problems_of, region_id
from bancheng.organizations.spec.world import NAMESPACE

WORLD_CONTRADICTS_ITSELF = define(
    InvalidInput,
    "world_contradicts_itself",
    _("机构和区划的数据前后不一致：{problems}"),
    next_step=_("改好数据文件再导入。已有的数据没有变。"),
)


def import_world(*, actor: Actor, world: World, since: date) -> dict[str, int]:
    """Write a world into the tables; existing rows are brought up to it, missing ones are left alone.

    Doing it again changes nothing; rows that a notice of reorganization changed or ended stay as the notice left them.
    A changed organization name starts a new line of its history on the
    world's date. Answers the number of rows per table. WORLD_CONTRADICTS_ITSELF when something does not fit.
    """
    require(IMPORT, actor)
    problems = list(problems_of(world))
    if problems:
        raise WORLD_CONTRADICTS_ITSELF(problems="；".join(problems[:5]))
    world = _without(world, _settled_by_notices())
    with transaction.atomic():
        counts = {
            "regions": _put(models.Region, _regions(world, since), ["name", "level", "parent_id"]),
            "organizations": _put(
                models.Organization,
                _organizations(world, since),
                ["uscc", "level", "nature", "region_id", "parent_id"],
            ),
            "posts": _put(models.Post, _posts(world, since), ["name", "organization_id", "roles"]),
            "service_points": _put(
                models.ServicePoint,
                _points(world, since),
                ["name", "address", "phone", "hours", "kind", "longitude", "latitude"],
            ),
        }
        _name_all(world, since)
    forget_world()
    return counts


def _settled_by_notices() -> dict[str, set[str]]:
    """kind → codes whose present state comes from a notice, not from the files."""
    settled: dict[str, set[str]] = {
        "regions": set(),
        "organizations": set(),
        "posts": set(),
        "service_points": set(),
    }
    for kind, code in models.Former.objects.values_list("kind", "code"):
        settled[kind].add(code)
    ended: dict[str, Any] = {
        "regions": models.Region,
        "organizations": models.Organization,
        "posts": models.Post,
        "service_points": models.ServicePoint,
    }
    for kind, model in ended.items():
        settled[kind].update(model.objects.filter(valid_to__isnull=False).values_list("code", flat=True))
    return settled


def _without(world: World, settled: dict[str, set[str]]) -> World:
    kept: dict[str, Any] = {
        kind: {code: row for code, row in getattr(world, kind).items() if code not in codes}
        for kind, codes in settled.items()
    }
    return replace(world, **kept)


def _put(model: Any, rows: Iterable[Any], update: list[str]) -> int:
    made = list(rows)
    model.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["id"], update_fields=update, batch_size=1000
    )
    return len(made)


def _regions(world: World, since: date) -> Iterable[models.Region]:
    for row in sorted(world.regions.values(), key=lambda region: len(world.lineage(region.code))):
        parent = region_id(row.parent) if row.parent else None
        yield models.Region(
            id=row.id, code=row.code, name=row.name, level=row.level.value, parent_id=parent, valid_from=since
        )


def _organizations(world: World, since: date) -> Iterable[models.Organization]:
    for row in world.organizations.values():
        yield models.Organization(
            id=row.id,
            code=row.code,
            uscc=row.uscc,
            level=row.level.value,
            nature=row.nature.value,
            region_id=region_id(row.region),
            parent_id=organization_id(row.parent) if row.parent else None,
            valid_from=since,
        )


def _posts(world: World, since: date) -> Iterable[models.Post]:
    for row in world.posts.values():
        yield models.Post(
            id=row.id,
            code=row.code,
            name=row.name,
            organization_id=organization_id(row.organization),
            roles=sorted(row.roles),
            valid_from=since,
        )


def _points(world: World, since: date) -> Iterable[models.ServicePoint]:
    for row in world.service_points.values():
        yield models.ServicePoint(
            id=uuid5(NAMESPACE, f"service-point:{row.code}"),
            code=row.code,
            name=row.name,
            organization_id=organization_id(row.organization),
            region_id=region_id(row.region),
            address=row.address,
            phone=row.phone,
            hours=row.hours,
            kind=row.kind.value,
            longitude=row.longitude,
            latitude=row.latitude,
            valid_from=since,
        )


def _name_all(world: World, since: date) -> None:
    latest: dict[Any, models.OrganizationName] = {}
    for line in models.OrganizationName.objects.order_by("valid_from"):
        latest[line.organization_id] = line
    fresh = []
    for row in world.organizations.values():
        held = latest.get(row.id)
        if held is None:
            fresh.append(_name_row(row.id, row.name, row.short_name, since))
        elif (held.name, held.short_name) != (row.name, row.short_name) and held.valid_from < world.on:
            fresh.append(_name_row(row.id, row.name, row.short_name, world.on))
    models.OrganizationName.objects.bulk_create(fresh)


def _name_row(body: Any, name: str, short_name: str, since: date) -> models.OrganizationName:
    return models.OrganizationName(
        id=uuid5(body, since.isoformat()),
        organization_id=body,
        name=name,
        short_name=short_name,
        valid_from=since,
    )
