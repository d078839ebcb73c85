"""How a case ended, in facts and words. The letter and the progress page say the same because both ask here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bancheng.cases.lifecycle import CASE, GOOD_END
from bancheng.cases.spec.clocks import instant
from bancheng.cases.spec.remedies import months_after
from bancheng.cases.spec.values import Again
from bancheng.kernel.workdays import local_day

Group = Literal["granted", "not_granted", "stopped", "not_needed"]
NOT_NEEDED = "not_needed"

CAUSES: Mapping[str, str] = {
    "stop": gettext_noop("前一项办好后，可以再办这一项。"),
    "question": gettext_noop("想办的时候，可以再办这一项。"),
    "lapse": gettext_noop("您写过的内容都留着，补齐后可以再办。"),
    "deferral": gettext_noop("您写过、交过的内容都留着，材料齐了可以再办。"),
    "withdraw": gettext_noop("需要时可以再办，您写过的内容都留着。"),
    "terminate": gettext_noop("上面的原因没有了，可以再办。"),
    "confirmation_refused": gettext_noop("和对方说好以后，可以再办。"),
    "confirmation_lapsed": gettext_noop("请对方确认后，可以再办。"),
    "applicant_gone": "",
    "not_needed": "",
    "offer_declined": gettext_noop("想办的时候，可以再办这一项。"),
    "offer_lapsed": gettext_noop("想办的时候，可以再办这一项。"),
}
"""Why a case ended that no decision ended → what can be done again; empty: nothing."""

_DECIDED = {
    "refused": gettext_noop("情况有变化时，可以重新申请。"),
    "not_accepted": gettext_noop("按上面的原因改好，或者到有权办理的部门，可以重新申请。"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One end. `remedies`: `{text, until, provisional}`; `again`: what can be done again and from when."""

    group: Group
    words: str
    on: date | None
    reason: str
    basis: tuple[str, ...]
    remedies: tuple[Mapping[str, Any], ...]
    certificate: str
    again: str
    may_again: bool
    again_from: date | None


def outcome_of(case: Mapping[str, Any]) -> Outcome:
    """The end of a case. `case`: `state, outcome, closed_at, again` (the plan's, None for plans that say nothing)."""
    told, state = case["outcome"] or {}, case["state"]
    on = local_day(instant(case["closed_at"])) if case["closed_at"] else None
    own = case.get("again")
    may, since = may_again(state, told.get("cause", ""), Again(**own) if own else Again(), on)
    remedies = told.get("remedies_until")
    if remedies is None:
        remedies = [{"text": one, "until": None, "provisional": False} for one in told.get("remedies", ())]
    return Outcome(
        group=_group(state),
        words=str(CASE.state(state).public),
        on=on,
        reason=told.get("reason", "") if state != GOOD_END else "",
        basis=tuple(told.get("basis", ())) if state != GOOD_END else (),
        remedies=tuple(remedies) if state != GOOD_END else (),
        certificate=told.get("certificate", ""),
        again=_again_words(state, told.get("cause", ""), own or {}, since, may=may),
        may_again=may,
        again_from=since,
    )


def _group(state: str) -> Group:
    if state == GOOD_END:
        return "granted"
    if state == NOT_NEEDED:
        return "not_needed"
    return "not_granted" if state in _DECIDED else "stopped"


def may_again(state: str, cause: str, again: Again, on: date | None) -> tuple[bool, date | None]:
    """Whether the matter can be applied for again after this end, and the first day if it has to wait."""
    kind = "withdrawn" if state == "declined" else state
    if state not in CASE.ends or state in (GOOD_END, NOT_NEEDED) or kind not in again.after:
        return False, None
    if state == "terminated" and CAUSES.get(cause or "terminate") == "":
        return False, None
    return True, after_wait(on, again) if on and again.n else None


def after_wait(on: date, again: Again) -> date:
    """The first day on which it can be applied for again."""
    waits: dict[str, Callable[[], date]] = {
        "cd": lambda: on + timedelta(days=again.n),
        "m": lambda: months_after(on, again.n),
        "y": lambda: months_after(on, again.n * 12),
    }
    return waits[again.unit]()


def _again_words(state: str, cause: str, own: Mapping[str, Any], since: date | None, *, may: bool) -> str:
    hint = own.get("text", "")
    if state in (GOOD_END, NOT_NEEDED) or state not in CASE.ends:
        return ""
    if not may:
        known = state != "terminated" or CAUSES.get(cause or "terminate")
        return hint or (_("这一项不能再次申请。") if known else "")
    if since:
        words = _("%(year)s年%(month)s月%(day)s日起可以重新申请。")
        said = words % {"year": since.year, "month": since.month, "day": since.day}
    elif state in _DECIDED:
        said = _(_DECIDED[state])
    else:
        said = _(CAUSES.get(cause or ("withdraw" if state == "withdrawn" else "terminate"), ""))
    return f"{said}{hint}"


def closed(case: Mapping[str, Any], state: str, outcome: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The row of a case as it will be after an end that is being written."""
    return {**case, "state": state, "outcome": outcome, "closed_at": at}
