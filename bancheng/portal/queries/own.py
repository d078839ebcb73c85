"""What the pages of one's own space show: what waits, what runs, what came out, and who looked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from bancheng.accounts.queries import person_facts
from bancheng.accounts.spec import is_limited, on_behalf
from bancheng.cases.access import subjects
from bancheng.cases.queries import application_progress, applications_of, todos_of
from bancheng.certificates.models import Certificate
from bancheng.certificates.queries import VALID, by_identifier, of_application, values_of
from bancheng.certificates.spec import CertificateType
from bancheng.eforms.queries import mask
from bancheng.eforms.spec import CodeList, Element
from bancheng.journeys.queries import published as things
from bancheng.journeys.queries.confirmations import asked_of
from bancheng.journeys.queries.drafts import my_drafts
from bancheng.kernel import evidence
from bancheng.kernel.access import NOT_FOUND, Actor, Never
from bancheng.kernel.database import Row
from bancheng.kernel.events import actor_ref
from bancheng.kernel.models import Evidence
from bancheng.kernel.rulebooks import Release, release
from bancheng.kernel.workdays import local_day
from bancheng.notifications.queries import unread
from bancheng.organizations.queries import world
from bancheng.portal.queries.finding import Page, todos
from bancheng.portal.queries.following import line
from bancheng.portal.queries.messages import badge
from bancheng.portal.queries.yes_or_no import yes_or_no
from bancheng.ui.controls import tidy
from bancheng.ui.language import text, with_unit

SOON = 30
"""Days before its last day that a certificate is called 快到期了: our own rule."""
_TODOS, _RUNNING, _CARDS, _DRAFTS, _LOOKS = 10, 30, 30, 10, 200


def my_space(actor: Actor, now: datetime) -> Page:
    """我的: what waits for the person, what runs, what came out, drafts."""
    rows = applications_of(actor, limit=_RUNNING)
    drafts = my_drafts(actor, limit=_DRAFTS)
    found = certificates(actor, rows, now)
    return {
        "todos": todos(todos_of(actor, _TODOS), asked_of(actor, limit=_TODOS, on=local_day(now))),
        "running": [line(row) for row in rows if row["state"] == "open"][:5],
        "unread": badge(unread(actor)),
        "more": len(rows) == _RUNNING,
        "results": found,
        "drafts": [_draft(one) for one in drafts],
    }


def _handed_over(row: Row) -> bool:
    return row["released_at"] is not None or row["state"] == "delivered"


def _draft(one: Any) -> Page:
    root: Any = release(one.release).root
    return {
        "name": text(root.plain_name or root.name),
        "href": reverse("answers", args=[one.draft_id]),
        "updated": one.updated_at,
        "until": one.expires_at,
    }


def certificates(actor: Actor, applications: Sequence[Row], now: datetime) -> list[Page]:
    """Cards of what the actor holds and of what came out of its own applications, newest first. One statement.

    What an application has issued but not handed over yet is on neither list.
    """
    columns = (
        "application_id", "certificate_id", "identifier", "type", "name", "number", "holder_role", "issuer_name", "state",
        "previous", "valid_from", "valid_to", "issued_at",
    )  # fmt: skip
    if on_behalf(actor, "receive", subject="holder_id") == Never:
        return []
    given = [row["application_id"] for row in applications if _handed_over(row)]
    not_yet = [row["application_id"] for row in applications if not _handed_over(row)]
    of = Certificate.objects.filter(application_id__in=given)
    mine = (
        [] if is_limited(actor) else subjects(actor)
    )  # what was on file before belongs to no thing it is let do
    own = Certificate.objects.filter(holder_id__in=mine).exclude(application_id__in=not_yet)
    rows = list((of | own).order_by("-issued_at", "certificate_id").values(*columns)[:_CARDS])
    replaced = {row["previous"] for row in rows if row["previous"]}
    alike = Counter((row["application_id"], row["type"]) for row in rows)
    return [
        card(row, now) | {"holder": _which(row) if alike[row["application_id"], row["type"]] > 1 else ""}
        for row in rows
        if row["identifier"] not in replaced
    ]


def _which(row: Mapping[str, Any]) -> str:
    """Whose of several, where one application gave the same to each child: 第1个."""
    number = str(row["holder_role"]).partition("[")[2].rstrip("]")
    return _("第%(number)s个") % {"number": number} if number else ""


def card(row: Mapping[str, Any], now: datetime) -> Page:
    """One result as a card; its number masked."""
    return {
        "name": row["name"],
        "holder": "",
        "number": mask("certificate_number", row["number"]),
        "issuer": row["issuer_name"],
        "issued": local_day(row["issued_at"]),
        "until": row["valid_to"],
        "state": state_of(row, now),
        "actions": [
            {
                "word": _("打开"),
                "about": row["name"],
                "href": reverse("result", args=[row["application_id"], row["certificate_id"]]),
                "icon": "eye",
            },
            *_show(row, now),
        ],
    }


def _show(row: Mapping[str, Any], now: datetime) -> list[Page]:
    """出示, for what may be relied on."""
    if state_of(row, now) not in {"valid", "expiring"}:
        return []
    href = reverse("show_certificate", args=[row["application_id"], row["certificate_id"]])
    return [{"word": _("出示"), "about": row["name"], "href": href, "icon": "certificate"}]


def state_of(row: Mapping[str, Any], now: datetime) -> str:
    """valid, expiring, expired or revoked, as a card says it."""
    today = local_day(now)
    if row["state"] != VALID:
        return "revoked"
    until = row["valid_to"]
    if until is None or (until - today).days > SOON:
        return "valid"
    return "expired" if until < today else "expiring"


# 一份结果 ---------------------------------------------------------------------------------------------------


def result(
    application_id: UUID, certificate_id: UUID, request: HttpRequest, actor: Actor, now: datetime
) -> Page:
    """One result with its face, for its holder and for the parties of the application that gave it.

    NotFound for everybody else, and for the parties while results are not handed over yet. That it was opened is
    recorded before it is shown.
    """
    row = mine(application_id, certificate_id, actor)
    face = _face(row["type"], now)
    fields = face.fields if face else ()
    owner = f"person:{row['holder_id'] or actor.id}"
    evidence.record(
        actor, "read_result", owner, f"certificate:{certificate_id}", [one.element for one in fields], request
    )
    values = values_of(row)
    book = _book(row["type"], now)
    return {
        "row": row,
        "card": card(row, now) | {"actions": []},
        "rows": _rows(face, book, values, now) if face and book else [],
        "state": state_of(row, now),
        "show": _show(row, now),
        "from_here": row["application_id"] != row["certificate_id"],
    }


def mine(application_id: UUID, certificate_id: UUID, actor: Actor) -> Row:
    """The certificate if it was on file and is the actor's, or came out of an application of which it is a party."""
    if on_behalf(actor, "receive", subject="holder_id") == Never:
        raise NOT_FOUND()
    row = next(
        (one for one in of_application(application_id) if one["certificate_id"] == certificate_id), None
    )
    if row is None:
        raise NOT_FOUND()
    if row["case_id"] == certificate_id and row["holder_id"] in subjects(actor) and not is_limited(actor):
        return row
    if not application_progress(application_id, actor).released:
        raise NOT_FOUND()
    return row


