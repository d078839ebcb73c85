"""What can be said about an expression before any case: unknown names, kinds that do not fit, codes that do
not exist. Everything is reported, not only the first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from bancheng.kernel.expressions import nodes
from bancheng.kernel.expressions.functions import FUNCTIONS
from bancheng.kernel.expressions.nodes import Literal, Node, Path

Declared = str | Collection[str]
Types = Mapping[str, Declared]
"""Path without occurrences → a kind (one of KINDS) or the codes allowed."""

KINDS: Final = frozenset({"boolean", "integer", "number", "text", "date", "subject", "any"})
_WORDS: Final = {
    "boolean": "是或否",
    "integer": "整数",
    "number": "数",
    "text": "文字",
    "date": "日期",
    "subject": "办事的人或单位",
    "null": "空",
    "": "带小数的数",
}


@dataclass(frozen=True)
class Finding:
    """问题：``rule`` a stable word, ``position`` in the text (0-based), ``sentence`` in Chinese."""

    rule: str
    position: int
    sentence: str


def check(tree: Node, types: Types, expects: str = "boolean") -> list[Finding]:
    """All findings, in the order of the text. ``expects``: the kind the whole must have, or ``any``."""
    checker = _Checker(types)
    kind = checker.kind(tree)
    checker.must(tree, kind, expects)
    return sorted(checker.findings, key=lambda finding: finding.position)


class _Checker:
    def __init__(self, types: Types) -> None:
        self.types = types
        self.findings: list[Finding] = []

    def report(self, rule: str, node: Node, sentence: str) -> None:
        self.findings.append(Finding(rule, node.start, sentence))

    def must(self, node: Node, kind: str, *wanted: str) -> None:
        if not any(_fits(kind, one) for one in wanted):
            words = "、".join(_WORDS.get(one, one) for one in wanted)
            self.report(
                "kind",
                node,
                _("这里要的是{wanted}，写的是{kind}。").format(wanted=words, kind=_WORDS.get(kind, kind)),
            )

    def kind(self, node: Node) -> str:
        match node:
            case Literal(value=value):
                return _kind_of(value)
            case Path():
                return self._path(node)
            case nodes.Not() | nodes.All() | nodes.Any():
                for part in nodes.children(node):
                    self.must(part, self.kind(part), "boolean")
                return "boolean"
            case nodes.Conditional(test=test, then=then, other=other):
                self.must(test, self.kind(test), "boolean")
                return self._common(other, self.kind(then), self.kind(other))
        return self._statement(node)

    def _statement(self, node: Node) -> str:
        match node:
            case nodes.Compare(operator=operator, left=left, right=right):
                self._compare(operator, left, right)
            case nodes.Member(value=value, options=options):
                kind = self.kind(value)
                for option in options:
                    self._comparable(value, kind, option)
            case nodes.Between(value=value, low=low, high=high):
                kinds = [self.kind(part) for part in (value, low, high)]
                self.must(value, kinds[0], "number", "date")
                self.must(low, kinds[1], kinds[0])
                self.must(high, kinds[2], kinds[0])
            case nodes.Present(value=value):
                self.kind(value)
            case _:
                return self._calculation(node)
        return "boolean"

    def _calculation(self, node: Node) -> str:
        match node:
            case nodes.Arithmetic(operator=operator, left=left, right=right):
                kinds = self.kind(left), self.kind(right)
                self.must(left, kinds[0], "number")
                self.must(right, kinds[1], "number")
                if operator == "/" and isinstance(right, Literal) and right.value == 0:
                    self.report("division", right, _("不能除以0。"))
                return "integer" if operator != "/" and kinds == ("integer", "integer") else "number"
            case nodes.Negative(value=value):
                kind = self.kind(value)
                self.must(value, kind, "number")
                return kind
            case nodes.Call(function=name, arguments=arguments):
                function = FUNCTIONS[name]
                for argument, wanted in zip(arguments, function.takes, strict=True):
                    kind = self.kind(argument)
                    # A number stands for an integer in comparisons, but not where days or months are counted.
                    self.must(argument, "" if (kind, wanted) == ("number", "integer") else kind, wanted)
                return function.gives
        raise AssertionError(f"no kind for {type(node).__name__}")

    def _path(self, path: Path) -> str:
        declared = self.types.get(path.declared)
        if declared is None:
            self.report("unknown", path, _("没有声明过“{path}”。").format(path=path.declared))
            return "any"
        if not isinstance(declared, str):
            return "text"
        if declared not in KINDS:
            raise ValueError(f"{declared!r} is not a kind: {sorted(KINDS)}")
        return declared

    def _compare(self, operator: str, left: Node, right: Node) -> None:
        kind = self.kind(left)
        if operator not in ("=", "!="):
            self.must(left, kind, "number", "date")
        self._comparable(left, kind, right)

    def _comparable(self, value: Node, kind: str, option: Node) -> None:
        other = self.kind(option)
        if other == "null":
            self.report("null", option, _("和空比较永远没有结果，请写 is missing。"))
            return
        if kind == "subject":
            self.report("subject", value, _("“{path}”只能问有没有（is present）。").format(path=_text(value)))
            return
        self.must(option, other, kind)
        self._known_code(value, option)

    def _known_code(self, value: Node, option: Node) -> None:
        if (
            not isinstance(value, Path)
            or not isinstance(option, Literal)
            or not isinstance(option.value, str)
        ):
            return
        codes = self.types.get(value.declared)
        if codes is not None and not isinstance(codes, str) and option.value not in codes:
            known = "、".join(sorted(codes)[:10])
            self.report(
                "code",
                option,
                _("“{code}”不是它的选项，选项有{known}。").format(code=option.value, known=known),
            )

    def _common(self, node: Node, first: str, second: str) -> str:
        if first in ("null", "any"):
            return second
        self.must(node, second, first, "null")
        return "number" if {first, second} == {"integer", "number"} else first


def _text(node: Node) -> str:
    return node.declared if isinstance(node, Path) else ""


def _kind_of(value: nodes.Value) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, str):
        return "text"
    return "date" if isinstance(value, date) else "number"


def _fits(kind: str, wanted: str) -> bool:
    if "any" in (kind, wanted) or kind == wanted:
        return True
    return {kind, wanted} == {"integer", "number"}
