"""The one way a draft is written: read, change in memory, write if nobody wrote in between."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.journeys.lifecycle import DRAFT
from bancheng.journeys.queries.drafts import KEPT, DraftView, draft
from bancheng.journeys.queries.entries import Entry, at_version, store
from bancheng.kernel.access import NOT_FOUND, Actor
from bancheng.kernel.database import Outcome, as_json, call
from bancheng.kernel.errors import Conflict, DomainError, RuleBroken, define

_TRIES = 4

DRAFT_BUSY = define(
    Conflict,
    "draft_busy",
    _("这份草稿正在另一台设备上改，这次没有存上。"),
    next_step=_("您写的还在这一页，请再存一次。"),
    ask=_("可以打12345。"),
)
DRAFT_OVER = define(
    RuleBroken,
    "draft_over",
    _("这份草稿{word}，不能再改。"),
    next_step=_("可以看进度，或者重新开始一份。"),
)

T = TypeVar("T")
Change = Callable[[DraftView], tuple["Written", T]]


class Written:
    """What a change makes of a draft: start from the view, set what is new, `save` writes the rest unchanged."""

    def __init__(self, view: DraftView) -> None:
        self.view = view
        self.release = view.digest
        self.answers: dict[str, Any] = dict(view.answers)
        self.entries: dict[str, Entry] = dict(view.entries)
        self.materials: dict[str, Any] = dict(view.materials)
        self.checked: dict[str, Any] = dict(view.checked)
        self.confirmations: list[dict[str, Any]] | None = None
        """When somebody is taken out: what becomes of the confirmations, written in the same statement."""

    @property
    def next(self) -> int:
        """The version that this change will make."""
        return self.view.version + 1

    def put(self, path: str, entry: Entry) -> None:
        """Set one value, marked as changed now."""
        self.entries[path] = at_version(entry, self.next)

    def changed(self) -> bool:
        """Whether anything differs from what is stored."""
        view = self.view
        return (self.release, self.answers, self.entries, self.materials, self.checked) != (
            view.digest, dict(view.answers), dict(view.entries), dict(view.materials), dict(view.checked),
        )  # fmt: skip

    def view_after(self) -> DraftView:
        """The draft as it will be: for composing the plan before or after it is stored."""
        return replace(
            self.view,
            digest=self.release,
            answers=self.answers,
            entries=self.entries,
            materials=self.materials,
            checked=self.checked,
        )


def change(draft_id: UUID, *, actor: Actor, now: datetime, make: Change[T]) -> tuple[DraftView, T]:
    """Read the draft, let `make` change it, write it; if another device wrote in between, do it over on the new state.

    Every `make` must therefore decide conflicts by value (`Entry.n` against the version the page showed), not by
    the draft's version. Answers the draft as stored and what `make` answered. Conflict `draft_busy` after four tries.
    """
    for _attempt in range(_TRIES):
        view = draft(draft_id, actor=actor, now=now, action="journeys.edit_draft")
        open_or_refuse(view)
        written, answer = make(view)
        if not written.changed():
            return view, answer
        outcome = _save(written, now)
        if outcome.ok:
            return replace(written.view_after(), version=outcome.facts["version"], updated_at=now), answer
        if outcome.code == "missing":
            raise NOT_FOUND()
    raise DRAFT_BUSY()


def _save(written: Written, now: datetime) -> Outcome:
    row = _row(written, now)
    if written.confirmations is None:
        return call("journeys_save_v1", **row)
    return call("journeys_take_out_v1", **row, confirmations=as_json(written.confirmations))


def open_or_refuse(view: DraftView) -> None:
    """Refuse to change a draft that was handed in, thrown away or cleared."""
    if view.state != "open":
        raise over(view.state)


def over(state: str) -> DomainError:
    """The refusal to change a draft in this state."""
    return DRAFT_OVER(word=str(DRAFT.state(state).desk), state=state)


def _row(written: Written, now: datetime) -> Mapping[str, Any]:
    view = written.view
    after = written.view_after()
    fields = {
        path: store(entry, view.draft_id, path, after.elements) for path, entry in written.entries.items()
    }
    return {
        "draft_id": view.draft_id,
        "version": view.version,
        "release": written.release,
        "answers": {question: {"v": value} for question, value in written.answers.items()},
        "fields": fields,
        "materials": written.materials,
        "checked": written.checked,
        "at": now,
        "expires_at": now + KEPT,
    }
