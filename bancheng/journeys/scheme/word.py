"""A working plan as a Word document (DOCX): A4, real headings, a table of contents, headings of tables on every page.

Sizes and faces follow GB/T 9704—2012 (公文格式): title 二号, body 三号仿宋, headings 三号黑体; tables are smaller. The same
plan gives the same bytes: no time and no name of a machine is written.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.text.paragraph import Paragraph

from bancheng.journeys.scheme.parts import Scheme, Section, Table

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_BODY, _BLACK, _LATIN = "仿宋", "黑体", "Times New Roman"
_INSTEAD = {
    "仿宋": "FangSong,仿宋_GB2312,STFangsong,Noto Serif CJK SC",
    "黑体": "SimHei,STHeiti,Noto Sans CJK SC",
}
"""Where a computer has not the face: what it takes in its place."""
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_SHORT, _LONG = Cm(21), Cm(29.7)
_SIDE, _TOP = Cm(2.6), Cm(3)
_CELL, _HEADING = "表格", "表头"
_NUMERALS = "一二三四五六七八九十"


def word_document(plan: Scheme) -> bytes:
    """The bytes of the DOCX."""
    document = docx.Document()
    _styles(document)
    _properties(document, plan)
    _page(document.sections[0], wide=False)
    _footer(document.sections[0])
    _head(document, plan)
    _contents(document, plan)
    wide = False
    for number, section in enumerate(plan.sections, 1):
        if _is_wide(section) != wide:
            wide = not wide
            _page(document.add_section(WD_SECTION.NEW_PAGE), wide=wide)
        _section(document, number, section, wide=wide)
    return _same_bytes(document)


def _is_wide(section: Section) -> bool:
    return any(isinstance(part, Table) and part.wide for part in section.parts)


def _numeral(number: int) -> str:
    return _NUMERALS[number - 1] if number <= 10 else f"十{_NUMERALS[number - 11]}"


# --- styles and page


def _face(style: Any, face: str, size: float, *, bold: bool = False) -> None:
    """Both faces of a style; the template's theme would go before them."""
    style.font.name, style.font.size, style.font.bold = _LATIN, Pt(size), bold
    style.font.italic, style.font.color.rgb = False, RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    for script, said in (("ascii", _LATIN), ("hAnsi", _LATIN), ("cs", _LATIN), ("eastAsia", face)):
        fonts.set(qn(f"w:{script}"), said)


def _styles(document: Any) -> None:
    styles = document.styles
    normal = styles["Normal"]
    _face(normal, _BODY, 16)
    normal.paragraph_format.line_spacing = Pt(28)
    normal.paragraph_format.space_after = Pt(0)
    _face(styles["Title"], _BLACK, 22)
    styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    styles["Title"].paragraph_format.line_spacing = Pt(36)
    for border in styles["Title"].element.pPr.findall(qn("w:pBdr")):
        styles["Title"].element.pPr.remove(border)
    _face(styles["Heading 1"], _BLACK, 16)
    _face(styles["Heading 2"], _BLACK, 14)
    _face(styles["Caption"], _BLACK, 12)
    for name in ("Heading 1", "Heading 2", "Caption"):
        styles[name].paragraph_format.space_before = Pt(10)
        styles[name].paragraph_format.space_after = Pt(4)
        styles[name].paragraph_format.keep_with_next = True
    listed = styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    listed.base_style = normal
    for name, face in ((_CELL, _BODY), (_HEADING, _BLACK)):
        cell = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        cell.base_style = normal
        _face(cell, face, 10.5)
        cell.paragraph_format.line_spacing = Pt(15)
    styles[_HEADING].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "zh-CN")
        language.set(qn("w:eastAsia"), "zh-CN")
    _instead(document)


def _instead(document: Any) -> None:
    """The table of faces with what may stand in for each."""
    rows = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
        for name, others in _INSTEAD.items()
    )
    made = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="{_W}">{rows}</w:fonts>'
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            relation.target_part._blob = made.encode()


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _properties(document: Any, plan: Scheme) -> None:
    facts = document.core_properties
    facts.title, facts.author, facts.subject = plan.title, plan.city, plan.subject
    facts.comments, facts.keywords, facts.last_modified_by = plan.source, "", ""
    facts.created = facts.modified = _LONG_AGO
    facts.language, facts.revision = "zh-CN", 1


