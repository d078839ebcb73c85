"""A waiting case that waits for nothing and of which nobody has said whether it is needed: decide it now.

Two earlier cases ended at one instant, each without having seen what the other said. The case then has an alarm that is
due at once; by the next round of the clock both results stand.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bancheng.cases.commands.closing import close, end, ready
from bancheng.cases.commands.moving import draft, load, move, note
from bancheng.cases.spec import Moved
from bancheng.cases.spec.later import is_needed
from bancheng.cases.spec.sparing import NOT_NEEDED, spared_outcome
from bancheng.kernel.access import Actor, system_actor

CLOCK = system_actor("clock")


def decide_need(
    application_id: UUID, case_id: UUID, version: int, now: datetime, actor: Actor = CLOCK
) -> Moved:
    """不用办, or to its officers: by the results that stand now."""
    row = load("spare", actor, application_id, case_id, version, now, None, "family")
    rows = {one["node"]: one for one in row["family"]}
    needed, why = is_needed(row["plan"].get("later"), rows)
    if needed is False:
        moving = draft(row, "spare", actor, now, None)
        end(moving, spared_outcome(why))
        note(moving, row, cause=NOT_NEEDED)
        return close(row, [moving], now)
    moving = draft(row, "activate", actor, now, None)
    begun = ready(row, row, now)
    moving |= {name: begun[name] for name in ("due_at", "warn_at", "provisional", "work", "event")}
    moving |= {"wake_at": begun["due_at"], "filed_at": now, "clocks": [begun["clock"]]}
    return move(row, moving, now)
