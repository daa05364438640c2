"""The times of an analysis: of the subjects of its population who have one and all covariates, the others counted."""

from __future__ import annotations

from functools import reduce

import pandas as pd

from trialstats.methods.shared.complete import complete_records
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import members
from trialstats.methods.time_to_event.options import TimesToEvent
from trialstats.methods.time_to_event.rows import ARM

__all__ = ["ARM", "HAPPENED", "STRATUM", "TIME", "parameters", "steps", "times_of"]

ADTTE = "adtte"
# Columns: the time, whether it ended in the event, and the subject's stratum.
TIME, HAPPENED, STRATUM = "_time", "_happened", "_stratum"
# Steps of an axis of days, as long as weeks; of other units they are round numbers.
DAYS = (1, 2, 7, 14, 28, 56, 84, 182, 364, 728, 1820)
ROUND = tuple(m * 10**k for k in range(5) for m in (1, 2, 5))
MOST = 6


def parameters(analysis: TimesToEvent, inputs: Inputs) -> list[str]:
    """List the parameters asked for; where none is, all."""
    known = [str(code) for code in inputs.datasets[ADTTE]["PARAMCD"].unique()]
    return list(analysis.parameters) or known


def times_of(analysis: TimesToEvent, inputs: Inputs, code: str) -> tuple[pd.DataFrame, dict[str, int]]:
    """Give a row a subject, sorted by USUBJID: ARM, covariates, strata, TIME, HAPPENED, STRATUM, EVNTDESC; and counts.

    Counts are `in`, each other reason for which a subject is left out, and `used`; they add up.
    """
    people = members(inputs, analysis.population)
    rows = inputs.datasets[ADTTE]
    own = rows[(rows["PARAMCD"] == code) & rows["USUBJID"].isin(people["USUBJID"])]
    counts = {"in": len(own)}
    reasons = own["REASND"].fillna("").astype(str)
    counts |= {str(reason): int(n) for reason, n in reasons[reasons != ""].value_counts().sort_index().items()}
    kept = own[reasons == ""][["USUBJID", "AVAL", "CNSR", "EVNTDESC"]]
    joined = kept.merge(people[["USUBJID", *(c for c in people.columns if c not in kept)]], on="USUBJID", how="left")
    complete, of_variables = complete_records(joined.assign(AVISIT=""), [ARM, *analysis.covariates, *analysis.strata])
    counts |= {reason: n for reason, n in of_variables.items() if reason != "in"}
    complete[ARM] = pd.Categorical(complete[ARM].astype(str), list(inputs.arms), ordered=True)
    strata = [complete[name].astype(str) for name in analysis.strata]
    complete[TIME], complete[HAPPENED] = complete["AVAL"].astype("float64"), complete["CNSR"].eq(0).astype(bool)
    complete[STRATUM] = reduce(lambda first, second: first + " / " + second, strata) if strata else ""
    return complete, counts


def steps(last: float, unit: str) -> dict[str, float]:
    """Choose round times up to the last, so many at the most, by their names."""
    sizes = DAYS if unit == "days" else ROUND
    step = next((size for size in sizes if last / size <= MOST), sizes[-1])
    return {f"{k * step:g}": float(k * step) for k in range(1, int(last // step) + 1)}
