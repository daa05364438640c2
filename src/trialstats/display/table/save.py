"""The files of a table."""

from __future__ import annotations

import os
from pathlib import Path

from trialstats.display.table.csv import render_csv
from trialstats.display.table.data import TableData
from trialstats.display.table.html import render_page

__all__ = ["save_table"]


def save_table(data: TableData, stem: Path) -> list[Path]:
    """Write `<stem>.html` and `<stem>.csv`; the ids in the HTML come from the stem's name.

    The CSV begins with a byte-order mark, without which spreadsheets misread minus signs and dashes.
    """
    stem.parent.mkdir(parents=True, exist_ok=True)
    contents = {".html": render_page(data, stem.name).encode(), ".csv": render_csv(data).encode("utf-8-sig")}
    return [replace(stem.with_name(stem.name + ending), content) for ending, content in contents.items()]


def replace(path: Path, content: bytes) -> Path:
    """Write under a temporary name first: whoever reads the path sees all of it or nothing."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        unfinished.write_bytes(content)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path
