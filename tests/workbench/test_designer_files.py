"""The designer's files: the working plan and the portable file of a journey, and one from another city as a revision."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bancheng.journeys import portable
from bancheng.journeys.queries.revisions import revision
from bancheng.kernel.database import fetch_all
from bancheng.kernel.rulebooks import Document, compose_release
from tests.journeys.planning import ON, book
from tests.journeys.planning import city as city_of_files
from tests.workbench.desks import Desk, Form, Page
from tests.workbench.test_designer import LIST, begin, desk_of

IMPORT = f"{LIST}import/"
THING = "social-security-card"
NEW = "new-card"


@pytest.fixture
def editor(city: object) -> Desk:
    return desk_of("editor")


def from_elsewhere() -> bytes:
    """The thing as another city would hand it out: under another code, so that this city has it not."""
    found = book(THING)
    root = found.documents[f"journey/{THING}"]
    renamed = Document("journey", NEW, {**root.body, "code": NEW, "plain_name": "换张新卡", "front": None})
    body = {key: value for key, value in renamed.body.items() if value is not None}
    documents = {**found.documents, f"journey/{NEW}": Document("journey", NEW, body)}
    release = compose_release(documents, "journey", NEW)
    return portable.pack(portable.portable(release, city_of_files(), on=ON))


def chosen(desk: Desk, data: bytes) -> Page:
    file = SimpleUploadedFile("thing.zip", data, "application/zip")
    return Page(desk.client.post(IMPORT, {"file": file}))


def table(page: Page) -> Form:
    return next(one for one in page.forms if "data" in one.values)


def posted(desk: Desk, page: Page, **values: Any) -> Page:
    form = table(page)
    return Page(desk.client.post(form.action, {**form.values, **values}, follow=True))


def test_the_working_plan_and_the_file_are_downloaded_from_the_list(editor: Desk) -> None:
    page = editor.get(f"{LIST}?kind=journey&q={THING}")
    plan = editor.client.get(next(link for said, link in page.links.items() if said.startswith("下载方案")))
    assert plan["Content-Disposition"].startswith("attachment")
    assert docx.Document(io.BytesIO(plan.content)).paragraphs[0].text.endswith("实施方案")
    file = editor.client.get(next(link for said, link in page.links.items() if said.startswith("给别的城市")))
    assert portable.unpack(file.content).manifest.journey == THING


def test_the_working_plan_of_a_revision_says_that_it_is_one(editor: Desk) -> None:
    begin(editor, f"journey/{THING}")
    page = editor.get(LIST)
    revised = next(
        link
        for link in page.links.values()
        if link.startswith(LIST) and "?" not in link and link.count("/") == 4
    )
    shown = editor.get(f"{revised}journey/{THING}/")
    plan = editor.client.get(next(link for said, link in shown.links.items() if "方案" in said))
    said = "\n".join(one.text for one in docx.Document(io.BytesIO(plan.content)).paragraphs)
    assert "修订稿，未发布" in said


def test_a_file_from_another_city_becomes_a_revision_for_the_second_person(editor: Desk) -> None:
    page = chosen(editor, from_elsewhere())
    assert page.status == 200
    assert "来自善美市" in page.text
    looked = posted(editor, page, do="look")
    assert "都对上了，检查没有问题" in looked.text
    made = posted(editor, looked, do="make")
    assert "修订稿" in made.text
    rows = fetch_all("SELECT revision_id FROM public.journeys_revised WHERE code = %s AND live", [NEW])
    view = revision(rows[0]["revision_id"], actor=editor.actor, on=ON)
    assert f"journey/{NEW}" in view.documents
    assert view.findings == []
    again = posted(editor, looked, do="make")
    assert again.status == 200
    assert len(fetch_all("SELECT 1 AS one FROM public.journeys_revised WHERE code = %s", [NEW])) == 1


def test_what_is_not_matched_is_said_beside_its_box_and_nothing_is_made(editor: Desk) -> None:
    page = chosen(editor, from_elsewhere())
    name = "org:role-01:all"
    refused = posted(editor, page, do="make", **{name: ""})
    assert refused.status == 422
    assert "还没有填" in refused.text
    assert f'id="id_{name}"' in refused.html
    assert fetch_all("SELECT 1 AS one FROM public.journeys_revised WHERE code = %s", [NEW]) == []


@pytest.mark.parametrize("data", [b"hello", b"PK\x03\x04", b""])
def test_a_file_that_is_none_is_refused_on_the_page_where_it_was_chosen(editor: Desk, data: bytes) -> None:
    page = chosen(editor, data)
    assert page.status == 422
    assert "这个文件" in page.text or "没有" in page.text
    assert 'type="file"' in page.html


def test_a_file_changed_on_its_way_through_the_form_is_read_with_the_same_suspicion(editor: Desk) -> None:
    page = chosen(editor, from_elsewhere())
    for wrong in ("x", "aGVsbG8="):
        assert posted(editor, page, do="make", data=wrong).status == 422


def test_whoever_only_publishes_cannot_bring_one_in(city: object) -> None:
    publisher = desk_of("publisher")
    assert publisher.client.get(IMPORT).status_code in (403, 404)
    assert publisher.client.post(IMPORT, {"do": "make"}).status_code in (403, 404)


def test_a_journey_that_is_not_there_is_a_page_that_is_not_there(editor: Desk) -> None:
    assert editor.client.get(f"{LIST}scheme/no-such/").status_code == 404
    assert editor.client.get(f"{LIST}file/{THING}/?revision=x").status_code == 404
