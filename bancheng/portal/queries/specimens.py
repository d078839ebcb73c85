"""看样子: how a material looks and what must be seen on it, from the rulebooks of a release. Nobody's data is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from bancheng.catalogue.spec import Material, Specimen
from bancheng.certificates.spec import CertificateType
from bancheng.documents.spec import Paper
from bancheng.eforms.spec import Element
from bancheng.kernel.rulebooks import Release
from bancheng.ui.language import text

Page = dict[str, Any]

MOST = 6
"""Places on a drawing: more would be too small to read."""
_TITLE, _LABEL, _LATIN = 32, 18, 0x2E7F
"""Room for the title and for a label, in halves of a Chinese character."""
_VALUES = {"date": "2026年1月1日", "id_number": "×" * 18, "uscc": "×" * 18}
"""What stands in a drawing for a datum whose form is worth seeing; the rest is a line."""


def has_specimen(book: Release, code: str) -> bool:
    """Whether there is something to look at for a material."""
    return specimen(book, code) is not None


def specimen(book: Release, code: str, accepted: Sequence[str] = ()) -> Page | None:
    """样张 of a material: its picture or what to draw, and the same in words. None where the rulebooks say too little.

    `accepted`: what the matters that want it take for good.
    """
    document = book.documents.get(f"material/{code}")
    material = document.model if document else None
    if not isinstance(material, Material):
        return None
    drawn = material.specimen or _following(book, material)
    if drawn is None:
        return None
    rows = [_line(text(one)) for one in drawn.shows] or _rows_of(book, material)
    if not rows and not drawn.picture:
        return None
    name = text(material.plain_name or material.name)
    must = [row["label"] for row in rows]
    return {
        "name": name,
        "title": _title(text(material.name), name),
        "shape": drawn.shape,
        "rows": rows[:MOST],
        "stamped": drawn.stamped,
        "signed": drawn.signed,
        "portrait": drawn.portrait,
        "picture": drawn.picture or "",
        "must": must,
        "alt": _("%(name)s的样张，要看得清：%(must)s") % {"name": name, "must": "、".join(must)},
        "line": text(material.one_line),
        "accepted": list(accepted),
    }


def _following(book: Release, material: Material) -> Specimen | None:
    """What follows from the certificate that replaces it, or from its blank form."""
    if _certificate(book, material) is not None:
        return Specimen(shape="page", stamped=True)
    return Specimen(shape="table", signed=True) if _form(book, material) is not None else None


def _rows_of(book: Release, material: Material) -> list[dict[str, str]]:
    kind, form = _certificate(book, material), _form(book, material)
    if kind is not None:
        return [_row(book, one) for one in kind.fields]
    return [_line(text(one.label)) for one in form.values] if form is not None else []


def _line(label: str, value: str = "") -> dict[str, str]:
    return {"label": label, "short": _short(label, _LABEL), "value": value}


def _title(official: str, plain: str) -> str:
    """The official name where it fits, else what people call it."""
    return official if _short(official, _TITLE) == official else _short(plain, _TITLE)


def _short(words: str, most: int) -> str:
    """What fits on the drawing; the words beside it are whole."""
    width, kept = 0, ""
    for sign in words:
        width += 2 if ord(sign) > _LATIN else 1
        if width > most:
            return f"{kept}…"
        kept += sign
    return kept


def _row(book: Release, field: Any) -> dict[str, str]:
    document = book.documents.get(f"element/{field.element}")
    element = document.model if document else None
    if not isinstance(element, Element):
        return _line(text(field.label) or field.name)
    label = text(field.label) or text(element.plain_name or element.name)
    return _line(label, _VALUES.get(element.datatype, ""))


def _certificate(book: Release, material: Material) -> CertificateType | None:
    for one in material.replaced_by:
        document = book.documents.get(f"certificate-type/{one.certificate}") if one.certificate else None
        if document is not None and isinstance(document.model, CertificateType):
            return document.model
    return None


def _form(book: Release, material: Material) -> Paper | None:
    document = book.documents.get(f"paper/{material.paper_form}") if material.paper_form else None
    return document.model if document is not None and isinstance(document.model, Paper) else None
