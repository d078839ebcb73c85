"""The language of pages: literals in the reader's language, Traditional characters, and honest `lang` marks.

- Literals go through gettext; English is in `locale/en` (compiled by `make setup`).
- Traditional Chinese is derived for the page as a whole on its way out: literals, texts of rulebooks and sentences of
  earlier notices alike, each different piece once (they are remembered). What is written on a register must stay as it
  is written there: an element with `translate="no"` (names, numbers), boxes with what somebody typed, code.
- English of rulebooks is the city's own data (`translation/1`): looked up where a rulebook's text is shown, and on the
  way out for what was composed or frozen in Chinese. What has none (a letter, a law) is marked `lang="zh-Hans"` for voices.

What is stored is always Simplified Chinese: see `bancheng.kernel.recording`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from bancheng.kernel.rulebooks.base import Text
from bancheng.kernel.rulebooks.base import text as in_language
from bancheng.ui.modes import read_modes
from bancheng.ui.translating import Texts, in_english, reading, texts

HANT, ENGLISH = "zh-hant", "en"
MANY_PIECES = 20_000
"""Different pieces of text that a process remembers in Traditional characters: all literals and rulebooks fit."""

_PIECES = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
_HAN = re.compile(r"[\u3400-\u9fff]")
_CHINESE = re.compile(r"[\u3400-\u9fff](?:[^A-Za-z<>&]*[\u3400-\u9fff）。])?")
"""From the first Chinese character to the last, with the figures and marks between."""
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_SPOKEN = re.compile(r'(\s(?:title|aria-label|placeholder|alt|content|data-(?!copy=)[a-z-]+)=")([^"]*)(")')
_KEEP = re.compile(r'\stranslate="no"|\slang="')
_WHOLE = frozenset({"script", "style", "textarea", "code"})
_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "use", "path"})
_NO_SPANS = frozenset({"title", "option", "text", "desc"})
"""Elements that can hold nothing but text (or, in a picture, no HTML)."""

_ONE = re.compile(
    r"(?<![\d.,:/-])1 (working )?(days|months|hours|years|things|parts|documents|entries|questions|times|steps|files"
    r"|characters|results|yuan|drafts)\b"
)
_SINGULAR = {"entries": "entry", "yuan": "yuan"}
_GAP = re.compile(r"(?<=[a-z0-9)”])([.;])(?=[A-Z])")
_MARKS = str.maketrans({"，": ", ", "。": ". ", "：": ": ", "；": "; ", "、": ", ", "（": " (", "）": ")"})

Change = Callable[[str], str]


class LanguageMiddleware:
    """Pages in the language that the reader chose; workbench and design pages in Simplified Chinese always."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Django's middleware protocol."""
        language = read_modes(request).language
        with translation.override(language), reading(language):
            response = self.get_response(request)
            if language in (HANT, ENGLISH) and _is_page(response):
                page = response.content.decode(response.charset)
                response.content = (traditional(page) if language == HANT else marked(page, texts())).encode()
        return response


def text(value: Text | None) -> str:
    """A text of a rulebook in the reader's language where it is given, else as it was written (shown, never kept)."""
    language = translation.get_language() or "zh-hans"
    found = in_language(value, language)
    return found if language.startswith("zh") else texts().get(found, found)


def with_unit(figure: str, unit: Text | None) -> str:
    """A figure with its unit: 88平方米, 88 square metres, 12%."""
    said = text(unit)
    return f"{figure} {said}" if said[:1].isascii() and said[:1].isalpha() else f"{figure}{said}"


def traditional(page: str) -> str:
    """A page in Traditional characters, but for what is marked as not to be changed."""
    return _walk(page, lambda piece, _holder: to_traditional(piece), _in_attributes)


def marked(page: str, known: Texts | None = None) -> str:
    """A page in English: Chinese pieces that `known` has are said in English, the rest says that it is Chinese (WCAG
    3.1.2).
    """
    words = known if known is not None else {}
    return _walk(
        page, lambda piece, holder: _span(piece, holder, words), lambda tag: _tag_in_english(tag, words)
    )


@lru_cache(maxsize=MANY_PIECES)
def to_traditional(words: str) -> str:
    """Simplified to Traditional characters, word by word (opencc `s2tw`: 為, 裡, 核; but 污, as it is written here)."""
    return str(_converter().convert(words)).replace("汙", "污") if _HAN.search(words) else words


@cache
def _converter() -> Any:
    from opencc import OpenCC  # loaded by whoever reads Traditional first

    return OpenCC("s2tw")


def _walk(page: str, change: Callable[[str, str], str], change_tag: Change) -> str:
    """`page` with `change` made to each text and `change_tag` to each opening tag outside what is to be kept."""
    out: list[str] = []
    holder, kept, depth = "", "", 0
    for piece in _PIECES.split(page):
        tag = _TAG.match(piece) if piece.startswith("<") else None
        if tag is None:
            out.append(piece if kept or piece.startswith("<") else change(piece, holder))
            continue
        closing, name = bool(tag[1]), tag[2].lower()
        if kept:
            depth += 0 if name != kept else -1 if closing else 1
            kept = kept if depth else ""
            out.append(piece)
            continue
        holder = "" if closing else name
        if not closing and name not in _VOID and name != "html" and (_KEEP.search(piece) or name in _WHOLE):
            kept, depth = name, 1
        out.append(piece if closing or "translate=" in piece else change_tag(piece))
    return "".join(out)


def _span(piece: str, holder: str, known: Texts) -> str:
    if not _HAN.search(piece):
        return english(piece)
    said = in_english(piece, known)
    if not _HAN.search(said):
        return english(said)
    return said if holder in _NO_SPANS else _CHINESE.sub(r'<span lang="zh-Hans">\g<0></span>', said)


def _tag_in_english(tag: str, known: Texts) -> str:
    if not _HAN.search(tag):
        return tag
    return _SPOKEN.sub(lambda found: found[1] + in_english(found[2], known) + found[3], tag)


def english(words: str) -> str:
    """English as it is written: one of a thing in the singular, a gap between sentences, Latin marks."""
    words = _ONE.sub(lambda found: f"1 {found[1] or ''}{_SINGULAR.get(found[2], found[2][:-1])}", words)
    return _GAP.sub(r"\1 ", words.translate(_MARKS))


def _in_attributes(tag: str) -> str:
    if not _HAN.search(tag):
        return tag
    return _SPOKEN.sub(lambda found: found[1] + to_traditional(found[2]) + found[3], tag)


def _is_page(response: HttpResponse) -> bool:
    return not response.streaming and response.get("Content-Type", "").startswith("text/html")
