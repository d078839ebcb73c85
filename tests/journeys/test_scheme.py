"""一件事一方案: everything that the rulebooks of a journey say to an office stands in its Word document."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from bancheng.catalogue.spec import Item
from bancheng.demo_city.loader import RULEBOOKS
from bancheng.journeys.scheme import scheme, word_document
from bancheng.kernel.rulebooks import text
from tests.journeys.planning import ON, book, city
from tests.journeys.planning import folder as rulebooks

THINGS = tuple(sorted(path.stem for path in (Path(RULEBOOKS) / "journeys").glob("*.yaml")))
SECTIONS = (
    "基本情况", "责任分工", "事项清单", "办理情形", "申请条件", "申请表单", "申请材料", "办理流程", "办理时限", "收费",
    "办理结果和送达", "精简成效", "咨询和监督", "依据和救济",
)  # fmt: skip


@cache
def written(thing: str) -> bytes:
    return word_document(scheme(book(thing), city(), ON, rulebooks().documents))


@cache
def opened(thing: str) -> Any:
    return docx.Document(io.BytesIO(written(thing)))


def table(thing: str, *head: str) -> list[list[str]]:
    """The rows of the table whose heading row holds these words."""
    for one in opened(thing).tables:
        rows = _rows(one)
        if set(head) <= set(rows[0]):
            return rows[1:]
    raise AssertionError(head)


def _rows(one: Any) -> list[list[str]]:
    return [
        ["".join(said.text or "" for said in cell.iter(qn("w:t"))) for cell in row.tc_lst]
        for row in one._tbl.tr_lst
    ]


def whole(thing: str) -> str:
    paragraphs = [one.text for one in opened(thing).paragraphs]
    return "\n".join([*paragraphs, *("\t".join(row) for one in opened(thing).tables for row in _rows(one))])


@pytest.mark.parametrize("thing", THINGS)
def test_every_matter_limit_material_and_datum_of_the_journey_is_in_it(thing: str) -> None:
    items = [one for one in book(thing).models("item").values() if isinstance(one, Item)]
    limits = {row[1]: row for row in table(thing, "法定时限", "承诺时限")}
    listed = {row[1] for row in table(thing, "基本编码")}
    papers = [(row[1], row[-1]) for row in table(thing, "免交办法")]
    fields = {row[3] for row in table(thing, "由谁提供")}
    for item in items:
        name = text(item.name)
        assert name in listed
        for entry in item.entries:
            assert entry.promised.said in limits[name][3]
            assert entry.legal is None or entry.legal.said in limits[name][2]
        for need in item.all_materials():
            wanted = text(book(thing).model("material", need.type).name)
            assert any(called == wanted and name in used for called, used in papers), wanted
        for field in item.all_fields():
            assert text(book(thing).model("element", field.element).name) in fields


@pytest.mark.parametrize("thing", THINGS)
def test_it_says_who_to_ask_where_and_on_what_basis(thing: str) -> None:
    said = whole(thing)
    for item in book(thing).models("item").values():
        assert isinstance(item, Item)
        assert all(text(one.title) in said for one in item.basis)
        for entry in item.entries:
            assert not entry.phone or entry.phone in said
            assert all(text(fee.name) in said for fee in entry.fees)


@pytest.mark.parametrize("thing", THINGS[:3])
def test_its_sections_are_headings_and_the_table_of_contents_leads_to_them(thing: str) -> None:
    document = opened(thing)
    heads = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert [one.partition("、")[2] for one in heads] == list(SECTIONS)
    listed = [one for one in document.paragraphs if one.style.name == "toc 1"]
    anchors = [link.get(qn("w:anchor")) for one in listed for link in one._p.iter(qn("w:hyperlink"))]
    marks = [one.get(qn("w:name")) for one in document.element.body.iter(qn("w:bookmarkStart"))]
    assert anchors == marks
    assert len(anchors) == len(SECTIONS)
    assert "TOC" in "".join(one.text for one in document.element.body.iter(qn("w:instrText")))


def test_it_is_a4_with_page_numbers_and_headings_of_tables_on_every_page() -> None:
    document = opened(THINGS[0])
    assert {
        tuple(sorted((round(one.page_width.mm), round(one.page_height.mm)))) for one in document.sections
    } == {(210, 297)}
    footer = document.sections[0].footer._element
    assert "PAGE" in "".join(one.text for one in footer.iter(qn("w:instrText")))
    for one in document.tables:
        assert one._tbl.tr_lst[0].trPr.find(qn("w:tblHeader")) is not None
    faces = document.styles["Normal"].element.rPr.rFonts
    assert faces.get(qn("w:eastAsia")) == "仿宋"


def test_the_same_release_gives_the_same_bytes() -> None:
    thing = THINGS[0]
    again = word_document(scheme(book(thing), city(), ON, rulebooks().documents))
    assert again == written(thing)


def test_a_table_tells_who_gives_each_datum() -> None:
    """Three things that need not be typed stand in it as such: what a register knows, a result gives, sign-on tells."""
    told = "\n".join(row[4] for row in table("newborn", "由谁提供"))
    assert "共享“" in told
    assert "办好后自动带出" in told
    assert "申请人填写" in told


def test_places_that_promise_differently_are_named() -> None:
    row = next(row for row in table("restaurant", "承诺时限") if "：" in row[3])
    assert "；" in row[3]
