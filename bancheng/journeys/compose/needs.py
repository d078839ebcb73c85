"""Merging what the cases need: fields by (subject, element, occurrence), and where each value comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bancheng.journeys.compose.choosing import Chosen, told_by_registers
from bancheng.journeys.compose.compiled import Compiled, Need
from bancheng.journeys.compose.lookups import Finding, find
from bancheng.journeys.compose.node import Node
from bancheng.journeys.compose.plan import Lookup, PlanField
from bancheng.journeys.compose.rules import Rule
from bancheng.journeys.compose.situation import Situation
from bancheng.journeys.compose.values import split
from bancheng.kernel.expressions import UNKNOWN
from bancheng.kernel.rulebooks import Text


@dataclass(slots=True)
class Wanted:
    """One datum, with everybody who wants it."""

    path: str
    codes: dict[str, None] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    decides: dict[str, None] = field(default_factory=dict)
    forced: set[str] = field(default_factory=set)
    required: bool = False
    decided: bool = False
    """Some case needs it for certain."""
    name: Text | None = None
    why: Text | None = None
    how: Text | None = None
    source: str = ""
    value: Any = None


def needed(rule: Rule | None, role: str, node: Node, situation: Situation) -> bool | None:
    """Whether a case needs something about a subject: False if the subject is absent or the rule says no."""
    presence = situation.presence(role) if role in situation.rules.journey.subjects else True
    if presence is None:
        return False
    said = rule.value(node.view) if rule is not None else True
    if said is False:
        return False
    return True if presence is True and said is True else None


def merge(
    rules: Compiled, situation: Situation, chosen: Chosen
) -> tuple[tuple[PlanField, ...], tuple[Lookup, ...]]:
    """The fields of the one form, and what to look up."""
    wanted: dict[str, Wanted] = {}
    for node in chosen.nodes:
        for need, alternative in _needs(node):
            _want(need, alternative, node, situation, wanted)
    for path, codes in chosen.deciding.items():
        one = wanted.setdefault(path, Wanted(path))
        one.decides |= codes
        one.decided = one.required = True
    _add_inputs(rules, situation, wanted)
    lookups = _sources(rules, situation, chosen, wanted)
    order = _order(rules, wanted)
    return tuple(_field(rules, one) for one in order), lookups


def _needs(node: Node) -> Iterable[tuple[Need, bool]]:
    """Every need of a case; True marks those of an entry that may not turn out to apply."""
    for need in node.compiled.needs:
        yield need, False
    for entry in node.entries:
        for need in entry.needs:
            yield need, node.resolved.entry is None


def _want(need: Need, alternative: bool, node: Node, situation: Situation, wanted: dict[str, Wanted]) -> None:
    verdict = needed(need.when, need.role, node, situation)
    if verdict is False:
        return
    for path in situation.paths(need.path, node.binding):
        one = wanted.get(path)
        if one is None:
            one = wanted[path] = Wanted(path)
        one.codes[node.code] = None
        one.nodes[node.key] = node
        one.required = one.required or need.required
        one.decided = one.decided or (verdict is True and not alternative and not node.later)
        if need.labelled:
            one.name = _first(one.name, need.name)
            one.why = _first(one.why, need.why)
            one.how = _first(one.how, need.how)
        if need.source:
            one.forced.add(need.source)
        node.paths[path] = node.paths.get(path, False) or need.required


def _first(one: Text | None, other: Text | None) -> Text | None:
    """Of two labels the same one whichever item came first."""
    if one is None or other is None:
        return one if other is None else other
    return min(one, other, key=lambda label: (len(str(label)), str(label)))


def _add_inputs(rules: Compiled, situation: Situation, wanted: dict[str, Wanted]) -> None:
    """What a derived value is computed from is needed too, as long as it cannot be computed yet."""
    waiting = list(wanted)
    while waiting:
        path = waiting.pop()
        if path in situation.typed or path in situation.known:
            continue
        role, number, rest = split(path)
        derivation = rules.derived.get(f"{role}.{rest}")
        if derivation is None or situation.value(path) is not UNKNOWN:
            continue
        binding = (role, number) if number is not None else None
        for source in derivation.inputs(situation.view(binding)):
            if "." not in source or source.partition(".")[0] in rules.questions:
                continue
            for one in situation.paths(source, binding):
                if one not in wanted:
                    waiting.append(one)
                inner = wanted.setdefault(one, Wanted(one))
                inner.decides |= wanted[path].codes | wanted[path].decides
                inner.required, inner.decided = True, inner.decided or wanted[path].decided


def _sources(
    rules: Compiled, situation: Situation, chosen: Chosen, wanted: dict[str, Wanted]
) -> tuple[Lookup, ...]:
    givers = _givers(rules, situation, chosen.nodes)
    pending: list[str] = []
    for path, one in wanted.items():
        one.source, one.value = _settled(rules, situation, one, givers.get(path, ()))
        if not one.source:
            pending.append(path)
    settled = {
        path for path, one in wanted.items() if not one.source.startswith("result:") and one.value is not None
    }
    hoped = frozenset(told_by_registers(rules, situation, chosen)) - wanted.keys()
    ordered = sorted(pending, key=lambda path: _rank(rules, path))
    found: Finding = find(rules, situation, ordered, settled, hoped)
    for path in pending:
        resource = found.sources.get(path)
        wanted[path].source = f"known:{resource}" if resource else "asked"
    return found.lookups


def _settled(rules: Compiled, situation: Situation, one: Wanted, givers: tuple[Node, ...]) -> tuple[str, Any]:
    """(source, value) if it is settled without asking or looking up; else ('', None)."""
    if one.path in situation.typed:
        return "asked", situation.typed[one.path]
    known = situation.known.get(one.path)
    if known is not None and known.value is not None:
        return f"known:{known.source}", known.value
    result = _result(one, givers)
    if result:
        return result, None
    role, _number, rest = split(one.path)
    if f"{role}.{rest}" in rules.derived:
        value = situation.value(one.path)
        return "derived", None if value is UNKNOWN else value
    return "", None


def _givers(rules: Compiled, situation: Situation, nodes: list[Node]) -> dict[str, tuple[Node, ...]]:
    found: dict[str, list[Node]] = {}
    for node in nodes:
        for path in node.compiled.gives:
            for one in situation.paths(path, node.binding):
                found.setdefault(one, []).append(node)
    return {path: tuple(givers) for path, givers in found.items()}


def _result(one: Wanted, givers: tuple[Node, ...]) -> str:
    """From an earlier case, if every case that needs it starts after that one."""
    for giver in givers:
        forced = not one.forced or giver.code in one.forced
        users = [node for node in one.nodes.values() if node is not giver]
        if forced and users and len(users) == len(one.nodes) and all(giver.key in n.ancestors for n in users):
            return f"result:{giver.code}.{split(one.path)[2]}"
    return ""


def _rank(rules: Compiled, path: str) -> tuple[int, int, int, str]:
    role, number, rest = split(path)
    return (rules.role_order.get(role, 99), number or 0, rules.field_order.get(f"{role}.{rest}", 9999), rest)


def _order(rules: Compiled, wanted: dict[str, Wanted]) -> list[Wanted]:
    return [wanted[path] for path in sorted(wanted, key=lambda path: _rank(rules, path))]


def _field(rules: Compiled, one: Wanted) -> PlanField:
    role, number, rest = split(one.path)
    declared = f"{role}.{rest}"
    element = rules.element_of.get(declared)
    name = one.name or rules.names.get(declared) or declared
    return PlanField(
        path=one.path,
        role=role if number is None else f"{role}[{number}]",
        element=element.code if element else "",
        name=name,
        source=one.source,
        value=one.value,
        needed_by=tuple(one.codes),
        nodes=tuple(one.nodes),
        decides=tuple(one.decides),
        required=one.required,
        undecided=not one.decided,
        section=rules.section_of_path.get(declared) or rules.section_of_role.get(role, ""),
        why=one.why or (element.why if element else None) or "",
        how=one.how or (element.how if element else None) or "",
        aliases=tuple(_with_occurrence(alias, number) for alias in rules.aliases.get(declared, ())),
    )


def _with_occurrence(path: str, number: int | None) -> str:
    if number is None:
        return path
    role, _dot, rest = path.partition(".")
    return f"{role}[{number}].{rest}"
