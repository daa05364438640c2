"""Texts looked up in a table: once for each different text, of which a million records have few."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

__all__ = ["look_up"]


def look_up(texts: pd.Series, table: Mapping[str, Any]) -> pd.Series:
    """Give what `texts.map(table)` gives: of each text what stands in the table, missing where that has nothing."""
    codes, different = texts.factorize()
    found = pd.Series(different, dtype=texts.dtype).map(dict(table))
    return pd.Series(found.reindex(codes).array, index=texts.index, name=texts.name)
