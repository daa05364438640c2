"""Rescue medication: more of it where there is more pain. Medicines, doses and rates are ours."""

from __future__ import annotations

import numpy as np
import pandas as pd

from trialstats.simulate.laser.design import FOLLOW_UP
from trialstats.simulate.laser.draws import Dates, Floats, expit, one_of, stream

__all__ = ["MEDICATIONS", "rescue_table"]

MEDICATIONS = ((("paracetamol", 1000), 0.60), (("ibuprofen", 400), 0.25), (("tramadol", 50), 0.15))
"""((name, dose in mg of one intake), weight)."""

INTERCEPT, SLOPE = -1.9, 0.03
"""Log-odds of a course of rescue medication in the weeks before a visit: at 50 mm, and for each mm more."""


def rescue_table(seed: int, patient: list[str], pain: Floats, dates: Dates, last_contact: Dates) -> pd.DataFrame:
    """Write rescue.csv as text, one row for each course; it has no effect on the pain simulated.

    Parameters: pain (mm) and dates, shape (n, visit); last_contact (n,), after which nothing is recorded.
    """
    rng = stream(seed, "rescue")
    chance = rng.random(pain.shape)
    rows = []
    for i in range(len(patient)):
        for visit in FOLLOW_UP:
            (name, dose), days, start = one_of(rng, MEDICATIONS), rng.integers(1, 11), rng.integers(1, 18)
            date = dates[i, visit - 1] + start
            needed = chance[i, visit] < expit(np.asarray(INTERCEPT + SLOPE * (pain[i, visit] - 50)))
            if needed and date + (days - 1) <= last_contact[i]:
                rows.append((patient[i], name, str(date), str(dose), str(days)))
    return pd.DataFrame(rows, columns=["patient_id", "medication", "start_date", "dose_mg", "days"])
