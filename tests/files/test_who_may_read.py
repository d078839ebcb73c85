"""A file is read by its owner and by whoever works on something it belongs to; for all others it does not exist."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection
from django.test import RequestFactory

from bancheng.files import access, commands, queries, views
from bancheng.kernel import evidence
from bancheng.kernel.access import Actor, PlainActor
from bancheng.kernel.database import count_statements, fetch_all
from bancheng.kernel.errors import Conflict, NotFound, NotPermitted, Unavailable
from bancheng.kernel.ids import uuid7
from tests.files import corpus

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 2, 32, tzinfo=UTC)
OWNER = PlainActor("person", uuid7())
STRANGER = PlainActor("person", uuid7())
HELPER = PlainActor("person", uuid7(), frozenset({f"for:person:{OWNER.id}"}))
OFFICER = PlainActor("staff", uuid7(), frozenset({"queue:q"}))
OTHER_OFFICER = PlainActor("staff", uuid7(), frozenset({"queue:r"}))


@pytest.fixture
def kept() -> queries.KeptFile:
    return commands.keep(upload=io.BytesIO(corpus.picture()), name="身份证.jpg", actor=OWNER, now=NOW)


@pytest.fixture(autouse=True)
def _cases_know(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the app of cases does it: officers of the queue read what is linked."""

    def check(actor: Actor, file_id: UUID) -> bool:
        fetch_all("SELECT %s::uuid", [file_id])
        return "queue:q" in actor.scopes

    monkeypatch.setattr(access, "_links", {})
    access.links("cases", check)


def served(view: Any, actor: PlainActor, file_id: UUID) -> Any:
    request = RequestFactory().get("/files/x/")
    request.actor, request.now = actor, NOW  # type: ignore[attr-defined]
    return view(request, file_id=file_id)


@pytest.mark.parametrize("actor", [OWNER, HELPER, OFFICER], ids=["owner", "acting for the owner", "officer"])
def test_who_may_read(actor: PlainActor, kept: queries.KeptFile) -> None:
    assert queries.content(actor, kept.id).body == corpus.picture()


@pytest.mark.parametrize(
    "actor", [STRANGER, OTHER_OFFICER, PlainActor("system")], ids=["stranger", "other officer", "system"]
)
def test_who_may_not_sees_exactly_what_a_missing_file_shows(
    actor: PlainActor, kept: queries.KeptFile
) -> None:
    errors, counts = [], []
    for file_id in (kept.id, uuid7()):
        with count_statements() as seen, pytest.raises(NotFound) as caught:
            queries.content(actor, file_id)
        errors.append(caught.value.as_problem())
        counts.append(len(seen))
    assert errors[0] == errors[1]
    assert counts[0] == counts[1]


def test_nobody_comes_in_without_signing_in(kept: queries.KeptFile) -> None:
    with pytest.raises(NotPermitted):
        served(views.download, PlainActor("anonymous"), kept.id)


def test_a_download_is_an_attachment_that_no_browser_runs(kept: queries.KeptFile) -> None:
    response = served(views.download, OWNER, kept.id)
    assert response.content == corpus.picture()
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E8%BA%AB")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"


def test_only_the_picture_that_we_made_is_shown_inline(kept: queries.KeptFile) -> None:
    response = served(views.preview, OWNER, kept.id)
    assert response["Content-Disposition"].startswith("inline")
    assert response["Content-Type"] == "image/jpeg"
    assert response.content != corpus.picture()
    paper = commands.keep(upload=io.BytesIO(corpus.pdf()), name="合同.pdf", actor=OWNER, now=NOW)
    with pytest.raises(NotFound):
        served(views.preview, OWNER, paper.id)


def test_an_officers_look_leaves_a_trace_and_the_owners_own_does_not(kept: queries.KeptFile) -> None:
    served(views.download, OWNER, kept.id)
    assert fetch_all("SELECT 1 FROM kernel_evidence") == []
    served(views.download, OFFICER, kept.id)
    (line,) = fetch_all("SELECT actor, subject, object FROM kernel_evidence")
    assert line == {
        "actor": f"staff:{OFFICER.id}",
        "subject": f"person:{OWNER.id}",
        "object": f"file:{kept.id}",
    }


def test_without_the_trace_nothing_is_shown(kept: queries.KeptFile, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_args: object, **_more: object) -> None:
        raise evidence.EVIDENCE_DOWN()

    monkeypatch.setattr(evidence, "record", down)
    with pytest.raises(Unavailable):
        served(views.download, OFFICER, kept.id)


def test_the_owner_takes_a_file_back_once(kept: queries.KeptFile) -> None:
    with pytest.raises(NotFound):
        commands.remove(actor=STRANGER, file_id=kept.id, now=NOW)
    commands.remove(actor=OWNER, file_id=kept.id, now=NOW)
    with pytest.raises(NotFound):
        queries.content(OWNER, kept.id)
    with pytest.raises(Conflict):
        commands.remove(actor=OWNER, file_id=kept.id, now=NOW)
    with pytest.raises(NotFound):
        commands.remove(actor=OWNER, file_id=uuid7(), now=NOW)


def test_ones_own_files_are_offered_again_newest_first(kept: queries.KeptFile) -> None:
    newer = commands.keep(
        upload=io.BytesIO(corpus.pdf()), name="合同.pdf", actor=OWNER, now=NOW.replace(hour=3)
    )
    gone = commands.keep(upload=io.BytesIO(corpus.pdf()), name="错的.pdf", actor=OWNER, now=NOW)
    commands.remove(actor=OWNER, file_id=gone.id, now=NOW)
    assert OWNER.id is not None
    assert [one.name for one in queries.owned(OWNER.id)] == [newer.name, kept.name]


def test_acting_for_somebody_keeps_the_file_for_that_person() -> None:
    kept = commands.keep(
        upload=io.BytesIO(corpus.pdf()), name="a.pdf", actor=HELPER, now=NOW, owner_id=OWNER.id
    )
    assert kept.owner_id == OWNER.id
    assert queries.readable(OWNER, kept.id).name == "a.pdf"


def test_nobody_keeps_a_file_for_somebody_they_do_not_act_for() -> None:
    with pytest.raises(NotPermitted):
        commands.keep(
            upload=io.BytesIO(corpus.pdf()), name="a.pdf", actor=STRANGER, now=NOW, owner_id=OWNER.id
        )


@pytest.mark.parametrize(
    "statement",
    ["UPDATE files_file SET state = 'kept'", "UPDATE files_file SET blob = ''", "DELETE FROM files_file"],
)
def test_the_application_can_neither_change_nor_delete_a_row(kept: queries.KeptFile, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement)
