"""The harness itself: the right role, real roll-back, real commits, nothing left over."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from django.db import ProgrammingError, connections

from tests.harness import TestDatabase


@pytest.mark.django_db
def test_tests_connect_as_the_application_role() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('is_superuser')")
        assert cursor.fetchone() == ("bancheng_app", "off")


@pytest.mark.django_db
def test_the_application_role_makes_no_tables() -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        connections["default"].cursor() as cursor,
    ):
        cursor.execute("CREATE TABLE public.intruder (id int)")


@pytest.mark.django_db
def test_in_a_rolled_back_test_both_aliases_see_the_same_rows() -> None:
    assert connections["readonly"].connection is connections["default"].connection


def test_the_read_only_alias_refuses_to_write(committed_db: TestDatabase) -> None:
    with connections["readonly"].cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        assert cursor.fetchone() == ("on",)


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_committed_test_writes_is_gone_in_the_next(
    committed_db: TestDatabase, connect: Callable[..., psycopg.Connection], turn: int
) -> None:
    owner = connect("owner")
    assert owner.execute("SELECT to_regclass('public.left_behind')").fetchone() == (None,)
    owner.execute("CREATE TABLE public.left_behind (id int)")


@pytest.mark.parametrize("turn", [1, 2])
def test_rows_are_gone_and_what_migrations_wrote_is_back(
    committed_db: TestDatabase, connect: Callable[..., psycopg.Connection], turn: int
) -> None:
    owner = connect("owner")
    count = "SELECT count(*) FROM public.kernel_calendar_year"
    mark = "SELECT sealed_at FROM public.kernel_seal_mark"
    assert owner.execute(count).fetchone() == (0,)
    assert owner.execute(mark + " WHERE sealed_at > '9998-01-01'").fetchone() is not None
    owner.execute(
        "INSERT INTO public.kernel_calendar_year (year, status, source_notice, days, imported_at)"
        " VALUES (2031, 'provisional', '', '{}', '2026-01-01')"
    )
    owner.execute("UPDATE public.kernel_seal_mark SET sealed_at = '2026-01-01'")


def test_chinese_words_have_trigrams(connect: Callable[..., psycopg.Connection]) -> None:
    row = connect().execute("SELECT show_trgm('新生儿')").fetchone()
    assert row is not None
    assert len(row[0]) >= 3
