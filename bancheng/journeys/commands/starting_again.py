"""再办一次: a new draft of what did not work out, filled with what was handed in before; registers are read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.cases.queries import materials as handed_in
from bancheng.cases.queries.pages import Progress
from bancheng.eforms.queries import Answer, answers_of
from bancheng.files.queries import own_files
from bancheng.journeys.commands.looking_up import look_up
from bancheng.journeys.commands.starting import start_draft
from bancheng.journeys.commands.storing import Written, change
from bancheng.journeys.queries.again import Chances, chances_of
from bancheng.journeys.queries.drafts import DraftView, draft
from bancheng.journeys.queries.entries import TYPED, Entry
from bancheng.kernel.access import Actor
from bancheng.kernel.database import call
from bancheng.kernel.errors import Conflict, NotFound, RuleBroken, define
from bancheng.kernel.ids import uuid7

NOTHING_AGAIN = define(
    RuleBroken,
    "nothing_again",
    _("这几项现在不能再办。"),
    next_step=_("看每一项后面写的原因。"),
    ask=_("有疑问请打12345。"),
)
AGAIN_TAKEN = define(
    Conflict,
    "again_taken",
    _("这一项已经在再办了。"),
    next_step=_("接着填那一份，或者看它的进度。"),
)
_GIVEN = "result:"


def start_again(
    *,
    actor: Actor,
    application_id: UUID,
    case_ids: Sequence[UUID],
    now: datetime,
    draft_id: UUID | None = None,
) -> DraftView:
    """Open a draft for these ended cases (and those that they cannot do without), under the rules in force today.

    What the person wrote comes from the immutable snapshot of the old application, results that stand from it too;
    what registers hold is read again; files are used again unless they were what had to be corrected. `draft_id` given
    by the page makes a repeated post open the same draft. NotFound for whoever may not fill the old draft; RuleBroken
    `nothing_again`; Conflict `again_taken` (with `draft_id`) when another draft does it already.
    """
    old = draft(application_id, actor=actor, now=now, action="journeys.edit_draft")
    chances = chances_of(application_id, actor, now)
    made = draft_id or uuid7()
    mine = [one for one in chances.cases if one.draft_id == made]
    chosen = chances.together([one for one in case_ids if chances.chance(one)])
    found = [one for one in chances.cases if one.case_id in chosen]
    if mine:
        return draft(made, actor=actor, now=now)
    if not found or any(one.why_not for one in found):
        raise NOTHING_AGAIN()
    cases = [{"case_id": one.case_id, "node": one.node} for one in found]
    claimed = call("journeys_again_v1", application_id=application_id, draft_id=made, cases=cases, at=now)
    if not claimed.ok:
        raise AGAIN_TAKEN(**claimed.facts)
    start_draft(actor=actor, journey=old.journey_code, now=now, answers=old.answers, draft_id=made)
    return _filled(actor, made, old, chances, now)


def _filled(actor: Actor, draft_id: UUID, old: DraftView, chances: Chances, now: datetime) -> DraftView:
    """The draft with what was written, then what registers say today, then the files; what nobody wants is left out."""
    answers = answers_of(old.draft_id)

    def take(view: DraftView) -> tuple[Written, None]:
        written = Written(view)
        again = {node.partition("@")[0] for node in view.only or ()}
        for path, answer in answers.items():
            entry = _entry(path, answer, old, again)
            if entry is not None and entry.element in view.elements and path not in view.entries:
                written.put(path, entry)
        return written, None

    change(draft_id, actor=actor, now=now, make=take)
    look_up(actor=actor, draft_id=draft_id, now=now)

    def tidy(view: DraftView) -> tuple[Written, None]:
        written = Written(view)
        wanted = {one.path for one in view.plan.fields}
        for path, entry in view.entries.items():
            if entry.typed and path not in wanted:
                del written.entries[path]
        files = _files(actor, chances.progress, view)
        written.materials = {key: {"files": own, "n": written.next} for key, own in files.items()}
        return written, None

    return change(draft_id, actor=actor, now=now, make=tidy)[0]


def _entry(path: str, answer: Answer, old: DraftView, again: set[str]) -> Entry | None:
    """A value as the new draft begins with it: what the person wrote, and what results gave that stand."""
    if answer.value in (None, ""):
        return None
    if answer.source == TYPED:
        before = old.entries.get(path)
        if before is not None and before.typed:  # with what a register said beside it
            return replace(before, value=answer.value, at=answer.at)
        return Entry(value=answer.value, element=answer.element, source=TYPED, at=answer.at, n=0)
    if answer.source.startswith(_GIVEN) and answer.source.removeprefix(_GIVEN) not in again:
        return Entry(
            value=answer.value,
            element=answer.element,
            source=answer.source,
            at=answer.at,
            n=0,
            authority=answer.authority or "",
        )
    return None


def _files(actor: Actor, progress: Progress, view: DraftView) -> dict[str, list[str]]:
    """Material of the new plan → the files of the old one that can be used again."""
    own = {one.node for one in view.plan.items}
    found: dict[tuple[str, str], list[str]] = {}
    for case in progress.cases:
        if case["node"] not in own:
            continue
        faulty = _faulty(progress, case["case_id"])
        for row in handed_in(view.again_of or view.draft_id, case["case_id"]):
            key = (row["type"], row["holder"])
            if row["files"] and f"{row['type']}@{row['holder']}" not in faulty:
                found[key] = [str(file) for file in row["files"]]
    return {
        one.key: files
        for one in view.plan.to_bring()
        if (files := found.get((one.type, one.holder))) and _readable(actor, files)
    }


def _faulty(progress: Progress, case_id: UUID) -> set[str]:
    """Materials that had to be corrected and were not: they are asked for anew."""
    asked: Mapping[str, Any] = next(
        (one for one in progress.corrections if one["case_id"] == str(case_id) and one["replies"] is None), {}
    )
    return {one["target"] for one in asked.get("entries", ()) if one["kind"] == "material"}


def _readable(actor: Actor, files: Sequence[str]) -> bool:
    try:
        own_files(actor, [UUID(one) for one in files])
    except NotFound:
        return False
    return True
