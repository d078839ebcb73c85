"""What a change of some rulebooks touches: every journey that reaches one of them, with all that those reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bancheng.journeys.checks import Finding, advice, check
from bancheng.kernel.rulebooks import CheckFailed, Document, Folder, Reference
from bancheng.organizations.spec import World

Documents = Mapping[str, Document]
BESIDE = ("element", "code-list", "directory")
"""Kinds that nobody names and every check needs."""
_ADVISING = ("face", "translation")
"""Kinds that advice on others is read from."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A document that names another one, and where."""

    kind: str
    code: str
    path: str


def with_changes(base: Documents, revised: Documents) -> dict[str, Document]:
    """What is in force, with the changes over it."""
    return {**base, **revised}


def affected(base: Documents, revised: Documents) -> Folder:
    """The folder to be published: the changed documents, all journeys that reach one of them, everything that those
    reach. References that lead nowhere stay findings.
    """
    return _folder(with_changes(base, revised), _touched(base, revised))


def findings(base: Documents, revised: Documents, world: World) -> list[Finding]:
    """Every defect of what a change touches, the changed documents first. The dictionary is read beside it: a new
    element may be an old one under another name, and national lists are named by nobody. So are the directories above
    the city, and the journeys for which sample people are changed.
    """
    whole, touched = with_changes(base, revised), _touched(base, revised)
    beside = [key for key, one in whole.items() if one.kind in BESIDE]
    beside += [f"journey/{one.body.get('journey')}" for one in revised.values() if one.kind == "samples"]
    found = check(_folder(whole, touched | _reached(whole, beside)), world)
    told = [one for one in found if one.place.partition(":")[0] in touched]
    return sorted(told, key=lambda one: one.place.partition(":")[0] not in revised)


def advised(base: Documents, revised: Documents, world: World) -> list[Finding]:
    """What could be better about the changed documents. It keeps nothing from being published."""
    whole = with_changes(base, revised)
    beside = {key for key, one in whole.items() if one.kind in _ADVISING}
    found = advice(_folder(whole, _touched(base, revised) | beside), world)
    return [one for one in found if one.place.partition(":")[0] in revised]


def _touched(base: Documents, revised: Documents) -> set[str]:
    whole = with_changes(base, revised)
    return _reached(whole, [*revised, *(f"journey/{code}" for code in journeys_reaching(whole, revised))])


def _folder(documents: Documents, keys: Iterable[str]) -> Folder:
    folder = Folder(Path())
    folder.documents = {key: documents[key] for key in sorted(keys)}
    return folder


def journeys_reaching(documents: Documents, keys: Iterable[str]) -> list[str]:
    """Codes of the journeys that reach one of the documents, or are one of them. In order of code."""
    backwards: dict[str, set[str]] = {}
    for key, document in documents.items():
        for reference in _references(document):
            backwards.setdefault(reference.key, set()).add(key)
    seen: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            waiting += backwards.get(key, ())
    return sorted(
        documents[key].code for key in seen if key in documents and documents[key].kind == "journey"
    )


def readers_of(documents: Documents, key: str) -> list[Reader]:
    """The documents that name this one directly, each once, in order of kind and code."""
    found: dict[str, Reader] = {}
    for document in documents.values():
        for reference in _references(document):
            if reference.key == key and document.key != key:
                found.setdefault(document.key, Reader(document.kind, document.code, reference.path))
    return [found[one] for one in sorted(found)]


def _reached(documents: Documents, keys: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    waiting = [key for key in keys if key in documents]
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            waiting += [one.key for one in _references(documents[key]) if one.key in documents]
    return seen


def _references(document: Document) -> tuple[Reference, ...]:
    return _read(_Held(document))


class _Held:
    """A document as a key: two with one digest say the same."""

    __slots__ = ("digest", "document")

    def __init__(self, document: Document) -> None:
        self.document, self.digest = document, document.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.digest == self.digest


@lru_cache(maxsize=8192)
def _read(held: _Held) -> tuple[Reference, ...]:
    """What a document names; nothing while it cannot be read (that is a finding of its own)."""
    try:
        return tuple(held.document.model.references())
    except CheckFailed:
        return ()
