"""A small trial of two arms and three visits, from which every third subject leaves."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from tests.methods.build import make_inputs
from trialstats.methods.shared.inputs import Inputs

__all__ = ["ARMS", "LATER", "VISITS", "inputs_of", "people", "records_of"]

ARMS, VISITS = ("Sham", "Laser"), ("Baseline", "Week 4", "Week 8", "Week 12")
LATER = list(VISITS[1:])


@cache
def people(n: int = 18, gaps: int = 1) -> pd.DataFrame:
    """A value at each visit (columns) of subjects who leave, every third, and of some of whom a visit is missing."""
    rng = np.random.default_rng(7)
    arm = np.resize([0, 1], n)
    base = rng.normal(50, 8, n)
    root = np.linalg.cholesky(np.array([[16.0, 9, 7], [9, 20, 12], [7, 12, 25]]))
    values = base[:, None] - np.array([5, 8, 10]) - 4.0 * arm[:, None] + rng.normal(size=(n, 3)) @ root.T
    for i in range(0, n, 3):
        values[i, 1 + i % 2 :] = np.nan
    values[1 : 1 + gaps, 1] = np.nan
    frame = pd.DataFrame(values, columns=LATER)
    return frame.assign(Baseline=base, TRT01P=np.array(ARMS)[arm], USUBJID=[f"S{i:02d}" for i in range(n)])


def records_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Records of visits that were made, that at baseline among them."""
    long = frame.melt(["USUBJID", "TRT01P"], list(VISITS), "AVISIT", "AVAL").dropna(subset="AVAL")
    long = long.assign(BASE=long["USUBJID"].map(frame.set_index("USUBJID")["Baseline"]))
    first = long["AVISIT"] == "Baseline"
    return long.assign(CHG=(long["AVAL"] - long["BASE"]).where(~first), ABLFL=first.map({True: "Y", False: None}))


def inputs_of(frame: pd.DataFrame | None = None, **others: Any) -> Inputs:
    return make_inputs(records_of(people() if frame is None else frame), ARMS, VISITS, **others)
