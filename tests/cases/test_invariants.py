"""Each invariant of cases names exactly the row that breaks it."""

from __future__ import annotations

import psycopg
import pytest

from bancheng.kernel.invariants import audit
from tests.cases.plans import Walk, case, opened

CODES = ["I1", "I2", "I5", "I6", "I8", "I9", "I12"]

BREACHES = [
    ("I6", "UPDATE cases_clock SET due_at = due_at + interval '1 day' WHERE kind = 'legal'", "cases_clock"),
    ("I6", "UPDATE cases_application SET due_at = due_at + interval '1 day'", "cases_application"),
    ("I9", "DELETE FROM kernel_number", "cases_case"),
    ("I12", "UPDATE cases_application SET open_cases = open_cases + 1", "cases_application"),
    ("I12", "UPDATE cases_case SET waiting_for = 2 WHERE node = 'b'", "cases_case"),
    ("I12", "DELETE FROM worklist_entry", "cases_case"),
    ("I5", "UPDATE cases_case SET state = 'approved' WHERE node = 'a'", "cases_case"),
]


@pytest.mark.usefixtures("committed_db")
@pytest.mark.parametrize(("code", "breach", "table"), BREACHES, ids=[breach[1][:40] for breach in BREACHES])
def test_a_planted_breach_is_named(
    owner_connection: psycopg.Connection, code: str, breach: str, table: str
) -> None:
    a, b = case("a"), case("b", level=2, after=["a"])
    submitted, _ = opened(a, b)
    Walk(submitted.application_id, a).act("accept")
    assert audit(CODES) == []
    owner_connection.execute(breach)
    found = audit([code])
    assert [one.row.split()[:2] for one in found] == [[table, str(submitted.application_id)]]


@pytest.mark.usefixtures("committed_db")
def test_a_certificate_without_its_registry_row_is_named(owner_connection: psycopg.Connection) -> None:
    one = case("a", certificate=True)
    submitted, _ = opened(one)
    Walk(submitted.application_id, one).finish()
    assert audit(CODES) == []
    owner_connection.execute("DELETE FROM certificates_identifier")
    assert [breach.row.split()[0] for breach in audit(["I2"])] == ["certificates_certificate"]


@pytest.mark.usefixtures("committed_db")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases_case SET state = 'issued'",
        "UPDATE cases_application SET state = 'ended'",
        "DELETE FROM cases_case",
        "INSERT INTO worklist_entry SELECT * FROM worklist_entry",
        "UPDATE documents_paper SET number = ''",
        "DELETE FROM certificates_certificate",
        "SELECT public.cases_apply_v1(gen_random_uuid(), '{}')",
    ],
)
def test_the_application_role_moves_nothing_by_itself(connect: object, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connect("application").execute(statement)  # type: ignore[operator]
