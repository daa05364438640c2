"""A frame that is held in memory while others are worked on: each text stands there once, however often it repeats."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Held"]

TEXTS = (pa.string(), pa.large_string())


class Held:
    """Rows of a dataset, which are given back, all or some, as they would be read from its Parquet file.

    Records repeat what is known of their subjects, parameters and visits: a small part of the memory is enough.
    """

    def __init__(self, parts: Iterable[pd.DataFrame]) -> None:
        """Hold frames with the same columns and types one below the other; at least one is needed."""
        tables, schema = [], None
        for part in parts:
            table = pa.Table.from_pandas(part, preserve_index=False)
            schema = schema or table.schema
            tables.append(closely(table.cast(schema)))
        assert schema is not None  # there is a part
        self.schema, self.table = schema, pa.concat_tables(tables)

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @property
    def columns(self) -> list[str]:
        return [str(name) for name in self.schema.names]

    def frame(self, columns: list[str] | None = None, **texts: Collection[str]) -> pd.DataFrame:
        """Give columns, by default all, of the rows that have in each of some columns one of its texts."""
        table = self.table
        for column, one_of in texts.items():
            own = table[column].cast(self.schema.field(column).type)
            table = table.filter(pc.is_in(own, pa.array([*one_of], own.type)))
        names = self.columns if columns is None else columns
        plain = pa.schema([self.schema.field(name) for name in names], metadata=self.schema.metadata)
        frame: pd.DataFrame = table.select(names).cast(plain).to_pandas()
        return frame


def closely(table: pa.Table) -> pa.Table:
    """Write each text of a column once."""
    columns = [column.dictionary_encode() if column.type in TEXTS else column for column in table.columns]
    return pa.table(columns, names=table.schema.names)
