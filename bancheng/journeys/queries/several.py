"""几个人的表: of whom there are several, who of them can be taken out, and which places moved since a page was made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bancheng.journeys.compose import held
from bancheng.journeys.compose.values import at, split
from bancheng.journeys.queries.drafts import DraftView, known_of
from bancheng.kernel.canonical import canonical
from bancheng.kernel.crypto import blind_index

TAKEN_OUT = "taken-out"
"""What `Draft.checked` calls the mark that somebody was taken out: nobody was asked for anything."""


def mark(role: str) -> str:
    """Where that mark stands."""
    return f"{TAKEN_OUT}@{role}"


def marks(checked: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Only these marks: what stays when everything that was looked up is forgotten."""
    return {key: one for key, one in checked.items() if one["source"] == TAKEN_OUT}


def removable(view: DraftView) -> dict[str, tuple[int, ...]]:
    """Role → the numbers of those who can be taken out: as many as the person said there are, more than the rulebook's
    least, and not named by a register. Not of what is applied for again: its cases are those of the old application."""
    found = {}
    for planned in view.plan.subjects:
        count = view.journey.subjects[planned.role].count if planned.role in view.journey.subjects else None
        if planned.many is None or count is None or view.only is not None:
            continue
        if view.answers.get(count) == planned.many and planned.many > _least(view, planned.role):
            found[planned.role] = tuple(range(_listed(view, planned.role) + 1, planned.many + 1))
    return {role: numbers for role, numbers in found.items() if numbers}


def _least(view: DraftView, role: str) -> int:
    subject = view.journey.subjects[role]
    question = next(one for one in view.journey.questions if one.id == subject.count)
    least = int(question.minimum) if question.minimum is not None else 0
    return max(least, _listed(view, role), 0 if subject.optional else 1)


def _listed(view: DraftView, role: str) -> int:
    """How many of them a register names; they are the first."""
    resource = view.journey.subjects[role].listed_by
    known = known_of(view.entries, view.checked, ()) if resource else {}
    number = 0
    while resource and (one := known.get(held(at(role, number + 1), resource))) and one.value is not None:
        number += 1
    return number


def belongs(path: str, who: str) -> bool:
    """Whether a path is of this one of several: `child[2].name` of `child[2]`."""
    return path.rpartition(".")[0] == who


def holder_of(material: str) -> str:
    """Whose a material is, from its key `type@holder:form`."""
    return material.partition("@")[2].rpartition(":")[0]


def written_of(view: DraftView, who: str) -> tuple[dict[str, Any], list[str]]:
    """What stands on the form of one of several: values by path, and files."""
    values = {path: one.value for path, one in view.entries.items() if belongs(path, who)}
    kept = [
        one for key, row in view.materials.items() if holder_of(key) == who for one in row.get("files", ())
    ]
    return values, kept


def seen_of(view: DraftView, who: str) -> str:
    """A keyed digest of what the page that asks shows: how many there are, and what is written of this one."""
    role = split(who)[0]
    planned = next((one.many for one in view.plan.subjects if one.role == role), None)
    values, files = written_of(view, who)
    shown = [who, planned, sorted((path, str(value)) for path, value in values.items()), sorted(files)]
    return blind_index(canonical(shown).decode(), "journeys:taken-out")


def moved_since(view: DraftView, paths: Iterable[str], base: int) -> frozenset[str]:
    """Which of these paths (or holders) stand for somebody else than when the page of version `base` was made: a person
    before them was taken out on another device."""
    found = set()
    for path in paths:
        role, number, _rest = split(path)
        one = view.checked.get(mark(role))
        if one is not None and number is not None and number >= one["from"] and one["n"] > base:
            found.add(path)
    return frozenset(found)
