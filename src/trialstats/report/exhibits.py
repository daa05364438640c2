"""The tables and figures of the report in the order of their numbers, gathered in sections."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from trialstats.display.order import by_number
from trialstats.display.table.html import fragment_of
from trialstats.report.content import ReportContent, ReportFigure, ReportTable
from trialstats.report.svg import inline_svg

__all__ = ["Exhibit", "Section", "gather"]

Display = ReportTable | ReportFigure

# A table of more characters side by side stands on a page turned on its side.
PORTRAIT_WIDTH = 120


@dataclass(frozen=True)
class Exhibit:
    """A table or figure with its anchor; body is HTML."""

    anchor: str
    label: str
    title: str
    body: Markup
    kind: str
    footnotes: tuple[str, ...] = ()
    wide: bool = False
    failed: str | None = None


@dataclass(frozen=True)
class Section:
    """Exhibits under one title."""

    anchor: str
    title: str
    exhibits: tuple[Exhibit, ...]


def gather(content: ReportContent) -> list[Section]:
    """Sort by number, those without one last; sections come in the order of their first exhibit."""
    found: list[Display] = [*content.tables, *content.figures]
    displays = sorted(found, key=lambda display: by_number(display.number))
    sections: dict[str, list[Exhibit]] = {}
    for display in displays:
        sections.setdefault(display.section, []).append(exhibit(display))
    return [
        Section(f"results-{position}", title, tuple(exhibits))
        for position, (title, exhibits) in enumerate(sections.items(), start=1)
    ]


def exhibit(display: Display) -> Exhibit:
    """Make a display part of the page."""
    if isinstance(display, ReportFigure):
        prefix = f"f-{display.name}-"
        body = Markup(inline_svg(display.svg, prefix, display.alt))
        anchor, label = f"figure-{display.name}", f"Figure {display.number}" if display.number else "Figure"
        return Exhibit(anchor, label, display.title, body, "figure", display.footnotes, failed=display.failed)
    label = f"Table {display.number}" if display.number else "Table"
    table = fragment_of(display.html)
    wide = display.width > PORTRAIT_WIDTH
    return Exhibit(f"table-{display.name}", label, display.title, Markup(table), "table", (), wide, display.failed)
