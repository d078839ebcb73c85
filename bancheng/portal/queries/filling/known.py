"""What is known already: as text with its source, and the choice after two devices changed one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from bancheng.journeys.commands.filling import Clash, Saved
from bancheng.journeys.compose import PlanField
from bancheng.journeys.queries.drafts import DraftView
from bancheng.portal.queries.answering import source_name
from bancheng.portal.queries.filling.boxes import as_registered, said
from bancheng.portal.queries.finding import Page
from bancheng.ui.language import text


def known_row(
    view: DraftView, one: PlanField, whose: str, errors: Mapping[str, str], typed: Mapping[str, str]
) -> Page:
    """A value that is known: text, never a greyed box; where it is from; and “这不对”.

    It stands under a heading that says whose it is, so its name need not say that again.
    """
    entry = view.entries.get(one.path)
    label = text(one.name)
    objection: Page = {"state": "closed", "what": label, "path": one.path}
    source: Page | None
    if entry is not None and entry.objected:
        source = {
            "state": "waiting",
            "name": source_name(view, entry.registered_source),
            "registered": said(view, one, entry.registered),
        }
        objection = {"state": "sent", "what": label, "path": one.path}
    elif entry is not None:
        source = _source(view, one, entry.source, entry.at, entry.authority, entry.query_id)
    else:
        source = _source(view, one, one.source.partition(":")[2], None, "", "")
    if one.path in errors:
        wrong = {"value": errors[one.path]}
        objection |= {"state": "open", "value": typed.get(one.path, ""), "errors": wrong}
    return {
        "label": label.removeprefix(_("%(whose)s的") % {"whose": whose}) or label,
        "what": label,
        "id": f"known-{one.path}",
        "value": said(view, one, one.value),
        "registered": as_registered(view, one),
        "source": source,
        "objection": objection if one.source != "derived" else None,
    }


def _source(
    view: DraftView, one: PlanField, source: str, at: Any, authority: str, query_id: str
) -> Page | None:
    if one.source == "derived":
        return None
    element = view.elements[one.element]
    if at is None:
        owner = next(
            (e for p, e in view.entries.items() if e.source == source and e.element == one.element), None
        )
        at = owner.at if owner else None
    if at is None:
        return None
    return {
        "state": "found",
        "name": source_name(view, source),
        "at": at,
        "authority": authority,
        "purpose": text(element.purpose),
        "query_id": query_id,
    }


def undecided(view: DraftView, saved: Saved, left: Mapping[str, str]) -> Saved:
    """What was saved, and once more the clashes in which the person has not chosen a version yet.

    The same page may have made a box go (no address where nothing is posted any more): nobody is asked to mend or to
    choose what stood in it.
    """
    saved = replace(
        saved,
        errors={path: one for path, one in saved.errors.items() if view.plan.field(path)},
        clashes=tuple(one for one in saved.clashes if view.plan.field(one.path)),
    )
    fields = {path: view.entries[path] for path in left if path in view.entries and view.plan.field(path)}
    again = [Clash(path, left[path], entry.value, entry.at) for path, entry in fields.items()]
    errors = {path: _("请选一个。") for path in fields}
    return replace(saved, clashes=(*saved.clashes, *again), errors={**saved.errors, **errors})


def clash(view: DraftView, one: Clash, errors: Mapping[str, str]) -> Page:
    """One value that two devices changed."""
    field = view.plan.field(one.path)
    assert field is not None
    is_date = view.elements[field.element].datatype == "date"
    return {
        "name": f"version:{one.path}",
        "path": one.path,
        "label": text(field.name),
        "mine": said(view, field, one.mine, masked=False),
        "theirs": said(view, field, one.theirs, masked=False),
        "raw": str(one.mine),
        "box": f"{one.path}-year" if is_date else one.path,
        "error": errors.get(one.path, ""),
        "at": one.at,
    }


def silent(view: DraftView) -> list[str]:
    """Sentences of the registers that did not answer."""
    return list(dict.fromkeys(look["failure"] for look in view.checked.values() if look.get("failure")))
