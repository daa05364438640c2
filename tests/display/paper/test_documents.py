"""RTF and Word: what was put in can be read, and only read; the same bytes for the same tables."""

from __future__ import annotations

import io
import json
import re
import zipfile

import docx
import pytest
from docx.document import Document

from tests.display.paper.examples import HOSTILE, hostile, table
from tests.display.paper.rtf_reader import rows_of
from tests.display.table.examples import TABLES, addresses
from tests.display.table.test_addresses import spread
from trialstats.display.paper.contents import first_pages
from trialstats.display.paper.docx import render_docx
from trialstats.display.paper.pages import paged
from trialstats.display.paper.plain import plain
from trialstats.display.paper.printed import Printed
from trialstats.display.paper.rtf import render_rtf
from trialstats.display.table.data import TableData
from trialstats.display.table.stored import stored, table_of
from trialstats.methods.show import tabulate
from trialstats.trialfile.parts.house_style import HouseStyle

STYLE = HouseStyle()


def printed(name: str, data: TableData, style: HouseStyle = STYLE) -> Printed:
    return Printed(name, tuple(paged(data, style)), "LASER-01", "Source: the analysis")


WHOLE = [printed("first", table(rows=60)), printed("second", table(columns=12)), printed("third", table(groups=0))]


def lines_of(tables: list[Printed]) -> list[list[str]]:
    """Give the texts of the lines of the body, as they should be read."""
    return [
        [line.label, *(f"{text}{mark}" for text, mark in zip(line.texts, line.marks, strict=True))]
        for each in tables
        for page in each.pages
        for line in page.lines
    ]


def test_rtf_holds_every_line() -> None:
    rows = rows_of("".join(render_rtf(WHOLE, STYLE, contents="Tables")))
    body = [row for row in rows if row in lines_of(WHOLE)]
    assert body == lines_of(WHOLE)


def test_word_holds_every_line() -> None:
    document = docx.Document(io.BytesIO(render_docx(WHOLE, STYLE, contents="Tables")))
    rows = [[cell.text for cell in unmerged(row)] for table in document.tables for row in table.rows]
    assert [row for row in rows if row in lines_of(WHOLE)] == lines_of(WHOLE)


def unmerged(row: object) -> list[object]:
    """Give each cell of a row once, for a merged one comes as often as it has columns."""
    return list({id(cell._tc): cell for cell in row.cells}.values())  # type: ignore[attr-defined]


def test_hostile_texts_are_texts_in_rtf() -> None:
    written = "".join(render_rtf([printed("hostile", hostile())], STYLE, contents="Tables"))
    assert written.isascii()
    read = "\n".join(text for row in rows_of(written) for text in row)
    for text in HOSTILE:
        assert plain(text) in read


def test_hostile_texts_are_texts_in_word() -> None:
    document = docx.Document(io.BytesIO(render_docx([printed("hostile", hostile())], STYLE, contents="Tables")))
    read = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    for text in HOSTILE:
        assert plain(text) in read


def test_a_document_has_its_contents_and_a_heading_a_table() -> None:
    document = docx.Document(io.BytesIO(render_docx(WHOLE, STYLE, contents="Tables")))
    headings = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"]
    assert headings == [each.heading for each in WHOLE]
    rtf = "".join(render_rtf(WHOLE, STYLE, contents="Tables"))
    for each in WHOLE:
        assert rf"{{\*\bkmkstart {each.bookmark}}}" in rtf
        assert rf"PAGEREF {each.bookmark} " in rtf


def pages_of(document: Document) -> list[int]:
    """The page of each heading, by the page breaks of the document: of sections and before paragraphs."""
    page, found = 1, list[int]()
    for element in document.element.body:
        if element.tag.endswith("}p"):
            page += bool(element.xpath("./w:pPr/w:pageBreakBefore"))
            if element.xpath("./w:pPr/w:pStyle[@w:val='Heading1']"):
                found.append(page)
            page += bool(element.xpath("./w:pPr/w:sectPr"))
    return found


