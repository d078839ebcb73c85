"""A world read from a folder of YAML files: regions, organizations, posts, service_points.

The same files feed the loader of a city and the checks that run without a database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from bancheng.organizations.spec.world import (
    Level,
    Nature,
    Organization,
    Place,
    Post,
    Region,
    Role,
    ServicePoint,
    World,
)

MAX_BYTES = 20_000_000


class WorldError(ValueError):
    """The files contradict themselves; the sentence names file and row."""


def load_world(folder: Path, on: date) -> World:
    """The world described by a folder. WorldError when a row is malformed or names what is not there."""
    world = World.of(
        on,
        [_region(row) for row in _rows(folder, "regions")],
        [_organization(row) for row in _rows(folder, "organizations")],
        [_post(row) for row in _rows(folder, "posts")],
        [_service_point(row) for row in _rows(folder, "service_points")],
    )
    problems = list(problems_of(world))
    if problems:
        raise WorldError("；".join(problems))
    return world


def problems_of(world: World) -> Iterable[str]:
    """What does not fit together: parents, regions, organizations that are not there; circles of parents."""
    for region in world.regions.values():
        if region.parent is not None and region.parent not in world.regions:
            yield f"regions.yaml：{region.code} 的上级 {region.parent} 不存在"
        elif world.regions[world.lineage(region.code)[-1]].parent is not None:
            yield f"regions.yaml：{region.code} 的上级绕成了圈"
    for body in world.organizations.values():
        yield from _problems_of_organization(world, body)
    for post in world.posts.values():
        if post.organization not in world.organizations:
            yield f"posts.yaml：{post.code} 的机构 {post.organization} 不存在"
    for point in world.service_points.values():
        if point.organization not in world.organizations or point.region not in world.regions:
            yield f"service_points.yaml：{point.code} 的机构或区划不存在"
        if not _on_earth(point):
            yield f"service_points.yaml：{point.code} 的经纬度不对（要么都写，要么都不写；经度-180到180，纬度-90到90）"


def _problems_of_organization(world: World, body: Organization) -> Iterable[str]:
    if body.region not in world.regions:
        yield f"organizations.yaml：{body.code} 的区划 {body.region} 不存在"
    if body.parent is not None and body.parent not in world.organizations:
        yield f"organizations.yaml：{body.code} 的上级 {body.parent} 不存在"
    if not valid_uscc(body.uscc):
        yield f"organizations.yaml：{body.code} 的统一社会信用代码 {body.uscc} 校验位不对"


_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def valid_uscc(value: str) -> bool:
    """Form and check character of a unified social credit code (GB 32100—2015, MOD 31)."""
    if len(value) != 18 or any(sign not in _USCC for sign in value):
        return False
    total = sum(_USCC.index(sign) * pow(3, place, 31) for place, sign in enumerate(value[:17]))
    return _USCC[-total % 31] == value[17]


def _rows(folder: Path, name: str) -> list[Mapping[str, Any]]:
    path = folder / f"{name}.yaml"
    if not path.exists():
        return []
    if path.stat().st_size > MAX_BYTES:
        raise WorldError(f"{path.name}：文件太大")
    rows = yaml.load(path.read_text(encoding="utf-8"), Loader=_loader())  # noqa: S506 - a safe loader either way
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise WorldError(f"{path.name}：应当是一行一个的清单")
    codes = [row.get("code") for row in rows]
    twice = (
        sorted({str(code) for code in codes if codes.count(code) > 1}) if len(set(codes)) < len(codes) else []
    )
    if twice:
        raise WorldError(f"{path.name}：编码重复：{'、'.join(twice)}")
    return rows


def _loader() -> Any:
    """The C loader where PyYAML has it: ten times faster, and as safe."""
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _region(row: Mapping[str, Any]) -> Region:
    return Region(str(row["code"]), str(row["name"]), Level(row["level"]), row.get("parent"))


def _organization(row: Mapping[str, Any]) -> Organization:
    made = Organization(
        code=str(row["code"]),
        name=str(row["name"]),
        uscc=str(row["uscc"]),
        level=Level(row["level"]),
        region=str(row["region"]),
        parent=row.get("parent"),
        nature=Nature(row.get("nature", Nature.GOVERNMENT)),
    )
    return replace(made, short_name=str(row.get("short_name") or made.name))


def _post(row: Mapping[str, Any]) -> Post:
    roles = frozenset(Role(role) for role in row["roles"])
    return Post(str(row["code"]), str(row["name"]), str(row["organization"]), roles)


def _service_point(row: Mapping[str, Any]) -> ServicePoint:
    texts = {
        key: str(row[key]) for key in ("code", "name", "organization", "region", "address", "phone", "hours")
    }
    return ServicePoint(
        **texts,
        kind=Place(row.get("kind", Place.COUNTER)),
        longitude=_degrees(row, "longitude"),
        latitude=_degrees(row, "latitude"),
    )


def _degrees(row: Mapping[str, Any], name: str) -> Decimal | None:
    if row.get(name) is None:
        return None
    try:
        return Decimal(str(row[name]))
    except InvalidOperation:
        raise WorldError(f"service_points.yaml：{row['code']} 的 {name} 不是数：{row[name]}") from None


def _on_earth(point: ServicePoint) -> bool:
    if point.longitude is None or point.latitude is None:
        return point.longitude is point.latitude
    return abs(point.longitude) <= 180 and abs(point.latitude) <= 90
