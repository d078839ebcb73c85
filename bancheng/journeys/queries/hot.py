"""常有人搜: which words were searched by enough people, from days that hold no person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bancheng.catalogue.spec import HotTerms
from bancheng.journeys.queries.published import Published, published
from bancheng.kernel.database import fetch_all
from bancheng.kernel.kept import Kept
from bancheng.kernel.rulebooks import text
from bancheng.kernel.workdays import local_day

SHORTEST, LONGEST = 2, 12
"""Characters of a word that is counted."""
AHEAD = 40
"""Words looked at beside those that the city never shows."""
FRESH = timedelta(minutes=10)
"""How long a process shows what it read."""
_phrases: Kept[tuple[str, ...], str] = Kept(4)
_read: dict[tuple[HotTerms, date], tuple[datetime, list[str]]] = {}
_BETWEEN = "\n"

_HOT = """
SELECT term FROM public.journeys_searched_day WHERE day > %s AND day <= %s
GROUP BY term HAVING bit_count(bit_or(marks)::bit(64)) >= %s
ORDER BY sum(searches) DESC, term LIMIT %s"""


def is_word(words: str, on: date) -> bool:
    """Whether words stand in what the rulebooks call their things and matters. One statement.

    Only such words are counted: what else people type may name a person.
    """
    return (
        SHORTEST <= len(words) <= LONGEST and not set(words) & set(_BETWEEN) and words in _all(published(on))
    )


def hot_words(rule: HotTerms, things: Sequence[Published], now: datetime) -> list[str]:
    """The words that enough sessions searched, most searched first, without those that the city never shows and those
    that no thing or matter of today is called. One statement, or none: a process reads anew after ten minutes.
    """
    return [word for word in _searched(rule, now) if word in _all(things)]


def _searched(rule: HotTerms, now: datetime) -> list[str]:
    on = local_day(now)
    held = _read.get((rule, on))
    if held is not None and timedelta() <= now - held[0] < FRESH:
        return held[1]
    rows = fetch_all(_HOT, [on - timedelta(days=rule.days), on, rule.sessions, AHEAD + rule.most])
    found = [row["term"] for row in rows if not any(one in row["term"] for one in rule.never)]
    _read.clear()
    _read[rule, on] = (now, found)
    return found


def forget_hot_words() -> None:
    """Read anew the next time (tests)."""
    _read.clear()


def _all(things: Sequence[Published]) -> str:
    """Everything that things and matters are called, one after another; made anew when one is published."""
    key = tuple(one.release.digest for one in things)
    return _phrases.get(key, lambda: _BETWEEN.join(_calls(things)))


def _calls(things: Sequence[Published]) -> list[str]:
    found: dict[str, None] = {}
    for thing in things:
        found |= dict.fromkeys(
            (text(thing.journey.name), text(thing.journey.plain_name), *thing.journey.words)
        )
        for item in thing.items:
            found |= dict.fromkeys((text(item.name), text(item.plain_name), *item.synonyms))
    return [one for one in found if one]
