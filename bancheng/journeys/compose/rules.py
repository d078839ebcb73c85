"""Rules of rulebooks, compiled once: a rule reads values through the names that its own rulebook uses."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol

from bancheng.kernel.expressions import UNKNOWN, Expr, parse
from bancheng.kernel.expressions.guarding import guard
from bancheng.kernel.expressions.nodes import Conditional, Node


class View(Protocol):
    """Where a rule finds values: in a situation, as one case sees it."""

    def read(self, path: str) -> Any:
        """The value; None if it is known not to be there, UNKNOWN if nobody has said."""


class Names:
    """How a rulebook's own words become the journey's: paths, and what may be absent altogether."""

    __slots__ = ("guarded", "rename")

    def __init__(self, rename: Callable[[str], str], guarded: Collection[str] = ()) -> None:
        self.rename = rename
        self.guarded = frozenset(guarded)
        """Optional subjects and questions that may not arise: a statement about what is absent is false."""


class Rule:
    """规则. `value` is True, False, None (cannot be said yet), or whatever the expression computes."""

    __slots__ = ("_pairs", "_run", "expression", "guarded", "paths", "text")

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.expression = parse(text)
        self.guarded = names.guarded
        guarded = Expr(text, guard(self.expression.tree, names.guarded))
        self._run = guarded.compile()
        self._pairs = tuple((path, names.rename(path)) for path in guarded.keys())  # noqa: SIM118 (an expression, not a dict)
        self.paths = tuple(dict.fromkeys(mapped for _written, mapped in self._pairs))

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """Each word as it is written, with the path of the journey that it means."""
        return self._pairs

    def value(self, view: View) -> Any:
        """What the expression says here."""
        read = view.read
        return self._run({written: read(mapped) for written, mapped in self._pairs})

    def sentence(self, names: Mapping[str, str], labels: Mapping[str, Mapping[str, str]]) -> str:
        """The rule in words."""
        return self.expression.sentence(
            {w: names[m] for w, m in self._pairs if m in names},
            {w: labels[m] for w, m in self._pairs if m in labels},
        )


class Derivation:
    """A value computed from others: the branches of `a if test else b`, so that only one asks for its inputs."""

    __slots__ = ("branches", "text")

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.branches = tuple(
            (tuple((Rule(test, names), wanted) for test, wanted in tests), Rule(result, names))
            for tests, result in _branches(text, parse(text).tree, ())
        )

    @property
    def paths(self) -> tuple[str, ...]:
        """Every value that any branch or test reads."""
        rules = [rule for tests, result in self.branches for rule in (*(t for t, _ in tests), result)]
        return tuple(dict.fromkeys(path for rule in rules for path in rule.paths))

    def value(self, view: View) -> Any:
        """The value of the branch that holds; None while that cannot be said."""
        for tests, result in self.branches:
            verdict = _verdict(tests, view)
            if verdict is None:
                return None
            if verdict:
                found = result.value(view)
                return None if found is UNKNOWN else found
        return None

    def inputs(self, view: View) -> tuple[str, ...]:
        """The values that the branches which may still hold read."""
        wanted: dict[str, None] = {}
        for tests, result in self.branches:
            verdict = _verdict(tests, view)
            if verdict is False:
                continue
            if verdict is None:
                wanted |= dict.fromkeys(path for test, _ in tests for path in test.paths)
            wanted |= dict.fromkeys(result.paths)
            if verdict:
                break
        return tuple(wanted)


_Tests = tuple[tuple[str, bool], ...]


def _branches(text: str, node: Node, tests: _Tests) -> list[tuple[_Tests, str]]:
    if not isinstance(node, Conditional):
        return [(tests, text[node.start : node.end])]
    test = text[node.test.start : node.test.end]
    return [
        *_branches(text, node.then, (*tests, (test, True))),
        *_branches(text, node.other, (*tests, (test, False))),
    ]


def _verdict(tests: tuple[tuple[Rule, bool], ...], view: View) -> bool | None:
    verdict: bool | None = True
    for rule, wanted in tests:
        found = rule.value(view)
        if not isinstance(found, bool):
            verdict = None
        elif found is not wanted:
            return False
    return verdict
