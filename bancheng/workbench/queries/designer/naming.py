"""Codes as people say them: what an entry of a list is about, and whose code stands in a box."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bancheng.journeys.queries.revisions import RevisionView
from bancheng.kernel.rulebooks import Document, text
from bancheng.organizations.spec import World
from bancheng.workbench.queries.designer.words import value_label

_KINDS: Mapping[str, str] = {
    "item": "item", "element": "element", "identified_by": "element", "resource": "resource", "listed_by": "resource",
    "certificate": "certificate-type", "type": "material", "code_list": "code-list",
    "journey": "journey",
}  # fmt: skip
"""Keys whose value is the code of another rulebook."""
_SAYING = (
    *(
        "name",
        "plain_name",
        "label",
        "ask",
        "q",
        "title",
        "text",
        "item",
        "type",
        "element",
        "region",
        "subject",
    ),
    *("path", "resource", "place", "certificate", "code", "id", "value", "when"),
)
LONGEST = 40


@dataclass(frozen=True)
class Namer:
    """Names of rulebooks, organizations, posts and regions, as they would be with the changes."""

    documents: Mapping[str, Document]
    world: World

    def code(self, key: str, value: Any) -> str:
        """What a code is called; empty when it is none, or nobody knows it."""
        said = str(value)
        if said.startswith("org:"):
            organization = self.world.organization(said.removeprefix("org:"))
            return organization.name if organization else ""
        if said.startswith("post:"):
            return self._post(said.removeprefix("post:"))
        if key == "region":
            return self.world.full_name(said) if said in self.world.regions else ""
        return self.rulebook(f"{_KINDS[key]}/{said}") if key in _KINDS else ""

    def rulebook(self, key: str) -> str:
        """What a rulebook is called by people; empty when there is none."""
        document = self.documents.get(key)
        if document is None:
            return ""
        said = document.body.get("plain_name") or document.body.get("name") or document.code
        return text(said) if isinstance(said, str | dict) else document.code

    def _post(self, code: str) -> str:
        post = self.world.post(code)
        if post is None:
            return ""
        body = self.world.organization(post.organization)
        return _("{body}：{post}").format(body=body.name if body else post.organization, post=post.name)

    def entry(self, value: Any, key: str = "") -> str:
        """An entry of a list in a few words."""
        if not isinstance(value, dict):
            return str(value)
        said = key
        for word in _SAYING:
            if value.get(word) not in (None, "", {}):
                found = self.code(word, value[word]) or _plain(value[word])
                said = said if said == found else " ".join(filter(None, (said, found)))
                break
        more = self.code("organization", value.get("handling") or value.get("organization") or "")
        if more:
            said = _("{said}（{more}）").format(said=said, more=more)
        return (said[:LONGEST] + "…") if len(said) > LONGEST else said or _("（还没填）")

    def choices(self, key: str) -> list[dict[str, str]]:
        """The rulebooks whose code may stand under a key."""
        kind = _KINDS.get(key)
        if kind is None:
            return []
        found = [one for one in self.documents.values() if one.kind == kind]
        return [
            {"value": one.code, "label": self.rulebook(one.key)}
            for one in sorted(found, key=lambda d: d.code)
        ]


def namer(view: RevisionView) -> Namer:
    """Names as a revision would have them."""
    return Namer(view.whole, view.world)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return text(value) if all(isinstance(one, str) for one in value.values()) else ""
    return value_label(str(value)) if isinstance(value, str) else str(value)
