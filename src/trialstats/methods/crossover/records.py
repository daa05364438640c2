"""The records of a crossover analysis at a timepoint, as the engine takes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from trialstats.errors import FitError, SpecError
from trialstats.methods.crossover.options import Periods
from trialstats.methods.shared.inputs import Inputs
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row

__all__ = ["at_timepoints", "check_columns", "described", "engine_frame", "group_of_period", "pairs_of", "treatment_of"]

SEQUENCE, PERIOD = "TRTSEQP", "APERIOD"
NOBODY = "no sequence has the treatment in this period, or nobody has a record of it"


def treatment_of(analysis: Periods) -> str:
    """Name the variable that holds the treatment of a period."""
    return "TRTP" if analysis.treatment == "planned" else "TRTA"


def check_columns(analysis: Periods, inputs: Inputs) -> None:
    """Raise SpecError where the records do not have the treatment asked for."""
    if treatment_of(analysis) not in inputs.records:
        raise SpecError("`treatment: actual` needs `subjects.crossover.actual`, the columns of what was taken")


def at_timepoints(analysis: Periods, inputs: Inputs, records: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Give the records of the visits of each timepoint asked for, as the trial has them in its periods."""
    check_columns(analysis, inputs)
    for timepoint, visits in inputs.timepoints.items():
        if timepoint in (analysis.timepoints or (timepoint,)):
            here = records[records["AVISIT"].isin(visits)]
            if not here.empty or timepoint in analysis.timepoints:
                yield timepoint, here


def engine_frame(frame: pd.DataFrame, analysis: Periods, y: pd.Series, further: Sequence[str] = ()) -> pd.DataFrame:
    """Name the columns as the engine does; treatments have the reference first.

    Raises FitError where the reference has no record.
    """
    if frame.empty:
        raise FitError("no record has all that the model needs")
    treatment = frame[treatment_of(analysis)].cat.remove_unused_categories()
    return pd.DataFrame(
        {
            "subject": frame["USUBJID"].astype(str),
            "sequence": frame[SEQUENCE].astype(str),
            "period": frame[PERIOD].astype(int),
            "treatment": treatment,
            "y": y.astype("float64"),
            **{name: frame[name] for name in further},
        }
    ).reset_index(drop=True)


def pairs_of(inputs: Inputs, *, every: bool) -> list[Row]:
    """Give the keys of each comparison: of a treatment with the reference, or with each that stands before it."""
    before = {arm: inputs.arms[:place] for place, arm in enumerate(inputs.arms)}
    others = {arm: before[arm] if every else inputs.arms[:1] for arm in inputs.arms[1:]}
    return [{"ARM": arm, "REFERENCE": other} for arm, against in others.items() for other in against]


def group_of_period(period: float) -> str:
    """Say a period as displays do."""
    return f"Period {period:.0f}"


def described(frame: pd.DataFrame, at: Row, inputs: Inputs) -> list[Row]:
    """Describe the values of each treatment in each period (`group`): kind summary."""
    rows: list[Row] = []
    for arm in inputs.arms:
        for period in sorted(frame["period"].unique()):
            values = frame.loc[(frame["treatment"] == arm) & (frame["period"] == period), "y"]
            spread = {"sd": float(values.std(ddof=1))} if len(values) > 1 else {}
            found = {"mean": float(values.mean()), **spread} if len(values) else {"reason": NOBODY}
            keys = {**at, "kind": Kind.SUMMARY, "ARM": arm, "group": group_of_period(period)}
            rows.append({**keys, "n": len(values), **found})
    return rows