def _book(code: str, now: datetime) -> Release | None:
    """A published release that knows the type: its words for the fields. None for a type that no thing names now."""
    on = local_day(now)
    return next(
        (one.release for one in things.published(on) if code in one.release.models("certificate-type")), None
    )


def _face(code: str, now: datetime) -> CertificateType | None:
    book = _book(code, now)
    found = book.model("certificate-type", code) if book else None
    return found if isinstance(found, CertificateType) else None


def _rows(face: CertificateType, book: Release, values: Mapping[str, Any], now: datetime) -> list[Page]:
    """The face in the order of its type, in words."""
    rows = []
    for one in face.fields:
        element = book.model("element", one.element)
        if one.name in values and isinstance(element, Element):
            label = text(one.label or element.plain_name or element.name)
            rows.append({"label": label, "value": _worded(element, book, values[one.name], now)})
    return rows


def _worded(element: Element, book: Release, value: Any, now: datetime) -> str:
    """A value on a certificate as it is read: codes by name, regions in full, days in words."""
    raw = str(value)
    if element.code_list:
        codes = book.model("code-list", element.code_list)
        names = {one.code: text(one.name) for one in codes.values} if isinstance(codes, CodeList) else {}
        return names.get(raw, raw)
    if element.datatype == "region":
        here = world(local_day(now))
        return here.full_name(raw) or raw
    if element.datatype == "date" and raw.count("-") == 2:
        year, month, day = raw[:10].split("-")
        return _("%(year)s年%(month)s月%(day)s日") % {"year": year, "month": int(month), "day": int(day)}
    if element.datatype == "yes_no":
        return yes_or_no(element)["yes" if value in (True, "yes", "true") else "no"]
    return with_unit(raw, element.unit)


# 我的信息 ---------------------------------------------------------------------------------------------------


