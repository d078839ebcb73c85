"""Telling people what happened: events of drafts and cases become messages. Called at least once; each tells once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone

from bancheng.accounts.queries.acting import rights_for, telephones_of
from bancheng.cases.lifecycle import CASE
from bancheng.cases.queries.telling import told_of
from bancheng.cases.spec import FOREVER
from bancheng.catalogue.spec import Item
from bancheng.journeys.commands.parting import hear_of_death
from bancheng.journeys.queries.telling import asked_person
from bancheng.journeys.spec import Journey
from bancheng.kernel.database import Row
from bancheng.kernel.events import Event
from bancheng.kernel.outbox import subscriber
from bancheng.kernel.recording import recorded as _
from bancheng.kernel.rulebooks import release, text
from bancheng.kernel.workdays import local_day
from bancheng.notifications.commands import tell
from bancheng.notifications.spec import Told

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Telling:
    """What an event tells: the kind of message, where it leads, and the values beside name and receipt."""

    kind: str
    url_name: str
    values: Callable[[Row, Event], Values]
    of_case: bool = False


def _nothing(row: Row, event: Event) -> Values:
    return {}


def _whole_due(row: Row, event: Event) -> Values:
    return {"due": day_words(row["due_at"])}


def _case_due(row: Row, event: Event) -> Values:
    return {"due": day_words(row["case_due_at"]), "count": row["entries"] or 1}


def _outcome(row: Row, event: Event) -> Values:
    return {"outcome": str(CASE.state(str(event.payload["to"])).public)}


def _moved(row: Row, event: Event) -> Values:
    was, due = (str(event.payload[name]) for name in ("was", "due"))
    return {"was": _iso_words(was), "due": _iso_words(due)}


def _owed(row: Row, event: Event) -> Values:
    return {"due": day_words(row["deferred_to"])}


_DECIDED = _Telling("decided", "progress", _outcome)
TELLING: Mapping[str, _Telling] = {
    "application_submitted": _Telling("submitted", "progress", _whole_due),
    "application_delivered": _Telling("delivered", "progress", _nothing),
    "application_ended": _Telling("ended", "progress", _nothing),
    "application_due_recomputed": _Telling("date_moved", "progress", _moved),
    "case_correction_requested": _Telling(
        "correction_requested", "answer_correction", _case_due, of_case=True
    ),
    "case_accepted_by_silence": _Telling("accepted_by_silence", "progress", _nothing),
    "case_approved": _DECIDED,
    "case_refused": _DECIDED,
    "case_not_accepted": _DECIDED,
    "case_question_asked": _Telling("question_asked", "answer_prerequisite", _case_due, of_case=True),
    "case_deferral_reminded": _Telling("deferral_due_soon", "bring_later", _owed),
    "case_offer_asked": _Telling("offer_asked", "answer_offer", _case_due, of_case=True),
}
"""Event → what it tells the applicant."""

_PROMISED = _Telling("deferral_promised", "bring_later", _owed)
"""Beside what handing in tells, for whoever left something for later."""
REMINDERS = {
    "correction_requested": _Telling("correction_due_soon", "answer_correction", _case_due, of_case=True),
    "waiting": _Telling("question_due_soon", "answer_prerequisite", _case_due, of_case=True),
    "offered": _Telling("offer_asked", "answer_offer", _case_due, of_case=True),
}
"""State in which an applicant is reminded → what is said."""


@subscriber("journeys.tell_applicant", *TELLING, "case_reminded")
def tell_applicant(event: Event) -> None:
    """The applicant is told what happened to what they handed in."""
    telling = TELLING.get(event.type) or REMINDERS.get(str(event.payload.get("to")))
    row = told_of(event.application_id, event.case_id) if telling else None
    if telling is None or row is None or _says_nothing_new(event, row):
        return
    _tell(telling, row, event)


@subscriber("journeys.tell_promised", "application_submitted")
def tell_promised(event: Event) -> None:
    """Whoever handed in without what may follow later is told by when it has to come."""
    row = told_of(event.application_id, event.case_id)
    if row is not None and row["deferred_to"] is not None:
        _tell(_PROMISED, row, event)


def _tell(telling: _Telling, row: Row, event: Event) -> None:
    values = {"name": row["name"], "receipt": row["receipt"], "matter": _matter(row)}
    ids = [event.application_id, event.case_id] if telling.of_case else [event.application_id]
    told = Told(
        event_id=event.id,
        application_id=event.application_id,
        kind=telling.kind,
        recipient_kind=row["applicant_kind"],
        recipient_id=row["applicant_id"],
        contact_id=contact_of(row),
        values=values | telling.values(row, event),
        url_name=telling.url_name,
        url_args=[str(one) for one in ids],
    )
    now = timezone.now()
    rung = telephones(row, local_day(now)) if row["applicant_kind"] == "enterprise" else [told.contact_id]
    first, *rest = rung or [None]
    tell([replace(told, contact_id=first), *(_ring(told, one) for one in rest)], now=now)


def _matter(row: Row) -> str:
    """What people call the matter that an event is about; its official name where they have no other (face.md §6.1)."""
    if not row["matter"]:
        return ""
    item = release(row["release"]).models("item").get(row["item"])
    return text(item.plain_name or item.name) if isinstance(item, Item) else str(row["matter"])


def telephones(row: Row, on: date) -> list[UUID | None]:
    """Whose telephones ring for an enterprise: of whoever handed it in, as long as they may act for it, and of all its
    clerks that may follow it; else its legal representative's."""
    enterprise, handed_in = UUID(str(row["applicant_id"])), contact_of(row)
    found: list[UUID | None] = []
    if handed_in is not None and rights_for(handed_in, enterprise, on) is not None:
        found.append(handed_in)
    return [*found, *(one for one in telephones_of(enterprise, on, row["journey"]) if one not in found)]


