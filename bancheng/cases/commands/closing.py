"""How a case ends, and what its end does to the others: prepared here, decided by counters in the database.

Nobody knows yet whether a successor will be set free (another predecessor may end at this very instant), so
everything that might follow is prepared with its event and its dates, and the one statement takes what applies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from bancheng.cases.commands.moving import moved, settle, work
from bancheng.cases.events import application_event, case_event
from bancheng.cases.lifecycle import CASE
from bancheng.cases.spec import FOREVER, Limit, Moved
from bancheng.cases.spec.clocks import ACCEPTANCE_DAYS, QUESTION_DAYS, SHANGHAI, Due, due
from bancheng.cases.spec.letters import closing_letter
from bancheng.documents.commands import prepare
from bancheng.kernel.database import Row, call
from bancheng.kernel.workdays import Calendar, calendar

Move = dict[str, Any]


def end(move: Move, outcome: Mapping[str, Any]) -> None:
    """The part of a move that every end has: no dates any more, no holder, off the list, and why."""
    move |= {
        "due_at": FOREVER,
        "warn_at": FOREVER,
        "wake_at": FOREVER,
        "provisional": False,
        "held_by": None,
        "held_name": "",
        "held_at": None,
        "closed_at": move["at"],
        "outcome": dict(outcome),
        "stop_clocks": "all",
    }


def close(row: Row, moves: Sequence[Move], now: datetime) -> Moved:
    """The one write of an act that ends cases. `row` was read with its family; `moves` in (level, id) order."""
    whole = _Whole(row, moves, now)
    outcome = call("cases_close_v1", application_id=row["application_id"], close=whole.as_argument())
    settle(outcome, row, moves[0], now)
    return moved(row, moves[0], outcome)


class _Whole:
    """One application at the moment of an end."""

    def __init__(self, row: Row, moves: Sequence[Move], now: datetime) -> None:
        self.row, self.moves, self.now = row, moves, now
        self.by, self.name = moves[0]["by"], moves[0]["name"]
        self.family = {UUID(str(one["case_id"])): one for one in row["family"]}
        self.edges = [
            (UUID(str(edge["predecessor_id"])), UUID(str(edge["case_id"])), edge["on_failure"])
            for edge in row["edges"] or ()
            if edge["state"] == "open"
        ]

    def as_argument(self) -> Any:
        """The jsonb of `cases_close_v1`."""
        successors = [self._successor(self.family[one], good) for one, good in self._reach()]
        return {
            "at": self.now,
            "by": self.by,
            "name": self.name,
            "moves": list(self.moves),
            "successors": successors,
            "end": self._end(successors),
        }

    def _reach(self) -> list[tuple[UUID, bool]]:
        """Waiting cases that these ends may reach, in (level, id) order; False where one may have to stop or ask.

        A case whose predecessor may stop may stop itself, so failure travels; success reaches one step.
        """
        ended = {UUID(str(one["case_id"])): one["to"] == "issued" for one in self.moves}
        reached: dict[UUID, bool] = {}
        frontier = [(one, good) for one, good in ended.items()]
        while frontier:
            source, good = frontier.pop()
            for predecessor, case_id, on_failure in self.edges:
                if predecessor != source or case_id in ended or self.family[case_id]["state"] != "waiting":
                    continue
                fine = reached.get(case_id)
                reached[case_id] = good and fine is not False
                if not good and on_failure == "stop" and (case_id, False) not in frontier:
                    frontier.append((case_id, False))
        return sorted(reached.items(), key=lambda pair: (self.family[pair[0]]["level"], str(pair[0])))

    def _successor(self, other: Mapping[str, Any], good: bool) -> Move:
        prepared: Move = {"case_id": other["case_id"], "ready": ready(self.row, other, self.now)}
        if not good:
            cause = _("前一项没有办成，这一项停止办理。")
            prepared["stop"] = {
                "due_at": FOREVER,
                "outcome": {"reason": cause, "cause": "stop"},
                "event": self._event("stop", other, "terminated"),
            }
            answer_by = due(calendar(local_day(self.now)), "question", Limit(QUESTION_DAYS), self.now)
            prepared["ask"] = {"due_at": answer_by.at, "event": self._event("ask", other, "waiting")}
        return prepared

    def _event(self, act: str, other: Mapping[str, Any], target: str) -> Move:
        return case_event(
            act, self.row["application_id"], UUID(str(other["case_id"])), self.now, "system",
            source=other["state"], target=target, item=other["item"], stage=0,
        )  # fmt: skip

    def _end(self, successors: Sequence[Move]) -> Move:
        """What to record if this was the last: always prepared, since others may end before our statement runs."""
        application_id, count = self.row["application_id"], self.row["case_count"]
        something = self.row["issued_cases"] > 0 or any(one["to"] == "issued" for one in self.moves)
        prepared: Move = {"open_cases": self.row["open_cases"]}
        prepared["completed"] = application_event(
            "complete", application_id, self.now, "system", source="open", target="open", cases=count
        )
        if not something:
            prepared["ended"] = application_event(
                "end", application_id, self.now, "system", source="open", target="ended", cases=count
            )
            if len(self.moves) + sum("stop" in one for one in successors) >= self.row["open_cases"]:
                prepared["letter"] = self._letter()
        return prepared

    def _letter(self) -> Move:
        """The closing letter as it reads if these ends are the last ones and nothing else ends meanwhile."""
        ending = {str(one["case_id"]): one for one in self.moves}
        lines = [{**one, **self._as_ended(one, ending)} for one in self.family.values()]
        return letter(self.row, lines, self.now)

    def _as_ended(self, one: Mapping[str, Any], ending: Mapping[str, Move]) -> Mapping[str, Any]:
        mine = ending.get(str(one["case_id"]))
        if mine is not None:
            return {"state": mine["to"], "outcome": mine["outcome"]}
        if one["state"] in CASE.ends:
            return {}
        return {
            "state": "terminated",
            "outcome": {"reason": _("前一项没有办成，这一项停止办理。"), "cause": "stop"},
        }


def letter(row: Mapping[str, Any], cases: Iterable[Mapping[str, Any]], now: datetime) -> Move:
    """The one letter of an application (closing or delivery), ready to freeze."""
    return prepare(
        application_id=row["application_id"],
        case_id=row["application_id"],
        kind="closing_letter",
        title=_("{name}办理结果告知书").format(name=row["journey_name"]),
        values=closing_letter(row, cases),
        now=now,
    )


def ready(row: Mapping[str, Any], other: Mapping[str, Any], now: datetime) -> Move:
    """Everything a waiting case needs to start: its acceptance clock, its place on the list, its event."""
    ends = acceptance_due(calendar(local_day(now)), now)
    after = {
        "to": "filed", "queue": other["queue"], "due_at": ends.at, "warn_at": ends.warn_at,
        "provisional": ends.provisional, "at": now,
    }  # fmt: skip
    about = {
        **row,
        "case_id": other["case_id"],
        "name": other["name"],
        "item": other["item"],
        "node": other["node"],
    }
    return {
        "days": ACCEPTANCE_DAYS,
        "due_at": ends.at,
        "warn_at": ends.warn_at,
        "provisional": ends.provisional,
        "work": work(about, "accept", after),
        "event": case_event(
            "activate", row["application_id"], UUID(str(other["case_id"])), now, "system",
            source="waiting", target="filed", item=other["item"], stage=0,
        ),
    }  # fmt: skip


def acceptance_due(calendar_: Calendar, now: datetime) -> Due:
    """Five working days from the day the case was received (许可法 32 条)."""
    return due(calendar_, "acceptance", Limit(ACCEPTANCE_DAYS), now)


def local_day(now: datetime) -> date:
    """The date in Asia/Shanghai."""
    return now.astimezone(SHANGHAI).date()
