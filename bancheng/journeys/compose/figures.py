"""The figures of a plan: critical path, legal limit, and before → after.

Before: the chosen cases alone, one after another: promised days, required materials, required fields, visits and the
steps that the person takes part in, each summed. After: this plan. Limits in other units count as working days at
five days a week; they are for comparing, due dates come from clocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from bancheng.catalogue.spec import Limit
from bancheng.journeys.compose.compiled import Compiled, CompiledEntry, CompiledItem
from bancheng.journeys.compose.node import Node
from bancheng.journeys.compose.plan import Change, Figures, PlanConfirmation, PlanField, PlanMaterial

JOINT_DAYS = 45
"""统一办理、联合办理、集中办理: 45日 (行政许可法第42条第2款)."""
JOINT_EXTENSION_DAYS = 15
"""经本级人民政府负责人批准可以延长15日 (行政许可法第42条第2款)."""


def promised(node: Node) -> Limit:
    """The promised limit; while region or way are unknown, the longest that may apply."""
    limits = [(way and way.promised) or entry.entry.promised for entry, way in node.handlings]
    return max(limits, key=lambda limit: limit.working_days, default=_NOW)


def handling_days(node: Node) -> int:
    """The promised days that count: none for work off the clock (construction), which has only an expected length."""
    return 0 if node.compiled.item.off_clock else promised(node).working_days


def legal(node: Node) -> Limit | None:
    """The legal limit; while region or way are unknown, the longest that may apply."""
    found = [(way and way.legal) or entry.entry.legal for entry, way in node.handlings]
    limits = [limit for limit in found if limit is not None]
    return max(limits, key=lambda limit: limit.working_days, default=None)


def visits_alone(node: Node) -> int:
    """到现场次数 when the item is applied for alone."""
    own = [
        way.visits if way and way.visits is not None else entry.entry.visits for entry, way in node.handlings
    ]
    return max(own, default=0)


def visits_here(node: Node) -> int:
    """到现场次数 in this journey."""
    placed = node.compiled.placed.visits
    return visits_alone(node) if placed is None else placed


def figures(
    rules: Compiled,
    nodes: Sequence[Node],
    fields: Iterable[PlanField],
    materials: Iterable[PlanMaterial],
    confirmations: Sequence[PlanConfirmation],
) -> Figures:
    """Everything that the journey page, the notice and the statistics count."""
    path, days = longest(nodes, handling_days)
    whole = longest(nodes, lambda node: promised(node).working_days)[1]
    joint = _is_joint(rules, nodes)
    visits = _visits(nodes)
    inferred, facts = _inferred(rules, nodes)
    return Figures(
        critical_path=path,
        critical_path_days=days,
        legal_days=_legal_days(nodes, joint),
        off_clock_days=whole - days,
        legal_extension_days=JOINT_EXTENSION_DAYS if joint else 0,
        joint=joint,
        days=Change(sum(map(handling_days, nodes)), days),
        materials=Change(
            sum(sum(node.materials.values()) for node in nodes),
            sum(one.necessity == "required" and one.satisfied_by is None for one in materials),
        ),
        fields=Change(
            sum(sum(node.paths.values()) for node in nodes),
            sum(one.required and one.source == "asked" for one in fields),
        ),
        visits=Change(sum(map(visits_alone, nodes)), visits),
        steps=Change(
            sum(len(node.compiled.item.steps_alone) for node in nodes),
            (len(rules.journey.steps) + len(confirmations) + visits) if nodes else 0,
        ),
        inferred=inferred,
        facts=facts,
    )


def longest(nodes: Sequence[Node], days: Callable[[Node], int]) -> tuple[tuple[str, ...], int]:
    """The chain of cases that takes longest, and its days. Nodes come in order of level."""
    best: dict[str, tuple[int, tuple[str, ...]]] = {}
    for node in nodes:
        before = max((best[one.node] for one in node.after), default=(0, ()), key=lambda found: found[0])
        best[node.key] = (before[0] + days(node), (*before[1], node.key))
    total, path = max(best.values(), default=(0, ()), key=lambda found: (found[0], len(found[1])))
    return path, total


def _is_joint(rules: Compiled, nodes: Sequence[Node]) -> bool:
    """By law when two licences or more are handled together (第26条); a city may also promise it or rule it out."""
    wanted = rules.journey.joint_handling
    if wanted == "by_law":
        return len({node.code for node in nodes if node.compiled.item.is_licence}) > 1
    return wanted == "always" and bool(nodes)


def _legal_days(nodes: Sequence[Node], joint: bool) -> int:
    """The longest chain of legal limits; licences handled jointly count together as 45 days.

    Where an entry states no legal limit its promised limit stands in.
    """

    def own(node: Node) -> int:
        return 0 if node.compiled.item.off_clock else (legal(node) or promised(node)).working_days

    if not joint:
        return longest(nodes, own)[1]
    if not any(node.compiled.item.is_licence for node in nodes):
        return JOINT_DAYS
    return JOINT_DAYS + longest(nodes, lambda node: 0 if node.compiled.item.is_licence else own(node))[1]


def _visits(nodes: Sequence[Node]) -> int:
    """One body is visited once for all cases that it handles."""
    by_body: dict[str, int] = {}
    for node in nodes:
        entry = node.resolved.entry
        body = (entry.entry.handling or entry.entry.organization) if entry else node.key
        by_body[body] = max(by_body.get(body, 0), visits_here(node))
    return sum(by_body.values())


def _inferred(rules: Compiled, nodes: Sequence[Node]) -> tuple[int, int]:
    """Facts used, counted once per item: how many were inferred, out of all that say where they come from."""
    inferred, facts = rules.inferred, rules.facts
    seen: set[tuple[str, int]] = set()
    for node in nodes:
        parts: tuple[CompiledItem | CompiledEntry, ...] = (node.compiled, *node.entries)
        for part in parts:
            key = (node.code, id(part))
            if key not in seen:
                seen.add(key)
                inferred, facts = inferred + part.inferred, facts + part.facts
    return inferred, facts


_NOW = Limit(n=0, unit="wd")
