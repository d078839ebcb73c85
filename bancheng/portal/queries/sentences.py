"""One sentence per department: who, doing what, until when, and what you do; and why it is that day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from bancheng.cases.lifecycle import GOOD_END
from bancheng.cases.queries.pages import Progress, is_dated
from bancheng.cases.spec.clocks import instant
from bancheng.cases.spec.later import fees_of, is_needed
from bancheng.catalogue.spec import Item
from bancheng.journeys.spec import Journey
from bancheng.kernel.database import Row
from bancheng.kernel.rulebooks import release
from bancheng.kernel.workdays import (
    Clock,
    Pause,
    calendar,
    days_left,
    explain,
    explain_clock,
    light,
    local_day,
)
from bancheng.portal.queries.finding import Page
from bancheng.portal.queries.owing import owing
from bancheng.ui.language import text
from bancheng.ui.words import day_words

BAD_ENDS = frozenset({"refused", "not_accepted", "terminated"})
"""Ends that the department or the rules brought about; withdrawing is the person's own."""
_CLOCK_OF = {
    "waiting": "question",
    "offered": "offer",
    "filed": "acceptance",
    "correction_requested": "correction",
    "accepted": "promised",
    "approved": "promised",
}


def plain_names(found: Progress) -> dict[UUID, str]:
    """What people call each matter, with whose it is where one matter runs for several."""
    book = release(found.application["release"])
    items = book.models("item")
    several = {one["item"] for one in found.cases if sum(c["item"] == one["item"] for c in found.cases) > 1}
    names = {}
    for case in found.cases:
        item = items.get(case["item"])
        plain = text(item.plain_name or item.name) if isinstance(item, Item) else case["name"]
        whose = _whose(book.root, case["node"]) if case["item"] in several else ""
        names[case["case_id"]] = _("%(who)s：%(what)s") % {"who": whose, "what": plain} if whose else plain
    return names


def _whose(root: Any, node: str) -> str:
    role, _bracket, number = node.partition("@")[2].rstrip("]").partition("[")
    subject = root.subjects.get(role) if isinstance(root, Journey) else None
    return f"{text(subject.name or role)}{number}" if subject else number


def asked_edges(case: Row, found: Progress) -> list[Row]:
    """The earlier matters that did not work out and that the person has to decide about."""
    return [e for e in found.prerequisites if e["case_id"] == str(case["case_id"]) and e["state"] == "asked"]


def silence_words(case: Row, found: Progress) -> str:
    """What happens to a case about which the person was asked, if they do not answer: as its rules say."""
    nodes = {str(one["case_id"]): one["node"] for one in found.cases}
    rules = case.get("questions") or {}
    means = {
        rules.get(nodes[edge["predecessor_id"]], {}).get("on_silence", "stop")
        for edge in asked_edges(case, found)
    }
    if means == {"continue_without"}:
        return _("到期没有回答，就接着办。")
    return _("到期没有回答，这一项就停下。")


def sentence_of(case: Row, found: Progress, now: datetime, names: Mapping[UUID, str] | None = None) -> Page:
    """Who, doing what, until when, and what the person does: `text`, `note`, and `due` where a day is promised."""
    words = SENTENCES[case["state"]](case, found, now, names or plain_names(found))
    own = owing(case, found, release(found.application["release"]), now)
    return {"text": "", "note": "", "due": None, **words, **own}


def _waiting(case: Row, found: Progress, now: datetime, names: Mapping[UUID, str]) -> Page:
    asked = asked_edges(case, found)
    if asked:
        failed = "、".join(names[UUID(edge["predecessor_id"])] for edge in asked)
        told = {"failed": failed, "day": day_words(local_day(case["due_at"]))}
        words = _("%(failed)s没有办成。这一项还要不要接着办，请您决定，最晚%(day)s。") % told
        return {"text": words, "note": silence_words(case, found), "due": due_of(case, found, now)}
    open_edges = [
        e for e in found.prerequisites if e["case_id"] == str(case["case_id"]) and e["state"] == "open"
    ]
    before = "、".join(dict.fromkeys(names[UUID(edge["predecessor_id"])] for edge in open_edges))
    rows = {one["node"]: one for one in found.cases}
    if before and is_needed(case.get("later"), rows)[0] is None:
        return {"text": _("等%(before)s有了结果，才知道这一项要不要办。您不用做什么。") % {"before": before}}
    return {"text": _("%(before)s办好后自动开始，您不用做什么。") % {"before": before} if before else ""}


