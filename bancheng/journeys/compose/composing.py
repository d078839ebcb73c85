"""`compose`: from a release, answers and known values to a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, cast

from bancheng.catalogue.spec import Fee
from bancheng.journeys.compose import materials as material_set
from bancheng.journeys.compose import needs as form
from bancheng.journeys.compose.choosing import Chosen, choose, relevant
from bancheng.journeys.compose.compiled import APPLICANT, Compiled, CompiledEntry
from bancheng.journeys.compose.compiling import compiled
from bancheng.journeys.compose.figures import figures, legal, promised, visits_here
from bancheng.journeys.compose.later import charges
from bancheng.journeys.compose.narrowing import narrow
from bancheng.journeys.compose.node import Node
from bancheng.journeys.compose.plan import (
    Excluded,
    Plan,
    PlanConfirmation,
    PlanFee,
    PlanItem,
)
from bancheng.journeys.compose.rules import Rule
from bancheng.journeys.compose.situation import Situation
from bancheng.journeys.compose.values import Known, at
from bancheng.journeys.spec import Journey, ScenarioQuestion
from bancheng.kernel.recording import recorded as _
from bancheng.kernel.rulebooks import Release, text
from bancheng.organizations.spec import World

CENT = Decimal("0.01")


def compose(
    release: Release,
    answers: Mapping[str, Any],
    known: Mapping[str, Known],
    on: date,
    *,
    world: World,
    assume: bool = False,
    only: frozenset[str] | None = None,
) -> Plan:
    """The plan of one thing for one person or enterprise.

    `answers`: question id or path → what was answered or typed. `known`: path (or `held(…)`) → what authorities hold.
    `on`: the day whose entries are in force. `assume`: unanswered questions take their declared typical answer; the
    plan lists which. `only`: the nodes to be applied for (again), of all that belong. Pure; equal arguments give equal
    plans.
    """
    rules = compiled(release, acting(release, answers, known, assume=assume))
    situation = Situation(rules, answers, known, on=on, assume=assume)
    chosen = choose(rules, situation, world)
    if only is not None:
        narrow(chosen, only)
    fields, lookups = form.merge(rules, situation, chosen)
    materials = material_set.merge(rules, situation, chosen)
    confirmations = tuple(_confirmations(rules, situation, chosen))
    return Plan(
        journey=rules.journey,
        release=release.digest,
        on=on,
        subjects=situation.subjects(field.role for field in fields),
        answered=situation.answered(),
        questions=tuple(_questions(rules, situation, chosen)),
        items=tuple(_item(node, rules, situation, chosen) for node in chosen.nodes),
        undecided=tuple(chosen.undecided),
        not_chosen=tuple(chosen.not_chosen),
        blocked=tuple(chosen.blocked),
        excluded=tuple(
            Excluded(x.text, x.go_to) for x, rule in rules.exclusions if rule.value(situation.whole) is True
        ),
        fields=fields,
        materials=materials,
        lookups=lookups,
        confirmations=confirmations,
        fees=tuple(_fees(chosen)),
        figures=figures(rules, chosen.nodes, fields, materials, confirmations),
    )


def acting(
    release: Release, answers: Mapping[str, Any], known: Mapping[str, Known], *, assume: bool = False
) -> str | None:
    """The subject that the applicant is: the only one, or as answered; None while nobody has said."""
    applicant = cast(Journey, release.root).applicant
    if len(applicant.roles) == 1 or applicant.question is None:
        return applicant.roles[0]
    given = answers.get(applicant.question)
    if given is None or given == "":
        given, _how = Situation(compiled(release, None), answers, known, on=date.min, assume=assume).answer(
            applicant.question
        )
    return given if given in applicant.roles else None


def _questions(rules: Compiled, situation: Situation, chosen: Chosen) -> Iterable[ScenarioQuestion]:
    """Open questions that can still change something: read by a rule of an item that is in or may be."""
    wanted = relevant(rules, situation, chosen, "open")
    yield from (rules.questions[one][0] for one in rules.questions if one in wanted)


def _item(node: Node, rules: Compiled, situation: Situation, chosen: Chosen) -> PlanItem:
    item, resolved = node.compiled.item, node.resolved
    entry = resolved.entry.entry if resolved.entry else None
    return PlanItem(
        node=node.key,
        code=node.code,
        name=item.name,
        item=item,
        for_=node.for_,
        level=node.level,
        after=node.after,
        reason=_reason(node, rules),
        entry=entry,
        region=resolved.region,
        jurisdiction=node.compiled.jurisdiction,
        organization=entry.organization if entry else None,
        handling=(entry.handling or entry.organization) if entry else None,
        entrusted=entry.entrusted if entry else None,
        queue=entry.queue if entry else None,
        stages=item.stages,
        stage_posts=resolved.entry.stage_posts if resolved.entry else (None,) * len(item.stages),
        legal=legal(node),
        promised=promised(node),
        codes=resolved.entry.codes if resolved.entry else item.codes,
        visits=visits_here(node),
        fields=tuple(node.paths),
        materials=tuple(node.materials),
        roles=node.compiled.roles,
        way=node.way,
        charges=tuple(charges(node, situation, (n for n in chosen.nodes if n.key in node.ancestors))),
        later=node.later,
    )


def _reason(node: Node, rules: Compiled) -> str:
    placed = node.compiled.placed
    if placed.reason:
        return text(placed.reason)
    if node.compiled.when is None:
        return _("这件事都要办。")
    return _("因为{rule}。").format(rule=rules.sentence(node.compiled.when))


def _confirmations(rules: Compiled, situation: Situation, chosen: Chosen) -> Iterable[PlanConfirmation]:
    """Who has to say yes, and to what: of a subject of which there are many, each for themselves."""
    for spec, role, rule in rules.confirmations:
        said = rule.value(situation.whole) if rule else True
        presence = situation.presence(role)
        # Who applies has said yes by applying.
        if role in (rules.acting, APPLICANT) or said is False or presence is None:
            continue
        alive = {node.code for node in chosen.nodes} | {one.code for one in chosen.undecided}
        for number in situation.occurrences(role):
            who = at(role, number)
            if situation.answered_by_applicant(role, number):
                continue
            state = situation.confirmation(who)
            given_up = {"refused": spec.on_refusal, "lapsed": spec.on_silence}.get(
                state
            ) == "continue_without"
            if given_up or not spec.items or alive & set(spec.items):
                sure = said is True and presence is True
                yield PlanConfirmation(
                    who, spec.within, spec.text or "", spec.on_silence, not sure, spec.items, spec.on_refusal,
                    state, needed=not given_up, at_most=spec.at_most,
                )  # fmt: skip


def _fees(chosen: Chosen) -> Iterable[PlanFee]:
    """What each case costs. While its region is open, what several entries ask alike is one charge."""
    for node in chosen.nodes:
        told: list[PlanFee] = []
        for entry in node.entries:
            told += [one for one in _charges(node, entry) if one not in told]
        yield from told


def _charges(node: Node, entry: CompiledEntry) -> list[PlanFee]:
    told = []
    for fee, rule, units in entry.fees:
        said = rule.value(node.view) if rule else True
        if said is not False:
            told.append(_fee(node, fee, units, said is True and node.resolved.entry is not None))
    return told


def _fee(node: Node, fee: Fee, units: Rule | None, sure: bool) -> PlanFee:
    """Units × amount of one, cents where there are any; while the units are open, one unit stands for them."""
    number: Decimal | None = Decimal(1)
    if units is not None:
        found = units.value(node.view)
        number = Decimal(found) if isinstance(found, int | Decimal) and not isinstance(found, bool) else None
    amount = fee.amount * (Decimal(1) if number is None else number)
    amount = amount if amount == amount.to_integral_value() else amount.quantize(CENT, ROUND_HALF_UP)
    unsure = number is None or not sure
    return PlanFee(node.key, fee.name, amount, fee.basis or "", unsure, fee.amount, number, fee.unit or "")
