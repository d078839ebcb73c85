"""Answers are kept as immutable snapshots: where each value came from, sealed where it is sensitive."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connection

from bancheng.eforms import commands, queries
from bancheng.eforms.commands import Answered
from bancheng.eforms.spec import Element
from bancheng.kernel import crypto
from bancheng.kernel.access import PlainActor
from bancheng.kernel.crypto import SealBroken
from bancheng.kernel.database import fetch_all
from bancheng.kernel.ids import uuid7

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 2, 32, tzinfo=UTC)
ACTOR = PlainActor("person", uuid7())
ID = "449902199305210029"


def element(code: str, datatype: str, sensitivity: str = "personal") -> Element:
    return Element.model_validate(
        {"schema": "element/1", "code": code, "name": code, "datatype": datatype, "sensitivity": sensitivity}
    )


def answers() -> dict[str, Answered]:
    id_number = element("person.id_number", "id_number", "sensitive")
    query_id = uuid7()
    return {
        "mother.id_number": Answered(ID, id_number, "known:population", NOW, "善美市公安局", query_id),
        "mother.name": Answered("林小雨", element("person.name", "name"), "asked", NOW),
        "mother.insured_months": Answered(
            9, element("insured", "integer", "sensitive"), "known:insurance", NOW
        ),
        "child[1].only": Answered(True, element("only", "yes_no"), "asked", NOW),
        "father.id_number": Answered(None, id_number, "asked", NOW),
    }


def recorded(application: Any = None, given: dict[str, Answered] | None = None) -> tuple[Any, Any]:
    application, snapshot = application or uuid7(), uuid7()
    row = commands.snapshot(application, snapshot, given or answers(), at=NOW, by=ACTOR)
    commands.record(application, row)
    return application, snapshot


def test_a_snapshot_gives_back_every_value_with_its_provenance() -> None:
    application, snapshot = recorded()
    kept = queries.read_snapshot(application, snapshot)
    assert kept is not None
    assert kept.intact
    assert kept.by == f"person:{ACTOR.id}"
    assert {path: answer.value for path, answer in kept.answers.items()} == {
        p: a.value for p, a in answers().items()
    }
    mother = kept.answers["mother.id_number"]
    assert (mother.source, mother.authority, mother.at, mother.element) == (
        "known:population", "善美市公安局", NOW, "person.id_number",
    )  # fmt: skip
    assert mother.query_id is not None


def test_sensitive_values_stand_nowhere_in_the_clear() -> None:
    recorded()
    (row,) = fetch_all("SELECT answers FROM eforms_answers")
    dump = json.dumps(row["answers"], ensure_ascii=False)
    assert ID not in dump
    assert "19930521" not in dump
    assert "v" not in row["answers"]["mother.insured_months"]
    assert row["answers"]["mother.id_number"]["index"].startswith("b1:")


@pytest.mark.parametrize(
    ("datatype", "value"), [("phone", "19900001234"), ("bank_card", "6222024000182455002"), ("id_number", ID)]
)
def test_numbers_that_reach_people_are_sealed_whatever_their_element_says(datatype: str, value: str) -> None:
    answered = Answered(value, element("x", datatype, "public"), "asked", NOW)
    stored = commands.seal_answer(answered, table="t", row="r", path="p")
    assert value not in json.dumps(stored)
    assert queries.open_answer(stored, table="t", row="r", path="p").value == value


def test_the_blind_index_is_equal_for_equal_numbers_of_one_element() -> None:
    one, two = recorded(), recorded()
    found = fetch_all("SELECT answers -> 'mother.id_number' ->> 'index' AS index FROM eforms_answers")
    assert one != two
    assert len({row["index"] for row in found}) == 1


@pytest.mark.parametrize("to", ["another path", "another row", "another table"])
def test_a_sealed_value_opens_only_where_it_was_sealed(to: str) -> None:
    stored = commands.seal_answer(
        answers()["mother.id_number"], table="eforms_answers", row="r", path="mother.id_number"
    )
    place = {"table": "eforms_answers", "row": "r", "path": "mother.id_number"}
    assert queries.open_answer(stored, **place).value == ID
    place |= {
        "another path": {"path": "father.id_number"},
        "another row": {"row": "s"},
        "another table": {"table": "t"},
    }[to]
    with pytest.raises(SealBroken):
        queries.open_answer(stored, **place)


def test_the_digest_notices_a_changed_value(owner_connection: psycopg.Connection) -> None:
    application, snapshot = uuid7(), uuid7()
    row = commands.snapshot(application, snapshot, answers(), at=NOW, by=ACTOR)
    row["answers"]["mother.name"]["v"] = "林大雨"
    commands.record(application, row)
    kept = queries.read_snapshot(application)
    assert kept is not None
    assert not kept.intact


def test_rotating_the_key_keeps_old_snapshots_readable_and_their_digest_valid() -> None:
    before = crypto.keyring()
    application, _snapshot = recorded()
    try:
        crypto.store_keyring(before.rotated())
        kept = queries.read_snapshot(application)
        assert kept is not None
        assert kept.intact
    finally:
        crypto.store_keyring(before)


def test_the_same_snapshot_again_changes_nothing() -> None:
    application, snapshot = uuid7(), uuid7()
    row = commands.snapshot(application, snapshot, answers(), at=NOW, by=ACTOR)
    commands.record(application, row)
    commands.record(application, {**row, "digest": "another"})
    assert [r["digest"] for r in fetch_all("SELECT digest FROM eforms_answers")] == [row["digest"]]


def test_the_newest_snapshot_is_the_one_that_counts() -> None:
    application, first = recorded()
    _application, second = recorded(application)
    newest = queries.read_snapshot(application)
    older = queries.read_snapshot(application, first)
    assert newest is not None
    assert older is not None
    assert (newest.snapshot_id, older.snapshot_id) == (second, first)
    assert queries.read_snapshot(uuid7()) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE eforms_answers SET digest = ''",
        "DELETE FROM eforms_answers",
        "INSERT INTO eforms_answers DEFAULT VALUES",
    ],
)
def test_the_application_can_neither_change_nor_remove_nor_slip_in_a_snapshot(statement: str) -> None:
    recorded()
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("datatype", "value", "shown"),
    [
        ("id_number", ID, "449902********0029"),
        ("phone", "19900001234", "199****1234"),
        ("bank_card", "6222024000182455002", "***************5002"),
        ("name", "林小雨", "林小雨"),
        ("id_number", "123", "***"),
        ("id_number", None, ""),
    ],
)
def test_values_are_masked_by_their_datatype(datatype: str, value: str | None, shown: str) -> None:
    assert queries.mask(datatype, value) == shown
