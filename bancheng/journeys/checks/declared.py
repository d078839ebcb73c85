"""What a journey declares: every path with its element and where its value may come from."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from bancheng.catalogue.spec import Item
from bancheng.exchange.spec import Given, Returned
from bancheng.journeys.checks.findings import Catalogue
from bancheng.journeys.compose.applying import roles_for, values_of
from bancheng.journeys.compose.order import closure
from bancheng.journeys.compose.situation import TODAY
from bancheng.journeys.spec import Journey, ScenarioQuestion

APPLICANT = "applicant"


@dataclass(slots=True)
class Declared:
    """Paths in the journey's own names."""

    elements: dict[str, set[str]] = field(default_factory=dict)
    """path → element codes (more than one is a defect)."""
    before: set[str] = field(default_factory=set)
    """Paths whose value can be had before submission: looked up, derived, facts, known from sign-on."""
    needed_by: dict[str, set[str]] = field(default_factory=dict)
    """path → items that have it as a field."""
    given_by: dict[str, set[str]] = field(default_factory=dict)
    """path → items whose result gives it."""
    earlier: dict[str, set[str]] = field(default_factory=dict)
    """item → every item that is closed before it starts."""

    def add(self, path: str, element: str) -> None:
        self.elements.setdefault(path, set()).add(element)

    def available(self, path: str) -> bool:
        """Whether the value can be had before submission: then some item that wants it waits for no giver of it."""
        givers = self.given_by.get(path, set())
        return path in self.before or any(
            not givers & (self.earlier.get(item, set()) | {item}) for item in self.needed_by.get(path, ())
        )

    def __contains__(self, path: str) -> bool:
        return path in self.elements


def mapped(path: str, roles: dict[str, str]) -> str:
    """An item's path in the journey's names."""
    role, dot, rest = path.partition(".")
    return roles.get(role, role) + dot + rest


def declared(catalogue: Catalogue, journey: Journey) -> Declared:
    """Everything that items, facts, sign-on and look-ups of a journey say."""
    codes = {place.item for place in journey.items}
    direct = {p.item: {a.item: a.on_failure for a in p.after if a.item in codes} for p in journey.items}
    found = Declared(earlier={item: set(earlier) for item, earlier in closure(direct).items()})
    for fact in journey.facts:
        found.add(fact.path, fact.element)
        found.before.add(fact.path)
    for kind in ("person", "enterprise"):
        for path, element in values_of(journey, kind).items():
            own, _dot, rest = path.partition(".")
            for role in (APPLICANT, *roles_for(journey, kind)) if own == APPLICANT else (own,):
                same = f"{role}.{rest}"
                if role == APPLICANT and same in found.before:
                    continue  # a person's name or an enterprise's: one word for whoever applies
                found.add(same, element)
                found.before.add(same)
    for place in journey.items:
        item = catalogue.items.get(place.item)
        if item is not None:
            _of_item(found, item, dict(place.roles))
    _of_lookups(found, catalogue, journey)
    return found


def _of_item(found: Declared, item: Item, roles: dict[str, str]) -> None:
    for need in item.all_fields():
        path = mapped(need.path, roles)
        found.add(path, need.element)
        if need.for_applicant and need.source is None:
            found.needed_by.setdefault(path, set()).add(item.code)
            if need.derive:
                found.before.add(path)
    for path, element in item.outcome.gives.items():
        found.add(mapped(path, roles), element)
        found.given_by.setdefault(mapped(path, roles), set()).add(item.code)


def _of_lookups(found: Declared, catalogue: Catalogue, journey: Journey) -> None:
    """What a look-up says is known under any path of the same subject and element, else under its field's name."""
    for prefill in journey.prefill:
        resource = catalogue.resources.get(prefill.resource)
        if resource is None:
            continue
        values: tuple[Given | Returned, ...] = (*resource.inputs, *resource.outputs)
        for one in values:
            role = prefill.roles.get(one.role)
            if role is None:
                continue
            same = [
                p for p, codes in found.elements.items() if p.startswith(f"{role}.") and one.element in codes
            ]
            for path in same or [f"{role}.{one.field.replace('-', '_')}"]:
                found.add(path, one.element)
                if isinstance(one, Returned):
                    found.before.add(path)


def kinds(catalogue: Catalogue, journey: Journey, found: Declared) -> dict[str, str | Collection[str]]:
    """What each word of a rule is: for the check of kinds in expressions."""
    types: dict[str, str | Collection[str]] = {TODAY: "date"}
    types |= {role: "subject" for role in (*journey.subjects, APPLICANT)}
    for question in journey.questions:
        types |= dict(_question_kinds(question))
    for path, codes in found.elements.items():
        types[path] = element_kind(catalogue, min(codes))
    return types


def element_kind(catalogue: Catalogue, code: str) -> str | Collection[str]:
    """The kind of an element's values, or the codes of its list."""
    element = catalogue.elements.get(code)
    if element is None:
        return "any"
    if element.datatype == "code" and element.code_list in catalogue.code_lists:
        return catalogue.code_lists[element.code_list].codes
    return element.expression_type


def _question_kinds(question: ScenarioQuestion) -> Iterator[tuple[str, str | Collection[str]]]:
    if question.kind == "several":
        yield from ((f"{question.id}.{option.value}", "boolean") for option in question.options)
        return
    simple = {"yes_no": "boolean", "count": "integer", "number": "number", "date": "date", "text": "text"}
    if question.kind in simple:
        yield question.id, simple[question.kind]
    elif set(question.values) <= {"yes", "no"}:
        yield question.id, "boolean"
    else:
        yield question.id, frozenset(question.values)
