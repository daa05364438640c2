"""Files of statistical packages: SAS (XPT, sas7bdat), SPSS (sav, zsav) and Stata (dta)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from trialstats.errors import DataError
from trialstats.io.date_formats import hidden_part, with_dates
from trialstats.io.sas_transport import chosen_member, read_special_missing
from trialstats.io.shown import shortened
from trialstats.io.table import RawTable
from trialstats.io.typed_values import as_text, typed_table
from trialstats.io.value_labels import read_labels, with_labels
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.text.written import written_list

__all__ = ["read_statistical_file"]

MOST_CODES = 6  # codes that a note names
OF_SAS = ("xpt", "sas7bdat")
PROGRAMS = {"xpt": "a SAS transport file", "sas7bdat": "a SAS file", "sav": "an SPSS file", "dta": "a Stata file"}


def read_statistical_file(path: Path, source: Source) -> RawTable:
    """Read a file of SAS, SPSS or Stata: values, or labels of the columns that `labels` of the source names.

    A missing value that has a letter comes in as the text `.A`: it says why a value is missing. What an SPSS file
    declares as missing is blank, and told, unless `missing` of the source names it.
    Raises DataError for what is no such file, was cut, has several datasets of which none is declared, or is in another
    encoding.
    """
    if source.kind == "xpt":
        return read_transport_file(path, source)
    columns, told = read_columns(path, source)
    labels = read_labels(Path(source.label_file or path), told, source)
    ranges = told.missing_ranges if source.kind == "sav" else {}
    absent = {name: declared_missing(columns[name], spans) for name, spans in ranges.items() if name in columns}
    texts, notes = with_labels(columns, labels, source)
    for name, missing in absent.items():
        texts[name], said = blanked(name, texts[name], missing, source)
        notes += said
    return as_table(texts, told, source, notes)


def read_transport_file(path: Path, source: Source) -> RawTable:
    """Read a dataset of a SAS transport file."""
    whole = path.read_bytes()
    data = chosen_member(whole, source.member, source.file)
    special = read_special_missing(data, source.file)
    if len(data) == len(whole):
        columns, told = read_columns(path, source)
    else:
        with TemporaryDirectory() as folder:
            alone = Path(folder) / "member.xpt"
            alone.write_bytes(data)
            columns, told = read_columns(alone, source)
    for found in special:
        if found.name in columns and found.row < len(columns[found.name]):  # rows of blanks at the end are none
            columns[found.name][found.row] = found.text
    return as_table(columns, told, source, [])


def as_table(columns: Mapping[str, Sequence[Any]], told: Any, source: Source, notes: Sequence[str]) -> RawTable:
    """Write the values as text."""
    kinds = told.readstat_variable_types
    values = [as_held(column, kinds.get(name, "")) for name, column in columns.items()]
    parts = [name for name in columns if hidden_part(source.kind, told.original_variable_types.get(name))]
    shown = [
        f"{source.file}: the format of {name}, {told.original_variable_types[name]}, shows but a part of its dates, "
        "which are read whole, as they are stored"
        for name in parts
        if any(isinstance(value, dt.date) for value in columns[name])
    ]
    return replace(typed_table(list(columns), values, source), notes=(*notes, *shown))


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
    if source.kind in OF_SAS:  # the library knows some formats, takes DTDATE for days, and leaves the others numbers
        kept["disable_datetime_conversion"] = True
    try:
        frame, told = readers[source.kind](str(path), encoding=source.encoding, output_format="dict", **kept)
    except UnicodeDecodeError as error:
        byte = f"byte 0x{error.object[error.start]:02X} is not {source.encoding or 'UTF-8'}"
        raise DataError(f"{source.file}: {byte}: declare the right `encoding`, e.g. cp1252") from None
    except Exception as error:  # pyreadstat raises its own and plain errors
        what = PROGRAMS[source.kind]
        hint = "is it one, and was it copied whole?"
        raise DataError(f"{source.file}: cannot be read as {source.kind}, {what} ({error}): {hint}") from None
    if None in frame:
        raise DataError(f"{source.file}: cannot be read as {source.kind} (the name of a column is damaged)")
    formats = told.original_variable_types
    columns = {name: with_dates(column, source.kind, formats.get(name)) for name, column in frame.items()}
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


def declared_missing(column: Sequence[Any], spans: Sequence[Mapping[str, Any]]) -> list[bool]:
    """Tell the values that an SPSS file declares as missing."""
    return [value is not None and any(is_within(value, span) for span in spans) for value in column]


def blanked(
    name: str, column: Sequence[Any], missing: Sequence[bool], source: Source
) -> tuple[Sequence[Any], list[str]]:
    """Blank the values that a file declares as missing, but for those that `missing` names; say which and how many."""
    named = source.missing_of(name)
    gone = [is_so and as_text(value) not in named for value, is_so in zip(column, missing, strict=True)]
    if not any(gone):
        return column, []
    kinds = list(dict.fromkeys(as_text(value) for value, lost in zip(column, gone, strict=True) if lost))
    count, verb = sum(gone), "values are" if sum(gone) > 1 else "value is"
    return [None if lost else value for value, lost in zip(column, gone, strict=True)], [
        f"{source.file}: {count} {verb} blank in {name}, for the file declares {shortened(', '.join(kinds))} as "
        f"missing; `missing: {{{name}: {written_list(kinds, MOST_CODES)}}}` lists them apart from blanks"
    ]


def is_within(value: Any, span: Mapping[str, Any]) -> bool:
    """Tell whether a value lies in a span of one kind with it."""
    low, high = span["lo"], span["hi"]
    return isinstance(value, type(low)) and bool(low <= value <= high)
