"""Responses of nerves in a BDS dataset: of which nerve a record is, and whether there was a response.

RESPSTAT is PRESENT (a number), ABSENT (looked for, none found: information) or NOT DONE (missing); it is empty for
other texts and for derived parameters. RESPBL is that of the baseline record.
"""

from __future__ import annotations

import pandas as pd

from trialstats.adam.parse import matches_code, written_plainly
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.parameters import Parameter
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.trial import Trial

__all__ = ["ABSENT", "NOT_DONE", "PRESENT", "baseline_response", "describe_nerves", "not_measured", "tell_responses"]

PRESENT, ABSENT, NOT_DONE = "PRESENT", "ABSENT", "NOT DONE"


def describe_nerves(records: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """Add NVLOC (nerve), NVLAT (side) and NVATTR (attribute), where any parameter declares its nerve."""
    if not any(parameter.nerve for parameter in dataset.parameters.values()):
        return records
    declared = {"NVLOC": "nerve", "NVLAT": "side", "NVATTR": "attribute"}
    told = {
        variable: {paramcd: getattr(parameter, key) for paramcd, parameter in dataset.parameters.items()}
        for variable, key in declared.items()
    }
    added = {name: records["PARAMCD"].map(words).astype("str") for name, words in told.items()}
    return records.assign(**{name: words.str.upper() if name == "NVATTR" else words for name, words in added.items()})


def tell_responses(records: pd.DataFrame, trial: Trial, dataset: Dataset) -> pd.DataFrame:
    """Add RESPSTAT, where any parameter declares which texts mean that a response is absent or was not looked for."""
    if not dataset.tells_response:
        return records
    source = trial.sources[dataset.source]
    status = pd.Series(pd.NA, index=records.index, dtype="str")
    for paramcd, parameter in dataset.parameters.items():
        if not (parameter.absent or parameter.not_done):
            continue
        own = records["PARAMCD"] == paramcd
        text = own & records["AVAL"].isna()
        status[own & records["AVAL"].notna()] = PRESENT
        results = records["AVALC"].fillna("")
        plain = written_plainly(results, column_of(parameter, source), source)
        for word, texts in ((ABSENT, parameter.absent), (NOT_DONE, parameter.not_done)):
            status[text & matches_code(results, texts, plain)] = word
    return records.assign(RESPSTAT=status)


def not_measured(records: pd.DataFrame, trial: Trial, dataset: Dataset) -> pd.Series[bool]:
    """Tell which records say that nothing was measured, by a text of `not_done`, or by CDISC's own where none is named.

    A value beyond a limit and an absent response were measured.
    """
    found = pd.Series(False, index=records.index)
    if "AVALC" not in records:
        return found
    source = trial.sources[dataset.source]
    texts = records["AVALC"].fillna("")
    for paramcd, parameter in dataset.parameters.items():
        own = (records["PARAMCD"] == paramcd) & records["AVAL"].isna()
        plain = written_plainly(texts, column_of(parameter, source), source)
        said = matches_code(texts, parameter.not_done, plain) if parameter.not_done else is_not_done(texts)
        found |= own & said
    return found


def column_of(parameter: Parameter, source: Source) -> str:
    """Name the column that holds a parameter's results, or the first of them."""
    return source.value or next(iter(parameter.columns_read), "AVAL")


def is_not_done(texts: pd.Series) -> pd.Series[bool]:
    """Tell where a text is CDISC's NOT DONE (--STAT), in any case."""
    return texts.str.strip().str.upper() == NOT_DONE


def baseline_response(records: pd.DataFrame) -> pd.DataFrame:
    """Add RESPBL, the status of the baseline record (ABLFL = Y) of the same subject and parameter."""
    if "RESPSTAT" not in records:
        return records
    at_baseline = records[records["ABLFL"] == "Y"].set_index(["USUBJID", "PARAMCD"])["RESPSTAT"].rename("RESPBL")
    return records.join(at_baseline, on=["USUBJID", "PARAMCD"])
