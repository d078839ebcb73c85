"""Tree → a Chinese sentence that the people a rule concerns can read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from bancheng.kernel.expressions import nodes
from bancheng.kernel.expressions.functions import FUNCTIONS
from bancheng.kernel.expressions.nodes import Literal, Node, Path
from bancheng.kernel.recording import recorded as _

Names = Mapping[str, str]
Labels = Mapping[str, Mapping[str, str]]

_NUMBERS: Final = {"<": "小于", "<=": "不超过", ">": "大于", ">=": "不少于", "=": "是", "!=": "不是"}
_DATES: Final = {"<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于", "=": "是", "!=": "不是"}
_SIGNS: Final = {"+": "加", "-": "减", "*": "乘以", "/": "除以"}


def sentence(tree: Node, names: Names, labels: Labels) -> str:
    """The expression in words. ``names``: path → its words; ``labels``: path → option's code → its words."""
    return _Speaker(names, labels).say(tree)


class _Speaker:
    def __init__(self, names: Names, labels: Labels) -> None:
        self.names = names
        self.labels = labels

    def say(self, node: Node) -> str:
        match node:
            case Literal(value=value):
                return _spoken(value)
            case Path():
                return self._name(node)
            case nodes.Not(part=part):
                return _("不满足“{part}”").format(part=self.say(part))
            case nodes.All(parts=parts):
                return _("，并且").join(self._part(part) for part in parts)
            case nodes.Any(parts=parts):
                return _("，或者").join(self._part(part) for part in parts)
            case nodes.Conditional(test=test, then=then, other=other):
                return _("如果{test}，就是{then}；否则是{other}").format(
                    test=self.say(test), then=self.say(then), other=self.say(other)
                )
        return self._statement(node)

    def _part(self, node: Node) -> str:
        text = self.say(node)
        return (
            _("（{part}）").format(part=text)
            if isinstance(node, (nodes.All, nodes.Any, nodes.Conditional))
            else text
        )

    def _statement(self, node: Node) -> str:
        match node:
            case nodes.Compare(operator=operator, left=left, right=right):
                return self._compare(operator, left, right)
            case nodes.Member(value=value, options=options, negated=negated):
                words = "、".join(self._option(value, option) for option in options)
                text = _("{value}不是{options}中的任何一个") if negated else _("{value}是{options}中的一个")
                return text.format(value=self.say(value), options=words)
            case nodes.Between(value=value, low=low, high=high, negated=negated):
                text = _("{value}不在{low}到{high}之间") if negated else _("{value}在{low}到{high}之间")
                return text.format(value=self.say(value), low=self.say(low), high=self.say(high))
            case nodes.Present(value=value, negated=negated):
                text = _("没有{value}") if negated else _("有{value}")
                return text.format(value=self.say(value))
        return self._calculation(node)

    def _calculation(self, node: Node) -> str:
        match node:
            case nodes.Arithmetic(operator=operator, left=left, right=right):
                return f"{self._operand(left)}{_SIGNS[operator]}{self._operand(right)}"
            case nodes.Negative(value=value):
                return _("负{value}").format(value=self._operand(value))
            case nodes.Call(function=name, arguments=arguments):
                return FUNCTIONS[name].sentence.format(*(self.say(argument) for argument in arguments))
        raise AssertionError(f"no words for {type(node).__name__}")

    def _operand(self, node: Node) -> str:
        text = self.say(node)
        return f"（{text}）" if isinstance(node, (nodes.Arithmetic, nodes.Conditional)) else text

    def _compare(self, operator: str, left: Node, right: Node) -> str:
        if isinstance(right, Literal) and isinstance(right.value, bool):
            wanted = right.value is (operator == "=")
            return _("{value}：{answer}").format(value=self.say(left), answer=_("是") if wanted else _("否"))
        words = _DATES if any(_is_date(side) for side in (left, right)) else _NUMBERS
        return f"{self.say(left)}{words[operator]}{self._option(left, right)}"

    def _option(self, value: Node, option: Node) -> str:
        if isinstance(value, Path) and isinstance(option, Literal) and isinstance(option.value, str):
            return self.labels.get(value.declared, {}).get(option.value) or _spoken(option.value)
        return self.say(option)

    def _name(self, path: Path) -> str:
        exact = self.names.get(path.key())
        if exact:
            return exact
        name = self.names.get(path.declared, path.declared)
        numbers = [index for _name, index in path.steps if index is not None]
        return _("第{n}个{name}").format(n=numbers[0], name=name) if numbers else name


def _is_date(node: Node) -> bool:
    if isinstance(node, nodes.Call):
        return FUNCTIONS[node.function].gives == "date"
    return isinstance(node, Literal) and isinstance(node.value, date)


def _spoken(value: nodes.Value) -> str:
    if value is None:
        return _("空")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, date):
        return _("{year}年{month}月{day}日").format(year=value.year, month=value.month, day=value.day)
    return format(value, "f") if isinstance(value, Decimal) else str(value) or _("空")
