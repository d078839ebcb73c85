"""A part of a plan: some of its cases alone, as when what did not work out is applied for again."""

from __future__ import annotations

from bancheng.journeys.compose.choosing import Chosen
from bancheng.journeys.compose.order import levels


def narrow(chosen: Chosen, only: frozenset[str]) -> None:
    """Keep these nodes. What they waited for and is not among them has succeeded before: they do not wait for it."""
    codes = {key.partition("@")[0] for key in only}
    nodes = [node for node in chosen.nodes if node.key in only]
    present = {node.key for node in nodes}
    for node in nodes:
        node.after = tuple(one for one in node.after if one.node in present)
    level = levels({node.key: [one.node for one in node.after] for node in nodes})
    nodes.sort(key=lambda node: (level[node.key], node.code, node.binding or ("", 0)))
    for node in nodes:
        node.level = level[node.key]
        node.ancestors = node.ancestors & present
    chosen.nodes = nodes
    chosen.undecided = [one for one in chosen.undecided if one.code in codes]
    chosen.not_chosen = [one for one in chosen.not_chosen if one.code in codes]
    chosen.blocked = [one for one in chosen.blocked if one.node in only]
    deciding = {path: {one: None for one in read if one in codes} for path, read in chosen.deciding.items()}
    chosen.deciding = {path: read for path, read in deciding.items() if read}
