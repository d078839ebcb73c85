"""批量办理: what can be done with several cases at once, which of them cannot, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext as _

from bancheng.accounts.spec import SessionActor
from bancheng.cases.lifecycle import CASE
from bancheng.cases.queries import several
from bancheng.cases.queries.recusal import takers
from bancheng.cases.spec import Limit
from bancheng.cases.spec.clocks import due
from bancheng.catalogue.spec import Item
from bancheng.kernel.database import Row
from bancheng.kernel.rulebooks import release, text
from bancheng.kernel.workdays import calendar, local_day
from bancheng.workbench.queries.acts import word_of
from bancheng.workbench.queries.due import due_of
from bancheng.workbench.queries.inbox import TOGETHER, Wanted, case_href

MOST = 30
"""Cases in one batch: a page of the list."""

RESULT = "workbench.batch"

Pick = tuple[UUID, UUID]


@dataclass(slots=True)
class Group:
    """The chosen cases of one matter: what they have in common, and what is said to their applicants."""

    item: str
    name: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    basis: list[list[str]] = field(default_factory=list)
    """What each reason rests on, in their order."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The confirmation of a batch: `groups` that go, `out` with the reason of each, how many nobody can find."""

    act: str
    word: str
    offered: Sequence[Mapping[str, str]]
    groups: Sequence[Group]
    out: Sequence[Mapping[str, Any]]
    lost: int
    takers: Sequence[Mapping[str, str]]
    letter: Mapping[str, Any] | None

    @property
    def count(self) -> int:
        """How many go."""
        return sum(len(group.rows) for group in self.groups)


def batch(actor: SessionActor, picks: Sequence[Pick], act: str, wanted: Wanted, now: datetime) -> Batch:
    """Read the chosen cases and sort out what can be done with them; two statements, three for a transfer."""
    found = several(picks, actor)
    offered = [one for one in TOGETHER if any(one in acts for _row, acts in found)]
    act = act if act in TOGETHER else next(iter(_shared(found)), "")
    groups: dict[str, Group] = {}
    out = []
    for row, acts in found:
        line = _line(row, wanted, now)
        if act and act in acts:
            groups.setdefault(row["item"], _group(row, act)).rows.append(line)
        else:
            out.append({**line, "why": _why_not(row, act, actor)})
    going = [row for row, acts in found if act in acts]
    return Batch(
        act=act,
        word=word_of(act) if act else "",
        offered=[{"act": one, "word": word_of(one)} for one in offered],
        groups=list(groups.values()),
        out=out,
        lost=len(picks) - len(found),
        takers=_takers(going, actor, now) if act == "transfer" else (),
        letter=_letter(going[0], now) if act == "accept" and going else None,
    )


def _shared(found: Sequence[tuple[Row, tuple[str, ...]]]) -> list[str]:
    """What can be done with all of them."""
    return [act for act in TOGETHER if found and all(act in acts for _row, acts in found)]


def _line(row: Row, wanted: Wanted, now: datetime) -> dict[str, Any]:
    return {
        "pick": f"{row['application_id']}~{row['case_id']}~{row['version']}",
        "item": row["name"],
        "who": row["applicant_name"],
        "thing": row["journey_name"],
        "due": due_of(row["due_at"], row["warn_at"], row["provisional"], now),
        "href": case_href(row["application_id"], row["case_id"], wanted),
    }


def _group(row: Row, act: str) -> Group:
    group = Group(row["item"], row["name"])
    if act == "approve":
        item = release(row["release"]).model("item", row["item"])
        assert isinstance(item, Item)
        own = {one.code: f"{text(one.title)}{text(one.article)}" for one in item.basis}
        known = list(row["plan"]["basis"])
        for one in item.decision_reasons:
            if one.decision == "approve":
                rests_on = {own.get(code, "") for code in one.basis}
                group.reasons.append(text(one.text))
                group.basis.append([name for name in known if name in rests_on] or known[:1])
    return group


