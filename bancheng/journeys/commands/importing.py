"""拿来一件: the documents of a portable journey become one revision, to be read and published by a second person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bancheng.accounts.queries import local_day
from bancheng.accounts.spec import SessionActor
from bancheng.journeys.commands.revising import (
    REVISED_ELSEWHERE,
    REVISION_OVER,
    begin_revision,
    take_in,
    write_rulebook,
)
from bancheng.journeys.queries.revisions import document_of, revision
from bancheng.kernel.database import call
from bancheng.kernel.rulebooks import Document, standing

REVISE = "journeys.revise"


def import_journey(
    *, actor: SessionActor, revision_id: UUID, root: str, documents: Mapping[str, Document], now: datetime
) -> UUID:
    """One revision with all of them, or nothing. The page makes the revision's id: posted twice, it is made once.

    What this city has already is written over as a colleague's edit would be, with the same rights. REVISED_ELSEWHERE:
    somebody changes one of them just now; NotPermitted: one of them belongs to another organization.
    """
    with transaction.atomic():
        held = standing(local_day(now)).documents
        first = documents[root]
        made = begin_revision(
            actor=actor, revision_id=revision_id, kind=first.kind, code=first.code, now=now,
            body=None if root in held else first.body,
        )  # fmt: skip
        if made != revision_id:
            raise REVISED_ELSEWHERE(revision=str(made))
        already = revision(revision_id, actor=actor, on=local_day(now), action=REVISE).documents
        for key, document in documents.items():
            if key in held:
                _over(actor, revision_id, document, now)
            elif key not in already:
                _new(actor, revision_id, document, now)
    return made


def _over(actor: SessionActor, revision_id: UUID, document: Document, now: datetime) -> None:
    given: dict[str, Any] = {
        "actor": actor,
        "revision_id": revision_id,
        "kind": document.kind,
        "code": document.code,
        "now": now,
    }
    take_in(**given)
    view = revision(revision_id, actor=actor, on=local_day(now), action=REVISE)
    one = document_of(view, document.kind, document.code)
    write_rulebook(**given, version=one.version, body=document.body)


def _new(actor: SessionActor, revision_id: UUID, document: Document, now: datetime) -> None:
    """A document that the city has not: nobody owns it yet, so there is nobody to ask."""
    done = call(
        "journeys_write_revised_v1", revision_id=revision_id, kind=document.kind, code=document.code, version=0,
        base="", body=document.body, digest=document.digest, by=actor.id, at=now,
    )  # fmt: skip
    if done.code == "over":
        raise REVISION_OVER()
    if done.code == "moved":
        raise REVISED_ELSEWHERE(**done.facts)
