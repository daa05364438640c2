"""A table as HTML: great-tables lays it out, one style sheet dresses it, every number carries its address."""

from __future__ import annotations

import html
import re
from importlib.resources import files

import great_tables
import pandas as pd

from trialstats.display.inert import inert
from trialstats.display.table.brackets import whole_brackets
from trialstats.display.table.data import Cell, Row, TableData
from trialstats.display.table.padding import leads

__all__ = ["escaped", "fragment_of", "notes", "page_of", "render_fragment", "render_page", "slug", "style_sheet"]

PAGE_WIDTH = 140  # characters of a line that the column of the page has room for
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
{fragment}
</body>
</html>
"""


def render_page(data: TableData, name: str) -> str:
    """Write the table as a page of its own."""
    fragment = render_fragment(data, name)
    return page_of(data.heading, style_sheet(), fragment)


def page_of(title: str, style: str, fragment: str) -> str:
    """Write a page that needs nothing else."""
    return PAGE.format(title=html.escape(title), style=style, fragment=fragment)


def fragment_of(page: str) -> str:
    """Take the table out of its page; what is a table only is given back as it is."""
    return page.partition("<body>\n")[2].partition("\n</body>")[0] if "<body>\n" in page else page


def style_sheet() -> str:
    """Read the style that tables share, here and in the report."""
    return files("trialstats.display.table").joinpath("table.css").read_text(encoding="utf-8")


def render_fragment(data: TableData, name: str) -> str:
    """Write the table alone, for another page that has the style sheet; ids begin with `t-<name>`.

    great-tables' own style is left out: its rule for `tbody, tr, td` would reach every table of the page.
    """
    keys = [f"c{position}" for position in range(len(data.columns))]
    # Cells are set one by one, for which Arrow would write a column anew.
    with pd.option_context("mode.string_storage", "python"):
        cells = body(data, keys).astype("object")
        table = great_tables.GT(cells, rowname_col="row", groupname_col=grouping(data), id=f"t-{slug(name)}")
    table = table.fmt(lambda text: text, columns=["row", *keys])
    for key, column in zip(keys, data.columns, strict=True):
        table = table.cols_align("right" if column.align == "right" else "left", columns=key)
    table = heads(table, data, keys).tab_stubhead(great_tables.html(escaped(data.stub)))
    for note in notes(data):
        table = table.tab_source_note(great_tables.html(note))
    raw = table.as_raw_html()
    raw = re.sub(r"<style>.*?</style>\n", "", raw, flags=re.DOTALL)
    kind = "trial-table wide" if is_wide(data) else "trial-table"
    raw = re.sub(r'^<div id="([^"]*)" style="[^"]*">', rf'<div id="\1" class="{kind}">', raw.strip())
    return re.sub(r"[ \t]+$", "", raw, flags=re.MULTILINE)


def is_wide(data: TableData) -> bool:
    """Tell a table whose cells need two lines, for the column of the page has no room for them in one."""
    return data.width > PAGE_WIDTH


def slug(name: str) -> str:
    """Make a name fit for an id."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name)


def grouping(data: TableData) -> str | None:
    """Name the column of group labels, if any group has one."""
    return "group" if any(group.label for group in data.groups) else None


def body(data: TableData, keys: list[str]) -> pd.DataFrame:
    """Lay out the cells; a column for the groups where they have labels."""
    marks = data.reasons()
    rows = [(inert(group.label or ""), row) for group in data.groups for row in group.rows]
    frame = pd.DataFrame({"row": [stub(row) for _, row in rows]}, dtype="str")
    if grouping(data):
        frame["group"] = [label for label, _ in rows]
    for at, (key, column) in enumerate(zip(keys, data.columns, strict=True)):
        cells = [row.cells[at] if row.cells else Cell() for _, row in rows]
        before = leads([cell.text for cell in cells]) if column.align == "point" else [0] * len(cells)
        together = is_wide(data)
        frame[key] = [written(cell, marks, lead, together=together) for cell, lead in zip(cells, before, strict=True)]
    return frame


def stub(row: Row) -> str:
    """Write a row's label: a heading, or indented below one."""
    label = escaped(row.label)
    if not row.cells:
        return f'<span class="row-heading">{label}</span>'
    return f'<span class="indent-{row.indent}">{label}</span>' if row.indent else label


def escaped(text: str) -> str:
    """Write a user's text: no markup in a page, and no formula in a spreadsheet into which the page is copied."""
    return html.escape(inert(text))


def written(cell: Cell, marks: dict[str, str], lead: int = 0, *, together: bool = False) -> str:
    """Write a cell with the address of its numbers, and with the mark of the reason why some are absent.

    together: what stands in brackets stays on one line, so that it moves to a second line as a whole.
    """
    text = whole_brackets(escaped(cell.text)) if together else escaped(cell.text)
    shift = f' class="lead-{lead}"' if lead else ""
    mark = f"<sup>{marks[cell.reason]}</sup>" if cell.reason else ""
    if cell.ard:
        return f'<span{shift} data-ard="{html.escape(cell.ard)}">{text}</span>{mark}'
    return f"<span{shift}>{text}{mark}</span>" if shift else f"{text}{mark}"


def heads(table: great_tables.GT, data: TableData, keys: list[str]) -> great_tables.GT:
    """Write title, column labels and spanners."""
    subtitle = escaped(data.subtitle or "")
    notice = f'<span class="table-notice">{html.escape(data.notice)}</span>' if data.notice else ""
    below = great_tables.html(f"{subtitle}{notice}") if subtitle or notice else None
    table = table.tab_header(title=great_tables.html(escaped(data.heading)), subtitle=below)
    labels = {
        key: great_tables.html(with_count(data, column.label, column.count, together=is_wide(data)))
        for key, column in zip(keys, data.columns, strict=True)
    }
    table = table.cols_label(labels)
    for position, spanner in enumerate(dict.fromkeys(column.spanner for column in data.columns)):
        if spanner:
            below_it = [key for key, column in zip(keys, data.columns, strict=True) if column.spanner == spanner]
            over = next(column.over for column in data.columns if column.spanner == spanner)
            label = great_tables.html(with_count(data, spanner, over))
            table = table.tab_spanner(label=label, columns=below_it, id=f"s{position}")
    return table


def with_count(data: TableData, text: str, count: Cell | None, *, together: bool = False) -> str:
    """Write a label, with a number of subjects below it where there is one."""
    label = whole_brackets(escaped(text)) if together else escaped(text)
    if not count:
        return label
    before, _, after = data.counted.partition("{n}")
    said = f"{escaped(before)}{written(count, {})}{escaped(after)}"
    return f'{label}<br><span class="column-count">{said}</span>'


def notes(data: TableData) -> list[str]:
    """Write the footnotes: those of the table, then the reasons by their marks."""
    reasons = [f"<sup>{mark}</sup> {html.escape(reason)}" for reason, mark in data.reasons().items()]
    return [*(escaped(note) for note in data.footnotes), *reasons]
