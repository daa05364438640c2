"""Who stopped, when and why: mostly after pain that was recorded, in part because of pain that was not.

The log-odds of stopping between two visits rise with the last recorded pain (missing at random, given the
data) and with the pain the subject would have reported at the next visit (informative); the sham arm has a
little more. The intercept is set so that about 17 in 100 subjects have stopped by week 12. All of this is
ours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialstats.simulate.laser.design import FOLLOW_UP, SHAM
from trialstats.simulate.laser.draws import Bools, Dates, Floats, Ints, expit, one_of, stream

__all__ = ["Dropout", "discontinuation_table", "draw_dropout", "stopped_before"]

INTERCEPT = -3.10
SHAM_EXCESS = 0.30
RECORDED_SLOPE = 0.030
"""Log-odds for each mm of the last recorded pain above 50: missing at random."""
UNSEEN_SLOPE = 0.015
"""Log-odds for each mm, above 50, of the pain at the visit that will not take place: informative."""

REASONS_IN_PAIN = (
    ("lack of efficacy", 0.50),
    ("adverse event", 0.10),
    ("lost to follow-up", 0.20),
    ("withdrawal by subject", 0.20),
)
REASONS_OTHERWISE = (
    ("lack of efficacy", 0.10),
    ("adverse event", 0.30),
    ("lost to follow-up", 0.30),
    ("withdrawal by subject", 0.30),
)
IN_PAIN = 55.0
"""Pain, mm, from which the first list of reasons holds."""


@dataclass(frozen=True)
class Dropout:
    """`before`: index of the first visit not reached; `date`; `reason`. For completers 4, NaT and ''."""

    before: Ints
    date: Dates
    reason: tuple[str, ...]


def stopped_before(rng: np.random.Generator, arm: Ints, pain: Floats, recorded: Bools) -> Ints:
    """Draw the first visit that each subject does not reach.

    Parameters: arm (n,); pain (n, visit) in mm, whole; recorded (n, visit), whether it would be in the data.
    Returns visit indices of shape (n,), one past the last visit for completers.
    """
    chance = rng.random(pain.shape)
    before = np.full(len(arm), pain.shape[1], dtype=np.int64)
    last = pain[:, 0]
    for visit in FOLLOW_UP:
        logit = INTERCEPT + RECORDED_SLOPE * (last - 50) + UNSEEN_SLOPE * (pain[:, visit] - 50)
        stops = (chance[:, visit] < expit(logit + SHAM_EXCESS * (arm == SHAM))) & (before == pain.shape[1])
        before[stops] = visit
        last = np.where(recorded[:, visit], pain[:, visit], last)
    return before


def draw_dropout(seed: int, arm: Ints, pain: Floats, recorded: Bools, dates: Dates) -> Dropout:
    """Draw who stops, the day (between the last visit reached and the next one planned) and the reason."""
    before = stopped_before(stream(seed, "dropout"), arm, pain, recorded)
    rng = stream(seed, "dropout.reason")
    stop = np.full(len(arm), np.datetime64("NaT"), dtype="datetime64[D]")
    reason = [""] * len(arm)
    for i in np.flatnonzero(before < pain.shape[1]):
        visit = before[i]
        days = int((dates[i, visit] - dates[i, visit - 1]).astype(int))
        stop[i] = dates[i, visit - 1] + rng.integers(1, days)
        reason[i] = one_of(rng, REASONS_IN_PAIN if pain[i, visit] >= IN_PAIN else REASONS_OTHERWISE)
    return Dropout(before, stop, tuple(reason))


def discontinuation_table(patient: list[str], dropout: Dropout) -> pd.DataFrame:
    """Write discontinuation.csv as text, one row for each subject who stopped."""
    rows = [(patient[i], str(dropout.date[i]), dropout.reason[i]) for i in np.flatnonzero(~np.isnat(dropout.date))]
    return pd.DataFrame(rows, columns=["patient_id", "date", "reason"])
