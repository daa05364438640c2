"""The records of a crossover trial: who had which treatment in which period, and what came before it.

A frame of n complete records, one a subject and period, with the columns

    subject, sequence (text), period (whole numbers from 1), treatment (categorical, reference first), y (float).

`sequence` names the treatments by period: `treatments_by_sequence` reads them off the records, so that the treatment
before a period that is missing is known as long as anybody of the sequence has a record of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.errors import FitError

__all__ = [
    "ALIASED",
    "CARRY",
    "Pairs",
    "carry_over_columns",
    "is_two_by_two",
    "pair_up",
    "periods_of",
    "refuse_unusable",
    "treatments_by_sequence",
    "with_several",
]

Floats = NDArray[np.float64]

ALIASED = (
    "carry-over cannot be told from the other effects within subjects in this design; with two treatments in two "
    "periods and two sequences it is the difference between the sequences"
)
CARRY = "carry_over_"  # how the columns of first-order carry-over begin; the number of the treatment follows


@dataclass(frozen=True)
class Pairs:
    """Subjects of a two-period, two-treatment trial with both periods.

    active_first, reference_first: (n, 2), the outcome in period 1 and in period 2, of each sequence.
    """

    active_first: Floats
    reference_first: Floats


def refuse_unusable(frame: pd.DataFrame) -> None:
    """Raise FitError where a subject has two records in a period, or fewer than two treatments are left."""
    twice = frame.duplicated(["subject", "period"])
    if twice.any():
        first = frame[twice].iloc[0]
        raise FitError(
            f"subject {first['subject']} has more than one record in period {first['period']:g}: "
            "an analysis of a crossover trial takes one for each"
        )
    if frame["treatment"].nunique() < 2:
        raise FitError("the records are of fewer than two treatments: there is nothing to compare")
    if frame["period"].nunique() < 2:
        raise FitError("the records are of one period: no subject can be compared with itself")


def periods_of(frame: pd.DataFrame) -> list[int]:
    """List the periods with a record, in order."""
    return sorted(int(period) for period in frame["period"].unique())


def with_several(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the subjects with records in several periods."""
    return frame[frame.groupby("subject")["y"].transform("size") > 1]


def treatments_by_sequence(frame: pd.DataFrame) -> dict[str, dict[int, str]]:
    """Give the treatment of each period of each sequence, as far as records tell; FitError where they contradict."""
    told: dict[str, dict[int, str]] = {}
    seen = frame[["sequence", "period", "treatment"]].drop_duplicates().sort_values(["sequence", "period"])
    for sequence, period, treatment in seen.itertuples(index=False, name=None):
        own = told.setdefault(str(sequence), {})
        if own.setdefault(int(period), str(treatment)) != str(treatment):
            raise FitError(f"sequence {sequence} has {own[int(period)]} and {treatment} in period {period}")
    return told


def is_two_by_two(frame: pd.DataFrame) -> bool:
    """Tell two treatments in two periods, each before the other in one of two sequences."""
    told = list(treatments_by_sequence(frame).values())
    orders = {tuple(own[period] for period in sorted(own)) for own in told if len(own) == 2}
    if frame["treatment"].nunique() != 2 or frame["period"].nunique() != 2 or len(orders) != 2:
        return False
    (one, two) = orders
    return one == two[::-1] and one[0] != one[1]


def pair_up(frame: pd.DataFrame) -> Pairs:
    """Set the two periods of each subject who has both side by side; FitError where the trial is no 2 x 2 one."""
    if not is_two_by_two(frame):
        raise FitError("this needs two treatments in two periods, each before the other in one of two sequences")
    first, second = periods_of(frame)
    wide = frame.pivot(index="subject", columns="period", values="y").dropna()  # noqa: PD010
    reference = str(frame["treatment"].cat.remove_unused_categories().cat.categories[0])
    told = treatments_by_sequence(frame)
    sequence = frame.drop_duplicates("subject").set_index("subject")["sequence"].astype(str).reindex(wide.index)
    active_first = sequence.map(lambda name: _first(told[name], first, second, reference)).to_numpy(dtype=bool)
    values = wide[[first, second]].to_numpy(dtype=float)
    return Pairs(values[active_first], values[~active_first])


def _first(own: Mapping[int, str], first: int, second: int, reference: str) -> bool:
    """Tell whether a sequence begins with the active treatment."""
    return own[first] != reference if first in own else own[second] == reference


def carry_over_columns(frame: pd.DataFrame) -> dict[str, Floats]:
    """Code first-order carry-over: a column (n,) for each treatment but the reference.

    1 after the treatment, -1 after the reference, 0 after any other and in the first period, so that effects sum to
    zero (Jones & Kenward 2014, section 4.2). What matters is the treatment that the sequence has in the period before,
    whether or not there is a record of it.
    """
    told = treatments_by_sequence(frame)
    levels = [str(level) for level in frame["treatment"].cat.remove_unused_categories().cat.categories]
    first = min(periods_of(frame))
    before: list[str | None] = []
    for sequence, period in zip(frame["sequence"].astype(str), frame["period"].astype(int), strict=True):
        own = told[sequence]
        if period > first and period - 1 not in own:
            raise FitError(f"nobody of sequence {sequence} has a record in period {period - 1}: what they had is lost")
        before.append(own.get(period - 1) if period > first else None)
    return {
        f"{CARRY}{number}": np.array([float(name == level) - float(name == levels[0]) for name in before])
        for number, level in enumerate(levels[1:], 1)
    }
