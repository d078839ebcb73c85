"""Tree → Python closures, with or without a trace.

Every closure takes the values and a list; a traced one appends the value of each clause to the list, in the
order of :func:`nodes.clauses`, and therefore evaluates every clause. Without trace, ``and`` and ``or`` stop
early.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

from bancheng.kernel.expressions import nodes
from bancheng.kernel.expressions.functions import FUNCTIONS
from bancheng.kernel.expressions.nodes import Literal, Node, Path, Unknown
from bancheng.kernel.expressions.values import (
    Truth,
    calculated,
    day,
    equal,
    integer,
    number,
    ordered,
    truth,
)

Values = Mapping[str, Any]
Closure = Callable[[Values, list[Any]], Any]

_ORDER: Final[dict[str, Callable[[int, int], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def closure(tree: Node, scope: Mapping[str, int], traced: bool) -> Closure:
    """Compile a tree for the occurrences in scope (``{"child": 1}``)."""
    return _Builder(scope, traced).clause(tree, in_branch=False)


class _Builder:
    def __init__(self, scope: Mapping[str, int], traced: bool) -> None:
        self.scope = scope
        self.traced = traced

    def clause(self, node: Node, in_branch: bool) -> Closure:
        """As :func:`nodes.clauses` cuts them."""
        if isinstance(node, nodes.Not):
            return _not(self.clause(node.part, in_branch))
        if isinstance(node, (nodes.All, nodes.Any)):
            parts = tuple(self.clause(part, in_branch) for part in node.parts)
            return _joined(parts, stop=isinstance(node, nodes.Any), every=self.traced)
        if isinstance(node, nodes.Conditional):
            branches = self.clause(node.then, True), self.clause(node.other, True)
            return _conditional(self.clause(node.test, False), *branches, every=self.traced)
        inner = self.value(node)
        return _recorded(inner) if self.traced and (not in_branch or nodes.states_something(node)) else inner

    def value(self, node: Node) -> Closure:
        """The value of a node whose parts no trace lists."""
        match node:
            case Literal(value=value):
                return lambda _values, _out: value
            case Path():
                key = self.key(node)
                return lambda values, _out: values.get(key)
            case nodes.Compare():
                return self._compare(node)
            case nodes.Member(value=value, options=options, negated=negated):
                return _member(self.value(value), tuple(map(self.value, options)), negated)
            case nodes.Between(value=value, low=low, high=high, negated=negated):
                return _between(self.value(value), self.value(low), self.value(high), negated)
            case nodes.Present(value=value, negated=negated):
                return _present(self.value(value), negated)
            case nodes.Arithmetic(operator=sign, left=left, right=right):
                return _arithmetic(sign, self.value(left), self.value(right))
            case nodes.Negative(value=value):
                return _negative(self.value(value))
            case nodes.Call(function=name, arguments=arguments):
                return _call(name, tuple(map(self.value, arguments)))
        return _Builder(self.scope, traced=False).clause(node, in_branch=True)

    def key(self, path: Path) -> str:
        return path.key(self.scope.get(path.steps[0][0]))

    def _compare(self, node: nodes.Compare) -> Closure:
        if isinstance(node.left, Path) and isinstance(node.right, Literal):
            return _compare_literal(self.key(node.left), node.operator, node.right.value)
        return _compare(self.value(node.left), node.operator, self.value(node.right))


def _recorded(inner: Closure) -> Closure:
    def run(values: Values, out: list[Any]) -> Any:
        value = inner(values, out)
        out.append(value)
        return value

    return run


def _not(part: Closure) -> Closure:
    def run(values: Values, out: list[Any]) -> Truth:
        found = truth(part(values, out))
        return None if found is None else not found

    return run


def _joined(parts: tuple[Closure, ...], stop: bool, every: bool) -> Closure:
    """and (stop False), or (stop True): the stopping value wins, then the unknown."""

    def run(values: Values, out: list[Any]) -> Truth:
        result: Truth = not stop
        for part in parts:
            found = truth(part(values, out))
            if found is stop:
                if not every:
                    return stop
                result = stop
            elif found is None and result is not stop:
                result = None
        return result

    return run


def _conditional(test: Closure, then: Closure, other: Closure, every: bool) -> Closure:
    def run(values: Values, out: list[Any]) -> Any:
        found = truth(test(values, out))
        if every:
            branches = then(values, out), other(values, out)
            return None if found is None else branches[0] if found else branches[1]
        return None if found is None else then(values, out) if found else other(values, out)

    return run


def _compare(left: Closure, sign: str, right: Closure) -> Closure:
    compare = _comparison(sign)
    return lambda values, out: compare(left(values, out), right(values, out))


def _comparison(sign: str) -> Callable[[Any, Any], Truth]:
    if sign == "=":
        return equal
    if sign == "!=":

        def unequal(left: Any, right: Any) -> Truth:
            found = equal(left, right)
            return None if found is None else not found

        return unequal
    test = _ORDER[sign]

    def compare(left: Any, right: Any) -> Truth:
        found = ordered(left, right)
        return None if found is None else test(found, 0)

    return compare


def _compare_literal(key: str, sign: str, wanted: Any) -> Closure:
    """The commonest clause by far, with a short way for a value of the very same type."""
    slow = _comparison(sign)
    short = {"=": operator.eq, "!=": operator.ne, **_ORDER}[sign]
    # Texts have no order here and a Decimal may be NaN: they take the long way.
    sorts: tuple[type, ...] = (int, str, bool) if sign in ("=", "!=") else (int,)
    same = type(wanted) if type(wanted) in sorts else None

    def run(values: Values, _out: list[Any]) -> Truth:
        found = values.get(key)
        if found.__class__ is same:
            return short(found, wanted)  # type: ignore[no-any-return, arg-type]
        return slow(found, wanted)

    return run


def _member(value: Closure, options: tuple[Closure, ...], negated: bool) -> Closure:
    def run(values: Values, out: list[Any]) -> Truth:
        found, result = value(values, out), False
        unknown = False
        for option in options:
            same = equal(found, option(values, out))
            if same:
                result = True
                break
            unknown = unknown or same is None
        return None if unknown and not result else result is not negated

    return run


def _between(value: Closure, low: Closure, high: Closure, negated: bool) -> Closure:
    def run(values: Values, out: list[Any]) -> Truth:
        found = value(values, out)
        above, below = ordered(found, low(values, out)), ordered(found, high(values, out))
        outside = (above is not None and above < 0) or (below is not None and below > 0)
        if not outside and (above is None or below is None):
            return None
        return outside is negated

    return run


def _present(value: Closure, negated: bool) -> Closure:
    def run(values: Values, out: list[Any]) -> Truth:
        found = value(values, out)
        return None if isinstance(found, Unknown) else (found is not None) is not negated

    return run


def _arithmetic(sign: str, left: Closure, right: Closure) -> Closure:
    return lambda values, out: calculated(sign, left(values, out), right(values, out))


def _negative(value: Closure) -> Closure:
    def run(values: Values, out: list[Any]) -> Any:
        found = number(value(values, out))
        return None if found is None else -found

    return run


def _call(name: str, arguments: tuple[Closure, ...]) -> Closure:
    function = FUNCTIONS[name]
    readers = tuple({"date": day, "integer": integer}[kind] for kind in function.takes)

    def run(values: Values, out: list[Any]) -> Any:
        given = [reader(part(values, out)) for reader, part in zip(readers, arguments, strict=True)]
        if any(one is None for one in given):
            return None
        try:
            return function.run(*given)
        except (OverflowError, ValueError):
            return None  # outside the calendar

    return run