def _filed(case: Row, found: Progress, now: datetime, _names: Mapping[UUID, str]) -> Page:
    return {
        "text": _("%(who)s最晚%(day)s开始办，您不用做什么。")
        % {"who": case["organization_name"], "day": day_words(local_day(case["due_at"]))},
        "due": due_of(case, found, now),
    }


def _correction(case: Row, found: Progress, now: datetime, _names: Mapping[UUID, str]) -> Page:
    told = next((one for one in found.corrections if one["case_id"] == str(case["case_id"])), None)
    count = len(told["entries"]) if told else 0
    return {
        "text": _("%(who)s请您补%(count)s样，%(day)s前交上。")
        % {"who": case["organization_name"], "count": count, "day": day_words(local_day(case["due_at"]))},
        "due": due_of(case, found, now),
    }


def _accepted(case: Row, found: Progress, now: datetime, _names: Mapping[UUID, str]) -> Page:
    last = day_words(local_day(case["due_at"]))
    if case.get("off_clock"):
        return _working(case, found, now, last)
    if now > case["due_at"]:
        late = -days_left(calendar(local_day(now)), now, case["due_at"])
        return {
            "text": _("%(who)s应在%(day)s办完，现在晚了%(days)s个工作日。")
            % {"who": case["organization_name"], "day": last, "days": late},
            "note": _("您可以打12345催一催，报编号就行。"),
            "due": due_of(case, found, now),
        }
    return {
        "text": _("%(who)s正在办，最晚%(day)s办好。您不用做什么。")
        % {"who": case["organization_name"], "day": last},
        "due": due_of(case, found, now),
    }


def _working(case: Row, found: Progress, now: datetime, last: str) -> Page:
    """Work off the clock: it has a day on which it is expected to be done, which is no limit."""
    told = {"who": case["organization_name"], "day": last}
    words = (
        _("%(who)s那边还没有结束，原来预计%(day)s结束，现在晚了。")
        if now > case["due_at"]
        else _("%(who)s那边正在进行，预计%(day)s结束。您不用做什么。")
    )
    return {
        "text": words % told,
        "note": _("这几天不算在办理时间里。"),
        "due": due_of(case, found, now, why=False),
    }


def charges(case: Row, found: Progress) -> list[str]:
    """What is to be paid for a case, as far as the results before it have said how much."""
    rows = {one["node"]: one for one in found.cases}
    told = []
    for line in fees_of(case.get("later"), rows):
        if line.amount:
            words = _("%(name)s：%(quantity)s%(unit)s，每%(unit)s%(price)s元，共%(amount)s元")
            number = f"{line.quantity:f}" if line.quantity is not None else ""
            facts = {"name": line.name, "quantity": number, "unit": line.unit}
            told.append(words % {**facts, "price": f"{line.price:f}", "amount": f"{line.amount:f}"})
    return told


def _paused(case: Row, found: Progress, _now: datetime, _names: Mapping[UUID, str]) -> Page:
    """停钟: what for, from when, until when at the latest (行政许可法第45条)."""
    clock = _clock_row(case, found, "promised")
    pause = clock["pauses"][-1] if clock and clock["pauses"] else {}
    told = {
        "who": case["organization_name"],
        "day": day_words(local_day(instant(pause["from"]))) if pause else "",
        "what": _procedure(case, found, pause.get("procedure", "")),
    }
    words = (
        _("%(who)s从%(day)s起暂停计时，因为要%(what)s。")
        if told["what"]
        else _("%(who)s从%(day)s起暂停计时。")
    )
    own = _clock_row(case, found, "special")
    until = day_words(local_day(own["due_at"])) if own else ""
    notes = [
        _("原因：%(why)s。") % {"why": pause["reason"].rstrip("。")} if pause.get("reason") else "",
        _("最晚%(day)s接着算。") % {"day": until} if until else "",
        _("这几天不算在办理时间里，您不用做什么。"),
    ]
    return {"text": words % told, "note": "".join(notes)}


