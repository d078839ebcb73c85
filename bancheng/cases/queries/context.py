"""The one read of an act: the case, its application, the actor's place in it, and what the act's rule needs.

Hand-written, one statement each; the texts are fixed, so PostgreSQL keeps their plans. The row comes as one json
value (json, not jsonb: written once, read once): what an act leaves as it is goes back as it came (ids and instants
as text), which costs a third of turning forty-five columns into objects and back. Rules that need an instant ask for
it (`spec.clocks.instant`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from bancheng.cases.access import subjects
from bancheng.cases.queries.recusal import OWN_MATTER, TAKERS
from bancheng.cases.spec.clocks import instant
from bancheng.files.queries import all_own
from bancheng.kernel.access import Actor
from bancheng.kernel.database import Row, fetch_document, fetch_one

_CASE = """
SELECT c.application_id, c.case_id, c.node, c.item, c.name, c.level, c.organization, c.handling, c.plan, c.state,
    c.version, c.stage, c.waiting_for, c.queue, c.held_by, c.held_name, c.held_at, c.case_number, c.due_at, c.warn_at,
    c.wake_at, c.provisional, c.filed_at, c.accepted_at, c.decided_at, c.closed_at, c.outcome, c.last_act, c.last_by,
    c.last_name, c.last_at, c.last_key, a.journey, a.name AS journey_name, a.release, a.receipt, a.applicant_kind,
    a.applicant_id, a.applicant_name, a.submitted_at, a.delivery_rule, a.channel, a.case_count, a.open_cases,
    a.issued_cases, a.facts -> 'papers' AS papers, a.facts ->> 'lead_name' AS lead_name"""
_FROM = """
FROM public.cases_case AS c
JOIN public.cases_application AS a ON a.application_id = c.application_id"""
_PARTY = """
LEFT JOIN LATERAL (
    SELECT p.subject_id, p.acts FROM public.cases_party AS p
    WHERE p.application_id = c.application_id AND p.subject_id = ANY(%s) ORDER BY p.acts DESC LIMIT 1
) AS q ON TRUE"""
_WHERE = "\nWHERE c.application_id = %s AND c.case_id = %s"
_SEALED = ",\n    (SELECT m.sealed_at FROM public.kernel_seal_mark AS m) AS sealed_at"
_CLOCKS = """,
    (SELECT jsonb_agg(to_jsonb(k)) FROM public.cases_clock AS k
     WHERE k.application_id = c.application_id AND k.case_id = c.case_id) AS clocks"""
_CORRECTION = """,
    (SELECT to_jsonb(n) FROM public.cases_correction AS n
     WHERE n.application_id = c.application_id AND n.case_id = c.case_id) AS correction"""
_FAMILY = """,
    (SELECT json_agg(json_build_object('case_id', s.case_id, 'node', s.node, 'item', s.item, 'name', s.name,
        'level', s.level, 'state', s.state, 'version', s.version, 'queue', s.queue, 'outcome', s.outcome,
        'case_number', s.case_number, 'closed_at', s.closed_at, 'organization_name', s.plan -> 'organization_name',
        'again', s.plan -> 'again', 'questions', s.plan -> 'questions', 'later', s.plan -> 'later'))
     FROM public.cases_case AS s WHERE s.application_id = c.application_id) AS family,
    (SELECT json_agg(json_build_object('case_id', e.case_id, 'predecessor_id', e.predecessor_id,
        'on_failure', e.on_failure, 'state', e.state))
     FROM public.cases_prerequisite AS e WHERE e.application_id = c.application_id) AS edges"""

_MATERIALS = """,
    (SELECT json_agg(json_build_object('type', m.type, 'holder', m.holder, 'turn', m.turn, 'name', m.name,
        'form', m.form, 'satisfied_by', m.satisfied_by, 'files', m.files) ORDER BY m.type, m.holder, m.turn)
     FROM public.cases_material AS m
     WHERE m.application_id = c.application_id AND m.case_id = c.case_id) AS materials"""

MISSING = """(SELECT jsonb_agg(d.value ORDER BY d.value ->> 'type', d.value ->> 'holder')
     FROM jsonb_array_elements(c.plan -> 'deferrals') AS d WHERE NOT EXISTS (
        SELECT FROM public.cases_material AS m
        WHERE m.application_id = c.application_id AND m.case_id = c.case_id AND m.type = d.value ->> 'type'
            AND m.holder = d.value ->> 'holder' AND m.files <> '{}'))"""
"""What was promised for later (容缺) and has not come, of a case `c`: NULL when nothing is missing."""

_EXTRAS = {
    "missing": f",\n    {MISSING} AS missing",
    "sealed": _SEALED,
    "clocks": _CLOCKS,
    "correction": _CORRECTION,
    "family": _FAMILY,
    "materials": _MATERIALS,
}


def _text(kind: str, extras: tuple[str, ...], files: str, takers: bool) -> str:
    columns = "".join(_EXTRAS[name] for name in extras) + (f",\n    {files} AS own_files" if files else "")
    columns += f",{OWN_MATTER}" if kind == "staff" else ""
    columns += f",{TAKERS}" if takers else ""
    party = kind == "person"
    own = ", q.subject_id, q.acts" if party else ", NULL::uuid AS subject_id, FALSE AS acts"
    inner = _CASE + own + columns + _FROM + (_PARTY if party else "") + _WHERE
    return f"SELECT to_json(r) AS row FROM ({inner}) AS r"  # noqa: S608  # constant parts


_texts: dict[tuple[str, tuple[str, ...], str, bool], str] = {}


def case_context(
    application_id: UUID,
    case_id: UUID,
    actor: Actor,
    *extras: str,
    files: Sequence[UUID] | None = None,
    takers_on: date | None = None,
) -> Row | None:
    """The case with its application, and for a person the party it is there; None when there is no such case.

    `extras`: `sealed` (how far the evidence chain is), `clocks`, `correction`, `family` (all cases of the
    application and their prerequisites: for ends, which travel), `materials` (in all their turns), `missing` (what was
    promised for later and has not come). With `files` the
    row says in `own_files` whether all of them are uploads of the actor's own. For staff `own_matter` says whether it
    is a matter of their own (回避). With `takers_on` it lists in `takers` who can take the case over on that day.
    """
    owned, params = all_own(actor, files) if files is not None else ("", [])
    kind = (actor.kind, extras, owned, takers_on is not None)
    text = _texts.get(kind)
    if text is None:
        text = _texts[kind] = _text(*kind)
    params += [actor.id] if actor.kind == "staff" else []
    params += [takers_on, takers_on] if takers_on else []
    params += [subjects(actor)] if actor.kind == "person" else []
    found = fetch_document(text, [*params, application_id, case_id])
    return _known(found) if found else None


_INSTANTS = (
    "held_at", "due_at", "warn_at", "wake_at", "filed_at", "accepted_at", "decided_at", "closed_at", "last_at",
    "submitted_at",
)  # fmt: skip
_IDS = ("organization", "handling", "queue", "held_by", "applicant_id", "subject_id")


def _known(row: Row) -> Row:
    row["application_id"], row["case_id"] = UUID(row["application_id"]), UUID(row["case_id"])
    return row


def revived(row: Row) -> Row:
    """The row with its ids and instants as values: for pages."""
    typed: Row = {name: UUID(row[name]) if row[name] else None for name in _IDS}
    typed |= {name: instant(row[name]) if row[name] else None for name in _INSTANTS}
    return {**row, **typed}


_SEVERAL = f"""
SELECT json_agg(to_json(r) ORDER BY r.nr) AS row FROM ({_CASE}, NULL::uuid AS subject_id, FALSE AS acts, w.nr{_CORRECTION},
    {MISSING} AS missing,
    {OWN_MATTER}{_FROM}
JOIN unnest(%s::uuid[], %s::uuid[]) WITH ORDINALITY AS w (application_id, case_id, nr)
    ON w.application_id = c.application_id AND w.case_id = c.case_id) AS r"""  # noqa: S608  # constant parts


def several_contexts(wanted: Sequence[tuple[UUID, UUID]], actor: Actor) -> list[Row]:
    """Several cases with their applications as an officer's acts see them, in the order asked for. One statement.

    Those that do not exist are not there; whether the officer may see the others is for the caller to ask.
    """
    ids = [[one[0] for one in wanted], [one[1] for one in wanted]]
    found = fetch_document(_SEVERAL, [actor.id, *ids]) if wanted else None
    return [_known(row) for row in found or ()]


_APPLICATION = """
SELECT a.application_id, a.receipt, a.journey, a.name AS journey_name, a.release, a.applicant_id, a.applicant_name,
    a.delivery_rule, a.state, a.version, a.case_count, a.open_cases, a.issued_cases, a.submitted_at, a.released_at,
    a.wake_at, a.channel, a.facts -> 'papers' AS papers, a.facts ->> 'lead_name' AS lead_name,
    {own}
    (SELECT jsonb_agg(jsonb_build_object('case_id', s.case_id, 'node', s.node, 'item', s.item, 'name', s.name,
        'level', s.level, 'state', s.state, 'version', s.version, 'outcome', s.outcome, 'case_number', s.case_number,
        'closed_at', s.closed_at, 'organization_name', s.plan -> 'organization_name', 'again', s.plan -> 'again'))
     FROM public.cases_case AS s WHERE s.application_id = a.application_id) AS family
