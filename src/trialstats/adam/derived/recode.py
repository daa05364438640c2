"""Results, words or numbers, as the numbers that the trial file declares."""

from __future__ import annotations

import pandas as pd

from trialstats.adam.derived.parts import Made, Parts
from trialstats.trialfile.parts.derived import Derived

__all__ = ["recode"]


def recode(parts: Parts, derived: Derived) -> Made:
    """Give each result its number; a result that is not declared has none."""
    rule = derived.recode
    assert rule is not None
    values = pd.Series(float("nan"), index=parts.numbers.index)
    for text, number in rule.values.items():
        values = values.mask(values.isna() & parts.says(rule.of, [text]), number)
    said = rule.of + " = " + parts.result(rule.of) + ", which `recode` does not name"
    return Made(values, said.astype("str"))