def _procedure(case: Row, found: Progress, code: str) -> str:
    """What the special procedure is called, in the rules that the application follows."""
    item = release(found.application["release"]).models("item").get(case["item"])
    known = item.special_procedures if isinstance(item, Item) else ()
    return next((text(one.name) for one in known if one.code == code), "")


def _approved(case: Row, found: Progress, now: datetime, _names: Mapping[UUID, str]) -> Page:
    if (case["outcome"] or {}).get("offer"):
        words = _("%(who)s正在签协议，最晚%(day)s。方案您已经接受了，不用再做什么。")
        told = {"who": case["organization_name"], "day": day_words(local_day(case["due_at"]))}
        return {"text": words % told, "due": due_of(case, found, now)}
    return {
        "text": _("%(who)s已经同意，正在出结果，最晚%(day)s。")
        % {"who": case["organization_name"], "day": day_words(local_day(case["due_at"]))},
        "due": due_of(case, found, now),
    }


def _issued(case: Row, found: Progress, _now: datetime, _names: Mapping[UUID, str]) -> Page:
    words = _("%(who)s，%(day)s办好。") % {
        "who": case["organization_name"],
        "day": day_words(local_day(case["closed_at"]), weekday=False),
    }
    return {"text": words, "note": "" if found.released else _("和其他几项一起给您，不用单独去拿。")}


def _offered(case: Row, found: Progress, now: datetime, _names: Mapping[UUID, str]) -> Page:
    words = _("%(who)s给了方案和价格，%(day)s前请您看一看，接受还是不接受。")
    told = {"who": case["organization_name"], "day": day_words(local_day(case["due_at"]))}
    return {"text": words % told, "due": due_of(case, found, now)}


def _stopped(case: Row, found: Progress, names: Mapping[UUID, str]) -> str:
    """Why a case stopped, with what people call those that it waited for."""
    failed = [
        next(one for one in found.cases if str(one["case_id"]) == edge["predecessor_id"])
        for edge in found.prerequisites
        if edge["case_id"] == str(case["case_id"]) and edge["state"] == "failed"
    ]
    before = {"before": "”“".join(names[one["case_id"]] for one in failed)}
    if failed and all(one["state"] == "withdrawn" for one in failed):
        return _("您撤回了“%(before)s”，这一项要等它，所以也停下。") % before
    return (
        _("“%(before)s”没有办成，这一项要等它，所以停下。") % before if failed else case["outcome"]["reason"]
    )


def _ended(case: Row, found: Progress, _now: datetime, names: Mapping[UUID, str]) -> Page:
    outcome = case["outcome"] or {}
    day = day_words(local_day(case["closed_at"]), weekday=False)
    if case["state"] == "withdrawn":
        why = outcome.get("reason", "")
        note = "" if why == _("申请人撤回。") else why  # what the person gave as a reason, if anything
        return {"text": _("%(day)s撤回。") % {"day": day}, "note": note}
    if case["state"] == "declined":
        return {"text": _("%(day)s没有接受方案，这一项不办了。") % {"day": day}}
    if case["state"] == "not_needed":
        return {"text": outcome.get("reason", "")}
    if case["state"] == "terminated":
        because = outcome.get("cause") == "stop"
        why = _stopped(case, found, names) if because else outcome.get("reason", "")
        return {"text": _("%(day)s停下。%(why)s") % {"day": day, "why": why}}
    return {
        "text": _("%(who)s%(day)s答复：%(why)s")
        % {"who": case["organization_name"], "day": day, "why": outcome.get("reason", "")}
    }


