"""Open work after a reorganization, and after somebody left: other posts and bodies, the same states and dates.

A body that ended hands its open cases to its successor (行政许可法 does not let a case fall between two offices); papers
given before keep the old name, later ones carry the new. Who left a post gives back what they held there. Both run by
the clock, in batches, and may run twice: what is right already is not touched.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bancheng.cases.events import case_event
from bancheng.cases.lifecycle import CASE
from bancheng.cases.models import Rehoming
from bancheng.cases.queries.rehoming import FIRST, Place, open_cases, progress, touched
from bancheng.kernel.access import Actor, require
from bancheng.kernel.database import Row, call
from bancheng.kernel.events import actor_ref
from bancheng.organizations.queries import applied_notice
from bancheng.organizations.spec import Reorganization, World, organization_id, post_id
from bancheng.worklist.queries import held

log = logging.getLogger("bancheng.cases.rehoming")

_TRIES = 4
_PAGE = 200
_SETTLED = timedelta(minutes=10)
"""How long a process may go on with the world of before (it keeps it for a minute), with room."""


@dataclass(frozen=True, slots=True)
class Moves:
    """What a notice means for open work, by id."""

    notice: str
    posts: Mapping[UUID, UUID] = field(default_factory=dict)
    """Ended post → the post where its work goes."""
    bodies: Mapping[UUID, UUID] = field(default_factory=dict)
    """Ended body → its successor."""
    transferred: Mapping[UUID, tuple[UUID, UUID]] = field(default_factory=dict)
    """Post that goes on elsewhere → (body before, body now)."""
    names: Mapping[UUID, tuple[str, str, str]] = field(default_factory=dict)
    """Body → (code, name, credit code) as it is from now on, for all that are named anew."""


def moves_of(document: Reorganization, before: World, here: World) -> Moves:
    """What a notice moves; `before` is the world of the day before it, `here` today's."""
    posts = {}
    for end in document.ended.posts:
        goes = here.post(end.code)
        if goes is not None:
            posts[post_id(end.code)] = goes.id
    bodies = {}
    for end in document.ended.organizations:
        successor = here.organization(end.code)
        if successor is not None:
            bodies[organization_id(end.code)] = successor.id
    transferred = {}
    for change in document.changed.posts:
        was = before.posts.get(change.code)
        if was is not None and change.organization not in (None, was.organization):
            transferred[post_id(change.code)] = (
                organization_id(was.organization),
                organization_id(change.organization or ""),
            )
    renamed = {organization_id(one.code) for one in document.changed.organizations if one.name}
    heirs = {*bodies.values(), *(now for _was, now in transferred.values()), *renamed}
    names = {one.id: (one.code, one.name, one.uscc) for one in here.organizations.values() if one.id in heirs}
    return Moves(document.notice, posts, bodies, transferred, names)


def rehome(
    *, actor: Actor, notice_id: UUID, before: World, here: World, now: datetime, pages: int = 25
) -> int:
    """机构改革后移交未办结的办件: up to `pages` × 200 applications of one notice; answers how many cases moved.

    The place in the walk is kept, so an interrupted run goes on where it was. A case that somebody is moving at this
    moment is met again on the next walk: a notice is done when a whole walk moved nothing, and no process can still
    hold the world of before.
    """
    require("cases.rehome", actor)
    row = applied_notice(notice_id)
    place = progress(notice_id)
    if row is None or place.done_at is not None:
        return 0
    moves = moves_of(Reorganization.model_validate(row["body"]), before, here)
    posts, bodies = [*moves.posts, *moves.transferred], _bodies(moves)
    total = 0
    for _page in range(pages):
        found = touched(posts, bodies, after=place.after, limit=_PAGE)
        moved = sum(_one(actor, application_id, moves, now) for application_id in found)
        total += moved
        if not found:
            settled = place.moved == 0 and now > row["applied_at"] + _SETTLED
            _keep(notice_id, Place(FIRST, 0, now if settled else None))
            break
        place = Place(found[-1], place.moved + moved, None)
        _keep(notice_id, place)
    if total:
        log.info("rehomed", extra={"cases": total, "notice": moves.notice})
    return total


