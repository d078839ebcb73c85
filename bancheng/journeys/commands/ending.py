"""What a rulebook says about bad ends, frozen into the case: questions, remedies with their terms, applying again."""

from __future__ import annotations

from bancheng.cases.spec import QUESTION, Again, Limit, Prerequisite, RemedyTerm, Silence
from bancheng.catalogue.spec import Item
from bancheng.catalogue.spec import Limit as WrittenLimit
from bancheng.journeys.compose import PlanItem
from bancheng.journeys.queries.drafts import DraftView
from bancheng.journeys.spec import After
from bancheng.kernel.rulebooks import text


def prerequisites(view: DraftView, one: PlanItem) -> tuple[Prerequisite, ...]:
    """The cases before this one; how long a question may stay open is said where the two items are connected."""
    said = {
        each.item: each for placed in view.journey.items if placed.item == one.code for each in placed.after
    }
    return tuple(
        Prerequisite(
            each.node,
            each.on_failure,
            answer=_answer(said.get(each.node.partition("@")[0])),
            on_silence=_silence(said.get(each.node.partition("@")[0])),
        )
        for each in one.after
    )


def _answer(said: After | None) -> Limit:
    return clock_limit(said.answer) if said and said.answer else QUESTION


def clock_limit(written: WrittenLimit) -> Limit:
    """A written limit in the units that clocks know."""
    if written.unit in ("wd", "cd"):
        return Limit(written.n, "wd" if written.unit == "wd" else "cd")
    return Limit(_days(written), "cd")


def _silence(said: After | None) -> Silence:
    return said.on_silence if said else "stop"


def _days(written: WrittenLimit) -> int:
    return {"h": 1, "m": 30 * written.n, "y": 365 * written.n}[written.unit]


def remedy_terms(item: Item) -> tuple[RemedyTerm, ...]:
    """How long one has for each remedy, as the item says."""
    return tuple(
        RemedyTerm(
            text=text(one.text),
            n=one.within.n if one.within else 0,
            unit=one.within.unit if one.within else "cd",
            kind=one.kind,
            to=text(one.to),
        )
        for one in item.remedies
    )


def again(item: Item) -> Again:
    """When the matter can be applied for again."""
    wait = item.again.wait
    return Again(
        after=item.again.after,
        n=wait.n if wait else 0,
        unit=wait.unit if wait else "cd",
        text=text(item.again.text),
    )
