"""Which templates an application's papers are set with: those of the release that it was handed in under, for ever."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bancheng.catalogue.spec import Item
from bancheng.documents import commands as documents
from bancheng.documents.spec import kinds_of
from bancheng.journeys.spec import Journey
from bancheng.kernel.rulebooks import Release

Templates = dict[str, str]
"""Kind of paper → digest of its `paper/1` document."""


def templates_of(release: Release, items: Iterable[Item]) -> Templates:
    """The journey's own papers and, for the acts of its cases, those that its items name first."""
    documents.keep(release.documents.values())
    journey = release.root
    named: Templates = {}
    for item in items:
        named = {**_digests(release, item.papers), **named}
    return {**named, **(_digests(release, journey.papers) if isinstance(journey, Journey) else {})}


def own_templates(release: Release, item: Item, common: Templates) -> Templates:
    """What an item names otherwise than the application does."""
    return {
        kind: digest for kind, digest in _digests(release, item.papers).items() if common.get(kind) != digest
    }


def _digests(release: Release, papers: Mapping[Any, str]) -> Templates:
    return kinds_of((act, release.documents[f"paper/{code}"].digest) for act, code in papers.items())
