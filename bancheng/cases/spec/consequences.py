"""What the end of some cases does to those that wait for them: one rule for the act and for the page that asks first.

The database decides with counters at the moment of the act; this is the same rule on the rows as they were read, so
that everything that may follow can be prepared, and a person can be told beforehand exactly what will stop.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

Effect = Literal["stop", "ask", "go_on"]


@dataclass(frozen=True, slots=True)
class Consequence:
    """What happens to one waiting case. `because` are the ended cases that it waited for and that did not succeed."""

    effect: Effect
    because: tuple[UUID, ...]
    free: bool
    """It waits for nothing else: it starts at once (`go_on`)."""


def consequences(
    edges: Iterable[Mapping[str, Any]], family: Mapping[UUID, Mapping[str, Any]], ended: Mapping[UUID, bool]
) -> dict[UUID, Consequence]:
    """Waiting cases that these ends reach, in (level, id) order, each with what happens to it.

    `edges`: `case_id, predecessor_id, on_failure, state`; `family`: case id → `state, level`; `ended`: case id →
    whether it succeeded. A case that stops is an end itself, so a failure travels; success reaches one step.
    """
    before: dict[UUID, list[tuple[UUID, str]]] = {}
    unsettled: dict[UUID, int] = {}
    for edge in edges:
        if edge["state"] in ("open", "asked"):
            case_id = _id(edge["case_id"])
            unsettled[case_id] = unsettled.get(case_id, 0) + 1
            if edge["state"] == "open":
                before.setdefault(case_id, []).append((_id(edge["predecessor_id"]), edge["on_failure"]))
    ends = dict(ended)
    found: dict[UUID, Consequence] = {}
    for case_id in sorted(before, key=lambda one: (family[one]["level"], str(one))):
        if case_id in ends or family[case_id]["state"] != "waiting":
            continue
        settled = [(one, rule) for one, rule in before[case_id] if one in ends]
        if not settled:
            continue
        one = _consequence(settled, ends, unsettled[case_id])
        found[case_id] = one
        if one.effect == "stop":
            ends[case_id] = False
    return found


def _consequence(settled: list[tuple[UUID, str]], ends: Mapping[UUID, bool], unsettled: int) -> Consequence:
    failed = [(one, rule) for one, rule in settled if not ends[one]]
    for effect, rule in (("stop", "stop"), ("ask", "ask_applicant")):
        because = tuple(one for one, own in failed if own == rule)
        if because:
            return Consequence(effect, because, free=False)  # type: ignore[arg-type]
    return Consequence("go_on", tuple(one for one, _rule in failed), free=len(settled) == unsettled)


def _id(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)
