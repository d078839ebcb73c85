"""What the pages of following show: the list, and the whole with each department."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from bancheng.cases.lifecycle import CASE
from bancheng.cases.queries import application_progress, applications_of
from bancheng.cases.queries.pages import HistoryLine, Progress
from bancheng.cases.spec.outcomes import Outcome
from bancheng.certificates.queries import of_application
from bancheng.kernel.access import Actor
from bancheng.kernel.database import Row
from bancheng.kernel.events import actor_ref
from bancheng.portal.queries.acting import acted_by
from bancheng.portal.queries.ends import about, ended, outcomes_of, whole_tag
from bancheng.portal.queries.finding import Page
from bancheng.portal.queries.happenings import OF_A_CASE, OF_THE_WHOLE
from bancheng.portal.queries.sentences import (
    asked_edges,
    charges,
    plain_names,
    sentence_of,
    whole_sentence,
    why_whole,
)
from bancheng.ui.icons import known
from bancheng.ui.language import text

PAGE = 20
_ICONS = {"alert-triangle": "warn", "arrow-back-up": "back-up", "checks": "done-all", "player-pause": "pause"}
"""Where the face draws a state's sign under another name than the table of states."""


def tag(lifecycle: Any, code: str) -> Page:
    """The tag of a state."""
    state = lifecycle.state(code)
    return {
        "word": str(state.public),
        "kind": state.kind,
        "icon": known(_ICONS.get(state.icon, state.icon)),
    }


# 进度 的列表 --------------------------------------------------------------------------------------------------


def applications(actor: Actor, after: tuple[datetime, UUID] | None) -> Page:
    """进度: the applications of a person, newest first, twenty a page."""
    rows = applications_of(actor, after=after, limit=PAGE + 1)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return {
        "rows": [line(row) for row in rows[:PAGE]],
        "next": f"?after={last['at'].isoformat()}~{last['application_id']}".replace("+", "%2B")
        if last
        else "",
        "paged": after is not None,
    }


def line(row: Row) -> Page:
    """One application in a list."""
    done = row["case_count"] - row["open_cases"]
    return {
        "name": row["name"],
        "href": reverse("progress", args=[row["application_id"]]),
        "receipt": row["receipt"],
        "at": row["submitted_at"],
        "state": whole_tag(row),
        "done": done,
        "count": row["case_count"],
        "due": row["due_at"] if row["state"] == "open" else None,
        "open": row["state"] == "open",
    }


def cursor(given: str) -> tuple[datetime, UUID] | None:
    """Where a page of a list begins; what nobody wrote there begins at the top."""
    at, _sign, key = given.partition("~")
    try:
        found = datetime.fromisoformat(at), UUID(key)
    except ValueError:
        return None
    return found if found[0].tzinfo else None


# 进度 -------------------------------------------------------------------------------------------------------


def progress(application_id: UUID, actor: Actor, now: datetime) -> Page:
    """The whole and each department. NotFound for whoever is no party of it."""
    found = application_progress(application_id, actor)
    row = found.application
    certificates = of_application(application_id) if found.released else []
    names = plain_names(found)
    ends = outcomes_of(found)
    rows = [_item(case, found, now, names, certificates, ends) for case in found.cases]
    todo = next((one for one in rows if one["todo"]), None)
    end = ended(found, ends, now)
    for one in rows:
        one["done_again"] = end["done"].get(one["case_id"])
    return {
        "application": row,
        "subject": f"{row['applicant_kind']}:{row['applicant_id']}",
        "solemn": row["tone"] == "solemn",
        "state": whole_tag(row, [case["state"] for case in found.cases]),
        "end": end,
        "sentence": whole_sentence(found, now),
        "why": why_whole(found) if row["state"] == "open" else [],
        "bar": [_segment(case["state"]) for case in found.cases],
        "rows": rows,
        "todo": todo,
        "lanes": _lanes(found, names),
        "history": [told for one in found.history if (told := _event(one, found, actor, names))],
        "papers": papers(found, names),
        "can_withdraw": any("withdraw" in acts for acts in found.acts.values()),
        "released": found.released,
        "fingerprint": fingerprint(found),
    }


def papers(found: Progress, names: Mapping[UUID, str]) -> list[Page]:
    """给您的文书, newest first, each with the matter it is about: eight 受理通知书 are told apart by nothing else."""
    several = len(found.cases) > 1
    return [
        {**one, "about": names.get(one["case_id"], "") if several else ""} for one in reversed(found.papers)
    ]


def fingerprint(found: Progress) -> str:
    """Tells one state of the whole from another: a page that asks again knows whether anything moved."""
    return f"{found.application['version']}-{sum(case['version'] for case in found.cases)}"


def _item(
    case: Row,
    found: Progress,
    now: datetime,
    names: Mapping[UUID, str],
    certificates: Sequence[Row],
    ends: Mapping[UUID, Outcome],
) -> Page:
    """One department's row: tag, sentence, by when and why, what the person can do about it."""
    said = sentence_of(case, found, now, names)
    if case["state"] in _GOES_ON and _moved(case, found):
        told = _("机构改革后由%(who)s接着办，日期不变。") % {"who": case["organization_name"]}
        said["note"] = f"{told}{said['note']}"
    acts = found.acts[case["case_id"]]
    own = [found.application["application_id"], case["case_id"]]
    mine = [row for row in certificates if row["case_id"] == case["case_id"]]
    return {
        "case_id": case["case_id"],
        "name": names[case["case_id"]],
        "official": case["name"],
        "department": case["organization_name"],
        "number": case["case_number"],
        "state": _tag_of(case, found),
        "current": case["state"] in {"filed", "accepted", "paused", "approved", "correction_requested"},
        **said,
        "charges": charges(case, found) if case["state"] not in _UNPAID else [],
        "offer": _offer(case, acts, own),
        "todo": _todo(acts, own),
        "withdraw": reverse("withdraw_case", args=own) if "withdraw" in acts else "",
        "results": [
            {
                "name": row["name"],
                "href": reverse("result", args=[row["application_id"], row["certificate_id"]]),
            }
            for row in mine
        ],
        **about(ends.get(case["case_id"])),
    }


