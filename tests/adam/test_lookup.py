"""A text looked up once for all records that have it is what each of them finds."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from trialstats.adam.lookup import look_up

TEXTS = pd.Series(["a", "b", None, "a", "c", ""], index=[5, 3, 1, 9, 7, 2], dtype="str", name="VISIT")
TABLES: dict[str, dict[str, Any]] = {
    "texts": {"a": "Week 1", "b": "Week 2", "": "none"},
    "whole numbers": {"a": 1, "b": 2, "c": 3, "": 4},
    "numbers": {"a": 1.5, "c": None},
    "nothing": {},
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
@pytest.mark.parametrize("texts", [TEXTS, TEXTS.dropna(), TEXTS.iloc[:0]], ids=["missing", "none missing", "none"])
def test_what_stands_in_the_table_is_found(texts: pd.Series, table: dict[str, Any]) -> None:
    pd.testing.assert_series_equal(look_up(texts, table), texts.map(table))
