"""One value of the form: as a box, and as words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from bancheng.eforms.queries import mask
from bancheng.eforms.spec import CodeList, Element
from bancheng.journeys.compose import PlanField
from bancheng.journeys.queries.drafts import DraftView
from bancheng.organizations.queries import world
from bancheng.portal.queries.filling.users import users_of
from bancheng.portal.queries.finding import Page
from bancheng.portal.queries.yes_or_no import yes_or_no
from bancheng.ui.language import text, with_unit

_CARDS = 6


_CONTROLS = {
    "name": "person_name", "id_number": "id_number", "uscc": "uscc", "phone": "phone", "bank_card": "bank_card",
    "date": "date", "long_text": "textarea", "address": "text", "integer": "number", "decimal": "number",
    "money": "number",
}  # fmt: skip


_NUMBERS = frozenset({"id_number", "bank_card", "phone"})
"""Never kept on a device without network, whatever the dictionary says of their sensitivity."""


def box(view: DraftView, one: PlanField, errors: Mapping[str, str], typed: Mapping[str, str]) -> Page:
    """An input: its control follows from the element."""
    element = view.elements[one.element]
    value = typed.get(one.path, one.value)
    return {
        "path": one.path,
        "label": text(one.name),
        "control": control_of(view, element),
        "value": "" if value is None else str(value),
        "date": _date(one.value) if element.datatype == "date" else {},
        "was": "" if one.value is None else str(one.value),
        "hint": text(one.how) or text(element.how),
        "why": text(one.why) or text(element.why),
        "used_by": users_of(view, one),
        "unit": text(element.unit),
        "error": errors.get(one.path, ""),
        "optional": not one.required,
        "sensitive": element.sealed or element.datatype in _NUMBERS,
        "options": options_of(view, element),
    }


def _date(value: Any) -> dict[str, str]:
    try:
        found = date.fromisoformat(str(value))
    except ValueError:
        return {}
    return {"year": str(found.year), "month": str(found.month), "day": str(found.day)}


def control_of(view: DraftView, element: Element) -> str:
    """Which control asks for values of an element."""
    if element.datatype in {"code", "yes_no"}:
        return "radio" if len(options_of(view, element)) <= _CARDS else "select"
    return "select" if element.datatype == "region" else _CONTROLS.get(element.datatype, "text")


def options_of(view: DraftView, element: Element) -> list[Page]:
    """What may be chosen: codes of the list, yes and no, the townships of the city."""
    if element.datatype == "yes_no":
        return [{"value": value, "label": label} for value, label in yes_or_no(element).items()]
    if element.datatype == "region":
        here = world(view.on)
        towns = [one for one in here.regions.values() if one.level == "township"]
        return [
            {"value": one.code, "label": here.full_name(one.code)}
            for one in sorted(towns, key=lambda r: r.code)
        ]
    if element.code_list is None:
        return []
    codes = view.release.model("code-list", element.code_list)
    assert isinstance(codes, CodeList)
    return [{"value": one.code, "label": text(one.name)} for one in codes.offered]


def said(view: DraftView, one: PlanField, value: Any, *, masked: bool = True) -> str:
    """A value as a person reads it: codes by name, regions by full name, sensitive ones masked."""
    element = view.elements[one.element]
    if value in (None, ""):
        return ""
    if element.datatype in {"code", "yes_no", "region"}:
        names = {row["value"]: row["label"] for row in options_of(view, element)}
        key = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
        here = world(view.on)
        region = (here.full_name(key) or key) if element.datatype == "region" else key
        return str(names.get(key, region))
    if element.datatype == "date" and (found := _date(value)):
        return _("%(year)s年%(month)s月%(day)s日") % found
    shown = mask(element.datatype, value) if masked and element.sealed else str(value)
    return with_unit(shown, element.unit)


def as_registered(view: DraftView, one: PlanField) -> bool:
    """Whether a value is shown letter for letter: names, addresses and numbers, not the words of a list."""
    return view.elements[one.element].datatype not in {"code", "yes_no", "region", "date"}