def _ring(told: Told, person: UUID | None) -> Told:
    """The same message on one more telephone: it stands in the enterprise's inbox once, so this one in nobody's."""
    return replace(
        told,
        recipient_kind="telephone",
        recipient_id=uuid5(told.recipient_id, str(person)),
        contact_id=person,
    )


def _says_nothing_new(event: Event, row: Row) -> bool:
    """A date that only stopped being 暂定 is on the page, and what came meanwhile is owed no more: nobody is called."""
    if event.type == "case_deferral_reminded":
        return row["deferred_to"] is None
    return event.type == "application_due_recomputed" and event.payload["was"] == event.payload["due"]


def contact_of(row: Row) -> UUID | None:
    """Whose telephone rings: the person's own; for an enterprise or a ward, of who handed it in for them."""
    acted = row["acted_by"] or {}
    if row["applicant_kind"] == "person" and acted.get("basis") != "guardian":
        return UUID(str(row["applicant_id"]))
    return UUID(acted["person"]) if acted.get("person") else None


@subscriber("journeys.tell_asked", "confirmation_asked", "confirmation_reminded")
def tell_asked(event: Event) -> None:
    """Whoever has to confirm is told, if they have an account; before that their own page shows it at sign-on."""
    row = asked_person(event.application_id, event.case_id)
    if row is None or row["state"] != "asked":
        return
    book = release(row["release"]).root
    name = text(book.plain_name or book.name) if isinstance(book, Journey) else text(book.name)
    told = Told(
        event_id=event.id,
        application_id=row["draft_id"],
        kind=event.type,
        recipient_kind="person",
        recipient_id=row["person_id"],
        contact_id=row["person_id"],
        values={"name": name, "due": day_words(row["due_at"])},
        url_name="confirm",
        url_args=[str(row["confirmation_id"])],
    )
    tell([told], now=timezone.now())


def day_words(at: datetime | None) -> str:
    """3月12日 in Shanghai; nothing for no date."""
    if at is None or at >= FOREVER:
        return ""
    return _iso_words(local_day(at).isoformat())


def _iso_words(day: str) -> str:
    parts = day.split("-")
    return (
        _("%(month)s月%(day)s日") % {"month": int(parts[1]), "day": int(parts[2])} if len(parts) == 3 else day
    )


@subscriber("journeys.hear_of_death", "report_taken")
def hear(event: Event) -> None:
    """A register told of a death by itself: the same follows as when the desk records one."""
    if event.payload["kind"] == "deaths":
        hear_of_death(report_id=event.application_id, now=timezone.now())
