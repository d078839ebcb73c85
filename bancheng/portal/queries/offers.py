"""What the page of an offer shows: the plan in words, its price line by line, until when, and what hangs on the answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bancheng.cases.lifecycle import CASE
from bancheng.cases.queries import application_progress
from bancheng.cases.queries.pages import Progress
from bancheng.cases.spec.consequences import consequences
from bancheng.kernel.access import NOT_FOUND, Actor
from bancheng.kernel.ids import uuid7
from bancheng.portal.queries.finding import Page
from bancheng.portal.queries.sentences import due_of, plain_names

_ANSWERS = {
    "accepted": gettext_noop("您接受了这份方案。"),
    "declined": gettext_noop("您没有接受这份方案。"),
    "lapsed": gettext_noop("这份方案已经过期。"),
}


def offer(application_id: UUID, case_id: UUID, actor: Actor, now: datetime) -> Page:
    """方案和报价 of one matter. NotFound where nothing was ever offered."""
    found = application_progress(application_id, actor)
    case = next((one for one in found.cases if one["case_id"] == case_id), None)
    told: dict[str, Any] = (case or {}).get("outcome", {}).get("offer") or {}
    if case is None or not told:
        raise NOT_FOUND()
    names = plain_names(found)
    open_ = "accept_offer" in found.acts[case_id] and now <= case["due_at"]
    paper = next((one for one in found.papers if one["kind"] == "offer" and one["case_id"] == case_id), None)
    return {
        "application": found.application,
        "case_id": case_id,
        "version": case["version"],
        "name": names[case_id],
        "title": paper["title"] if paper else names[case_id],
        "who": case["organization_name"],
        "summary": told["summary"],
        "lines": told["lines"],
        "total": told["total"],
        "free": told["total"] in ("0", "0.00"),
        "due": due_of(case, found, now) if open_ else None,
        "silence": _silence(told["on_silence"]),
        "stops": _stops(found, case_id, names) if open_ else [],
        "can": open_,
        "answered": "" if open_ else _answered(told, case["state"]),
        "paper": paper,
        "key": uuid7(),
        "error": None,
        "reason": "",
    }


def _stops(found: Progress, case_id: UUID, names: Mapping[UUID, str]) -> list[str]:
    """What would stop with it."""
    family = {one["case_id"]: one for one in found.cases}
    reached = consequences(found.prerequisites, family, {case_id: False})
    return [names[one] for one, told in reached.items() if told.effect == "stop"]


def _silence(on_silence: str) -> str:
    if on_silence == "accept":
        return _("到期不答复，按约定算您接受。")
    return _("到期不答复，这份方案就作废，这一项不办，也不收钱。")


def _answered(told: dict[str, Any], state: str) -> str:
    words = _ANSWERS.get(told.get("answer", ""))
    return _(words) if words else str(CASE.state(state).public)
