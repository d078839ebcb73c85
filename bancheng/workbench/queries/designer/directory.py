"""The pages of 认领: the matters of the directories above, adopted here or not, and what they fix in an item."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from bancheng.accounts.queries import local_day
from bancheng.accounts.spec import SessionActor
from bancheng.catalogue.spec import LEVELS, Matter
from bancheng.journeys.authoring import Listed, listed, matter_of
from bancheng.journeys.queries.revisions import RevisedView, RevisionView, being_revised
from bancheng.kernel.access import NOT_FOUND, may
from bancheng.kernel.ids import uuid7
from bancheng.kernel.rulebooks import standing, text
from bancheng.organizations.queries import world
from bancheng.workbench.queries.designer import form
from bancheng.workbench.queries.designer.places import Body
from bancheng.workbench.queries.designer.words import value_label

SHOWN = 200
"""Matters on the page: then somebody searches."""


def directory_page(actor: SessionActor, now: datetime, asked: str, chosen: str) -> dict[str, Any]:
    """What the organization has not adopted, what it has, and which of its items differ. NotFound: no such matter."""
    today = local_day(now)
    organization = actor.post.organization_code if actor.post else ""
    found = listed(standing(today).documents, world(today), organization)
    one = next((row for row in found if row.matter.code == chosen), None)
    if chosen and one is None:
        raise NOT_FOUND()
    fitting = [row for row in found if _fits(row.matter, asked)]
    held = being_revised()
    own = {"organization_id": actor.post.organization_id if actor.post else None}
    return {
        "asked": asked, "key": uuid7(), "edits": may("journeys.revise", actor, own),
        "one": _matter(one) if one else None,
        "waiting": [_matter(row) for row in fitting if not row.adopted][:SHOWN],
        "differing": [
            {**_item(item.code, text(item.name), held), "told": told}
            for row in fitting
            for item, told in row.differing
        ],
        "adopted": [
            {"matter": text(row.matter.name), "code": row.matter.code,
             "items": [_item(item.code, text(item.name), held) for item in row.items]}
            for row in fitting if row.adopted
        ][:SHOWN],
    }  # fmt: skip


def _fits(matter: Matter, asked: str) -> bool:
    return not asked or asked in text(matter.name) or asked in matter.code or asked in text(matter.department)


def _item(code: str, name: str, held: Any) -> dict[str, Any]:
    key = f"item/{code}"
    revision = held.get(key)
    return {"key": key, "name": name, "href": reverse("revision", args=[revision]) if revision else ""}


def _matter(row: Listed) -> dict[str, Any]:
    matter = row.matter
    return {
        "code": matter.code, "name": text(matter.name), "one_line": text(matter.one_line),
        "department": text(matter.department), "adopted": row.adopted, "suggested": f"matter-{matter.code.lower()}",
        "directory": text(row.directory.name), "inferred": matter.inferred,
        "facts": [{"label": label, "value": said} for label, said in facts_of(matter) if said],
    }  # fmt: skip


def facts_of(matter: Matter) -> list[tuple[str, str]]:
    """What the directory fixes, in words."""
    return [
        (_("正式名称"), text(matter.name)),
        (_("基本编码"), matter.code),
        (_("主管部门"), text(matter.department)),
        (_("行使层级"), _levels(matter)),
        (_("设定依据"), _basis(matter)),
        (_("法定时限"), matter.legal.said if matter.legal else ""),
        (_("办理结果"), text(matter.outcome)),
    ]


def _levels(matter: Matter) -> str:
    return "、".join(
        value_label(level.value) for level, code in LEVELS.items() if code in matter.exercised_at
    )


def _basis(matter: Matter) -> str:
    return "；".join(f"《{text(one.title)}》{text(one.article)}" for one in matter.basis)


def put_fixed(view: RevisionView, one: RevisedView, body: Body, found: Iterable[form.Box]) -> None:
    """Beside each box that the directory speaks of: what it says, and how far one may go from it."""
    codes = body.get("codes")
    held = (
        matter_of(view.whole, codes.get("basic")) if one.kind == "item" and isinstance(codes, dict) else None
    )
    if held is None:
        return
    matter = held[1]
    limit = matter.legal.said if matter.legal else ""
    most = _("基本目录定的：最长{limit}，可以更短").format(limit=limit) if limit else ""
    told = {
        "name": _("基本目录定的：{name}").format(name=text(matter.name)),
        "codes.basic": _("认领的是“{name}”，改了编码就不算认领").format(name=text(matter.name)),
        "type": _("基本目录定的：{type}").format(type=matter.type),
        "exercised_at": _("基本目录定的：{levels}，可以少，不能多").format(levels="、".join(matter.exercised_at)),
        "audience": _("基本目录定的：{audience}，可以少，不能多").format(audience="、".join(matter.audience)),
        "basis": _("基本目录定的：{basis}。可以加，不能拿掉").format(basis=_basis(matter)),
        "legal": most, "promised": most,
    }  # fmt: skip
    for box in found:
        last = box.spot[-1] if box.spot[:1] in (("entries",), ("entry_defaults",)) else box.place
        box.fixed = told.get(last, "")
