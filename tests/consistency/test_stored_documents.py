"""Rulebooks and events that were written once are read for ever.

`fixtures/release-1.json` is a published journey with everything it reaches, `fixtures/events-1.json` one row of every
event type, as version 1 of each schema wrote them. They are never written again: a changed schema or payload gets a new
version, a reader of the old one, and a further fixture.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from bancheng.config.seams import load_declarations
from bancheng.journeys.compose import compose
from bancheng.kernel.events import event_types, row_digest
from bancheng.kernel.rulebooks import Document, compose_release
from bancheng.kernel.rulebooks.base import read
from bancheng.organizations.spec.folder import load_world

FIXTURES = Path(__file__).parent / "fixtures"
DEMO = Path(__file__).parents[2] / "demo"
ON = date(2026, 11, 23)

load_declarations()
RELEASE = json.loads((FIXTURES / "release-1.json").read_text("utf-8"))
EVENTS: list[dict[str, Any]] = json.loads((FIXTURES / "events-1.json").read_text("utf-8"))


@pytest.mark.parametrize("key", sorted(RELEASE["documents"]))
def test_a_stored_document_is_read_and_keeps_its_name(key: str) -> None:
    stored = RELEASE["documents"][key]
    document = Document.of(stored["body"])
    assert document.digest == stored["digest"]
    assert read(stored["body"]).code == key.partition("/")[2]


def test_a_stored_release_composes_under_the_name_it_was_published_with() -> None:
    documents = {key: Document.of(one["body"]) for key, one in RELEASE["documents"].items()}
    root = next(key for key in documents if key.startswith("journey/"))
    release = compose_release(documents, *root.split("/"))
    assert release.digest == RELEASE["release"]
    plan = compose(release, {}, {}, ON, world=load_world(DEMO / "city", ON), assume=True)
    assert plan.items
    assert plan.release == RELEASE["release"]


@pytest.mark.parametrize("row", EVENTS, ids=[row["type"] for row in EVENTS])
def test_a_stored_event_keeps_its_digest_and_its_keys(row: dict[str, Any]) -> None:
    body = {name: value for name, value in row.items() if name != "digest"}
    assert row_digest(UUID(int=1), UUID(int=2), body) == row["digest"]
    kind = event_types()[row["type"]]
    assert kind.v >= row["v"]
    if kind.v == row["v"]:
        assert kind.keys <= set(row["payload"]), (
            "a key that old rows have not needs a new version and a reader"
        )
        assert set(row["payload"]) <= kind.keys | kind.optional


def test_every_event_type_has_a_stored_row() -> None:
    declared = {code for code in event_types() if not code.startswith("test")}
    stored = {row["type"] for row in EVENTS}
    assert declared == stored, "add a row of the new type to events-1.json (never change one that is there)"
