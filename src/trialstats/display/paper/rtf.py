"""Pages of tables as RTF: plain ASCII, so that every reader understands it, and the same bytes for the same tables.

Written by hand: the libraries tried write characters such as µ raw into a file that says it is ASCII, do not escape
braces, and take a third of a second a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from trialstats.display.paper.columns import BETWEEN, INDENT
from trialstats.display.paper.contents import BELOW_ENTRY, BELOW_TITLE, SIDES, first_pages
from trialstats.display.paper.page_number import PAGE_FIELDS, page_parts
from trialstats.display.paper.pages import Line, Page
from trialstats.display.paper.plain import entitled, plain
from trialstats.display.paper.printed import Printed
from trialstats.trialfile.parts.house_style import HouseStyle

__all__ = ["render_rtf"]

TWIPS = 20  # a point
# Where the label of a column stands, by how its cells line up.
HEADS = {"left": r"\ql", "right": r"\qr", "point": r"\qc"}
KINDS = {"Arial": "fswiss", "Times New Roman": "froman", "Courier New": "fmodern"}
TOP, BOTTOM = r"\clbrdrt\brdrs\brdrw10", r"\clbrdrb\brdrs\brdrw10"
ESCAPES = {"\\": r"\\", "{": r"\{", "}": r"\}", "\n": r"\line "}
SPECIAL = re.compile(r"[\\{}\n]|[^\x00-\x7f]")
# The word that begins a paragraph; behind another backslash it is a text of somebody's.
PARAGRAPH = re.compile(r"(?<!\\)\\pard")


def render_rtf(tables: Sequence[Printed], style: HouseStyle, *, title: str = "", contents: str = "") -> Iterator[str]:
    """Write tables as one document, page by page: as one text that of a large trial would need gigabytes.

    title: of the document, by which programs and archives name it.
    contents: the title of a list of the tables that comes first, each with the page that it begins on; none if empty.
    """
    sections = [iter([contents_page(contents, tables, style)])] if contents else []
    sections += [section(table, style) for table in tables]
    exact = rf"\pard\sl-{round(TWIPS * style.leading)}\slmult0"
    yield head(style, title)
    for position, pieces in enumerate(sections):
        if position:
            yield "\\sect\n"
        yield from (PARAGRAPH.sub(lambda _: exact, piece) for piece in pieces)
    yield "}\n"


def head(style: HouseStyle, title: str) -> str:
    """Begin the document: its font, its title and the size of its type."""
    info = rf"{{\info{{\title {escaped(entitled(title))}}}}}" if title else ""
    fonts = rf"{{\fonttbl{{\f0\{KINDS[style.font]}\fcharset0 {style.font};}}}}"
    return (
        rf"{{\rtf1\ansi\ansicpg1252\uc1\deff0\deflang1033{fonts}{info}\fs{round(2 * style.font_size)}\widowctrl" + "\n"
    )


def section(table: Printed, style: HouseStyle) -> Iterator[str]:
    """Write the pages of one table as a section, with what stands above and below each."""
    yield section_head(style, table.landscape, table.header, table.footer)
    yield from (sheet(page, table) for page in table.pages)


def section_head(style: HouseStyle, landscape: bool, header: str, footer: str) -> str:
    """Begin a section: its paper, and what stands above and below each of its pages."""
    width, height = (round(TWIPS * side) for side in style.sheet(landscape=landscape))
    margin = round(TWIPS * style.margin_points)
    edge, right, size = margin // 2, width - 2 * margin, round(2 * style.font_size)
    fields = {name: rf"{{\field{{\*\fldinst {code}}}{{\fldrslt 1}}}}" for name, code in PAGE_FIELDS.items()}
    number = "".join(fields.get(part) or escaped(part) for part in page_parts(style.page))
    turned = r"\lndscpsxn" if landscape else ""
    return "\n".join(
        [
            rf"\sectd\sbkpage{turned}\pgwsxn{width}\pghsxn{height}\marglsxn{margin}\margrsxn{margin}",
            rf"\margtsxn{margin}\margbsxn{margin}\headery{edge}\footery{edge}",
            rf"{{\header\pard\plain\f0\fs{size}\tqr\tx{right} {escaped(header)}\tab {number}\par}}",
            rf"{{\footer\pard\plain\f0\fs{size} {escaped(footer)}\par}}",
            "",
        ]
    )


def contents_page(title: str, tables: Sequence[Printed], style: HouseStyle) -> str:
    """List the tables with the pages that they begin on, which a reader's program finds by their bookmarks."""
    right, size = round(TWIPS * style.room(landscape=False)[0]), round(2 * style.font_size)
    sides, below, first = (round(TWIPS * points) for points in (SIDES, BELOW_ENTRY, BELOW_TITLE))
    lines = [
        rf"\pard\sa{below}\li{sides}\fi-{sides}\ri{sides}\tqr\tldot\tx{right} "
        rf'{{\field{{\*\fldinst HYPERLINK \\l "{table.bookmark}"}}{{\fldrslt {escaped(table.heading)}}}}}'
        rf"\tab {{\field{{\*\fldinst PAGEREF {table.bookmark} \\h}}{{\fldrslt{{ \f0\fs{size} {page}}}}}}}\par"
        for table, page in zip(tables, first_pages(title, tables, style), strict=True)
    ]
    head = section_head(style, False, tables[0].header if tables else "", "")
    return head + "\n".join([rf"\pard\keepn\sa{first}{{\b {escaped(title)}}}\par", *lines]) + "\n"


