"""Whether a period of a crossover trial has the event is told as in any other trial."""

from __future__ import annotations

from typing import Any

import pandas as pd

from trialstats.methods.crossover.crossover_binary import happened
from trialstats.methods.crossover.options import CrossoverBinary


def analysis(event: dict[str, Any]) -> CrossoverBinary:
    words = {"method": "crossover_binary", "dataset": "adpain", "population": "ITTFL", "desirable": True}
    return CrossoverBinary.model_validate({**words, "event": event})


def test_binary_fractions_and_limits_of_quantification_are_no_trap() -> None:
    """45.1 - 45 is 0.1, though not in binary fractions; `<50` is below 60 and cannot be told from 20."""
    change = pd.DataFrame({"AVAL": [45.1, 45.05, None], "BASE": [45.0, 45.0, 45.0]})
    change["CHG"] = change["AVAL"] - change["BASE"]
    told = happened(change, analysis({"at_least": 0.1}).model_copy(update={"value": "CHG"}))
    assert told.iloc[:2].tolist() == [1.0, 0.0]
    assert pd.isna(told.iloc[2])
    limited = pd.DataFrame({"AVAL": [None, 70.0], "AVALC": ["<50", "70"], "BLQFL": ["Y", None], "ALLOQ": [50.0, 50.0]})
    assert happened(limited, analysis({"below": 60})).tolist() == [1.0, 0.0]
    assert pd.isna(happened(limited, analysis({"below": 20})).iloc[0])


def test_a_text_may_be_named_alone() -> None:
    records = pd.DataFrame({"AVAL": [None, None, None], "AVALC": ["Yes", "No", None]})
    told = happened(records, analysis({"equals": "Yes"}))
    assert told.iloc[:2].tolist() == [1.0, 0.0]
    assert pd.isna(told.iloc[2])
