"""The administrative world as a plain value: regions, organizations, posts, on one date.

Rules (composition, the check before publishing, jurisdiction) read this value and never the
database, so that the same code answers for a running city and for a folder of files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID, uuid5

NAMESPACE = UUID("6f9a5f1e-6a5f-5d0c-9c55-0a4499000000")
"""Reference rows get ids derived from their codes, so that a world read from files and the same
world read from the database name the same posts."""


class Level(StrEnum):
    """行政层级。 The order of declaration is from the widest to the narrowest."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


class Role(StrEnum):
    """岗位角色。 What a post may be entrusted with; which acts follow is each app's access table."""

    CLERK = "clerk"
    """受理人员: receives, asks for corrections."""
    APPROVER = "approver"
    """审批人员: decides and issues."""
    EDITOR = "editor"
    """事项编辑: writes rulebooks."""
    PUBLISHER = "publisher"
    """发布审核: publishes what another person wrote."""
    DATA_BUREAU = "data-bureau"
    """统筹部门: leads journeys, supervises."""
    HOTLINE = "hotline"
    """12345 话务。"""


def region_id(code: str) -> UUID:
    """The id of the region with this code."""
    return uuid5(NAMESPACE, f"region:{code}")


def organization_id(code: str) -> UUID:
    """The id of the organization with this code."""
    return uuid5(NAMESPACE, f"org:{code}")


def post_id(code: str) -> UUID:
    """The id of the post with this code."""
    return uuid5(NAMESPACE, f"post:{code}")


@dataclass(frozen=True, slots=True)
class Region:
    """行政区划。 Codes: 6 digits down to county (GB/T 2260), then 9 and 12 (GB/T 10114)."""

    code: str
    name: str
    level: Level
    parent: str | None

    @property
    def id(self) -> UUID:
        return region_id(self.code)


@dataclass(frozen=True, slots=True)
class Organization:
    """机构。 A body that handles matters in its own name; `name` is the one in force on the world's date."""

    code: str
    name: str
    uscc: str
    level: Level
    region: str
    parent: str | None
    short_name: str = ""

    @property
    def id(self) -> UUID:
        return organization_id(self.code)


@dataclass(frozen=True, slots=True)
class Post:
    """岗位。 A queue of work inside an organization; people are appointed to it, cases wait in it."""

    code: str
    name: str
    organization: str
    roles: frozenset[Role]

    @property
    def id(self) -> UUID:
        return post_id(self.code)


@dataclass(frozen=True, slots=True)
class ServicePoint:
    """办理点。 A counter that a person can go to."""

    code: str
    name: str
    organization: str
    region: str
    address: str
    phone: str
    hours: str


@dataclass(frozen=True)
class World:
    """The administrative world on one date. Build it with `World.of`; it hashes by identity."""

    on: date
    regions: Mapping[str, Region]
    organizations: Mapping[str, Organization]
    posts: Mapping[str, Post]
    service_points: Mapping[str, ServicePoint]
    _lineages: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    __hash__ = object.__hash__

    @classmethod
    def of(
        cls,
        on: date,
        regions: Iterable[Region],
        organizations: Iterable[Organization] = (),
        posts: Iterable[Post] = (),
        service_points: Iterable[ServicePoint] = (),
    ) -> World:
        """A world from rows. The rows are those in force on `on`: filtering by date is the caller's."""
        return cls(
            on,
            MappingProxyType({row.code: row for row in regions}),
            MappingProxyType({row.code: row for row in organizations}),
            MappingProxyType({row.code: row for row in posts}),
            MappingProxyType({row.code: row for row in service_points}),
        )

    def lineage(self, region: str) -> tuple[str, ...]:
        """The region and everything above it, narrowest first; empty for a region this world has not.

        This is the walk of jurisdiction: the entry of the nearest region in it is the one that applies.
        """
        known = self._lineages.get(region)
        if known is None:
            known = self._lineages[region] = tuple(self._climb(region))
        return known

    def _climb(self, region: str) -> Iterator[str]:
        seen: set[str] = set()
        step: str | None = region
        while step is not None and step in self.regions and step not in seen:
            seen.add(step)
            yield step
            step = self.regions[step].parent

    def within(self, region: str, ancestor: str) -> bool:
        """Whether `region` is `ancestor` or lies inside it."""
        return ancestor in self.lineage(region)

    def at_level(self, region: str, level: Level | str) -> str | None:
        """The code of the region of that level that `region` is or lies in; None if there is none."""
        wanted = Level(level)
        return next((code for code in self.lineage(region) if self.regions[code].level is wanted), None)

    def full_name(self, region: str) -> str:
        """The name as written in an address, without the province: 善美市安澜县城东镇."""
        named = [row for row in map(self.regions.get, self.lineage(region)) if row is not None]
        return "".join(row.name for row in reversed(named) if row.level is not Level.PROVINCE)

    def children(self, region: str | None) -> list[Region]:
        """The regions right below one (of the roots when None), in order of code."""
        rows = (row for row in self.regions.values() if row.parent == region)
        return sorted(rows, key=lambda row: row.code)

    def posts_of(self, organization: str) -> list[Post]:
        """The posts of an organization, in order of code."""
        rows = (row for row in self.posts.values() if row.organization == organization)
        return sorted(rows, key=lambda row: row.code)