def my_data(actor: Actor) -> Page:
    """我的信息与谁看过: what is kept of the person, and who opened it, why and when, newest first."""
    facts = person_facts(actor.id) if actor.id else None
    rows = []
    if facts is not None:
        rows = [
            {"label": _("姓名"), "value": facts.name},
            {"label": _("身份证号"), "value": mask("id_number", facts.id_number)},
            {"label": _("手机号"), "value": mask("phone", facts.phone)},
        ]
    return {"rows": [row for row in rows if row["value"]], "looks": looks(actor)}


def looks(actor: Actor) -> list[Page]:
    """Who else opened the person's data. One statement."""
    found = (
        Evidence.objects.filter(subject=f"person:{actor.id}")
        .exclude(actor=actor_ref(actor))
        .order_by("-at")[:_LOOKS]
    )
    return _gathered([{"at": one.at, "title": _why(one.purpose), "by": _who(one.actor)} for one in found])


def _gathered(rows: Sequence[Page]) -> list[Page]:
    """One line for looks of one kind on one day: a matter is opened again with every step that is taken on it.

    Of the oldest day that the list reaches, only as many as were fetched are known.
    """
    days: dict[tuple[str, str, date], list[Page]] = {}
    for row in rows:
        days.setdefault((row["title"], row["by"], local_day(row["at"])), []).append(row)
    partly = local_day(rows[-1]["at"]) if len(rows) == _LOOKS else None
    return [_many(same, day == partly) for (_title, _by, day), same in days.items()]


def _many(same: Sequence[Page], at_least: bool) -> Page:
    if len(same) == 1:
        return dict(same[0])
    words = _("%(what)s，这天至少%(count)s次") if at_least else _("%(what)s，这天%(count)s次")
    return {**same[0], "title": words % {"what": same[0]["title"], "count": len(same)}}


def _who(reference: str) -> str:
    """Whoever looked, by kind: the name of an officer is told on request, the department's duty is to answer for it."""
    kind = reference.partition(":")[0]
    return {
        "staff": _("经办部门的工作人员"),
        "person": _("一起办事的人"),
        "system": _("系统"),
        "anonymous": _("拿着证照编号来核对的人"),
    }.get(kind, "")


def _why(purpose: str) -> str:
    return {
        "read_file": _("打开您交的材料"),
        "read_result": _("打开您的结果"),
        "show_result": _("出示您的证照"),
        "verify": _("核对您的证照"),
        "read_paper": _("打开发给您的文书"),
        "see_case": _("打开您办的事"),
        "find_case": _("按身份证号找您办的事"),
        "show_values": _("办件时看您填的号码"),
        "confirm": _("看请他确认的内容"),
        "follow": _("看一起办的进度"),
    }.get(purpose.partition(".")[0], _("办件时查看"))


# 核验 -------------------------------------------------------------------------------------------------------


def verify(code: str, request: HttpRequest, actor: Actor, now: datetime) -> Page:
    """有效、已失效、查不到. Anybody may ask who has the identifier in hand; the holder is named by one character.

    An identifier carries 103 random bits, so nobody finds one by trying; bounding the rate belongs to the gate
    in front. Each answer that shows a holder leaves a trace.
    """
    typed = tidy(code).upper() if code else ""
    row = by_identifier(typed) if typed else None
    if row is None:
        return {
            "code": typed,
            "asked": bool(typed),
            "answer": "unknown",
            "row": None,
            "holder": "",
            "now": now,
        }
    return shown_to_others(row, request, actor, now) | {"code": typed}


def shown_to_others(row: Row, request: HttpRequest, actor: Actor, now: datetime) -> Page:
    """What somebody who checks a certificate is told of it. That they looked is recorded before."""
    if row["holder_id"]:
        holder, object_ = f"person:{row['holder_id']}", f"certificate:{row['certificate_id']}"
        evidence.record(actor, "verify", holder, object_, ["holder"], request, now=now)
    state = state_of(row, now)
    return {
        "code": "",
        "asked": True,
        "answer": "valid" if state in {"valid", "expiring"} else "ended",
        "state": state,
        "row": row,
        "holder": _holder(row, now),
        "number": mask("certificate_number", row["number"]),
        "now": now,
    }


def _holder(row: Row, now: datetime) -> str:
    """林**: the first character of the name on the face."""
    face, book = _face(row["type"], now), _book(row["type"], now)
    if face is None or book is None:
        return ""
    values = values_of(row)
    for one in face.fields:
        element = book.model("element", one.element)
        if isinstance(element, Element) and element.datatype == "name" and values.get(one.name):
            name = str(values[one.name])
            return name[0] + "*" * (len(name) - 1)
    return ""
