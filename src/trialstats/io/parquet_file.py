"""Parquet files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from trialstats.errors import DataError
from trialstats.io.table import RawTable
from trialstats.io.typed_values import typed_table
from trialstats.trialfile.parts.sources import Source

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["read_parquet_file"]


def read_parquet_file(path: Path, source: Source) -> RawTable:
    """Read a Parquet file; DataError where it is damaged or has a column that is no table's."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path, partitioning=None, page_checksum_verification=True)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise DataError(f"{source.file}: cannot be read as Parquet ({str(error).splitlines()[0]})") from None
    nested = [field.name for field in table.schema if pa.types.is_nested(field.type)]
    if nested:
        raise DataError([f"{source.file}: column {name} holds lists or records, no single values" for name in nested])
    columns = [values_of(column, name, source) for name, column in zip(table.column_names, table.columns, strict=True)]
    return typed_table(table.column_names, columns, source)


def values_of(column: pa.ChunkedArray, name: str, source: Source) -> list[Any]:
    """Give a column's values, short numbers with their own digits; DataError where a date is beyond the calendar."""
    import pyarrow as pa

    try:
        values: list[Any] = column.to_pylist()
    except (pa.ArrowException, ValueError, OverflowError) as error:
        raise DataError(f"{source.file}: column {name} cannot be read ({str(error).splitlines()[0]})") from None
    if pa.types.is_float32(column.type):
        return [None if value is None else np.float32(value) for value in values]
    return values
