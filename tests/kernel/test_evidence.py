"""Who looked at whose data: written before the data is shown, or nothing is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from django.test import RequestFactory

from bancheng.kernel import evidence
from bancheng.kernel.access import PlainActor
from bancheng.kernel.database import DEFAULT, READONLY, count_statements, fetch_all, using
from bancheng.kernel.ids import uuid7
from tests.kernel.facts import NOW

OFFICER = PlainActor("staff", UUID(int=7), frozenset())


def _request() -> object:
    request = RequestFactory().get("/desk/cases/1/", REMOTE_ADDR="10.1.2.3")
    request.now, request.request_id = NOW, "r-12345678"  # type: ignore[attr-defined]
    return request


@pytest.mark.django_db
def test_a_look_is_written_with_who_what_whose_why_when_and_from_where() -> None:
    evidence.record(
        OFFICER, "review", "person:p", "case:c", ["person.name", "cert.no", "cert.no"], _request()
    )  # type: ignore[arg-type]
    (row,) = fetch_all("SELECT * FROM kernel_evidence")
    assert row["actor"] == f"staff:{UUID(int=7)}"
    assert (row["purpose"], row["subject"], row["object"]) == ("review", "person:p", "case:c")
    assert row["fields"] == ["cert.no", "person.name"]
    assert (row["at"], row["request_id"], row["address"]) == (NOW, "r-12345678", "10.1.2.3")


def test_it_is_the_one_append_that_a_get_can_make(committed_db: object) -> None:
    with using(READONLY):
        evidence.record(OFFICER, "review", "person:p", "case:c", ["person.name"], _request())  # type: ignore[arg-type]
    with using(DEFAULT):
        assert len(fetch_all("SELECT id FROM kernel_evidence")) == 1


def test_when_it_cannot_be_written_the_data_is_not_shown(
    committed_db: object, connect: Callable[..., psycopg.Connection]
) -> None:
    owner = connect("owner")
    owner.execute("REVOKE INSERT ON kernel_evidence FROM bancheng_app")
    try:
        with pytest.raises(Exception, match="evidence_down") as refused:
            evidence.record(OFFICER, "review", "person:p", "case:c", [], now=NOW)
        assert evidence.EVIDENCE_DOWN.raised_as(refused.value)
    finally:
        owner.execute("GRANT INSERT ON kernel_evidence TO bancheng_app")


@pytest.mark.parametrize("subject", ["44990219930521123X", "13812345678"])
def test_people_are_named_by_id_never_by_number(subject: str) -> None:
    with pytest.raises(ValueError, match="by id"):
        evidence.record(OFFICER, "review", subject, f"case:{uuid7()}", [], now=NOW)


def test_an_instant_is_given_never_read() -> None:
    with pytest.raises(ValueError, match="instant"):
        evidence.record(OFFICER, "review", "person:p", "case:c", [])


def seen(case: str, actor: PlainActor = OFFICER, at: datetime = NOW) -> None:
    evidence.record(actor, "see_case.work", "person:p", case, [], now=at)


@pytest.mark.django_db
def test_what_an_officer_has_opened_is_read_from_the_lines_of_that_officer() -> None:
    seen("case:a")
    seen("case:a")
    seen("case:b", PlainActor("staff", UUID(int=8), frozenset()))
    seen("file:c")
    asked = ["case:a", "case:b", "case:c", "file:c"]
    assert evidence.looked(OFFICER, asked, NOW) == {"case:a"}
    assert evidence.looked(OFFICER, ["case:b"], NOW) == set()


@pytest.mark.django_db
def test_a_look_before_the_case_was_there_is_no_look_at_it() -> None:
    seen("case:a", at=NOW - timedelta(seconds=1))
    assert evidence.looked(OFFICER, ["case:a"], NOW) == set()
    assert evidence.looked(OFFICER, ["case:a"], NOW - timedelta(seconds=1)) == {"case:a"}


@pytest.mark.django_db
def test_of_no_cases_nothing_is_asked() -> None:
    with count_statements() as statements:
        assert evidence.looked(OFFICER, [], NOW) == set()
    assert len(statements) == 0


@pytest.mark.django_db
def test_the_lines_of_an_officer_are_found_by_an_index_that_holds_no_other_looks() -> None:
    (row,) = fetch_all("SELECT indexdef FROM pg_indexes WHERE indexname = 'kernel_evidence_looked'")
    assert "(actor, object) WHERE (object ~~ 'case:%'::text)" in row["indexdef"]
