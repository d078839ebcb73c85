"""Data elements, code lists and certificate types: one datum one element, and nothing without a reason."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bancheng.eforms.spec import Element
from bancheng.journeys.checks.findings import Catalogue
from bancheng.kernel.rulebooks import text

_SEALED = frozenset({"id_number", "bank_card", "phone"})


def check(catalogue: Catalogue) -> None:
    """Elements without purpose, basis, retention or why; one datum under two codes."""
    for code, element in catalogue.elements.items():
        _complete(catalogue, f"element/{code}", element)
        _sensitive(catalogue, f"element/{code}", element)
    _two_codes(catalogue)
    for code, codes in catalogue.code_lists.items():
        seen: set[str] = set()
        for index, value in enumerate(codes.values):
            if value.code in seen:
                catalogue.report(
                    "duplicate", f"code-list/{code}", ("values", index),
                    _("代码 {code} 写了两次。").format(code=value.code), _("留下一个。"),
                )  # fmt: skip
            seen.add(value.code)


def _complete(catalogue: Catalogue, key: str, element: Element) -> None:
    missing = [
        word
        for word, there in (
            (_("用途（purpose）"), element.purpose),
            (_("依据（legal_basis）"), element.legal_basis),
            (_("保存期限（retention）"), element.retention and element.retention.declared),
        )
        if not there
    ]
    if missing:
        catalogue.report(
            "element_without_purpose", key, (),
            _("没有写{what}。").format(what="、".join(missing)),
            _("补上：收集个人信息要有明确用途、依据和最短保存期限（个人信息保护法第六、十九条）。"),
        )  # fmt: skip
    if not element.why:
        catalogue.report("no_why", key, (), _("没有写为什么要问（why）。"), _("用办事人的话写一句为什么要。"))
    if element.datatype == "code" and element.code_list is None:
        catalogue.report(
            "code_without_list", key, ("datatype",), _("是代码型，但没有代码集。"), _("写明 code_list。")
        )


def _sensitive(catalogue: Catalogue, key: str, element: Element) -> None:
    if element.datatype in _SEALED and not element.sealed:
        catalogue.report(
            "not_sealed", key, ("sensitivity",),
            _("证件号、银行卡号、手机号要加密保存。"), _("写 sensitivity: sensitive。"),
        )  # fmt: skip


def _two_codes(catalogue: Catalogue) -> None:
    """The same official name and datatype twice means the same datum is asked twice under two names."""
    seen: dict[tuple[str, str], str] = {}
    for code, element in sorted(catalogue.elements.items()):
        for name in (text(element.name), *element.synonyms):
            meaning = ("".join(name.split()), element.datatype)
            first = seen.setdefault(meaning, code)
            if first != code:
                catalogue.report(
                    "element_twice", f"element/{code}", ("name",),
                    _("和 {first} 是同一个数据（{name}），用了两个编码。").format(first=first, name=name),
                    _("只留一个数据元，或把名称、同义词写出区别。"),
                )  # fmt: skip
                break