def give_back(*, actor: Actor, staff_id: UUID, post: UUID, now: datetime) -> int:
    """离岗退回: what somebody holds at a post that they left goes back to the post; answers how many cases."""
    require("cases.rehome", actor)
    moved = 0
    for application_id, case_id in held(staff_id, post):
        for one in open_cases(application_id):
            if UUID(one["case_id"]) == case_id and one["held_by"] == str(staff_id):
                change = _changed(one, "give_back", application_id, actor, now, held_by=None)
                moved += _send(application_id, [change], now)
    return moved


def _bodies(moves: Moves) -> list[UUID]:
    return [*moves.bodies, *(was for was, _now in moves.transferred.values()), *moves.names]


def _one(actor: Actor, application_id: UUID, moves: Moves, now: datetime) -> int:
    for _attempt in range(_TRIES):
        changes = [
            made
            for one in open_cases(application_id)
            if (made := _moved(one, application_id, moves, actor, now))
        ]
        if not changes:
            return 0
        if done := _send(application_id, changes, now):
            return done
    return 0


def _moved(
    one: Row, application_id: UUID, moves: Moves, actor: Actor, now: datetime
) -> dict[str, Any] | None:
    """The case as it is from now on, or None when nothing about it changes."""
    stages = [
        {**stage, "queue": str(moves.posts.get(UUID(stage["queue"]), stage["queue"]))}
        for stage in one["plan"]["stages"]
    ]
    queue = moves.posts.get(UUID(one["queue"]), UUID(one["queue"]))
    handling, answerable = _body(one["handling"], one, moves), _body(one["organization"], one, moves)
    plan = {**one["plan"], "stages": stages}
    if handling in moves.names:
        code, name, uscc = moves.names[handling]
        plan |= {"organization_code": code, "organization_name": name, "organization_uscc": uscc}
    after = (str(queue), str(handling), str(answerable), plan)
    if after == (one["queue"], one["handling"], one["organization"], one["plan"]):
        return None
    stays = str(queue) == one["queue"]
    return _changed(
        one, "rehome", application_id, actor, now, queue=str(queue), handling=str(handling),
        organization=str(answerable), plan=plan, held_by=one["held_by"] if stays else None, notice=moves.notice,
    )  # fmt: skip


def _body(held_by: str, one: Row, moves: Moves) -> UUID:
    """The body that answers for the case now: the successor, or where its first post went."""
    body = UUID(held_by)
    if body in moves.bodies:
        return moves.bodies[body]
    went = moves.transferred.get(UUID(one["plan"]["stages"][0]["queue"]))
    return went[1] if went is not None and went[0] == body else body


def _changed(
    one: Row, act: str, application_id: UUID, actor: Actor, now: datetime, *, notice: str = "", **columns: Any
) -> dict[str, Any]:
    row = {name: one[name] for name in ("queue", "organization", "handling", "held_by", "plan")} | columns
    event = case_event(
        act, application_id, UUID(one["case_id"]), now, actor_ref(actor), source=one["state"],
        target=CASE.target(one["state"], act), item=one["item"], stage=one["stage"], was=one["queue"],
        queue=row["queue"], was_body=one["handling"], body=row["handling"], notice=notice,
    )  # fmt: skip
    return {"case_id": one["case_id"], "version": one["version"], "act": act, "event": event, **row}


def _send(application_id: UUID, changes: list[dict[str, Any]], now: datetime) -> int:
    """How many cases went; 0 when one of them moved meanwhile."""
    outcome = call("cases_rehome_v1", application_id=application_id, change={"at": now, "cases": changes})
    return len(changes) if outcome.ok else 0


def _keep(notice_id: UUID, place: Place) -> None:
    Rehoming.objects.update_or_create(
        notice_id=notice_id,
        defaults={"after": place.after, "moved": place.moved, "done_at": place.done_at},
    )
