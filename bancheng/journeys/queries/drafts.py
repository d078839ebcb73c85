"""A draft as pages and commands read it: its row, its release, and the plan composed from both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.accounts.queries import local_day
from bancheng.eforms.spec import Element
from bancheng.journeys import access as _access  # noqa: F401 - declares the actions
from bancheng.journeys.compose import Known, Plan, compose, held
from bancheng.journeys.compose.applying import played
from bancheng.journeys.compose.values import confirmation_of, silent, split
from bancheng.journeys.lifecycle import DRAFT
from bancheng.journeys.queries.entries import CERTIFICATE, Entry, read
from bancheng.journeys.spec import Journey
from bancheng.kernel.access import NOT_FOUND, Actor, condition, require
from bancheng.kernel.database import fetch_all, fetch_one
from bancheng.kernel.errors import RuleBroken, define
from bancheng.kernel.rulebooks import Release, release, text
from bancheng.organizations.queries import world

_COLUMNS = """draft_id, journey, release, owner_id, acting_for_kind, acting_for_id, state, version, answers, fields,
    materials, checked, receipt, created_at, updated_at, expires_at, submitted_at,
    (SELECT jsonb_object_agg(c.role, c.state) FROM public.journeys_confirmation AS c
      WHERE c.draft_id = public.journeys_draft.draft_id AND c.state <> 'withdrawn') AS confirmations,
    (SELECT jsonb_build_object('of', r.application_id, 'nodes', jsonb_agg(r.node)) FROM public.journeys_again AS r
      WHERE r.draft_id = public.journeys_draft.draft_id GROUP BY r.application_id) AS again"""


KEPT = timedelta(days=90)
"""How long an untouched draft is kept. Personal data is not stored longer than it serves (个人信息保护法 19 条)."""
ERASED = frozenset({"discarded", "lapsed"})
DRAFT_ERASED = define(
    RuleBroken,
    "draft_erased",
    _("这份草稿{word}，里面的内容已经没有了。"),
    next_step=_("可以重新开始一份。"),
)


@dataclass(frozen=True)
class DraftView:
    """草稿 with everything that follows from it. `on` is the legal date that the plan is composed for."""

    draft_id: UUID
    journey_code: str
    digest: str
    owner_id: UUID
    acting_for_kind: str
    acting_for_id: UUID
    state: str
    version: int
    answers: Mapping[str, Any]
    entries: Mapping[str, Entry] = field(repr=False)
    materials: Mapping[str, Mapping[str, Any]]
    checked: Mapping[str, Mapping[str, Any]]
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    submitted_at: datetime | None
    on: date
    confirmations: Mapping[str, str] = field(default_factory=dict)
    """How far the confirmation of each subject (with its occurrence) is: asked, confirmed, refused, lapsed."""
    again_of: UUID | None = None
    """再办: the application of which some cases are applied for again."""
    only: frozenset[str] | None = None
    """再办: the nodes of the plan that are; None: everything that belongs."""

    @cached_property
    def release(self) -> Release:
        """The release this draft was started under (cached by digest)."""
        return release(self.digest)

    @property
    def journey(self) -> Journey:
        """The journey's rulebook in that release."""
        root = self.release.root
        assert isinstance(root, Journey)
        return root

    @cached_property
    def elements(self) -> dict[str, Element]:
        """All data elements of the release by code."""
        return {
            code: model
            for code, model in self.release.models("element").items()
            if isinstance(model, Element)
        }

    @cached_property
    def plan(self) -> Plan:
        """What has to be done, as far as the answers and values of this draft tell."""
        return plan_of(self, self.answers, self.entries)

    @property
    def applicant(self) -> str | None:
        """The role that the signed-in person plays; None while that is not answered."""
        roles = self.journey.applicant.roles
        answers = {**self.answers, **self.played}
        chosen = answers.get(self.journey.applicant.question or "")
        return roles[0] if len(roles) == 1 else chosen if chosen in roles else None

    @property
    def played(self) -> dict[str, str]:
        """The answer to “who are you” that follows from in whose name the draft is; whatever was answered before."""
        return played(self.journey, self.acting_for_kind)

    def value(self, path: str) -> Any:
        """The value at a path: stored, brought by sign-on for the role that the applicant plays, or composed."""
        entry = self.entries.get(path)
        if entry is not None:
            return entry.value
        role, _number, rest = split(path)
        if role == self.applicant and (own := self.entries.get(f"applicant.{rest}")) is not None:
            return own.value
        planned = self.plan.field(path)
        return planned.value if planned else None

    def identity_numbers(self) -> dict[str, str]:
        """Identity number by subject with occurrence, of those whose number is known."""
        found = {}
        for subject in self.plan.subjects:
            declared = self.journey.subjects.get(subject.role)
            element = declared.identified_by if declared else None
            for who in subject.occurrences if element and subject.present is not False else ():
                number = self._of_element(who, element)
                if number:
                    found[who] = str(number)
        return found

    def _of_element(self, who: str, element: str | None) -> Any:
        for path, entry in self.entries.items():
            if entry.element == element and path.rpartition(".")[0] == who:
                return entry.value
        if who == self.applicant:
            for path, entry in self.entries.items():
                if entry.element == element and path.startswith("applicant."):
                    return entry.value
        return None


