"""Statements about what is absent: false, not open. A rule over an absent father would else wait for ever."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bancheng.kernel.expressions.nodes import (
    All,
    Any,
    Between,
    Compare,
    Conditional,
    Member,
    Node,
    Not,
    Path,
    Present,
    walk,
)


def guard(node: Node, guarded: Collection[str]) -> Node:
    """The tree with each statement made false while a guarded word that it speaks of is not there.

    `guarded`: first words of paths (subjects that may be absent, questions that may not arise). With the word read as
    None the statement is false; with the word unknown it stays open.
    """
    if isinstance(node, Not):
        return replace(node, part=guard(node.part, guarded))
    if isinstance(node, All | Any):
        return replace(node, parts=tuple(guard(part, guarded) for part in node.parts))
    if isinstance(node, Conditional):
        test, then, other = (guard(part, guarded) for part in (node.test, node.then, node.other))
        return replace(node, test=test, then=then, other=other)
    if not isinstance(node, Compare | Member | Between):
        return node
    speaks_of = dict.fromkeys(one.steps[0] for one in walk(node) if isinstance(one, Path))
    guards = tuple(
        Present(value=Path(steps=((name, None),))) for name, _number in speaks_of if name in guarded
    )
    return All(parts=(*guards, node)) if guards else node
