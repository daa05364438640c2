"""Sentences of words, numbers with their ids, and citations; and how they are written as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from trialstats.display.inert import inert
from trialstats.manuscript.references import Work
from trialstats.report.phrases import Phrase
from trialstats.report.words import linked

__all__ = ["Paragraph", "Piece", "Section", "as_html", "as_markdown", "of_phrases", "without_ids"]

Piece = str | Phrase | Work
Paragraph = tuple[Piece, ...]
Section = tuple[str, Sequence[Paragraph]]

SPECIAL = re.compile(r"([\\`*_{}\[\]#|~<>])")


def of_phrases(sentences: Iterable[Sequence[Phrase]]) -> Paragraph:
    """Put sentences one after another."""
    pieces: list[Piece] = []
    for sentence in sentences:
        pieces += [" ", *sentence]
    return tuple(pieces[1:])


def as_markdown(title: str, notice: str | None, sections: Sequence[Section]) -> str:
    """Write sections, each number with its id behind it as a comment, and the works that are cited in their order."""
    cited: dict[Work, int] = {}
    lines = [f"# {escaped(title)}", *([escaped(notice)] if notice else [])]
    for heading, paragraphs in sections:
        lines.append(f"## {heading}")
        lines += ["".join(written(piece, cited) for piece in paragraph).strip() for paragraph in paragraphs]
    if cited:
        lines.append("## References")
        lines.append("\n".join(f"{number}. {escaped(work.text)}" for work, number in cited.items()))
    return "\n\n".join(lines) + "\n"


def written(piece: Piece, cited: dict[Work, int]) -> str:
    """Write a piece; a work is numbered where it is cited first."""
    if isinstance(piece, Work):
        return f" [{cited.setdefault(piece, len(cited) + 1)}]"
    if isinstance(piece, str):
        return escaped(piece)
    return escaped(piece.text) + (comment(piece.ard) if piece.ard else "")


def comment(ard: str) -> str:
    """Write an id as a comment, in which two hyphens would be its end."""
    return f"<!-- {re.sub('-(?=-)|-$', '- ', ard)} -->".replace("\n", " ")


def as_html(sections: Sequence[Section]) -> str:
    """Write sections as HTML for the page, each number with its address; the works that are cited last."""
    cited: dict[Work, int] = {}
    parts: list[str] = []
    for heading, paragraphs in sections:
        parts.append(Markup('<div class="{}">\n<h3>{}</h3>').format(heading.lower().replace(" ", "-"), heading))
        for paragraph in paragraphs:
            text = Markup("").join(on_page(piece, cited) for piece in paragraph)
            parts.append(Markup("<p>{}</p>").format(Markup(text.strip())))
        parts.append(Markup("</div>"))
    if cited:
        works = Markup("").join(Markup("<li>{}</li>").format(work.text) for work in cited)
        parts.append(Markup('<h3>References</h3>\n<ol class="references">{}</ol>').format(works))
    return Markup("\n").join(parts)


def on_page(piece: Piece, cited: dict[Work, int]) -> str:
    """Write a piece for the page; texts are made harmless there."""
    if isinstance(piece, Work):
        return f" [{cited.setdefault(piece, len(cited) + 1)}]"
    if isinstance(piece, str):
        return inert(piece)
    return linked(inert(piece.text), piece.ard) if piece.ard else inert(piece.text)


def without_ids(text: str) -> str:
    """Take the ids of the numbers out of what was written, and the escapes of signs that stand alone: `p < 0.001`."""
    return re.sub(r"\\([<>])(?= )", r"\1", re.sub(r"<!-- .*? -->", "", text))


def escaped(text: str) -> str:
    """Write a text so that Markdown shows it as it is."""
    return SPECIAL.sub(r"\\\1", " ".join(text.split(" ")).replace("\n", " "))
