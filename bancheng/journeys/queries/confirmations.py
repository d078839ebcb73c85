"""Who still has to agree, and what the other person sees when they are asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.accounts.queries.acting import indexes_of
from bancheng.eforms.forms import birth_date
from bancheng.journeys.queries.drafts import DraftView
from bancheng.kernel.access import Actor, PlainActor, condition, may
from bancheng.kernel.canonical import digest
from bancheng.kernel.database import fetch_all, fetch_one
from bancheng.kernel.errors import NotFound, define
from bancheng.kernel.workdays import age

_COLUMNS = (
    "confirmation_id, draft_id, role, subject_index, person_id, state, digest, asked_at, due_at, decided_at, version,"
    " times"
)

_OF_AGE = 18
WITHDRAWN = "withdrawn"
"""Its state once the person was taken out of the form: it is nobody's question any more."""
NOT_ASKED = define(
    NotFound,
    "confirmation_not_asked",
    _("这里没有请您确认的事。"),
    next_step=_(
        "请谁确认，就由谁用自己的账号登录打开。您收到了消息却打不开，看看登录的是不是自己的账号；也可能已经不用确认了。"
    ),
)


@dataclass(frozen=True, slots=True)
class ConfirmationRow:
    """确认: its state and what it was asked about (`digest`)."""

    confirmation_id: UUID
    draft_id: UUID
    role: str
    subject_index: str
    person_id: UUID | None
    state: str
    digest: str
    asked_at: datetime
    due_at: datetime
    decided_at: datetime | None
    version: int
    times: int = 1


def indexed(actor: Actor, on: date | None = None) -> Actor:
    """The actor with the blind indexes that confirmations meet people on: their own number, on whatever day; and on a
    given day those of the minors whose guardian they are. For whom else they act now makes no difference: a yes is
    one's own. One statement."""
    if actor.kind != "person" or actor.id is None:
        return actor
    own, wards = indexes_of(actor.id, on or date.max)
    if not own:
        return actor
    scopes = {f"index:{one}" for one in (own, *wards)}
    return PlainActor("person", actor.id, actor.scopes | scopes, getattr(actor, "name", ""))


def confirmations_of(draft_id: UUID) -> dict[str, ConfirmationRow]:
    """The confirmations of a draft by role, without those of people who were taken out of it. One statement; the caller
    may see the draft."""
    return {role: row for role, row in all_confirmations(draft_id).items() if row.state != WITHDRAWN}


def all_confirmations(draft_id: UUID) -> dict[str, ConfirmationRow]:
    """Every confirmation that a draft ever asked for, also of people who were taken out of it. One statement."""
    rows = fetch_all(
        f"SELECT {_COLUMNS} FROM public.journeys_confirmation WHERE draft_id = %s",  # noqa: S608
        [draft_id],
    )
    return {row["role"]: ConfirmationRow(**row) for row in rows}


def confirmation(confirmation_id: UUID, *, actor: Actor, on: date | None = None) -> ConfirmationRow:
    """One confirmation asked of the actor, or of a minor whose guardian the actor is on that day. NotFound
    `confirmation_not_asked` for anybody else's, the same as for one that never was."""
    row = fetch_one(
        f"SELECT {_COLUMNS} FROM public.journeys_confirmation WHERE confirmation_id = %s",  # noqa: S608
        [confirmation_id],
    )
    if (
        row is None
        or row["state"] == WITHDRAWN
        or not may("journeys.answer_confirmation", indexed(actor, on), row)
    ):
        raise NOT_ASKED()
    return ConfirmationRow(**row)


def asked_of(actor: Actor, *, limit: int = 20, on: date | None = None) -> list[ConfirmationRow]:
    """What others ask this person to confirm, for themself or (on a given day) for a minor, still open, earliest due
    first."""
    where, values = condition("journeys.answer_confirmation", indexed(actor, on)).sql()
    rows = fetch_all(
        f"""SELECT {_COLUMNS} FROM public.journeys_confirmation
             WHERE {where} AND state = 'asked' ORDER BY due_at LIMIT %s""",  # noqa: S608
        [*values, limit],
    )
    return [ConfirmationRow(**row) for row in rows]


def who_answers(view: DraftView, role: str) -> str:
    """The identity number of whoever answers for a subject: a guardian whom a register names, else themself; or ''."""
    declared = next((one for one in view.journey.confirm if one.subject == role.partition("[")[0]), None)
    instead = declared.answered_by if declared else None
    entry = view.entries.get(f"{role}.{instead.partition('.')[2]}") if instead else None
    if entry is not None and entry.value and not entry.typed:
        return str(entry.value)
    number = view.identity_numbers().get(role, "")
    objected = (one for path, one in view.entries.items() if path.rpartition(".")[0] == role and one.objected)
    # Whom a register names is asked: writing another number over it does not choose who says yes.
    return next((str(one.registered) for one in objected if one.value == number), number)


def asks_a_minor(view: DraftView, role: str) -> bool:
    """Whether the number of whoever answers is that of somebody under eighteen: the parents answer then, on their own login
    (民法典第十七条至第二十条). The number tells the day of birth to whoever wrote it; nobody is looked up."""
    try:
        return age(birth_date(who_answers(view, role)), view.on) < _OF_AGE
    except ValueError:
        return False


def shown_to(view: DraftView, role: str) -> dict[str, Any]:
    """What a subject (with its occurrence: `heir[2]`) is asked to agree to: the matters that their yes is for, the
    answers, their own data and the data of those who cannot act for themselves. Other people's data is not shown."""
    plan = as_if_agreed(view).plan
    asked = next((one for one in plan.confirmations if one.subject == role), None)
    codes = set(asked.items) if asked else set()
    able = {
        who
        for subject in plan.subjects
        for who in subject.occurrences
        if subject.numbered
        and subject.kind != "thing"
        and who != role
        and not _is_passive(view, subject.role)
    }
    values = {
        one.path: one.value
        for one in plan.fields
        if one.value is not None
        and one.path.rpartition(".")[0] not in able
        and (not codes or codes & set(one.needed_by))
    }
    answers = {one.question: one.answer for one in plan.answered} if not codes else {}
    matters = [item.node for item in plan.items if not codes or item.code in codes]
    return {"matters": matters, "answers": answers, "values": values}


def _is_passive(view: DraftView, role: str) -> bool:
    declared = view.journey.subjects.get(role)
    return declared is not None and declared.passive


def as_if_agreed(view: DraftView) -> DraftView:
    """The draft as if nobody had said no: what one is asked does not depend on what another has answered."""
    return replace(view, confirmations={}) if view.confirmations else view


def digest_of(view: DraftView, role: str) -> str:
    """The digest of what a subject is shown: if it changes, an earlier yes no longer counts."""
    return digest({"release": view.digest, "role": role, "shown": _plain(shown_to(view, role))})


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(
            str(each) for each in value
        )  # no order of its own: another process must digest the same
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, bool | int) else str(value)
