"""Read a folder of ADaM datasets: Parquet (with labels), SAS transport files, Dataset-JSON 1.1."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

from trialstats.conformance.folder import Dataset, Folder
from trialstats.errors import DataError
from trialstats.io.artefacts import read_artefact, read_labels

__all__ = ["read_folder"]

DAY: Final = "datetime64[ns]"
# Dates of SAS are days since this one.
SAS_DAY_ZERO = "1960-01-01"
Read = tuple[pd.DataFrame, Mapping[str, str]]


def read_folder(folder: Path, names: Collection[str] = ()) -> Folder:
    """Read every dataset of a folder, or those named; what has a second point in its name is none.

    Raises DataError where there is none, where one stands in two formats, and where a file cannot be read.
    """
    if not folder.is_dir():
        raise DataError(f"{folder}: is no folder")
    files = [path for path in sorted(folder.iterdir()) if path.suffix in READERS and "." not in path.stem]
    if names:
        files = [path for path in files if path.stem in names]
    if not files:
        raise DataError(f"{folder}: has no datasets ({', '.join(READERS)})")
    found: dict[str, Path] = {}
    for path in files:
        name = path.stem.upper()
        if name in found:
            raise DataError(f"{folder}: {found[name].name} and {path.name} are both {name}: leave one in the folder")
        found[name] = path
    return Folder({name: dataset(name, path) for name, path in found.items()})


def dataset(name: str, path: Path) -> Dataset:
    """Read one dataset; DataError where the file cannot be read."""
    try:
        frame, labels = READERS[path.suffix](path)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path}: cannot be read ({str(error).splitlines()[0]})") from None
    return Dataset(name, pd.DataFrame({column: plain(frame[column]) for column in frame}), labels)


def parquet(path: Path) -> Read:
    return read_artefact(path), read_labels(path)


def transport(path: Path) -> Read:
    import pyreadstat

    frame, meta = pyreadstat.read_xport(str(path))
    return frame, {name: label or "" for name, label in meta.column_names_to_labels.items()}


def dataset_json(path: Path) -> Read:
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    columns = document["columns"]
    frame = pd.DataFrame(document["rows"], columns=[column["name"] for column in columns])
    for column in columns:
        name, kind = column["name"], column["dataType"]
        if kind in ("date", "datetime") and column.get("targetDataType") == "integer":
            frame[name] = pd.to_datetime(frame[name], format="ISO8601", errors="raise").astype(DAY)
        elif kind in ("integer", "float", "double", "decimal"):
            frame[name] = pd.to_numeric(frame[name]).astype("float64")
    return frame, {column["name"]: str(column.get("label", "")) for column in columns}


READERS: dict[str, Callable[[Path], Read]] = {".parquet": parquet, ".xpt": transport, ".json": dataset_json}


def plain(values: pd.Series) -> pd.Series:
    """Give a column as texts (blanks missing), numbers (float64) or dates."""
    if values.dtype.kind == "M":
        local: pd.Series = values.dt.tz_localize(None)
        return local.astype(DAY)
    if pd.api.types.is_bool_dtype(values) or pd.api.types.is_numeric_dtype(values):
        return days_of_sas(values.astype("float64"))
    if len(held := values.dropna()) and not isinstance(held.iloc[0], str):  # datetime.date
        days: pd.Series = pd.to_datetime(values).astype(DAY)
        return days
    text: pd.Series = values.astype("str")
    return text.mask(text.str.strip() == "")


def days_of_sas(values: pd.Series) -> pd.Series:
    """Turn the days of a variable that ends in DT, where a file has them as numbers without a format, into dates."""
    if not str(values.name).endswith("DT") or values.isna().all():
        return values
    days: pd.Series = pd.to_datetime(values, unit="D", origin=SAS_DAY_ZERO).astype(DAY)
    return days
