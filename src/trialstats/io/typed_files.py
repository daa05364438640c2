"""Formats that hold typed values (XLSX, Parquet, XPT, sas7bdat): every value as a person would write it."""

from __future__ import annotations

import datetime as dt
import warnings
from pathlib import Path
from typing import Any

from trialstats.errors import DataError
from trialstats.io.formulas import uncomputed_cells
from trialstats.io.table import RawTable
from trialstats.io.text_files import check_header
from trialstats.spec.sources import Source
from trialstats.spec.wording import nearest

__all__ = ["as_text", "read_parquet_file", "read_sas_file", "read_workbook"]


def as_text(value: Any) -> str:
    """Write a typed value as text: 63.0 as `63`, a midnight as its date, nothing as ``."""
    if value is None or value != value:  # NaN and NaT differ from themselves
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(float(value))
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def read_workbook(path: Path, source: Source) -> RawTable:
    """Read a sheet of an XLSX workbook; empty rows below the data are no rows."""
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():  # what openpyxl leaves out (styles, drop-down lists) is no data
            warnings.simplefilter("ignore", UserWarning)
            book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl lets zip, XML and its own errors through
        raise DataError(f"{source.file}: cannot be read as XLSX ({error})") from None
    if source.sheet is not None and source.sheet not in book.sheetnames:
        raise DataError(f"{source.file}: has no sheet {source.sheet}{nearest(source.sheet, book.sheetnames)}")
    sheet = book[source.sheet] if source.sheet else book.worksheets[0]
    sheet.reset_dimensions()  # some programs write a wrong size into the file
    numbered = [
        (number, [as_text(value) for value in row])
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1)
    ]
    title = sheet.title
    book.close()
    filled = [(number, row) for number, row in numbered if any(row)]
    if not filled:
        raise DataError(f"{source.file}: the sheet is empty")
    header = [name.strip() for name in filled[0][1]]
    width = max(index for index, name in enumerate(header, start=1) if name)
    check_header(header[:width], source.file)
    if any("" in row[:width] or len(row) < width for _, row in filled):
        check_formulas(path, title, header[:width], source)
    rows = [[*row[:width], *[""] * (width - len(row))] for _, row in filled[1:]]
    return RawTable(header[:width], rows, [number for number, _ in filled[1:]], "row")


def check_formulas(path: Path, title: str, header: list[str], source: Source) -> None:
    """Refuse formulas without a value, which would be taken for blanks."""
    found = [(row, column) for row, column in uncomputed_cells(path, title) if column <= len(header)]
    if found:
        row, column = found[0]
        more = f" (and {len(found) - 1} more such cells)" if len(found) > 1 else ""
        raise DataError(
            f"{source.file}, sheet {title}, row {row}, column {header[column - 1] or column}: "
            f"a formula whose value was never computed: open and save the file in a spreadsheet program{more}"
        )


def read_parquet_file(path: Path, source: Source) -> RawTable:
    """Read a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path, partitioning=None)
    except (pa.ArrowInvalid, OSError) as error:
        raise DataError(f"{source.file}: cannot be read as Parquet ({str(error).splitlines()[0]})") from None
    return typed_table(table.column_names, [column.to_pylist() for column in table.columns], source)


def read_sas_file(path: Path, source: Source) -> RawTable:
    """Read a SAS transport file (XPT) or a sas7bdat."""
    import pyreadstat

    read = pyreadstat.read_xport if source.kind == "xpt" else pyreadstat.read_sas7bdat
    try:
        frame, _ = read(str(path), encoding=source.encoding, output_format="dict")
    except Exception as error:  # pyreadstat raises its own and plain errors
        raise DataError(f"{source.file}: cannot be read as {source.kind} ({error})") from None
    # SAS pads text with blanks on the right; they are not part of the value.
    columns = [
        [value.rstrip(" ") if isinstance(value, str) else value for value in column] for column in frame.values()
    ]
    return typed_table(list(frame), columns, source)


def typed_table(header: list[str], columns: list[list[Any]], source: Source) -> RawTable:
    """Turn columns of typed values into rows of text."""
    check_header(header, source.file)
    texts = [[as_text(value) for value in column] for column in columns]
    rows = [list(row) for row in zip(*texts, strict=True)]
    return RawTable(header, rows, list(range(1, len(rows) + 1)), "row")
