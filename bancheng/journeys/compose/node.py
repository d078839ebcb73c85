"""One case on its way into a plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from bancheng.catalogue.spec import Way
from bancheng.journeys.compose.compiled import CompiledEntry, CompiledItem
from bancheng.journeys.compose.jurisdiction import Resolved
from bancheng.journeys.compose.plan import LaterRule, Prerequisite
from bancheng.journeys.compose.situation import Binding, CaseView


@dataclass
class Node:
    """One case on its way into the plan."""

    key: str
    compiled: CompiledItem
    binding: Binding
    for_: str | None
    view: CaseView
    resolved: Resolved
    after: tuple[Prerequisite, ...] = ()
    later: tuple[LaterRule, ...] = ()
    """Rules that results of earlier cases will decide: whether the case is needed at all."""
    level: int = 1
    ancestors: frozenset[str] = frozenset()
    """Every case that is closed before this one starts."""
    paths: dict[str, bool] = field(default_factory=dict)
    """Fields that it reads → whether it must have them."""
    materials: dict[str, bool] = field(default_factory=dict)
    """Keys of materials that it reads → whether it must have them."""

    @property
    def code(self) -> str:
        return self.compiled.code

    @cached_property
    def handlings(self) -> tuple[tuple[CompiledEntry, Way | None], ...]:
        """Each entry with the way in which it is handled; while that is open, with every way that may turn out."""
        return tuple((entry, way) for entry in self.entries for way in _ways(entry, self.view))

    @property
    def way(self) -> Way | None:
        """办理方式, once entry and way are settled."""
        settled = len(self.handlings) == 1 and self.resolved.entry is not None
        return self.handlings[0][1] if settled else None

    @property
    def entries(self) -> tuple[CompiledEntry, ...]:
        """The entry of the region; while it is unknown, all that may turn out to apply."""
        return self.resolved.candidates


def _ways(entry: CompiledEntry, view: CaseView) -> Iterable[Way | None]:
    """The first way that holds, after those before it that still may; None for an entry that has only one."""
    found: list[Way] = []
    for way, rule in entry.ways:
        said = rule.value(view) if rule is not None else True
        if said is not False:
            found.append(way)
        if said is True:
            break
    return found or (None,)
