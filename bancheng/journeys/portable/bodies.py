"""机构角色: the bodies of a city as what they are, without its names; and the bodies that may take a role in another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bancheng.journeys.portable.manifest import Body, Duty, Use
from bancheng.organizations.spec import Level, Organization, Post, World

ALL = "all"
"""The seat of a role of which the whole city has one."""
_STREET = "街道"


def own_name(body: Organization, world: World) -> str:
    """A body's name without the names of the regions in which it lies: 善美市安澜县民政局 → 民政局."""
    name = body.name
    for code in world.lineage(body.region):
        region = world.region(code)
        for called in _called(region.name if region else ""):
            if len(name) - len(called) > 1:
                name = name.replace(called, "")
    return name


def _called(region: str) -> Iterator[str]:
    """A region's name and its short forms: 春风街道、春风街、春风; 安澜县、安澜. One sign alone is no name."""
    forms = [region, region[:-1], region[:-2]] if region.endswith(_STREET) else [region, region[:-1]]
    yield from (one for one in forms if len(one) > 1)


def own_regions(world: World, level: str) -> list[str]:
    """The city's regions of a level, in order of code: those inside the widest region in which it has bodies.

    A world also knows regions of other places, where people come from.
    """
    ranks = list(Level)
    seats_of_bodies = {
        row.code: row for one in world.organizations.values() if (row := world.region(one.region))
    }
    widest = min((ranks.index(row.level) for row in seats_of_bodies.values()), default=0)
    tops = [code for code, row in seats_of_bodies.items() if ranks.index(row.level) == widest]
    return sorted(
        one.code
        for one in world.regions.values()
        if one.level == level
        and any(world.within(one.code, top) or world.within(top, one.code) for top in tops)
    )


def only_region(world: World, level: str) -> str | None:
    """The one region of a level, None when there are several or none."""
    found = own_regions(world, level)
    return found[0] if len(found) == 1 else None


def seats(body: Body, world: World) -> list[str]:
    """The codes of the regions of this city in which a role has to be taken, or `all`."""
    if not body.per:
        return [ALL]
    return own_regions(world, body.per)


@dataclass
class _Role:
    key: str
    names: tuple[str, ...]
    level: str
    per: str
    everywhere: bool = False
    duties: dict[str, tuple[set[str], set[str]]] = field(default_factory=dict)
    uses: dict[tuple[str, str], None] = field(default_factory=dict)


class Casting:
    """Finds the roles of a city's bodies, the same for the same place taken."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._roles: dict[tuple[str, str, tuple[str, ...]], _Role] = {}

    def organization(self, reference: str) -> Organization | None:
        """The body behind `org:<code>`, or its successor."""
        return self.world.organization(reference.removeprefix("org:"))

    def one(self, reference: str, what: str, of: str) -> str:
        """`org:<role>` for a body that is named once. Unknown bodies stay as they are: the check named them long ago."""
        body = self.organization(reference)
        if body is None:
            return reference
        role = self._role("", body.level, (own_name(body, self.world),), what, of)
        role.everywhere = True
        return f"org:{role.key}"

    def many(self, taken: Sequence[tuple[str, Organization]], what: str, of: str) -> str:
        """The key of the role that these bodies take, each for its region (code, body)."""
        level = Counter(body.level for _region, body in taken).most_common(1)[0][0]
        names = tuple(sorted({own_name(body, self.world) for _region, body in taken}))
        per = self._per(taken, level)
        role = self._role(per, level, names, what, of)
        served = {self.world.at_level(region, per) for region, _body in taken} if per else set()
        role.everywhere = role.everywhere or served >= set(own_regions(self.world, per))
        return role.key

    def _per(self, taken: Sequence[tuple[str, Organization]], level: str) -> str:
        """The level whose regions decide which body it is: its own where that tells them apart, else the entries'."""
        found: dict[str | None, set[str]] = {}
        for region, body in taken:
            found.setdefault(self.world.at_level(region, level), set()).add(body.code)
        per = level
        if None in found or any(len(bodies) > 1 for bodies in found.values()):
            row = self.world.region(taken[0][0])
            per = row.level if row else level
        return "" if only_region(self.world, per) else str(per)

    def _role(self, per: str, level: Level | str, names: tuple[str, ...], what: str, of: str) -> _Role:
        wanted = "" if per and only_region(self.world, per) else per
        key = (wanted, str(level), names)
        if key not in self._roles:
            self._roles[key] = _Role(f"role-{len(self._roles) + 1:02d}", names, str(level), wanted)
        self._roles[key].uses.setdefault((what, of))
        return self._roles[key]

    def duty(self, key: str, posts: Sequence[Post]) -> str:
        """`post:<role>.<duty>` for the posts in which a role's work waits."""
        role = next(one for one in self._roles.values() if one.key == key)
        name = Counter(post.code.rpartition(".")[2] for post in posts).most_common(1)[0][0]
        names, roles = role.duties.setdefault(name, (set(), set()))
        names |= {post.name for post in posts}
        roles |= {str(one) for post in posts for one in post.roles}
        return f"post:{key}.{name}"

    def bodies(self) -> tuple[Body, ...]:
        """The roles as the cover tells them, in the order in which they were met."""
        return tuple(
            Body.model_validate({
                "key": one.key, "names": one.names, "level": one.level, "per": one.per, "everywhere": one.everywhere,
                "duties": {name: Duty(names=tuple(sorted(n)), roles=tuple(sorted(r)))
                           for name, (n, r) in sorted(one.duties.items())},
                "uses": [Use.model_validate({"what": what, "of": of}) for what, of in one.uses],
            })
            for one in self._roles.values()
        )  # fmt: skip
