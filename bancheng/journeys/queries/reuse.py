"""交过的可以再用: papers that the applicant handed in before, for a material that is wanted again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bancheng.files.queries import describe
from bancheng.journeys.compose import PlanMaterial
from bancheng.journeys.queries.drafts import DraftView
from bancheng.kernel.access import Actor, condition
from bancheng.kernel.database import fetch_all

MOST = 3
_LOOKED_AT = 20
_THERE = frozenset({"kept"})


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The files of one material of an earlier application."""

    draft_id: UUID
    release: str
    at: datetime
    files: tuple[UUID, ...]


def handed_in_before(view: DraftView, wanted: PlanMaterial, *, actor: Actor) -> list[HandedIn]:
    """The same material (type, holder and form) of the actor's own applications, newest first, three at most; without
    what this draft has already and without files that are gone. Two statements, the second only when there are any.
    """
    where, values = condition("journeys.see_draft", actor).sql()
    rows = fetch_all(
        f"""SELECT draft_id, release, submitted_at, materials -> %s -> 'files' AS files FROM public.journeys_draft
             WHERE {where} AND state = 'submitted' AND materials -> %s -> 'files' <> '[]'
             ORDER BY updated_at DESC LIMIT %s""",  # noqa: S608
        [wanted.key, *values, wanted.key, _LOOKED_AT],
    )
    have = set(view.materials.get(wanted.key, {}).get("files", ()))
    found = [
        HandedIn(
            row["draft_id"], row["release"], row["submitted_at"], tuple(UUID(one) for one in row["files"])
        )
        for row in rows
        if not have & set(row["files"])
    ]
    there = describe([one for each in found for one in each.files]) if found else {}
    kept = {
        key for key, file in there.items() if file.state in _THERE and file.owner_id == view.acting_for_id
    }
    return _distinct([each for each in found if kept.issuperset(each.files)])[:MOST]


def _distinct(found: list[HandedIn]) -> list[HandedIn]:
    """Each set of files once, by the newest application that it was handed in with."""
    first: dict[tuple[UUID, ...], HandedIn] = {}
    for one in found:
        first.setdefault(one.files, one)
    return list(first.values())
