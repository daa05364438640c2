"""Read a source of the trial file, whatever its format, as text with file and line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from trialstats.errors import DataError
from trialstats.io.shown import escaped
from trialstats.io.table import RawTable
from trialstats.io.text_files import delimiter_hint, read_text_file
from trialstats.io.typed_files import read_parquet_file, read_sas_file, read_workbook
from trialstats.spec.sources import Source
from trialstats.spec.wording import nearest

__all__ = ["NO_ROWS", "Raw", "read_source"]

NO_ROWS = "if that is right, e.g. no adverse event at all, say `may_be_empty: true` of its source"


@dataclass(frozen=True)
class Raw:
    """A source as received: frame of text columns with FILE and LINE, and how it was read."""

    frame: pd.DataFrame
    place: str
    encoding: str | None


def read_source(source: Source, root: Path = Path()) -> Raw:
    """Read a source; DataError where it is absent, empty, unreadable or lacks a column that it declares."""
    try:
        return read_file(root / source.file, source)
    except DataError as error:  # texts of the file stand in the messages
        raise DataError([escaped(problem) for problem in error.problems]) from None


def read_file(path: Path, source: Source) -> Raw:
    if path.is_dir():
        raise DataError(f"{source.file}: is a folder")
    if not path.is_file():
        around = sorted(found.name for found in path.parent.glob("*") if found.is_file())
        raise DataError(f"{source.file}: no such file{nearest(path.name, around, cutoff=0.75)}")
    if path.stat().st_size == 0:
        raise DataError(f"{source.file}: the file is empty")
    table = read_table(path, source)
    check_columns(table, source)
    if not table.rows and not source.may_be_empty:
        raise DataError(f"{source.file}: has a header and no rows; {NO_ROWS}")
    return Raw(table.frame(source.file), table.place, table.encoding)


def read_table(path: Path, source: Source) -> RawTable:
    match source.kind:
        case "csv" | "tsv":
            return read_text_file(path.read_bytes(), source)
        case "xlsx":
            return read_workbook(path, source)
        case "parquet":
            return read_parquet_file(path, source)
        case _:
            return read_sas_file(path, source)


def check_columns(table: RawTable, source: Source) -> None:
    """Refuse a file without the columns that the source itself names."""
    declared = [
        *source.subject,
        source.visit,
        source.value,
        source.unit,
        *(source.name or ()),
        *(choice.column for choice in source.rows),
        *source.columns_told_apart,
    ]
    declared.append(source.date.column if source.date else None)
    absent = [name for name in declared if name is not None and name not in table.header]
    if absent and table.hint:
        raise DataError(delimiter_hint(source.file, table.hint))
    if absent:
        raise DataError([f"{source.file}: has no column {name}{nearest(name, table.header)}" for name in absent])