def sheet(page: Page, table: Printed) -> str:
    """Write a page: title, head of the table, body, notes."""
    rows = [*heads(page), *body(page)] if page.columns else []
    return "\n".join([*titles(page, table), *rows, *notes(page)]) + "\n"


def titles(page: Page, table: Printed) -> Iterator[str]:
    """Write the title, which a document's contents and a reader's outline find on the first page of each table."""
    title = rf"{{\b {escaped(page.heading)}}}"
    if page.number == 1:
        mark = table.bookmark
        yield rf"\pard\keepn\outlinelevel0 {{\*\bkmkstart {mark}}}{title}{{\*\bkmkend {mark}}}\par"
    else:
        yield rf"\pard\pagebb\keepn {title}\par"
    if page.data.subtitle:
        yield rf"\pard\keepn {escaped(page.data.subtitle)}\par"
    if page.data.notice:
        yield rf"\pard\keepn{{\i {escaped(page.data.notice)}}}\par"


def heads(page: Page) -> Iterator[str]:
    """Write spanners and column labels, which a reader's program repeats should a page overflow."""
    edges = ends(page.widths)
    if any(column.spanner for column in page.columns):
        spans = [(name, list(group)) for name, group in groupby(enumerate(page.columns), lambda at: at[1].spanner)]
        cells = [(rf"{TOP}\cellx{edges[0]}", "")]
        for name, group in spans:
            line = rf"{TOP}{BOTTOM}" if name else TOP
            over = group[0][1].over
            text = escaped(name or "") + (rf"\line {escaped(page.data.count_words(over))}" if over and name else "")
            cells.append((rf"{line}\cellx{edges[group[-1][0] + 1]}", rf"\qc {text}" if name else ""))
        yield row(cells, header=True)
    top = "" if any(column.spanner for column in page.columns) else TOP
    cells = [(rf"\clvertalb{top}{BOTTOM}\cellx{edges[0]}", rf"\ql {escaped(page.data.stub)}")]
    for column, edge in zip(page.columns, edges[1:], strict=True):
        count = rf"\line {escaped(page.data.count_words(column.count))}" if column.count else ""
        side = HEADS[column.align]
        cells.append((rf"\clvertalb{top}{BOTTOM}\cellx{edge}", rf"{side} {escaped(column.label)}{count}"))
    yield row(cells, header=True)


def body(page: Page) -> Iterator[str]:
    """Write the lines of the body; the last has a rule below it."""
    edges = ends(page.widths)
    for at, line in enumerate(page.lines, start=1):
        rule = BOTTOM if at == len(page.lines) else ""
        if line.kind == "row":
            yield row(list(zip([rf"{rule}\cellx{edge}" for edge in edges], cells(line, page), strict=True)))
        else:
            style = r"\b" if line.kind == "group" else r"\i"
            yield row([(rf"{rule}\cellx{edges[-1]}", rf"\ql\keepn{{{style} {escaped(line.label)}}}")])


def cells(line: Line, page: Page) -> Iterator[str]:
    """Write the label and the cells of a row."""
    yield rf"\ql\li{round(TWIPS * INDENT * line.indent)} {escaped(line.label)}"
    for column, shift, text, mark in zip(page.columns, page.shifts, line.texts, line.marks, strict=True):
        side = r"\qr" if column.align == "right" else rf"\ql\li{round(TWIPS * shift)}" if shift and text else r"\ql"
        yield rf"{side} {escaped(text)}" + (rf"{{\super {mark}}}" if mark else "")


def notes(page: Page) -> Iterator[str]:
    """Write the footnotes."""
    yield from (rf"\pard {escaped(note)}\par" for note in page.notes)


def row(cells: Sequence[tuple[str, str]], *, header: bool = False) -> str:
    """Write a row: of each cell its borders with its right edge, and its text with its alignment."""
    repeat = r"\trhdr" if header else ""
    start = rf"\trowd\trgaph{round(TWIPS * BETWEEN / 2)}\trleft0\trkeep{repeat}"
    return (
        start
        + "".join(edge for edge, _ in cells)
        + "\n"
        + "".join(rf"\pard\intbl{text if text.startswith(chr(92)) else ' ' + text}\cell" + "\n" for _, text in cells)
        + r"\row"
    )


def ends(widths: Sequence[float]) -> list[int]:
    """Give the right edges of columns in twips."""
    edge, edges = 0.0, list[int]()
    for width in widths:
        edge += width
        edges.append(round(TWIPS * edge))
    return edges


def escaped(text: str) -> str:
    """Write a text so that it is only text: no control word, no group, and beyond ASCII by its UTF-16 units."""
    return SPECIAL.sub(lambda found: character(found[0]), plain(text))


def character(each: str) -> str:
    """Write a character that is special in RTF or beyond ASCII."""
    if each in ESCAPES:
        return ESCAPES[each]
    units = each.encode("utf-16-le")
    codes = [int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2)]
    return "".join(rf"\u{code}?" for code in codes)
