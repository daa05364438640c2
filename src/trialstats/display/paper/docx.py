"""Pages of tables as a Word document; the same bytes for the same tables.

python-docx makes the document, its sections and styles. What stands on the pages is written as the XML that Word keeps,
page by page as the archive is packed: a library that builds each cell as an object takes minutes for a listing, and
gigabytes for those of a large trial.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from trialstats.display.paper.archive import PLACE, packed
from trialstats.display.paper.columns import BETWEEN, INDENT
from trialstats.display.paper.contents import BELOW_ENTRY, BELOW_TITLE, SIDES, first_pages
from trialstats.display.paper.page_number import PAGE_FIELDS, page_parts
from trialstats.display.paper.pages import Line, Page
from trialstats.display.paper.plain import entitled
from trialstats.display.paper.printed import Printed
from trialstats.display.paper.word import TWIPS, bookmarked, cell, field, paragraph, parsed, qualified, row, run
from trialstats.display.table.data import Cell, TableData
from trialstats.trialfile.parts.house_style import HouseStyle

__all__ = ["entitle", "render_docx"]

# Where the label of a column stands, by how its cells line up.
HEADS = {"left": "", "right": "right", "point": "center"}
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def render_docx(tables: Sequence[Printed], style: HouseStyle, *, title: str = "", contents: str = "") -> bytes:
    """Write tables as one document.

    title: of the document, by which programs and archives name it.
    contents: the title of a list of the tables that comes first, each with the page that it begins on; none if empty.
    """
    import docx

    document = docx.Document()
    dress(document, style)
    entitle(document, title)
    for element in list(document.element.body):
        if not element.tag.endswith("sectPr"):
            document.element.body.remove(element)
    bodies = [contents_page(contents, tables, style)] if contents else []
    above = [(tables[0].header if tables else "", "", False)] if contents else []
    above += [(table.header, table.footer, table.landscape) for table in tables]
    for position, (header, footer, landscape) in enumerate(above):
        section = document.sections[0] if not position else document.add_section()
        lay_out(section, style, landscape, header, footer)
        document.element.body[-1].addprevious(parsed(PLACE.replace("/>", f" {WORD}/>")))
    return packed(document, [*bodies, *map(body_of, tables)])


def dress(document: Any, style: HouseStyle) -> None:
    """Set the document's type, and that nothing stands between paragraphs."""
    from docx.enum.text import WD_LINE_SPACING
    from docx.shared import Pt

    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = style.font, Pt(style.font_size)
    for named in ("Normal", "Heading 1"):
        spacing = document.styles[named].paragraph_format
        spacing.space_before = spacing.space_after = Pt(0)
        spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(style.leading)
    heading = document.styles["Heading 1"]
    heading.font.size, heading.font.bold = Pt(style.font_size), True
    heading.element.rPr.rFonts.attrib.clear()
    heading.font.name = style.font
    for color in heading.element.rPr.findall(qualified("color")):
        heading.element.rPr.remove(color)


def entitle(document: Any, title: str) -> None:
    """Name a document in its properties, where the template names its own author."""
    core = document.core_properties
    core.author, core.title, core.comments = "", entitled(title), ""


