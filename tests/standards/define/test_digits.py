"""The digits that are said of numbers: of computed ones not those of their floating point."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.standards.prepared import handed_in
from trialstats.standards.define.digits import with_shown_digits


@pytest.mark.parametrize(
    ("values", "digits", "length"), [([1.25, 10.5], 2, 5), ([1 / 3, 200 / 3], 1, 4), ([-1 / 3, 0.123456], 1, 4)]
)
def test_a_computed_number_has_the_declared_decimals(values: list[float], digits: int, length: int) -> None:
    made = handed_in(pd.DataFrame({"AVAL": values}))
    shown = with_shown_digits(made.variables[0], made.frame["AVAL"], decimals=1)
    assert (shown.digits, shown.length) == (digits, length)
    assert made.frame["AVAL"].tolist() == values
