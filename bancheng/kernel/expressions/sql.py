"""Tree → SQL for scans over a population, PostgreSQL and duckdb; NULL is the unknown of the closures.

Values are written into the text (a rulebook is no user's input, and is escaped all the same), so the text is
executed without parameters. Columns must have the declared types.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final
from typing import Literal as OneOf

from bancheng.kernel.expressions import nodes
from bancheng.kernel.expressions.functions import FUNCTIONS
from bancheng.kernel.expressions.nodes import Literal, Node, Path

Dialect = OneOf["postgres", "duckdb"]
Column = Callable[[Path], str]

# Plain “numeric” means 3 decimals in duckdb. Dividing fixes the scale of the numerator, because PostgreSQL
# divides integers as integers and otherwise chooses the scale of a quotient by itself.
_NUMBER: Final = {"postgres": "numeric", "duckdb": "DECIMAL(18, 6)"}
_DIVIDE: Final = {
    "postgres": "round(CAST({0} AS numeric(50, 20)) / NULLIF(CAST({1} AS numeric), 0), 10)",
    "duckdb": "CAST({0} / NULLIF({1}, 0) AS DECIMAL(38, 10))",
}


def sql(tree: Node, dialect: Dialect, column: Column) -> str:
    """The expression as SQL. ``column`` gives the (trusted) SQL of a path."""
    return _Writer(dialect, column).write(tree)


def quoted(path: Path) -> str:
    """The default column of a path: its key as a quoted identifier."""
    return '"' + path.key().replace('"', '""') + '"'


class _Writer:
    def __init__(self, dialect: Dialect, column: Column) -> None:
        self.dialect: Dialect = dialect
        self.column = column

    def write(self, node: Node) -> str:
        match node:
            case Literal(value=value):
                return _constant(value)
            case Path():
                return self.column(node)
            case nodes.Not(part=part):
                return f"(NOT {self.write(part)})"
            case nodes.All(parts=parts):
                return "(" + " AND ".join(map(self.write, parts)) + ")"
            case nodes.Any(parts=parts):
                return "(" + " OR ".join(map(self.write, parts)) + ")"
            case nodes.Conditional():
                return self._conditional(node)
        return self._statement(node)

    def _conditional(self, node: nodes.Conditional) -> str:
        # Without ELSE: an unknown test chooses neither branch.
        test, then, other = self.write(node.test), self.write(node.then), self.write(node.other)
        return f"(CASE {test} WHEN TRUE THEN {then} WHEN FALSE THEN {other} END)"

    def _statement(self, node: Node) -> str:
        match node:
            case nodes.Compare(operator=operator, left=left, right=right):
                sign = "<>" if operator == "!=" else operator
                return f"({self.write(left)} {sign} {self.write(right)})"
            case nodes.Member(value=value, options=options, negated=negated):
                listed = ", ".join(map(self.write, options))
                return f"({self.write(value)} {'NOT ' * negated}IN ({listed}))"
            case nodes.Between(value=value, low=low, high=high, negated=negated):
                ends = f"{self.write(low)} AND {self.write(high)}"
                return f"({self.write(value)} {'NOT ' * negated}BETWEEN {ends})"
            case nodes.Present(value=value, negated=negated):
                return f"({self.write(value)} IS {'' if negated else 'NOT '}NULL)"
        return self._calculation(node)

    def _calculation(self, node: Node) -> str:
        match node:
            case nodes.Arithmetic(operator="/", left=left, right=right):
                return "(" + _DIVIDE[self.dialect].format(self._number(left), self._number(right)) + ")"
            case nodes.Arithmetic(operator=operator, left=left, right=right):
                return f"({self._number(left)} {operator} {self._number(right)})"
            case nodes.Negative(value=value):
                return f"(-{self._number(value)})"
            case nodes.Call(function=name, arguments=arguments):
                return FUNCTIONS[name].sql[self.dialect].format(*map(self.write, arguments))
        raise AssertionError(f"no SQL for {type(node).__name__}")

    def _number(self, node: Node) -> str:
        return f"CAST({self.write(node)} AS {_NUMBER[self.dialect]})"


def _constant(value: nodes.Value) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return format(value, "f") if not isinstance(value, int) else str(value)