def known_of(
    entries: Mapping[str, Entry], checked: Mapping[str, Mapping[str, Any]], certificates: Iterable[str]
) -> dict[str, Known]:
    """What registers, sign-on and certificates told, for compose; what the person wrote is not among it.

    A look-up that was made and gave nothing (`checked` with no answer) is known to be missing: when every register
    that might say it was asked (`source` names them all), the person is.
    """
    known: dict[str, Known] = {}
    for look in checked.values():
        source = str(look["source"])
        if look.get("failure") and not look.get("found"):
            known[silent(source)] = Known(True, source=source)
        for path in look.get("missing", ()):
            before = known.get(path)
            asked = f"{before.source},{source}" if before is not None and before.value is None else source
            known[path] = Known(None, source=asked)
        told = True if look.get("found") else None
        known |= {held(who, source): Known(told, source=source) for who in look.get("subjects", ())}
        if source == CERTIFICATE:
            numbers: Mapping[str, str] = look["held"]
            known |= {
                held(look["holder"], code): Known(numbers.get(code), source=source) for code in certificates
            }
    for path, entry in entries.items():
        if not entry.typed:
            known[path] = Known(
                entry.value,
                source=entry.source,
                at=entry.at,
                authority=entry.authority,
                query_id=entry.query_id,
            )
    return known


def called(view: DraftView, who: str) -> str:
    """What pages call a subject; where there are several, with the name that a register gives, else with a number."""
    role, number, _rest = split(who)
    declared = view.journey.subjects.get(role)
    name = text(declared.name or role) if declared else role
    if number is None:
        return name
    own = (
        str(entry.value)
        for path, entry in view.entries.items()
        if path.rpartition(".")[0] == who
        and (element := view.elements.get(entry.element)) is not None
        and element.datatype == "name"
    )
    return f"{name}{next(own, '') or number}"


def plan_of(view: DraftView, answers: Mapping[str, Any], entries: Mapping[str, Entry]) -> Plan:
    """Compose for other answers or values than the stored ones: what would change, before it is saved."""
    typed = {path: entry.value for path, entry in entries.items() if entry.typed}
    known = known_of(entries, view.checked, view.release.models("certificate-type"))
    known |= {
        confirmation_of(who): Known(said, source="confirmation") for who, said in view.confirmations.items()
    }
    return compose(
        view.release,
        {**typed, **answers, **view.played},
        known,
        view.on,
        world=world(view.on),
        only=view.only,
    )


def draft(draft_id: UUID, *, actor: Actor, now: datetime, action: str = "journeys.see_draft") -> DraftView:
    """One draft. NotFound when there is none, or it is not the actor's: the same for both. One statement.

    RuleBroken `draft_erased` for looking at one that was cleared or thrown away: nothing of it is left to show.
    """
    row = fetch_one(f"SELECT {_COLUMNS} FROM public.journeys_draft WHERE draft_id = %s", [draft_id])  # noqa: S608
    require(action, actor, row)
    assert row is not None
    if action == "journeys.see_draft" and row["state"] in ERASED:
        raise DRAFT_ERASED(word=str(DRAFT.state(row["state"]).public), state=row["state"])
    return _view(row, now)


