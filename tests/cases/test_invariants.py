"""Each invariant of cases names exactly the row that breaks it."""

from __future__ import annotations

import psycopg
import pytest

from bancheng.cases import commands as cases
from bancheng.cases.spec import Deferral, Limit, NewMaterial
from bancheng.kernel.invariants import audit
from tests.cases.plans import NOW, Walk, case, opened, person, photo

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
@pytest.mark.parametrize(
    "breach",
    [
        "UPDATE cases_material SET files = '{}' WHERE turn = 2",
        "UPDATE cases_clock SET stopped_at = NULL WHERE kind = 'deferral'",
    ],
)
def test_a_grant_without_what_was_promised_and_a_debt_without_a_day_are_named(
    owner_connection: psycopg.Connection, breach: str
) -> None:
    owed = Deferral("lease", "shop", "租赁合同", "copy", Limit(5))
    one = case(
        "a", reviews=0, deferrals=[owed], materials=[NewMaterial("lease", "租赁合同", "shop", "missing")]
    )
    submitted, _ = opened(one)
    cases.bring_deferrals(
        actor=person(), application_id=submitted.application_id, given={"lease@shop": [photo()]}, now=NOW
    )
    Walk(submitted.application_id, one, version=2).approve()
    assert audit(CODES) == []
    owner_connection.execute(breach)
    found = audit(["I12"])
    assert {tuple(one.row.split()[:2]) for one in found} == {("cases_case", str(submitted.application_id))}


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


ENDS = [
    ("UPDATE cases_prerequisite SET state = 'met' WHERE state = 'asked'", "cases_case"),
    ("UPDATE cases_prerequisite SET state = 'waived' WHERE state = 'failed'", "cases_case"),
    ("UPDATE cases_prerequisite SET on_failure = 'continue_without' WHERE state = 'asked'", "cases_case"),
    ("UPDATE cases_prerequisite SET state = 'failed' WHERE state = 'met'", "cases_case"),
    ("UPDATE cases_case SET due_at = '9999-12-31T00:00:00+00:00' WHERE node = 'asked'", "cases_case"),
    ("UPDATE cases_case SET wake_at = due_at + interval '1 day' WHERE node = 'asked'", "cases_case"),
    ("DELETE FROM cases_clock WHERE kind = 'question'", "cases_case"),
    ("UPDATE cases_case SET outcome = outcome - 'reason' WHERE node = 'stopped'", "cases_case"),
    ("UPDATE cases_case SET outcome = outcome - 'basis' WHERE state = 'refused'", "cases_case"),
    ("UPDATE cases_case SET outcome = outcome - 'remedies' WHERE state = 'refused'", "cases_case"),
]


@pytest.mark.usefixtures("committed_db")
@pytest.mark.parametrize(("breach", "table"), ENDS, ids=[breach[0][7:60] for breach in ENDS])
def test_an_end_that_does_not_hold_together_is_named(
    owner_connection: psycopg.Connection, breach: str, table: str
) -> None:
    granted, refused = case("granted"), case("refused")
    asked = case("asked", level=2, after={"refused": "ask_applicant", "granted": "stop"})
    stopped = case("stopped", level=2, after=["refused"])
    submitted, _ = opened(granted, refused, asked, stopped)
    Walk(submitted.application_id, granted).finish()
    Walk(submitted.application_id, refused).refuse()
    assert audit(CODES) == []
    owner_connection.execute(breach)
    found = audit(["I12"])
    assert {one.row.split()[0] for one in found} == {table}


LETTERS = [
    "UPDATE documents_paper SET values = jsonb_set(values, '{cases,0,state}', '\"issued\"')"
    " WHERE kind = 'closing_letter'",
    "INSERT INTO documents_paper SELECT (jsonb_populate_record(p, jsonb_build_object('paper_id',"
    " gen_random_uuid(), 'number', 'second'))).* FROM documents_paper AS p WHERE kind = 'closing_letter'",
    "UPDATE cases_application SET state = 'open', open_cases = 0",
]


@pytest.mark.usefixtures("committed_db")
@pytest.mark.parametrize("breach", LETTERS, ids=["another-end", "two-letters", "while-open"])
def test_a_letter_that_does_not_tell_the_end_is_named(
    owner_connection: psycopg.Connection, breach: str
) -> None:
    one = case("a")
    submitted, _ = opened(one)
    Walk(submitted.application_id, one).refuse()
    assert audit(CODES) == []
    owner_connection.execute(breach)
    assert "cases_application" in {each.row.split()[0] for each in audit(["I12"])}
