"""English for what rulebooks say, on pages: whole texts first, else the names that a sentence was put together from.

A process holds the translations in force (`bancheng.kernel.rulebooks.translations`); a request that is read in English
asks once which those are, when the first Chinese text is met. Readers of Chinese never come here.
"""

from __future__ import annotations

import calendar
import html
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import Final

from django.db import DatabaseError
from django.utils import timezone

from bancheng.kernel.errors import DomainError
from bancheng.kernel.kept import Kept
from bancheng.kernel.rulebooks.translations import BLANK, HAN, NOTHING, translations
from bancheng.kernel.workdays import local_day

log = logging.getLogger("bancheng.language")
Texts = Mapping[str, str]

_RUN: Final = re.compile(r"[\d“‘（《]*[\u3400-\u9fff](?:[^A-Za-z<>&\n,;]*[\u3400-\u9fff\d）”’》。%％])?")
"""A stretch of Chinese inside a sentence of another language."""
_COUNTED: Final = re.compile(r"(\d+)(个工作日|个月|天|小时|年|份|项|次|元)")
_UNITS: Final = {
    "个工作日": "working days", "个月": "months", "天": "days", "小时": "hours", "年": "years", "份": "copies",
    "项": "entries", "次": "times", "元": "yuan",
}  # fmt: skip
_DAY: Final = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")
_LEAST: Final = 4
"""So many Chinese characters of its own make a sentence with blanks unmistakable."""
_JOIN: Final = " – "
_MARK: Final = re.compile(r"([、，。：；（）“”《》/ ]+)")


class _Reader:
    """Who reads this request: a language, and its texts when they are first wanted."""

    def __init__(self, language: str) -> None:
        self.language = language

    @cached_property
    def texts(self) -> Texts:
        """Empty for Chinese, and when the database does not answer: then the page stays Chinese and says so."""
        if self.language.startswith("zh"):
            return NOTHING
        try:
            return translations(self.language, local_day(timezone.now()))
        except (DatabaseError, DomainError):
            log.warning("translations cannot be read", exc_info=True)
            return NOTHING


_reader: ContextVar[_Reader | None] = ContextVar("bancheng_reader", default=None)


@contextmanager
def reading(language: str) -> Iterator[None]:
    """The body is read in this language: `texts()` are its translations."""
    token = _reader.set(_Reader(language))
    try:
        yield
    finally:
        _reader.reset(token)


def texts() -> Texts:
    """Chinese text of a rulebook → what it reads like for the reader of this request; empty outside a request."""
    reader = _reader.get()
    return reader.texts if reader is not None else NOTHING


def in_english(piece: str, known: Texts) -> str:
    """A piece of a page (escaped, as it stands there) with the texts that are known put into English.

    All or nothing for each stretch of Chinese: half a sentence in each language helps nobody. What a dash joins (the
    title of a page and the city) is two.
    """
    core = html.unescape(piece.strip())
    whole = known.get(core) or _filled(core, known)
    if whole is not None:
        start = len(piece) - len(piece.lstrip())
        return piece[:start] + html.escape(whole) + piece[len(piece.rstrip()) :]
    if _JOIN in piece:
        return _JOIN.join(in_english(part, known) for part in piece.split(_JOIN))
    return _RUN.sub(lambda found: html.escape(_stretch(found[0], known)), piece)


def _stretch(run: str, known: Texts) -> str:
    found = known.get(run)
    if found is not None:
        return found
    parts = [known.get(part) or _figure(part) for part in _MARK.split(run)]
    return run if any(HAN.search(part) for part in parts) else "".join(parts)


def _figure(part: str) -> str:
    """A day or a counted thing in English: what was written into records has them in Chinese."""
    if (day := _DAY.fullmatch(part)) is not None:
        return f"{int(day[3])} {calendar.month_name[int(day[2])]} {day[1] or ''}".rstrip()
    if (counted := _COUNTED.fullmatch(part)) is not None:
        return f"{counted[1]} {_UNITS[counted[2]]}"
    return part


# --- sentences with blanks, as records keep them filled ----------------------------------------------------------

Sentence = tuple[re.Pattern[str], str]
_sentences: Kept[int, tuple[Texts, list[Sentence]]] = Kept(4)


def _filled(core: str, known: Texts) -> str | None:
    """“前面办好‘上户口’后自动带过来。” by the translation of “前面办好‘{name}’后自动带过来。”; None: no such sentence."""
    for pattern, said in _patterns(known):
        found = pattern.fullmatch(core)
        if found is not None:
            values = {
                name: known.get(value) or _stretch(value, known) for name, value in found.groupdict().items()
            }
            return BLANK.sub(lambda blank, told=values: told[blank[0][1:-1]], said)  # type: ignore[misc]
    return None


def _patterns(known: Texts) -> list[Sentence]:
    """Kept beside the texts themselves: their address names them as long as they are held."""
    return _sentences.get(id(known), lambda: (known, list(_made(known))))[1]


def _made(known: Texts) -> Iterator[Sentence]:
    return ((_pattern(chinese), said) for chinese, said in known.items() if _is_sentence(chinese))


def _is_sentence(chinese: str) -> bool:
    blanks = BLANK.findall(chinese)
    own = HAN.findall(BLANK.sub("", chinese))
    return bool(blanks) and len(own) >= _LEAST and len(set(blanks)) == len(blanks)


def _pattern(chinese: str) -> re.Pattern[str]:
    pieces = re.split(r"\{([a-z][a-z0-9_]*)\}", chinese)
    return re.compile("".join(f"(?P<{one}>.+?)" if n % 2 else re.escape(one) for n, one in enumerate(pieces)))
