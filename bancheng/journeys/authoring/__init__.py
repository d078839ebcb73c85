"""Changing rulebooks: who may, what a change touches, whether it is sound. Pure: no database, no clock."""

from bancheng.journeys.authoring.merging import Merged, merge
from bancheng.journeys.authoring.overlay import (
    affected,
    findings,
    journeys_reaching,
    readers_of,
    with_changes,
)
from bancheng.journeys.authoring.owning import may_write, owners
from bancheng.journeys.authoring.wording import Words, words_of

__all__ = [
    "Merged",
    "Words",
    "affected",
    "findings",
    "journeys_reaching",
    "may_write",
    "merge",
    "owners",
    "readers_of",
    "with_changes",
    "words_of",
]
