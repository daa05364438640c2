"""Parquet artefacts with labels and metadata in the file."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from trialstats.io.atomic import replacing

__all__ = [
    "content_digest",
    "count_rows",
    "give_back",
    "read_artefact",
    "read_beside",
    "read_known",
    "read_labels",
    "read_names",
    "read_parts",
    "read_some",
    "write_artefact",
    "write_parts",
]

# Rows held at once where most of a file is left out.
BATCH = 65_536


def write_artefact(
    frame: pd.DataFrame,
    path: Path,
    *,
    labels: Mapping[str, str] | None = None,
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Write a frame as Parquet: `labels` by column into the fields, `metadata` into the schema.

    The index is not kept. The same frame gives the same bytes.
    """
    write_parts([frame], path, labels=labels, metadata=metadata)


def write_parts(
    frames: Iterable[pd.DataFrame],
    path: Path,
    *,
    labels: Mapping[str, str] | None = None,
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Write frames with the same columns one below the other, as `write_artefact` writes one; at least one is needed.

    They are asked for one after the other, so that what is too large for the memory need never be there at once. The
    columns have the types of the first frame; ArrowInvalid where another's do not fit.
    """
    with ExitStack() as stack:
        writer: pq.ParquetWriter | None = None
        for frame in frames:
            table = pa.Table.from_pandas(frame, preserve_index=False)
            if writer is None:
                schema = described(table.schema, labels or {}, metadata or {})
                temporary = stack.enter_context(replacing(path))
                writer = stack.enter_context(pq.ParquetWriter(temporary, schema, compression="zstd"))
            writer.write_table(table.cast(writer.schema))


def described(schema: pa.Schema, labels: Mapping[str, str], metadata: Mapping[str, str]) -> pa.Schema:
    """Put labels and metadata into a schema; a column without a label is labelled with its name."""
    fields = [field.with_metadata({"label": labels.get(field.name, field.name)}) for field in schema]
    kept = {**(schema.metadata or {}), **{key.encode(): text.encode() for key, text in metadata.items()}}
    return pa.schema(fields, metadata=kept)


def read_artefact(path: Path, columns: list[str] | None = None) -> pd.DataFrame:
    """Read an artefact back as it was written."""
    frame: pd.DataFrame = pq.read_table(path, columns=columns, partitioning=None).to_pandas()
    give_back()
    return frame


def give_back() -> None:
    """Give the system what Arrow has freed and keeps for itself, where neither NumPy nor Python could use it.

    Numbers of a file that was read are copied for the frame: of a million results that is a quarter of a gigabyte.
    """
    pa.default_memory_pool().release_unused()


def read_beside(
    path: Path, columns: Sequence[str] = (), *, without: str, but: tuple[str, Collection[str]] | None = None
) -> pd.DataFrame:
    """Read the rows that have nothing in the column `without`, and those whose text in a column is one of `but`.

    Of results of many subjects these are a small part, and the others are never in memory all at once. columns: those
    read; by default all.
    """
    wanted = pc.field(without).is_null()
    if but:
        wanted |= pc.field(but[0]).isin(pa.array(sorted(but[1]), pa.string()))
    parts = pq.ParquetFile(path)
    read = list(dict.fromkeys([*columns, without, *(but[:1] if but else ())])) if columns else None
    batches = parts.iter_batches(BATCH, columns=read)
    kept = [pa.Table.from_batches([batch]).filter(wanted) for batch in batches]
    table = pa.concat_tables(kept) if kept else parts.schema_arrow.empty_table()
    frame: pd.DataFrame = (table.select(list(columns)) if columns else table).to_pandas()
    give_back()
    return frame


def read_parts(path: Path) -> Iterator[pd.DataFrame]:
    """Read the rows of an artefact, some at a time, in their order."""
    for batch in pq.ParquetFile(path).iter_batches(BATCH):
        yield pa.Table.from_batches([batch]).to_pandas()


def read_some(path: Path, columns: list[str], **texts: Collection[str]) -> pd.DataFrame:
    """Read columns of the rows that have in each of some columns one of its texts; the others are not in memory."""
    wanted = [(column, "in", [*one_of]) for column, one_of in texts.items()]
    frame: pd.DataFrame = pq.read_table(path, columns=columns, filters=wanted, partitioning=None).to_pandas()
    give_back()
    return frame


def count_rows(path: Path) -> int:
    """Count the rows of an artefact."""
    number: int = pq.read_metadata(path).num_rows
    return number


def read_known(path: Path, wanted: Iterable[str]) -> pd.DataFrame:
    """Read those of the columns that an artefact has."""
    known = read_names(path)
    return read_artefact(path, [name for name in wanted if name in known])


def read_names(path: Path) -> list[str]:
    """Read the names of an artefact's columns."""
    names: list[str] = pq.read_schema(path).names
    return names


def read_labels(path: Path) -> dict[str, str]:
    """Read the labels of an artefact's columns."""
    schema = pq.read_schema(path)
    return {field.name: (field.metadata or {}).get(b"label", field.name.encode()).decode() for field in schema}


def content_digest(frame: pd.DataFrame) -> str:
    """Give the SHA-256 of a frame's column names and values, which does not change with the Parquet version."""
    return hashlib.sha256(frame.to_csv(index=False, lineterminator="\n").encode()).hexdigest()
