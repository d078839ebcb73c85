"""What may not run twice for the same subject: its keys, and which application holds them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from uuid import UUID

from bancheng.cases.queries import application_line
from bancheng.journeys.compose.values import split
from bancheng.journeys.queries.drafts import DraftView
from bancheng.kernel.crypto import blind_index
from bancheng.kernel.database import Row, fetch_all

_DAYS = {"wd": 7 / 5, "cd": 1, "h": 1 / 24, "m": 30, "y": 365}


@dataclass(frozen=True, slots=True)
class OnceKey:
    """One thing that the draft would take for itself when it is handed in."""

    key: str
    lasts: str
    ends_at: datetime | None
    instead: UUID | None = None
    """An application that it takes the place of: trying again what that one did not get."""


@dataclass(frozen=True, slots=True)
class Held:
    """The application that stands in the way. `line`: its own row, as far as it is still to be seen."""

    draft_id: UUID
    key: str
    line: Row


def once_keys(view: DraftView, now: datetime) -> list[OnceKey]:
    """The keys of a draft as far as its values tell; none when its journey may run any number of times, or while a
    value is missing. Pure."""
    rule = view.journey.once_per
    if rule is None:
        return []
    values = [_values(view, word) for word in rule.of]
    days = rule.within.n * _DAYS[rule.within.unit] if rule.within else 0
    ends = now + timedelta(days=math.ceil(days)) if rule.within else None
    instead = getattr(view, "again_of", None)
    keys = {blind_index("\n".join((view.journey_code, *one)), "journeys.once") for one in product(*values)}
    return [OnceKey(key, rule.lasts, ends, instead) for key in sorted(keys)]


def held_by_another(view: DraftView, now: datetime) -> Held | None:
    """The application that stands in the way of this draft; None when nothing does. Two statements at most."""
    keys = once_keys(view, now)
    if not keys:
        return None
    rows = fetch_all(
        """SELECT key, draft_id, lasts FROM public.journeys_once
            WHERE key = ANY(%s) AND draft_id <> %s AND (ends_at IS NULL OR ends_at > %s)""",
        [[one.key for one in keys], view.draft_id, now],
    )
    instead = {one.instead for one in keys}
    for row in rows:
        line = application_line(row["draft_id"])
        if row["draft_id"] not in instead and line is not None and stands(row["lasts"], line):
            return Held(row["draft_id"], row["key"], line)
    return None


def stands(lasts: str, line: Row) -> bool:
    """Whether the earlier application still stands in the way: a rule that lasts while it is open ends with it."""
    return lasts != "open" or line["state"] == "open"


def _values(view: DraftView, word: str) -> list[str]:
    """The values that a word of the rule has in this draft."""
    if "." not in word:
        return list(_numbers(view, word))
    role, _number, rest = split(word)
    if role in view.journey.subjects and view.journey.subjects[role].many:
        paths = [f"{who}.{rest}" for who in _occurrences(view, role)]
    else:
        paths = [word]
    return [str(value) for path in paths if (value := view.value(path)) not in (None, "")]


def _numbers(view: DraftView, role: str) -> Iterable[str]:
    numbers = view.identity_numbers()
    found = [numbers[who] for who in _occurrences(view, role) if who in numbers]
    if not found and role == view.applicant:
        found = [f"{view.acting_for_kind}:{view.acting_for_id}"]
    return found


def _occurrences(view: DraftView, role: str) -> tuple[str, ...]:
    return next((tuple(one.occurrences) for one in view.plan.subjects if one.role == role), ())