@dataclass(frozen=True, slots=True)
class EndedDraft:
    """What is still known of a draft that is none any more: of which thing it was, and when it was last touched."""

    journey: str
    name: str
    state: str
    last_at: datetime
    """When it was last changed by a person."""


def ended_draft(draft_id: UUID, *, actor: Actor) -> EndedDraft:
    """A draft that was handed in, cleared or thrown away, for whose it was. NotFound for everybody else."""
    row = fetch_one(
        "SELECT owner_id, acting_for_kind, acting_for_id, journey, release, state, updated_at, expires_at"
        " FROM public.journeys_draft WHERE draft_id = %s",
        [draft_id],
    )
    require("journeys.see_draft", actor, row)
    assert row is not None
    root = release(row["release"]).root
    assert isinstance(root, Journey)
    name = text(root.plain_name or root.name)
    # Clearing was the last change of a row that lapsed; its time ran from the last change before.
    last = row["expires_at"] - KEPT if row["state"] == "lapsed" else row["updated_at"]
    return EndedDraft(row["journey"], name, row["state"], last)


def _view(row: Mapping[str, Any], now: datetime) -> DraftView:
    entries = {path: read(stored, row["draft_id"], path) for path, stored in row["fields"].items()}
    return DraftView(
        draft_id=row["draft_id"],
        journey_code=row["journey"],
        digest=row["release"],
        owner_id=row["owner_id"],
        acting_for_kind=row["acting_for_kind"],
        acting_for_id=row["acting_for_id"],
        state=row["state"],
        version=row["version"],
        answers={question: stored["v"] for question, stored in row["answers"].items()},
        entries=entries,
        materials=row["materials"],
        checked=row["checked"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        expires_at=row["expires_at"],
        submitted_at=row["submitted_at"],
        on=local_day(now),
        confirmations=row["confirmations"] or {},
        again_of=UUID(row["again"]["of"]) if row["again"] else None,
        only=frozenset(row["again"]["nodes"]) if row["again"] else None,
    )


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in a list."""

    draft_id: UUID
    journey: str
    release: str
    updated_at: datetime
    expires_at: datetime


def my_drafts(actor: Actor, *, journey: str | None = None, limit: int = 20) -> list[DraftLine]:
    """The actor's open drafts, newest first. One statement."""
    where, values = condition("journeys.see_draft", actor).sql()
    if journey is not None:
        where, values = f"{where} AND journey = %s", [*values, journey]
    rows = fetch_all(
        f"""SELECT draft_id, journey, release, updated_at, expires_at FROM public.journeys_draft
             WHERE {where} AND state = 'open' ORDER BY updated_at DESC LIMIT %s""",  # noqa: S608
        [*values, limit],
    )
    return [DraftLine(**row) for row in rows]


def draft_for_confirmation(draft_id: UUID, *, now: datetime) -> DraftView:
    """A draft for somebody who was asked to confirm it; the caller has checked the confirmation. NotFound."""
    row = fetch_one(f"SELECT {_COLUMNS} FROM public.journeys_draft WHERE draft_id = %s", [draft_id])  # noqa: S608
    if row is None:
        raise NOT_FOUND()
    return _view(row, now)


def owns(actor: Actor, draft_id: UUID) -> bool:
    """Whether a draft is the actor's. One statement, also when it is not."""
    where, values = condition("journeys.see_draft", actor).sql()
    row = fetch_one(
        f"SELECT EXISTS (SELECT FROM public.journeys_draft WHERE draft_id = %s AND {where}) AS yes",  # noqa: S608
        [draft_id, *values],
    )
    return bool(row and row["yes"])


def whose(draft_id: UUID) -> tuple[UUID, str] | None:
    """For whom a draft is done, and its journey: for offering a change of identity; the caller checks the right to it.
    One statement."""
    row = fetch_one(
        "SELECT acting_for_id, journey FROM public.journeys_draft WHERE draft_id = %s", [draft_id]
    )
    return (row["acting_for_id"], row["journey"]) if row else None
