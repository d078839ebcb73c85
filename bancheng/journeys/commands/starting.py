"""Starting a draft, throwing it away, moving it to newer rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from bancheng.accounts.queries import local_day
from bancheng.accounts.spec import subject_of
from bancheng.eforms.spec import Element
from bancheng.journeys.commands.once import already
from bancheng.journeys.commands.representing import facts_of, fits
from bancheng.journeys.commands.storing import Written, change, over
from bancheng.journeys.compose.applying import played, values_of
from bancheng.journeys.queries.drafts import KEPT, DraftView, draft
from bancheng.journeys.queries.ended import insist_on_going_on
from bancheng.journeys.queries.entries import SIGN_ON, Entry, store
from bancheng.journeys.queries.once import held_by_another
from bancheng.journeys.queries.several import marks
from bancheng.journeys.spec import Journey
from bancheng.kernel.access import NOT_FOUND, Actor, require
from bancheng.kernel.database import as_json, call, execute, fetch_all
from bancheng.kernel.ids import uuid7
from bancheng.kernel.rulebooks import Change, Release, changes, current


def start_draft(
    *,
    actor: Actor,
    journey: str,
    now: datetime,
    answers: Mapping[str, Any] | None = None,
    draft_id: UUID | None = None,
) -> DraftView:
    """Open a draft under the rules in force today. What sign-on verified is put in at once, with its source.

    `draft_id` given by the page makes a repeated post open the same draft. NotFound: the journey is not published.
    RuleBroken `already_applied`: it may not run twice, and one is on its way. RuleBroken `wrong_acting_for`:
    it is for enterprises, and a person acts, or the other way round.
    """
    kind, subject = subject_of(actor)
    require("journeys.start", actor, {"acting_for_id": subject, "journey": journey})
    assert actor.id is not None
    made = draft_id or uuid7()
    in_force = current("journey", journey, local_day(now))
    insist_on_going_on(in_force, local_day(now))
    fits(in_force.root, kind)
    assert isinstance(in_force.root, Journey)
    answers = {**(answers or {}), **played(in_force.root, kind)}
    entries = _verified(in_force, actor, now)
    elements = {
        code: model for code, model in in_force.models("element").items() if isinstance(model, Element)
    }
    execute(
        """INSERT INTO public.journeys_draft (draft_id, journey, release, owner_id, acting_for_kind, acting_for_id,
               state, version, answers, fields, materials, checked, receipt, created_at, updated_at, expires_at)
           VALUES (%s, %s, %s, %s, %s, %s, 'open', 1, %s, %s, '{}', '{}', '', %s, %s, %s)
           ON CONFLICT DO NOTHING""",
        [
            made, journey, in_force.digest, actor.id, kind, subject,
            as_json({question: {"v": value} for question, value in answers.items()}),
            as_json({path: store(entry, made, path, elements) for path, entry in entries.items()}),
            now, now, now + KEPT,
        ],
    )  # fmt: skip
    view = draft(made, actor=actor, now=now)
    fresh = view.state == "open" and view.version == 1  # what was typed into already is not thrown away
    held = held_by_another(view, now) if fresh else None
    if held is not None:
        call("journeys_end_draft_v1", draft_id=made, owner_id=view.owner_id, to="discarded", at=now)
        raise already(actor, held.line)
    return view


def _verified(release: Release, actor: Actor, now: datetime) -> dict[str, Entry]:
    """What is known of the one in whose name it is done, for the `applicant.<name>` values that the journey wants."""
    journey = release.root
    assert isinstance(journey, Journey)
    known = facts_of(actor)
    entries = {}
    for path, element in values_of(journey, subject_of(actor)[0]).items():
        value = known.get(path.partition(".")[2])
        if value:
            entries[path] = Entry(value=value, element=element, source=SIGN_ON, at=now, n=1)
    return entries


def discard_draft(*, actor: Actor, draft_id: UUID, now: datetime) -> None:
    """Throw a draft away: what was in it is erased, the row stays with its end. Again: nothing happens."""
    view = draft(draft_id, actor=actor, now=now, action="journeys.edit_draft")
    outcome = call("journeys_end_draft_v1", draft_id=draft_id, owner_id=view.owner_id, to="discarded", at=now)
    if outcome.code == "missing":
        raise NOT_FOUND()
    if not outcome.ok and outcome.facts["state"] != "discarded":
        raise over(outcome.facts["state"])


def lapse_drafts(now: datetime, limit: int = 500) -> int:
    """Clear drafts that nobody touched until they expired. A task; answers how many."""
    rows = fetch_all(
        """SELECT draft_id, owner_id FROM public.journeys_draft
            WHERE state = 'open' AND expires_at <= %s ORDER BY expires_at LIMIT %s""",
        [now, limit],
    )
    done = [
        call("journeys_end_draft_v1", draft_id=row["draft_id"], owner_id=row["owner_id"], to="lapsed", at=now)
        for row in rows
    ]
    return sum(outcome.ok for outcome in done)


def newer_release(view: DraftView) -> tuple[Release, list[Change]] | None:
    """The release in force today when the draft was started under another one, with what changed; else None."""
    in_force = current("journey", view.journey_code, view.on)
    if in_force.digest == view.digest:
        return None
    return in_force, changes(view.release, in_force)


def adopt_release(*, actor: Actor, draft_id: UUID, now: datetime) -> DraftView:
    """Move a draft to the rules in force today. Everything typed stays; values that nothing asks any more stay too,
    unused, until the draft ends, so going back loses nothing."""

    def make(view: DraftView) -> tuple[Written, None]:
        written = Written(view)
        newer = newer_release(view)
        if newer is not None:
            written.release = newer[0].digest
            written.checked = dict(marks(written.checked))
            for path, entry in _verified(newer[0], actor, now).items():
                if path not in written.entries:
                    written.put(path, entry)
        return written, None

    stored, _nothing = change(draft_id, actor=actor, now=now, make=make)
    return replace(stored)
