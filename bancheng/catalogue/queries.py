"""Questions to the catalogue: what is in force on a day, what can be handed to another city, what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bancheng.catalogue.spec import PLAIN_FACE, Face
from bancheng.catalogue.spec.changes import sentences
from bancheng.kernel import rulebooks
from bancheng.kernel.rulebooks import Document, Rulebook, text


@dataclass(frozen=True, slots=True)
class InForce:
    """A rulebook that may be applied for or read on a day, with the release that holds it."""

    kind: str
    code: str
    release: str
    rulebook: Rulebook

    @property
    def name(self) -> str:
        """What people call it."""
        return text(getattr(self.rulebook, "plain_name", None) or self.rulebook.name)


def in_force(kind: str, on: date) -> list[InForce]:
    """The roots of a kind in force on a day, in order of code. One statement; parsed rulebooks are cached."""
    found = sorted(rulebooks.releases_of(kind, on).items())
    return [InForce(kind, code, digest, rulebooks.release(digest).root) for code, digest in found]


def face(on: date) -> Face:
    """The city's own public face on a day (the first by code where somebody wrote two); a plain one where none is
    written. One statement."""
    for one in in_force(Face.kind, on):
        if isinstance(one.rulebook, Face):
            return one.rulebook
    return PLAIN_FACE


def export(on: date, kinds: Sequence[str] = ()) -> list[Document]:
    """Every document of every release in force, each once, to be written as a folder for another city."""
    documents: dict[str, Document] = {}
    for kind in kinds or sorted(rulebooks.kinds()):
        for digest in rulebooks.releases_of(kind, on).values():
            documents |= rulebooks.release(digest).documents
    return [documents[key] for key in sorted(documents)]


def what_changed(held: str, now: str) -> list[str]:
    """What is different between the release that a draft holds and another one, in plain words."""
    return [] if held == now else sentences(rulebooks.release(held), rulebooks.release(now))
