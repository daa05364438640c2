"""The records that a mixed model for repeated measures uses, of one parameter: those complete at its visits."""

from __future__ import annotations

import pandas as pd

from trialstats.methods.continuous.options import Mmrm
from trialstats.methods.shared.complete import complete_records
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import visits

__all__ = ["mmrm_needs", "mmrm_records"]


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
