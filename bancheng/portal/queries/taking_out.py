"""去掉一个人: who it is and what is thrown away, shown before it is."""

from __future__ import annotations

from django.urls import reverse

from bancheng.journeys.compose.values import split
from bancheng.journeys.queries.confirmations import confirmations_of
from bancheng.journeys.queries.drafts import DraftView
from bancheng.journeys.queries.several import removable, seen_of, written_of
from bancheng.kernel.access import NOT_FOUND
from bancheng.kernel.errors import DomainError
from bancheng.portal.queries.filling import fields_of, first_open, said, section_codes
from bancheng.portal.queries.finding import Page
from bancheng.portal.queries.handing_in import role_name
from bancheng.ui.language import text

_ASKED = frozenset({"asked", "confirmed"})


def can_be_taken_out(view: DraftView, who: str) -> bool:
    """Whether this one of several can be taken out."""
    role, number, rest = split(who)
    return not rest and number in removable(view).get(role, ())


def who_goes(view: DraftView, named: str) -> str:
    """Whom a pressed button names; empty when nobody, or nobody who can be taken out."""
    return named if named and can_be_taken_out(view, named) else ""


def taking_out(view: DraftView, who: str, error: DomainError | None = None) -> Page:
    """Who it is, and what is thrown away. NotFound for whoever cannot be taken out."""
    if not can_be_taken_out(view, who):
        raise NOT_FOUND()
    values, files = written_of(view, who)
    row = confirmations_of(view.draft_id).get(who)
    fields = {one.path: one for one in view.plan.fields}
    return {
        "view": view,
        "who": who,
        "name": role_name(view, who),
        "person": view.journey.subjects[split(who)[0]].kind == "person",
        "rows": [
            {"label": text(fields[path].name), "value": said(view, fields[path], values[path])}
            for path in fields
            if values.get(path) not in (None, "")
        ],
        "files": len(files),
        "agreed": row is not None and row.state in _ASKED,
        "behind": any(number > (split(who)[1] or 0) for number in removable(view)[split(who)[0]]),
        "seen": seen_of(view, who),
        "back": part_of(view, who),
        "error": error,
    }


def part_of(view: DraftView, who: str) -> str:
    """The part of the form where this one, or the others of the kind, stand."""
    role = split(who)[0]
    for code in section_codes(view):
        if any(split(one.role)[0] == role for one in fields_of(view, code)):
            return reverse("fill_form", args=[view.draft_id, code])
    return first_open(view)
