"""The floor: the same row writes by bare psycopg, prepared, arguments ready made; no rule, no right, no digest.

The statements of one application that went through the commands are recorded; a floor run sends them again with
only the ids replaced that must be unique. What it leaves out is everything that the commands do in Python; what it
keeps is what PostgreSQL has to do. With `reads` the reads of the commands are sent as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from bancheng.kernel.ids import uuid7

ACT = "SELECT code, facts FROM "
"""How every act begins (`bancheng.kernel.database.call`)."""

Recorded = list[dict[str, Any]]


@contextmanager
def recording(statements: Recorded) -> Iterator[None]:
    """Keep every statement that Django sends meanwhile."""
    from django.db import connection

    def keep(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append({"sql": sql, "params": [_kept(value) for value in params or ()]})
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield


def _kept(value: Any) -> Any:
    if isinstance(value, Jsonb):
        assert value.dumps is not None
        spelled = value.dumps(value.obj)
        return {"json": spelled.decode() if isinstance(spelled, bytes) else spelled}
    if isinstance(value, UUID):
        return {"uuid": str(value)}
    if isinstance(value, list):
        return {"uuids": [str(one) for one in value]}
    return {"text": value}


def templates(
    statements: Recorded,
    application_id: UUID,
    *,
    numbers: list[str],
    identifiers: list[str],
    codes: list[str],
) -> Recorded:
    """The recorded statements with marks in the places that differ from application to application."""
    marks = {str(application_id): "@application@"}
    for kind, values in (("number", numbers), ("identifier", identifiers), ("code", codes)):
        marks |= {value: f"@{kind}{i}@" for i, value in enumerate(values)}
    text = json.dumps(
        [one for one in statements if "kernel_take_numbers" not in one["sql"]], ensure_ascii=False
    )
    for old, new in marks.items():
        text = text.replace(old, new)
    found: Recorded = json.loads(text)
    return found


class Floor:
    """A bare connection and the recorded statements, ready to run."""

    def __init__(self, url: str, path: Path, *, reads: bool) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        text = path.read_text("utf-8")
        self.marks = sorted(set(re.findall(r"@(?:number|identifier|code)\d+@", text)))
        self.statements = [
            (one["sql"], one["params"]) for one in json.loads(text) if reads or one["sql"].startswith(ACT)
        ]

    def run(self) -> UUID:
        """One application."""
        application_id = uuid7()
        marks = {"@application@": str(application_id)}
        marks |= {mark: f"{application_id.hex}{i}" for i, mark in enumerate(self.marks)}
        with self.connection.cursor() as cursor:
            for sql, params in self.statements:
                cursor.execute(sql, [_given(value, marks) for value in params], prepare=True)
                cursor.fetchall()
        return application_id


def _given(value: dict[str, Any], marks: dict[str, str]) -> Any:
    if "uuid" in value:
        return UUID(marks.get(value["uuid"], value["uuid"]))
    if "uuids" in value:
        return [UUID(one) for one in value["uuids"]]
    if "json" in value:
        text = value["json"]
        for old, new in marks.items():
            if old in text:
                text = text.replace(old, new)
        return Jsonb(text, dumps=_as_is)
    return value["text"]


def _as_is(text: str) -> str:
    return text
