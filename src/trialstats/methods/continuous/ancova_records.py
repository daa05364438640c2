"""The records that an analysis of covariance uses, of one parameter at one visit."""

from __future__ import annotations

import pandas as pd

from trialstats.methods.continuous.options import Ancova
from trialstats.methods.shared.complete import complete_records

__all__ = ["ancova_records"]


def ancova_records(analysis: Ancova, records: pd.DataFrame, visit: str) -> tuple[pd.DataFrame, dict[str, int]]:
    """Take the records at a visit with outcome, arm and covariates, and counts that add up: see `complete_records`."""
    here = records[records["AVISIT"] == visit]
    return complete_records(here, [analysis.measure, "TRT01P", *analysis.in_model])
