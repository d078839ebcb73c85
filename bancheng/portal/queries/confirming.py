"""What another person sees who is asked to confirm: who asks, what for, and their own data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from bancheng.accounts.queries import local_day, names_of
from bancheng.accounts.queries.acting import minor_by_index
from bancheng.accounts.spec import DISCERNING
from bancheng.journeys.commands.answering import question_of
from bancheng.journeys.queries.confirmations import (
    ConfirmationRow,
    as_if_agreed,
    confirmation,
    digest_of,
    shown_to,
)
from bancheng.journeys.queries.drafts import DraftView, draft_for_confirmation
from bancheng.kernel.access import Actor
from bancheng.kernel.errors import DomainError
from bancheng.kernel.ids import uuid7
from bancheng.kernel.workdays import age
from bancheng.portal.queries.answering import said as said_answer
from bancheng.portal.queries.answering import title_of
from bancheng.portal.queries.filling import as_registered, said
from bancheng.portal.queries.finding import Page
from bancheng.portal.queries.handing_in import matters, role_name
from bancheng.ui.language import text


def _asker(view: DraftView) -> str:
    """Who asks: the one whose matter it is, and who acts where that is another."""
    names = names_of([view.owner_id, view.acting_for_id])
    whose, who = names.get(view.acting_for_id, ""), names.get(view.owner_id, "")
    return (
        whose
        if view.acting_for_id == view.owner_id
        else _("%(whose)s（%(who)s代办）") % {"whose": whose, "who": who}
    )


def to_confirm(confirmation_id: UUID, actor: Actor, now: datetime, error: DomainError | None = None) -> Page:
    """What another person is asked: who asks, what for, their own data and that of those who cannot act."""
    on = local_day(now)
    row = confirmation(confirmation_id, actor=actor, on=on)
    minor = minor_by_index(row.subject_index, on)
    view = draft_for_confirmation(row.draft_id, now=now)
    wanted = next((one for one in view.plan.confirmations if one.subject == row.role), None)
    current = digest_of(view, row.role)
    shown = shown_to(view, row.role)
    return {
        "row": row,
        "subject": f"{view.acting_for_kind}:{view.acting_for_id}",
        "elements": _elements(view, shown["values"]),
        "name": title_of(view),
        "asker": _asker(view),
        "ward": minor["name"] if minor and minor["id"] != actor.id else "",
        "discerning": bool(minor and age(minor["born_on"], on) >= DISCERNING),
        "too_young": bool(minor and minor["id"] == actor.id),
        "text": text(wanted.text) if wanted else "",
        "digest": current,
        "key": uuid7(),
        "matters": matters(as_if_agreed(view), shown["matters"]),
        "answers": _said_answers(view, shown["answers"]),
        "goes_on": wanted is not None and wanted.on_silence == "continue_without",
        "groups": _groups(view, shown["values"]),
        "state": _state(row, view, current),
        "error": error,
    }


def _elements(view: DraftView, values: Mapping[str, Any]) -> list[str]:
    """The codes of what is shown: for the log of looks."""
    fields = (view.plan.field(path) for path in values)
    return sorted({field.element for field in fields if field is not None})


def _state(row: ConfirmationRow, view: DraftView, current: str) -> str:
    """open, answered, or no longer a question: the draft is gone, or says something else than was asked."""
    if view.state != "open":
        return "over" if row.state == "asked" else row.state
    if row.digest != current:
        return "changed"
    return "open" if row.state == "asked" else row.state


def _said_answers(view: DraftView, given: Mapping[str, Any]) -> list[Page]:
    rows = []
    for question_id, answer in given.items():
        one = question_of(view.journey, question_id)
        rows.append({"label": text(one.ask), "value": said_answer(one, answer)})
    return rows


def _groups(view: DraftView, values: Mapping[str, Any]) -> list[Page]:
    """Whose data, one table each, masked."""
    groups: dict[str, list[Page]] = {}
    for path, value in values.items():
        field = view.plan.field(path)
        if field is None:
            continue
        name = role_name(view, path.rpartition(".")[0]) or _("怎么联系、怎么领取")
        shown = {"label": text(field.name), "value": said(view, field, value)}
        groups.setdefault(name, []).append(shown | {"registered": as_registered(view, field)})
    return [{"name": name, "rows": rows} for name, rows in groups.items()]
