"""机构改革、区划调整: what a notice founds, renames, moves and ends from a day on, as one document.

A merger is an end with `into`; a split is a body that goes on (or ends) and others that are founded, with each post
sent to where its work goes. Codes stay for ever: what ended is found by its code and leads to its successor.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, ConfigDict, Field

from bancheng.organizations.spec.folder import valid_uscc
from bancheng.organizations.spec.world import Level, Role, World

Kind = Literal["regions", "organizations", "posts", "service_points"]
KINDS: tuple[Kind, ...] = ("regions", "organizations", "posts", "service_points")


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(min_length=1, max_length=128)


class FoundRegion(_Row):
    """A region that begins (设立)."""

    name: str
    level: Level
    parent: str | None = None


class FoundOrganization(_Row):
    """A body that begins (组建)."""

    name: str
    short_name: str = ""
    uscc: str
    level: Level
    region: str
    parent: str | None = None


class FoundPost(_Row):
    """A post that begins."""

    name: str
    organization: str
    roles: tuple[Role, ...]


class FoundPoint(_Row):
    """A service point that opens."""

    name: str
    organization: str
    region: str
    address: str
    phone: str
    hours: str


class Changed(_Row):
    """What is different from the day on; what is not named stays. `name` is a new name (更名)."""

    name: str | None = None
    short_name: str | None = None
    parent: str | None = None
    region: str | None = None
    organization: str | None = None
    """Of a post or a service point: the body that it belongs to from now on (划转)."""
    address: str | None = None
    phone: str | None = None
    hours: str | None = None

    def facts(self) -> dict[str, str]:
        """The columns that change."""
        return self.model_dump(exclude={"code"}, exclude_none=True)


class Ended(_Row):
    """What ends on the day (撤销、并入)."""

    into: str | None = None
    """The successor. Only a service point may end without one: work never ends with a sign on a door."""


class Found(BaseModel):
    """Everything that begins."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    regions: tuple[FoundRegion, ...] = ()
    organizations: tuple[FoundOrganization, ...] = ()
    posts: tuple[FoundPost, ...] = ()
    service_points: tuple[FoundPoint, ...] = ()


class Changes(BaseModel):
    """Everything that goes on otherwise."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    regions: tuple[Changed, ...] = ()
    organizations: tuple[Changed, ...] = ()
    posts: tuple[Changed, ...] = ()
    service_points: tuple[Changed, ...] = ()


class Ends(BaseModel):
    """Everything that ends."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    regions: tuple[Ended, ...] = ()
    organizations: tuple[Ended, ...] = ()
    posts: tuple[Ended, ...] = ()
    service_points: tuple[Ended, ...] = ()


