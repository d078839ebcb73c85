"""Merging materials by (type, holder, occurrence, form), and why most of them need not be brought."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bancheng.catalogue.spec import Limit, Material, Replacement
from bancheng.journeys.compose.choosing import Chosen
from bancheng.journeys.compose.compiled import Compiled, MaterialNeed
from bancheng.journeys.compose.needs import needed
from bancheng.journeys.compose.node import Node
from bancheng.journeys.compose.plan import PlanMaterial
from bancheng.journeys.compose.situation import Situation
from bancheng.journeys.compose.values import at, held, split
from bancheng.kernel.recording import recorded as _
from bancheng.kernel.rulebooks import Text, text

_NECESSITY = {"required": 0, "deferrable": 1, "exempt": 2, "optional": 3}


@dataclass(slots=True)
class Wanted:
    """One material, with every case that wants it."""

    key: str
    material: Material
    holder: str
    form: str
    copies: int = 0
    necessity: str = "optional"
    decided: bool = False
    codes: dict[str, None] = field(default_factory=dict)
    needs: list[tuple[Node, MaterialNeed]] = field(default_factory=list)


def merge(rules: Compiled, situation: Situation, chosen: Chosen) -> tuple[PlanMaterial, ...]:
    """The one set of materials."""
    wanted: dict[str, Wanted] = {}
    for node in chosen.nodes:
        for need, alternative in _needs(node):
            _want(need, alternative, node, situation, wanted)
    makers = _makers(chosen.nodes, situation)
    order = sorted(wanted.values(), key=lambda one: (rules.role_order.get(split(one.holder)[0], 99), one.key))
    return tuple(_material(one, makers, rules, situation) for one in order)


def _needs(node: Node) -> Iterable[tuple[MaterialNeed, bool]]:
    for need in node.compiled.materials:
        yield need, False
    for entry in node.entries:
        for need in entry.materials:
            yield need, node.resolved.entry is None


def _want(
    need: MaterialNeed, alternative: bool, node: Node, situation: Situation, wanted: dict[str, Wanted]
) -> None:
    verdict = needed(need.when, need.holder, node, situation)
    if verdict is False:
        return
    spec = need.spec
    for holder in _holders(need.holder, node, situation):
        key = f"{spec.type}@{holder}:{spec.form}"
        one = wanted.get(key)
        if one is None:
            one = wanted[key] = Wanted(key, need.material, holder, spec.form)
        one.copies = max(one.copies, spec.copies)
        one.necessity = min(one.necessity, spec.necessity, key=_NECESSITY.__getitem__)
        one.decided = one.decided or (verdict is True and not alternative and not node.later)
        one.codes[node.code] = None
        one.needs.append((node, need))
        node.materials[key] = node.materials.get(key, False) or spec.necessity == "required"


def _holders(role: str, node: Node, situation: Situation) -> tuple[str, ...]:
    if role not in situation.rules.many:
        return (role,)
    if node.binding is not None and node.binding[0] == role:
        return (at(role, node.binding[1]),)
    return tuple(at(role, number) for number in situation.occurrences(role))


def _makers(nodes: list[Node], situation: Situation) -> dict[tuple[str, str], list[Node]]:
    """(certificate type, holder) → cases that issue it."""
    found: dict[tuple[str, str], list[Node]] = {}
    for node in nodes:
        item = node.compiled
        if item.certificate and item.holder:
            for holder in _holders(item.holder, node, situation):
                found.setdefault((item.certificate, holder), []).append(node)
    return found


def _material(
    one: Wanted, makers: dict[tuple[str, str], list[Node]], rules: Compiled, situation: Situation
) -> PlanMaterial:
    satisfied_by, why_not = _satisfied(one, makers, rules, situation)
    specs = [need.spec for _node, need in one.needs]
    named = sorted((text(spec.name) for spec in specs if spec.name), key=lambda name: (len(name), name))
    whys = sorted((text(spec.why) for spec in specs if spec.why), key=lambda why: (len(why), why))
    return PlanMaterial(
        key=one.key,
        type=one.material.code,
        name=named[0] if named else one.material.plain_name or one.material.name,
        holder=one.holder,
        form=one.form,
        copies=one.copies,
        necessity=one.necessity,
        needed_by=tuple(one.codes),
        nodes=tuple(dict.fromkeys(node.key for node, _need in one.needs)),
        satisfied_by=satisfied_by,
        why_not=why_not,
        why=whys[0] if whys else one.material.why or "",
        undecided=not one.decided,
        later=_later(one) if one.necessity == "deferrable" and satisfied_by is None else (),
    )


def _later(one: Wanted) -> tuple[tuple[str, Limit], ...]:
    """The cases that begin without it; of two lengths for one case the shorter."""
    found: dict[str, Limit] = {}
    for node, need in one.needs:
        limit = need.spec.follows_within
        if limit is not None:
            known = found.get(node.key, limit)
            found[node.key] = min(known, limit, key=lambda each: each.working_days)
    return tuple(sorted(found.items()))


def _satisfied(
    one: Wanted, makers: dict[tuple[str, str], list[Node]], rules: Compiled, situation: Situation
) -> tuple[str | None, Text]:
    """(what stands in for it, why it need not be brought); (None, '') when the person brings it."""
    if all(need.waived for _node, need in one.needs):
        return "waived", _("一起办时不用交。")
    if all(need.spec.channel == "form" for _node, need in one.needs):
        return "form", _("在网上填好就行，不用另外交表。")
    if one.necessity == "exempt":
        return "exempt", _("信息免交，不用提供。")
    maker = _maker(one, makers)
    if maker is not None:
        name = text(maker.compiled.item.plain_name or maker.compiled.item.name)
        return f"result:{maker.code}", _("前面办好“{name}”后自动带过来。").format(name=name)
    for replacement in one.material.replaced_by:
        found = _replaced(one, replacement, rules, situation)
        if found:
            return found, replacement.why_not or _default_reason(one, found)
    return None, ""


def _maker(one: Wanted, makers: dict[tuple[str, str], list[Node]]) -> Node | None:
    """The earlier case that issues it, if every case that wants it starts after that one."""
    replacing = [r.certificate for r in one.material.replaced_by if r.certificate]
    candidates = [node for code in replacing for node in makers.get((code, one.holder), ())]
    named = {need.source.partition(".")[0] for _node, need in one.needs if need.source}
    candidates += [
        maker
        for found in makers.values()
        for maker in found
        if maker.code in named and maker.for_ in (None, one.holder)
    ]
    users = [node for node, _need in one.needs]
    return next((c for c in candidates if all(c.key in node.ancestors for node in users)), None)


def _replaced(one: Wanted, replacement: Replacement, rules: Compiled, situation: Situation) -> str | None:
    """A certificate on file or an answer of a resource. Not looked up yet counts as there: the look-up decides."""
    role = split(one.holder)[0]
    code = replacement.certificate or replacement.resource or ""
    known = situation.known.get(held(one.holder, code))
    if known is not None:
        return None if known.value is None else _by(replacement)
    if replacement.certificate:
        return None if situation.unnumbered(role) else _by(replacement)
    bound = any(b.resource.code == code and role in b.roles for b in rules.bindings)
    return _by(replacement) if bound else None


def _by(replacement: Replacement) -> str:
    return "certificate" if replacement.certificate else f"known:{replacement.resource}"


def _default_reason(one: Wanted, found: str) -> str:
    name = text(one.material.plain_name or one.material.name)
    if found == "certificate":
        return _("有电子{name}，替您查过就行，不用带。").format(name=name)
    return _("部门之间能查到，不用带{name}。").format(name=name)
