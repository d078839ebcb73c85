"""Yes and no in the words that the element gives them: 有 or 没有, 在 or 不在; else 是 or 不是 (face.md §6.1)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bancheng.eforms.spec import Element
from bancheng.ui.language import text


def yes_or_no(element: Element) -> dict[str, str]:
    """`yes` and `no` → what a person reads."""
    if element.answers is None:
        return {"yes": _("是"), "no": _("不是")}
    return {"yes": text(element.answers.yes), "no": text(element.answers.no)}
