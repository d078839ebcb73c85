"""What may be chosen for a value that is not typed freely."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bancheng.eforms.spec import CodeList, Element
from bancheng.kernel.rulebooks import Release, text
from bancheng.organizations.queries import world


def choices(book: Release, element: Element, on: date) -> Mapping[str, str] | None:
    """Code → name of everything that pages offer for an element; None for what is typed.

    Codes of the element's list in its release that are not retired; townships and streets known on that day for
    regions. What is not among them was not offered, so a posted form that carries it was tampered with.
    """
    if element.datatype == "region":
        here = world(on)
        towns = sorted(code for code, one in here.regions.items() if one.level == "township")
        return {code: here.full_name(code) for code in towns}
    if element.datatype != "code" or element.code_list is None:
        return None
    codes = book.model("code-list", element.code_list)
    assert isinstance(codes, CodeList)
    return {one.code: text(one.name) for one in codes.offered}
