"""Changing rulebooks: who may, what a change touches, whether it is sound. Pure: no database, no clock."""

from bancheng.journeys.authoring.adopting import Listed, claimed, listed, matter_of
from bancheng.journeys.authoring.extending import Target, copied, level_of, levels_of, targets
from bancheng.journeys.authoring.merging import Merged, merge
from bancheng.journeys.authoring.overlay import (
    advised,
    affected,
    findings,
    journeys_reaching,
    readers_of,
    with_changes,
)
from bancheng.journeys.authoring.owning import may_write, owners
from bancheng.journeys.authoring.reaching import entries_of, goes_beyond, is_limited, is_own, own_over
from bancheng.journeys.authoring.wording import Words, words_of

__all__ = [
    "Listed",
    "Merged",
    "Target",
    "Words",
    "advised",
    "affected",
    "claimed",
    "copied",
    "entries_of",
    "findings",
    "goes_beyond",
    "is_limited",
    "is_own",
    "journeys_reaching",
    "level_of",
    "levels_of",
    "listed",
    "matter_of",
    "may_write",
    "merge",
    "own_over",
    "owners",
    "readers_of",
    "targets",
    "with_changes",
    "words_of",
]
