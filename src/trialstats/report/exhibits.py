"""The tables and figures of the report in the order of their numbers, gathered in sections."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from trialstats.display.order import by_number
from trialstats.display.table.html import fragment_of
from trialstats.report.content import ReportContent, ReportFigure, ReportTable
from trialstats.report.light import light_table

__all__ = ["Exhibit", "Section", "gather"]

Display = ReportTable | ReportFigure

# A table of more characters side by side stands on a page turned on its side.
PORTRAIT_WIDTH = 120


FORMATS = {"docx": "Word"}


@dataclass(frozen=True)
class Exhibit:
    """A table or figure with its anchor; body is HTML; files are those that hold it too, by their formats."""

    anchor: str
    label: str
    title: str
    body: Markup
    kind: str
    wide: bool = False
    failed: str | None = None
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Section:
    """Exhibits under one title; number: the section of ICH E3 whose numbers all of them have, such as 14.2.

    Where several have one section of ICH E3, which begins with the first of them, the others are parts of it without a
    number: two headings of one number cannot be told apart where they are cited.
    """

    anchor: str
    title: str
    number: str
    exhibits: tuple[Exhibit, ...]


def gather(content: ReportContent) -> list[Section]:
    """Sort by number, those without one last; sections come in the order of their first exhibit."""
    found: list[Display] = [*content.tables, *content.figures]
    displays = sorted(found, key=lambda display: by_number(display.number))
    sections: dict[str, list[Exhibit]] = {}
    numbers: dict[str, set[str]] = {}
    for position, display in enumerate(displays, start=1):
        sections.setdefault(display.section, []).append(exhibit(display, position))
        numbers.setdefault(display.section, set()).add(section_of(display.number))
    own = {title: shared(numbers[title]) for title in sections}
    first = {number: title for title, number in reversed(own.items())}
    return [
        Section(f"results-{position}", title, own[title] if first[own[title]] == title else "", tuple(exhibits))
        for position, (title, exhibits) in enumerate(sections.items(), start=1)
    ]


def section_of(number: str | None) -> str:
    """Take the section from a number: 14.2 of 14.2.10, that of ICH E3."""
    return ".".join((number or "").split(".")[:2])


def shared(numbers: set[str]) -> str:
    """Give the one number of all, or nothing."""
    return next(iter(numbers)) if len(numbers) == 1 else ""


def exhibit(display: Display, position: int) -> Exhibit:
    """Make a display part of the page, on which it has this position."""
    files = tuple((called(file), file) for file in display.files)
    if isinstance(display, ReportFigure):
        kind, wide = "figure", False
        papers = (Markup('<div class="paper">{}</div>').format(Markup(each)) for each in display.drawings)
        body = Markup("\n").join(papers)
    else:
        kind, wide = "table", display.width > PORTRAIT_WIDTH
        body = Markup(light_table(fragment_of(display.html), f"t{position}-"))
    label = f"{kind.capitalize()} {display.number}" if display.number else kind.capitalize()
    return Exhibit(f"{kind}-{display.name}", label, display.title, body, kind, wide, display.failed, files)


def called(file: str) -> str:
    """Call a file by its format: `tables/pain.docx` is Word."""
    ending = file.rpartition(".")[2]
    return FORMATS.get(ending, ending.upper())
