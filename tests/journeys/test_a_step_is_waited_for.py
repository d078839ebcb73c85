"""同一时刻: what a step reads first is locked: a change that is just being made is waited for, not written over."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bancheng.kernel.database import as_json
from bancheng.kernel.ids import uuid7
from tests.waiting import Connect, waited_for

pytestmark = pytest.mark.usefixtures("committed_db")
NOW = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
ME, OTHER = uuid7(), uuid7()


def told(connect: Connect, statement: str, values: list[Any], function: str, **arguments: Any) -> str:
    """What our step answers that came while another one was just being made."""
    return waited_for(connect, statement, values, function, arguments)


@pytest.fixture
def draft(connect: Connect) -> Any:
    made = uuid7()
    connect("owner").execute(
        "INSERT INTO journeys_draft (draft_id, journey, release, owner_id, acting_for_kind, acting_for_id, state, version,"
        " answers, fields, materials, checked, receipt, created_at, updated_at, expires_at)"
        " VALUES (%s, 'j', 'r', %s, 'person', %s, 'open', 1, '{}', '{}', '{}', '{}', '', %s, %s, %s)",
        [made, ME, ME, NOW, NOW, NOW],
    )
    return made


@pytest.fixture
def revision(connect: Connect) -> Any:
    """An open revision with one rulebook in it, of the digest `old`."""
    made, owner = uuid7(), connect("owner")
    owner.execute(
        "INSERT INTO journeys_revision (revision_id, organization_id, organization, title, state, version, editors,"
        " begun_by, begun_at, note) VALUES (%s, %s, 'o', 't', 'open', 1, ARRAY[%s]::uuid[], %s, %s, '')",
        [made, uuid7(), ME, ME, NOW],
    )
    owner.execute(
        "INSERT INTO journeys_revised (revision_id, kind, code, live, base, body, digest, version, edited_by, edited_at)"
        " VALUES (%s, 'item', 'x', true, '', '{}', 'old', 1, %s, %s)",
        [made, ME, NOW],
    )
    return made


def test_a_draft_that_is_just_thrown_away_is_not_handed_in(connect: Connect, draft: Any) -> None:
    discard = "UPDATE journeys_draft SET state = 'discarded', version = 2 WHERE draft_id = %s"
    submit = {"draft_id": draft, "version": 1, "bundle": {}, "once": as_json([]), "at": NOW}
    assert told(connect, discard, [draft], "journeys_submit_v3", **submit) == "gone"


def test_nothing_is_written_into_what_is_just_handed_in(connect: Connect, revision: Any) -> None:
    submit = "UPDATE journeys_revision SET state = 'submitted', submitted_by = %s WHERE revision_id = %s"
    write = {"revision_id": revision, "kind": "item", "code": "x", "version": 1, "base": "", "body": {"a": 1},
             "digest": "new", "by": ME, "at": NOW}  # fmt: skip
    assert told(connect, submit, [ME, revision], "journeys_write_revised_v1", **write) == "over"


def test_what_is_just_being_written_is_not_handed_in_unread(connect: Connect, revision: Any) -> None:
    write = (
        "SELECT journeys_write_revised_v1(%s, 'item', 'x', 1, '', '{\"a\": 1}', 'new', %s, %s::timestamptz)"
    )
    submit = {"revision_id": revision, "from": ["open"], "to": "submitted", "content": {"item/x": "old"},
              "note": "", "effective_from": None, "by": ME, "at": NOW, "event": {}}  # fmt: skip
    assert told(connect, write, [revision, OTHER, NOW], "journeys_move_revision_v1", **submit) == "changed"


def test_what_somebody_just_takes_over_is_taken(connect: Connect, draft: Any) -> None:
    """Both saw that the draft of before was thrown away; the second waits, and sees whose the matter is now."""
    owner, application, case = connect("owner"), uuid7(), uuid7()
    owner.execute("UPDATE journeys_draft SET state = 'discarded' WHERE draft_id = %s", [draft])
    owner.execute(
        "INSERT INTO journeys_again (application_id, case_id, node, draft_id, at) VALUES (%s, %s, 'n', %s, %s)",
        [application, case, draft, NOW],
    )
    cases = [{"case_id": str(case), "node": "n"}]
    first = "SELECT journeys_again_v1(%s, %s, %s, %s::timestamptz)"
    values = [application, OTHER, as_json(cases), NOW]
    again = {"application_id": application, "draft_id": uuid7(), "cases": as_json(cases), "at": NOW}
    assert told(connect, first, values, "journeys_again_v1", **again) == "taken"
