"""The departments' flow chart: rows are departments, columns are steps (face.md §5.4).

A pure layout: nodes in, coordinates out; the macro `ui.lanes` only prints. Lengths are SVG user units (px at 100 %).
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

NODE_WIDTH, NODE_HEIGHT, LINE = 176, 60, 20
"""A node with a name of one line; where a name takes two, all nodes are a line higher."""
GAP_X, GAP_Y = 56, 24
LABEL, HEAD, PAD = 132, 32, 12
TURN = 28
"""An edge turns this far before its target, so that parallel edges share one clean vertical."""
NAME_LIMIT = 9
"""汉字 of a name that fit into a line of a node at 15 px."""
LABEL_LIMIT = 7
"""汉字 of a department that fit into a line of its label."""


def _wide(words: str) -> int:
    """Width in half 汉字: a letter of the Latin alphabet takes about half the room."""
    return sum(1 if sign.isascii() else 2 for sign in words)


def _wrapped(words: str, room: int) -> tuple[str, ...]:
    """Lines of at most so many half 汉字, about as long as each other; Latin words stay whole."""
    if words.isascii():
        return tuple(textwrap.wrap(words, room))
    lines = math.ceil(_wide(words) / room)
    long = math.ceil(len(words) / lines)
    return tuple(words[i : i + long] for i in range(0, len(words), long))


@dataclass(frozen=True)
class Node:
    """One item: who does it, what stands before it, how it stands now."""

    code: str
    name: str
    department: str
    state: str
    """`ok` done · `now` being done · `wait` waiting · `pause` clock stopped · `bad` ended without result."""
    word: str
    """State in words: 正在办."""
    days: str = ""
    after: tuple[str, ...] = ()
    critical: bool = False
    note: str = ""
    """The sentence of the text twin after name and state: 在出生医学证明之后."""
    x: int = 0
    y: int = 0

    @property
    def lines(self) -> tuple[str, ...]:
        """The name in two lines at most; what is longer is cut, and stands whole in `<title>` and in the text twin."""
        found = _wrapped(self.name, 2 * NAME_LIMIT)
        if len(found) <= 2:
            return found
        if not self.name.isascii():
            found = (self.name[:NAME_LIMIT], self.name[NAME_LIMIT : 2 * NAME_LIMIT])
        return (found[0], found[1][:-1].rstrip() + "…")


@dataclass(frozen=True)
class Row:
    """One department's band."""

    department: str
    y: int
    height: int

    @property
    def lines(self) -> tuple[str, ...]:
        """The department's name in lines of at most seven 汉字, about as long as each other, or of whole words as wide."""
        return _wrapped(self.department, 2 * LABEL_LIMIT + self.department.isascii())


@dataclass(frozen=True)
class Edge:
    """A line from a predecessor's right middle to its successor's left middle."""

    path: str
    critical: bool


@dataclass(frozen=True)
class Chart:
    """The finished drawing."""

    nodes: tuple[Node, ...]
    rows: tuple[Row, ...]
    edges: tuple[Edge, ...]
    columns: tuple[int, ...]
    """x of each step's head."""
    node_width: int = NODE_WIDTH
    node_height: int = NODE_HEIGHT

    @cached_property
    def width(self) -> int:
        """Whole width."""
        return (self.columns[-1] + NODE_WIDTH if self.columns else LABEL) + PAD

    @cached_property
    def height(self) -> int:
        """Whole height."""
        return (self.rows[-1].y + self.rows[-1].height if self.rows else HEAD) + 1


def lay_out(nodes: Iterable[Node | Mapping[str, Any]]) -> Chart:
    """Place the nodes; `after` may name codes that are not drawn (they are left out). A cycle is a ValueError."""
    given = [node if isinstance(node, Node) else _node(node) for node in nodes]
    known = {node.code for node in given}
    levels = _levels({node.code: [c for c in node.after if c in known] for node in given})
    height = NODE_HEIGHT + LINE * any(len(node.lines) > 1 for node in given)
    rows, places = _rows(given, levels, height)
    placed = tuple(
        _at(node, LABEL + PAD + levels[node.code] * (NODE_WIDTH + GAP_X), places[node.code]) for node in given
    )
    depth = max(levels.values(), default=-1) + 1
    columns = tuple(LABEL + PAD + level * (NODE_WIDTH + GAP_X) for level in range(depth))
    return Chart(nodes=placed, rows=rows, edges=_edges(placed, height), columns=columns, node_height=height)


def _node(row: Mapping[str, Any]) -> Node:
    return Node(**{**row, "after": tuple(row.get("after", ()))})


def _at(node: Node, x: int, y: int) -> Node:
    return Node(**{**node.__dict__, "x": x, "y": y})


def _levels(after: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Longest chain of predecessors before each node."""
    levels: dict[str, int] = {}
    while len(levels) < len(after):
        ready = [c for c in after if c not in levels and all(p in levels for p in after[c])]
        if not ready:
            raise ValueError("the items wait for each other in a circle")
        levels.update({c: max((levels[p] + 1 for p in after[c]), default=0) for c in ready})
    return levels


def _rows(
    nodes: Sequence[Node], levels: Mapping[str, int], high: int
) -> tuple[tuple[Row, ...], dict[str, int]]:
    """A band per department in order of its first step; items of one step in one department stack."""
    order = sorted(range(len(nodes)), key=lambda i: (levels[nodes[i].code], i))
    departments = list(dict.fromkeys(nodes[i].department for i in order))
    rows: list[Row] = []
    places: dict[str, int] = {}
    top = HEAD
    for department in departments:
        stacked: dict[int, int] = {}
        for i in order:
            if nodes[i].department == department:
                level = levels[nodes[i].code]
                slot = stacked.get(level, 0)
                stacked[level] = slot + 1
                places[nodes[i].code] = top + GAP_Y // 2 + slot * (high + GAP_Y)
        height = max(stacked.values()) * (high + GAP_Y)
        rows.append(Row(department, top, height))
        top += height
    return tuple(rows), places


def _edges(nodes: Sequence[Node], high: int) -> tuple[Edge, ...]:
    """Ordinary lines first; the critical path is drawn last, so that no thin line crosses over it."""
    by_code = {node.code: node for node in nodes}
    edges = [
        Edge(_line(by_code[code], node, nodes, high), critical=node.critical and by_code[code].critical)
        for node in nodes
        for code in node.after
        if code in by_code
    ]
    return tuple(sorted(edges, key=lambda edge: edge.critical))


def _line(source: Node, target: Node, nodes: Sequence[Node], high: int) -> str:
    """Orthogonal: along the source's middle and turn before the target; where a box stands in the way, turn at
    once and run along the target's middle; where both are blocked, run in the gap under the source."""
    x1, y1 = source.x + NODE_WIDTH, source.y + high // 2
    x2, y2 = target.x, target.y + high // 2
    between = {node.y for node in nodes if x1 < node.x < x2 - NODE_WIDTH}
    if source.y not in between:
        return f"M{x1} {y1}H{x2 - TURN}V{y2}H{x2}"
    if target.y not in between:
        return f"M{x1} {y1}H{x1 + GAP_X - TURN}V{y2}H{x2}"
    gap = source.y + high + GAP_Y // 2
    return f"M{x1} {y1}H{x1 + GAP_X - TURN}V{gap}H{x2 - TURN}V{y2}H{x2}"
