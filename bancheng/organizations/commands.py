"""Acts on the administrative world. Nothing is deleted; what ends gets a date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bancheng.kernel.access import Actor, require
from bancheng.kernel.errors import InvalidInput, NotFound, define
from bancheng.organizations import models
from bancheng.organizations.access import CHANGE, IMPORT
from bancheng.organizations.queries import forget_world
from bancheng.organizations.spec import World, organization_id, problems_of, region_id
from bancheng.organizations.spec.world import NAMESPACE

WORLD_CONTRADICTS_ITSELF = define(
    InvalidInput,
    "world_contradicts_itself",
    _("机构和区划的数据前后不一致：{problems}"),
    next_step=_("改好数据文件再导入。已有的数据没有变。"),
)
ORGANIZATION_UNKNOWN = define(NotFound, "organization_unknown", _("没有编码为{code}的机构。"))
NAME_IN_THE_PAST = define(
    InvalidInput,
    "organization_name_in_the_past",
    _("{code}从{since}起已经有名称，新名称只能从更晚的一天起用。"),
    next_step=_("换一个更晚的日期。以前出具的文书不改名。"),
)


def import_world(*, actor: Actor, world: World, since: date) -> dict[str, int]:
    """Write a world into the tables; existing rows are brought up to it, missing ones are left alone.

    Doing it again changes nothing. A changed organization name starts a new line of its history on the
    world's date. Answers the number of rows per table. WORLD_CONTRADICTS_ITSELF when something does not fit.
    """
    require(IMPORT, actor)
    problems = list(problems_of(world))
    if problems:
        raise WORLD_CONTRADICTS_ITSELF(problems="；".join(problems[:5]))
    with transaction.atomic():
        counts = {
            "regions": _put(models.Region, _regions(world, since), ["name", "level", "parent_id"]),
            "organizations": _put(
                models.Organization, _organizations(world, since), ["uscc", "level", "region_id", "parent_id"]
            ),
            "posts": _put(models.Post, _posts(world, since), ["name", "organization_id", "roles"]),
            "service_points": _put(
                models.ServicePoint, _points(world, since), ["name", "address", "phone", "hours"]
            ),
        }
        _name_all(world, since)
    forget_world()
    return counts


def rename(*, actor: Actor, code: str, name: str, short_name: str = "", since: date) -> None:
    """Give an organization another name from a day on; older papers keep the older one."""
    require(CHANGE, actor)
    body = models.Organization.objects.filter(code=code).first()
    if body is None:
        raise ORGANIZATION_UNKNOWN(code=code)
    latest = body.names.order_by("-valid_from").first()
    if latest is not None and latest.valid_from >= since:
        raise NAME_IN_THE_PAST(code=code, since=latest.valid_from.isoformat())
    _name_row(body.pk, name, short_name or name, since).save(force_insert=True)
    forget_world()


def close(*, actor: Actor, code: str, on: date, successor: str | None = None) -> None:
    """End an organization on a day (撤销、合并); its posts end with it, its successor takes new cases."""
    require(CHANGE, actor)
    codes = [code, successor] if successor else [code]
    found = {row.code: row.pk for row in models.Organization.objects.filter(code__in=codes)}
    missing = [each for each in codes if each not in found]
    if missing:
        raise ORGANIZATION_UNKNOWN(code="、".join(missing))
    with transaction.atomic():
        models.Organization.objects.filter(pk=found[code]).update(
            valid_to=on, succeeded_by_id=found[successor] if successor else None
        )
        models.Post.objects.filter(organization_id=found[code], valid_to__isnull=True).update(valid_to=on)
    forget_world()


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
