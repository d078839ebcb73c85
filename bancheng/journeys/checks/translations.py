"""Translations: what a language still lacks, and one text said in two ways. Advice: nobody is refused for it."""

from __future__ import annotations

from itertools import groupby

from django.utils.translation import gettext as _

from bancheng.journeys.checks.findings import Catalogue
from bancheng.kernel.rulebooks import Translation, untranslated


def advise(catalogue: Catalogue) -> None:
    """A document whose public texts a language lacks (one finding each, with the first of them)."""
    books = {key: one for key, one in catalogue.models.items() if isinstance(one, Translation)}
    for language in sorted({one.language for one in books.values()}):
        _twice(catalogue, {key: one for key, one in books.items() if one.language == language})
        sound = {key: one for key, one in catalogue.folder.documents.items() if key in catalogue.models}
        found = untranslated(sound, language)
        for key, rows in groupby(found, key=lambda row: row[0]):
            lacking = list(rows)
            catalogue.report(
                "translation_missing", key, lacking[0][1],
                _("有{count}处没有译文（{language}），第一处是“{text}”。").format(
                    count=len(lacking), language=language, text=lacking[0][2]
                ),
                _("在译文（translation）里补上；没有译文的地方，外文页面显示中文。"),
            )  # fmt: skip


def _twice(catalogue: Catalogue, books: dict[str, Translation]) -> None:
    said: dict[str, tuple[str, str]] = {}
    for key, book in sorted(books.items()):
        for chinese, other in book.texts.items():
            first = said.setdefault(chinese, (key, other))
            if first[1] != other:
                catalogue.report(
                    "translation_twice", key, ("texts", chinese),
                    _("“{text}”在{first}里译成“{other}”。").format(text=chinese, first=first[0], other=first[1]),
                    _("同一句话只留一种译法。"),
                )  # fmt: skip
