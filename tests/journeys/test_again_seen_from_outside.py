"""The inspection names an application made again of something that runs, and one that forgot where it came from."""

from __future__ import annotations

import psycopg
import pytest

from bancheng.kernel.ids import uuid7
from bancheng.kernel.invariants import audit
from tests.cases.plans import NOW, Walk, case, opened

DRAFT = """INSERT INTO journeys_draft (draft_id, journey, release, owner_id, acting_for_kind, acting_for_id, state, version,
    answers, fields, materials, checked, receipt, created_at, updated_at, expires_at)
    SELECT a.application_id, a.journey, a.release, a.applicant_id, 'person', a.applicant_id, 'submitted', 1, '{}', '{}',
    '{}', '{}', '', a.submitted_at, a.submitted_at, a.submitted_at FROM cases_application AS a"""
AGAIN = (
    "INSERT INTO journeys_again (application_id, case_id, node, draft_id, at) VALUES (%s, %s, 'a', %s, %s)"
)


@pytest.mark.usefixtures("committed_db")
@pytest.mark.parametrize("ended", [False, True], ids=["still-running", "ended"])
def test_only_what_ended_badly_is_done_again(owner_connection: psycopg.Connection, ended: bool) -> None:
    one = case("a")
    old, _receipt = opened(one)
    if ended:
        Walk(old.application_id, one).refuse()
    owner_connection.execute(AGAIN, [old.application_id, one.case_id, uuid7(), NOW])
    found = [each.row for each in audit(["I12"]) if each.row.startswith("journeys_again")]
    assert found == ([] if ended else [f"journeys_again {old.application_id} {one.case_id}"])


@pytest.mark.usefixtures("committed_db")
@pytest.mark.parametrize("named", [False, True], ids=["forgotten", "named"])
def test_the_new_application_names_the_old(owner_connection: psycopg.Connection, named: bool) -> None:
    one, two = case("a"), case("a")
    old, _receipt = opened(one)
    Walk(old.application_id, one).refuse()
    new, _receipt = opened(two, facts={"again_of": str(old.application_id)} if named else {})
    owner_connection.execute(DRAFT)
    owner_connection.execute(AGAIN, [old.application_id, one.case_id, new.application_id, NOW])
    found = [each.row for each in audit(["I12"]) if each.row.startswith("journeys_again")]
    assert found == ([] if named else [f"journeys_again {old.application_id} {one.case_id}"])
