"""Deadlines as `ui.deadline` shows them: the light from the stored instants, the date, how much is left, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bancheng.cases.queries import is_dated
from bancheng.kernel.workdays import Clock, Pause, calendar, days_left, explain_clock, local_day

Due = dict[str, Any]

_CLOCK_OF = {
    "filed": "acceptance",
    "correction_requested": "correction",
    "accepted": "promised",
    "approved": "promised",
    "paused": "special",
    "offered": "offer",
}
"""Which clock runs in which state."""


def light_of(due_at: datetime, warn_at: datetime, now: datetime) -> str:
    """far, near, today, overdue or paused; compared with the stored instants, never recomputed here."""
    if not is_dated(due_at):
        return "paused"
    if now > due_at:
        return "overdue"
    if local_day(due_at) == local_day(now):
        return "today"
    return "near" if now >= warn_at else "far"


def due_of(due_at: datetime, warn_at: datetime, provisional: bool, now: datetime) -> Due:
    """The chip of a list row. `left` counts working days."""
    light = light_of(due_at, warn_at, now)
    if light == "paused":
        return {"light": light, "date": None}
    left = days_left(calendar(local_day(now)), now, due_at)
    days = max(1, -left) if light == "overdue" else left
    return {"light": light, "date": local_day(due_at), "left": days, "provisional": provisional}


def case_due(case: Mapping[str, Any], clocks: Sequence[Mapping[str, Any]], now: datetime) -> Due | None:
    """The deadline at the head of a case page with the sentences that explain its date; None: no clock runs."""
    clock = _running(case["state"], clocks)
    if clock is None:
        return None
    if case["state"] == "paused":
        return {
            "light": "paused",
            "date": local_day(clock["due_at"]),
            "reason": _paused_for(case, clocks),
            "why": _why(clock),
        }
    due = due_of(case["due_at"], case["warn_at"], case["provisional"], now)
    if due["date"] is None:
        return None
    if clock["unit"] == "cd":
        due |= {"unit": _("天"), "left": abs((due["date"] - local_day(now)).days)}
    return {**due, "why": _why(clock)}


def _running(state: str, clocks: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    kind = _CLOCK_OF.get(state)
    kinds = (
        (kind, "expected") if kind == "promised" else (kind,)
    )  # work off the clock has only an expected end
    running = [one for one in clocks if one["kind"] in kinds and not one["stopped_at"]]
    return running[-1] if running else None


def _why(clock: Mapping[str, Any]) -> list[str]:
    pauses = tuple(
        Pause(datetime.fromisoformat(one["from"]), datetime.fromisoformat(one["to"]) if one["to"] else None)
        for one in clock["pauses"]
    )
    counted = Clock(clock["kind"], clock["unit"], clock["days"], clock["started_at"], pauses)
    began = {
        "acceptance": _("收到申请"),
        "correction": _("要求补正"),
        "special": _("停钟"),
        "offer": _("发出方案"),
        "expected": _("开工"),
    }
    return explain_clock(calendar(local_day(clock["started_at"])), counted, began.get(clock["kind"]))


def _paused_for(case: Mapping[str, Any], clocks: Sequence[Mapping[str, Any]]) -> str:
    """The name of the special procedure that stops the clock now, with the officer's own words."""
    names = {one["code"]: one["name"] for one in case["plan"]["procedures"]}
    open_pauses = [one for clock in clocks for one in clock["pauses"] if one.get("to") is None]
    if not open_pauses:
        return ""
    name, words = names.get(open_pauses[0]["procedure"], ""), open_pauses[0].get("reason") or ""
    return _("{name}（{words}）").format(name=name, words=words) if words else name