def _page(section: Any, *, wide: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (_LONG, _SHORT) if wide else (_SHORT, _LONG)
    section.left_margin = section.right_margin = _SIDE if not wide else Cm(2)
    section.top_margin = section.bottom_margin = _TOP if not wide else Cm(2.4)


def _footer(section: Any) -> None:
    line = section.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.add_run("— ").font.size = Pt(14)
    _field(line, "PAGE", "1")
    line.add_run(" —").font.size = Pt(14)


def _field(line: Paragraph, instruction: str, shown: str) -> None:
    """A field that Word computes, with what is shown until then."""
    for kind, said in (("begin", ""), ("", instruction), ("separate", ""), ("shown", shown), ("end", "")):
        run = line.add_run(said if kind == "shown" else "")
        run.font.size = Pt(14)
        if kind in ("begin", "separate", "end"):
            run._r.append(_made("w:fldChar", fldCharType=kind))
        elif not kind:
            run._r.append(_instruction(said))


def _made(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _instruction(said: str) -> Any:
    element = _made("w:instrText")
    element.set(qn("xml:space"), "preserve")
    element.text = f" {said} "
    return element


# --- what is read


def _head(document: Any, plan: Scheme) -> None:
    document.add_paragraph(plan.title, style="Title")
    for said in (plan.city, plan.source):
        if said:
            line = document.add_paragraph(style=_CELL)
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            line.add_run(said)


def _contents(document: Any, plan: Scheme) -> None:
    """目录: a field that Word brings up to date, filled already, so that every reader has its links."""
    title = document.add_paragraph(style="Caption")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run("目录")
    last = len(plan.sections)
    for number, section in enumerate(plan.sections, 1):
        line = document.add_paragraph(style="toc 1")
        if number == 1:
            line.add_run()._r.append(_made("w:fldChar", fldCharType="begin"))
            line.add_run()._r.append(_instruction('TOC \\o "1-1" \\h \\z \\u'))
            line.add_run()._r.append(_made("w:fldChar", fldCharType="separate"))
        link = _made("w:hyperlink", anchor=f"part{number}", history="1")
        run = line.add_run(f"{_numeral(number)}、{section.title}")
        link.append(run._r)
        line._p.append(link)
        if number == last:
            line.add_run()._r.append(_made("w:fldChar", fldCharType="end"))


def _section(document: Any, number: int, section: Section, *, wide: bool) -> None:
    title = document.add_paragraph(style="Heading 1")
    title._p.append(_made("w:bookmarkStart", id=str(number), name=f"part{number}"))
    title.add_run(f"{_numeral(number)}、{section.title}")
    title._p.append(_made("w:bookmarkEnd", id=str(number)))
    for part in section.parts:
        if isinstance(part, Table):
            _table(document, part, wide=wide, caption=part.title != section.title)
        else:
            line = document.add_paragraph(part)
            line.paragraph_format.first_line_indent = Pt(32)  # two signs of 三号


def _table(document: Any, table: Table, *, wide: bool, caption: bool) -> None:
    if caption:
        document.add_paragraph(table.title, style="Caption").alignment = WD_ALIGN_PARAGRAPH.CENTER
    made = document.add_table(rows=1 + len(table.rows), cols=len(table.head), style="Table Grid")
    made.autofit = False
    _described(made, table.title)
    room = (_LONG - 2 * Cm(2)) if wide else (_SHORT - 2 * _SIDE)
    shares = table.shares or (1,) * len(table.head)
    widths = [Emu(int(room * share / sum(shares))) for share in shares]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    style, heading = document.styles[_CELL], document.styles[_HEADING]
    for row, said in zip(made.rows, (table.head, *table.rows), strict=True):
        about = row._tr.get_or_add_trPr()
        about.append(_made("w:cantSplit"))
        if said is table.head:
            about.append(_made("w:tblHeader"))
        for cell, words, width in zip(row._tr.tc_lst, said, widths, strict=True):
            cell.width = width
            line = cell.p_lst[0]
            line.style = style.style_id if said is not table.head else heading.style_id
            line.add_r().text = words


def _described(made: Any, title: str) -> None:
    """What a screen reader says of a table; and its first row is a heading."""
    about = made._tbl.tblPr
    about.append(_made("w:tblCaption", val=title))


def _same_bytes(document: Any) -> bytes:
    """The package written anew, without the times at which its parts were made."""
    first, second = io.BytesIO(), io.BytesIO()
    document.save(first)
    with zipfile.ZipFile(first) as reading, zipfile.ZipFile(second, "w") as writing:
        for one in sorted(reading.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(one, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            writing.writestr(entry, reading.read(one))
    return second.getvalue()
