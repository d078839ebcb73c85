"""A single matter applied for alone: the journey of one item, so that there is no second path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from bancheng.catalogue.spec import Item
from bancheng.journeys.compose.compiled import APPLICANT
from bancheng.kernel.rulebooks import Document, Release, compose_release


def alone(documents: Mapping[str, Document], code: str) -> Release:
    """The release of a journey that has only this item. Equal documents give an equal digest.

    `documents`: those of a folder or of a release that reaches the item. Its people are the item's own subjects; the
    first that must be there applies. KeyError if there is no such item.
    """
    item = cast(Item, documents[f"item/{code}"].model)
    subjects = _subjects(item)
    acting = next((role for role, one in subjects.items() if not one.get("optional")), next(iter(subjects)))
    body: dict[str, Any] = {
        "schema": "journey/1",
        "code": f"alone.{code}",
        "name": item.name,
        "plain_name": item.plain_name,
        "audience": "person" if "1" in item.audience else "enterprise",
        "lead": item.entries[0].organization,
        "subjects": subjects,
        "applicant": {"roles": [APPLICANT if APPLICANT in subjects else acting]},
        "items": [{"item": code}],
        "steps": list(item.steps_alone),
        "words": list(item.synonyms),
    }
    document = Document.of({key: value for key, value in body.items() if value is not None})
    return compose_release({**documents, document.key: document}, "journey", document.code)


def _subjects(item: Item) -> dict[str, dict[str, Any]]:
    """The item's subjects; where it declares none, those that its paths speak of."""
    declared = {role: one.model_dump(exclude_defaults=True) for role, one in item.subjects.items()}
    spoken = [need.path.partition(".")[0] for need in item.all_fields()]
    spoken += [need.holder for need in item.all_materials()]
    spoken.append(item.jurisdiction.by.partition(".")[0])
    kind = "person" if "1" in item.audience else "enterprise"
    return declared | {role: {"kind": kind} for role in dict.fromkeys(spoken) if role not in declared}
