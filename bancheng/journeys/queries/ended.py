"""A thing that is not done any more (停办): whoever begins, or is about to hand in, is told since when and what to do."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from bancheng.journeys.spec import Journey
from bancheng.kernel.errors import RuleBroken, define
from bancheng.kernel.rulebooks import Release, current, text

JOURNEY_ENDED = define(
    RuleBroken,
    "journey_ended",
    _("“{name}”从{year}年{month}月{day}日起不在这里办了。"),
    next_step=_("您填的都还在。要办里面的哪一件，可以搜那件事的名字，或者打12345问怎么办。"),
)


def ends_on(root: object, on: date) -> date | None:
    """The first day on which a thing is not done any more, once that day has come; else None."""
    last = root.valid_to if isinstance(root, Journey) else None
    return last if last is not None and last <= on else None


def insist_on_going_on(in_force: Release, on: date) -> None:
    """RuleBroken `journey_ended` when the rules in force say that the thing has ended."""
    root, end = in_force.root, ends_on(in_force.root, on)
    if end is not None and isinstance(root, Journey):
        name = text(root.plain_name or root.name)
        raise JOURNEY_ENDED(name=name, year=end.year, month=end.month, day=end.day)


def insist_today(journey: str, on: date) -> None:
    """The same by the journey's code, as the rules in force today have it."""
    insist_on_going_on(current("journey", journey, on), on)
