"""实施清单 without a city: entries of the same kind become one, and become as many again as another city has regions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bancheng.catalogue.spec import coded, rest_of
from bancheng.journeys.portable.bodies import ALL, Casting, own_regions
from bancheng.journeys.portable.manifest import Body, Manifest
from bancheng.journeys.portable.mapping import NONE, Counterparts, Seat
from bancheng.kernel.canonical import digest
from bancheng.organizations.spec import Organization, World

Row = dict[str, Any]
BODIES = ("organization", "handling", "entrusted")
PLACED = frozenset({
    "region", *BODIES, "queue", "posts", "codes", "phone", "complaint_phone", "service_points", "valid_from", "valid_to",
})  # fmt: skip
"""What an entry says of its own place: made anew in another city."""
LEVEL = "level:"


def generalized(body: Row, casting: Casting, of: str, on: date) -> Row:
    """An item whose entries name roles: one for every way in which places differ, the commonest first."""
    shared = body.get("entry_defaults") or {}
    common = {key: value for key, value in shared.items() if key not in PLACED}
    kinds: dict[str, list[Row]] = {}
    for entry in ({**shared, **one} for one in body.get("entries", ())):
        if _holds(entry, on):
            kinds.setdefault(digest(_kind(entry, casting)), []).append(entry)
    entries = [one for rows in kinds.values() for one in _variants(rows, common, casting, of)]
    made = {**body, "entries": entries}
    return {**made, "entry_defaults": common} if "entry_defaults" in body else made


def _holds(entry: Row, on: date) -> bool:
    day = on.isoformat()
    begins, ends = str(entry.get("valid_from") or ""), str(entry.get("valid_to") or "")
    return (not begins or begins <= day) and (not ends or day < ends)


def _level(entry: Row, casting: Casting) -> str:
    region = casting.world.region(str(entry["region"]))
    return str(region.level) if region else "city"


def _kind(entry: Row, casting: Casting) -> list[Any]:
    """What makes two entries the same work in two places: the regions' level, the rule, who decides and who does it."""
    bodies = {name: casting.organization(entry[name]) for name in BODIES if entry.get(name)}
    posts = {
        stage: _owner(post, bodies, casting) for stage, post in sorted((entry.get("posts") or {}).items())
    }
    decides = bodies.get("organization")
    level = decides.level if decides else ""
    return [
        _level(entry, casting), str(entry.get("when", "")), sorted(bodies), str(level),
        _owner(entry["queue"], bodies, casting), posts,
    ]  # fmt: skip


def _owner(reference: str, bodies: Mapping[str, Organization | None], casting: Casting) -> str:
    """Which of the entry's bodies a post belongs to."""
    post = casting.world.post(reference.removeprefix("post:"))
    found = (name for name, body in bodies.items() if post and body and body.code == post.organization)
    return next(found, "organization")


def _variants(rows: list[Row], common: Row, casting: Casting, of: str) -> list[Row]:
    world = casting.world
    names = [name for name in BODIES if rows[0].get(name)]
    roles: dict[str, str] = {}
    for name in names:
        taken = [(str(row["region"]), body) for row in rows if (body := casting.organization(row[name]))]
        roles[name] = casting.many(taken, name, of)
    bodies = {name: casting.organization(rows[0][name]) for name in names}

    def waiting(references: list[str]) -> str:
        key = roles[_owner(references[0], bodies, casting)]
        return casting.duty(
            key, [post for one in references if (post := world.post(one.removeprefix("post:")))]
        )

    base: Row = {"region": f"{LEVEL}{_level(rows[0], casting)}"}
    base |= {name: f"org:{roles[name]}" for name in names}
    base["queue"] = waiting([row["queue"] for row in rows])
    stages = rows[0].get("posts") or {}
    if stages:
        base["posts"] = {stage: waiting([row["posts"][stage] for row in rows]) for stage in stages}
    found: dict[str, tuple[int, Row]] = {}
    for row in rows:
        said = {key: value for key, value in row.items() if key not in PLACED and common.get(key) != value}
        codes = _codes(row, roles, casting)
        one = {**base, **({"codes": codes} if codes else {}), **said}
        count, kept = found.get(digest(one), (0, one))
        found[digest(one)] = (count + 1, kept)
    return [one for _count, one in sorted(found.values(), key=lambda each: -each[0])]


