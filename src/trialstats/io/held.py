"""A frame that is held in memory while others are worked on: in parts, each text once, and compressed.

Records repeat what is known of their subjects, parameters and visits, so that a twentieth of the memory is enough. As
large as it was a frame is only while somebody looks at it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import ipc

from trialstats.io.artefacts import give_back

__all__ = ["Held"]

TEXTS = (pa.string(), pa.large_string())
# Rows of a part.
PART = 65_536
# Values of a frame up to which it stays as it was given, too: it takes little, and is asked for again and again.
SMALL = 500_000
PACKED = ipc.IpcWriteOptions(compression="lz4", use_threads=False)


class Held:
    """Rows of a dataset, which are given back, all or some, as they would be read from its Parquet file.

    digest: of the columns, their types and values, in their order.
    """

    def __init__(self, parts: Iterable[pd.DataFrame]) -> None:
        """Hold frames with the same columns and types one below the other; at least one is needed."""
        self.parts: list[pa.Buffer] = []
        schema, length, digest = None, 0, hashlib.sha256()
        for part in parts:
            table = pa.Table.from_pandas(part, preserve_index=False)
            schema = schema or table.schema
            self.parts.append(packed(closely(table.cast(schema).combine_chunks())))
            length += len(part)
            digest.update(self.parts[-1])
        assert schema is not None  # there is a part
        self.schema, self.length, self.digest = schema, length, digest.hexdigest()
        self.whole: pd.DataFrame | None = None

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Held:
        """Hold one frame; where parts of it may differ in their types, in one part."""
        size = max(len(frame), 1) if (frame.dtypes == "object").any() else PART
        return cls(frame.iloc[first : first + size] for first in range(0, max(len(frame), 1), size))

    def __len__(self) -> int:
        return self.length

    @property
    def columns(self) -> list[str]:
        return [str(name) for name in self.schema.names]

    def frame(self, columns: Collection[str] | None = None, **texts: Collection[str]) -> pd.DataFrame:
        """Give columns, by default all, of the rows that have in each of some columns one of its texts."""
        names = self.columns if columns is None else [*columns]
        if texts or self.length * len(self.columns) > SMALL:
            return self.unpacked(names, texts)
        if self.whole is None:
            self.whole = self.unpacked(self.columns, {})
        return self.whole[names]

    def known(self, wanted: Iterable[str]) -> pd.DataFrame:
        """Give those of the columns that there are."""
        there = {*self.columns}
        return self.frame([name for name in wanted if name in there])

    def unpacked(self, names: list[str], texts: dict[str, Collection[str]]) -> pd.DataFrame:
        plain = pa.schema([self.schema.field(name) for name in names], metadata=self.schema.metadata)
        table = pa.concat_tables(part.select(names).cast(plain) for part in self.some({*names, *texts}, texts))
        frame: pd.DataFrame = table.to_pandas(self_destruct=True)
        del table
        give_back()
        return frame

    def some(self, names: set[str], texts: dict[str, Collection[str]]) -> Iterator[pa.Table]:
        """Unpack columns of the rows that have certain texts, part by part."""
        places = [place for place, name in enumerate(self.schema.names) if name in names]
        options = ipc.IpcReadOptions(included_fields=places, use_threads=False)
        for part in self.parts:
            table = ipc.open_stream(part, options=options).read_all()
            for column, one_of in texts.items():
                own = table[column].cast(self.schema.field(column).type)
                table = table.filter(pc.is_in(own, pa.array([*one_of], own.type)))
            yield table


def closely(table: pa.Table) -> pa.Table:
    """Write each text of a column once."""
    columns = [column.dictionary_encode() if column.type in TEXTS else column for column in table.columns]
    return pa.table(columns, names=table.schema.names)


def packed(table: pa.Table) -> pa.Buffer:
    """Compress a table; the same gives the same bytes."""
    sink = pa.BufferOutputStream()
    with ipc.new_stream(sink, table.schema, options=PACKED) as stream:
        stream.write_table(table)
    return sink.getvalue()
