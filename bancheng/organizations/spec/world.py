"""The administrative world as a plain value: regions, organizations, posts, on one date.

Rules (composition, the check before publishing, jurisdiction) read this value and never the
database, so that the same code answers for a running city and for a folder of files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar
from uuid import UUID, uuid5

T = TypeVar("T")
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


class Nature(StrEnum):
    """机构性质。 Whether what it says is an administrative act, or an agreement between equals."""

    GOVERNMENT = "government"
    """行政机关，法律、法规授权的组织。"""
    INSTITUTION = "institution"
    """事业单位。"""
    ENTERPRISE = "enterprise"
    """公用企业：供水、供电、供气、供热、通信。"""


class Place(StrEnum):
    """办理点的种类。"""

    HALL = "hall"
    """政务服务中心: the whole government of a city or county under one roof."""
    STATION = "station"
    """便民服务中心: of a town."""
    COUNTER = "counter"
    """One body's own counter."""


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
    VITAL_RECORDS = "vital-records"
    """户籍窗口: records who died (户口登记条例第八条)."""


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
    nature: Nature = Nature.GOVERNMENT

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
    """办理点。 A counter that a person can go to. The coordinates are CGCS2000 degrees; None where nobody measured."""

    code: str
    name: str
    organization: str
    region: str
    address: str
    phone: str
    hours: str
    kind: Place = Place.COUNTER
    longitude: Decimal | None = None
    latitude: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Successions:
    """What ended by the day and who took it over: code → code of the successor (沿革). A chain is followed to its end."""

    regions: Mapping[str, Region] = field(default_factory=dict)
    """Ended regions by code; `parent` of each is its successor, so that the walk of jurisdiction goes on there."""
    organizations: Mapping[str, str] = field(default_factory=dict)
    posts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """The administrative world on one date. Build it with `World.of`; it hashes by identity."""

    on: date
    regions: Mapping[str, Region]
    organizations: Mapping[str, Organization]
    posts: Mapping[str, Post]
    service_points: Mapping[str, ServicePoint]
    ended: Successions = field(default_factory=Successions, repr=False)
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
        ended: Successions | None = None,
    ) -> World:
        """A world from rows. The rows are those in force on `on`: filtering by date is the caller's."""
        return cls(
            on,
            MappingProxyType({row.code: row for row in regions}),
            MappingProxyType({row.code: row for row in organizations}),
            MappingProxyType({row.code: row for row in posts}),
            MappingProxyType({row.code: row for row in service_points}),
            ended or Successions(),
        )

    def organization(self, code: str) -> Organization | None:
        """The body of that code, or the one that took it over; None when there is neither.

        A rulebook published before a reorganization still names the old body: its work is the successor's.
        """
        return _followed(code, self.organizations, self.ended.organizations)

    def post(self, code: str) -> Post | None:
        """The post of that code, or the one where its work went; None when there is neither."""
        return _followed(code, self.posts, self.ended.posts)

    def region(self, code: str) -> Region | None:
        """The region of a code that `lineage` gave, also one that has ended (its parent is its successor then)."""
        return self.regions.get(code) or self.ended.regions.get(code)

    def lineage(self, region: str) -> tuple[str, ...]:
        """The region and everything above it, narrowest first; empty for a region this world has not.

        This is the walk of jurisdiction: the entry of the nearest region in it is the one that applies. A region that
        ended leads on to its successor: an old address still has an authority.
        """
        known = self._lineages.get(region)
        if known is None:
            known = self._lineages[region] = tuple(self._climb(region))
        return known

    def _climb(self, region: str) -> Iterator[str]:
        seen: set[str] = set()
        step: str | None = region
        while step is not None and step not in seen and (row := self.region(step)) is not None:
            seen.add(step)
            yield step
            step = row.parent

    def within(self, region: str, ancestor: str) -> bool:
        """Whether `region` is `ancestor` or lies inside it."""
        return ancestor in self.lineage(region)

    def at_level(self, region: str, level: Level | str) -> str | None:
        """The code of the region of that level that `region` is or lies in; None if there is none."""
        wanted = Level(level)
        rows = map(self.regions.get, self.lineage(region))
        return next((row.code for row in rows if row is not None and row.level is wanted), None)

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


def _followed(code: str, rows: Mapping[str, T], successors: Mapping[str, str]) -> T | None:
    seen: set[str] = set()
    while code not in rows:
        if code in seen or code not in successors:
            return None
        seen.add(code)
        code = successors[code]
    return rows[code]
