"""A PDF is looked at page by page as pictures that we drew, in a process that can open nothing; the paper itself never
reaches a browser's own reader."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.test import RequestFactory
from PIL import Image

from bancheng.files import access, commands, queries, views
from bancheng.files.commands import drawing, painter
from bancheng.files.commands.drawing import PAGE_NOT_DRAWN
from bancheng.files.commands.inspection import confined
from bancheng.files.invariants import drawn_pages_have_their_blobs
from bancheng.files.models import Store, store
from bancheng.kernel.access import PlainActor
from bancheng.kernel.database import count_statements, fetch_all
from bancheng.kernel.errors import DomainError, NotFound
from bancheng.kernel.ids import uuid7
from tests.files import corpus

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 2, 32, tzinfo=UTC)
OWNER = PlainActor("person", uuid7())
STRANGER = PlainActor("person", uuid7())
OFFICER = PlainActor("staff", uuid7(), frozenset({"queue:q"}))


@pytest.fixture(autouse=True)
def _officers_read_what_is_linked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_links", {})
    access.links("cases", lambda actor, _file: "queue:q" in actor.scopes)


@pytest.fixture
def paper() -> queries.KeptFile:
    """A red page and a blue one."""
    return commands.keep(upload=io.BytesIO(corpus.pdf_coloured()), name="合同.pdf", actor=OWNER, now=NOW)


def colour(body: bytes) -> tuple[int, ...]:
    with Image.open(io.BytesIO(body), formats=["JPEG"]) as picture:
        assert max(picture.size) <= painter.SIDE
        point = picture.getpixel((picture.width // 2, picture.height // 2))
    assert isinstance(point, tuple)
    return point


def served(actor: PlainActor, file_id: UUID, number: int) -> Any:
    request = RequestFactory().get("/files/x/pages/1/")
    request.actor, request.now = actor, NOW  # type: ignore[attr-defined]
    return views.page(request, file_id=file_id, number=number)


def test_each_page_is_a_picture_of_its_own(paper: queries.KeptFile) -> None:
    red, blue = (colour(commands.drawn(OFFICER, paper.id, number).body) for number in (1, 2))
    assert red[0] > 200 > 60 > red[2]
    assert blue[2] > 200 > 60 > blue[0]


def test_it_is_drawn_once_and_then_kept_beside_the_file(
    paper: queries.KeptFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = commands.drawn(OFFICER, paper.id, 2).body
    monkeypatch.setattr(drawing, "confined", None)
    assert commands.drawn(OWNER, paper.id, 2).body == first
    (row,) = fetch_all("SELECT file_id, number, blob FROM files_drawn_page")
    assert (row["file_id"], row["number"]) == (paper.id, 2)
    assert first not in store().path(row["blob"]).read_bytes(), "sealed under the file's own key"
    commands.sweep(older_than_seconds=-1)
    assert list(drawn_pages_have_their_blobs()) == []


def test_a_picture_that_is_lost_is_told_by_the_audit_and_drawn_anew(paper: queries.KeptFile) -> None:
    commands.drawn(OWNER, paper.id, 1)
    (row,) = fetch_all("SELECT blob FROM files_drawn_page")
    store().drop(row["blob"])
    (breach,) = drawn_pages_have_their_blobs()
    assert str(paper.id) in breach.row
    assert colour(commands.drawn(OWNER, paper.id, 1).body)[0] > 200


def test_when_there_is_no_room_to_keep_it_it_is_shown_all_the_same(
    paper: queries.KeptFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> str:
        raise OSError

    monkeypatch.setattr(Store, "put", full)
    assert colour(commands.drawn(OWNER, paper.id, 1).body)[0] > 200
    assert fetch_all("SELECT 1 FROM files_drawn_page") == []


def test_it_is_shown_inline_as_ours_and_kept_by_no_browser(paper: queries.KeptFile) -> None:
    response = served(OWNER, paper.id, 2)
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"].startswith("inline")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"


def test_an_officers_look_at_a_page_leaves_a_trace_and_the_owners_own_does_not(
    paper: queries.KeptFile,
) -> None:
    served(OWNER, paper.id, 1)
    assert fetch_all("SELECT 1 FROM kernel_evidence") == []
    served(OFFICER, paper.id, 1)
    (line,) = fetch_all("SELECT subject, object FROM kernel_evidence")
    assert line == {"subject": f"person:{OWNER.id}", "object": f"file:{paper.id}"}


@pytest.mark.parametrize("number", [0, 3, 10**9])
def test_there_is_no_page_before_the_first_or_after_the_last(
    paper: queries.KeptFile, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "confined", None)  # nothing is started for it
    with pytest.raises(NotFound):
        commands.drawn(OWNER, paper.id, number)


def test_a_picture_has_no_pages_to_draw() -> None:
    kept = commands.keep(upload=io.BytesIO(corpus.picture()), name="a.jpg", actor=OWNER, now=NOW)
    with pytest.raises(NotFound):
        commands.drawn(OWNER, kept.id, 1)


def test_who_may_not_read_it_sees_what_a_missing_file_shows(paper: queries.KeptFile) -> None:
    told = []
    for file_id in (paper.id, uuid7()):
        with count_statements() as seen, pytest.raises(NotFound) as caught:
            commands.drawn(STRANGER, file_id, 1)
        told.append((caught.value.as_problem(), len(seen)))
    assert told[0] == told[1]


def test_a_page_that_cannot_be_drawn_says_that_the_paper_can_be_downloaded(
    paper: queries.KeptFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        drawing, "confined", lambda script, page, _data: confined(script, page, b"%PDF-1.7 x")
    )
    with pytest.raises(DomainError) as caught:
        commands.drawn(OWNER, paper.id, 1)
    assert caught.value.code == PAGE_NOT_DRAWN.code
    assert "下载" in str(caught.value.next_step)


def test_a_painter_that_was_ended_by_its_limits_has_drawn_nothing(
    paper: queries.KeptFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    for answer in (None, b"", b'{"drawn": true}\n'):
        monkeypatch.setattr(drawing, "confined", lambda *_given, said=answer: said)
        with pytest.raises(DomainError):
            commands.drawn(OWNER, paper.id, 1)


TRIES = """
import socket, sys
sys.path.insert(0, sys.argv[1])
import painter
painter.confine()
opened = []
for what in (lambda: open("/etc/hostname"), socket.socket, lambda: open("/tmp/painted", "w")):
    try:
        what()
        opened.append(what)
    except OSError:
        pass
print(len(opened))
"""


def test_while_it_reads_the_paper_it_can_open_no_file_and_no_connection() -> None:
    folder = str(drawing._PAINTER.parent)
    done = subprocess.run(
        [sys.executable, "-I", "-c", TRIES, folder], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "0"


@pytest.mark.parametrize("size", [(3, 3), (14_400, 2), (14_400, 14_400)])
def test_a_sheet_of_any_size_becomes_a_picture_that_fits(size: tuple[int, int]) -> None:
    sheet = corpus.pdf(1, size=size)
    line, _newline, shown = (confined(drawing._PAINTER, "1", sheet) or b"").partition(b"\n")
    assert line == b'{"drawn": true}'
    with Image.open(io.BytesIO(shown)) as picture:
        assert max(picture.size) <= painter.SIDE + 1
