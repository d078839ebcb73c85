"""去掉一个人: one of several leaves the form; who stood behind moves up with everything that is theirs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.files.commands import remove
from bancheng.journeys import events
from bancheng.journeys.commands.answering import effect_of
from bancheng.journeys.commands.storing import Written, change
from bancheng.journeys.compose.values import at, split
from bancheng.journeys.queries.confirmations import (
    ConfirmationRow,
    confirmations_of,
    digest_of,
    shown_to,
)
from bancheng.journeys.queries.drafts import DraftView, draft
from bancheng.journeys.queries.entries import CERTIFICATE, at_version
from bancheng.journeys.queries.several import TAKEN_OUT, holder_of, mark, removable, seen_of
from bancheng.kernel.access import NOT_FOUND, Actor
from bancheng.kernel.errors import Conflict, NotFound, RuleBroken, define
from bancheng.kernel.events import NewEvent, actor_ref

PERSON_CHANGED = define(
    Conflict,
    "person_changed",
    _("这一位的内容刚在另一台设备上改过，这次没有去掉。"),
    next_step=_("下面是最新的。看清楚是谁，再决定。"),
)
Rename = Callable[[str], str | None]
"""A subject with its number as it is called afterwards; None for whoever is gone."""


def take_out(*, actor: Actor, draft_id: UUID, who: str, seen: str, now: datetime) -> DraftView:
    """Take one of several out of an open draft (`who`: `child[2]`), if more stay than the rulebook's least.

    What others wrote, handed in and agreed to moves up with them; what was theirs is thrown away, and their confirmation
    ends. `seen` is what the page showed that asked (`queries.several.seen_of`): Conflict `person_changed` when it is
    not so any more; the same once more changes nothing. NotFound for whoever cannot be taken out.
    """
    gone: list[str] = []

    def make(view: DraftView) -> tuple[Written, None]:
        role, number, rest = split(who)
        if view.checked.get(mark(role), {}).get("seen") == seen:
            return Written(view), None  # pressed twice
        if rest or number is None or number not in removable(view).get(role, ()):
            raise NOT_FOUND()
        if seen_of(view, who) != seen:
            raise PERSON_CHANGED(who=who)
        gone[:] = [
            one
            for key, row in view.materials.items()
            if holder_of(key) == who
            for one in row.get("files", ())
        ]
        return _without(view, role, number, seen, actor, now), None

    change(draft_id, actor=actor, now=now, make=make)
    view = draft(draft_id, actor=actor, now=now)
    for file_id in set(gone) - {one for row in view.materials.values() for one in row.get("files", ())}:
        with suppress(RuleBroken, NotFound):  # handed in with an earlier application: it stays there
            remove(actor=actor, file_id=UUID(file_id), now=now)
    return view


def _without(view: DraftView, role: str, number: int, seen: str, actor: Actor, now: datetime) -> Written:
    rename = _moving_up(role, number)
    written = Written(view)
    question = view.journey.subjects[role].count
    assert question is not None  # whoever can be taken out is counted by a question
    left = view.answers[question] - 1
    dropped = effect_of(view, question, left).dropped
    written.answers = {key: one for key, one in view.answers.items() if key not in dropped} | {question: left}
    written.entries = {
        new: one if new == path else at_version(one, written.next)
        for path, one in view.entries.items()
        if (new := _path(path, rename)) is not None
    }
    written.materials = {
        new: row if new == key else {**row, "n": written.next}
        for key, row in view.materials.items()
        if (new := _holder(key, rename)) is not None
    }
    written.checked = _looks(view, role, rename, written.next)
    written.checked[mark(role)] = {
        "source": TAKEN_OUT, "at": now.isoformat(), "from": number, "n": written.next, "seen": seen,
    }  # fmt: skip
    written.confirmations = _confirmations(view, written.view_after(), role, number, actor, now)
    return written


def _moving_up(role: str, number: int) -> Rename:
    def rename(who: str) -> str | None:
        own, place, _rest = split(who)
        if own != role or place is None or place < number:
            return who
        return None if place == number else at(role, place - 1)

    return rename


def _path(path: str, rename: Rename) -> str | None:
    who, dot, rest = path.rpartition(".")
    new = rename(who)
    return None if new is None else f"{new}{dot}{rest}"


def _holder(material: str, rename: Rename) -> str | None:
    kind, _at, rest = material.partition("@")
    new = rename(holder_of(material))
    return None if new is None else f"{kind}@{new}:{rest.rpartition(':')[2]}"


def _looks(view: DraftView, role: str, rename: Rename, n: int) -> dict[str, Any]:
    """What was asked of whom, under the new numbers. What a register said of how many there are stays as it was said:
    whom it names is not taken out."""
    listing = view.journey.subjects[role].listed_by
    found: dict[str, Any] = {}
    for key, look in view.checked.items():
        if look["source"] in {listing, TAKEN_OUT}:
            found[key] = look
            continue
        moved = _held(look, rename) if look["source"] == CERTIFICATE else _asked(key, look, rename, n)
        if moved is not None:
            found[moved[0]] = moved[1]
    return found


def _held(look: Mapping[str, Any], rename: Rename) -> tuple[str, dict[str, Any]] | None:
    holder = rename(look["holder"])
    return None if holder is None else (f"certificates@{holder}", {**look, "holder": holder})


def _asked(key: str, look: Mapping[str, Any], rename: Rename, n: int) -> tuple[str, dict[str, Any]] | None:
    """`resource@path,path` with the versions of its inputs: nobody is asked again because their number changed."""
    resource, _at, given = key.partition("@")
    paths = {old: _path(old, rename) for old in given.split(",")} if given else {}
    if None in paths.values():
        return None
    versions = dict(one.rpartition(":")[::2] for one in look.get("inputs", "").split(",") if one)
    inputs = {paths.get(old) or old: v if paths.get(old) == old else str(n) for old, v in versions.items()}
    told = {
        "inputs": ",".join(f"{path}:{inputs[path]}" for path in sorted(inputs)),
        "missing": [new for old in look.get("missing", ()) if (new := _path(old, rename)) is not None],
        "subjects": [new for old in look.get("subjects", ()) if (new := rename(old)) is not None],
    }
    return f"{resource}@{','.join(sorted(str(one) for one in paths.values()))}", {**look, **told}


# 确认 -------------------------------------------------------------------------------------------------------


def _confirmations(
    view: DraftView, after: DraftView, role: str, number: int, actor: Actor, now: datetime
) -> list[dict[str, Any]]:
    """What becomes of the confirmations, first of whoever is gone, then of those behind in their order."""
    rows = confirmations_of(view.draft_id)
    theirs = sorted((split(who)[1] or 0, who) for who in rows if split(who)[0] == role)
    return [
        _moved(view, after, rows[who], place == number, actor, now)
        for place, who in theirs
        if place >= number
    ]


def _moved(
    view: DraftView, after: DraftView, row: ConfirmationRow, gone: bool, actor: Actor, now: datetime
) -> dict[str, Any]:
    role, number, _rest = split(row.role)
    new = f"withdrawn:{row.confirmation_id}" if gone else at(role, (number or 1) - 1)
    digest = row.digest if gone else _digest(view, after, row, new)
    kind = events.CONFIRMATION_WITHDRAWN if gone else events.CONFIRMATION_RENUMBERED
    payload = {"role": row.role} if gone else {"role": new, "was": row.role, "digest": digest}
    event = NewEvent(kind, row.draft_id, row.confirmation_id, now, actor_ref(actor), payload)
    return {
        "confirmation_id": str(row.confirmation_id),
        "role": new,
        "digest": digest,
        "withdrawn": gone,
        "event": event.row(),
    }


def _digest(view: DraftView, after: DraftView, row: ConfirmationRow, new: str) -> str:
    """A yes moves up with whoever gave it, if what they were shown is the same but for the numbers; else it counts no
    more, as after any change of the content."""
    if row.digest != digest_of(view, row.role):
        return row.digest
    same = _numberless(shown_to(view, row.role), row.role) == _numberless(shown_to(after, new), new)
    return digest_of(after, new) if same else row.digest


def _numberless(shown: Mapping[str, Any], who: str) -> Any:
    """What one was shown, with oneself called by one's role alone."""
    role = split(who)[0]
    own = re.compile(rf"\b{re.escape(role)}\[{split(who)[1]}\]")
    values = {own.sub(role, path): str(value) for path, value in shown["values"].items()}
    return [sorted(own.sub(role, node) for node in shown["matters"]), str(shown["answers"]), values]