def test_the_contents_say_on_which_page_a_table_begins() -> None:
    document = docx.Document(io.BytesIO(render_docx(WHOLE, STYLE, contents="Tables")))
    pages = pages_of(document)
    assert len(pages) == len(WHOLE)
    assert max(pages) > 1 + len(WHOLE)  # some of them have several pages
    for each, page in zip(WHOLE, pages, strict=True):
        number = document.element.body.xpath(f".//w:fldSimple[contains(@w:instr, '{each.bookmark}')]//w:t")
        assert [text.text for text in number] == [str(page)]
    rtf = "".join(render_rtf(WHOLE, STYLE, contents="Tables"))
    size = round(2 * STYLE.font_size)
    listed = re.findall(rf"PAGEREF (\w+) \\\\h\}}\{{\\fldrslt\{{ \\f0\\fs{size} (\d+)\}}", rtf)
    assert listed == [(each.bookmark, str(page)) for each, page in zip(WHOLE, pages, strict=True)]


def test_a_list_of_many_tables_takes_pages_of_its_own() -> None:
    """Each of the entries takes a line, and two points more; the title takes one with six."""
    height = STYLE.room(landscape=False)[1]
    fit = int((height - STYLE.leading - 6 + 2) / (STYLE.leading + 2))
    one = next(each for each in WHOLE if len(each.pages) == 1)
    assert next(first_pages("Tables", [one] * fit, STYLE)) == 2
    assert list(first_pages("Tables", [one] * (fit + 1), STYLE)) == [3 + n for n in range(fit + 1)]


def test_a_document_is_named_in_its_properties() -> None:
    title = "Table 1: pain \u2265 30 {mm}\n(LASER-01: A trial)"
    core = docx.Document(io.BytesIO(render_docx(WHOLE, STYLE, title=title))).core_properties
    assert (core.title, core.author, core.comments) == (title.replace("\n", " "), "", "")
    rtf = "".join(render_rtf(WHOLE, STYLE, title=title))
    assert r"{\info{\title Table 1: pain \u8805? 30 \{mm\} (LASER-01: A trial)}}" in rtf
    long = docx.Document(io.BytesIO(render_docx(WHOLE, STYLE, title="long " * 100))).core_properties
    assert len(long.title) <= 255
    assert long.title.endswith("\u2026")


@pytest.mark.parametrize("contents", ["Tables", ""])
def test_the_same_tables_give_the_same_bytes(contents: str) -> None:
    assert render_docx(WHOLE, STYLE, contents=contents) == render_docx(WHOLE, STYLE, contents=contents)
    with zipfile.ZipFile(io.BytesIO(render_docx(WHOLE, STYLE))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_table_without_results_is_its_title_and_the_reason() -> None:
    unmade = TableData("T", (), (), footnotes=("This table could not be made.",))
    document = docx.Document(io.BytesIO(render_docx([printed("t", unmade)], STYLE)))
    assert [paragraph.text for paragraph in document.paragraphs] == ["T", "This table could not be made."]
    assert "This table could not be made." in "".join(render_rtf([printed("t", unmade)], STYLE))


def test_a_table_can_be_stored() -> None:
    data = table(rows=2)
    assert table_of(json.loads(json.dumps(stored(data)))) == data


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_number_of_every_kind_of_table_traces_to_its_result(name: str) -> None:
    """Line by line, both documents show the texts of cells that name the rows they come from."""
    table, rows, look = TABLES[name]
    made = printed(name, tabulate(table, rows, look))
    known = addresses(rows)
    for page in made.pages:
        for line in page.lines:
            for cell, text in zip(line.cells, line.texts, strict=True):
                assert text.lstrip("\N{FIGURE SPACE}") == cell.text
                assert not any(each.isdigit() for each in text) or spread(str(cell.ard)) <= known
    lines = [[plain(text) for text in texts] for texts in lines_of([made])]
    assert [row for row in rows_of("".join(render_rtf([made], STYLE))) if row in lines] == lines
    document = docx.Document(io.BytesIO(render_docx([made], STYLE)))
    read = [[cell.text for cell in unmerged(row)] for table in document.tables for row in table.rows]
    assert [row for row in read if row in lines] == lines
