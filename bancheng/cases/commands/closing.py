"""How a case ends, and what its end does to the others: prepared here, decided by counters in the database.

Nobody knows yet whether a successor will be set free (another predecessor may end at this very instant), so
everything that might follow is prepared with its event and its dates, and the one statement takes what applies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bancheng.cases.commands.moving import moved, settle, work
from bancheng.cases.events import application_event, case_event
from bancheng.cases.lifecycle import GOOD_END
from bancheng.cases.spec import FOREVER, QUESTION, Limit, Moved
from bancheng.cases.spec.clocks import ACCEPTANCE_DAYS, SHANGHAI, Due, due, running
from bancheng.cases.spec.consequences import Consequence
from bancheng.cases.spec.later import open_givers
from bancheng.cases.spec.letters import closing_letter
from bancheng.cases.spec.outcomes import closed
from bancheng.cases.spec.sparing import NOT_NEEDED, aftermath, spared_outcome
from bancheng.documents.commands import named, prepare
from bancheng.kernel.database import Row, call
from bancheng.kernel.recording import recorded as _
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
    outcome = call("cases_close_v3", application_id=row["application_id"], close=whole.as_argument())
    settle(outcome, row, moves[0], now)
    return moved(row, moves[0], outcome)


class _Whole:
    """One application at the moment of an end."""

    def __init__(self, row: Row, moves: Sequence[Move], now: datetime) -> None:
        self.row, self.moves, self.now = row, moves, now
        self.by, self.name = moves[0]["by"], moves[0]["name"]
        self.family: dict[UUID, Mapping[str, Any]] = {UUID(str(one["case_id"])): one for one in row["family"]}
        self.ending = {UUID(str(one["case_id"])): one for one in moves}
        ends = {one: {"state": move["to"], "outcome": move["outcome"]} for one, move in self.ending.items()}
        self.reached, self.spared, self.rows = aftermath(row["edges"] or (), self.family, ends)
        self.stopping = {
            one: self._stopped(one, told) for one, told in self.reached.items() if told.effect == "stop"
        }

    def as_argument(self) -> Any:
        """The jsonb of `cases_close_v3`."""
        successors = {one: self._successor(one, told) for one, told in self.reached.items()}
        successors |= {one: self._not_needed(one, why) for one, why in self.spared.items()}
        return {
            "at": self.now,
            "by": self.by,
            "name": self.name,
            "moves": list(self.moves),
            "successors": [successors[one] for one in sorted(successors, key=self._place)],
            "end": self._end(),
        }

    def _place(self, case_id: UUID) -> tuple[int, str]:
        return self.family[case_id]["level"], str(case_id)

    def _not_needed(self, case_id: UUID, why: str) -> Move:
        event = self._event("spare", self.family[case_id], NOT_NEEDED, cause=NOT_NEEDED)
        return {"case_id": case_id, "spare": {"outcome": spared_outcome(why), "event": event}}

    def _successor(self, case_id: UUID, told: Consequence) -> Move:
        other = self.family[case_id]
        prepared: Move = {"case_id": case_id, "ready": ready(self.row, other, self.now)}
        givers = open_givers(other.get("later"), self.rows)
        if givers:
            prepared["givers"] = [self.rows[node]["case_id"] for node in givers]
        if told.effect == "stop":
            event = self._event("stop", other, "terminated", cause="stop")
            prepared["stop"] = {"due_at": FOREVER, "outcome": self.stopping[case_id], "event": event}
        if told.effect == "ask":
            prepared["ask"] = self._question(other, told)
        return prepared

    def _question(self, other: Mapping[str, Any], told: Consequence) -> Move:
        """还要不要办: as long as the rulebook gives; for several at once, the longest."""
        asked = [question_of(other, self.family[one]["node"]) for one in told.because]
        ends = {one: due(calendar(local_day(self.now)), "question", one, self.now) for one, _silence in asked}
        limit = max(ends, key=lambda one: ends[one].at)
        alarm = max(ends[limit].warn_at, self.now)
        return {
            "due_at": ends[limit].at,
            "warn_at": alarm,
            "provisional": ends[limit].provisional,
            "clock": running("question", limit, self.now, ends[limit]),
            "event": self._event("ask", other, "waiting"),
        }

    def _stopped(self, case_id: UUID, told: Consequence) -> Move:
        """Why a case stops, with the names of those that it waited for."""
        failed = [self.family[one] for one in told.because]
        mine = all(self._state_of(one) == "withdrawn" for one in told.because)
        words = (
            _("您撤回了“{before}”，这一项要等它，所以也停下。")
            if mine
            else _("“{before}”没有办成，这一项要等它，所以停下。")
        )
        before = "”“".join(one["name"] for one in failed)
        return {"reason": words.format(before=before), "cause": "stop"}

    def _state_of(self, case_id: UUID) -> str:
        move = self.ending.get(case_id)
        return str(move["to"]) if move else "terminated"

    def _event(self, act: str, other: Mapping[str, Any], target: str, **payload: Any) -> Move:
        return case_event(
            act, self.row["application_id"], UUID(str(other["case_id"])), self.now, "system",
            source=other["state"], target=target, item=other["item"], stage=0, **payload,
        )  # fmt: skip

    def _end(self) -> Move:
        """What to record if this was the last: always prepared, since others may end before our statement runs."""
        application_id, count = self.row["application_id"], self.row["case_count"]
        something = self.row["issued_cases"] > 0 or any(one["to"] == GOOD_END for one in self.moves)
        prepared: Move = {"open_cases": self.row["open_cases"]}
        prepared["completed"] = application_event(
            "complete", application_id, self.now, "system", source="open", target="open", cases=count
        )
        if not something:
            prepared["ended"] = application_event(
                "end", application_id, self.now, "system", source="open", target="ended", cases=count
            )
            if len(self.moves) + len(self.stopping) + len(self.spared) >= self.row["open_cases"]:
                prepared["letter"] = self._letter()
        return prepared

    def _letter(self) -> Move:
        """The closing letter as it reads if these ends are the last ones and nothing else ends meanwhile."""
        lines = [self._as_ended(case_id, one) for case_id, one in self.family.items()]
        return letter(self.row, lines, self.now)

    def _as_ended(self, case_id: UUID, one: Mapping[str, Any]) -> Mapping[str, Any]:
        move = self.ending.get(case_id)
        if move is not None:
            return closed({**one, "case_number": move["case_number"]}, move["to"], move["outcome"], self.now)
        if case_id in self.spared:
            return closed(one, NOT_NEEDED, spared_outcome(self.spared[case_id]), self.now)
        stopped = self.stopping.get(case_id)
        return closed(one, "terminated", stopped, self.now) if stopped else one


def question_of(case: Mapping[str, Any], node: str) -> tuple[Limit, str]:
    """How long the applicant has to say whether a case goes on without this earlier one, and what silence means."""
    asked = (case.get("questions") or {}).get(node)
    if asked is None:
        return QUESTION, "stop"
    return Limit(asked["days"], asked["unit"]), str(asked["on_silence"])


def letter(row: Mapping[str, Any], cases: Iterable[Mapping[str, Any]], now: datetime) -> Move:
    """The one letter of an application (closing or delivery), ready to freeze."""
    return prepare(
        application_id=row["application_id"],
        case_id=row["application_id"],
        kind="closing_letter",
        title=_("{name}办理结果告知书").format(name=row["journey_name"]),
        template_name=named(row, "closing_letter"),
        values={**closing_letter(row, cases), "organization": row.get("lead_name") or ""},
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
        "clock": running("acceptance", Limit(ACCEPTANCE_DAYS), now, ends),
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
