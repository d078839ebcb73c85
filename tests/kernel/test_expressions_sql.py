"""SQL and closures are one language: over random expressions and rows PostgreSQL answers what the closures answer."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bancheng.kernel.expressions import parse

COLUMNS = {
    "n": "integer",
    "m": "numeric",
    "t": "text",
    "d": "date",
    "e": "date",
    "b": "boolean",
    "c": "boolean",
}
ROWS: list[dict[str, Any]] = [
    {"n": None, "m": None, "t": None, "d": None, "e": None, "b": None, "c": None},
    {
        "n": 0,
        "m": Decimal("0"),
        "t": "",
        "d": date(2024, 2, 29),
        "e": date(2026, 2, 28),
        "b": True,
        "c": False,
    },
    {
        "n": 1,
        "m": Decimal("1.50"),
        "t": "a",
        "d": date(2008, 3, 2),
        "e": date(2026, 3, 1),
        "b": False,
        "c": None,
    },
    {
        "n": -3,
        "m": Decimal("-0.333"),
        "t": "O'Neil",
        "d": date(2026, 12, 31),
        "e": None,
        "b": None,
        "c": True,
    },
    {"n": 7, "m": Decimal("99.99"), "t": "善美", "d": None, "e": date(2024, 2, 29), "b": True, "c": True},
    {
        "n": None,
        "m": Decimal("3"),
        "t": "b",
        "d": date(1990, 5, 21),
        "e": date(1990, 5, 20),
        "b": False,
        "c": False,
    },
]

# A lone word on the right of “=” is a code, so columns stand in brackets.
numbers = st.recursive(
    st.sampled_from(["(n)", "(m)", "0", "1", "2.5", "7"]),
    lambda inner: (
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})")
        | inner.map(lambda part: f"(-{part})")
        | st.sampled_from(["age(d, e)", "days_between(d, e)", "year(d)"])
    ),
    max_leaves=3,
)
dates = st.recursive(
    st.sampled_from(["(d)", "(e)", 'date("2026-02-28")', 'date("2024-02-29")']),
    lambda inner: st.tuples(
        st.sampled_from(["add_days", "add_months", "add_years"]),
        inner,
        st.sampled_from(["n", "1", "-13", "30"]),
    ).map(lambda p: f"{p[0]}({p[1]}, {p[2]})"),
    max_leaves=3,
)
texts = st.sampled_from(["(t)", '"a"', '"O\'Neil"', '"善美"', '""'])
signs = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])


def compared(
    values: st.SearchStrategy[str], operators: st.SearchStrategy[str] = signs
) -> st.SearchStrategy[str]:
    return st.tuples(values, operators, values).map(" ".join)


def listed(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    options = st.lists(values | st.just("null"), min_size=1, max_size=3).map(", ".join)
    return st.tuples(values, st.sampled_from(["in", "not in"]), options).map(
        lambda p: f"{p[0]} {p[1]} ({p[2]})"
    )


def ranged(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    words = st.sampled_from(["between", "not between"])
    return st.tuples(values, words, values, values).map(lambda p: f"{p[0]} {p[1]} {p[2]} and {p[3]}")


clauses = st.one_of(
    compared(numbers),
    compared(dates),
    compared(texts, st.sampled_from(["=", "!="])),
    listed(st.sampled_from(["(n)", "(m)", "1", "2.5"])),
    listed(texts),
    ranged(numbers),
    ranged(dates),
    st.sampled_from(["b", "c", "b = yes", "c != no", "b = (c) and n = 1"]),
    st.tuples(st.sampled_from("nmtdeb"), st.sampled_from(["is present", "is missing"])).map(" ".join),
).map(lambda text: f"({text})")
conditions = st.recursive(
    clauses,
    lambda inner: st.one_of(
        inner.map(lambda part: f"(not {part})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda p: f"({' '.join(p)})"),
        st.tuples(inner, inner, inner).map(lambda p: f"({p[0]} if {p[1]} else {p[2]})"),
    ),
    max_leaves=6,
)
anything = conditions | numbers | dates


@pytest.fixture
def population(db: None) -> Iterator[str]:
    """A temporary table of typed columns, gaps included."""
    with connection.cursor() as cursor:
        columns = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS.items())
        cursor.execute(f"CREATE TEMP TABLE test_population (id int, {columns})")
        for number, row in enumerate(ROWS):
            marks = ", ".join(["%s"] * (len(row) + 1))
            cursor.execute(f"INSERT INTO test_population VALUES ({marks})", [number, *row.values()])
        yield "test_population"
        cursor.execute("DROP TABLE test_population")


def answers(table: str, text: str) -> list[Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {parse(text).sql()} FROM {table} ORDER BY id")
        return [found for (found,) in cursor.fetchall()]


@settings(max_examples=700, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=anything)
def test_postgresql_answers_what_the_closures_answer(population: str, text: str) -> None:
    run = parse(text).compile()
    assert answers(population, text) == [run(row) for row in ROWS]


@pytest.mark.parametrize("text", ["1 / 3", "n / 2", "(n + 1) / 3", "m / n", "2 / 3 * 3"])
def test_division_is_to_ten_decimals_and_never_of_integers(population: str, text: str) -> None:
    assert answers(population, text) == [parse(text).compile()(row) for row in ROWS]


def test_an_unknown_test_chooses_neither_branch(population: str) -> None:
    assert answers(population, "1 if b else 2") == [None, 1, 2, None, 1, 2]


def test_text_cannot_leave_its_quotes(population: str) -> None:
    assert answers(population, 't = "\'; DROP TABLE test_population; --"') == [None, *[False] * 5]
    assert answers(population, 't = "O\'Neil"')[3] is True


def test_a_path_becomes_one_quoted_identifier() -> None:
    assert parse("child[1].name is present").sql() == '("child[1].name" IS NOT NULL)'
    assert parse("child.name is present").sql(column=lambda path: f"p.{path.declared.replace('.', '_')}") == (
        "(p.child_name IS NOT NULL)"
    )


@pytest.mark.skipif(importlib.util.find_spec("duckdb") is None, reason="duckdb is not installed")
def test_duckdb_answers_what_the_closures_answer() -> None:
    duckdb = pytest.importorskip("duckdb")
    database = duckdb.connect()
    columns = ", ".join(
        f'"{name}" {kind.replace("numeric", "DECIMAL(18, 3)")}' for name, kind in COLUMNS.items()
    )
    database.execute(f"CREATE TABLE population (id int, {columns})")
    for number, row in enumerate(ROWS):
        database.execute(f"INSERT INTO population VALUES ({', '.join('?' * 8)})", [number, *row.values()])

    @settings(max_examples=400, deadline=None)
    @given(conditions)
    def agree(text: str) -> None:
        found = database.execute(f"SELECT {parse(text).sql('duckdb')} FROM population ORDER BY id").fetchall()
        assert [value for (value,) in found] == [parse(text).compile()(row) for row in ROWS]

    agree()
