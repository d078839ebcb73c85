"""认领: a matter of the directory above becomes an item of this city, as a revision like any other."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.accounts.queries import local_day
from bancheng.accounts.spec import SessionActor
from bancheng.journeys.authoring import claimed, listed
from bancheng.journeys.commands.revising import REVISE, begin_revision
from bancheng.kernel.access import NOT_FOUND, NOT_PERMITTED, require
from bancheng.kernel.errors import RuleBroken, define
from bancheng.kernel.rulebooks import standing, text
from bancheng.organizations.queries import world

ALREADY_ADOPTED = define(
    RuleBroken,
    "matter_already_adopted",
    _("“{name}”已经认领过了。"),
    next_step=_("在已经有的那一份上改；要给别的县区、镇街办，用“铺到县区、镇街”。"),
)


def adopt_matter(*, actor: SessionActor, revision_id: UUID, basic: str, code: str, now: datetime) -> UUID:
    """Begin a revision with a new item that carries a matter's basic code and what the directory fixes about it.

    `code`: the item's own. NotFound: no such matter, or none that concerns the editor's organization. ALREADY_ADOPTED,
    CODE_WRONG. Answers the revision's id; the same page posted twice opens the same revision.
    """
    require(REVISE, actor)
    if actor.post is None:
        raise NOT_PERMITTED(title=str(_("修改事项和一件事")))
    organization, today = actor.post.organization_code, local_day(now)
    documents, there = standing(today).documents, world(today)
    found = next((one for one in listed(documents, there, organization) if one.matter.code == basic), None)
    if found is None:
        raise NOT_FOUND()
    if found.adopted:
        raise ALREADY_ADOPTED(name=text(found.matter.name))
    body = claimed(found.directory, found.matter, code, organization, there)
    return begin_revision(actor=actor, revision_id=revision_id, kind="item", code=code, now=now, body=body)
