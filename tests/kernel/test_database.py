"""One statement in autocommit: what the door to PostgreSQL does with values, refusals and aliases."""

from __future__ import annotations

import datetime as dt
import threading
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import DatabaseError, connections

from bancheng.kernel.database import (
    AliasRouter,
    alias,
    as_json,
    call,
    count_statements,
    execute,
    fetch_all,
    fetch_one,
    grants,
    load_sql,
    using,
)
from bancheng.kernel.ids import uuid7

NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_rows_are_dicts_with_jsonb_decoded() -> None:
    row = fetch_one(
        "SELECT 1 AS one, %s::jsonb AS j, '[1]'::json AS k, %s::uuid AS u", [as_json({"a": [1]}), uuid7()]
    )
    assert row is not None
    assert row["j"] == {"a": [1]}
    assert row["k"] == [1]
    assert isinstance(row["u"], UUID)
    assert fetch_one("SELECT 1 AS one WHERE false") is None
    assert [r["n"] for r in fetch_all("SELECT n FROM generate_series(1, 3) AS n")] == [1, 2, 3]


@pytest.mark.django_db
def test_values_travel_as_json_without_floats_and_with_ids_and_dates_as_text() -> None:
    at = dt.date(2026, 2, 28)
    row = fetch_one(
        "SELECT %s::jsonb AS j", [as_json({"id": UUID(int=1), "on": at, "sum": Decimal("1.10"), "t": (1,)})]
    )
    assert row is not None
    assert row["j"] == {"id": str(UUID(int=1)), "on": "2026-02-28", "sum": "1.10", "t": [1]}
    with pytest.raises(TypeError):
        as_json(object()).dumps(object())  # type: ignore[misc]


@pytest.mark.django_db
def test_a_call_is_exactly_one_statement_and_returns_code_and_facts() -> None:
    with count_statements() as seen:
        outcome = call("kernel_take_numbers_v1", series="t", day=dt.date(2026, 11, 23), count=3)
    assert len(seen) == 1
    assert outcome.ok
    assert outcome.facts == {"first": 1}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["x; drop table y", "public.f", "F", ""])
def test_a_function_name_is_a_name(name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        call(name)
    with pytest.raises(ValueError, match="not a name"):
        call("kernel_take_numbers_v1", **{"a => 1": 2})


def test_reads_of_a_get_go_to_the_readonly_alias_and_postgresql_refuses_to_write(
    committed_db: object,
) -> None:
    assert alias() == "default"
    with using("readonly"):
        assert alias() == "readonly"
        assert AliasRouter().db_for_read(object) == "readonly"
        assert AliasRouter().db_for_write(object) == "readonly"
        assert fetch_one("SELECT 1 AS one") == {"one": 1}
        with pytest.raises(DatabaseError, match="read-only"):
            call("kernel_take_numbers_v1", series="t", day=dt.date(2026, 11, 23), count=1)
        with using("default"):
            assert call("kernel_take_numbers_v1", series="t", day=dt.date(2026, 11, 23), count=1).ok
    assert alias() == "default"


def test_the_alias_of_the_moment_belongs_to_one_thread() -> None:
    seen: list[str] = []
    with using("readonly"):
        thread = threading.Thread(target=lambda: seen.append(alias()))
        thread.start()
        thread.join()
    assert seen == ["default"]


def test_a_deadlock_victim_is_sent_again(committed_db: object) -> None:
    """Two statements lock two rows in opposite order; PostgreSQL rolls one back and both still succeed."""
    for series in ("a", "b"):
        call("kernel_take_numbers_v1", series=series, day=NOW.date(), count=1)
    both = threading.Barrier(2)
    failures: list[BaseException] = []

    def take(first: str, second: str) -> None:
        try:
            both.wait()
            for _each in range(15):
                fetch_all(
                    "SELECT a.code, pg_sleep(0.01), b.code FROM public.kernel_take_numbers_v1(%s, %s, 1) AS a,"
                    " LATERAL (SELECT pg_sleep(0.02), a.code) AS z,"
                    " LATERAL (SELECT x.code FROM public.kernel_take_numbers_v1(%s, %s, 1) AS x WHERE z.code = 'ok') AS b",
                    [first, NOW.date(), second, NOW.date()],
                )
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=pair) for pair in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    rows = fetch_all("SELECT series, next FROM public.kernel_number_block ORDER BY series")
    assert [(row["series"], row["next"]) for row in rows] == [("a", 32), ("b", 32)]


@pytest.mark.django_db
def test_autocommit_is_on_and_no_request_is_wrapped() -> None:
    assert connections.settings["default"]["ATOMIC_REQUESTS"] is False
    assert execute("SELECT 1") == 1


def test_a_function_without_a_fixed_search_path_is_not_loaded(tmp_path: object) -> None:
    from pathlib import Path

    app = Path(str(tmp_path))
    (app / "sql").mkdir()
    (app / "migrations").mkdir()
    (app / "sql" / "bad.sql").write_text("CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1';")
    with pytest.raises(ValueError, match="SECURITY DEFINER"):
        load_sql(str(app / "migrations" / "0001.py"), "bad.sql")


def test_a_grant_never_names_a_state() -> None:
    with pytest.raises(ValueError, match="state"):
        grants("cases_case", update=("state",))
    with pytest.raises(ValueError, match="not a name"):
        grants("cases_case; drop", update=())
    assert "UPDATE (held_by)" in str(grants("cases_case", update=("held_by",)).sql)
