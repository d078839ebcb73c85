"""What the pages about acting for others show: for whom one may act, clerks of an enterprise, mandates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from bancheng.accounts.lifecycle import MANDATE
from bancheng.accounts.queries import local_day
from bancheng.accounts.queries.acting import (
    FIRST,
    clerks_of,
    mandates_given,
    mandates_to_answer,
    rights_for,
    rights_of,
)
from bancheng.accounts.spec import DISCERNING, SessionActor, Standing
from bancheng.cases.queries import application_line
from bancheng.journeys.queries import published as things
from bancheng.journeys.queries.drafts import whose
from bancheng.kernel.access import Actor, may
from bancheng.kernel.database import Row
from bancheng.kernel.ids import uuid7
from bancheng.kernel.workdays import age
from bancheng.portal.queries.finding import Page
from bancheng.ui.language import text

_OWN, _CLIENTS = 30, 20
_NOBODY = UUID(int=0)


def acts() -> dict[str, str]:
    """What may be let do, in plain words, in the order of the form."""
    return {
        "fill": _("填写、传材料"),
        "submit": _("提交、撤回"),
        "correct": _("补材料、回答部门的问题"),
        "receive": _("看进度、领结果"),
    }


def choices(actor: SessionActor, now: datetime, words: str, after: str) -> Page:
    """For whom one may act: oneself, enterprises, wards, and clients to be searched by name. Two statements."""
    on = local_day(now)
    own = rights_of(actor.id, on, ["representative", "clerk", "guardian"], limit=_OWN)
    clients = rights_of(actor.id, on, ["mandate"], words=words, after=_cursor(after), limit=_CLIENTS + 1)
    last = clients[_CLIENTS - 1] if len(clients) > _CLIENTS else None
    more = {"q": words, "after": f"{last.authority_id}{last.name}"} if last else {}
    return {
        "me": actor,
        "now": actor.acting_for,
        "enterprises": [_choice(one, actor, on) for one in own if one.kind == "enterprise"],
        "wards": [_choice(one, actor, on) for one in own if one.basis == "guardian"],
        "clients": [_choice(one, actor, on) for one in clients[:_CLIENTS]],
        "query": words,
        "after": bool(after),
        "next": f"?{urlencode(more)}" if more else "",
        "to_answer": [_line(row) for row in mandates_to_answer(actor)],
    }


def _cursor(after: str) -> tuple[str, UUID]:
    try:
        return (after[36:][:200], UUID(after[:36])) if after else FIRST
    except ValueError:
        return FIRST


def _choice(one: Standing, actor: SessionActor, on: date) -> Page:
    current = actor.acting_for is not None and actor.acting_for.authority_id == one.authority_id
    return {
        "name": one.name,
        "what": _what(one, on),
        "until": one.until if one.basis != "guardian" else None,
        "limited": one.limited,
        "current": current and actor.subject_id == one.id,
        "authority": one.authority_id,
        "subject": one.id,
        "head": one.basis == "representative",
    }


def _what(one: Standing, on: date) -> str:
    """By what right, in plain words."""
    if one.basis == "representative":
        return _("您是法定代表人")
    if one.basis == "clerk":
        return _("您是经办人")
    if one.basis == "guardian":
        years = age(one.born_on, on) if one.born_on else 0
        if years < DISCERNING:
            return _("您是父母，孩子%(years)s岁，由您替孩子办") % {"years": years}
        return _("您是父母，孩子%(years)s岁，办之前请和孩子商量") % {"years": years}
    return _("委托给%(via)s的") % {"via": one.via} if one.via else _("委托您的")


def elsewhere(actor: SessionActor, kwargs: dict[str, Any], now: datetime) -> Page | None:
    """Whether what was not found belongs to another for whom the person may act: then the page offers to change the
    identity. None for strangers; the same statements for them and for what does not exist."""
    thing = kwargs.get("draft_id") or kwargs.get("application_id")
    if not isinstance(thing, UUID):
        return None
    found = whose(thing) if "draft_id" in kwargs else _whose_application(thing)
    subject, journey = found or (_NOBODY, "")
    right = rights_for(actor.id, subject, local_day(now))
    if subject == actor.id and actor.acting_for is not None:
        return {"name": actor.name, "authority": "", "subject": actor.id, "own": True}
    if right is None or right.id == actor.subject_id:
        return None
    if right.journeys is not None and journey not in right.journeys:
        return None
    return {"name": right.name, "authority": right.authority_id, "subject": right.id, "own": False}


def _whose_application(application_id: UUID) -> tuple[UUID, str] | None:
    line = application_line(application_id)
    return (line["applicant_id"], line["journey"]) if line else None


def acted_by(by: Mapping[str, str], applicant: str) -> str:
    """Who did it for whom: “张三（受李四委托）”."""
    words = {
        "representative": _("%(name)s（%(whose)s的法定代表人）"),
        "clerk": _("%(name)s（%(whose)s的经办人）"),
        "guardian": _("%(name)s（%(whose)s的父母）"),
    }
    sentence = words.get(by.get("basis", ""), _("%(name)s（受%(whose)s委托）"))
    return sentence % {"name": by.get("name", ""), "whose": applicant}


# 经办人和委托 -----------------------------------------------------------------------------------------------


def clerks(actor: SessionActor, on: date, typed: Any = None, error: Any = None) -> Page:
    """经办人 of the enterprise acted for, and the form for another."""
    rows = clerks_of(actor, actor.subject_id)
    return {
        "enterprise": actor.subject_name,
        "rows": [_clerk(row, on) for row in rows],
        **grant_form(on, typed, error),
    }


def _clerk(row: Row, on: date) -> Page:
    over = row["ended_at"] is not None or (row["until"] is not None and row["until"] < on)
    return {**row, "over": over, "scope": scope_of(row, on)}


def scope_of(row: Row, on: date) -> str:
    """What somebody is let do, in one line."""
    words = acts()
    done = "、".join(words[one] for one in words if one in row["acts"])
    if row["journeys"] is None:
        return _("所有的事：%(acts)s") % {"acts": done}
    names = _names(on)
    return _("%(things)s：%(acts)s") % {
        "things": "、".join(names.get(code, code) for code in row["journeys"]),
        "acts": done,
    }


def _names(on: date) -> dict[str, str]:
    return {
        one.journey.code: text(one.journey.plain_name or one.journey.name) for one in things.published(on)
    }


def grant_form(on: date, typed: Any = None, error: Any = None) -> Page:
    """The boxes about what somebody is let do; what was typed stays."""
    until = (
        on.replace(year=on.year + 1)
        if (on.month, on.day) != (2, 29)
        else on.replace(year=on.year + 1, day=28)
    )
    fresh = {
        "scope": "all", "acts": list(acts()), "journeys": [], "until": _parts(until), "wrong": [], "name": "",
        "number": "", "agent": "", "clients": "",
    }  # fmt: skip
    return {
        "typed": typed or fresh,
        "error": error,
        "errors": dict(error.fields) if error is not None and error.fields else {},
        "act_options": [{"value": code, "label": word} for code, word in acts().items()],
        "thing_options": [{"value": code, "label": name} for code, name in sorted(_names(on).items())],
        "id": uuid7(),
    }


def _parts(day: date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "day": day.day}


def mandates(actor: SessionActor, on: date) -> Page:
    """委托: what one gave, and what waits for one's own yes."""
    gives = may("accounts.offer_mandate", actor, {"principal_id": actor.subject_id})
    return {
        "gives": gives,
        "name": actor.subject_name,
        "given": [
            _line(row) | {"scope": scope_of(row, on)} for row in (mandates_given(actor) if gives else [])
        ],
        "to_answer": [_line(row) for row in mandates_to_answer(actor)],
    }


def _line(row: Row) -> Page:
    return {**row, "state_of": MANDATE.state(row["state"]), "href": reverse("mandate", args=[row["id"]])}


def mandate_page(row: Row, actor: Actor, on: date, error: Any = None) -> Page:
    """One mandate: who, whom, for what, until when, and what the reader may do about it."""
    takes, gives = may("accounts.answer_mandate", actor, row), may("accounts.revoke_mandate", actor, row)
    possible: list[str] = []
    if takes:
        possible += {"offered": ["accept", "decline"], "accepted": ["resign"]}.get(row["state"], [])
    if gives and row["state"] in {"offered", "accepted"}:
        possible.append("revoke")
    return {
        "row": row,
        "state": MANDATE.state(row["state"]),
        "scope": scope_of(row, on),
        "over": row["until"] < on,
        "possible": possible,
        "error": error,
        "mine": gives,
    }
