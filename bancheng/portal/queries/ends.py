"""What a person reads when something has ended: what came of it, what can be done about it, what can be done again.

The same facts as in the closing letter, because both ask `cases.spec.outcomes`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from bancheng.cases.lifecycle import APPLICATION, CASE, GOOD_END
from bancheng.cases.queries.pages import Progress
from bancheng.cases.spec.letters import how_results_come, summary
from bancheng.cases.spec.outcomes import Outcome, outcome_of
from bancheng.journeys.queries.again import Chance, Chances, applied_again, chances_of
from bancheng.kernel.access import Actor
from bancheng.kernel.database import Row
from bancheng.kernel.ids import uuid7
from bancheng.kernel.workdays import local_day
from bancheng.portal.queries.finding import Page
from bancheng.portal.queries.sentences import plain_names
from bancheng.ui.icons import known
from bancheng.ui.language import text
from bancheng.ui.words import day_words


def outcomes_of(found: Progress) -> dict[UUID, Outcome]:
    """Case → how it ended, for those that have."""
    return {case["case_id"]: outcome_of(case) for case in found.cases if case["state"] in CASE.ends}


def ended(found: Progress, ends: Mapping[UUID, Outcome], now: datetime) -> Page:
    """The part of the progress page that speaks of ends: the count, the letter, what can be done again.

    One statement more, and only if something may be done again by whoever reads.
    """
    row = found.application
    over = row["state"] != "open"
    today = local_day(now)
    mine = bool((row["party"] or {}).get("acts"))
    again = {one: told for one, told in ends.items() if mine and told.may_again}
    done = applied_again(row["application_id"]) if again else {}
    free = [one for one, told in again.items() if one not in done and _now(told, today)]
    return {
        "over": over,
        "summary": summary([case["state"] for case in found.cases]) if over and len(found.cases) > 1 else "",
        "receive": how_results_come(row["channel"], found.cases) if row["state"] == "delivered" else "",
        "letter": _letter(found),
        "again": reverse("again", args=[row["application_id"]]) if free else "",
        "again_count": len(free),
        "before": row["facts"].get("again_of", ""),
        "done": {one: _done(again_row) for one, again_row in done.items()},
    }


def _now(told: Outcome, today: date) -> bool:
    return told.again_from is None or told.again_from <= today


def _done(row: Row) -> Page:
    """Where the one that is being done again stands."""
    if row["state"] == "open":
        return {"word": _("接着填再办的那一份"), "href": reverse("answers", args=[row["draft_id"]])}
    return {"word": _("看再办的进度"), "href": reverse("progress", args=[row["draft_id"]])}


def _letter(found: Progress) -> Page | None:
    paper = next((one for one in found.papers if one["kind"] == "closing_letter"), None)
    if paper is None:
        return None
    own = [found.application["application_id"], paper["paper_id"]]
    return {"title": paper["title"], "href": reverse("paper", args=own)}


def about(told: Outcome | None) -> Page:
    """What one row says of its end: by what, what can be done about it until when, and what can be done again."""
    if told is None or told.group == "granted":
        return {"basis": (), "remedies": (), "again": ""}
    return {"basis": told.basis, "remedies": [_remedy(one) for one in told.remedies], "again": told.again}


def _remedy(one: Mapping[str, object]) -> str:
    until = one["until"]
    if not isinstance(until, str):
        return text(str(one["text"]))
    words = _("最晚%(day)s") % {"day": day_words(date.fromisoformat(until))}
    return f"{text(str(one['text']))}（{words}{_('，暂定') if one['provisional'] else ''}）"


def whole_tag(row: Row, states: Sequence[str] = ()) -> Page:
    """The tag of the whole: “都办好了” only when all is; withdrawing everything is the person's own doing."""
    if states and set(states) == {"withdrawn"}:
        return {"word": str(CASE.state("withdrawn").public), "kind": "mute", "icon": "back-up"}
    if row["state"] == "delivered" and row["issued_cases"] < row["case_count"]:
        return {"word": _("都有结果了"), "kind": "info", "icon": "done-all"}
    state = APPLICATION.state(row["state"])
    icon = {"checks": "done-all", "circle-off": "circle"}.get(state.icon, state.icon)
    return {"word": str(state.public), "kind": state.kind, "icon": known(icon)}


# 再办一次 -------------------------------------------------------------------------------------------------------


def again(application_id: UUID, actor: Actor, now: datetime, chosen: Sequence[str] = ()) -> Page:
    """再办一次: what did not work out, which of it can be done again and with what, and why the rest cannot."""
    found = chances_of(application_id, actor, now)
    names = plain_names(found.progress)
    ends = {case["case_id"]: outcome_of(case) for case in found.progress.cases if case["state"] != GOOD_END}
    free = [one for one in found.cases if one.may]
    wanted = [str(one.case_id) for one in free] if not chosen else list(chosen)
    return {
        "application": found.progress.application,
        "draft": uuid7(),
        "options": [_option(one, found, names, ends) for one in free],
        "chosen": wanted,
        "rest": [_rest(one, names) for one in found.cases if not one.may],
        "error": None,
    }


def _option(
    one: Chance, found: Chances, names: Mapping[UUID, str], ends: Mapping[UUID, Outcome]
) -> dict[str, str]:
    needs = [names[need] for need in found.together(one.needs) if need != one.case_id]
    hint = ends[one.case_id].reason
    if needs:
        hint = _("要和%(before)s一起再办。") % {"before": "、".join(needs)}
    return {"value": str(one.case_id), "label": names[one.case_id], "hint": hint}


def _rest(one: Chance, names: Mapping[UUID, str]) -> Page:
    if one.draft_id is None:
        return {"name": names[one.case_id], "text": one.why_not, "link": None}
    link = _done({"state": one.state, "draft_id": one.draft_id})
    return {"name": names[one.case_id], "text": _("已经在再办。"), "link": link}
