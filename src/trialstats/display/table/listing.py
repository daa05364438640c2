"""A listing as HTML: as long as its rows are many, so that it is written row by row and not by a library of tables."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from importlib.resources import files

from trialstats.display.table.data import TableData
from trialstats.display.table.html import escaped, notes, page_of, slug, style_sheet

__all__ = ["listing_fragment", "listing_page", "listings_page"]

# Rows of a listing that the page of all holds.
LONGEST = 5000
ALIGN = {"left": "", "right": ' class="gt_right"', "point": ' class="gt_right"'}


def listing_page(data: TableData, name: str) -> str:
    """Write the listing as a page of its own."""
    return page_of(data.heading, listing_style(), listing_fragment(data, name))


def listings_page(title: str, listings: Mapping[str, TableData]) -> str:
    """Write all listings as one page, with contents; a long one is a link to its own page, `listings/<name>.html`."""
    long = {name for name, data in listings.items() if rows_in(data) > LONGEST}
    links = [
        f'<li><a href="{f"listings/{name}.html" if name in long else f"#l-{slug(name)}"}">{escaped(data.heading)}</a>'
        f" ({rows_in(data):,} rows)</li>"
        for name, data in listings.items()
    ]
    shown = [listing_fragment(data, name) for name, data in listings.items() if name not in long]
    contents = [f'<h1>{escaped(title)}</h1>\n<nav aria-label="Contents"><ol>', *links, "</ol></nav>"]
    page = ['<main class="trial-table listings">', *contents, *shown, "</main>"]
    return page_of(title, listing_style(), "\n".join(page))


def rows_in(data: TableData) -> int:
    """Count the rows with cells."""
    return sum(bool(row.cells) for group in data.groups for row in group.rows)


def listing_style() -> str:
    """Read the style of tables, and what listings have beside it."""
    return style_sheet() + files("trialstats.display.table").joinpath("listing.css").read_text(encoding="utf-8")


def listing_fragment(data: TableData, name: str) -> str:
    """Write the listing alone, for a page that has its style; its id is `l-<name>`."""
    said = [f'<p class="gt_title" id="l-{slug(name)}">{escaped(data.heading)}</p>']
    said += [f'<p class="gt_subtitle">{escaped(data.subtitle)}</p>'] if data.subtitle else []
    said += [f'<p class="table-notice">{escaped(data.notice)}</p>'] if data.notice else []
    below = [f"<p>{note}</p>" for note in notes(data)]
    heads = [data.stub, *(column.label for column in data.columns)]
    cells = "".join(
        f'<th scope="col"{side}>{escaped(text)}</th>' for text, side in zip(heads, sides(data), strict=True)
    )
    return "\n".join(
        [
            '<div class="trial-table listing">',
            *said,
            f"<table><thead><tr>{cells}</tr></thead>",
            *bodies(data),
            "</table>",
            *below,
            "</div>",
        ]
    )


def sides(data: TableData) -> list[str]:
    """Give the side on which each column stands, that of the labels first."""
    return ["", *(ALIGN[column.align] for column in data.columns)]


def bodies(data: TableData) -> Iterator[str]:
    """Write the groups; what stands above a cell already is not said again."""
    width, side = len(data.columns) + 1, sides(data)
    for group in data.groups:
        yield "<tbody>"
        if group.label:
            yield f'<tr class="group"><th colspan="{width}" scope="rowgroup">{escaped(group.label)}</th></tr>'
        above: tuple[str, ...] = ()
        for row in group.rows:
            texts = (row.label, *(cell.text for cell in row.cells))
            if not row.cells:
                yield f'<tr><td colspan="{width}">{escaped(row.label)}</td></tr>'
                continue
            same = repeats(texts[: data.once], above)
            first = "" if same else ' class="first"'
            shown = [f'<td class="again">{html.escape(text)}</td>' for text in texts[:same]]
            shown += [f"<td{at}>{escaped(text)}</td>" for text, at in zip(texts[same:], side[same:], strict=True)]
            yield f"<tr{first}>{''.join(shown)}</tr>"
            above = texts
        yield "</tbody>"


def repeats(texts: tuple[str, ...], above: tuple[str, ...]) -> int:
    """Count the first texts that stand above already."""
    pairs = enumerate(zip(texts, above, strict=False))
    return next((at for at, (one, other) in pairs if one != other), len(texts) if above else 0)
