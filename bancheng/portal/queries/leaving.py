"""What the pages of changing one's mind show: what would stop, what goes on, and what an open question hangs on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from bancheng.cases.queries import application_progress
from bancheng.cases.queries.pages import Progress
from bancheng.kernel.access import NOT_FOUND, Actor
from bancheng.kernel.database import Row
from bancheng.kernel.ids import uuid7
from bancheng.portal.queries.finding import Page
from bancheng.portal.queries.sentences import asked_edges, plain_names, sentence_of


def whole(application_id: UUID, actor: Actor) -> Page:
    """全部撤回: what would be withdrawn, and what is decided already and stays."""
    found = application_progress(application_id, actor)
    names = plain_names(found)
    open_ones = [case for case in found.cases if "withdraw" in found.acts[case["case_id"]]]
    return _frame(found) | {
        "gone": [names[case["case_id"]] for case in open_ones],
        "stays": [names[case["case_id"]] for case in found.cases if case["state"] in {"approved", "issued"}],
        "can": bool(open_ones),
    }


def one(application_id: UUID, case_id: UUID, actor: Actor) -> Page:
    """撤回一项: the matter, and what happens to those that hang on it. NotFound for a case of another application."""
    found = application_progress(application_id, actor)
    case = _case(found, case_id)
    names = plain_names(found)
    return _frame(found) | {
        "name": names[case_id],
        "version": case["version"],
        "case_id": case_id,
        "can": "withdraw" in found.acts[case_id],
        "hanging": hanging(found, case_id, names),
    }


def hanging(found: Progress, case_id: UUID, names: Mapping[UUID, str]) -> list[Page]:
    """What happens to the matters after this one: those that stop take theirs with them."""
    rows: dict[UUID, Page] = {}
    todo = [case_id]
    while todo:
        gone = todo.pop()
        for edge in found.prerequisites:
            if edge["predecessor_id"] != str(gone) or edge["state"] != "open":
                continue
            after = UUID(edge["case_id"])
            if after not in rows:
                rows[after] = {"name": names[after], "effect": _effect(edge["on_failure"])}
                if edge["on_failure"] == "stop":
                    todo.append(after)
    return list(rows.values())


def _effect(on_failure: str) -> str:
    return {
        "stop": _("也会停下"),
        "continue_without": _("照样接着办"),
        "ask_applicant": _("会来问您还要不要办"),
    }[on_failure]


def question(application_id: UUID, case_id: UUID, actor: Actor, now: datetime) -> Page:
    """还要不要接着办: which earlier matter did not work out and why, and what waits for the answer."""
    found = application_progress(application_id, actor)
    case = _case(found, case_id)
    names = plain_names(found)
    failed = [_case(found, UUID(edge["predecessor_id"])) for edge in asked_edges(case, found)]
    return _frame(found) | {
        "name": names[case_id],
        "version": case["version"],
        "can": "answer_question" in found.acts[case_id],
        "failed": [
            {"name": names[each["case_id"]], "text": sentence_of(each, found, now, names)["text"]}
            for each in failed
        ],
        "due": case["due_at"],
    }


def _frame(found: Progress) -> Page:
    return {"application": found.application, "key": uuid7(), "error": None, "reason": ""}


def _case(found: Progress, case_id: UUID) -> Row:
    row = next((each for each in found.cases if each["case_id"] == case_id), None)
    if row is None:
        raise NOT_FOUND()
    return row
