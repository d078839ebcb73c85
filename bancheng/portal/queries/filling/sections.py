"""The parts of the form: which there are, how far each is, and where saving leads."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from bancheng.journeys.commands.looking_up import Looked
from bancheng.journeys.compose import PlanField
from bancheng.journeys.queries.drafts import DraftView
from bancheng.portal.queries.finding import Page
from bancheng.ui.language import text

REST = "rest"
"""The part of the form for fields that no section names."""


def section_codes(view: DraftView) -> list[str]:
    """The parts that this person's form has: those with something to fill in or to look at."""
    used = {_section(view, one) for one in _shown(view)}
    order = [*(one.code for one in view.journey.sections), REST]
    return [code for code in order if code in used]


def _shown(view: DraftView) -> list[PlanField]:
    """Fields of the one form: not what a later department brings, nor what rules alone read and a register says.

    What rules alone read and no register says is asked: without it nothing can be handed in.
    """
    return [
        one
        for one in view.plan.fields
        if one.source == "asked" or (one.nodes and not one.source.startswith("result:"))
    ]


def _section(view: DraftView, one: PlanField) -> str:
    codes = {section.code for section in view.journey.sections}
    return one.section if one.section in codes else REST


def fields_of(view: DraftView, section: str) -> list[PlanField]:
    """The fields of one part."""
    return [one for one in _shown(view) if _section(view, one) == section]


def section_title(view: DraftView, section: str) -> str:
    """What a part is called."""
    found = next((text(one.title) for one in view.journey.sections if one.code == section), "")
    return found or _("其他")


def tasks(view: DraftView, here: str = "") -> list[Page]:
    """The parts of the form, in any order, with how far each is."""
    rows = []
    for code in section_codes(view):
        asked = [one for one in fields_of(view, code) if one.source == "asked" and one.required]
        empty = [one for one in asked if one.value in (None, "")]
        typed = [
            one
            for one in fields_of(view, code)
            if view.entries.get(one.path) and view.entries[one.path].typed
        ]
        state = "done" if not empty else "partly" if typed else "empty"
        rows.append(
            {
                "name": section_title(view, code),
                "href": reverse("fill_form", args=[view.draft_id, code]),
                "state": state,
                "current": code == here,
            }
        )
    bring = [one for one in view.plan.to_bring() if one.necessity == "required"]
    missing = [one for one in bring if not view.materials.get(one.key, {}).get("files")]
    rows.append(
        {
            "name": _("材料"),
            "href": reverse("materials", args=[view.draft_id]),
            "state": "done" if not missing else "partly" if len(missing) < len(bring) else "empty",
            "current": here == "materials",
        }
    )
    return rows


def after(view: DraftView, section: str, *, stay: bool, looked: Looked) -> str:
    """Where saving leads: the next part, then the materials; “存好，以后再填” to the overview."""
    del looked
    if stay:
        return reverse("my_space")
    codes = section_codes(view)
    at = codes.index(section) + 1 if section in codes else 0
    if at < len(codes):
        return reverse("fill_form", args=[view.draft_id, codes[at]])
    return reverse("materials", args=[view.draft_id])


def first_open(view: DraftView) -> str:
    """The first part that still wants something."""
    row = next((one for one in tasks(view) if one["state"] != "done"), None)
    return str(row["href"]) if row else reverse("review", args=[view.draft_id])
