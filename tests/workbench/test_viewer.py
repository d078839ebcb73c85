"""A paper of several pages stands in the viewer page by page, beside the values, with and without a script."""

from __future__ import annotations

import io
from typing import Any

import pytest

from tests.files import corpus
from tests.journeys import walking
from tests.workbench.desks import Desk, Page, first, submitted
from tests.workbench.test_looks import desk_of, material_of

PAGES = 3


@pytest.fixture
def walker(city: Any, registry: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    colours = ("#E01010", "#10E010", "#1010E0")[:PAGES]
    monkeypatch.setattr(walking, "photograph", lambda _chance: io.BytesIO(corpus.pdf_coloured(*colours)))
    return submitted()


@pytest.fixture
def address(walker: Any) -> str:
    """Of a material that is a PDF."""
    return material_of(first(walker))


@pytest.fixture
def desk(walker: Any, address: str) -> Desk:
    return desk_of(address, walker)


def picture_of(page: Page) -> str:
    start = page.html.index("/files/")
    return page.html[start : page.html.index('"', start)]


def test_a_page_stands_beside_the_values_and_the_next_one_is_a_link(desk: Desk, address: str) -> None:
    page = desk.get(f"{address}?list=free")
    assert "第1页，共3页" in page.text
    assert "对照填的内容" in page.text
    assert "上一页" not in page.links
    assert page.links["下一页"] == f"{address}?list=free&page=2"
    second = desk.get(page.links["下一页"])
    assert "第2页，共3页" in second.text
    assert second.links["上一页"] == f"{address}?list=free"
    last = desk.get(f"{address}?page=3")
    assert "下一页" not in last.links


def test_what_is_shown_is_the_picture_that_we_drew_of_this_page(desk: Desk, address: str) -> None:
    page = desk.get(f"{address}?page=2")
    file_id = address.split("/")[-2]
    assert f'src="/files/{file_id}/pages/2/"' in page.html
    answer = desk.client.get(f"/files/{file_id}/pages/2/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    for own_reader in ("<iframe", "<embed", "<object"):
        assert own_reader not in page.html


@pytest.mark.parametrize(("written", "shown"), [("0", 1), ("x", 1), ("99", 3), ("²", 1), ("9" * 30, 1)])
def test_a_page_of_ones_own_making_is_read_as_far_as_it_goes(
    desk: Desk, address: str, written: str, shown: int
) -> None:
    assert f"第{shown}页，共3页" in desk.get(f"{address}?page={written}").text


def test_whoever_does_not_see_the_case_sees_no_page_of_it(walker: Any, address: str) -> None:
    file_id = address.split("/")[-2]
    stranger = Desk("tax-chengqu-1", "tax-chengqu.social-fees")
    assert stranger.client.get(f"/files/{file_id}/pages/1/").status_code == 404
