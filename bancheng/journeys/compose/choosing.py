"""Which items belong, of whom, after what: the cases of the plan, before their needs are merged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bancheng.journeys.compose.compiled import Compiled, CompiledItem
from bancheng.journeys.compose.jurisdiction import resolve
from bancheng.journeys.compose.later import later
from bancheng.journeys.compose.node import Node
from bancheng.journeys.compose.order import levels, nearest
from bancheng.journeys.compose.plan import Blocked, LaterRule, NotChosen, Prerequisite, Undecided
from bancheng.journeys.compose.rules import Rule
from bancheng.journeys.compose.situation import Binding, CaseView, Situation
from bancheng.journeys.compose.values import at
from bancheng.kernel.expressions import UNKNOWN
from bancheng.kernel.recording import recorded as _
from bancheng.kernel.rulebooks import Text, text
from bancheng.organizations.spec import World


@dataclass(slots=True)
class Chosen:
    """What choosing found."""

    nodes: list[Node]
    undecided: list[Undecided]
    not_chosen: list[NotChosen]
    blocked: list[Blocked]
    deciding: dict[str, dict[str, None]]
    """path → codes of the items it decides about, as far as its value is needed or was used."""


def choose(rules: Compiled, situation: Situation, world: World) -> Chosen:
    """The cases, each with its authority, prerequisites and level."""
    chosen = Chosen([], [], [], [], {})
    withheld = _withheld(rules, situation)
    for item in rules.items:
        if item.code in withheld:
            chosen.not_chosen.append(NotChosen(item.code, item.item.name, withheld[item.code]))
            continue
        _choose_one(item, situation, world, chosen, rules)
    _connect(chosen.nodes, rules)
    return chosen


def relevant(rules: Compiled, situation: Situation, chosen: Chosen, *states: str) -> set[str]:
    """Questions in one of these states that a rule of an item which is in or may be reads, directly or through others."""
    found = {one for one in rules.questions if situation.answer(one)[1] in states}
    if not found:
        return found
    alive = {node.code for node in chosen.nodes} | {one.code for one in chosen.undecided}
    read = {path for item in rules.items if item.code in alive for path in item.rule_paths}
    read |= rules.journey_paths
    pending, wanted = [path.partition(".")[0] for path in read], set()
    while pending:
        word = pending.pop()
        if word not in wanted:
            wanted.add(word)
            pending += [path.partition(".")[0] for path in rules.read_for(word)]
    return found & wanted


def told_by_registers(rules: Compiled, situation: Situation, chosen: Chosen) -> Iterable[str]:
    """Values that would answer an open question and that nobody was asked for yet: looked up, never typed."""
    for question in sorted(relevant(rules, situation, chosen, "open", "maybe")):
        known = rules.questions[question][2]
        for word in known.paths if known else ():
            if "." in word and word.partition(".")[0] not in rules.questions:
                yield from (path for path in situation.paths(word, None) if path not in situation.known)


def _withheld(rules: Compiled, situation: Situation) -> dict[str, str]:
    """Items that go without because somebody whose yes they need said no, or did not answer in time."""
    found: dict[str, str] = {}
    for spec, role, rule in rules.confirmations:
        if rule is not None and rule.value(situation.whole) is False:
            continue
        for number in situation.occurrences(role) if situation.presence(role) is not None else ():
            state = situation.confirmation(at(role, number))
            failure = {"refused": spec.on_refusal, "lapsed": spec.on_silence}.get(state)
            if failure == "continue_without":
                reason = _("有人没有同意") if state == "refused" else _("有人没有在期限内答复")
                found |= dict.fromkeys(spec.items, _("{reason}，这一项先不办。").format(reason=reason))
    return found


def _choose_one(
    item: CompiledItem, situation: Situation, world: World, chosen: Chosen, rules: Compiled
) -> None:
    """Whether an item belongs: for all, or, with `each`, for which of the occurrences."""
    bindings: list[Binding] = [None]
    if item.each and situation.presence(item.each) is True:
        bindings = [(item.each, number) for number in situation.occurrences(item.each) if number is not None]
    verdicts: list[bool | None] = []
    reasons: list[str] = []
    waits: dict[str, None] = {}
    for binding in bindings or [None]:
        verdict, reason, read = _belongs(item, situation, binding)
        read = _with_presence(read, situation) if verdict is None else read
        waiting = _later(item, situation, binding, chosen, rules) if verdict is None else ()
        if waiting:
            verdict = True
        _decides(chosen, item.code, read, situation, binding, verdict)
        if verdict is None:
            view = situation.view(binding)
            waits |= dict.fromkeys(word for word in read if _open(word, view))
        elif verdict:
            node = _node(item, binding, situation, world)
            exempt, more = _exempt(node, situation, chosen, rules)
            if exempt is None:
                node.later = (*waiting, *more)
                _place(node, situation, chosen)
            verdict, reason = exempt is None, exempt or ""
        if verdict is False:
            reasons.append(reason)
        verdicts.append(verdict)
    if None in verdicts:
        chosen.undecided.append(Undecided(item.code, item.item.name, tuple(waits)))
    elif True not in verdicts:
        chosen.not_chosen.append(NotChosen(item.code, item.item.name, reasons[0]))


def _belongs(
    item: CompiledItem, situation: Situation, binding: Binding
) -> tuple[bool | None, str, list[str]]:
    """(verdict, why not, what was read): an item belongs if its place and its conditions all hold.

    With `each` they are judged for every occurrence by itself: of three accounts two may be of the kind."""
    placed, view = item.placed, situation.view(binding)
    verdict: bool | None = True
    read: list[str] = []
    if item.each:
        presence = situation.presence(item.each)
        if presence is None:
            return False, text(placed.reason_against) or _("没有这一方，不用办。"), read
        verdict = None if presence is UNKNOWN else True
        read += _presence_paths(item.each, situation) if presence is UNKNOWN else []
    rules: list[tuple[Rule, Text | None]] = [(item.when, placed.reason_against)] if item.when else []
    rules += list(item.conditions)
    for rule, otherwise in rules:
        found = rule.value(view)
        read += rule.paths
        if found is False:
            return False, text(otherwise) or _("按您的回答，不用办。"), list(rule.paths)
        if found is not True:
            verdict = None
    return verdict, "", read


def _presence_paths(role: str, situation: Situation) -> list[str]:
    """What decides whether a subject takes part: its rule; what its register lists, as long as that was not asked."""
    rules = situation.rules
    rule = rules.present.get(role)
    subject = rules.journey.subjects[role]
    read = list(rule.paths) if rule else [role]
    if subject.listed_by is None:
        return read
    read += [subject.count] if subject.count else []
    listing = (one for one in rules.bindings if one.resource.code == subject.listed_by)
    listed = [path for one in listing for _field, path in one.outputs if path.partition(".")[0] == role]
    open_ones = (path for path in listed if set(situation.paths(path, None)[:1]) - situation.known.keys())
    return read + list(open_ones)[:1]


def _with_presence(read: Iterable[str], situation: Situation) -> list[str]:
    """What was read; behind a subject of which nobody knows yet whether it takes part, what decides that."""
    found: list[str] = []
    waiting = list(read)
    while waiting:
        word = waiting.pop(0)
        if word in found:
            continue
        found.append(word)
        if word in situation.rules.journey.subjects and situation.presence(word) is UNKNOWN:
            waiting += _presence_paths(word, situation)
    return found


def _open(word: str, view: CaseView) -> bool:
    found = view.read(word)
    return found is None or found is UNKNOWN


def _decides(
    chosen: Chosen, code: str, read: list[str], situation: Situation, binding: Binding, verdict: bool | None
) -> None:
    """Values that decide are fields of the form: known ones are shown, missing ones looked up or asked for."""
    for word in read:
        if "." in word and word.partition(".")[0] not in situation.rules.questions:
            for path in situation.paths(word, binding):
                if verdict is None or situation.value(path) not in (None, UNKNOWN):
                    chosen.deciding.setdefault(path, {})[code] = None


def _givers(item: CompiledItem, chosen: Chosen, rules: Compiled) -> list[Node]:
    """Cases of the plan that end before the item starts."""
    return [node for node in chosen.nodes if node.code in rules.prerequisites[item.code]]


def _never(item: CompiledItem, situation: Situation, chosen: Chosen, rules: Compiled) -> frozenset[str]:
    """What earlier items would say that are not part of this plan: nobody will ever say it."""
    out = {one.code for one in chosen.not_chosen} & rules.prerequisites[item.code].keys()
    paths = (path for one in rules.items if one.code in out for path in one.gives)
    return frozenset(each for path in paths for each in situation.paths(path, None))


def _later(
    item: CompiledItem, situation: Situation, binding: Binding, chosen: Chosen, rules: Compiled
) -> tuple[LaterRule, ...]:
    """The open rules of an item, if earlier results will decide every one of them; else nothing."""
    if item.each and situation.presence(item.each) is not True:
        return ()
    view, placed = situation.view(binding), item.placed
    stated = [(item.when, placed.reason_against)] if item.when else []
    found = []
    for rule, otherwise in (*stated, *item.conditions):
        if rule.value(view) is True:
            continue
        one = later(
            rule, text(otherwise), view, situation, _givers(item, chosen, rules),
            never=_never(item, situation, chosen, rules),
        )  # fmt: skip
        if one is None:
            return ()
        found.append(one)
    return tuple(found)


def _exempt(
    node: Node, situation: Situation, chosen: Chosen, rules: Compiled
) -> tuple[str | None, tuple[LaterRule, ...]]:
    """(why it is not needed in its region, the rules that later results decide)."""
    entry = node.resolved.entry
    waiting = []
    for rule, told in entry.exemptions if entry else ():
        said = rule.value(node.view)
        if said is False:
            return text(told), ()
        if said is not True:
            one = later(
                rule, text(told), node.view, situation, _givers(node.compiled, chosen, rules),
                never=_never(node.compiled, situation, chosen, rules),
            )  # fmt: skip
            waiting += [one] if one else []
    return None, tuple(waiting)


def _node(item: CompiledItem, binding: Binding, situation: Situation, world: World) -> Node:
    for_ = at(*binding) if binding else None
    view = situation.view(binding)
    resolved = resolve(item, view, world, situation.on)
    return Node(f"{item.code}@{for_}" if for_ else item.code, item, binding, for_, view, resolved)


def _place(node: Node, situation: Situation, chosen: Chosen) -> None:
    item, binding, resolved = node.compiled, node.binding, node.resolved
    if resolved.outside:
        chosen.blocked.append(Blocked(node.key, item.item.name, str(resolved.region), item.jurisdiction))
    if not resolved.entry:
        rules = (one.when.paths for one in resolved.candidates if one.when is not None)
        words = (item.jurisdiction, *(path for paths in rules for path in paths))
        for word in _with_presence(words, situation):
            is_path = "." in word and word.partition(".")[0] not in situation.rules.questions
            for path in situation.paths(word, binding) if is_path else ():
                chosen.deciding.setdefault(path, {})[item.code] = None
    chosen.nodes.append(node)


def _connect(nodes: list[Node], rules: Compiled) -> None:
    """Prerequisites between cases: of the same occurrence where both have one, else of all."""
    by_code: dict[str, list[Node]] = {}
    for node in nodes:
        by_code.setdefault(node.code, []).append(node)
    for node in nodes:
        present = frozenset(code for code, found in by_code.items() if _same_occurrence(node, found))
        before = nearest(node.code, present, rules.direct)
        node.after = tuple(
            Prerequisite(earlier.key, failure)
            for code, failure in sorted(before.items())
            for earlier in _same_occurrence(node, by_code[code])
        )
    by_key = {node.key: node for node in nodes}
    level = levels({node.key: [one.node for one in node.after] for node in nodes})
    nodes.sort(key=lambda node: (level[node.key], node.code, node.binding or ("", 0)))
    for node in nodes:
        node.level = level[node.key]
        node.ancestors = _ancestors(node, by_key)


def _same_occurrence(node: Node, earlier: list[Node]) -> list[Node]:
    if node.binding is None or earlier[0].compiled.each != node.compiled.each:
        return earlier
    return [one for one in earlier if one.binding == node.binding]


def _ancestors(node: Node, by_key: Mapping[str, Node]) -> frozenset[str]:
    """Nodes come in order of level, so those before have theirs already."""
    found: set[str] = set()
    for one in node.after:
        found.add(one.node)
        found |= by_key[one.node].ancestors
    return frozenset(found)
