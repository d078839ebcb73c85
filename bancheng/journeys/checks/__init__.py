"""The check before publishing: everything that can be known to be wrong before a person is served by it.

`check(folder, world)` reads a folder of rulebooks and names each defect with file, line, rule and remedy. Pure.
`advice(folder, world)` says in the same way what may be published but could be better.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bancheng.journeys.checks import (
    conditions,
    dictionary,
    directories,
    entries,
    face,
    graph,
    items,
    journeys,
    jurisdictions,
    materials,
    messages,
    papers,
    references,
    samples,
    sources,
    translations,
)
from bancheng.journeys.checks.findings import Catalogue, Finding
from bancheng.kernel.rulebooks import Folder
from bancheng.organizations.spec import World

__all__ = ["Finding", "advice", "check"]

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
    face.check,
    directories.check,
    samples.check,
)
_ADVICE: Final[tuple[Callable[[Catalogue], None], ...]] = (face.advise, translations.advise)


def check(folder: Folder, world: World) -> list[Finding]:
    """Every defect of a folder of rulebooks, in order of file and line. Empty: it may be published.

    `world`: regions, organizations and posts on the day from which the rules shall hold.
    """
    return _run(_CHECKS, folder, world)


def advice(folder: Folder, world: World) -> list[Finding]:
    """What could be better: told to whoever writes, refused to nobody. Of a folder without findings."""
    return _run(_ADVICE, folder, world)


def _run(checks: tuple[Callable[[Catalogue], None], ...], folder: Folder, world: World) -> list[Finding]:
    catalogue = Catalogue(folder, world)
    catalogue.read()
    for one in checks:
        one(catalogue)
    return sorted(set(catalogue.findings))
