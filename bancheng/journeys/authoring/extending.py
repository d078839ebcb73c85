"""铺到县区、镇街: an entry once more for other regions, with the body of each that does the work there.

Nothing knows which code belongs to which body: who does the same elsewhere is found by the post in which cases wait
and by what a body is called without its region's name. Where neither tells, a person says.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bancheng.catalogue.spec import coded, rest_of
from bancheng.journeys.authoring.owning import upwards
from bancheng.journeys.authoring.reaching import entries_of, reaches_region
from bancheng.organizations.spec import Level, Organization, Post, Region, Role, World

Body = Mapping[str, Any]
NOT_COPIED = ("valid_from", "valid_to", "phone", "complaint_phone", "service_points", "entrusted")
"""Facts of one place only."""
RANKS = list(Level)


@dataclass(frozen=True, slots=True)
class Target:
    """A region without an entry, and who could do the work there: `likely` by their post or their name, `others` by
    being there at all."""

    region: Region
    name: str
    likely: tuple[Organization, ...]
    others: tuple[Organization, ...]

    @property
    def proposed(self) -> str:
        """The code of the one likely body; empty where somebody has to say."""
        return self.likely[0].code if len(self.likely) == 1 else ""


def levels_of(body: Body, world: World) -> list[Level]:
    """Levels below the city to which an item can be extended: down to the one at which its authority is sought."""
    jurisdiction = body.get("jurisdiction")
    said = jurisdiction.get("level") if isinstance(jurisdiction, dict) else None
    last = RANKS.index(Level(str(said))) if said in [*Level] else RANKS.index(Level.COUNTY)
    return RANKS[RANKS.index(Level.COUNTY) : max(last, RANKS.index(Level.COUNTY)) + 1]


def level_of(template: Any, levels: list[Level], world: World) -> Level:
    """The level to begin with: the one of the entry to be copied, or the widest below it."""
    region = world.regions.get(str(template.get("region", ""))) if isinstance(template, dict) else None
    return region.level if region is not None and region.level in levels else levels[0]


def targets(body: Body, template: Body, level: Level, organization: str, world: World) -> list[Target]:
    """The regions of a level that have no entry yet and that the organization reaches, in order of code."""
    held = {str(one.get("region")) for one in entries_of(body) if isinstance(one, dict)}
    city = world.at_level(str(template.get("region", "")), Level.CITY)
    return [
        _target(template, region, world)
        for code, region in sorted(world.regions.items())
        if region.level is level and code not in held
        and (city is None or world.within(code, city)) and reaches_region(code, organization, world)
    ]  # fmt: skip


def _target(template: Body, region: Region, world: World) -> Target:
    likely = counterparts(template, region.code, world)
    known = {one.code for one in likely}
    there = [one for one in world.organizations.values() if one.region == region.code]
    above = [
        one
        for one in map(world.organization, [doer_of(template)])
        if one and _covers(one, region.code, world)
    ]
    others = {one.code: one for one in (*there, *above) if one.code not in known}
    return Target(
        region, world.full_name(region.code), likely, tuple(others[code] for code in sorted(others))
    )


def counterparts(template: Body, region: str, world: World) -> tuple[Organization, ...]:
    """Who does in a region what the entry's body does in its own: by post and name, by post, by name; else the same
    body, where it works there too."""
    old = world.organization(doer_of(template))
    if old is None:
        return ()
    wanted = region if old.region == template.get("region") else world.at_level(region, old.level)
    there = [one for one in world.organizations.values() if one.region == wanted]
    post, kind = world.post(str(template.get("queue", "")).removeprefix("post:")), kind_of(old, world)
    by_post = [one for one in there if post is not None and _post_like(post, one.code, world, by_name=True)]
    by_name = [one for one in there if kind_of(one, world) == kind]
    both = [one for one in by_post if one in by_name]
    found = both or by_post or by_name
    if not found and _covers(old, region, world):
        found = [old]
    return tuple(sorted(found, key=lambda one: one.code))


def copied(template: Body, region: str, doer: str, world: World) -> dict[str, Any]:
    """The entry for another region, done by the body with code `doer`. What nobody can know there is left out."""
    made = {key: copy.deepcopy(value) for key, value in template.items() if key not in NOT_COPIED}
    old_doer, old_legal = doer_of(template), str(template.get("organization", "")).removeprefix("org:")
    legal = doer
    if template.get("handling"):
        legal = _legal(old_legal, old_doer, doer, region, world)
        made["handling"] = f"org:{doer}"
    made |= {"region": region, "organization": f"org:{legal}"}
    bodies = {old_doer: doer, old_legal: legal}
    _set(made, "queue", _post_ref(template.get("queue"), bodies, region, world))
    if isinstance(template.get("posts"), dict):
        posts = {key: _post_ref(one, bodies, region, world) for key, one in template["posts"].items()}
        _set(made, "posts", {key: one for key, one in posts.items() if one} or None)
    if isinstance(template.get("codes"), dict):
        _set(made, "codes", _codes(template["codes"], old_legal, legal, world) or None)
    point = next((one for one in world.service_points.values() if one.organization == doer), None)
    _set(made, "phone", point.phone if point else None)
    return made


def doer_of(entry: Body) -> str:
    """Code of the body that does the work of an entry."""
    return str(entry.get("handling") or entry.get("organization") or "").removeprefix("org:")


def kind_of(organization: Organization, world: World) -> str:
    """What a body is called without where it is: 善美市城区公安局 → 公安局."""
    name = organization.name
    for code in reversed(world.lineage(organization.region)):
        region = world.region(code)
        name = name.removeprefix(region.name) if region is not None else name
    return name


def _legal(old_legal: str, old_doer: str, doer: str, region: str, world: World) -> str:
    """In whose name the new body works: its own superior, as it was; else the same body's like in that region."""
    old = world.organization(old_legal)
    if old is None or old_legal == old_doer:
        return doer if old is not None else old_legal
    if old_legal in upwards(old_doer, world):
        above = (world.organizations[code] for code in upwards(doer, world) if code != doer)
        found = next((one.code for one in above if one.level is old.level), None)
        if found is not None:
            return found
    wanted, kind = world.at_level(region, old.level), kind_of(old, world)
    like = (one for one in world.organizations.values() if one.region == wanted)
    return next((one.code for one in like if kind_of(one, world) == kind), old_legal)


