"""What happens when nobody speaks: limits that run out move cases by themselves, one act each.

Acceptance by silence (许可法 32 条), lapse of an unanswered correction, the end of a special procedure, an unanswered
question, what was promised for later and did not come, the latest day of delivery. Each is an ordinary guarded act of
the system; running twice changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from bancheng.cases.commands.acceptance import accepted
from bancheng.cases.commands.closing import close, end, question_of
from bancheng.cases.commands.deferring import WARNING, deferral_over, remind_deferral
from bancheng.cases.commands.delivery import deliver, release_results
from bancheng.cases.commands.endings import asked_of, settle_questions
from bancheng.cases.commands.moving import draft, load, move, note
from bancheng.cases.commands.needs import decide_need
from bancheng.cases.commands.offers import offer_silence
from bancheng.cases.commands.recomputing import REMINDED
from bancheng.cases.commands.review import resumed
from bancheng.cases.queries.due import FIRST, applications_due, cases_due, deferrals_due
from bancheng.cases.spec import FOREVER, Moved
from bancheng.cases.spec.clocks import instant
from bancheng.kernel import access
from bancheng.kernel.access import system_actor
from bancheng.kernel.database import Row
from bancheng.kernel.errors import DomainError
from bancheng.kernel.recording import recorded as _

log = logging.getLogger("bancheng.cases.silence")

CLOCK = system_actor("clock")
Act = Callable[[Row, datetime], Moved]
Due = Callable[[datetime, int, tuple[datetime, UUID]], list[Row]]


def silence(now: datetime, limit: int = 500) -> int:
    """Do everything that is due, at most `limit` acts; returns how many were done.

    Read in pages by key, so that one that cannot be done now never stands before the others. Somebody who acts at
    the same moment wins: their act moved the version, ours is refused and looked at again in the next round.
    """
    done = _through(cases_due, "case_id", _by_state, now, limit)
    done += _through(deferrals_due, "case_id", _deferral, now, limit - done)
    return done + _through(applications_due, "application_id", _application, now, limit - done)


def _through(read: Due, key: str, act: Act, now: datetime, limit: int) -> int:
    """Page by page from the one that is due longest."""
    done, after = 0, FIRST
    while done < limit:
        rows = read(now, limit, after)
        for row in rows:
            done += _tried(act, row, now)
        if len(rows) < limit:
            break
        after = (rows[-1]["wake_at"], rows[-1][key])
    return done


def _tried(act: Act, row: Row, now: datetime) -> int:
    about = {"application_id": str(row["application_id"])}
    try:
        act(row, now)
    except DomainError as refused:
        log.info("silence refused", extra={**about, "code": refused.code})
        return 0
    except Exception:  # a bug in one case must not stop the clock of all the others
        log.exception("silence failed", extra=about)
        return 0
    return 1


def _by_state(row: Row, now: datetime) -> Moved:
    own = (row["application_id"], row["case_id"], row["version"], now)
    if row["state"] == "waiting" and row["due_at"] >= FOREVER:
        return decide_need(*own)
    if row["state"] in REMINDED and now <= row["due_at"]:
        return remind(*own)
    return {
        "filed": accept_by_silence,
        "correction_requested": lapse,
        "paused": end_pause,
        "waiting": stop_unanswered,
        "offered": _offer_over,
    }[row["state"]](*own)


def _deferral(row: Row, now: datetime) -> Moved:
    act = remind_deferral if row["kind"] == WARNING else deferral_over
    return act(row["application_id"], row["case_id"], row["version"], now)


def _offer_over(application_id: UUID, case_id: UUID, version: int, now: datetime) -> Moved:
    return offer_silence(application_id, case_id, version, now, CLOCK)


def remind(application_id: UUID, case_id: UUID, version: int, now: datetime) -> Moved:
    """快到期了: recorded once, so that whoever tells people can tell them; the alarm moves to the last moment."""
    row = load("remind", CLOCK, application_id, case_id, version, now, None)
    moving = draft(row, "remind", CLOCK, now, None)
    moving["wake_at"] = row["due_at"]
    note(moving, row)
    return move(row, moving, now)


def accept_by_silence(application_id: UUID, case_id: UUID, version: int, now: datetime) -> Moved:
    """视为受理: nobody said in five days what is missing, so the case counts as accepted from the day of receipt."""
    row = load("accept_by_silence", CLOCK, application_id, case_id, version, now, None)
    return move(row, accepted(row, "accept_by_silence", CLOCK, instant(row["filed_at"]), now, None), now)


def lapse(application_id: UUID, case_id: UUID, version: int, now: datetime) -> Moved:
    """到期没有补: the case goes back to the applicant; what was written is kept and can be handed in again."""
    reason = _("到期没有补正，这次申请退回。")
    return _ended("lapse", application_id, case_id, version, now, {"reason": reason, "cause": "lapse"})


def stop_unanswered(application_id: UUID, case_id: UUID, version: int, now: datetime) -> Moved:
    """没有回答还要不要办: the case stops, or goes on if every rule that asked says so."""
    row = load("stop", CLOCK, application_id, case_id, version, now, None, "family")
    asked = asked_of(row)
    nodes = {str(one["case_id"]): one["node"] for one in row["family"]}
    own = {**row, "questions": row["plan"].get("questions")}
    means = {question_of(own, nodes[edge["predecessor_id"]])[1] for edge in asked}
    if means == {"continue_without"}:
        access.require("cases.go_on_unanswered", CLOCK, row)
        return settle_questions(row, "go_on_unanswered", len(asked), CLOCK, now, None)
    reason = _("前一项没有办成，到期没有回答还要不要办，这一项停止办理。")
    return _closed(row, "stop", now, {"reason": reason, "cause": "question"})


def end_pause(application_id: UUID, case_id: UUID, version: int, now: datetime) -> Moved:
    """特别程序到期: the clock runs again, whether or not the procedure is done (facts 3.1: no stop without end)."""
    row = load("resume", CLOCK, application_id, case_id, version, now, None, "clocks")
    return move(row, resumed(row, CLOCK, now, None), now)


def _ended(
    act: str, application_id: UUID, case_id: UUID, version: int, now: datetime, outcome: dict[str, str]
) -> Moved:
    row = load(act, CLOCK, application_id, case_id, version, now, None, "family")
    return _closed(row, act, now, outcome)


def _closed(row: Row, act: str, now: datetime, outcome: dict[str, str]) -> Moved:
    moving = draft(row, act, CLOCK, now, None)
    end(moving, outcome)
    note(moving, row, cause=outcome["cause"])
    return close(row, [moving], now)


def _application(row: Row, now: datetime) -> Moved:
    if row["open_cases"] == 0:
        return deliver(actor=CLOCK, application_id=row["application_id"], now=now)
    return release_results(actor=CLOCK, application_id=row["application_id"], now=now)
