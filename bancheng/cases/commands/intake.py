"""Opening an application: a whole plan becomes rows in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from bancheng.cases.commands.closing import acceptance_due, local_day
from bancheng.cases.commands.deferring import clocks_of, promised_of
from bancheng.cases.commands.moving import name_of, work
from bancheng.cases.commands.submission_papers import papers_of
from bancheng.cases.events import application_event, case_event
from bancheng.cases.spec import FOREVER, Limit, NewCase, Opened, Opening, plain
from bancheng.cases.spec.clocks import ACCEPTANCE_DAYS, Due, due, instant, running
from bancheng.cases.spec.later import frozen, frozen_fee
from bancheng.kernel import access, numbers
from bancheng.kernel.access import Actor
from bancheng.kernel.database import Outcome, call
from bancheng.kernel.errors import RuleBroken, define
from bancheng.kernel.events import actor_ref
from bancheng.kernel.workdays import calendar

PLAN_BROKEN = define(
    RuleBroken,
    "plan_broken",
    gettext_lazy("这份方案不完整，不能提交：{what}。"),
    next_step=gettext_lazy("回到上一步重新生成方案。"),
    ask=gettext_lazy("一直这样，请打12345。"),
)

Bundle = dict[str, Any]


def open_application(*, actor: Actor, opening: Opening, now: datetime) -> Opened:
    """提交: opens the application with all its cases. Posted again (in parallel, later), it answers the first receipt.

    NotPermitted when the actor is not the applicant; RuleBroken for a plan that cannot run (cycle, no stages).
    """
    bundle = prepare_opening(actor=actor, opening=opening, now=now)
    outcome = call("cases_open_v1", application_id=opening.application_id, bundle=bundle)
    return opened(outcome, actor, opening.application_id)


def opened(outcome: Outcome, actor: Actor, application_id: UUID) -> Opened:
    """The receipt out of the answer of `cases_open_v1` (also when another app's function called it)."""
    facts = outcome.facts
    access.require("cases.open", actor, {"applicant_id": facts["applicant_id"]})
    return Opened(
        application_id=application_id,
        receipt=facts["receipt"],
        submitted_at=instant(facts["submitted_at"]),
        due_at=instant(facts["due_at"]),
        again=outcome.code == "again",
    )


def prepare_opening(*, actor: Actor, opening: Opening, now: datetime) -> Bundle:
    """The one jsonb argument of `cases_open_v1`: everything that the submission writes, with its events."""
    access.require("cases.open", actor, {"applicant_id": opening.applicant_id})
    by_node = _checked(opening)
    acceptance = acceptance_due(calendar(local_day(now)), now)
    head = _head(actor, opening, now)
    cases = [_case(case, by_node, acceptance, now) for case in opening.cases]
    ready = [case for case in opening.cases if not case.after]
    return {
        "application": head,
        "parties": _parties(opening),
        "cases": cases,
        "prerequisites": [
            {
                "case_id": case.case_id,
                "predecessor_id": by_node[one.node].case_id,
                "on_failure": one.on_failure,
            }
            for case in opening.cases
            for one in case.after
        ],
        "clocks": [
            {"case_id": case.case_id, **running("acceptance", Limit(ACCEPTANCE_DAYS), now, acceptance)}
            for case in ready
        ]
        + [
            {"case_id": case.case_id, **one}
            for case in opening.cases
            for one in clocks_of(case.deferrals, now)
        ],
        "materials": [
            {"case_id": case.case_id, **plain(material)}
            for case in opening.cases
            for material in case.materials
        ],
        "answers": dict(opening.answers) if opening.answers is not None else None,
        "work": [_work(opening, case, acceptance, now) for case in ready],
        "papers": papers_of(opening, head, now),
        "events": _events(actor, opening, head, now),
    }


def _checked(opening: Opening) -> Mapping[str, NewCase]:
    by_node = {case.node: case for case in opening.cases}
    if not opening.cases or len(by_node) != len(opening.cases):
        raise PLAN_BROKEN(what="cases")
    for case in opening.cases:
        acts = [stage.act for stage in case.stages]
        if (
            len(acts) < 3
            or acts[0] != "accept"
            or acts[-2:] not in (["decide", "issue"], ["offer", "issue"])
            or set(acts[1:-2]) - {"review"}
        ):
            raise PLAN_BROKEN(what=f"stages of {case.node}")
        for one in case.after:
            if one.node not in by_node or by_node[one.node].level >= case.level:
                # Levels rise along every prerequisite, so there is no circle and one order to lock in.
                raise PLAN_BROKEN(what=f"prerequisite {one.node} of {case.node}")
    return by_node


def _head(actor: Actor, opening: Opening, now: datetime) -> Bundle:
    today = local_day(now)
    ends = whole_due(opening, now)
    rule = opening.delivery.rule
    wake = ends_at_latest(opening, now)
    return {
        "receipt": opening.receipt or numbers.receipt(today),
        "journey": opening.journey,
        "name": opening.name,
        "tone": opening.tone,
        "release": opening.release,
        "applicant_kind": opening.applicant_kind,
        "applicant_id": opening.applicant_id,
        "applicant_name": opening.applicant_name,
        "delivery_rule": rule,
        "channel": opening.delivery.channel,
        "case_count": len(opening.cases),
        "submitted_at": now,
        "due_at": ends.at,
        "provisional": ends.provisional,
        "wake_at": wake,
        "released_at": now if rule == "as_ready" else None,
        "last_by": actor_ref(actor),
        "last_name": name_of(actor),
        "facts": {**opening.facts, **_limits(opening)},
    }


def _limits(opening: Opening) -> Bundle:
    """What the whole's own dates rest on, so that they can be computed again (a holiday notice)."""
    latest = opening.delivery.at_latest
    kept: Bundle = {"due_days": whole_days(opening)}
    if opening.delivery.rule == "together_but_at_latest_by" and latest is not None:
        kept["at_latest"] = plain(latest)
    return kept


def whole_days(opening: Opening) -> int:
    """Working days promised for the whole: the plan's critical path, or the longest case when it names none."""
    return opening.critical_days or max(case.promised.days for case in opening.cases)


def whole_due(opening: Opening, now: datetime) -> Due:
    """By when the whole is promised."""
    return due(calendar(local_day(now)), "whole", Limit(whole_days(opening)), now)


def ends_at_latest(opening: Opening, now: datetime) -> datetime:
    """When results that are ready go out even if others are not (`together_but_at_latest_by`)."""
    latest = opening.delivery.at_latest
    if opening.delivery.rule != "together_but_at_latest_by" or latest is None:
        return FOREVER
    return due(calendar(local_day(now)), "delivery", latest, now).at


def _parties(opening: Opening) -> list[Bundle]:
    named = [plain(party) for party in opening.parties]
    applicant = {"subject_id": opening.applicant_id, "role": "applicant", "acts": True}
    return [applicant, *(party for party in named if party["role"] != "applicant")]


def _case(case: NewCase, by_node: Mapping[str, NewCase], acceptance: Due, now: datetime) -> Bundle:
    waiting = bool(case.after)
    return {
        "case_id": case.case_id,
        "node": case.node,
        "item": case.item,
        "name": case.name,
        "occurrence": case.occurrence,
        "level": case.level,
        "organization": case.organization,
        "handling": case.handling,
        "plan": plan_of(case),
        "state": "waiting" if waiting else "filed",
        "waiting_for": len({by_node[one.node].case_id for one in case.after}),
        "queue": case.stages[0].queue,
        "due_at": FOREVER if waiting else acceptance.at,
        "warn_at": FOREVER if waiting else acceptance.warn_at,
        "wake_at": FOREVER if waiting else acceptance.at,
        "provisional": not waiting and acceptance.provisional,
        "filed_at": None if waiting else now,
    }


def plan_of(case: NewCase) -> Bundle:
    """What the case keeps of its rulebook, frozen: stages, limits, result, procedures, basis, remedies."""
    return {
        "organization_code": case.organization_code,
        "organization_name": case.organization_name,
        "organization_uscc": case.organization_uscc,
        "implementation_code": case.implementation_code,
        "stages": [plain(stage) for stage in case.stages],
        "legal": plain(case.legal),
        "promised": plain(case.promised),
        "result": {**plain(case.result), "gives": dict(case.result.gives)},
        "procedures": [plain(one) for one in case.procedures],
        "basis": list(case.basis),
        "remedies": list(case.remedies),
        "remedy_terms": [plain(one) for one in case.remedy_terms],
        "again": {**plain(case.again), "after": list(case.again.after)},
        "questions": {
            one.node: {**plain(one.answer), "on_silence": one.on_silence}
            for one in case.after
            if one.on_failure == "ask_applicant"
        },
        "correction_days": case.correction_days,
        "deferrals": promised_of(case.deferrals),
        "nature": case.nature,
        "off_clock": case.off_clock,
        "offer": plain(case.offer) if case.offer else None,
        "later": {
            "needs": [frozen(one) for one in case.needs],
            "fees": [frozen_fee(one) for one in case.fees],
        },
        "facts": dict(case.facts),
    }


def _work(opening: Opening, case: NewCase, acceptance: Due, now: datetime) -> Bundle:
    row = {
        "case_id": case.case_id, "name": case.name, "item": case.item, "node": case.node,
        "journey": opening.journey, "journey_name": opening.name, "case_count": len(opening.cases),
    }  # fmt: skip
    after = {
        "to": "filed", "queue": case.stages[0].queue, "due_at": acceptance.at, "warn_at": acceptance.warn_at,
        "provisional": acceptance.provisional, "at": now,
    }  # fmt: skip
    return work(row, "accept", after)


def _events(actor: Actor, opening: Opening, head: Bundle, now: datetime) -> list[Bundle]:
    by, own = actor_ref(actor), opening.application_id
    submitted = application_event(
        "open", own, now, by, source=None, target="open", journey=opening.journey, release=opening.release,
        receipt=head["receipt"], cases=len(opening.cases), delivery=opening.delivery.rule,
    )  # fmt: skip
    rows = [{"case_id": own, "event": submitted}]
    for case in opening.cases:
        event = case_event(
            "open", own, case.case_id, now, by,
            source=None, target="waiting" if case.after else "filed", item=case.item, stage=0,
        )  # fmt: skip
        rows.append({"case_id": case.case_id, "event": event})
    return rows