def _why_not(row: Row, act: str, actor: SessionActor) -> str:
    """Why this one is not done with the others, in a sentence."""
    if row["held_by"] and row["held_by"] != actor.id:
        return _("{who}正在办").format(who=row["held_name"])
    if row.get("own_matter"):
        return _("和您本人有关，要回避")
    if row["state"] in CASE.ends or row["state"] in ("waiting", "correction_requested", "offered"):
        return _("现在是“{state}”，没有要办的").format(state=CASE.state(row["state"]).desk)
    if row.get("missing") and act == "approve":
        return _("答应后补的{names}还没有补上").format(names="、".join(one["name"] for one in row["missing"]))
    if not act:
        return _("和别的没有共同能办的")
    stages = row["plan"]["stages"]
    stage = stages[min(row["stage"], len(stages) - 1)]["name"]
    return _("现在是“{stage}”，不能{act}").format(stage=stage, act=word_of(act))


def _takers(rows: Sequence[Row], actor: SessionActor, now: datetime) -> list[dict[str, str]]:
    """Who can take all of them over: asked for the first, the command asks again for each."""
    if len({row["handling"] for row in rows}) != 1:
        return []
    found = takers(rows[0], local_day(now))
    posts = {one["post"]: one["post_name"] for one in found}
    here = {str(row["queue"]) for row in rows}
    free = [
        {"value": post, "label": name, "hint": _("谁有空谁领")}
        for post, name in posts.items()
        if here != {post}
    ]
    return free + [
        {"value": f"{one['post']}~{one['staff']}", "label": one["name"], "hint": one["post_name"]}
        for one in found
        if one["staff"] != str(actor.id)
    ]


def _letter(row: Row, now: datetime) -> dict[str, Any]:
    """One of the letters that will go out, in short."""
    plan, today = row["plan"], local_day(now)
    limit = plan["promised"]
    ends = due(calendar(today), "promised", Limit(limit["days"], limit["unit"]), now)
    return {
        "who": row["applicant_name"],
        "item": row["name"],
        "organization": plan["organization_name"],
        "on": today,
        "due": local_day(ends.at),
    }


def reason_of(group: Group, picked: str) -> tuple[str, Sequence[str]]:
    """The canned reason picked for a group and what it rests on, the first one else; nothing where there is none."""
    if not group.reasons:
        return "", ()
    known = picked.isascii() and picked.isdecimal() and int(picked) < len(group.reasons)
    at = int(picked) if known else 0
    return group.reasons[at], group.basis[at]


def told(act: str, outcomes: Sequence[tuple[Pick, str]]) -> str:
    """What came of it, for the address of the result page: ids and sentences, no name of an applicant; signed."""
    rows = [[application.hex, case.hex, sentence] for (application, case), sentence in outcomes]
    return signing.dumps([act, rows], salt=RESULT, compress=True)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result page: which were done, which were not and why."""

    act: str
    word: str
    done: Sequence[Mapping[str, Any]]
    failed: Sequence[Mapping[str, Any]]


def outcome(actor: SessionActor, written: str, wanted: Wanted, now: datetime) -> Outcome | None:
    """The result out of its address, with the cases as they are now; None for an address of one's own making."""
    try:
        act, rows = signing.loads(written, salt=RESULT, max_age=12 * 3600)
    except signing.BadSignature:
        return None
    said = {(UUID(application), UUID(case)): sentence for application, case, sentence in rows}
    found = {(row["application_id"], row["case_id"]): row for row, _acts in several(list(said), actor)}
    lines = [
        {**_line(found[pick], wanted, now), "state": CASE.state(found[pick]["state"]).desk, "why": sentence}
        for pick, sentence in said.items()
        if pick in found
    ]
    done, failed = [one for one in lines if not one["why"]], [one for one in lines if one["why"]]
    return Outcome(act, word_of(act), done, failed)