def _codes(row: Row, roles: Mapping[str, str], casting: Casting) -> Row:
    """实施编码 begin with the body's credit code and level: the role stands in their place."""
    made: Row = {}
    for name, code in (row.get("codes") or {}).items():
        for field, key in roles.items():
            body = casting.organization(row[field])
            if body and (rest := rest_of(code, body)):
                made[name] = f"@{key}@{rest}"
                break
    return made


def placed(body: Row, manifest: Manifest, counterparts: Counterparts, world: World) -> Row:
    """The item with an entry for each region in which its bodies have a counterpart. Of several variants the first."""
    seen: set[tuple[str, ...]] = set()
    made: list[Row] = []
    for entry in body.get("entries", ()):
        region = str(entry.get("region", ""))
        if not region.startswith(LEVEL):
            made.append(entry)
            continue
        kind = (
            region,
            str(entry.get("when", "")),
            *(str(entry.get(name, "")) for name in (*BODIES, "queue")),
        )
        if kind not in seen:
            seen.add(kind)
            made += _everywhere(entry, region.removeprefix(LEVEL), manifest, counterparts, world)
    return {**body, "entries": made}


def _everywhere(
    entry: Row, level: str, manifest: Manifest, counterparts: Counterparts, world: World
) -> Iterator[Row]:
    for region in own_regions(world, level):
        found = _here(entry, region, manifest, counterparts, world)
        if found is not None:
            yield found


def _here(
    entry: Row, region: str, manifest: Manifest, counterparts: Counterparts, world: World
) -> Row | None:
    """The entry of one region; None where one of its bodies has no counterpart there."""
    filled: Row = {"region": region}
    taken: dict[str, Seat] = {}
    for name in BODIES:
        if not entry.get(name):
            continue
        role = manifest.body(str(entry[name]).removeprefix("org:"))
        seat = seat_of(role, region, counterparts, world) if role else None
        if role is None or seat is None:
            return None
        filled[name], taken[role.key] = f"org:{seat.organization}", seat
    filled["queue"] = _post(str(entry.get("queue", "")), taken)
    if entry.get("posts"):
        filled["posts"] = {stage: _post(str(post), taken) for stage, post in entry["posts"].items()}
    codes = _filled_codes(entry.get("codes") or {}, taken, world)
    decides = next(iter(taken.values()))
    phones = {"phone": decides.phone, "complaint_phone": decides.complaint_phone}
    rest = {key: value for key, value in entry.items() if key not in PLACED}
    return {
        **filled, **({"codes": codes} if codes else {}), **{k: v for k, v in phones.items() if v}, **rest,
    }  # fmt: skip


def seat_of(role: Body, region: str, counterparts: Counterparts, world: World) -> Seat | None:
    """Who takes a role for a region; None: nobody does."""
    key = world.at_level(region, role.per) if role.per else ALL
    seat = counterparts.bodies.get(role.key, {}).get(key or "")
    return seat if seat is not None and seat.organization not in ("", NONE) else None


def _post(reference: str, taken: Mapping[str, Seat]) -> str:
    key, _dot, duty = reference.removeprefix("post:").partition(".")
    found = taken[key].posts.get(duty, "") if key in taken else ""
    return f"post:{found}" if found else reference


def _filled_codes(codes: Row, taken: Mapping[str, Seat], world: World) -> Row:
    made: Row = {}
    for name, code in codes.items():
        parts = str(code).split("@")
        if len(parts) != 3 or parts[1] not in taken:
            continue
        body = world.organization(taken[parts[1]].organization)
        if body is not None:
            made[name] = coded(body, parts[2])
    return made
