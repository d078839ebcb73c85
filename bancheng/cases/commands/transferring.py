"""转办: a case goes to a colleague, or to another post of the same organization; states and dates stay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from bancheng.cases.commands.moving import draft, load, move, name_of, note, offer, replayable
from bancheng.cases.spec import Moved
from bancheng.kernel.access import Actor
from bancheng.kernel.database import Row
from bancheng.kernel.errors import InvalidInput, define
from bancheng.kernel.workdays import local_day

TAKER_NEEDED = define(
    InvalidInput,
    "taker_needed",
    gettext_lazy("还没有选转给谁。"),
    next_step=gettext_lazy("选一位同事或者一个科室，再确认。"),
)
TAKER_UNFIT = define(
    InvalidInput,
    "taker_unfit",
    gettext_lazy("选的人不在这个岗位上，或者要回避，不能转过去。"),
    next_step=gettext_lazy("从列出的同事和科室里选一个。"),
)
TRANSFER_REASON_NEEDED = define(
    InvalidInput,
    "transfer_reason_needed",
    gettext_lazy("还没有写为什么转。"),
    next_step=gettext_lazy("写一句，让接手的人知道。申请人看不到。"),
)


@replayable
def transfer(
    *,
    actor: Actor,
    application_id: UUID,
    case_id: UUID,
    version: int,
    post: UUID | None,
    staff: UUID | None,
    words: str,
    now: datetime,
    key: str | None = None,
) -> Moved:
    """转办: to a colleague (who holds it then) or to a post (where nobody does), inside the organization that handles it.

    InvalidInput without a taker or a reason, for somebody who holds no such post today, and for somebody whom the
    matter concerns (回避). Conflict when somebody else holds the case. What is left to do does not change: the next
    step goes where the plan says.
    """
    row = load("transfer", actor, application_id, case_id, version, now, key, takers_on=local_day(now))
    name = _taker(row, post, staff)
    if not words.strip():
        raise TRANSFER_REASON_NEEDED(fields={"words": TRANSFER_REASON_NEEDED().message})
    moving = draft(row, "transfer", actor, now, key)
    moving |= {"queue": str(post), "held_by": staff and str(staff), "held_name": name}
    moving["held_at"] = now if staff else None
    handed = {"at": now, "by": name_of(actor), "words": words.strip(), "from": row["queue"], "to": str(post)}
    moving["outcome"] = {**row["outcome"], "transfers": [*row["outcome"].get("transfers", ()), handed]}
    note(moving, row, was=row["queue"], queue=str(post))
    offer(moving, row)
    return move(row, moving, now)


def _taker(row: Row, post: UUID | None, staff: UUID | None) -> str:
    """The name of the colleague, or nothing for a post. InvalidInput for whom it cannot go to."""
    if post is None:
        raise TAKER_NEEDED(fields={"to": TAKER_NEEDED().message})
    fit = [one for one in row["takers"] or () if one["post"] == str(post)]
    same = str(post) == row["queue"] and _same_hands(row, staff)
    found: Mapping[str, Any] | None = next((one for one in fit if staff and one["staff"] == str(staff)), None)
    if not fit or same or (staff is not None and found is None):
        raise TAKER_UNFIT(fields={"to": TAKER_UNFIT().message})
    return str(found["name"]) if found else ""


def _same_hands(row: Row, staff: UUID | None) -> bool:
    """Whether it would stay where it is: with its holder, or at its post without one."""
    return str(staff) == row["held_by"] if staff else row["held_by"] is None
