"""The plan as JSON: what `bancheng compose --json` and the API answer. Keys are a public contract."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bancheng.journeys.compose.plan import Change, Figures, Plan, PlanField, PlanItem, PlanMaterial
from bancheng.journeys.spec import Published
from bancheng.kernel.rulebooks import text


def plan_json(plan: Plan) -> dict[str, Any]:
    """The whole plan in plain values: text in Simplified Chinese, dates and amounts as text."""
    return {
        "journey": plan.journey.code,
        "name": text(plan.journey.name),
        "release": plan.release,
        "on": plan.on.isoformat(),
        **_situation(plan),
        "items": [_item(one) for one in plan.items],
        **_not_items(plan),
        "fields": [_field(one) for one in plan.fields],
        "materials": [_material(one) for one in plan.materials],
        **_around(plan),
        **_figures(plan.figures),
    }


def _situation(plan: Plan) -> dict[str, Any]:
    """Who takes part and what was said."""
    return {
        "assumed": [_answer(one) for one in plan.answered if one.how == "assumed"],
        "answered": [{**_answer(one), "how": one.how} for one in plan.answered],
        "questions": [question.id for question in plan.questions],
        "subjects": [
            {
                "role": one.role, "kind": one.kind, "many": one.many, "name": text(one.name),
                "numbered": one.numbered, "present": one.present,
            }
            for one in plan.subjects
        ],
    }  # fmt: skip


def _not_items(plan: Plan) -> dict[str, Any]:
    """What does not belong, may belong, or cannot be done here, each with why."""
    return {
        "undecided": [
            {"code": one.code, "name": text(one.name), "waits_for": list(one.waits_for)} for one in plan.undecided
        ],
        "not_chosen": [
            {"code": one.code, "name": text(one.name), "reason": one.reason} for one in plan.not_chosen
        ],
        "blocked": [
            {"node": one.node, "name": text(one.name), "region": one.region, "path": one.path} for one in plan.blocked
        ],
        "excluded": [{"text": text(one.text), "go_to": text(one.go_to)} for one in plan.excluded],
    }  # fmt: skip


def _around(plan: Plan) -> dict[str, Any]:
    """What the plan asks of registers, of other people, and of the purse; how results go out."""
    return {
        "lookups": [
            {
                "resource": one.resource, "inputs": dict(one.inputs), "gives": dict(one.gives),
                "occurring": one.occurring, "ready": one.ready,
            }
            for one in plan.lookups
        ],
        "confirmations": [
            {
                "subject": one.subject, "within": str(one.within), "text": text(one.text),
                "on_silence": one.on_silence, "on_refusal": one.on_refusal, "items": list(one.items),
                "undecided": one.undecided,
            }
            for one in plan.confirmations
        ],
        "fees": [
            {
                "node": one.node, "name": text(one.name), "amount": plain(one.amount), "basis": text(one.basis),
                "undecided": one.undecided, "unit_amount": plain(one.unit_amount), "quantity": plain(one.quantity),
            }
            for one in plan.fees
        ],
        "pledges": [{"node": one.node, "title": text(one.pledge.title)} for one in plan.pledges],
        "visits": plan.figures.visits.after,
        "delivery": plan.delivery.rule,
        "published_elsewhere": [_published(one) for one in plan.published_elsewhere],
    }  # fmt: skip


def _published(one: Published) -> dict[str, Any]:
    return {
        "metric": one.metric, "place": text(one.place), "before": plain(one.before), "after": plain(one.after),
        "percent": plain(one.percent), "source": one.source,
    }  # fmt: skip


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


def _answer(one: Any) -> dict[str, Any]:
    return {"question": one.question, "answer": plain(one.answer)}


def _item(one: PlanItem) -> dict[str, Any]:
    return {
        "node": one.node, "code": one.code, "name": text(one.name), "for": one.for_, "org": one.handling,
        "organization": one.organization, "entrusted": one.entrusted, "queue": one.queue, "region": one.region,
        "level": one.level, "after": [before.node for before in one.after],
        "on_failure": {before.node: before.on_failure for before in one.after}, "reason": one.reason,
        "promised": str(one.promised), "legal": str(one.legal) if one.legal else None, "visits": one.visits,
        "stages": [stage.code for stage in one.stages], "fields": list(one.fields), "materials": list(one.materials),
        "way": one.way.code if one.way else None, "off_clock": one.item.off_clock,
        "decided_by": sorted({node for rule in one.later for node in rule.nodes}),
    }  # fmt: skip


def _field(one: PlanField) -> dict[str, Any]:
    return {
        "path": one.path, "role": one.role, "element": one.element, "name": text(one.name),
        "needed_by": list(one.needed_by), "decides": list(one.decides), "source": one.source,
        "value": plain(one.value), "required": one.required, "undecided": one.undecided, "section": one.section,
    }  # fmt: skip


def _material(one: PlanMaterial) -> dict[str, Any]:
    return {
        "key": one.key, "type": one.type, "name": text(one.name), "holder": one.holder, "form": one.form,
        "copies": one.copies, "necessity": one.necessity, "needed_by": list(one.needed_by),
        "satisfied_by": one.satisfied_by, "why_not": text(one.why_not), "undecided": one.undecided,
    }  # fmt: skip


def _figures(figures: Figures) -> dict[str, Any]:
    names = ("days", "materials", "fields", "visits", "steps")
    changes: dict[str, Change] = {name: getattr(figures, name) for name in names}
    return {
        "critical_path": list(figures.critical_path),
        "critical_path_days": figures.critical_path_days,
        "legal_days": figures.legal_days,
        "legal_extension_days": figures.legal_extension_days,
        "off_clock_days": figures.off_clock_days,
        "reductions": {name: {"before": one.before, "after": one.after} for name, one in changes.items()},
        "inferred": {"inferred": figures.inferred, "facts": figures.facts},
    }
