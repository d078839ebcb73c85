"""Tokens → tree, by hand, so that every mistake has a place and a sentence.

From loosest to tightest: ``a if test else b`` · or · and · not · comparison · + - · * / · unary minus.
A single word on the right of ``=``, ``!=`` or inside ``in ( )`` is an option's code (``follow = mother``);
anywhere else it is a path.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from bancheng.kernel.expressions import nodes
from bancheng.kernel.expressions.functions import FUNCTIONS
from bancheng.kernel.expressions.lexer import Token, tokens
from bancheng.kernel.expressions.nodes import ExpressionError, Literal, Node, Path

MAX_DEPTH: Final = 32
MAX_OPTIONS: Final = 200
MAX_OPERATIONS: Final = 100
MAX_OCCURRENCE: Final = 999

_COMPARISONS: Final = frozenset({"=", "!=", "<", "<=", ">", ">="})
_CONSTANTS: Final = {"null": None, "yes": True, "true": True, "no": False, "false": False}


def parse_tree(source: str) -> Node:
    """The tree of a text. ExpressionError says where and what; bounded in length, depth and tokens."""
    parser = _Parser(tokens(source))
    tree = parser.expression()
    parser.expect_end()
    return tree


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self.tokens = found
        self.position = 0
        self.depth = 0
        self.operations = 0

    # Reading tokens

    @property
    def token(self) -> Token:
        return self.tokens[self.position]

    @property
    def last_end(self) -> int:
        return self.tokens[self.position - 1].end

    def at(self, *texts: str) -> bool:
        return self.token.kind in ("keyword", "sign") and self.token.text in texts

    def take(self, *texts: str) -> bool:
        if not self.at(*texts):
            return False
        self.position += 1
        return True

    def expect(self, text: str) -> None:
        if not self.take(text):
            raise self.unexpected(_("“{text}”").format(text=text))

    def expect_end(self) -> None:
        if self.token.kind != "end":
            raise self.unexpected(_("规则的结尾，或者 and、or"))

    def unexpected(self, wanted: str) -> ExpressionError:
        found = (
            _("规则到这里就完了")
            if self.token.kind == "end"
            else _("却是“{text}”").format(text=self.token.text)
        )
        place = self.token.start
        return ExpressionError(
            _("第{n}个字处应当是{wanted}，{found}。").format(n=place + 1, wanted=wanted, found=found), place
        )

    def deeper(self, read: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(_("括号套得太深，最多{n}层。").format(n=MAX_DEPTH), self.token.start)
        try:
            return read()
        finally:
            self.depth -= 1

    # Grammar, loosest first

    def expression(self) -> Node:
        return self.deeper(self._conditional)

    def _conditional(self) -> Node:
        then = self._any()
        if not self.take("if"):
            return then
        test = self._any()
        self.expect("else")
        other = self.expression()
        return nodes.Conditional(test, then, other, start=then.start, end=other.end)

    def _any(self) -> Node:
        parts = [self._all()]
        while self.take("or"):
            parts.append(self._all())
        return (
            parts[0] if len(parts) == 1 else nodes.Any(tuple(parts), start=parts[0].start, end=self.last_end)
        )

    def _all(self) -> Node:
        parts = [self._not()]
        while self.take("and"):
            parts.append(self._not())
        return (
            parts[0] if len(parts) == 1 else nodes.All(tuple(parts), start=parts[0].start, end=self.last_end)
        )

    def _not(self) -> Node:
        start = self.token.start
        if not self.take("not"):
            return self._comparison()
        part = self.deeper(self._not)
        return nodes.Not(part, start=start, end=part.end)

    def _comparison(self) -> Node:
        left = self._sum()
        if self.token.kind == "sign" and self.token.text in _COMPARISONS:
            return self._compare(left)
        if self.take("is"):
            return self._present(left)
        negated = self.take("not")
        if self.take("in"):
            return self._member(left, negated)
        if self.take("between"):
            return self._between(left, negated)
        if negated:
            raise self.unexpected(_("in 或者 between"))
        return left

    def _compare(self, left: Node) -> Node:
        operator = self.token.text
        self.position += 1
        right = self._option() if operator in ("=", "!=") else self._sum()
        if self.token.kind == "sign" and self.token.text in _COMPARISONS:
            raise ExpressionError(_("比较不能连着写，请用 and 分成两条。"), self.token.start)
        return nodes.Compare(operator, left, right, start=left.start, end=right.end)

    def _present(self, left: Node) -> Node:
        negated = self.take("not")
        if self.take("missing", "null"):
            negated = not negated
        elif not self.take("present"):
            raise self.unexpected("present")
        return nodes.Present(left, negated, start=left.start, end=self.last_end)

    def _member(self, value: Node, negated: bool) -> Node:
        self.expect("(")
        options = [self._option()]
        while self.take(","):
            options.append(self._option())
            if len(options) > MAX_OPTIONS:
                raise ExpressionError(_("一次最多列{n}个。").format(n=MAX_OPTIONS), self.token.start)
        self.expect(")")
        return nodes.Member(value, tuple(options), negated, start=value.start, end=self.last_end)

    def _between(self, value: Node, negated: bool) -> Node:
        low = self._sum()
        self.expect("and")
        high = self._sum()
        return nodes.Between(value, low, high, negated, start=value.start, end=high.end)

    def _option(self) -> Node:
        """A value compared with: a lone word is a code."""
        token, after = self.token, self.tokens[min(self.position + 1, len(self.tokens) - 1)]
        if token.kind == "name" and after.text not in {".", "[", "(", "+", "-", "*", "/"}:
            self.position += 1
            return Literal(token.text, symbol=True, start=token.start, end=token.end)
        return self._sum()

    def _sum(self) -> Node:
        left = self._product()
        while self.at("+", "-"):
            operator = self._operator()
            right = self._product()
            left = nodes.Arithmetic(operator, left, right, start=left.start, end=right.end)
        return left

    def _product(self) -> Node:
        left = self._atom()
        while self.at("*", "/"):
            operator = self._operator()
            right = self._atom()
            left = nodes.Arithmetic(operator, left, right, start=left.start, end=right.end)
        return left

    def _operator(self) -> str:
        self.operations += 1
        if self.operations > MAX_OPERATIONS:
            raise ExpressionError(_("这条规则太复杂，请拆成几条。"), self.token.start)
        self.position += 1
        return self.tokens[self.position - 1].text

    def _atom(self) -> Node:
        token = self.token
        if self.take("-"):
            value = self.deeper(self._atom)
            return nodes.Negative(value, start=token.start, end=value.end)
        if self.take("("):
            inner = self.expression()
            self.expect(")")
            return inner
        if token.kind == "keyword" and token.text in _CONSTANTS:
            self.position += 1
            return Literal(_CONSTANTS[token.text], start=token.start, end=token.end)
        if token.kind in ("number", "text"):
            self.position += 1
            return Literal(_constant(token), start=token.start, end=token.end)
        if token.kind == "name":
            return self._call() if self.tokens[self.position + 1].text == "(" else self._path()
        raise self.unexpected(_("一个名称、数字或者“(”"))

    def _path(self) -> Node:
        start = self.token.start
        steps = [self._step()]
        while self.take("."):
            steps.append(self._step())
        return Path(tuple(steps), start=start, end=self.last_end)

    def _step(self) -> tuple[str, int | None]:
        token = self.token
        if token.kind not in ("name", "keyword") or not token.text.isidentifier():
            raise self.unexpected(_("一个名称"))
        self.position += 1
        if not self.take("["):
            return token.text, None
        number = self.token
        if (
            number.kind != "number"
            or not number.text.isdigit()
            or not 1 <= int(number.text) <= MAX_OCCURRENCE
        ):
            raise self.unexpected(_("第几个（从1数起）"))
        self.position += 1
        self.expect("]")
        return token.text, int(number.text)

    def _call(self) -> Node:
        name = self.token
        function = FUNCTIONS.get(name.text)
        if function is None and name.text != "date":
            raise ExpressionError(_("没有“{name}”这个算法。").format(name=name.text), name.start)
        self.position += 2
        arguments = [] if self.at(")") else [self.expression()]
        while self.take(","):
            arguments.append(self.expression())
        self.expect(")")
        if function is None:
            return self._date(name, arguments)
        if len(arguments) != len(function.takes):
            raise ExpressionError(
                _("“{name}”要{n}个值。").format(name=name.text, n=len(function.takes)), name.start
            )
        return nodes.Call(name.text, tuple(arguments), start=name.start, end=self.last_end)

    def _date(self, name: Token, arguments: list[Node]) -> Node:
        text = arguments[0].value if len(arguments) == 1 and isinstance(arguments[0], Literal) else None
        try:
            value = date.fromisoformat(text if isinstance(text, str) and len(text) == 10 else "")
        except ValueError:
            raise ExpressionError(_('日期要写成 date("2026-01-31") 这样。'), name.start) from None
        return Literal(value, start=name.start, end=self.last_end)


def _constant(token: Token) -> str | int | Decimal:
    if token.kind == "text":
        return token.text
    return Decimal(token.text) if "." in token.text else int(token.text)