class Reorganization(BaseModel):
    """One notice. It takes effect at the beginning of `on` (Asia/Shanghai), whole or not at all."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    notice: str = Field(min_length=1, max_length=120)
    """文号; the same notice is taken once."""
    title: str = Field(min_length=1, max_length=200)
    on: date
    found: Found = Found()
    changed: Changes = Changes()
    ended: Ends = Ends()


_HEIRS = {
    "regions": gettext_lazy("区划{code}结束了，请写明并入哪个区划（into）。"),
    "organizations": gettext_lazy("机构{code}结束了，请写明由哪个机构承接（into）：没办完的事不能没人管。"),
    "posts": gettext_lazy("岗位{code}结束了，请写明它的工作转到哪个岗位（into）。"),
}


def problems_of_reorganization(document: Reorganization, world: World) -> Iterator[str]:
    """What does not fit into the world of the day before; one sentence each, with what to do."""
    for kind in KINDS:
        yield from _problems_of_kind(document, world, kind)
    for made in document.found.organizations:
        if not valid_uscc(made.uscc):
            yield _("新机构{code}的统一社会信用代码{uscc}校验位不对，请核对。").format(
                code=made.code, uscc=made.uscc
            )
    yield from _homeless(document, world)


def _problems_of_kind(document: Reorganization, world: World, kind: Kind) -> Iterator[str]:
    known: Any = getattr(world, kind)
    founded = {row.code for row in getattr(document.found, kind)}
    ended = {row.code for row in getattr(document.ended, kind)}
    for code in sorted(founded & set(known)):
        yield _("{code}已经有了，不能再新设；要改名请写在changed里。").format(code=code)
    for code in _twice(row.code for group in _groups(document, kind) for row in group):
        yield _("{code}写了两次。一个编码只能新设、变更或者结束一种。").format(code=code)
    for row in (*getattr(document.changed, kind), *getattr(document.ended, kind)):
        if row.code not in known:
            yield _("没有编码为{code}的现行机构、岗位或区划，请核对编码。").format(code=row.code)
    after = (set(known) | founded) - ended
    for row in getattr(document.ended, kind):
        if row.into is not None and row.into not in after:
            yield _("{code}并入的{into}那一天不存在，请写一个还在的。").format(code=row.code, into=row.into)
        if row.into is None and kind in _HEIRS:
            yield str(_HEIRS[kind]).format(code=row.code)
    for row in (*getattr(document.found, kind), *getattr(document.changed, kind)):
        yield from _missing_references(document, world, row)


def _groups(document: Reorganization, kind: Kind) -> Iterable[Iterable[_Row]]:
    return (getattr(part, kind) for part in (document.found, document.changed, document.ended))


def _twice(codes: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    found: set[str] = set()
    for code in codes:
        (found if code in seen else seen).add(code)
    return sorted(found)


def _missing_references(document: Reorganization, world: World, row: _Row) -> Iterator[str]:
    bodies = _after(document, world, "organizations")
    regions = _after(document, world, "regions")
    is_region = row in document.found.regions or row in document.changed.regions
    places = {"organization": bodies, "region": regions, "parent": regions if is_region else bodies}
    for name, existing in places.items():
        code = getattr(row, name, None)
        if code is not None and code not in existing:
            yield _("{code}指到的{other}那一天不存在。").format(code=row.code, other=code)


def _after(document: Reorganization, world: World, kind: Kind) -> set[str]:
    founded = {row.code for row in getattr(document.found, kind)}
    return (set(getattr(world, kind)) | founded) - {row.code for row in getattr(document.ended, kind)}


def _homeless(document: Reorganization, world: World) -> Iterator[str]:
    """Posts and service points whose body ends though they go on, and regions whose parent ends."""
    gone = {row.code for row in document.ended.organizations}
    posts = {row.code for row in (*document.ended.posts, *document.changed.posts)}
    for post in world.posts.values():
        if post.organization in gone and post.code not in posts:
            yield _(
                "机构{body}结束了，它的岗位{code}没有交代：请写明划转到哪个机构，或者并入哪个岗位。"
            ).format(body=post.organization, code=post.code)
    points = {row.code for row in (*document.ended.service_points, *document.changed.service_points)}
    for point in world.service_points.values():
        if point.organization in gone and point.code not in points:
            yield _("机构{body}结束了，它的办理点{code}没有交代：请写明归哪个机构，或者写明停办。").format(
                body=point.organization, code=point.code
            )
    lost = {row.code for row in document.ended.regions}
    children = {row.code for row in (*document.ended.regions, *document.changed.regions)}
    for region in world.regions.values():
        if region.parent in lost and region.code not in children:
            yield _("区划{parent}结束了，下级{code}没有交代：请写明归哪个上级。").format(
                parent=region.parent, code=region.code
            )
    changed = {row.code for row in (*document.ended.organizations, *document.changed.organizations)}
    for body in world.organizations.values():
        if (body.region in lost or body.parent in gone) and body.code not in changed:
            yield _("机构{code}的区划或者上级结束了，请写明改归哪里。").format(code=body.code)
