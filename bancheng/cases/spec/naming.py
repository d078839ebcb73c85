"""Names on a form as they are looked for: by blind index, so that the index says nothing to whoever has no key."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from bancheng.kernel.crypto import blind_index

SHORTEST = 2
"""Characters of a name that are looked for: one is half the city."""
_LONGEST = 12
"""Beginnings are kept up to so many characters; a longer name is found by them and as a whole."""
_PURPOSE = "cases.name"


def name_mark(words: str) -> str:
    """The index under which a name, or the beginning of one, is looked for."""
    return blind_index(_plain(words), _PURPOSE)


def name_marks(names: Mapping[str, str]) -> dict[str, list[str]]:
    """Path → name becomes index → paths: of each name the whole and its beginnings. A case is found by a name that it
    reads, and by no other on the form."""
    found: dict[str, list[str]] = {}
    for path, name in sorted(names.items()):
        for words in _beginnings(_plain(name)):
            found.setdefault(name_mark(words), []).append(path)
    return found


def _beginnings(name: str) -> Iterable[str]:
    cut = {name[:length] for length in range(SHORTEST, min(len(name), _LONGEST) + 1)}
    return cut | {name} if len(name) >= SHORTEST else ()


def _plain(words: str) -> str:
    return unicodedata.normalize("NFKC", words).strip()
