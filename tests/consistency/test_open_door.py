"""What keeps the door open to a distributed PostgreSQL: lints over the tables and over the acts' statements."""

from __future__ import annotations

import re
from collections.abc import Callable

import psycopg
import pytest

from tests.consistency.source import Function, all_functions, functions, relations

REGISTRIES = {
    "kernel_number",
    "kernel_idempotency",
    "certificates_identifier",
    "kernel_link",
    "documents_code",
}
"""Tables that cross applications on purpose, written beside or after the act: numbers and keys are unique in the
whole city, and the sealed chain is one sequence that the sealer alone writes."""

CLOCKS = r"\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|gen_random_uuid|uuidv7|random|timeofday)\s*\("
BANNED = {
    "reads the clock or makes an id": re.compile(
        CLOCKS + r"|\bcurrent_(timestamp|date|time)\b|\blocaltime", re.IGNORECASE
    ),
    "notifies": re.compile(r"\bNOTIFY\b|\bpg_notify\b|\bLISTEN\b", re.IGNORECASE),
    "raises": re.compile(r"\bRAISE\b", re.IGNORECASE),
}
JOIN = re.compile(r"\bJOIN\b|\bFROM\s+public\.\w+(\s+(AS\s+)?\w+)?\s*,\s*public\.", re.IGNORECASE)
MODIFYING_CTE = re.compile(r"\bWITH\b.*\bAS\s*\(\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
WRITES = re.compile(r"^\W*(?:FOR\s+\w+\s+IN\s+)?(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
SUBQUERY = re.compile(r"\(\s*SELECT\b[^)]*\bFROM\s+public\.|\bSELECT\b.*\bFROM\s+public\.", re.IGNORECASE)


def faults(function: Function, family: frozenset[str]) -> list[str]:
    """What is wrong with a function."""
    found = []
    for statement in [*function.statements(), ""]:
        found += [what for what, pattern in BANNED.items() if pattern.search(statement)]
        if any("." not in name for name in relations(statement)):
            found.append(f"names a table without its schema: {statement[:90]}")
        if function.is_act:
            found += _act_faults(statement, family)
    if re.search(r"\bRAISE\b", function.body):
        found.append("raises")
    return sorted(set(found))


def _act_faults(statement: str, family: frozenset[str]) -> list[str]:
    found = []
    if JOIN.search(statement):
        found.append(f"joins: {statement[:90]}")
    if MODIFYING_CTE.search(statement):
        found.append(f"writes in a WITH: {statement[:90]}")
    if WRITES.search(statement) and SUBQUERY.search(statement):
        found.append(f"writes through a subquery: {statement[:90]}")
    touched = {name.removeprefix("public.") for name in relations(statement)} & family
    if touched and "application_id" not in statement:
        found.append(f"does not say whose rows ({', '.join(sorted(touched))}): {statement[:90]}")
    return found


def family_tables(connection: psycopg.Connection) -> frozenset[str]:
    """Tables of the case family: those that carry `application_id` and are no registry."""
    rows = connection.execute(
        "SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " WHERE a.attname = 'application_id' AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        " AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped"
    ).fetchall()
    return frozenset(row[0] for row in rows) - REGISTRIES


def schema_faults(connection: psycopg.Connection) -> list[str]:
    """Keys, foreign keys and triggers that would tie the family to one machine."""
    family = sorted(family_tables(connection))
    keys = connection.execute(
        "SELECT c.relname, i.relname, a.attname FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid"
        " JOIN pg_class i ON i.oid = x.indexrelid"
        " LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[0]"
        " WHERE x.indisunique AND c.relname = ANY(%s)",
        [family],
    ).fetchall()
    found = [
        f"{table}: {key} does not begin with application_id"
        for table, key, first in keys
        if first != "application_id"
    ]
    keyed = {table for table, _, _ in keys}
    found += [f"{table}: has no key" for table in family if table not in keyed]
    foreign = connection.execute(
        "SELECT k.conname, c.relname, f.relname, a.attname, b.attname FROM pg_constraint k"
        " JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]"
        " JOIN pg_attribute b ON b.attrelid = f.oid AND b.attnum = k.confkey[1]"
        " WHERE k.contype = 'f' AND (c.relname = ANY(%(f)s) OR f.relname = ANY(%(f)s)) AND k.conparentid = 0",
        {"f": family},
    ).fetchall()
    for name, table, target, column, referred in foreign:
        if not (table in family and target in family):
            found.append(f"{table}: foreign key {name} crosses the family's border")
        elif (column, referred) != ("application_id", "application_id"):
            found.append(f"{table}: foreign key {name} does not begin with application_id")
    triggers = connection.execute(
        "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE NOT t.tgisinternal AND c.relname = ANY(%s)",
        [family],
    ).fetchall()
    return found + [f"{table}: has the trigger {name}" for table, name in triggers]


@pytest.fixture
def owner(connect: Callable[..., psycopg.Connection]) -> psycopg.Connection:
    """A connection that may change tables, rolled back when the test ends."""
    return connect("owner", autocommit=False)


def test_keys_foreign_keys_and_triggers_of_the_case_family(owner: psycopg.Connection) -> None:
    assert len(family_tables(owner)) >= 10
    assert "\n".join(schema_faults(owner)) == ""


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("CREATE TABLE public.x (id uuid PRIMARY KEY, application_id uuid)", "x: x_pkey does not begin"),
        ("CREATE TABLE public.x (application_id uuid)", "x: has no key"),
        (
            "CREATE TABLE public.x (application_id uuid PRIMARY KEY, who uuid);"
            "CREATE TABLE public.outside (id uuid PRIMARY KEY);"
            "ALTER TABLE public.x ADD FOREIGN KEY (who) REFERENCES public.outside",
            "x: foreign key x_who_fkey crosses",
        ),
        (
            "CREATE TABLE public.x (application_id uuid PRIMARY KEY);"
            "CREATE FUNCTION public.x_t() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
            "CREATE TRIGGER x_t BEFORE INSERT ON public.x FOR EACH ROW EXECUTE FUNCTION public.x_t()",
            "x: has the trigger",
        ),
    ],
)
def test_the_schema_lint_sees(owner: psycopg.Connection, statement: str, fault: str) -> None:
    owner.execute(statement)
    assert any(found.startswith(fault) for found in schema_faults(owner))


