"""The case page: everything an officer needs to see before acting, in eight statements at most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from bancheng.accounts.spec import SessionActor
from bancheng.cases.lifecycle import CASE
from bancheng.cases.queries import CasePage, case_page
from bancheng.eforms.queries import Answer, answers_of
from bancheng.kernel.ids import uuid7
from bancheng.kernel.rulebooks import text
from bancheng.kernel.workdays import local_day
from bancheng.organizations.queries import world
from bancheng.workbench.queries import acts, papers
from bancheng.workbench.queries.due import case_due
from bancheng.workbench.queries.inbox import Wanted
from bancheng.workbench.queries.points import at_stage, points
from bancheng.workbench.queries.values import CaseBook, sections


@dataclass(frozen=True, slots=True)
class Desk:
    """What was read for a page or for a panel on it: the case, its rulebooks, the application's answers."""

    page: CasePage
    book: CaseBook
    answers: Mapping[str, Answer]
    actor: SessionActor
    wanted: Wanted
    now: datetime


def desk(actor: SessionActor, application_id: UUID, case_id: UUID, wanted: Wanted, now: datetime) -> Desk:
    """Read the case. NotFound for whoever may not see it, before anything else is read."""
    page = case_page(application_id, case_id, actor)
    book = CaseBook(page, world(local_day(now)))
    return Desk(page, book, answers_of(application_id), actor, wanted, now)


def fresh_key(act: str) -> str:
    """A key for one act of one page: pressing twice does it once."""
    return f"{act}-{uuid7()}"


def case_context(desk: Desk, clear: bool = False) -> dict[str, Any]:
    """The page's context. `clear` shows the sensitive values (the caller has written why into the log)."""
    page, book, case = desk.page, desk.book, desk.page.case
    files = papers.files_of(page)
    state = CASE.state(case["state"])
    every_point = points(page, book, desk.answers)
    return {
        "case": case,
        "head": _head(desk),
        "state": {"word": state.desk, "kind": state.kind, "icon": papers.icon(state.code)},
        "due": case_due(case, page.clocks, desk.now),
        "acts": acts.bar(page, desk.wanted),
        "sentence": acts.sentence(page, desk.actor, desk.now),
        "keys": {act: fresh_key(act) for act in page.acts},
        "points": at_stage(every_point, page.stage["code"]) if "review" in page.acts else every_point,
        "points_later": _later(page),
        "offered": page.acts,
        "reviewing": "review" in page.acts,
        "materials": papers.materials(page, book, files, desk.wanted),
        "sections": sections(book, desk.answers, clear),
        "clear": clear,
        "correction": _correction(page, files, desk.wanted),
        "others": papers.others(page, desk.wanted),
        "papers": papers.papers(page),
        "history": papers.history(page),
        "outcome": _outcome(case),
        "law": _law(desk),
        "verdict": acts.verdicts(case["plan"].get("nature", "")),
        "wanted": desk.wanted,
    }


def _later(page: CasePage) -> str:
    """When the points are looked at, said once: not before the case is accepted, nor while its clock stands."""
    if page.case["state"] == "paused":
        return _("恢复计时后审查")
    return _("受理后审查") if page.case["state"] in ("waiting", "filed", "correction_requested") else ""


def _head(desk: Desk) -> dict[str, Any]:
    case = desk.page.case
    order = [str(one["case_id"]) for one in papers.in_order(desk.page)]
    return {
        "number": case["case_number"] or case["receipt"],
        "item": case["name"],
        "official": text(desk.book.item.name),
        "place": _("第{n}件，共{count}件").format(n=order.index(str(case["case_id"])) + 1, count=len(order)),
        "thing": case["journey_name"],
        "applicant": case["applicant_name"],
        "submitted": case["submitted_at"],
        "stage": desk.page.stage["name"],
        "holder": case["held_name"] if case["held_by"] else "",
        "mine": bool(case["held_by"]) and case["held_by"] == desk.actor.id,
        "moved": move.at if (move := papers.moved(desk.page)) else None,
        "body": case["plan"]["organization_name"],
        "handed": next(reversed(case["outcome"].get("transfers", ())), None),
    }


def _correction(page: CasePage, files: Mapping[UUID, Any], wanted: Wanted) -> dict[str, Any] | None:
    """What was asked for, and what came back for each."""
    asked = page.correction
    if asked is None:
        return None
    replies = {one["index"]: one for one in asked.get("replies") or ()}
    return {
        "due": local_day(datetime.fromisoformat(str(asked["due_at"]))),
        "rows": [
            {
                "sentence": entry["sentence"],
                "answered": index in replies,
                "disagrees": replies.get(index, {}).get("disagrees", ""),
                "files": len(replies.get(index, {}).get("files", ())),
            }
            for index, entry in enumerate(asked["entries"])
        ],
    }


def _outcome(case: Mapping[str, Any]) -> dict[str, Any] | None:
    """What was decided, in the words that the applicant reads."""
    told = case["outcome"]
    if not any(told.get(name) for name in ("reason", "basis", "certificate", "granted")):
        return None
    return {
        "granted": bool(told.get("granted")),
        "reason": told.get("reason", ""),
        "basis": told.get("basis", ()),
        "remedies": told.get("remedies", ()),
        "certificate": told.get("certificate", ""),
    }


def _law(desk: Desk) -> dict[str, Any]:
    """依据与时限: the item's basis with its words, its limits, its special procedures, why it is part of this thing."""
    plan = desk.page.case["plan"]
    unit = {"wd": _("个工作日"), "cd": _("天")}
    limits = [(_("承诺时限"), plan["promised"]), (_("法定时限"), plan["legal"])]
    if plan.get("off_clock"):
        limits = [(_("预计工期（不算在办理时间里）"), plan["promised"])]
    return {
        "basis": [
            {"name": f"{text(one.title)}{text(one.article)}", "words": text(one.text) if one.text else ""}
            for one in desk.book.item.basis
        ],
        "limits": [{"name": name, "words": f"{one['days']}{unit[one['unit']]}"} for name, one in limits],
        "procedures": [
            _("{name}，最多停{days}个工作日，依据{basis}").format(
                name=one["name"], days=one["max_days"], basis=one["basis"]
            )
            for one in plan["procedures"]
        ],
        "remedies": list(plan["remedies"]),
        "reason": plan["facts"].get("reason", ""),
        "way": plan["facts"].get("way", ""),
        "pledge": plan["facts"].get("pledge"),
    }
