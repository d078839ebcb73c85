"""What the words of a rule mean, in Chinese: so that an expression can be read by whoever does not write expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from bancheng.catalogue.spec import Item
from bancheng.eforms.spec import Element, role_of
from bancheng.journeys.authoring.overlay import readers_of
from bancheng.journeys.checks.declared import declared
from bancheng.journeys.checks.findings import Catalogue
from bancheng.journeys.spec import Journey, ScenarioQuestion
from bancheng.kernel.expressions import ExpressionError, parse
from bancheng.kernel.rulebooks import CheckFailed, Document, Folder, Rulebook, text
from bancheng.organizations.spec import World

YES, NO = "yes", "no"
_ASKS = re.compile(r"(.)[不没]\1|要|几|哪|在哪|怎么|多[少大长久粗]")


@dataclass
class Words:
    """Path or question → its words; its options' words; its element's code."""

    names: dict[str, str] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    elements: dict[str, str] = field(default_factory=dict)

    def sentence(self, rule: str) -> str:
        """A rule in Chinese; empty while it cannot be read (the check says why)."""
        try:
            return parse(rule).sentence(self.names, self.labels)
        except ExpressionError:
            return ""


def words_of(documents: Mapping[str, Document], key: str, world: World) -> Words:
    """The words that rules of a document may use: a journey's own, and for an item those of the journeys that hold it."""
    model = _model(documents.get(key))
    found = Words()
    if isinstance(model, Journey):
        _of_journey(found, documents, model, world)
    elif isinstance(model, Item):
        _of_item(found, documents, model, world)
    elif isinstance(model, Element):
        found.names["value"] = _("填的内容")
    return found


def _of_item(found: Words, documents: Mapping[str, Document], item: Item, world: World) -> None:
    for reader in readers_of(documents, f"item/{item.code}"):
        journey = _model(documents.get(f"{reader.kind}/{reader.code}"))
        if not isinstance(journey, Journey):
            continue
        around = Words()
        _of_journey(around, documents, journey, world)
        own = {
            there: here
            for place in journey.items
            if place.item == item.code
            for here, there in place.roles.items()
        }
        for path, name in around.names.items():
            role = role_of(path)
            mine = f"{own.get(role, role)}{path[len(role) :]}"
            found.names.setdefault(mine, name)
            found.labels.setdefault(mine, around.labels.get(path, {}))
            if path in around.elements:
                found.elements.setdefault(mine, around.elements[path])
    subjects = {role: text(one.name) or role for role, one in item.subjects.items()}
    found.names = {**subjects, **found.names}
    for need in item.all_fields():
        _name_path(found, documents, need.path, need.element, subjects)


def _of_journey(found: Words, documents: Mapping[str, Document], journey: Journey, world: World) -> None:
    folder = Folder(Path())
    folder.documents = dict(documents)
    catalogue = Catalogue(folder, world)
    for key in _needed(documents, journey):
        model = _model(documents.get(key))
        if model is not None:
            catalogue.models[key] = model
    subjects = {role: text(one.name or one.plain_name) or role for role, one in journey.subjects.items()}
    found.names |= {"applicant": _("申请人"), **subjects}
    for question in journey.questions:
        _name_question(found, question)
    for path, codes in declared(catalogue, journey).elements.items():
        _name_path(found, documents, path, min(codes), {"applicant": _("申请人"), **subjects})


def _needed(documents: Mapping[str, Document], journey: Journey) -> Iterable[str]:
    yield from (f"item/{place.item}" for place in journey.items)
    yield from (f"resource/{one.resource}" for one in journey.prefill)


def _name_question(found: Words, question: ScenarioQuestion) -> None:
    asked = text(question.ask).rstrip("？?")
    found.names[question.id] = _("“{asked}”的回答").format(asked=asked)
    options = {one.value: text(one.label) for one in question.options}
    found.labels[question.id] = (
        {YES: _("是"), NO: _("否"), **options} if question.kind == "yes_no" else options
    )
    for value, label in options.items():
        found.names[f"{question.id}.{value}"] = _("选了“{label}”").format(label=label)


def whose(who: str, what: str) -> str:
    """妈妈的姓名; a name that asks stands without 的: 妈妈是不是登记结婚, 项目要迁几棵树."""
    return (_("{who}{what}") if _ASKS.match(what) else _("{who}的{what}")).format(who=who, what=what)


def _name_path(
    found: Words, documents: Mapping[str, Document], path: str, code: str, subjects: Mapping[str, str]
) -> None:
    element = _model(documents.get(f"element/{code}"))
    if not isinstance(element, Element) or path in found.elements:
        return
    who = subjects.get(role_of(path), role_of(path))
    found.elements[path] = code
    found.names[path] = whose(who, text(element.plain_name or element.name))
    listed = documents.get(f"code-list/{element.code_list}") if element.code_list else None
    values = listed.body.get("values", []) if listed else []
    found.labels[path] = {
        str(one.get("code")): text(one.get("name")) for one in values if isinstance(one, dict)
    }
    if element.datatype == "yes_no":
        found.labels[path] = {YES: _("是"), NO: _("否")}


def _model(document: Document | None) -> Rulebook | None:
    try:
        return document.model if document else None
    except CheckFailed:
        return None
