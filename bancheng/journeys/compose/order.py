"""Order between items: levels, and prerequisites through items that are absent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from bancheng.journeys.spec import OnFailure

Graph = Mapping[str, Mapping[str, OnFailure]]
"""item → the items before it, with what their failure means for it."""

_STRICTNESS: Final[dict[OnFailure, int]] = {"continue_without": 0, "ask_applicant": 1, "stop": 2}


def weaker(one: OnFailure, other: OnFailure) -> OnFailure:
    """Along a path: an item that could do without its predecessor passes no failure on."""
    return min(one, other, key=_STRICTNESS.__getitem__)


def stricter(one: OnFailure, other: OnFailure) -> OnFailure:
    """Of two paths to the same item, the one that lets less through."""
    return max(one, other, key=_STRICTNESS.__getitem__)


def closure(direct: Graph) -> dict[str, dict[str, OnFailure]]:
    """Every item before each item, directly or through others. Cycles end where they close (the check names them)."""
    done: dict[str, dict[str, OnFailure]] = {}

    def visit(code: str) -> dict[str, OnFailure]:
        if code in done:
            return done[code]
        found = done[code] = {}
        for before, failure in sorted(direct.get(code, {}).items()):
            further = {b: weaker(failure, through) for b, through in visit(before).items()}
            for one, passed in ((before, failure), *further.items()):
                if one != code:
                    found[one] = stricter(found[one], passed) if one in found else passed
        return found

    return {code: visit(code) for code in sorted(direct)}


def nearest(code: str, present: frozenset[str], direct: Graph) -> dict[str, OnFailure]:
    """The prerequisites of an item among those present; through an absent item, its own prerequisites stand in."""
    found: dict[str, OnFailure] = {}
    waiting: list[tuple[str, OnFailure]] = list(direct.get(code, {}).items())
    seen: set[tuple[str, OnFailure]] = set()
    while waiting:
        before, failure = waiting.pop()
        if (before, failure) in seen or before == code:
            continue
        seen.add((before, failure))
        if before in present:
            found[before] = stricter(found[before], failure) if before in found else failure
        else:
            waiting += [(b, weaker(failure, through)) for b, through in direct.get(before, {}).items()]
    return found


def levels(direct: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """1 for what waits for nothing, else one more than the latest predecessor. Total even on a cycle."""
    known: dict[str, int] = {}

    def level(code: str) -> int:
        if code not in known:
            known[code] = 0  # met again before it is done: the cycle ends here
            known[code] = 1 + max(map(level, direct.get(code, ())), default=0)
        return known[code]

    return {code: level(code) for code in sorted(direct)}
