"""A document as sections of paragraphs, lists, tables and commands, in Markdown and as a page."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["Block", "Commands", "Items", "Paragraph", "Section", "Table", "as_markdown", "as_page"]

SPECIAL = str.maketrans({letter: f"\\{letter}" for letter in "\\`*_{}[]<>#|"} | {"\n": " "})


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Items:
    """A list."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table: its heads, and rows of as many cells."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Commands:
    """Lines as they are typed."""

    lines: tuple[str, ...]


Block = Paragraph | Items | Table | Commands


@dataclass(frozen=True)
class Section:
    """A numbered section: its title, what it says, and the sections within."""

    title: str
    blocks: Sequence[Block] = ()
    sections: Sequence[Section] = ()


def numbered(sections: Iterable[Section], above: str = "") -> Iterable[tuple[str, Section]]:
    """Yield sections with their numbers, those within behind the one that holds them."""
    for place, section in enumerate(sections, start=1):
        number = f"{above}{place}"
        yield number, section
        yield from numbered(section.sections, f"{number}.")


def as_markdown(title: str, sections: Sequence[Section]) -> str:
    """Write a document in Markdown; what users wrote stands as it is."""
    parts = [f"# {title.translate(SPECIAL)}"]
    for number, section in numbered(sections):
        parts.append(f"{'#' * (number.count('.') + 2)} {number} {section.title.translate(SPECIAL)}")
        parts += map(markdown, section.blocks)
    return "\n\n".join(parts) + "\n"


def markdown(block: Block) -> str:
    match block:
        case Paragraph(text):
            return text.translate(SPECIAL)
        case Items(texts):
            return "\n".join(f"- {text.translate(SPECIAL)}" for text in texts)
        case Commands(lines):
            return "\n".join(f"    {line}" for line in lines)
        case Table(heads, rows):
            said = [tuple(cell.translate(SPECIAL) for cell in row) for row in (heads, *rows)]
            ruled = [said[0], ("---",) * len(heads), *said[1:]]
            return "\n".join(f"| {' | '.join(row)} |" for row in ruled)


def as_page(title: str, sections: Sequence[Section], style: str) -> str:
    """Write a document as a page of its own, with `style` as its stylesheet."""
    found = list(numbered(sections))
    contents = "".join(
        f'<li><a href="#s{number}">{number} {html.escape(section.title)}</a></li>\n'
        for number, section in found
        if "." not in number
    )
    body = []
    for number, section in found:
        level = min(number.count(".") + 2, 6)
        body.append(f'<h{level} id="s{number}">{number} {html.escape(section.title)}</h{level}>')
        body += map(hypertext, section.blocks)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        f'<h1>{html.escape(title)}</h1>\n<nav aria-label="Contents"><ul>\n{contents}</ul></nav>\n'
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )


def hypertext(block: Block) -> str:
    match block:
        case Paragraph(text):
            return f"<p>{html.escape(text)}</p>"
        case Items(texts):
            return "<ul>" + "".join(f"<li>{html.escape(text)}</li>" for text in texts) + "</ul>"
        case Commands(lines):
            return f"<pre>{html.escape(chr(10).join(lines))}</pre>"
        case Table(heads, rows):
            head = "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in heads)
            body = "".join(
                "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>\n" for row in rows
            )
            return (
                f'<div class="scroll"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table></div>'
            )
