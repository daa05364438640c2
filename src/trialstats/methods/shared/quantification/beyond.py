"""Results beyond a limit of quantification in analyses of numbers: they have none, and are not missing.

What an estimate leaves out so is not left out by chance: they are the lowest results, or the highest.
"""

from __future__ import annotations

import pandas as pd

from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.quantification.coded import groups_of_text, is_beyond
from trialstats.methods.shared.quantification.limited import beyond
from trialstats.methods.shared.quantification.rows import Flag
from trialstats.methods.shared.scope import of_parameter, parameters
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row
from trialstats.trialfile.parts.analysis import Findings, Method

__all__ = ["BEYOND", "beyond_rows", "has_no_number", "is_result_beyond", "notes_of_beyond", "with_baselines"]

# The reason under which they are counted, apart from missing ones.
BEYOND = "beyond a limit of quantification"
# The column that tells the records whose subject's result at baseline is one.
AT_BASELINE = "_base_beyond"
CHANGES = ("CHG", "PCHG")


def is_result_beyond(records: pd.DataFrame) -> pd.Series[bool]:
    """Tell the records whose result lies beyond a limit, by its flag or its text, and has no number."""
    marked = beyond(records, Flag.BELOW) | beyond(records, Flag.ABOVE) | is_beyond(groups_of_text(records))
    return marked & records["AVAL"].isna()


def with_baselines(records: pd.DataFrame, bds: pd.DataFrame) -> pd.DataFrame:
    """Mark the records whose subject's baseline lies beyond a limit; `bds` is the whole dataset that they are of."""
    if not {"AVAL", "ABLFL"} <= set(bds.columns) or not (found := is_result_beyond(bds)).any():
        return records
    first = bds.loc[found & bds["ABLFL"].eq("Y").fillna(False), ["USUBJID", "PARAMCD"]]
    keys = pd.MultiIndex.from_frame(first)
    return records.assign(**{AT_BASELINE: pd.MultiIndex.from_frame(records[["USUBJID", "PARAMCD"]]).isin(keys)})


def has_no_number(records: pd.DataFrame, name: str) -> pd.Series[bool]:
    """Tell the records that lack AVAL, BASE, CHG or PCHG because a result lies beyond a limit; none of other names."""
    told = pd.Series(False, index=records.index)
    if name not in ("AVAL", "BASE", *CHANGES) or not {"AVAL", name} <= set(records.columns):
        return told
    if name == "AVAL" or name in CHANGES:
        told = is_result_beyond(records)
    if name != "AVAL" and AT_BASELINE in records:
        told |= records[AT_BASELINE] & records["AVAL"].notna()
    if name in CHANGES and "ABLFL" in records:  # there is no change at baseline, whatever the result
        told &= ~records["ABLFL"].eq("Y").fillna(False)
    return (told & records[name].isna()).astype(bool)


def beyond_rows(analysis: Method, inputs: Inputs) -> list[Row]:
    """Count, per parameter and arm, the records that a method of numbers leaves out so; no rows where there are none.

    Rows: kind beyond_limit (PARAMCD, measure, ARM; count of total records).
    """
    if not isinstance(analysis, Findings) or not analysis.needs_numbers:
        return []
    measure = analysis.measure
    named = [measure, *(name for name in getattr(analysis, "covariates", ()) if name == "BASE")]
    rows: list[Row] = []
    for paramcd in parameters(analysis, inputs):
        records = of_parameter(inputs, paramcd)
        lost = pd.Series(False, index=records.index)
        for name in named:
            lost |= has_no_number(records, name)
        for arm in inputs.arms if lost.any() else ():
            own = records["TRT01P"] == arm
            counted = {"count": int((lost & own).sum()), "total": int(own.sum())}
            rows.append({"kind": Kind.BEYOND_LIMIT, "PARAMCD": paramcd, "measure": measure, "ARM": arm, **counted})
    return rows


def notes_of_beyond(analysis: Method, inputs: Inputs) -> list[str]:
    """Say, for each parameter, how many records an analysis leaves out so, and the method that does not."""
    rows = beyond_rows(analysis, inputs)
    told = []
    for paramcd in dict.fromkeys(row["PARAMCD"] for row in rows):
        own = [row for row in rows if row["PARAMCD"] == paramcd]
        count, total = (sum(row[name] for row in own) for name in ("count", "total"))
        arms = ", ".join(f"{row['ARM']} {row['count']}" for row in own)
        told.append(
            f"analyses.{inputs.name}: {count} of {total} records of {paramcd} have no number for method "
            f"{analysis.method}, since a result lies {BEYOND} ({arms}): its estimates are of the rest and biased; "
            "method `censored` uses all results"
        )
    return told
