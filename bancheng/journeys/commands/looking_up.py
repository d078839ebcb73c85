"""预填: asks the departments' systems what they know, in rounds, until no answer makes a new question possible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.certificates.queries import held_by, in_force
from bancheng.exchange.commands import Lookup, Outcome, query_many
from bancheng.exchange.queries import Answer
from bancheng.exchange.spec import Resource
from bancheng.journeys.commands.storing import Change, T, Written, change, open_or_refuse
from bancheng.journeys.compose import Lookup as PlanLookup
from bancheng.journeys.compose.values import at, split
from bancheng.journeys.queries.drafts import DraftView, draft
from bancheng.journeys.queries.entries import CERTIFICATE, SIGN_ON, Entry
from bancheng.kernel.access import Actor
from bancheng.kernel.rulebooks import text

_ROUNDS = 6
NEEDS_CONSENT = _("对方的信息要本人同意才能查，请先照证件填写。")
RETRY = timedelta(seconds=60)
"""How soon a system that did not answer is asked again for the same draft."""


@dataclass(frozen=True, slots=True)
class Silent:
    """A system that did not answer: which, what the person is told, and whether they may fill in themselves."""

    resource: str
    sentence: str
    fallback: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look-up brought: paths with new or changed values, and the systems that kept silent."""

    changed: tuple[str, ...]
    silent: tuple[Silent, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """One look-up's outcome in the draft's own terms."""

    lookup: PlanLookup
    resource: Resource
    values: Mapping[str, Any]
    elements: Mapping[str, str]
    missing: tuple[str, ...]
    subjects: tuple[str, ...]
    answer: Answer | None
    failure: Silent | None

    @property
    def key(self) -> str:
        return _key(self.lookup)


def look_up(
    *,
    actor: Actor,
    draft_id: UUID,
    now: datetime,
    again: bool = False,
    keep: bool = True,
    action: str = "journeys.edit_draft",
) -> tuple[DraftView, Looked]:
    """Ask what can be asked now and put the answers into the draft with their source. Never in a GET: it is logged.

    `again` asks even what was answered before (at submission, on “再查一次”); answers younger than their resource
    allows come from the exchange's own store. `keep=False` answers the draft as it would be, and stores nothing.
    A system that is down never fails the draft: its fields become askable, as its resource declares.
    """
    view = draft(draft_id, actor=actor, now=now, action=action)
    open_or_refuse(view)

    def write(view: DraftView, make: Change[T]) -> tuple[DraftView, T]:
        if keep:
            return change(draft_id, actor=actor, now=now, make=make)
        written, answer = make(view)
        return written.view_after(), answer

    asked: set[str] = set()
    changed: list[str] = []
    silent: dict[str, Silent] = {}
    for _round in range(_ROUNDS):
        wanted = [one for one in _askable(view) if _due(view, one, asked, now, again)]
        if not wanted:
            break
        asked |= {_key(one) for one in wanted}
        found = _ask(view, [one for one in wanted if _may_ask(view, one)], actor, now)
        found += [_unasked(view, one) for one in wanted if not _may_ask(view, one)]
        view, fresh = write(view, partial(_merge, found=found, now=now))
        changed += fresh
        silent |= {one.key: one.failure for one in found if one.failure}
    view, _held = write(view, partial(_certificates, now=now))
    return view, Looked(tuple(dict.fromkeys(changed)), tuple(silent.values()))


def _askable(view: DraftView) -> Iterable[PlanLookup]:
    """What the plan wants to know, and what was asked before: it may be due again.

    A plan asks for nothing that is known, so what was asked is found in the plan of the same answers without any
    register's word.
    """
    found = {_key(one): one for one in view.plan.lookups}
    if view.checked:
        own = {path: entry for path, entry in view.entries.items() if entry.source == SIGN_ON}
        bare = replace(view, checked={}, entries=own)
        found |= {_key(one): one for one in bare.plan.lookups if _key(one) in view.checked}
    return found.values()


def _key(one: PlanLookup) -> str:
    return f"{one.resource}@{','.join(sorted(one.inputs.values()))}"


def _due(view: DraftView, one: PlanLookup, asked: set[str], now: datetime, again: bool) -> bool:
    key = _key(one)
    if key in asked or any(view.value(path) is None for path in one.inputs.values()):
        return False
    before = view.checked.get(key)
    if before is None or before.get("inputs") != _inputs_version(view, one):
        return True
    if before.get("failure"):
        return now - datetime.fromisoformat(before["at"]) >= RETRY
    return again


def _inputs_version(view: DraftView, one: PlanLookup) -> str:
    """Which inputs an answer belongs to, without keeping them: the versions at which they last changed."""
    versions = {path: entry.n for path, entry in view.entries.items()}
    return ",".join(f"{path}:{versions.get(path, 0)}" for path in sorted(one.inputs.values()))


def _ask(view: DraftView, wanted: Sequence[PlanLookup], actor: Actor, now: datetime) -> list[_Found]:
    resources = {one.resource: view.release.model("resource", one.resource) for one in wanted}
    lookups = []
    for one in wanted:
        resource = resources[one.resource]
        assert isinstance(resource, Resource)
        lookups.append(Lookup(resource, {field: view.value(path) for field, path in one.inputs.items()}))
    purpose = text(view.journey.name)
    outcomes = query_many(lookups, application_id=view.draft_id, purpose=purpose, actor=actor, now=now)
    return [_found(one, outcome) for one, outcome in zip(wanted, outcomes, strict=True)]


def _may_ask(view: DraftView, one: PlanLookup) -> bool:
    """限本人，或者经本人同意: whether a register may be asked about this person.

    Whoever signed on may ask about themselves, and about whom a register names beside them (a spouse, a child). A
    number that was merely typed opens nobody's data: what that person's registers say, they say after their own yes.
    """
    resource = view.release.model("resource", one.resource)
    assert isinstance(resource, Resource)
    return resource.sharing == "unconditional" or not any(
        is_typed_number(view, path) for path in one.inputs.values()
    )


def is_typed_number(view: DraftView, path: str) -> bool:
    """Whether an identity number stands there that only the applicant vouches for."""
    entry = view.entries.get(path)
    element = view.elements.get(entry.element) if entry else None
    return entry is not None and entry.typed and element is not None and element.datatype == "id_number"


def _unasked(view: DraftView, one: PlanLookup) -> _Found:
    """A look-up that is not made: its values are asked, as when a system is silent."""
    resource = view.release.model("resource", one.resource)
    assert isinstance(resource, Resource)
    paths = tuple(one.gives.values())
    return _Found(
        lookup=one,
        resource=resource,
        values={},
        elements={},
        missing=paths,
        subjects=tuple(dict.fromkeys(path.rpartition(".")[0] for path in paths)),
        answer=None,
        failure=Silent(resource.code, str(NEEDS_CONSENT), "ask"),
    )


def _found(one: PlanLookup, outcome: Outcome) -> _Found:
    """Bind records to paths. The n-th of many records is the n-th occurrence of the role that many records give."""
    resource = outcome.lookup.resource
    elements = {output.field: output.element for output in resource.outputs}
    values: dict[str, Any] = {}
    named: dict[str, str] = {}
    records = outcome.answer.records if outcome.answer and outcome.answer.found else ()
    for index, record in enumerate(records, start=1):
        for name, path in one.gives.items():
            if record.get(name) is not None:
                where = occurrence(path, one.occurring, index)
                values[where] = record[name]
                named[where] = elements[name]
        if resource.records == "one":
            break
    missing = _not_said(one, values, 1 if resource.records == "one" else len(records))
    failure = outcome.failure
    return _Found(
        lookup=one,
        resource=resource,
        values=values,
        elements=named,
        missing=missing,
        subjects=tuple(dict.fromkeys(path.rpartition(".")[0] for path in (*values, *one.gives.values()))),
        answer=outcome.answer,
        failure=Silent(resource.code, failure.sentence, failure.fallback) if failure else None,
    )


def _not_said(one: PlanLookup, values: Mapping[str, Any], many: int) -> tuple[str, ...]:
    """What no record says, each for its own occurrence: a second account may lack what the first one has."""
    paths = (
        occurrence(path, one.occurring, n) for n in range(1, max(many, 1) + 1) for path in one.gives.values()
    )
    return tuple(dict.fromkeys(path for path in paths if path not in values))


def occurrence(path: str, occurring: str | None, index: int) -> str:
    """`child[1].sex` of the second record → `child[2].sex`, for the subject whose occurrences the records are."""
    role, _first, rest = split(path)
    return f"{at(role, index)}.{rest}" if role == occurring else path


def _merge(view: DraftView, found: Sequence[_Found], now: datetime) -> tuple[Written, list[str]]:
    written = Written(view)
    changed: list[str] = []
    for one in found:
        before = view.checked.get(one.key, {})
        inputs = _inputs_version(view, one.lookup)
        if one.answer is not None or before.get("inputs", inputs) != inputs:
            changed += _forget(written, one)
        written.checked[one.key] = _checked(one, before, inputs, now)
        if one.answer is not None:
            changed += [path for path, value in one.values.items() if _put(written, one, path, value)]
    return written, changed


def _checked(one: _Found, before: Mapping[str, Any], inputs: str, now: datetime) -> dict[str, Any]:
    """What is remembered of a look-up. While a system is silent, what it said about the same inputs still holds."""
    told = {"found": bool(one.values), "missing": list(one.missing), "subjects": list(one.subjects)}
    if one.failure and before.get("inputs") == inputs:
        told = {name: before[name] for name in told}
    return {
        **told,
        "source": one.resource.code,
        "at": (one.answer.at if one.answer else now).astimezone(UTC).isoformat(),
        "failure": one.failure.sentence if one.failure else "",
        "fallback": one.failure.fallback if one.failure else "",
        "inputs": inputs,
    }


def _forget(written: Written, one: _Found) -> list[str]:
    """Take out what this register said before and does not say any more."""
    gone = [
        path
        for path in one.missing
        if (old := written.entries.get(path)) is not None and old.source == one.resource.code
    ]
    for path in gone:
        del written.entries[path]
    return gone


def _put(written: Written, one: _Found, path: str, value: Any) -> bool:
    """Set a looked-up value. What the person wrote stays theirs; if it differs, the register's value stands beside it."""
    answer = one.answer
    assert answer is not None
    fresh = Entry(
        value=value,
        element=one.elements[path],
        source=one.resource.code,
        at=answer.at.astimezone(UTC),
        n=0,
        authority=answer.authority,
        query_id=str(answer.query_id),
    )
    old = written.entries.get(path)
    if old is None:
        written.put(path, fresh)
        return True
    said_by = old.registered_source if old.typed else old.source
    if said_by not in ("", fresh.source) and not _is_authority(written, fresh):
        return False
    if old.typed and old.value != value:
        beside = replace(
            old,
            registered=value,
            registered_source=fresh.source,
            authority=fresh.authority,
            query_id=fresh.query_id,
        )
        if beside != old:
            written.put(path, beside)
        return False
    if (old.value, old.source) != (value, fresh.source):
        written.put(path, fresh)
        return True
    written.entries[path] = replace(fresh, n=old.n)
    return False


def _is_authority(written: Written, fresh: Entry) -> bool:
    """数源: two registers may hold one datum; the word of the one that answers for it counts, whoever spoke first."""
    element = written.view.elements.get(fresh.element)
    authority = element.authority if element else None
    return authority is not None and authority.resource == fresh.source


def _certificates(view: DraftView, now: datetime) -> tuple[Written, None]:
    """Which certificates the subjects already hold (免带免交), found by identity number."""
    written = Written(view)
    for holder, number in view.identity_numbers().items():
        # Whether somebody whose number was merely typed holds a certificate is nobody's business.
        typed = any(is_typed_number(view, path) for path in view.entries if path.rpartition(".")[0] == holder)
        held = [] if typed else in_force(held_by(numbers=[number]), view.on)
        written.checked[f"certificates@{holder}"] = {
            "source": CERTIFICATE,
            "at": view.checked.get(f"certificates@{holder}", {}).get("at", now.isoformat()),
            "holder": holder,
            "held": {one["type"]: one["identifier"] for one in reversed(held)},
        }
    return written, None
