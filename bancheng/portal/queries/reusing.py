"""交过的可以再用, on the page of a material."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from bancheng.journeys.queries.drafts import DraftView
from bancheng.journeys.queries.reuse import HandedIn, handed_in_before
from bancheng.kernel.access import Actor
from bancheng.kernel.rulebooks import release
from bancheng.kernel.workdays import local_day
from bancheng.portal.queries.finding import Page
from bancheng.ui.language import text
from bancheng.ui.words import day_words


def offered(view: DraftView, key: str, actor: Actor) -> list[Page]:
    """The choices: 用2月10日交过的租赁合同, with what it was handed in for."""
    wanted = next((one for one in view.plan.materials if one.key == key), None)
    if wanted is None or wanted.satisfied_by is not None or view.state != "open":
        return []
    name = text(wanted.name)
    return [_card(one, name) for one in handed_in_before(view, wanted, actor=actor)]


def chosen(view: DraftView, key: str, actor: Actor, value: str) -> HandedIn | None:
    """What the value of a choice stands for; None for what was not offered."""
    wanted = next((one for one in view.plan.materials if one.key == key), None)
    if wanted is None:
        return None
    found = handed_in_before(view, wanted, actor=actor)
    return next((one for one in found if str(one.draft_id) == value), None)


def _card(one: HandedIn, name: str) -> Page:
    root: Any = release(one.release).root
    told = {
        "day": day_words(local_day(one.at), weekday=False),
        "name": name,
        "thing": text(root.plain_name or root.name),
        "count": len(one.files),
    }
    return {
        "value": str(one.draft_id),
        "label": _("用%(day)s交过的%(name)s") % told,
        "hint": _("办“%(thing)s”时交的，%(count)s份") % told,
    }