def lay_out(section: Any, style: HouseStyle, landscape: bool, header: str, footer: str) -> None:
    """Set the paper of a section, and what stands above and below each of its pages."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Pt

    width, height = style.sheet(landscape=landscape)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Pt(width), Pt(height)
    margin = Pt(style.margin_points)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = margin
    section.header_distance = section.footer_distance = Pt(style.margin_points / 2)
    right = round(TWIPS * style.room(landscape=landscape)[0])
    parts = page_parts(style.page)
    number = "".join(field(PAGE_FIELDS[part]) if part in PAGE_FIELDS else run(part) for part in parts)
    above = f'<w:pPr><w:tabs><w:tab w:val="right" w:pos="{right}"/></w:tabs></w:pPr>{run(header)}<w:r><w:tab/></w:r>'
    for part, content in ((section.header, above + number), (section.footer, run(footer))):
        part.is_linked_to_previous = False
        element = part._element
        for child in list(element):
            element.remove(child)
        element.append(parsed(f"<w:p {WORD}>{content}</w:p>"))


def body_of(table: Printed) -> Iterator[str]:
    """Write the pages of a table: title, rows, notes; a page break between pages."""
    for page in table.pages:
        yield from titles(page, table)
        if page.columns:
            yield from rows_of(page)
        yield from notes(page)


def titles(page: Page, table: Printed) -> Iterator[str]:
    """Write the title, as a heading on the first page of each table, where contents and outline find it."""
    bold = run(page.heading, "<w:b/>")
    if page.number == 1:
        yield paragraph(bookmarked(bold, table.bookmark), '<w:pStyle w:val="Heading1"/>')
    else:
        yield paragraph(bold, "<w:keepNext/><w:pageBreakBefore/>")
    if page.data.subtitle:
        yield paragraph(run(page.data.subtitle), "<w:keepNext/>")
    if page.data.notice:
        yield paragraph(run(page.data.notice, "<w:i/>"), "<w:keepNext/>")


def rows_of(page: Page) -> Iterator[str]:
    """Write the table of a page; its head is repeated should the page overflow."""
    grid = "".join(f'<w:gridCol w:w="{round(TWIPS * width)}"/>' for width in page.widths)
    size = round(TWIPS * sum(page.widths))
    sides = "".join(f'<w:{side} w:w="{round(TWIPS * BETWEEN / 2)}" w:type="dxa"/>' for side in ("left", "right"))
    layout = f'<w:tblPr><w:tblW w:w="{size}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    layout += f"<w:tblCellMar>{sides}</w:tblCellMar></w:tblPr>"
    yield f"<w:tbl>{layout}<w:tblGrid>{grid}</w:tblGrid>"
    yield from heads(page)
    yield from lines(page)
    yield "</w:tbl>"


def heads(page: Page) -> Iterator[str]:
    """Write spanners and column labels."""
    spanned = any(column.spanner for column in page.columns)
    if spanned:
        cells = [cell("", "", page.widths[0], top=True)]
        at = 1
        for name, group in groupby(page.columns, lambda column: column.spanner):
            columns = list(group)
            width = sum(page.widths[at : at + len(columns)])
            at += len(columns)
            label = counted(page.data, name or "", columns[0].over if name else None)
            cells.append(cell(label, "center", width, len(columns), top=True, bottom=bool(name)))
        yield row(cells, header=True)
    low = {"top": not spanned, "bottom": True, "low": True}
    cells = [cell(run(page.data.stub), "", page.widths[0], **low)]
    for column, width in zip(page.columns, page.widths[1:], strict=True):
        cells.append(cell(counted(page.data, column.label, column.count), HEADS[column.align], width, **low))
    yield row(cells, header=True)


def counted(data: TableData, label: str, count: Cell | None) -> str:
    """Write a column's label, with the number of its subjects below it."""
    return run(label) + (f"<w:r><w:br/></w:r>{run(data.count_words(count))}" if count else "")


def lines(page: Page) -> Iterator[str]:
    """Write the lines of the body; the last has a rule below it."""
    for at, line in enumerate(page.lines, start=1):
        last = at == len(page.lines)
        if line.kind == "row":
            yield row(list(cells_of(line, page, last)))
        else:
            style = "<w:b/>" if line.kind == "group" else "<w:i/>"
            whole = cell(run(line.label, style), "", sum(page.widths), len(page.widths), bottom=last, keep=True)
            yield row([whole])


def cells_of(line: Line, page: Page, last: bool) -> Iterator[str]:
    """Write the label and the cells of a row."""
    yield cell(run(line.label), "", page.widths[0], left=INDENT * line.indent, bottom=last)
    for column, width, shift, text, mark in zip(
        page.columns, page.widths[1:], page.shifts, line.texts, line.marks, strict=True
    ):
        raised = run(mark, '<w:vertAlign w:val="superscript"/>') if mark else ""
        side = "right" if column.align == "right" else ""
        yield cell(run(text) + raised, side, width, left=shift if text else 0.0, bottom=last)


def notes(page: Page) -> Iterator[str]:
    """Write the footnotes."""
    yield from (paragraph(run(note)) for note in page.notes)


def contents_page(title: str, tables: Sequence[Printed], style: HouseStyle) -> Iterator[str]:
    """List the tables with the pages that they begin on."""
    right = round(TWIPS * style.room(landscape=False)[0])
    tab = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{right}"/></w:tabs>'
    sides = round(TWIPS * SIDES)
    hang = f'<w:spacing w:after="{round(TWIPS * BELOW_ENTRY)}"/>'
    hang += f'<w:ind w:left="{sides}" w:right="{sides}" w:hanging="{sides}"/>'
    below = f'<w:spacing w:after="{round(TWIPS * BELOW_TITLE)}"/>'
    yield paragraph(run(title, "<w:b/>"), f"<w:keepNext/>{below}")
    for table, page in zip(tables, first_pages(title, tables, style), strict=True):
        yield paragraph(
            f'<w:hyperlink w:anchor="{table.bookmark}">{run(table.heading)}</w:hyperlink><w:r><w:tab/></w:r>'
            + field(f"PAGEREF {table.bookmark} \\h", str(page)),
            tab + hang,
        )