SENTENCES = {
    "waiting": _waiting,
    "filed": _filed,
    "correction_requested": _correction,
    "accepted": _accepted,
    "paused": _paused,
    "approved": _approved,
    "issued": _issued,
    "refused": _ended,
    "not_accepted": _ended,
    "withdrawn": _ended,
    "terminated": _ended,
    "offered": _offered,
    "declined": _ended,
    "not_needed": _ended,
}
"""State → sentence; total: the table of states and this one are compared by a test."""


# 日子 -------------------------------------------------------------------------------------------------------


def due_of(case: Row, found: Progress, now: datetime, *, why: bool = True) -> Page | None:
    """The deadline chip of a case, with why it is that day."""
    if not is_dated(case["due_at"]):
        return None
    left = days_left(calendar(local_day(now)), now, case["due_at"])
    shown = {"far": "far", "near": "near", "over": "overdue"}[light(case["due_at"], case["warn_at"], now)]
    return {
        "light": "today" if shown == "near" and left == 0 else shown,
        "date": local_day(case["due_at"]),
        "left": abs(left),
        "provisional": case["provisional"],
        "why": _why(case, found) if why else [],
    }


def _why(case: Row, found: Progress) -> list[str]:
    """为什么是这一天, from the clock that runs now."""
    kind = _CLOCK_OF.get(case["state"], "")
    row = _clock_row(case, found, kind)
    if row is None:
        return []
    pauses = tuple(
        Pause(instant(one["from"]), instant(one["to"]) if one.get("to") else None) for one in row["pauses"]
    )
    clock = Clock(kind, row["unit"], row["days"], row["started_at"], pauses)
    return explain_clock(calendar(local_day(row["started_at"])), clock, began(kind))


def began(kind: str) -> str:
    """What happened on the day that a limit is counted from."""
    return {
        "acceptance": _("收到您交的"),
        "correction": _("告诉您要补"),
        "question": _("问您的"),
        "offer": _("把方案给您的"),
        "promised": _("收下开始办（受理）"),
    }[kind]


def _clock_row(case: Row, found: Progress, kind: str) -> Row | None:
    rows = [
        one for one in found.clocks if str(one["case_id"]) == str(case["case_id"]) and one["kind"] == kind
    ]
    return max(rows, key=lambda one: one["started_at"], default=None)


def whole_sentence(found: Progress, now: datetime) -> str:
    """6件里办好了2件，预计…全部办好; or how it ended."""
    row = found.application
    done = sum(case["state"] == GOOD_END for case in found.cases)
    spared = sum(case["state"] == "not_needed" for case in found.cases)
    count = {"count": row["case_count"] - spared, "done": done}
    if row["state"] == "delivered":
        return (
            _("%(count)s件都办好了。") % count
            if done == count["count"]
            else _("都有结果了，有办好的，也有没办成的。")
        )
    if row["state"] == "ended":
        mine = all(case["state"] == "withdrawn" for case in found.cases)
        return _("您撤回了，这次不办了。") if mine else _("这次没有办成，原因写在下面每一项里。")
    day = day_words(local_day(row["due_at"]))
    if now > row["due_at"]:
        return _("%(count)s件里办好了%(done)s件。原定%(day)s全部办好，现在晚了。") % {**count, "day": day}
    if not row["open_cases"]:
        return _("%(count)s件都有结果了，正在把结果交给您。") % count
    bad = sum(case["state"] in BAD_ENDS for case in found.cases)
    if bad:
        words = _("%(count)s件里办好了%(done)s件，%(bad)s件没有办成，其余最晚%(day)s办好。")
        return words % {**count, "bad": bad, "day": day}
    return _("%(count)s件里办好了%(done)s件，最晚%(day)s全部办好。") % {**count, "day": day}


def why_whole(found: Progress) -> list[str]:
    """Why the whole ends that day: the longest row of departments, counted from the day it was handed in."""
    row = found.application
    start, end = local_day(row["submitted_at"]), local_day(row["due_at"])
    here = calendar(start)
    names = _("有几项要一件接一件办，其余的同时进行，按最长的一条路算。")
    return [*explain(here, start, here.between(start, end), _("提交")), names]
