"""确认: another subject's own yes or no, on their own login."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import chain, count
from typing import Literal
from uuid import UUID, uuid5

from django.utils.translation import gettext_lazy as _

from bancheng.accounts.queries import ID_NUMBER, local_day
from bancheng.accounts.queries.acting import indexes_of, minor_by_index
from bancheng.catalogue.spec import Limit
from bancheng.journeys import events
from bancheng.journeys.commands.storing import open_or_refuse
from bancheng.journeys.compose.values import split
from bancheng.journeys.queries.confirmations import (
    WITHDRAWN,
    ConfirmationRow,
    all_confirmations,
    confirmation,
    confirmations_of,
    digest_of,
    who_answers,
)
from bancheng.journeys.queries.drafts import DraftView, draft, draft_for_confirmation
from bancheng.journeys.spec import Journey
from bancheng.kernel.access import NOT_FOUND, Actor, require, system_actor
from bancheng.kernel.crypto import blind_index
from bancheng.kernel.database import Row, call, fetch_all
from bancheng.kernel.errors import Conflict, InvalidInput, RuleBroken, define
from bancheng.kernel.events import EventType, NewEvent, actor_ref
from bancheng.kernel.rulebooks import release
from bancheng.kernel.workdays import calendar, end_of_day, start_of_day

SUBJECT_UNKNOWN = define(
    InvalidInput,
    "confirmation_subject_unknown",
    _("还不知道请谁确认：缺对方的身份证号。"),
    next_step=_("先把对方的身份证号填上，再请对方确认。"),
)
CONFIRMATION_CHANGED = define(
    Conflict,
    "confirmation_changed",
    _("对方刚改过内容，您看到的不是最新的，这次没有算数。"),
    next_step=_("请再看一遍最新内容，再决定。"),
)
CONFIRMATION_OVER = define(
    RuleBroken,
    "confirmation_over",
    _("这次确认已经结束，不能再改。"),
    next_step=_("如果要改主意，请让提出的人再请您确认一次。"),
)
CONFIRMS_SELF = define(
    InvalidInput,
    "confirmation_of_oneself",
    _("要请的是对方本人，填的却是您自己的身份证号。"),
    next_step=_("把对方的身份证号改对，再请对方确认。"),
)
ASKED_ENOUGH = define(
    RuleBroken,
    "confirmation_asked_enough",
    _("同一份表最多请同一个人确认{most}次，已经请满了。"),
    next_step=_("请当面和对方说好，一起到窗口办；或者删掉这份草稿，重新开始一份。"),
    ask=_("可以打12345。"),
)
GUARDIAN_ANSWERS = define(
    RuleBroken,
    "guardian_answers",
    _("您还没满18周岁，这件事由您的父母替您回答。"),
    next_step=_("请父母用自己的身份登录，在“等您做的事”里回答。您的意见可以先告诉他们。"),
    regulation=_("民法典第十九条、第二十条、第三十五条"),
)
_NAMESPACE = UUID("5d1a64f2-6f0c-5f5e-9a55-6b1f0a1f4f10")


def confirmation_id(draft_id: UUID, role: str) -> UUID:
    """The id of a draft's first confirmation by one role: the same however often it is asked."""
    return uuid5(_NAMESPACE, f"{draft_id}:{role}")


def _unused(draft_id: UUID, role: str, rows: Mapping[str, ConfirmationRow]) -> UUID:
    """An id for a place that nobody was asked in yet. Whoever stood there before keeps theirs, wherever they stand now."""
    taken = {one.confirmation_id for one in rows.values()}
    turns = chain(
        [confirmation_id(draft_id, role)], (uuid5(_NAMESPACE, f"{draft_id}:{role}:{n}") for n in count(2))
    )
    return next(one for one in turns if one not in taken)


def _before(rows: Mapping[str, ConfirmationRow], index: str) -> int:
    """How often somebody was asked who was taken out of the form and stands on it again."""
    return sum(one.times for one in rows.values() if one.state == WITHDRAWN and one.subject_index == index)


def ask_confirmation(*, actor: Actor, draft_id: UUID, role: str, now: datetime) -> ConfirmationRow | None:
    """Ask a subject to confirm what the draft says now. Asking the same again changes nothing.

    InvalidInput `confirmation_subject_unknown`: their identity number is not known, so no login could find it;
    `confirmation_of_oneself`: nobody says yes in another's place by giving their own number for theirs. RuleBroken
    `confirmation_asked_enough`: they were asked as often as the rulebook lets (`at_most`). None when the plan needs
    no confirmation of that role.
    """
    view = draft(draft_id, actor=actor, now=now, action="journeys.edit_draft")
    open_or_refuse(view)
    wanted = next((one for one in view.plan.confirmations if one.subject == role), None)
    if wanted is None:
        return None
    number = who_answers(view, role)
    if not number:
        raise SUBJECT_UNKNOWN(role=role)
    index = blind_index(number, ID_NUMBER)
    rows = all_confirmations(draft_id)
    own = rows[role].confirmation_id if role in rows else _unused(draft_id, role, rows)
    most = wanted.at_most - _before(rows, index)
    if most < 1 and role not in rows:
        raise ASKED_ENOUGH(most=wanted.at_most)
    if index in {_index_of(actor.id), _index_of(view.acting_for_id)}:
        raise CONFIRMS_SELF(role=role)
    shown = digest_of(view, role)
    due = _due(wanted.within, now)
    event = _event(
        events.CONFIRMATION_ASKED,
        view.draft_id,
        own,
        role,
        actor,
        now,
        digest=shown,
        due=local_day(due).isoformat(),
    )
    outcome = call(
        "journeys_ask_v2",
        draft_id=draft_id,
        confirmation_id=own,
        role=role,
        subject_index=index,
        digest=shown,
        most=most,
        at=now,
        due_at=due,
        event=event,
    )
    if outcome.code == "enough":
        raise ASKED_ENOUGH(most=wanted.at_most)
    return confirmations_of(draft_id).get(role)


