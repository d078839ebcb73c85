"""Questions about work in progress on rulebooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from bancheng.accounts.queries import names_of
from bancheng.journeys import authoring
from bancheng.journeys.checks import Finding
from bancheng.journeys.lifecycle import REVISION
from bancheng.kernel.access import NOT_FOUND, Actor, condition, require
from bancheng.kernel.database import Row, fetch_all
from bancheng.kernel.lifecycle import State
from bancheng.kernel.rulebooks import (
    CheckFailed,
    Document,
    Release,
    Standing,
    compose_release,
    standing,
    stored,
)
from bancheng.organizations.queries import world
from bancheng.organizations.spec import World

SEE = "journeys.see_revision"
LISTED = 100
"""How many revisions a list shows: the latest."""


@dataclass(frozen=True, slots=True)
class RevisedView:
    """One document as a revision wants it."""

    kind: str
    code: str
    base: str
    body: dict[str, Any]
    digest: str
    version: int
    edited_by: UUID
    edited_at: datetime

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.code}"


@dataclass(frozen=True)
class RevisionView:
    """A revision with its documents, and what is in force beneath it on a day."""

    row: Mapping[str, Any]
    documents: Mapping[str, RevisedView]
    names: Mapping[UUID, str]
    standing: Standing
    world: World

    @property
    def revision_id(self) -> UUID:
        found: UUID = self.row["revision_id"]
        return found

    @property
    def state(self) -> State:
        return REVISION.state(self.row["state"])

    @property
    def editable(self) -> bool:
        """Whether documents may be written now."""
        return self.row["state"] in ("open", "returned")

    @property
    def content(self) -> dict[str, str]:
        """`kind/code` → digest: what is handed in, read and published."""
        return {key: one.digest for key, one in self.documents.items()}

    @cached_property
    def revised(self) -> dict[str, Document]:
        """The documents as rulebooks read them."""
        return {key: Document(one.kind, one.code, one.body) for key, one in self.documents.items()}

    @cached_property
    def whole(self) -> dict[str, Document]:
        """What would be in force with the changes."""
        return authoring.with_changes(self.standing.documents, self.revised)

    @cached_property
    def findings(self) -> list[Finding]:
        """What keeps it from being published, in the changed documents first."""
        return authoring.findings(self.standing.documents, self.revised, self.world)

    @cached_property
    def advice(self) -> list[Finding]:
        """What could be better in the changed documents; it may be published all the same."""
        return authoring.advised(self.standing.documents, self.revised, self.world)

    @cached_property
    def outdated(self) -> list[str]:
        """Documents of which another version was published since their change began."""
        now = self.standing.documents
        return [
            key for key, one in self.documents.items() if one.base != (now[key].digest if key in now else "")
        ]

    def release(self, code: str, *, changed: bool) -> Release | None:
        """A journey's release with or without the changes; None while it cannot be put together."""
        documents = self.whole if changed else self.standing.documents
        try:
            return compose_release(documents, "journey", code)
        except CheckFailed:
            return None

    def who(self, person: UUID | None) -> str:
        """The name of somebody who acted on it."""
        return self.names.get(person, "") if person else ""


def revision(revision_id: UUID, *, actor: Actor, on: date, action: str = SEE) -> RevisionView:
    """A revision as the actor may see it, on a day. NotFound when there is none, or none for them. Four statements."""
    rows = fetch_all("SELECT * FROM public.journeys_revision WHERE revision_id = %s", [revision_id])
    require(action, actor, rows[0] if rows else None)
    documents = fetch_all(
        "SELECT kind, code, base, body, digest, version, edited_by, edited_at FROM public.journeys_revised"
        " WHERE revision_id = %s ORDER BY kind, code",
        [revision_id],
    )
    held = [RevisedView(**row) for row in documents]
    who = {*rows[0]["editors"], rows[0]["submitted_by"], rows[0]["decided_by"]} - {None}
    return RevisionView(
        rows[0], {one.key: one for one in held}, names_of(sorted(who, key=str)), standing(on), world(on)
    )


def document_of(view: RevisionView, kind: str, code: str) -> RevisedView:
    """A document of a revision. NotFound."""
    found = view.documents.get(f"{kind}/{code}")
    if found is None:
        raise NOT_FOUND()
    return found


def base_of(view: RevisionView, one: RevisedView) -> Document | None:
    """The version that a change began from, also when another one has been published since; None for a new document."""
    held = view.standing.documents.get(one.key)
    if held is not None and held.digest == one.base:
        return held
    found = (row for row in stored(one.kind, one.code) if row["digest"] == one.base)
    return next((Document(one.kind, one.code, dict(row["body"])) for row in found), None)


def revisions(actor: Actor, states: Sequence[str] = ("open", "submitted", "returned")) -> list[Row]:
    """The revisions that an actor may see, the latest first, each with the names of its documents. One statement."""
    rule, values = condition(SEE, actor).sql({"organization_id": "r.organization_id"})
    return fetch_all(
        "SELECT r.revision_id, r.title, r.state, r.organization, r.begun_at, r.submitted_at, r.decided_at, r.note,"  # noqa: S608 - an access rule's own text
        " r.effective_from, r.editors, r.submitted_by,"
        " (SELECT array_agg(d.kind || '/' || d.code ORDER BY d.kind, d.code) FROM public.journeys_revised AS d"
        "   WHERE d.revision_id = r.revision_id) AS documents"
        f" FROM public.journeys_revision AS r WHERE r.state = ANY(%s) AND {rule}"
        " ORDER BY r.begun_at DESC, r.revision_id LIMIT %s",
        [list(states), *values, LISTED],
    )


def being_revised() -> dict[str, UUID]:
    """`kind/code` → the living revision that holds it. One statement."""
    rows = fetch_all("SELECT kind, code, revision_id FROM public.journeys_revised WHERE live")
    return {f"{row['kind']}/{row['code']}": row["revision_id"] for row in rows}
