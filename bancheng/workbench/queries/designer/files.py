"""A journey as a document and as a file for another city; and a file from another city, with what has to be matched."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bancheng.accounts.queries import local_day
from bancheng.accounts.spec import SessionActor
from bancheng.journeys import portable
from bancheng.journeys.authoring import findings
from bancheng.journeys.portable.bodies import ALL
from bancheng.journeys.portable.mapping import candidates, with_posts
from bancheng.journeys.portable.writing import called, uses
from bancheng.journeys.queries.revisions import revision
from bancheng.journeys.scheme import scheme, word_document
from bancheng.kernel.errors import RuleBroken, define
from bancheng.kernel.rulebooks import Release, Standing, current, kinds, standing, text
from bancheng.organizations.queries import world
from bancheng.organizations.spec import World
from bancheng.workbench.queries.designer.trying import UNREADABLE

MOST_FAR, MOST_NEAR, MOST_FOUND = 60, 20, 30
"""Bodies to choose from for the whole city and for one region; findings shown."""
REVISION_UNREADY = define(
    RuleBroken,
    "revision_not_exportable",
    gettext_lazy("这份修订稿还排不成一件事，不能导出。"),
    next_step=gettext_lazy("照问题清单改好，再导出。"),
)


@dataclass(frozen=True)
class Book:
    """A journey to be handed out: as published, or as a revision wants it."""

    release: Release
    standing: Standing
    world: World
    draft: bool

    @property
    def name(self) -> str:
        """What people call it; the name of the file."""
        root: Any = self.release.root
        return text(root.plain_name or root.name)


def book(actor: SessionActor, now: datetime, code: str, revision_id: UUID | None) -> Book:
    """The journey as published, or in a revision that the actor may see. NotFound; RuleBroken `revision_not_exportable`."""
    today = local_day(now)
    if revision_id is None:
        return Book(current("journey", code, today), standing(today), world(today), False)
    view = revision(revision_id, actor=actor, on=today)
    release = view.release(code, changed=True)
    if release is None:
        raise REVISION_UNREADY()
    return Book(release, view.standing, view.world, True)


def scheme_file(one: Book) -> bytes:
    """一件事一方案 as DOCX. RuleBroken: the revision cannot be put together yet."""
    state = _("修订稿，未发布") if one.draft else ""
    try:
        return word_document(scheme(one.release, one.world, one.standing.on, one.standing.documents, state))
    except UNREADABLE as error:
        raise REVISION_UNREADY() from error


def portable_file(one: Book) -> bytes:
    """The journey as one file for another city. RuleBroken: the revision cannot be put together yet."""
    try:
        return portable.pack(portable.portable(one.release, one.world, on=one.standing.on))
    except UNREADABLE as error:
        raise REVISION_UNREADY() from error


@dataclass(frozen=True)
class Import:
    """A file from another city before it is a revision: the file, the table, what is in force here."""

    data: bytes
    package: portable.Package
    table: portable.Counterparts
    standing: Standing
    world: World

    @cached_property
    def gaps(self) -> list[portable.Gap]:
        """What is still to be matched."""
        return portable.gaps(self.package, self.table, self.world)

    @cached_property
    def placed(self) -> portable.Placed:
        """The documents that would be made."""
        return portable.place(self.package, self.table, self.world, self.standing.documents)


def opened(data: bytes, now: datetime) -> Import:
    """A file just chosen, matched as far as names tell. InvalidInput `journey_file_wrong`."""
    package, there, here = portable.unpack(data), standing(local_day(now)), world(local_day(now))
    return Import(data, package, portable.proposal(package, here, there.documents), there, here)


def posted(given: Mapping[str, str], now: datetime) -> Import:
    """The same with what was chosen in the table; the file comes back with every post and is read as if it were new."""
    try:
        data = base64.b64decode(given.get("data", ""), validate=True)
    except (binascii.Error, ValueError) as error:
        raise portable.FILE_WRONG(why=_("传坏了。")) from error
    found = opened(data, now)
    for body in found.package.manifest.bodies:
        for region, proposed in found.table.bodies[body.key].items():
            found.table.bodies[body.key][region] = _chosen(given, body, region, proposed, found.world)
    for code in found.table.registers:
        found.table.registers[code] = given.get(f"reg:{code}", found.table.registers[code])
    for key in found.table.both:
        found.table.both[key] = given.get(f"doc:{key}", found.table.both[key])
    return found


def _chosen(
    given: Mapping[str, str], body: portable.Body, region: str, proposed: portable.Seat, here: World
) -> portable.Seat:
    """What stands in the boxes of a row; what was not on the page stays as proposed, a new body gets its posts."""
    organization = given.get(f"org:{body.key}:{region}", proposed.organization)
    if organization in ("", portable.NONE):
        return portable.Seat(organization)
    posts = {duty: given.get(f"post:{body.key}:{region}:{duty}", "") for duty in body.duties}
    return with_posts(body, portable.Seat(organization, posts), here)


def table_page(found: Import, *, tell: bool) -> dict[str, Any]:
    """The context of the table. `tell`: say beside each row what is missing, and what the check finds when nothing is."""
    wrong = {gap.place: gap.sentence for gap in found.gaps} if tell else {}
    skipped = portable.skipped_roles(found.package, found.table)
    roles = [_role(found, body, wrong) for body in found.package.manifest.bodies if body.key not in skipped]
    ready = not found.gaps
    defects = (
        findings(found.standing.documents, found.placed.documents, found.world) if tell and ready else []
    )
    return {
        "manifest": found.package.manifest, "data": base64.b64encode(found.data).decode(),
        "open_roles": [one for one in roles if one["open"]], "sure_roles": [one for one in roles if not one["open"]],
        "registers": list(_registers(found)), "both": list(_both(found)), "ready": ready,
        "errors": [{"name": row["name"], "text": row["error"]} for one in roles for row in _rows(one) if row["error"]],
        "documents": len(found.placed.documents), "read_again": found.placed.read_again[:MOST_FOUND],
        "findings": [{"text": one.sentence, "remedy": one.remedy, "place": one.place} for one in defects[:MOST_FOUND]],
        "found": len(defects), "told": tell,
    }  # fmt: skip


def _rows(role: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    for seat in role["seats"]:
        yield seat
        yield from seat["posts"]


def _role(found: Import, body: portable.Body, wrong: Mapping[str, str]) -> dict[str, Any]:
    rows = [_seat(found, body, region, seat, wrong) for region, seat in found.table.bodies[body.key].items()]
    undecided = {gap.place.partition(":")[0] for gap in found.gaps}
    return {
        "name": called(body),
        "uses": uses(body, found.package),
        "seats": rows,
        "open": body.key in undecided,
    }


def _seat(
    found: Import, body: portable.Body, region: str, seat: portable.Seat, wrong: Mapping[str, str]
) -> dict[str, Any]:
    where = _("本市") if region == ALL else found.world.full_name(region)
    bodies = candidates(body, region, found.world)[: MOST_FAR if region == ALL else MOST_NEAR]
    options = [{"value": one.code, "label": one.name} for one in bodies]
    chosen = found.world.organization(seat.organization)
    if chosen is not None and all(one["value"] != chosen.code for one in options):
        options.insert(0, {"value": chosen.code, "label": chosen.name})
    place = f"{body.key}:{region}"
    posts = [
        {"name": f"post:{place}:{duty}",
         "label": _("{where}：岗位“{name}”").format(where=where, name="、".join(wanted.names)),
         "value": seat.posts.get(duty, ""), "error": wrong.get(f"{place}.{duty}", ""),
         "options": [{"value": post.code, "label": post.name} for post in found.world.posts_of(seat.organization)]}
        for duty, wanted in body.duties.items() if chosen is not None
    ]  # fmt: skip
    return {
        "name": f"org:{place}", "label": where, "value": seat.organization, "error": wrong.get(place, ""),
        "options": [*options, {"value": portable.NONE, "label": _("这里没有")}], "posts": posts,
    }  # fmt: skip


def _registers(found: Import) -> Iterable[dict[str, Any]]:
    ours = found.standing.documents
    for code, choice in sorted(found.table.registers.items()):
        own = [{"value": code, "label": _("接本市已有的")}] if f"resource/{code}" in ours else []
        name = text(found.package.documents[f"resource/{code}"].body.get("name"))
        yield {
            "name": f"reg:{code}", "label": name, "value": choice,
            "options": [*own, {"value": portable.BRING, "label": _("带来，以后接本市的系统")},
                        {"value": portable.NONE, "label": _("不接，由群众自己填")}],
        }  # fmt: skip


def _both(found: Import) -> Iterable[dict[str, Any]]:
    options = [
        {"value": portable.OURS, "label": _("用本市的")},
        {"value": portable.THEIRS, "label": _("换成拿来的")},
    ]
    for key, whose in found.table.both.items():
        body = found.package.documents[key].body
        name = body.get("plain_name") or body.get("name") or key
        title = kinds()[key.partition("/")[0]].title
        yield {
            "name": f"doc:{key}", "label": f"{title}：{text(name)}", "value": whose, "options": options,
        }  # fmt: skip
