"""只办一次: handing in what may not run twice, and what is said to whoever comes second."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.cases.queries import application_line
from bancheng.journeys.queries.drafts import DraftView
from bancheng.journeys.queries.once import once_keys, stands
from bancheng.kernel.access import Actor, may
from bancheng.kernel.database import Outcome, Row, as_json, call
from bancheng.kernel.errors import DomainError, RuleBroken, define

_TRIES = 3

ALREADY_MINE = define(
    RuleBroken,
    "already_applied",
    _("同一件事已经在办，回执号{receipt}，不能再交一份。"),
    next_step=_("看那一份的进度。它办完了，或者撤回了，才能再办。"),
)
ALREADY_OTHERS = define(
    RuleBroken,
    "already_applied_by_another",
    _("同一件事已经有人交上来了，不能再交一份。"),
    next_step=_("问问一起办这件事的人，是不是已经替您办了。您的草稿还在。"),
    ask=_("不知道是谁办的，可以打12345，带上您的证件号。"),
)


def hand_over(view: DraftView, bundle: dict[str, Any], now: datetime) -> Outcome:
    """One statement: the draft ends, its application opens, and what may not run twice is taken.

    `taken` only while the first one really stands in the way: what an ended application still held is given free and
    the statement sent again.
    """
    once = [asdict(one) for one in once_keys(view, now)]
    outcome = Outcome("", {})
    for _each in range(_TRIES):
        outcome = call(
            "journeys_submit_v3",
            draft_id=view.draft_id,
            version=view.version,
            bundle=bundle,
            once=as_json(once),
            at=now,
        )
        if outcome.code != "taken":
            return outcome
        by = UUID(outcome.facts["by"])
        line = application_line(by)
        lasts = next(one["lasts"] for one in once if one["key"] == outcome.facts["key"])
        if line is not None and stands(lasts, line):
            return outcome
        call("journeys_release_once_v1", key=outcome.facts["key"], draft_id=by)
    return outcome


def already(actor: Actor, line: Row | None) -> DomainError:
    """The refusal: with the number and the way to it for whom it belongs to, else only that there is one."""
    seen = line is not None and may(
        "cases.see_application", actor, {"subject_id": line["applicant_id"], "journey": line["journey"]}
    )
    if line is None or not seen:
        return ALREADY_OTHERS()
    return ALREADY_MINE(receipt=line["receipt"], application_id=line["application_id"])
