"""Fill in what displays need to write a row: labels, units, digits, directions."""

from __future__ import annotations

from typing import Any

import pandas as pd

from trialstats.adam.bds import parameter_words
from trialstats.spec.analyses import Findings, Method
from trialstats.spec.trial import Trial
from trialstats.steps.inputs import datasets_of

__all__ = ["with_words"]


def with_words(rows: pd.DataFrame, trial: Trial, analysis: Method, name: str) -> pd.DataFrame:
    """Add PARAM, unit, decimals, better and mcid of the parameter, AVISITN, and the analysis' label and role."""
    words: dict[str, dict[str, Any]] = {}
    for dataset in datasets_of(trial, name):
        words |= parameter_words(trial, dataset)
    rows = rows.copy()
    for column, key in (("PARAM", "label"), ("unit", "unit"), ("better", "better")):
        said = rows["PARAMCD"].map({code: entry[key] for code, entry in words.items()}).astype("string")
        rows[column] = rows[column].fillna(said)
    for column in ("decimals", "mcid"):
        number = rows["PARAMCD"].map({code: entry[column] for code, entry in words.items()}).astype("float64")
        rows[column] = rows[column].fillna(number)
    numbers = rows["AVISIT"].map({visit: declared.AVISITN for visit, declared in trial.visits.items()})
    rows["AVISITN"] = rows["AVISITN"].fillna(numbers.astype("float64"))
    population = analysis.population if isinstance(analysis, Findings) else getattr(analysis, "population", None)
    rows["population"] = rows["population"].fillna(population or "")
    return rows.assign(role=analysis.role, label=analysis.label or name)
