"""规则表达式：a small language for conditions in rulebooks. One tree, four readings: closures with a trace,
SQL, a Chinese sentence, a check of kinds. Three-valued: what is missing is 待核验, never yes and never no.

    rule = parse("mother.insured_months >= 6 and father is present")
    rule.evaluate({"mother.insured_months": 8, "father": True}).value  # True

Grammar and limits: ``docs/decisions`` (expression language). No code in it can loop, call or read a clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from bancheng.kernel.expressions import nodes
from bancheng.kernel.expressions.checks import Finding, Types
from bancheng.kernel.expressions.checks import check as check_tree
from bancheng.kernel.expressions.closures import Closure, Values, closure
from bancheng.kernel.expressions.nodes import UNKNOWN, ExpressionError, Node, Path
from bancheng.kernel.expressions.parser import parse_tree
from bancheng.kernel.expressions.sentences import Labels, Names
from bancheng.kernel.expressions.sentences import sentence as sentence_of
from bancheng.kernel.expressions.sql import Column, Dialect, quoted
from bancheng.kernel.expressions.sql import sql as sql_of

__all__ = ["UNKNOWN", "Clause", "Expr", "ExpressionError", "Finding", "Path", "Result", "parse"]

Scope = Mapping[str, int]
_NO_SCOPE: Scope = {}


@dataclass(frozen=True)
class Clause:
    """One line of a trace: the clause as written, its value (None: 待核验), the values it read."""

    text: str
    value: Any
    read: Mapping[str, Any]
    node: Node = field(repr=False, compare=False)

    def sentence(self, names: Names, labels: Labels | None = None) -> str:
        """The clause in Chinese."""
        return sentence_of(self.node, names, labels or {})


@dataclass(frozen=True)
class Result:
    """True, False, None (待核验) or another value; the trace is built when somebody looks at it."""

    value: Any
    _expr: Expr = field(repr=False)
    _found: tuple[Any, ...] = field(repr=False)
    _values: Values = field(repr=False)
    _scope: Scope = field(repr=False)

    @cached_property
    def trace(self) -> tuple[Clause, ...]:
        """One line per clause, in the order of the text."""
        return tuple(
            Clause(self._expr.source[node.start : node.end], value, self._read(node), node)
            for node, value in zip(self._expr.clauses, self._found, strict=True)
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """The keys without a value in the clauses that are 待核验: what to ask for."""
        return tuple(
            dict.fromkeys(
                key
                for clause in self.trace
                if clause.value is None
                for key, value in clause.read.items()
                if value is None or value is UNKNOWN
            )
        )

    def _read(self, node: Node) -> dict[str, Any]:
        keys = (
            one.key(self._scope.get(one.steps[0][0])) for one in nodes.walk(node) if isinstance(one, Path)
        )
        return {key: self._values.get(key) for key in keys}


@dataclass(frozen=True)
class Expr:
    """A parsed expression. Equal when the text is equal. Make it with :func:`parse`."""

    source: str
    tree: Node = field(repr=False, compare=False)
    _compiled: dict[tuple[bool, tuple[int | None, ...]], Closure] = field(
        default_factory=dict, repr=False, compare=False
    )

    @cached_property
    def clauses(self) -> tuple[Node, ...]:
        """The nodes that a trace lists."""
        return tuple(nodes.clauses(self.tree))

    @cached_property
    def _roles(self) -> tuple[str, ...]:
        """First steps without occurrence: those a scope can fill."""
        first = (one.steps[0] for one in nodes.walk(self.tree) if isinstance(one, Path))
        return tuple(sorted({name for name, index in first if index is None}))

    def _closure(self, scope: Scope, traced: bool) -> Closure:
        key = (traced, tuple(map(scope.get, self._roles)) if scope else ())
        made = self._compiled.get(key)
        if made is None:
            made = self._compiled[key] = closure(self.tree, scope, traced)
        return made

    def evaluate(self, values: Values, scope: Scope = _NO_SCOPE) -> Result:
        """The value with a trace. ``values``: key (``child[1].name``) → value; absent and None are missing,
        ``UNKNOWN`` is not even known to be missing. ``scope``: role → the occurrence ``child.name`` means."""
        found: list[Any] = []
        value = self._closure(scope, True)(values, found)
        return Result(value, self, tuple(found), values, scope)

    def compile(self, scope: Scope = _NO_SCOPE) -> Callable[[Values], Any]:
        """A function of the values without trace, for many subjects; gives the same value as evaluate."""
        run = self._closure(scope, False)
        nothing: list[Any] = []
        return lambda values: run(values, nothing)

    def paths(self) -> frozenset[str]:
        """Every path read, without occurrences, as declared."""
        return frozenset(one.declared for one in nodes.walk(self.tree) if isinstance(one, Path))

    def keys(self, scope: Scope = _NO_SCOPE) -> tuple[str, ...]:
        """Every key read in a scope, in the order of the text."""
        found = (one for one in nodes.walk(self.tree) if isinstance(one, Path))
        return tuple(dict.fromkeys(one.key(scope.get(one.steps[0][0])) for one in found))

    def sentence(self, names: Names, labels: Labels | None = None) -> str:
        """The expression in Chinese. ``names``: path → words; ``labels``: path → option's code → words."""
        return sentence_of(self.tree, names, labels or {})

    def sql(self, dialect: Dialect = "postgres", column: Column = quoted) -> str:
        """The expression as SQL text without parameters; NULL is 待核验."""
        return sql_of(self.tree, dialect, column)

    def check(self, types: Types, expects: str = "boolean") -> list[Finding]:
        """What does not fit the declared kinds: see :mod:`checks`. Empty when all is well."""
        return check_tree(self.tree, types, expects)


@lru_cache(maxsize=4096)
def parse(source: str) -> Expr:
    """Parse a text. ExpressionError carries a position and a Chinese sentence."""
    return Expr(source, parse_tree(source))
