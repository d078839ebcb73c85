"""One person in two places of a form where two are meant: two parents, two heirs, an employee written twice.

Those of whom there are many are each somebody else; between other subjects the journey says so (`differs_from`). Where
it says nothing, one person may well be both: who owns a shop may work in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _

from bancheng.journeys.compose.values import split
from bancheng.journeys.queries.drafts import DraftView, called


@dataclass(frozen=True, slots=True)
class DoubleRole:
    """Two subjects with one number. `path` is where to mend it: what was typed, else the later of the two."""

    path: str
    sentence: str


def double_roles(view: DraftView) -> list[DoubleRole]:
    """Every number that stands at two subjects who cannot be the same. Pure; numbers that are not known yet do not count."""
    numbers = view.identity_numbers()
    return [
        _double(view, first, second)
        for first, second in combinations(numbers, 2)
        if numbers[first] == numbers[second] and _must_differ(view, first, second)
    ]


def known_elsewhere(view: DraftView) -> dict[str, Any]:
    """What is still asked of somebody and stands on the form already, because they are also somebody else on it: path →
    value. Who owns the shop and works in it writes a telephone number once."""
    numbers = view.identity_numbers()
    found: dict[str, Any] = {}
    for who in numbers:
        others = [one for one in numbers if one != who and numbers[one] == numbers[who]]
        for field in view.plan.asked() if others else ():
            if field.path.rpartition(".")[0] == who and field.value in (None, ""):
                said = [value for one in others if (value := _of_element(view, one, field.element))]
                found |= {field.path: said[0]} if said else {}
    return found


def _of_element(view: DraftView, who: str, element: str) -> Any:
    owners = {who, "applicant"} if who == view.applicant else {who}
    own = (
        entry.value
        for path, entry in view.entries.items()
        if entry.element == element and path.rpartition(".")[0] in owners
    )
    return next(own, None)


def _must_differ(view: DraftView, first: str, second: str) -> bool:
    one, other = split(first)[0], split(second)[0]
    if one == other:
        return True
    subjects = view.journey.subjects
    return other in subjects[one].differs_from or one in subjects[other].differs_from


def _double(view: DraftView, first: str, second: str) -> DoubleRole:
    typed = [who for who in (second, first) if any(_typed(view, path) for path in _paths(view, who))]
    this = typed[0] if typed else second
    other = first if this == second else second
    person = view.journey.subjects[split(this)[0]].kind == "person"
    sentence = _(
        "“{this}”和“{other}”填了一样的号码，这里要的是{what}。"
        "请改成“{this}”自己的；要是“{other}”的填错了，就去改那里。"
    ).format(
        this=called(view, this),
        other=called(view, other),
        what=_("两个不同的人") if person else _("两家不同的单位"),
    )
    return DoubleRole(next(_paths(view, this), f"{this}."), sentence)


def _paths(view: DraftView, who: str) -> Iterator[str]:
    """Where a subject's number stands on the form."""
    element = view.journey.subjects[split(who)[0]].identified_by
    return (
        one.path for one in view.plan.fields if one.element == element and one.path.rpartition(".")[0] == who
    )


def _typed(view: DraftView, path: str) -> bool:
    entry = view.entries.get(path)
    return entry is not None and entry.typed
