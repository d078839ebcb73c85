"""只办一次, on the pages before anything is handed in: what stands in the way, as far as the reader may know of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from bancheng.journeys.commands.once import already
from bancheng.journeys.queries.drafts import DraftView
from bancheng.journeys.queries.once import held_by_another
from bancheng.kernel.access import Actor
from bancheng.ui.language import text


@dataclass(frozen=True, slots=True)
class InTheWay:
    """The open one: the sentence, why it is so, what to do; its address only for whom it belongs to."""

    sentence: str
    why: str
    next_step: str
    href: str


def in_the_way(view: DraftView, actor: Actor, now: datetime) -> InTheWay | None:
    """The application that stands in the way of this draft; None when nothing does, or the draft is over."""
    held = held_by_another(view, now) if view.state == "open" else None
    if held is None:
        return None
    refusal = already(actor, held.line)
    rule = view.journey.once_per
    found = refusal.facts.get("application_id")
    return InTheWay(
        sentence=refusal.message,
        why=text(rule.text) if rule is not None and rule.text else "",
        next_step=str(refusal.next_step),
        href=reverse("progress", args=[found]) if found else "",
    )
