"""A release: the closure of a root document, named by its own content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from bancheng.kernel.canonical import digest
from bancheng.kernel.rulebooks.base import CheckFailed, Document, Rulebook


@dataclass(frozen=True, eq=False)
class Release:
    """发布。A root and every document it reaches. Immutable: two releases with one digest are the same rules.

    Whoever derives something costly from a release (a compiled plan, an index) caches it by `digest`.
    """

    kind: str
    code: str
    documents: Mapping[str, Document]

    @cached_property
    def closure(self) -> dict[str, str]:
        """`kind/code` → digest of that version."""
        return {key: self.documents[key].digest for key in sorted(self.documents)}

    @cached_property
    def digest(self) -> str:
        """`sm3:<hex>` of root and closure."""
        return digest({"kind": self.kind, "code": self.code, "closure": self.closure})

    @property
    def root(self) -> Rulebook:
        """The model of the root document."""
        return self.documents[f"{self.kind}/{self.code}"].model

    def model(self, kind: str, code: str) -> Rulebook:
        """The model of a document in the closure. KeyError if the root does not reach it."""
        return self.documents[f"{kind}/{code}"].model

    def models(self, kind: str) -> dict[str, Rulebook]:
        """All models of a kind in the closure by code."""
        return {doc.code: doc.model for _key, doc in sorted(self.documents.items()) if doc.kind == kind}


def compose_release(documents: Mapping[str, Document], kind: str, code: str) -> Release:
    """Follow the references from a root to the end. CheckFailed names every document that is missing, with
    the reader.
    """
    root = f"{kind}/{code}"
    if root not in documents:
        raise CheckFailed([((), _("没有 {key}").format(key=root))])
    reached: dict[str, Document] = {}
    missing: list[tuple[tuple[str | int, ...], str]] = []
    waiting = [root]
    while waiting:
        key = waiting.pop()
        if key in reached:
            continue
        reached[key] = documents[key]
        for reference in documents[key].model.references():
            if reference.key in documents:
                waiting.append(reference.key)
            else:
                said = _("{key} 要用 {needed}，但没有这份规则书").format(key=key, needed=reference.key)
                missing.append((tuple(reference.path.split(".")) if reference.path else (), said))
    if missing:
        raise CheckFailed(missing)
    return Release(kind, code, dict(sorted(reached.items())))
