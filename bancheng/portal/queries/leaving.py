"""What the pages of changing one's mind show: what would stop, what goes on, and what an open question hangs on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from bancheng.cases.lifecycle import CASE
from bancheng.cases.queries import application_progress
from bancheng.cases.queries.pages import Progress
from bancheng.cases.spec.consequences import consequences
from bancheng.kernel.access import NOT_FOUND, Actor
from bancheng.kernel.database import Row
from bancheng.kernel.ids import uuid7
from bancheng.portal.queries.finding import Page
from bancheng.portal.queries.sentences import asked_edges, plain_names, sentence_of, silence_words


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
        "why_not": _why_not(case),
        **{
            name: [each["name"] for each in hanging(found, case_id, names) if each["effect"] == effect]
            for name, effect in (("stops", "stop"), ("asks", "ask"), ("goes_on", "go_on"))
        },
    }


def hanging(found: Progress, case_id: UUID, names: Mapping[UUID, str]) -> list[Page]:
    """What happens to the matters after this one if it ends without its result, by the rule that the act follows:
    `effect` is stop, ask or go_on, `words` says it."""
    family = {each["case_id"]: each for each in found.cases}
    effects = consequences(found.prerequisites, family, {case_id: False})
    words = {"stop": _("也会停下"), "ask": _("会来问您还要不要办"), "go_on": _("照样接着办")}
    return [
        {"name": names[each], "effect": told.effect, "words": words[told.effect]}
        for each, told in effects.items()
    ]


def _why_not(case: Row) -> str:
    """Why a matter cannot be withdrawn any more, and what can be done instead."""
    who = {"who": case["organization_name"]}
    return {
        "approved": _(
            "%(who)s已经同意，正在出结果，不能撤回了。不想要这个结果的，拿到以后可以向%(who)s申请注销。"
        )
        % who,
        "issued": _("已经办好，不能撤回了。不想要这个结果的，可以向%(who)s申请注销。") % who,
        "refused": _("%(who)s已经作出决定，不用撤回了。不同意的，按答复里写的办法办。") % who,
        "not_accepted": _("%(who)s已经答复办不了，不用撤回了。") % who,
        "withdrawn": _("这一项您已经撤回了。"),
    }.get(case["state"], _("这一项已经结束，不用撤回了。") if case["state"] in CASE.ends else "")


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
        "silence": silence_words(case, found),
    }


def _frame(found: Progress) -> Page:
    return {"application": found.application, "key": uuid7(), "error": None, "reason": ""}


def _case(found: Progress, case_id: UUID) -> Row:
    row = next((each for each in found.cases if each["case_id"] == case_id), None)
    if row is None:
        raise NOT_FOUND()
    return row
