"""The records that models of continuous outcomes use, of one parameter: those complete at the visits of the model."""

from __future__ import annotations

import pandas as pd

from trialstats.methods.continuous.mixed_model import time_of
from trialstats.methods.continuous.options import Ancova, Mixed, Mmrm
from trialstats.methods.shared.complete import complete_records
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import visits

__all__ = ["ancova_records", "course_of", "mixed_records", "mmrm_needs", "mmrm_records"]

# The records used, and counts that add up: see `complete_records`.
Used = tuple[pd.DataFrame, dict[str, int]]


def ancova_records(analysis: Ancova, records: pd.DataFrame, visit: str) -> Used:
    """Take the records at a visit that have outcome, arm and covariates."""
    here = records[records["AVISIT"] == visit]
    return complete_records(here, [analysis.measure, "TRT01P", *analysis.in_model])


def mmrm_records(
    analysis: Mmrm, inputs: Inputs, records: pd.DataFrame
) -> tuple[pd.DataFrame, dict[str, int], list[str]]:
    """Take the records after baseline, and of a constrained model those at baseline; also the visits reported."""
    seen = [v for v in visits(analysis, inputs, records, with_baseline=False) if v in inputs.after_baseline]
    fitted = [str(inputs.baseline), *seen] if analysis.baseline == "constrained" else seen
    here = records[records["AVISIT"].isin(fitted)]
    return *complete_records(here, [analysis.measure, "TRT01P", *mmrm_needs(analysis)]), seen


def mmrm_needs(analysis: Mmrm) -> list[str]:
    """List the variables that a mixed model for repeated measures needs beside outcome and arm."""
    further = [name for name in (analysis.covariance_by, analysis.time) if name not in (None, "TRT01P")]
    return list(dict.fromkeys([*analysis.in_model, *map(str, further)]))


def course_of(analysis: Mixed, inputs: Inputs, records: pd.DataFrame) -> pd.DataFrame:
    """Take the records from baseline on, of changes those after it."""
    return records[
        records["AVISIT"].isin(inputs.from_baseline if analysis.measure == "AVAL" else inputs.after_baseline)
    ]


def mixed_records(analysis: Mixed, course: pd.DataFrame) -> Used:
    """Take the records of the course that have outcome, arm, time and covariates."""
    timed = [name for name in [time_of(analysis)] if name is not None]
    return complete_records(course, [analysis.measure, "TRT01P", *timed, *analysis.covariates])