def test_functions_of_the_database(owner: psycopg.Connection) -> None:
    family = family_tables(owner)
    wrong = {f"{f.file}: {f.name}": faults(f, family) for f in all_functions()}
    assert {name: found for name, found in wrong.items() if found} == {}
    assert sum(f.is_act for f in all_functions()) >= 8


def test_every_act_is_parsed_to_its_statements() -> None:
    empty = [f.name for f in all_functions() if f.is_act and not f.statements()]
    assert empty == []


ACT = "CREATE FUNCTION public.cases_x_v1(p_application_id uuid) RETURNS void LANGUAGE plpgsql AS $$ BEGIN {} END $$;"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (
            "UPDATE public.cases_case SET at = now() WHERE application_id = p_application_id;",
            "reads the clock",
        ),
        ("INSERT INTO public.cases_case VALUES (p_application_id, gen_random_uuid());", "reads the clock"),
        ("PERFORM pg_notify('a', 'b');", "notifies"),
        ("RAISE EXCEPTION 'no';", "raises"),
        ("UPDATE cases_case SET n = 1 WHERE application_id = p_application_id;", "names a table without"),
        ("UPDATE public.cases_case SET n = 1 WHERE case_id = v_case;", "does not say whose rows"),
        (
            "PERFORM 1 FROM public.cases_case c JOIN public.cases_clock k ON k.application_id = c.application_id;",
            "joins",
        ),
        (
            "PERFORM 1 FROM public.cases_case c, public.cases_clock k WHERE c.application_id = p_application_id;",
            "joins",
        ),
        (
            "UPDATE public.cases_case SET n = (SELECT count(*) FROM public.cases_clock WHERE application_id ="
            " p_application_id) WHERE application_id = p_application_id;",
            "writes through",
        ),
        (
            "PERFORM 1 FROM x; WITH a AS (DELETE FROM public.cases_case RETURNING 1) SELECT 1 INTO v_n FROM a;",
            "writes in",
        ),
    ],
)
def test_the_query_lint_sees(body: str, fault: str) -> None:
    (function,) = functions(ACT.format(body))
    assert any(
        found.startswith(fault) for found in faults(function, frozenset({"cases_case", "cases_clock"}))
    )


def test_the_query_lint_lets_a_good_act_pass() -> None:
    body = (
        "UPDATE public.cases_case AS c SET state = CASE WHEN c.n = 1 THEN 'a' ELSE 'b' END"
        " WHERE c.application_id = p_application_id RETURNING c.version INTO v_version;"
        " IF v_version IS NULL THEN RETURN; END IF;"
        " FOR v_one IN SELECT r.value FROM jsonb_array_elements(p_move) AS r LOOP"
        " INSERT INTO public.cases_clock (application_id) VALUES (p_application_id); END LOOP;"
    )
    (function,) = functions(ACT.format(body))
    assert faults(function, frozenset({"cases_case", "cases_clock"})) == []
    assert len(function.statements()) == 3
