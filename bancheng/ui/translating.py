"""English for what rulebooks say, on pages: whole texts first, else the names that a sentence was put together from.

A process holds the translations in force (`bancheng.kernel.rulebooks.translations`); a request that is read in English
asks once which those are, when the first Chinese text is met. Readers of Chinese never come here.
"""

from __future__ import annotations

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
from bancheng.kernel.rulebooks.translations import HAN, NOTHING, translations
from bancheng.kernel.workdays import local_day

log = logging.getLogger("bancheng.language")
Texts = Mapping[str, str]

_RUN: Final = re.compile(r"[\d“‘（《]*[\u3400-\u9fff](?:[^A-Za-z<>&\n]*[\u3400-\u9fff\d）”’》。%％])?")
"""A stretch of Chinese inside a sentence of another language."""
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

    All or nothing for each stretch of Chinese: half a sentence in each language helps nobody.
    """
    core = html.unescape(piece.strip())
    whole = known.get(core)
    if whole is not None:
        start = len(piece) - len(piece.lstrip())
        return piece[:start] + html.escape(whole) + piece[len(piece.rstrip()) :]
    return _RUN.sub(lambda found: _stretch(found[0], known), piece)


def _stretch(run: str, known: Texts) -> str:
    if run in known:
        return html.escape(known[run])
    parts = _MARK.split(run)
    said = [html.escape(known[part]) if part in known else part for part in parts]
    return run if any(HAN.search(part) for part in said) else "".join(said)
