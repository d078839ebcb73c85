"""Templates of papers: each is set with sample values before anybody is sent one."""

from __future__ import annotations

import string

from django.utils.translation import gettext as _

from bancheng.documents.commands.checking import layout_faults
from bancheng.documents.spec import BY_ACT, KINDS, Paper, number_faults
from bancheng.journeys.checks.findings import Catalogue
from bancheng.kernel.rulebooks import text


def check(catalogue: Catalogue) -> None:
    """Layouts that cannot be set, blanks that nothing fills, numbers that could be given twice."""
    for code, paper in catalogue.papers.items():
        key = f"paper/{code}"
        if paper.layout:
            _layout(catalogue, key, paper)
        else:
            _paragraphs(catalogue, key, paper)
    _numbers(catalogue)


def _layout(catalogue: Catalogue, key: str, paper: Paper) -> None:
    for fault in layout_faults(paper):
        catalogue.report(
            "paper_layout", key, ("layout",),
            _("用样例填，排不出版来：{fault}").format(fault=fault),
            _("改正版式里的这一处；只能引入 /frame-1.typ，只能用这种文书有的值。"),
        )  # fmt: skip
    known = KINDS.get(BY_ACT.get(paper.act, ""))
    for index, value in enumerate(paper.values):
        if known is not None and value.name not in known.sample:
            catalogue.report(
                "paper_blank", key, ("values", index),
                _("程序办这一步时没有“{name}”这个值。").format(name=value.name),
                _("去掉它。有的值：{names}").format(names="、".join(sorted(known.sample))),
            )  # fmt: skip


def _paragraphs(catalogue: Catalogue, key: str, paper: Paper) -> None:
    declared = {value.name for value in paper.values}
    pieces = [text(paper.title), text(paper.addressee), *(text(one) for one in paper.paragraphs)]
    try:
        used = {name for piece in pieces for _l, name, _f, _c in string.Formatter().parse(piece) if name}
    except ValueError:
        catalogue.report(
            "paper_blank", key, ("paragraphs",), _("花括号没有配对。"), _("把空写成 {{名字}} 的样子。")
        )
        return
    for name in sorted(used - declared):
        catalogue.report(
            "paper_blank", key, ("paragraphs",),
            _("模板里有空 {{{name}}}，但没有声明。").format(name=name), _("在 values 里声明它。"),
        )  # fmt: skip
    for name in sorted(declared - used):
        catalogue.report(
            "paper_blank", key, ("values",),
            _("声明了空 {{{name}}}，模板里没有用。").format(name=name), _("用上它，或去掉声明。"),
        )  # fmt: skip


def _numbers(catalogue: Catalogue) -> None:
    for code, paper in catalogue.papers.items():
        wrong = number_faults(paper.number_pattern)
        if wrong:
            catalogue.report(
                "paper_number", f"paper/{code}", ("number_pattern",), wrong + "。",
                _("例如 善美受字〔{year}〕第{serial:6}号。"),
            )  # fmt: skip