FROM public.cases_application AS a {party}
WHERE a.application_id = %s"""
_APPLICATION_BY_PARTY = _APPLICATION.format(
    own="q.subject_id, q.acts,", party=_PARTY.replace("c.application_id", "a.application_id")
)
_APPLICATION_PLAIN = _APPLICATION.format(own="NULL::uuid AS subject_id, FALSE AS acts,", party="")


def application_context(application_id: UUID, actor: Actor) -> Row | None:
    """The application with all its cases in brief, and for a person the party it is there."""
    if actor.kind == "person":
        return fetch_one(_APPLICATION_BY_PARTY, [subjects(actor), application_id])
    return fetch_one(_APPLICATION_PLAIN, [application_id])


_WHOLE = """
SELECT jsonb_agg(to_jsonb(r) ORDER BY r.level, r.case_id) AS cases{owned},
    (SELECT jsonb_agg(jsonb_build_object('case_id', e.case_id, 'predecessor_id', e.predecessor_id,
        'on_failure', e.on_failure, 'state', e.state))
     FROM public.cases_prerequisite AS e WHERE e.application_id = %s) AS edges
FROM ({case}, q.subject_id, q.acts, {missing} AS missing{source}{party}
WHERE c.application_id = %s) AS r"""


def whole_context(application_id: UUID, actor: Actor, files: Sequence[UUID] | None = None) -> list[Row]:
    """Every case of the application with its family, as :func:`case_context` gives it with `missing`, by (level, id).
    With `files` each row says in `own_files` whether all of them are uploads of the actor's own. One statement."""
    owned, params = all_own(actor, files) if files is not None else ("", [])
    text = _WHOLE.format(
        owned=f", {owned} AS own_files" if owned else "",
        case=_CASE,
        missing=MISSING,
        source=_FROM,
        party=_PARTY,
    )
    found = fetch_one(text, [*params, application_id, subjects(actor), application_id]) or {}
    rows = [_known(row) for row in found.get("cases") or []]
    for row in rows:
        plan = row["plan"]
        row |= {name: plan.get(name) for name in ("organization_name", "again", "questions", "later")}
        row |= {"family": rows, "edges": found["edges"], "own_files": found.get("own_files")}
    return rows
