"""A document of blocks for Word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from trialstats.standards.guide.blocks import Block, Commands, Items, Paragraph, Section, Table, numbered

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["as_word"]

DEEPEST = 4  # levels of headings
SMALL = 8  # points of the letters in tables and commands


def as_word(title: str, sections: Sequence[Section]) -> Document:
    """Make a document of Word's, with headings that its navigation and contents know."""
    import docx

    document = docx.Document()
    core = document.core_properties
    core.author, core.title, core.comments = "", title, ""  # where the template names its own author
    document.add_heading(title, 0)
    for number, section in numbered(sections):
        document.add_heading(f"{number} {section.title}", min(number.count(".") + 1, DEEPEST))
        for block in section.blocks:
            add(document, block)
    return document


def add(document: Document, block: Block) -> None:
    match block:
        case Paragraph(text):
            document.add_paragraph(text)
        case Items(texts):
            for text in texts:
                document.add_paragraph(text, "List Bullet")
        case Commands(lines):
            for line in lines:
                document.add_paragraph(line, "No Spacing").runs[0].font.name = "Courier New"
        case Table(heads, rows):
            add_table(document, heads, rows)


def add_table(document: Document, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Add a table whose head stands on every page."""
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    table = document.add_table(rows=0, cols=len(heads), style="Light Grid")
    for texts in (heads, *rows):
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            run = cell.paragraphs[0].add_run(text)
            run.font.size = Pt(SMALL)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # python-docx has no name for it
    document.add_paragraph()
