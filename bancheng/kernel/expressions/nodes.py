"""The syntax tree of a rule expression: frozen, comparable, without behaviour.

``start`` and ``end`` are positions in the source text (0-based, end exclusive) and do not count when trees
are compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Final

Value = None | bool | int | Decimal | str | date


class Unknown:
    """Not even known whether it is there: ``is present`` answers neither yes nor no."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


class ExpressionError(ValueError):
    """表达式写错了。``position`` (0-based) and a Chinese ``sentence`` that says what was expected there."""

    def __init__(self, sentence: str, position: int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.position = position


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Any part of an expression."""

    start: int = field(default=0, compare=False, repr=False)
    end: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A value written in the expression. ``symbol``: an option's code written without quotes."""

    value: Value
    symbol: bool = False


@dataclass(frozen=True, slots=True)
class Path(Node):
    """``mother.name``, ``child[1].name``, ``follow``: steps of (name, occurrence or None)."""

    steps: tuple[tuple[str, int | None], ...]

    def key(self, role_occurrence: int | None = None) -> str:
        """The text under which the value is found; an occurrence fills the first step when it has none."""
        (name, index), *rest = self.steps
        first = (name, role_occurrence if index is None else index)
        return ".".join(step if number is None else f"{step}[{number}]" for step, number in (first, *rest))

    @property
    def declared(self) -> str:
        """The path without occurrences, as a rulebook declares it."""
        return ".".join(name for name, _ in self.steps)


@dataclass(frozen=True, slots=True)
class Not(Node):
    part: Node


@dataclass(frozen=True, slots=True)
class All(Node):
    """and"""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any(Node):
    """or"""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """``operator``: = != < <= > >="""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Member(Node):
    """in, not in"""

    value: Node
    options: tuple[Node, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Between(Node):
    """Both ends included."""

    value: Node
    low: Node
    high: Node
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Present(Node):
    """is present, is missing (negated)"""

    value: Node
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """``operator``: + - * /"""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Negative(Node):
    value: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Conditional(Node):
    """then if test else other"""

    test: Node
    then: Node
    other: Node


CONNECTIVES: Final = (Not, All, Any)


def children(node: Node) -> Iterator[Node]:
    """The direct parts of a node, in reading order."""
    for one in fields(node):
        value = getattr(node, one.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Node):
                yield part


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    yield node
    for part in children(node):
        yield from walk(part)


def clauses(node: Node, in_branch: bool = False) -> Iterator[Node]:
    """The statements that and, or and not connect: what a trace lists, one line each.

    Of the branches of a conditional only statements count, not the values they give.
    """
    if isinstance(node, CONNECTIVES):
        for part in children(node):
            yield from clauses(part, in_branch)
    elif isinstance(node, Conditional):
        yield from clauses(node.test)
        yield from clauses(node.then, True)
        yield from clauses(node.other, True)
    elif not in_branch or states_something(node):
        yield node


def states_something(node: Node) -> bool:
    """Whether the node is a statement (true or false by its form) rather than a value."""
    return isinstance(node, (Compare, Member, Between, Present))
