"""容缺: a case begins without what was promised for later, is not granted before it came, and ends if it never comes.

The days count from handing in, so that the day is known when the promise is made; waiting for it stops no limit of the
department (行政许可法第四十五条 names all that does). See docs/decisions/materials-that-follow.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from bancheng.cases.commands.closing import close, end, local_day
from bancheng.cases.commands.moving import Replayed, draft, load, move, moved, note, offer, replayable, settle
from bancheng.cases.lifecycle import CASE
from bancheng.cases.queries.context import whole_context
from bancheng.cases.spec import Deferral, Limit, Moved, plain
from bancheng.cases.spec.clocks import Due, due, instant, running
from bancheng.kernel import access
from bancheng.kernel.access import NOT_FOUND, Actor, system_actor
from bancheng.kernel.database import Row, call
from bancheng.kernel.errors import Conflict, InvalidInput, RuleBroken, define
from bancheng.kernel.recording import recorded as _
from bancheng.kernel.workdays import calendar

DEFERRAL_OPEN = define(
    RuleBroken,
    "deferral_open",
    gettext_lazy("申请人答应以后交的还没有补上：{names}。补上以前不能{act}。"),
    next_step=gettext_lazy("先审查别的材料。补上后回到这里决定；到期没有补上，系统会终止办理并告诉申请人。"),
)
NOTHING_DEFERRED = define(
    Conflict,
    "nothing_deferred",
    gettext_lazy("现在没有等您补的材料：已经补上了，或者这一项已经结束。"),
    next_step=gettext_lazy("看最新进度。"),
)
NOTHING_BROUGHT = define(
    InvalidInput,
    "nothing_brought",
    gettext_lazy("还没有选要补的照片或者文件。"),
    next_step=gettext_lazy("先选一份上传，再交上去。"),
)
CLOCK_KIND, WARNING = "deferral", "deferral_warning"
ON_A_LIST = frozenset({"filed", "accepted", "paused"})
_CLOCK = system_actor("clock")
_TRIES = 3  # of bringing: it means the cases as they are now, whoever moved one meanwhile


def promised_of(deferrals: Sequence[Deferral]) -> list[dict[str, Any]]:
    """What the case keeps of the promise."""
    return [{name: value for name, value in plain(one).items() if name != "limit"} for one in deferrals]


def clocks_of(deferrals: Sequence[Deferral], now: datetime) -> list[dict[str, Any]]:
    """The clocks of a promise made now: the day by which it has to come, and the day on which it is called to mind."""
    if not deferrals:
        return []
    here, limit = calendar(local_day(now)), _shortest(deferrals, now)
    early = Limit(limit.days - max(1, math.ceil(limit.days / 5)), limit.unit)
    return [
        running(kind, each, now, due(here, kind, each, now))
        for kind, each in ((CLOCK_KIND, limit), (WARNING, early))
    ]


def until_of(deferrals: Sequence[Deferral], now: datetime) -> Due:
    """The day by which all that is promised now has to come."""
    return due(calendar(local_day(now)), CLOCK_KIND, _shortest(deferrals, now), now)


def _shortest(deferrals: Sequence[Deferral], now: datetime) -> Limit:
    here = calendar(local_day(now))
    return min((one.limit for one in deferrals), key=lambda each: due(here, CLOCK_KIND, each, now).at)


def insist_on_deferrals(row: Row, act: str) -> None:
    """RuleBroken `deferral_open` while something that was promised for later has not come."""
    if row["missing"]:
        names = "、".join(one["name"] for one in row["missing"])
        raise DEFERRAL_OPEN(names=names, act=CASE.title(act))


@replayable
def bring_deferrals(
    *,
    actor: Actor,
    application_id: UUID,
    given: Mapping[str, Sequence[UUID]],
    now: datetime,
    key: str | None = None,
) -> Moved:
    """补上答应以后交的: `given` has the files of each `type@holder`; each goes to every case that waits for it, in one
    statement. What is not given is still owed.

    InvalidInput with no file at all; NotFound for files that are not the actor's own; Conflict when nothing waits.
    """
    files = [file for one in given.values() for file in one]
    if not files:
        raise NOTHING_BROUGHT()
    for attempt in range(_TRIES):
        rows = whole_context(application_id, actor, files)
        access.require("cases.bring_deferral", actor, rows[0] if rows else None)
        if not rows[0]["own_files"]:
            raise NOT_FOUND()
        moves = [(row, made) for row in rows if (made := _brought(row, given, actor, now, key))]
        if not moves:
            raise _again(rows, key) or NOTHING_DEFERRED()
        bring = {"moves": [made for _row, made in moves]}
        outcome = call("cases_bring_v1", application_id=application_id, bring=bring)
        if outcome.ok or attempt == _TRIES - 1:
            break
    row, first = moves[0]
    settle(outcome, row, first, now)
    return moved(row, first, outcome)


def _brought(
    row: Row, given: Mapping[str, Sequence[UUID]], actor: Actor, now: datetime, key: str | None
) -> dict[str, Any] | None:
    """The move of one case that waits for some of it; None for a case that does not."""
    if "bring_deferral" not in CASE.allowed(row["state"]):
        return None
    owed = row["missing"] or []
    come = [one for one in owed if given.get(f"{one['type']}@{one['holder']}")]
    if not come:
        return None
    moving = draft(row, "bring_deferral", actor, now, key)
    moving["brought"] = [{**one, "files": list(given[f"{one['type']}@{one['holder']}"])} for one in come]
    if len(come) == len(owed):
        moving["stop_clocks"] = [CLOCK_KIND, WARNING]
    note(moving, row, entries=len(come))
    _enlist(moving, row)
    return moving


def _again(rows: Sequence[Row], key: str | None) -> Replayed | None:
    """The first answer, for a post with the key that brought it."""
    row = next((one for one in rows if key and one["last_key"] == key), None)
    if row is None:
        return None
    return Replayed(
        Moved(
            row["application_id"], row["case_id"], "bring_deferral", row["state"], row["version"],
            instant(row["last_at"]), replayed=True, case_number=row["case_number"],
        )
    )  # fmt: skip


def remind_deferral(application_id: UUID, case_id: UUID, version: int, now: datetime) -> Moved:
    """答应后补的快到期了: recorded once, for whoever tells people."""
    row = load("remind_deferral", _CLOCK, application_id, case_id, version, now, None)
    moving = draft(row, "remind_deferral", _CLOCK, now, None)
    moving["stop_clocks"] = [WARNING]
    note(moving, row)
    _enlist(moving, row)
    return move(row, moving, now)


def deferral_over(application_id: UUID, case_id: UUID, version: int, now: datetime) -> Moved:
    """到期没有补上: the case ends without a decision, and can be applied for again with everything kept."""
    row = load("lapse_deferral", _CLOCK, application_id, case_id, version, now, None, "family", "missing")
    moving = draft(row, "lapse_deferral", _CLOCK, now, None)
    names = "、".join(one["name"] for one in row["missing"] or ())
    reason = _("答应以后交的“{names}”到期没有补上，这一项终止办理。").format(names=names)
    end(moving, {**row["outcome"], "reason": reason, "cause": "deferral"})
    note(moving, row, cause="deferral")
    return close(row, [moving], now)


def _enlist(moving: dict[str, Any], row: Row) -> None:
    """A case that stands on a list stays there."""
    if moving["to"] in ON_A_LIST:
        offer(moving, row)