def answer_confirmation(
    *,
    actor: Actor,
    confirmation_id: UUID,
    answer: Literal["confirmed", "refused"],
    digest: str,
    now: datetime,
) -> ConfirmationRow:
    """Say yes or no to what was shown (`digest`). Conflict when the draft changed meanwhile; twice the same is once.

    For a minor the guardian answers, on the guardian's own login; RuleBroken `guardian_answers` when the minor does
    (民法典第十九、二十、三十五条).
    """
    on = local_day(now)
    row = confirmation(confirmation_id, actor=actor, on=on)
    if minor_by_index(row.subject_index, on) is not None and row.subject_index == _index_of(actor.id):
        raise GUARDIAN_ANSWERS()
    view: DraftView = draft_for_confirmation(row.draft_id, now=now)
    if digest_of(view, row.role) != digest:
        raise CONFIRMATION_CHANGED()
    kind = events.CONFIRMATION_CONFIRMED if answer == "confirmed" else events.CONFIRMATION_REFUSED
    outcome = call(
        "journeys_answer_v1",
        draft_id=row.draft_id,
        role=row.role,
        subject_index=row.subject_index,
        digest=digest,
        to=answer,
        person_id=actor.id,
        at=now,
        event=_event(kind, row.draft_id, row.confirmation_id, row.role, actor, now, digest=digest),
    )
    if outcome.code == "missing":
        raise NOT_FOUND()
    if outcome.code == "changed":
        raise CONFIRMATION_CHANGED()
    if outcome.code == "moved":
        raise CONFIRMATION_OVER(state=outcome.facts["state"])
    return confirmation(confirmation_id, actor=actor, on=on)


def lapse_confirmations(now: datetime, limit: int = 500) -> int:
    """End confirmations that nobody answered in time. A task; answers how many."""
    rows = fetch_all(
        """SELECT draft_id, role, confirmation_id, subject_index, digest FROM public.journeys_confirmation
            WHERE state = 'asked' AND due_at < %s ORDER BY due_at LIMIT %s""",
        [now, limit],
    )
    actor = system_actor("confirmations")
    done = [
        call(
            "journeys_answer_v1",
            draft_id=row["draft_id"], role=row["role"], subject_index=row["subject_index"], digest=row["digest"],
            to="lapsed", person_id=None, at=now,
            event=_event(
                events.CONFIRMATION_LAPSED, row["draft_id"], row["confirmation_id"], row["role"], actor, now,
                digest=row["digest"],
            ),
        )
        for row in rows
    ]  # fmt: skip
    return sum(outcome.ok for outcome in done)


_RUNNING = """
SELECT c.draft_id, c.role, c.confirmation_id, c.version, c.asked_at, c.due_at, d.release
FROM public.journeys_confirmation AS c JOIN public.journeys_draft AS d ON d.draft_id = c.draft_id
WHERE c.state = 'asked' AND c.asked_at < %s AND c.due_at >= %s AND (c.draft_id, c.role) > (%s, %s)
ORDER BY c.draft_id, c.role LIMIT %s"""


def recompute_confirmations(
    *, actor: Actor, first: date, last: date, notice: str, now: datetime, page: int = 200
) -> int:
    """按放假通知重算: open questions whose days run over `first`…`last` get the date that the calendar now says.

    `notice` is the number of the notice, for the log. Again: nothing changes. Answers how many got another date;
    NotPermitted for anybody but the program.
    """
    require("journeys.recompute", actor)
    span = (start_of_day(last + timedelta(days=1)), start_of_day(first))
    changed, after = 0, (UUID(int=0), "")
    while rows := fetch_all(_RUNNING, [*span, *after, page]):
        changed += sum(_dated_anew(row, actor, notice, now) for row in rows)
        after = (rows[-1]["draft_id"], rows[-1]["role"])
    return changed


def _dated_anew(row: Row, actor: Actor, notice: str, now: datetime) -> bool:
    journey = release(row["release"]).root
    assert isinstance(journey, Journey)
    subject = split(row["role"])[0]
    asked = next((one for one in journey.confirm if one.subject == subject), None)
    due = _due(asked.within, row["asked_at"]) if asked else row["due_at"]
    if due == row["due_at"]:
        return False
    event = _event(
        events.CONFIRMATION_RECOMPUTED, row["draft_id"], row["confirmation_id"], row["role"], actor, now,
        notice=notice, due=local_day(due).isoformat(),
    )  # fmt: skip
    return call(
        "journeys_due_v1",
        draft_id=row["draft_id"], role=row["role"], version=row["version"], due_at=due, event=event,
    ).ok  # fmt: skip


def _index_of(person: UUID | None) -> str:
    """The blind index of a person's own number; empty for whoever is no person here."""
    return indexes_of(person, date.max)[0] if person else ""


def _due(limit: Limit, now: datetime) -> datetime:
    """End of the last day of the limit; months and years run by the calendar."""
    on = local_day(now)
    if limit.unit == "wd":
        return end_of_day(calendar(on).add(on, limit.n).date)
    return end_of_day(
        on + timedelta(days=math.ceil(limit.n * {"cd": 1, "h": 1 / 24, "m": 30, "y": 365}[limit.unit]))
    )


def _event(
    kind: EventType, draft_id: UUID, own: UUID, role: str, actor: Actor, now: datetime, **payload: str
) -> dict[str, object]:
    return NewEvent(kind, draft_id, own, now, actor_ref(actor), {"role": role, **payload}).row()
