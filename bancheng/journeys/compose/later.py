"""What only the result of an earlier case will say: rules that stay open at submission and are frozen into the case.

An item whose rule reads nothing open but results of cases that end before it starts (a survey says how long the trench
is) is part of the plan, marked: whether it is needed turns out later. Anything else that is open is `undecided`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from bancheng.journeys.compose.node import Node
from bancheng.journeys.compose.plan import Charge, LaterRule, LaterWord
from bancheng.journeys.compose.rules import Rule
from bancheng.journeys.compose.situation import CaseView, Situation
from bancheng.kernel.expressions import UNKNOWN


def located(path: str, roles: Mapping[str, str], for_: str | None) -> str:
    """An item's own path in one application: its subject's role, with the occurrence that the case is for."""
    subject, _dot, rest = path.partition(".")
    role = roles.get(subject, subject)
    who = for_ if for_ and for_.partition("[")[0] == role else role
    return f"{who}.{rest}"


def later(
    rule: Rule,
    reason: str,
    view: CaseView,
    situation: Situation,
    givers: Iterable[Node],
    *,
    never: Collection[str] = (),
    always: bool = False,
) -> LaterRule | None:
    """The rule with what it waits for; None when something open is not said by any of these earlier cases,
    or (without `always`) when nothing is open. `never`: paths that only items left out of this plan would give."""
    offered = _offered(givers, situation)
    known: list[tuple[str, Any]] = []
    words: list[LaterWord] = []
    for written, mapped in rule.words:
        value = view.read(mapped)
        place = view.place(mapped)
        if value is not None and value is not UNKNOWN:
            known.append((written, value))
        elif place in offered:
            words.append(LaterWord(written, *offered[place]))
        elif place in never:
            known.append((written, None))  # what gives it is not part of this plan
        elif value is UNKNOWN or (
            "." in mapped and mapped.partition(".")[0] not in situation.rules.questions
        ):
            return None
        else:
            known.append((written, None))  # a subject or a question that does not arise
    if not words and not always:
        return None
    used = {written.partition(".")[0].partition("[")[0] for written, _mapped in rule.words}
    return LaterRule(rule.text, tuple(sorted(rule.guarded & used)), tuple(known), tuple(words), reason)


def _offered(givers: Iterable[Node], situation: Situation) -> dict[str, tuple[str, str]]:
    """path of the plan → (node, path of its result), for everything that these cases will say."""
    found: dict[str, tuple[str, str]] = {}
    for node in givers:
        roles = dict(node.compiled.roles)
        for own, path in node.compiled.given:
            for one in situation.paths(path, node.binding):
                found.setdefault(one, (node.key, located(own, roles, node.for_)))
    return found


def charges(node: Node, situation: Situation, givers: Iterable[Node]) -> Iterable[Charge]:
    """The charges of a case that may be due."""
    earlier = list(givers)
    for fee, rule, units in node.resolved.entry.fees if node.resolved.entry else ():
        if rule is not None and rule.value(node.view) is False:
            continue
        frozen = [
            later(one, "", node.view, situation, earlier, always=True) if one is not None else None
            for one in (units, rule)
        ]
        yield Charge(fee, frozen[0], frozen[1])
