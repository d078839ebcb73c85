"""Yes and no in the words of what is asked: 有没有 is answered with 有 or 没有, 在不在 with 在 or 不在 (face.md §6.1)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bancheng.eforms.spec import Element
from bancheng.kernel.rulebooks import text


def yes_or_no(element: Element) -> dict[str, str]:
    """`yes` and `no` → what a person reads. The question is read in the language in which rules are written."""
    asked = text(element.plain_name or element.name)
    if "有没有" in asked:
        return {"yes": _("有"), "no": _("没有")}
    if "在不在" in asked:
        return {"yes": _("在"), "no": _("不在")}
    return {"yes": _("是"), "no": _("不是")}
