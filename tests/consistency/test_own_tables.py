"""In SQL an app writes its own tables only, and calls functions of apps below it.

A command's one read may join what apps below own (the session with its posts, the freshness of the seal): such a
statement in Python only reads. Functions of the database name nothing but their own app's tables.
"""

from __future__ import annotations

import re
from functools import cache

import pytest
from django.apps import apps

from tests.consistency.source import all_functions, app_of, files, literals, may_use, plain_sql

pytestmark = pytest.mark.xdist_group("source")
SQL = re.compile(r"\b(SELECT|INSERT\s+INTO|UPDATE|DELETE\s+FROM|EXISTS|REFERENCES|CREATE|ALTER|JOIN|FROM)\b")
GLUE = {"config", "demo_city"}
"""The console and the demo's loader look behind the apps (settings, checks of a running database)."""


@cache
def tables() -> dict[str, str]:
    """Every table of a model → its app."""
    return {
        model._meta.db_table: model._meta.app_label
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("bancheng.")
    }


@cache
def routines() -> dict[str, str]:
    """Every function of the database → its app."""
    return {function.name.rpartition(".")[2]: function.file.split("/")[1] for function in all_functions()}


WRITES = re.compile(r"\b(INSERT\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE|REFERENCES|ALTER|DROP)\b", re.IGNORECASE)


def strays(app: str, text: str, *, reading: bool = False) -> list[str]:
    """Names in a piece of SQL that this app may not name; `reading`: tables of apps below may be read."""
    owners, wrong = tables(), []
    may_read = reading and not WRITES.search(plain_sql(text))
    for name in sorted(set(re.findall(r"\b[a-z]+_[a-z0-9_]+\b", plain_sql(text)))):
        owner = owners.get(name, app)
        if owner != app and not (may_read and may_use(app, owner)):
            wrong.append(f"table {name}")
        if name in routines() and not may_use(app, routines()[name]):
            wrong.append(f"function {name}")
    return wrong


def test_sql_files_keep_to_their_own_tables() -> None:
    found = {}
    for path in files("*.sql"):
        wrong = strays(app_of(path), path.read_text(encoding="utf-8"))
        if wrong:
            found[path.name] = wrong
    assert found == {}


def test_statements_in_python_keep_to_their_own_tables() -> None:
    found: list[tuple[str, list[str]]] = []
    for path in files("*.py"):
        if app_of(path) in GLUE:
            continue
        for literal in literals(path):
            wrong = strays(app_of(path), literal.text, reading=True) if SQL.search(literal.text) else []
            if wrong:
                found.append((str(literal), wrong))
    assert found == []


def test_functions_are_called_by_name_from_above_only() -> None:
    known, found = routines(), []
    for path in files("*.py"):
        for literal in literals(path):
            owner = known.get(literal.text)
            if owner and not may_use(app_of(path), owner):
                found.append(str(literal))
    assert found == []


def test_functions_carry_the_name_of_their_app_and_a_version() -> None:
    wrong = [
        f"{function.file}: {function.name}"
        for function in all_functions()
        if not re.fullmatch(rf"public\.{function.file.split('/')[1]}_\w+_v\d+", function.name)
    ]
    assert wrong == []


def test_a_foreign_table_is_seen() -> None:
    assert strays("worklist", "SELECT state FROM public.cases_case", reading=True) == ["table cases_case"]
    assert strays("cases", "UPDATE public.kernel_seal_mark SET x = 1", reading=True) == [
        "table kernel_seal_mark"
    ]
    assert strays("cases", "SELECT 1 FROM public.kernel_seal_mark") == ["table kernel_seal_mark"]
    assert strays("cases", "SELECT 1 FROM public.kernel_seal_mark", reading=True) == []
    assert strays("kernel", "PERFORM public.worklist_put_v1(x)") == ["function worklist_put_v1"]
    assert strays("cases", "PERFORM public.kernel_record_v1(x) -- cases_case is ours") == []
