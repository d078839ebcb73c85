"""Rules in rulebooks: their syntax, their types, and whether they can ever hold."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import islice, product
from typing import Any, Final

from django.utils.translation import gettext as _

from bancheng.catalogue.spec import Item
from bancheng.journeys.checks.declared import declared, element_kind, kinds
from bancheng.journeys.checks.findings import Catalogue, Spot
from bancheng.journeys.compose.rules import Names, Rule
from bancheng.journeys.spec import Journey, JourneyItem
from bancheng.kernel.expressions import UNKNOWN, ExpressionError, parse

Kind = str | Collection[str]
MAX_ANSWERS: Final = 4096
"""Combinations of answers tried to see whether a rule can hold; beyond, it is given the benefit of the doubt."""


def check(catalogue: Catalogue) -> None:
    """Syntax and types of every expression; rules that no answer makes true."""
    for code, journey in catalogue.journeys.items():
        types = kinds(catalogue, journey, declared(catalogue, journey))
        for spot, text, expects in _journey_rules(journey):
            typed(catalogue, f"journey/{code}", spot, text, types, expects)
        for index, place in enumerate(journey.items):
            if place.when:
                _can_hold(catalogue, f"journey/{code}", ("items", index, "when"), place.when, journey)
            item = catalogue.items.get(place.item)
            if item is not None:
                _placed_item(catalogue, item, place, journey, {**types, **_own_names(types, place)})
    for code, element in catalogue.elements.items():
        if element.checks.rule:
            own: dict[str, Kind] = {"value": element_kind(catalogue, code)}
            typed(catalogue, f"element/{code}", ("checks", "rule"), element.checks.rule, own, "boolean")


def _placed_item(
    catalogue: Catalogue, item: Item, place: JourneyItem, journey: Journey, types: Mapping[str, Kind]
) -> None:
    key = f"item/{item.code}"
    for spot, text, expects in item_rules(item):
        typed(catalogue, key, spot, text, types, expects)
    for index, condition in enumerate(item.conditions):
        if condition.when and not place.roles:
            _can_hold(catalogue, key, ("conditions", index, "when"), condition.when, journey)


def _journey_rules(journey: Journey) -> Iterator[tuple[Spot, str, str]]:
    for role, subject in journey.subjects.items():
        if subject.present:
            yield ("subjects", role, "present"), subject.present, "boolean"
        if isinstance(subject.unnumbered, str):
            yield ("subjects", role, "unnumbered"), subject.unnumbered, "boolean"
    for index, question in enumerate(journey.questions):
        if question.when:
            yield ("questions", index, "when"), question.when, "boolean"
        if question.known:
            yield ("questions", index, "known"), question.known, "any"
    parts: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("items", journey.items), ("prefill", journey.prefill),
        ("confirm", journey.confirm), ("excludes", journey.excludes),
    )  # fmt: skip
    for name, rows in parts:
        yield from (
            ((name, index, "when"), row.when, "boolean") for index, row in enumerate(rows) if row.when
        )
    for index, fact in enumerate(journey.facts):
        if fact.derive:
            yield ("facts", index, "derive"), fact.derive, "any"


def item_rules(item: Item) -> Iterator[tuple[Spot, str, str]]:
    """Every expression of an item: (where, text, kind that it must have)."""
    plain: list[tuple[Spot, Any]] = [(("conditions", n), one) for n, one in enumerate(item.conditions)]
    plain += [(("fields", n), one) for n, one in enumerate(item.fields)]
    plain += [(("materials", n), one) for n, one in enumerate(item.materials)]
    plain += [(("entries", n), one) for n, one in enumerate(item.entries)]
    for index, entry in enumerate(item.entries):
        for name in ("fees", "ways", "fields_extra", "materials_extra", "exemptions"):
            plain += [(("entries", index, name, n), one) for n, one in enumerate(getattr(entry, name))]
    for spot, one in plain:
        if one.when:
            yield (*spot, "when"), one.when, "boolean"
        if getattr(one, "derive", None):
            yield (*spot, "derive"), one.derive, "any"
        if getattr(one, "quantity", None):
            yield (*spot, "quantity"), one.quantity, "number"
    for index, point in enumerate(item.review_points):
        if point.rule:
            yield ("review_points", index, "rule"), point.rule, "boolean"


def typed(
    catalogue: Catalogue, key: str, spot: Spot, text: str, types: Mapping[str, Kind], expects: str
) -> None:
    """Report what is wrong with one expression."""
    try:
        expression = parse(text)
    except ExpressionError as error:
        catalogue.report(
            "condition_syntax", key, spot,
            _("条件“{text}”第{place}个字处：{said}").format(text=text, place=error.position + 1, said=error.sentence),
            _("照表达式的写法改正。"),
        )  # fmt: skip
        return
    for finding in expression.check(types, expects):
        catalogue.report(
            "condition_unknown" if finding.rule == "unknown" else "condition_type", key, spot,
            _("条件“{text}”第{place}个字处：{said}").format(text=text, place=finding.position + 1, said=finding.sentence),
            _("用声明过的问题、字段和选项；没有声明的字段写进 facts。"),
        )  # fmt: skip


def _own_names(types: Mapping[str, Kind], place: JourneyItem) -> dict[str, Kind]:
    """The same words as the item writes them, where its subjects have other names than the journey's."""
    own: dict[str, Kind] = {}
    for theirs, ours in place.roles.items():
        for word, kind in types.items():
            role, dot, rest = word.partition(".")
            if role == ours:
                own[theirs + dot + rest] = kind
    return own


def _can_hold(catalogue: Catalogue, key: str, spot: Spot, text: str, journey: Journey) -> None:
    """Try every combination of answers: a rule that is false in all of them leaves the item unreachable."""
    optional = {role for role, subject in journey.subjects.items() if subject.optional}
    guarded = optional | {question.id for question in journey.questions if question.when}
    try:
        rule = Rule(text, Names(lambda path: path, guarded))
    except ExpressionError:
        return
    answers = {q.id: _answers(q.kind, q.values, q.when is not None) for q in journey.questions}
    domains: dict[str, tuple[Any, ...]] = {}
    for path in rule.paths:
        first, _dot, option = path.partition(".")
        if answers.get(first):
            domains[path] = (True, False) if option else answers[first]
        elif path in optional:
            domains[path] = (True, None)
    for values in islice(product(*domains.values()), MAX_ANSWERS):
        if rule.value(_Answers(dict(zip(domains, values, strict=True)))) is not False:
            return
    catalogue.report(
        "unreachable_item", key, spot,
        _("不管怎么回答，条件“{text}”都不成立。").format(text=text),
        _("改条件，或去掉这一项。"),
    )  # fmt: skip


def _answers(kind: str, values: tuple[str, ...], may_be_idle: bool) -> tuple[Any, ...]:
    found: tuple[Any, ...] = ()
    if kind == "yes_no":
        found = (True, False)
    elif kind == "choice":
        found = values
    return (*found, None) if found and may_be_idle else found


class _Answers:
    """A situation in which only these words have values."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def read(self, path: str) -> Any:
        return self.values.get(path, UNKNOWN)
