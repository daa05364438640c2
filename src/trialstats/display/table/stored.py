"""A table as JSON, from which every document that shows it is made."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from trialstats.display.table.data import TableData

__all__ = ["stored", "table_of"]

WHOLE = TypeAdapter(TableData)


def stored(data: TableData, *, brief: bool = False) -> Any:
    """Give a table as plain values of JSON; brief: without what is as it is by default, for listings are long."""
    return WHOLE.dump_python(data, mode="json", exclude_defaults=brief)


def table_of(values: Any) -> TableData:
    """Give back the table that was stored."""
    return WHOLE.validate_python(values)