def _post_ref(reference: Any, bodies: Mapping[str, str], region: str, world: World) -> str | None:
    post = world.post(str(reference or "").removeprefix("post:"))
    if post is None:
        return None
    owner = world.organization(post.organization)
    if post.organization in bodies:
        found = _post_like(post, bodies[post.organization], world)
        return f"post:{found.code}" if found else None
    return f"post:{post.code}" if owner is not None and _covers(owner, region, world) else None


def _post_like(post: Post, organization: str, world: World, *, by_name: bool = False) -> Post | None:
    """The post of a body for the same work: of the same name; else with the same roles; else one that receives."""
    held = world.posts_of(organization)
    found = next((one for one in held if one.name == post.name and one.roles >= post.roles), None)
    if found is not None or by_name:
        return found
    same = next((one for one in held if one.roles >= post.roles), None)
    return same or next((one for one in held if Role.CLERK in one.roles), None)


def _codes(codes: Body, old: str, new: str, world: World) -> dict[str, Any]:
    """实施编码 and 业务办理项编码 of the other body: its USCC and level before the same rest. A local code is its own."""
    was, now = world.organization(old), world.organization(new)
    if was is None or now is None:
        return {}
    return {
        key: coded(now, rest)
        for key in ("implementation", "handling")
        if (rest := rest_of(codes.get(key), was))
    }


def _covers(organization: Organization, region: str, world: World) -> bool:
    return world.within(region, organization.region)


def _set(made: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        made.pop(key, None)
    else:
        made[key] = value
