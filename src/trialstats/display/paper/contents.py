"""On which pages of a document its tables begin, for the list of them in front.

The page breaks are ours, so that the pages can be counted here. Were Word to bring its fields up to date by itself, it
would ask a question each time that somebody opens the document, and a preview would show page 1 of everything; a list
without numbers helps nobody on paper. The numbers are fields all the same, which F9 brings up to date where another
font has made a page overflow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trialstats.display.paper.columns import wrapped
from trialstats.display.paper.printed import Printed
from trialstats.trialfile.parts.house_style import HouseStyle

__all__ = ["BELOW_ENTRY", "BELOW_TITLE", "SIDES", "first_pages"]

# In points: below the title of the list and below an entry, and what an entry stands in on either side.
BELOW_TITLE, BELOW_ENTRY, SIDES = 6.0, 2.0, 36.0


def first_pages(title: str, tables: Sequence[Printed], style: HouseStyle) -> Iterator[int]:
    """Yield the page that each table begins on, after the list of this title; each begins a page of its own."""
    page = 1 + pages_of_list(title, [table.heading for table in tables], style)
    for table in tables:
        yield page
        page += len(table.pages)


def pages_of_list(title: str, headings: Sequence[str], style: HouseStyle) -> int:
    """Count the pages that the list itself takes."""
    width, height = style.room(landscape=False)
    pages, used = 1, style.leading * wrapped(title, width, style, bold=True) + BELOW_TITLE
    for heading in headings:
        for _ in range(wrapped(heading, width - 2 * SIDES, style)):
            if used + style.leading > height:
                pages, used = pages + 1, 0.0
            used += style.leading
        used += BELOW_ENTRY
    return pages
