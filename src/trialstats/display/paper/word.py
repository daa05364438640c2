"""The pieces of a Word document as the XML that Word keeps: cells, rows, paragraphs, texts, fields, bookmarks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from trialstats.display.paper.plain import plain

__all__ = ["EIGHTHS", "TWIPS", "bookmarked", "cell", "field", "paragraph", "parsed", "qualified", "row", "run"]

TWIPS = 20  # a point
EIGHTHS = 4  # a rule of half a point


def cell(
    content: str,
    align: str,
    width: float,
    span: int = 1,
    *,
    left: float = 0.0,
    top: bool = False,
    bottom: bool = False,
    keep: bool = False,
    low: bool = False,
) -> str:
    """Write a cell: its text, its side, its width and what it stands in in points, the rules above and below it.

    low: at its lower edge.
    """
    rules = "".join(
        f'<w:{side} w:val="single" w:sz="{EIGHTHS}" w:space="0" w:color="000000"/>'
        for side, drawn in (("top", top), ("bottom", bottom))
        if drawn
    )
    shape = f'<w:tcW w:w="{round(TWIPS * width)}" w:type="dxa"/>'
    shape += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    shape += f"<w:tcBorders>{rules}</w:tcBorders>" if rules else ""
    shape += '<w:vAlign w:val="bottom"/>' if low or top or (bottom and keep) else ""
    settings = ("<w:keepNext/>" if keep else "") + (f'<w:ind w:left="{round(TWIPS * left)}"/>' if left else "")
    settings += f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:tc><w:tcPr>{shape}</w:tcPr><w:p><w:pPr>{settings}</w:pPr>{content}</w:p></w:tc>"


def row(cells: Sequence[str], *, header: bool = False) -> str:
    """Write a row that no page break divides."""
    repeat = "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{''.join(cells)}</w:tr>"


def paragraph(content: str, settings: str = "") -> str:
    return f"<w:p><w:pPr>{settings}</w:pPr>{content}</w:p>"


def run(text: str, style: str = "") -> str:
    """Write a text in one style; a new line where it has one."""
    pieces = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(piece)}</w:t>' for piece in plain(text).split("\n"))
    return f"<w:r>{f'<w:rPr>{style}</w:rPr>' if style else ''}{pieces}</w:r>" if text else ""


def field(code: str, known: str = "1") -> str:
    """Write what the reader's program computes, such as the number of a page; known: what it shows before that."""
    return f"<w:fldSimple w:instr={quoteattr(code)}>{run(known)}</w:fldSimple>"


def bookmarked(content: str, name: str) -> str:
    """Mark a place that contents and links find."""
    number = int(name.rpartition("_")[2], 16) % 10**8
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{number}"/>'


def parsed(xml: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(xml)


def qualified(name: str) -> str:
    from docx.oxml.ns import qn

    tag: str = qn(f"w:{name}")
    return tag
