"""对照: which bodies, posts and registers of this city take the roles of a portable journey; what is still open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from bancheng.journeys.portable.bodies import ALL, own_name, seats
from bancheng.journeys.portable.manifest import Body, Duty, Package
from bancheng.kernel.rulebooks import Document
from bancheng.organizations.spec import Organization, Post, World

NONE = "none"
"""Nobody takes the role there; no register is asked."""
BRING = "bring"
"""The register's document is taken over; the city connects its own system to it."""
OURS, THEIRS = "ours", "theirs"
_ALIKE, _NEARLY = 0.6, 0.5
"""From which likeness of names on a body or a post is proposed."""


@dataclass(slots=True)
class Seat:
    """Who takes a role in one region: a body (empty: undecided; `none`: nobody), its posts by duty, its telephones."""

    organization: str = ""
    posts: dict[str, str] = field(default_factory=dict)
    phone: str = ""
    complaint_phone: str = ""


@dataclass(slots=True)
class Counterparts:
    """对照表: role → region → who; register → `bring`, `none` or one of ours; `kind/code` that both have → whose."""

    bodies: dict[str, dict[str, Seat]] = field(default_factory=dict)
    registers: dict[str, str] = field(default_factory=dict)
    both: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gap:
    """What has to be decided before anything can be made. `place`: role:region, role:region.duty, or a register."""

    place: str
    sentence: str


def propose(package: Package, world: World, ours: Mapping[str, Document]) -> Counterparts:
    """What can be told by names and kinds; the rest is left empty, to be decided by somebody."""
    made = Counterparts()
    for body in package.manifest.bodies:
        made.bodies[body.key] = {region: _seat(body, region, world) for region in seats(body, world)}
    for document in package.documents.values():
        if document.kind == "resource":
            made.registers[document.code] = document.code if document.key in ours else BRING
    return made


def candidates(body: Body, region: str, world: World) -> list[Organization]:
    """Bodies that may take a role there, the likeliest first: of the region, then of those around and inside it."""
    found = []
    for one in world.organizations.values():
        if region == ALL or world.within(one.region, region) or world.within(region, one.region):
            level = one.level == body.level
            found.append((-likeness(body, one, world) - (0.2 if level else 0), one.code, one))
    return [one for _rank, _code, one in sorted(found, key=lambda each: each[:2])]


def likeness(body: Body, one: Organization, world: World) -> float:
    """How much a body's own name is like one of the role's, 0 to 1."""
    own = own_name(one, world)
    return max(SequenceMatcher(None, own, name).ratio() for name in body.names)


def _seat(body: Body, region: str, world: World) -> Seat:
    there = [
        one
        for one in world.organizations.values()
        if one.level == body.level and (region == ALL or world.at_level(one.region, body.per) == region)
    ]
    ranked = sorted(((likeness(body, one, world), one.code) for one in there), reverse=True)
    if not ranked or ranked[0][0] < _ALIKE or (len(ranked) > 1 and ranked[1][0] == ranked[0][0]):
        return Seat() if body.everywhere else Seat(NONE)
    return with_posts(body, Seat(ranked[0][1]), world)


def with_posts(body: Body, seat: Seat, world: World) -> Seat:
    """The seat with a post proposed for each duty that has none of this body's yet."""
    own = world.posts_of(seat.organization)
    known = {post.code for post in own}
    kept = {duty: code for duty, code in seat.posts.items() if duty in body.duties and code in known}
    found = {name: kept.get(name) or _post(duty, name, own) for name, duty in body.duties.items()}
    return Seat(
        seat.organization,
        {name: code for name, code in found.items() if code},
        seat.phone,
        seat.complaint_phone,
    )


def _post(duty: Duty, name: str, own: list[Post]) -> str:
    able = [post for post in own if {str(role) for role in post.roles} >= set(duty.roles)]

    def alike(post: Post) -> float:
        if post.code.rpartition(".")[2] == name:
            return 1.0
        return max((SequenceMatcher(None, post.name, said).ratio() for said in duty.names), default=0.0)

    ranked = sorted(((alike(post), post.code) for post in able), reverse=True)
    if ranked and (ranked[0][0] >= _NEARLY or len(ranked) == 1):
        return ranked[0][1]
    return ""


def gaps(package: Package, counterparts: Counterparts, world: World) -> list[Gap]:
    """Everything that is undecided or names what this city has not, in the order of the file."""
    skipped = skipped_roles(package, counterparts)
    found: list[Gap] = []
    for body in package.manifest.bodies:
        if body.key not in skipped:
            found += _body_gaps(body, counterparts, world)
    for code, choice in sorted(counterparts.registers.items()):
        if not choice:
            found.append(Gap(code, _("数据来源{code}还没有定：接本市的、带来，还是不接。").format(code=code)))
    return found


def skipped_roles(package: Package, counterparts: Counterparts) -> set[str]:
    """Roles that nobody needs: providers of registers that are not taken over, definers of what is ours already."""
    kept = {f"resource/{code}" for code, choice in counterparts.registers.items() if choice != BRING}
    kept |= {key for key, whose in counterparts.both.items() if whose == OURS}
    return {
        body.key for body in package.manifest.bodies if body.uses and all(use.of in kept for use in body.uses)
    }


def _body_gaps(body: Body, counterparts: Counterparts, world: World) -> Iterator[Gap]:
    chosen = counterparts.bodies.get(body.key, {})
    called = "、".join(body.names)
    wanted = seats(body, world)
    for region in wanted:
        seat = chosen.get(region, Seat())
        where = "" if region == ALL else world.full_name(region)
        if not seat.organization:
            said = _("{where}的“{called}”由哪个机构来，还没有填。")
            yield Gap(f"{body.key}:{region}", said.format(where=where or _("本市"), called=called))
        elif seat.organization != NONE:
            yield from _seat_gaps(body, region, seat, world)
    if wanted and all(chosen.get(region, Seat()).organization == NONE for region in wanted):
        yield Gap(
            f"{body.key}:{wanted[0]}", _("“{called}”在哪里都没有，这件事就没有人办。").format(called=called)
        )


def _seat_gaps(body: Body, region: str, seat: Seat, world: World) -> Iterator[Gap]:
    if world.organization(seat.organization) is None:
        said = _("没有机构{code}，照机构表里的编码填。").format(code=seat.organization)
        yield Gap(f"{body.key}:{region}", said)
        return
    own = {post.code for post in world.posts_of(seat.organization)}
    for duty, wanted in body.duties.items():
        code = seat.posts.get(duty, "")
        if code not in own:
            names = "、".join(wanted.names)
            said = (
                _("岗位{post}不是{code}的，换一个。").format(post=code, code=seat.organization)
                if code
                else _("{code}里谁来当“{names}”，还没有填岗位。").format(code=seat.organization, names=names)
            )
            yield Gap(f"{body.key}:{region}.{duty}", said)
