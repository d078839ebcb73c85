"""Whose a rulebook is: an organization edits the items that it handles and the journeys that it leads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bancheng.catalogue.spec import Item
from bancheng.journeys.spec import Journey
from bancheng.kernel.rulebooks import Rulebook
from bancheng.organizations.spec import Role, World

BODIES = ("organization", "handling", "entrusted")
"""Keys of an entry that name bodies."""


def owners(rulebook: Rulebook, world: World) -> frozenset[str]:
    """Codes of the organizations whose editors may change it, superiors of the bodies it names included.

    Empty for what belongs to nobody alone: the dictionary, materials, papers, messages. Those are kept where publishing is.
    """
    return frozenset(one for code in _named(rulebook) for one in upwards(code, world))


def may_write(rulebook: Rulebook, organization: str, world: World) -> bool:
    """Whether editors of an organization may change a rulebook: its owners, and the body that keeps publishing."""
    return organization in owners(rulebook, world) or keeps_publishing(organization, world)


def keeps_publishing(organization: str, world: World) -> bool:
    """The body at which rules are published (数据管理部门): it keeps what is everybody's."""
    return any(Role.PUBLISHER in post.roles for post in world.posts_of(organization))


def _named(rulebook: Rulebook) -> Iterator[str]:
    if isinstance(rulebook, Journey):
        yield rulebook.lead
    elif isinstance(rulebook, Item):
        for entry in rulebook.entries:
            yield from filter(None, (entry.organization, entry.handling, entry.entrusted))


def named(entry: Any) -> Iterator[str]:
    """References of the bodies that an entry names, as it is written."""
    if isinstance(entry, dict):
        yield from (str(entry[key]) for key in BODIES if entry.get(key))


def upwards(reference: str, world: World) -> Iterator[str]:
    """Codes of a body (`org:<code>`) and of all its superiors."""
    seen: set[str] = set()
    organization = world.organization(reference.removeprefix("org:"))
    while organization is not None and organization.code not in seen:
        seen.add(organization.code)
        yield organization.code
        organization = world.organization(organization.parent) if organization.parent else None
