"""Files of statistical packages: SAS (XPT, sas7bdat), SPSS (sav, zsav) and Stata (dta)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from trialstats.errors import DataError
from trialstats.io.sas_transport import read_special_missing
from trialstats.io.shown import shortened
from trialstats.io.table import RawTable
from trialstats.io.typed_values import typed_table
from trialstats.trialfile.parts.sources import Source

__all__ = ["read_statistical_file"]

PROGRAMS = {"xpt": "a SAS transport file", "sas7bdat": "a SAS file", "sav": "an SPSS file", "dta": "a Stata file"}


def read_statistical_file(path: Path, source: Source) -> RawTable:
    """Read a file of SAS, SPSS or Stata: values, not labels.

    A missing value that has a letter comes in as the text `.A`: it says why a value is missing. What an SPSS file
    declares as missing is blank, and told.
    Raises DataError for what is no such file, was cut, has several datasets, or is in another encoding.
    """
    special = read_special_missing(path.read_bytes(), source.file) if source.kind == "xpt" else []
    columns, told = read_columns(path, source)
    notes: list[str] = []
    for found in special:
        if found.name in columns and found.row < len(columns[found.name]):  # rows of blanks at the end are none
            columns[found.name][found.row] = found.text
    if source.kind == "sav":
        notes = blank_declared(columns, told.missing_ranges, source)
    kinds = told.readstat_variable_types
    values = [as_held(column, kinds.get(name, "")) for name, column in columns.items()]
    table = typed_table(list(columns), values, source)
    return RawTable(table.header, table.rows, table.lines, table.place, notes=tuple(notes))


def read_columns(path: Path, source: Source) -> tuple[dict[str, list[Any]], Any]:
    """Read the columns and what the file says of them."""
    import pyreadstat

    readers = {
        "xpt": pyreadstat.read_xport,
        "sas7bdat": pyreadstat.read_sas7bdat,
        "sav": pyreadstat.read_sav,
        "dta": pyreadstat.read_dta,
    }
    kept = {} if source.kind == "xpt" else {"user_missing": True}
    try:
        frame, told = readers[source.kind](str(path), encoding=source.encoding, output_format="dict", **kept)
    except UnicodeDecodeError as error:
        byte = f"byte 0x{error.object[error.start]:02X} is not {source.encoding or 'UTF-8'}"
        raise DataError(f"{source.file}: {byte}: declare the right `encoding`, e.g. cp1252") from None
    except Exception as error:  # pyreadstat raises its own and plain errors
        what = PROGRAMS[source.kind]
        raise DataError(f"{source.file}: cannot be read as {source.kind}, {what} ({error})") from None
    if None in frame:
        raise DataError(f"{source.file}: cannot be read as {source.kind} (the name of a column is damaged)")
    columns = {name: list(column) for name, column in frame.items()}
    rows = len(next(iter(columns.values()), []))
    if told.number_rows not in (None, -1, rows):
        raise DataError(f"{source.file}: was cut: it should have {told.number_rows} rows, and has {rows}")
    return columns, told


def as_held(column: Sequence[Any], kind: str) -> list[Any]:
    """Give values as their program holds them: text without the blanks it pads with, short numbers, `.A`."""
    if kind == "string":
        return [value.rstrip(" ") if isinstance(value, str) else value for value in column]
    held = [f".{value}" if isinstance(value, str) and len(value) == 1 else value for value in column]
    return [np.float32(value) if isinstance(value, float) else value for value in held] if kind == "float" else held


def blank_declared(
    columns: dict[str, list[Any]], ranges: Mapping[str, Sequence[Mapping[str, Any]]], source: Source
) -> list[str]:
    """Blank the values that an SPSS file declares as missing; say which and how many."""
    notes = []
    for name, spans in ranges.items():
        missing = [value is not None and any(is_within(value, span) for span in spans) for value in columns[name]]
        kinds = dict.fromkeys(value for value, gone in zip(columns[name], missing, strict=True) if gone)
        if kinds:
            said = shortened(", ".join(f"{kind:g}" if isinstance(kind, float) else str(kind) for kind in kinds))
            count = sum(missing)
            verb = "values are" if count > 1 else "value is"
            notes.append(f"{source.file}: {count} {verb} blank in {name}, for the file declares {said} as missing")
            columns[name] = [None if gone else value for value, gone in zip(columns[name], missing, strict=True)]
    return notes


def is_within(value: Any, span: Mapping[str, Any]) -> bool:
    """Tell whether a value lies in a span of one kind with it."""
    low, high = span["lo"], span["hi"]
    return isinstance(value, type(low)) and bool(low <= value <= high)
