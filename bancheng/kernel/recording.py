"""The language of records."""

from __future__ import annotations

from django.utils import translation

OFFICE_LANGUAGE = "zh-hans"


def recorded(sentence: str) -> str:
    """A sentence that is kept: in a letter, a decision, a plan, an event. It stays Simplified Chinese, whatever
    language the person reads in who is acting just then (国家通用语言文字法第九条: 规范汉字为公务用字).

    Imported as `_` where sentences are written down; pages use gettext.
    """
    return sentence


def in_office_language() -> translation.override:
    """The same for a function that puts a paper together out of sentences made for pages: `@in_office_language()`."""
    return translation.override(OFFICE_LANGUAGE)
