"""认领: which matters of the directories above a body has not adopted, and the item that a claim begins with."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bancheng.catalogue.spec import (
    IMPLEMENTATION,
    LEVELS,
    Basis,
    Difference,
    Directory,
    Item,
    Limit,
    Matter,
    coded,
    differences,
)
from bancheng.journeys.authoring.extending import kind_of
from bancheng.journeys.authoring.owning import keeps_publishing
from bancheng.kernel.rulebooks import CheckFailed, Document, text
from bancheng.organizations.spec import Level, Organization, Post, Role, World

Documents = Mapping[str, Document]


@dataclass(frozen=True)
class Listed:
    """A matter of a directory, and the items here that have adopted it."""

    directory: Directory
    matter: Matter
    items: tuple[Item, ...]
    world: World

    @property
    def adopted(self) -> bool:
        return bool(self.items)

    @cached_property
    def differing(self) -> tuple[tuple[Item, tuple[Difference, ...]], ...]:
        """Items that no longer say what the directory says, e.g. since it changed."""
        told = ((item, tuple(differences(self.matter, item, self.world.on))) for item in self.items)
        return tuple((item, found) for item, found in told if found)


def listed(documents: Documents, world: World, organization: str) -> list[Listed]:
    """The matters of every directory that concern an organization, in order of code; to the body that keeps
    publishing, all. Those that are over are listed only while an item still carries them."""
    items = list(_items(documents))
    adopted: dict[str, list[Item]] = {}
    for item in items:
        if item.codes.basic:
            adopted.setdefault(item.codes.basic, []).append(item)
    departments = _departments(items, world)
    found = []
    for directory in directories(documents):
        for matter in directory.matters:
            held = tuple(adopted.get(matter.code, ()))
            if not held and not matter.in_force(world.on):
                continue
            if concerns(matter, organization, world, departments):
                found.append(Listed(directory, matter, held, world))
    return sorted(found, key=lambda one: one.matter.code)


def directories(documents: Documents) -> list[Directory]:
    """The directories above the city, as far as they can be read."""
    kept = (one for one in documents.values() if one.kind == Directory.kind)
    return [one for one in map(_model, kept) if isinstance(one, Directory)]


def matter_of(documents: Documents, basic: str | None) -> tuple[Directory, Matter] | None:
    """The matter of a basic code, with its directory."""
    for directory in directories(documents) if basic else ():
        matter = directory.matter(str(basic))
        if matter is not None:
            return directory, matter
    return None


def concerns(
    matter: Matter, organization: str, world: World, departments: Mapping[str, frozenset[str]]
) -> bool:
    """Whether a matter is of an organization's line: its name says so, or its items do."""
    if keeps_publishing(organization, world):
        return True
    body = world.organization(organization)
    line = text(matter.department)
    return body is not None and (line in body.name or kind_of(body, world) in departments.get(line, ()))


def _departments(items: list[Item], world: World) -> dict[str, frozenset[str]]:
    """Line (主管部门) → what the bodies are called that its items name, wherever they are."""
    found: dict[str, set[str]] = {}
    for item in items:
        held = found.setdefault(text(item.lead_department), set())
        for code in {entry.organization.removeprefix("org:") for entry in item.entries}:
            body = world.organization(code)
            held |= {kind_of(body, world)} if body is not None else set()
    return {line: frozenset(bodies) for line, bodies in found.items()}


def claimed(
    directory: Directory, matter: Matter, code: str, organization: str, world: World
) -> dict[str, Any]:
    """The item that a claim begins with: what the directory fixes, what it suggests, and one entry of the claimant."""
    body = world.organization(organization)
    assert body is not None
    begun = copy.deepcopy(directory.begins_with)
    fixed: dict[str, Any] = {
        "schema": "item/1", "code": code, "name": matter.name, "codes": {"basic": matter.code}, "type": matter.type,
        "exercised_at": list(matter.exercised_at), "audience": list(matter.audience),
        "lead_department": matter.department, "basis": [_written(one) for one in matter.basis],
    }  # fmt: skip
    if matter.one_line is not None:
        fixed["one_line"] = matter.one_line
    outcome = {"kind": "record", **_piece(begun, "outcome")}
    if matter.outcome is not None:
        outcome |= {"name": matter.outcome, "sample": matter.outcome}
    return {
        **begun, **fixed, "outcome": outcome,
        "jurisdiction": {**_piece(begun, "jurisdiction"), "level": _level(matter, body).value},
        "entry_defaults": {**_piece(begun, "entry_defaults"), **_limits(matter)},
        "entries": [_entry(matter, body, world)],
    }  # fmt: skip


def _piece(begun: Mapping[str, Any], key: str) -> dict[str, Any]:
    held = begun.get(key)
    return held if isinstance(held, dict) else {}


def _written(part: Basis | Limit) -> dict[str, Any]:
    """A part as a rulebook writes it. Its source is named in the directory, not here."""
    return part.model_dump(mode="json", exclude={"source", "n", "unit"}, exclude_defaults=True)


def _level(matter: Matter, body: Organization) -> Level:
    """The level at which cases find their authority: the claimant's own, if the directory lets it."""
    allowed = [level for level, code in LEVELS.items() if code in matter.exercised_at]
    return body.level if not allowed or body.level in allowed else allowed[-1]


def _limits(matter: Matter) -> dict[str, Any]:
    """The legal limit as the directory has it, which is also the most that may be promised."""
    if matter.legal is None:
        return {"promised": "now"}
    return {
        "legal": {**_written(matter.legal), "limit": str(matter.legal)}, "promised": str(matter.legal),
    }  # fmt: skip


def _entry(matter: Matter, body: Organization, world: World) -> dict[str, Any]:
    post = _post(body, world)
    entry: dict[str, Any] = {"region": body.region, "organization": f"org:{body.code}"}
    if post is not None:
        entry["queue"] = f"post:{post.code}"
    made = coded(body, matter.code)
    return {**entry, "codes": {"implementation": made}} if len(made) == IMPLEMENTATION else entry


def _post(body: Organization, world: World) -> Post | None:
    """Where a case can wait: a post that receives."""
    return next((one for one in world.posts_of(body.code) if Role.CLERK in one.roles), None)


def _items(documents: Documents) -> Iterator[Item]:
    for document in documents.values():
        model = _model(document) if document.kind == "item" else None
        if isinstance(model, Item):
            yield model


def _model(document: Document) -> Any:
    try:
        return document.model
    except CheckFailed:
        return None
