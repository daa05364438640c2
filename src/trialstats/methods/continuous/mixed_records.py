"""The records that a model of random coefficients uses, of one parameter: those of its course that are complete."""

from __future__ import annotations

import pandas as pd

from trialstats.methods.continuous.mixed_model import time_of
from trialstats.methods.continuous.options import Mixed
from trialstats.methods.shared.complete import complete_records
from trialstats.methods.shared.inputs import Inputs

__all__ = ["course_of", "mixed_records"]


def course_of(analysis: Mixed, inputs: Inputs, records: pd.DataFrame) -> pd.DataFrame:
    """Take the records from baseline on, of changes those after it."""
    return records[
        records["AVISIT"].isin(inputs.from_baseline if analysis.measure == "AVAL" else inputs.after_baseline)
    ]


def mixed_records(analysis: Mixed, course: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Take the records of the course that have outcome, arm, time and covariates."""
    timed = [name for name in [time_of(analysis)] if name is not None]
    return complete_records(course, [analysis.measure, "TRT01P", *timed, *analysis.covariates])
