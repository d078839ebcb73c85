"""What the pages show: one case for its officer, the whole for its applicant. Five statements at most, none writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bancheng.cases.access import APPLICANT_ACTS, NOT_HANDLING, OFFICER_ACTS, subjects
from bancheng.cases.events import APPLICATION_EVENTS, CASE_EVENTS
from bancheng.cases.lifecycle import CASE
from bancheng.cases.queries.context import MISSING, case_context, revived, several_contexts
from bancheng.cases.spec import FOREVER
from bancheng.cases.spec.clocks import instant
from bancheng.documents.queries import papers_of
from bancheng.kernel import access
from bancheng.kernel.access import Actor
from bancheng.kernel.database import Row, fetch_all, fetch_one
from bancheng.kernel.models import Event

_TITLES = {kind.code: kind.title for kind in (*CASE_EVENTS.values(), *APPLICATION_EVENTS.values())}
_AT_STAGE = {"review": {"review"}, "offer": {"offer"}, "decide": {"approve", "refuse"}, "issue": {"issue"}}
_WAITS = frozenset({"approve", "offer"})
"""Acts that wait for what was promised for later."""
_STAGE_ACTS = frozenset().union(*_AT_STAGE.values())


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One fact of the history. `actor` is `kind:id`; who that is, is for the page to say."""

    at: datetime
    case_id: UUID
    act: str
    title: str
    actor: str
    state: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CasePage:
    """办件页. `acts` are the acts this actor may do now, in the order of the transition table."""

    case: Row
    acts: tuple[str, ...]
    siblings: Sequence[Row]
    prerequisites: Sequence[Row]
    clocks: Sequence[Row]
    correction: Row | None
    materials: Sequence[Row]
    papers: Sequence[Row]
    history: Sequence[HistoryLine]

    @property
    def stage(self) -> Mapping[str, Any]:
        """The stage the case stands at."""
        stages: list[dict[str, Any]] = self.case["plan"]["stages"]
        index: int = min(self.case["stage"], len(stages) - 1)
        return stages[index]


def case_page(application_id: UUID, case_id: UUID, actor: Actor) -> CasePage:
    """Everything a case page shows, in three statements. NotFound for whoever may not see the case."""
    row = case_context(
        application_id, case_id, actor, "clocks", "correction", "family", "materials", "missing"
    )
    access.require("cases.see", actor, row)
    assert row is not None
    papers = [paper for paper in papers_of(application_id) if paper["case_id"] in (case_id, application_id)]
    return CasePage(
        case=revived(row),
        acts=next_acts(row, actor),
        siblings=sorted(row["family"], key=lambda one: (one["level"], one["node"])),
        prerequisites=row["edges"] or [],
        clocks=[_clock(clock) for clock in row["clocks"] or ()],
        correction=row["correction"],
        materials=[{**one, "files": [UUID(file) for file in one["files"]]} for one in row["materials"] or ()],
        papers=papers,
        history=history(application_id, case_id),
    )


def several(wanted: Sequence[tuple[UUID, UUID]], actor: Actor) -> list[tuple[Row, tuple[str, ...]]]:
    """Several cases with the acts that this officer may do now on each; those that may not be seen are left out."""
    return [
        (revived(row), next_acts(row, actor))
        for row in several_contexts(wanted, actor)
        if access.may("cases.see", actor, row)
    ]


def next_acts(row: Row, actor: Actor) -> tuple[str, ...]:
    """The acts that lifecycle, stage, holder and access rule all allow this actor on this case now."""
    stages = row["plan"]["stages"]
    at = stages[row["stage"]]["act"] if row["stage"] < len(stages) else ""
    mine = row["held_by"] is not None and str(row["held_by"]) == str(actor.id)
    held = row["held_by"] is not None and not mine

    def fits(act: str) -> bool:
        if act in _STAGE_ACTS and act not in _AT_STAGE.get(at, ()):
            return False
        if act in OFFICER_ACTS and (held or (row.get("own_matter") and act not in NOT_HANDLING)):
            return False
        if act == "claim":
            return not mine
        if act == "release":
            return mine
        if act == "request_correction":
            return row.get("correction") is None
        if act in _WAITS and row.get("missing"):
            return False
        if act == "bring_deferral":
            return bool(row.get("missing"))
        if act == "answer_question":
            return any(
                e["case_id"] == str(row["case_id"]) and e["state"] == "asked" for e in row["edges"] or ()
            )
        return act in OFFICER_ACTS or act in APPLICANT_ACTS

    return tuple(
        act for act in CASE.allowed(row["state"]) if fits(act) and access.may(f"cases.{act}", actor, row)
    )


def _clock(clock: Row) -> Row:
    """A clock out of a jsonb value, its instants as instants."""
    times = {name: instant(clock[name]) for name in ("started_at", "stopped_at", "due_at") if clock[name]}
    return {**clock, **times}


_MATERIALS = """
SELECT m.case_id, m.type, m.holder, m.turn, m.name, m.form, m.satisfied_by, m.files
FROM public.cases_material AS m WHERE m.application_id = %s AND m.case_id = %s ORDER BY m.type, m.holder, m.turn"""


def materials(application_id: UUID, case_id: UUID) -> list[Row]:
    """The materials of a case; later turns are what corrections brought."""
    return fetch_all(_MATERIALS, [application_id, case_id])