def _tag_of(case: Row, found: Progress) -> Page:
    if case["state"] == "waiting" and asked_edges(case, found):
        return {"word": _("等您决定"), "kind": "warn", "icon": "warn"}
    if case["state"] == "approved" and (case["outcome"] or {}).get("offer"):
        return {"word": _("已接受，正在签协议"), "kind": "info", "icon": "certificate"}
    return tag(CASE, case["state"])


def _moved(case: Row, found: Progress) -> HistoryLine | None:
    """The last time that a reorganization gave the case to another body; the body is the one it has now."""
    return next(
        (one for one in found.history if one.case_id == case["case_id"] and one.act == "rehome"), None
    )


_GOES_ON = frozenset({"filed", "accepted", "paused", "approved", "correction_requested", "offered"})
_UNPAID = frozenset(
    {"waiting", "not_needed", "withdrawn", "declined", "not_accepted", "refused", "terminated"}
)


def _offer(case: Row, acts: Sequence[str], own: Sequence[UUID]) -> str:
    """Where an offer that was answered can be read again."""
    made = (case["outcome"] or {}).get("offer")
    return reverse("answer_offer", args=own) if made and "accept_offer" not in acts else ""


def _todo(acts: Sequence[str], own: Sequence[UUID]) -> Page | None:
    """What the person has to do on this row, if anything."""
    if "answer_correction" in acts:
        return {"word": _("去补材料"), "href": reverse("answer_correction", args=own)}
    if "accept_offer" in acts:
        return {"word": _("去看方案和报价"), "href": reverse("answer_offer", args=own)}
    if "answer_question" in acts:
        return {"word": _("去决定"), "href": reverse("answer_prerequisite", args=own)}
    if "bring_deferral" in acts:
        return {"word": _("去补上"), "href": reverse("bring_later", args=own[:1])}
    return None


# 图与经过 ---------------------------------------------------------------------------------------------------

_SEGMENTS = {
    "issued": "ok",
    "filed": "now",
    "accepted": "now",
    "approved": "now",
    "correction_requested": "now",
    "offered": "now",
    "refused": "bad",
    "not_accepted": "bad",
}


def _segment(state: str) -> str:
    return _SEGMENTS.get(state, "wait")


_NODES = {"issued": "ok", "paused": "pause", "refused": "bad", "not_accepted": "bad", "terminated": "bad"}


def _lanes(found: Progress, names: Mapping[UUID, str]) -> list[Page]:
    """The departments' picture with where each stands."""
    before: dict[str, list[str]] = {}
    for edge in found.prerequisites:
        before.setdefault(edge["case_id"], []).append(str(edge["predecessor_id"]))
    return [
        {
            "code": str(case["case_id"]),
            "name": names[case["case_id"]],
            "department": text(case["organization_name"]),
            "state": _NODES.get(
                case["state"], "wait" if case["state"] in {"waiting", "withdrawn"} else "now"
            ),
            "word": _short(case, found),
            "days": _promised(case["promised"]),
            "after": before.get(str(case["case_id"]), []),
            "critical": False,
            "note": "",
        }
        for case in found.cases
    ]


def _short(case: Row, found: Progress) -> str:
    """The state in a box of the picture: four characters, the list below says it in full."""
    short = {"waiting": _("等前一项"), "filed": _("等受理"), "approved": _("制证中"), "terminated": _("停了")}
    asked = case["state"] == "waiting" and asked_edges(case, found)
    return _("等您决定") if asked else short.get(case["state"]) or str(CASE.state(case["state"]).public)


def _promised(limit: Mapping[str, Any]) -> str:
    unit = _("个工作日") if limit["unit"] == "wd" else _("天")
    return f"{limit['days']}{unit}"


def _event(one: HistoryLine, found: Progress, actor: Actor, names: Mapping[UUID, str]) -> Page | None:
    """One line of 经过: what, when, by whom. Officers stand as their department; what is no news is left out."""
    case = next((each for each in found.cases if each["case_id"] == one.case_id), None)
    told = (OF_THE_WHOLE if case is None else OF_A_CASE).get(one.act or one.title)
    if told is None:
        return None
    title = str(told)
    if case and one is _moved(case, found):
        title = _("机构改革，改由%(who)s接着办，日期不变") % {"who": case["organization_name"]}
    name = names.get(one.case_id, "")
    return {
        "at": one.at,
        "title": _("%(name)s：%(title)s") % {"name": name, "title": title} if name else title,
        "by": _by(one, case, found, actor),
    }


def _by(one: HistoryLine, case: Row | None, found: Progress, actor: Actor) -> str:
    if one.actor == actor_ref(actor):
        return _("您")
    if one.actor.startswith("staff:"):
        return case["organization_name"] if case else ""
    if not one.actor.startswith("person:"):
        return ""
    applicant = found.application
    if one.actor == f"person:{applicant['applicant_id']}":
        return str(applicant["applicant_name"])
    by = applicant["facts"].get("acted_by") or {}
    if one.actor == f"person:{by.get('person')}":
        return acted_by(by, str(applicant["applicant_name"]))
    return _("被请来确认的人")
