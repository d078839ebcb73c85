"""The check before publishing: everything that can be known to be wrong before a person is served by it.

`check(folder, world)` reads a folder of rulebooks and names each defect with file, line, rule and remedy. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bancheng.journeys.checks import (
    conditions,
    dictionary,
    entries,
    graph,
    items,
    journeys,
    jurisdictions,
    materials,
    messages,
    papers,
    references,
    sources,
)
from bancheng.journeys.checks.findings import Catalogue, Finding
from bancheng.kernel.rulebooks import Folder
from bancheng.organizations.spec import World

__all__ = ["Finding", "check"]

_CHECKS: Final[tuple[Callable[[Catalogue], None], ...]] = (
    references.check,
    dictionary.check,
    papers.check,
    messages.check,
    materials.check,
    items.check,
    entries.check,
    journeys.check,
    conditions.check,
    graph.check,
    sources.check,
    jurisdictions.check,
)


def check(folder: Folder, world: World) -> list[Finding]:
    """Every defect of a folder of rulebooks, in order of file and line. Empty: it may be published.

    `world`: regions, organizations and posts on the day from which the rules shall hold.
    """
    catalogue = Catalogue(folder, world)
    catalogue.read()
    for one in _CHECKS:
        one(catalogue)
    return sorted(set(catalogue.findings))