def history(application_id: UUID, case_id: UUID | None = None, limit: int = 200) -> list[HistoryLine]:
    """What happened, newest first: of one case and the whole, or of everything when no case is given."""
    rows = Event.objects.filter(application_id=application_id)
    if case_id is not None:
        rows = rows.filter(case_id__in=[case_id, application_id])
    return [
        HistoryLine(
            at=row.at,
            case_id=row.case_id,
            act=row.payload.get("act", ""),
            title=_TITLES.get(row.type, row.type),
            actor=row.actor,
            state=row.payload.get("to", ""),
            payload=row.payload,
        )
        for row in rows.order_by("-at", "-id")[:limit]
    ]


_PROGRESS = f"""
SELECT a.application_id, a.receipt, a.journey, a.name, a.tone, a.release, a.applicant_kind, a.applicant_id,
    a.applicant_name, a.delivery_rule, a.channel, a.state, a.version, a.case_count, a.open_cases, a.issued_cases,
    a.submitted_at, a.due_at, a.provisional, a.released_at, a.closed_at, a.facts,
    (SELECT jsonb_build_object('subject_id', p.subject_id, 'acts', p.acts) FROM public.cases_party AS p
     WHERE p.application_id = a.application_id AND p.subject_id = ANY(%s) ORDER BY p.acts DESC LIMIT 1) AS party,
    (SELECT jsonb_agg(jsonb_build_object('case_id', c.case_id, 'node', c.node, 'item', c.item, 'name', c.name,
        'level', c.level, 'state', c.state, 'version', c.version, 'stage', c.stage, 'due_at', c.due_at,
        'warn_at', c.warn_at, 'provisional', c.provisional, 'filed_at', c.filed_at, 'accepted_at', c.accepted_at,
        'closed_at', c.closed_at, 'outcome', c.outcome, 'case_number', c.case_number, 'held_by', c.held_by,
        'organization', c.organization, 'organization_name', c.plan -> 'organization_name',
        'promised', c.plan -> 'promised', 'again', c.plan -> 'again', 'questions', c.plan -> 'questions',
        'later', c.plan -> 'later', 'off_clock', c.plan -> 'off_clock', 'nature', c.plan -> 'nature',
        'waiting_for', c.waiting_for, 'missing', {MISSING}))
     FROM public.cases_case AS c WHERE c.application_id = a.application_id) AS cases,
    (SELECT jsonb_agg(jsonb_build_object('case_id', e.case_id, 'predecessor_id', e.predecessor_id,
        'on_failure', e.on_failure, 'state', e.state))
     FROM public.cases_prerequisite AS e WHERE e.application_id = a.application_id) AS prerequisites,
    (SELECT jsonb_agg(to_jsonb(n)) FROM public.cases_correction AS n
     WHERE n.application_id = a.application_id) AS corrections,
    (SELECT jsonb_agg(to_jsonb(k)) FROM public.cases_clock AS k
     WHERE k.application_id = a.application_id) AS clocks
FROM public.cases_application AS a WHERE a.application_id = %s"""  # noqa: S608  # constant parts
_INSTANTS = ("due_at", "warn_at", "filed_at", "accepted_at", "closed_at")


@dataclass(frozen=True, slots=True)
class Progress:
    """进度. `released` says whether the applicant may see results already; `acts` the applicant's acts per case."""

    application: Row
    cases: Sequence[Row]
    prerequisites: Sequence[Row]
    corrections: Sequence[Row]
    clocks: Sequence[Row]
    papers: Sequence[Row]
    history: Sequence[HistoryLine]
    released: bool
    acts: Mapping[UUID, tuple[str, ...]]


def application_progress(application_id: UUID, actor: Actor) -> Progress:
    """The whole for its parties, in three statements. NotFound for everybody else."""
    row = fetch_one(_PROGRESS, [subjects(actor), application_id])
    party = (row or {}).get("party") or {"subject_id": None, "acts": False}
    party = {**party, "journey": (row or {}).get("journey")}
    access.require("cases.see_application", actor, row and {**row, **party})
    assert row is not None
    edges = row.pop("prerequisites") or []
    found = [_revived(case) for case in row.pop("cases")]
    return Progress(
        application=row,
        cases=sorted(found, key=lambda case: (case["level"], case["node"])),
        prerequisites=edges,
        corrections=row.pop("corrections") or [],
        clocks=[_clock(clock) for clock in row.pop("clocks") or ()],
        papers=papers_of(application_id),
        history=history(application_id),
        released=row["released_at"] is not None or row["state"] == "delivered",
        acts={case["case_id"]: _applicant_acts(case, edges, actor, party) for case in found},
    )


def _revived(case: Row) -> Row:
    times = {name: instant(case[name]) if case[name] else None for name in _INSTANTS}
    return {**case, **times, "case_id": UUID(case["case_id"])}


def _applicant_acts(
    case: Row, edges: Sequence[Row], actor: Actor, party: Mapping[str, Any]
) -> tuple[str, ...]:
    asked = any(e["case_id"] == str(case["case_id"]) and e["state"] == "asked" for e in edges)
    return tuple(
        act
        for act in CASE.allowed(case["state"])
        if act in APPLICANT_ACTS
        and (act != "answer_question" or asked)
        and (act != "bring_deferral" or case["missing"])
        and access.may(f"cases.{act}", actor, party)
    )


def is_dated(at: datetime) -> bool:
    """Whether a stored due instant is a date at all (waiting, paused and ended cases have none)."""
    return at < FOREVER
