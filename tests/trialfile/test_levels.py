"""Texts of the trial file beside columns of numbers: 980 is 980.0, and a text stays what it is."""

from __future__ import annotations

import pandas as pd
import pytest

from trialstats.trialfile.parts.levels import as_texts, in_natural_order, is_one_of


@pytest.mark.parametrize(
    ("values", "texts", "found"),
    [
        ([980.0, 905.0, None], ["980"], [True, False, False]),
        ([980.0, 905.0, None], ["980.0"], [True, False, False]),
        ([980, 905], ["980", "905"], [True, True]),
        ([0.5, 1234567.0, 1e15], ["0.50", "1234567"], [True, True, False]),
        ([980.0, 905.0], ["class IV"], [False, False]),
        (["980", "980.0", None], ["980"], [True, False, False]),  # texts, not numbers
        ([None, None], [""], [False, False]),
    ],
)
def test_a_level_is_found(values: list[object], texts: list[str], found: list[bool]) -> None:
    for column in (pd.Series(values), pd.Series(values, dtype="object").convert_dtypes()):
        assert is_one_of(column, texts).tolist() == found


def test_numbers_are_written_with_all_their_digits() -> None:
    assert as_texts(pd.Series([1234567.0, 0.1, -3.0, None])).fillna("").tolist() == ["1234567", "0.1", "-3", ""]


def test_levels_stand_as_people_count() -> None:
    assert in_natural_order(["10", "2", "1"]) == ["1", "2", "10"]
    assert in_natural_order([10.5, 2, "Site 10", "Site 9", ""]) == ["", "2", "10.5", "Site 9", "Site 10"]
