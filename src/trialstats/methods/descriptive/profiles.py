"""Every subject's values, for the figure of individual courses."""

from __future__ import annotations

import pandas as pd

from trialstats.methods.descriptive.options import Profiles
from trialstats.methods.shared.complete import account, complete_records
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import of_parameter, parameters
from trialstats.results.gather import Row
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, tidy

__all__ = ["run"]


def run(analysis: Profiles, inputs: Inputs) -> Result:
    """Give one row a subject and visit: kind value (PARAMCD, measure, AVISIT, ARM, USUBJID) with value."""
    value = analysis.value or "AVAL"
    excluded: list[Row] = []
    parts: list[pd.DataFrame] = []
    for paramcd in parameters(analysis, inputs):
        frame, counts = complete_records(of_parameter(inputs, paramcd), [value, "TRT01P"])
        excluded.append(account({"PARAMCD": paramcd, "measure": value}, counts))
        parts.append(
            pd.DataFrame(
                {
                    "kind": Kind.VALUE,
                    "PARAMCD": paramcd,
                    "measure": value,
                    "AVISIT": frame["AVISIT"].astype(str),
                    "ARM": frame["TRT01P"].astype(str),
                    "USUBJID": frame["USUBJID"].astype(str),
                    "value": frame[value],
                }
            )
        )
    rows = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    notes = {
        "software": "trialstats",
        "inference": "No inference: the values as recorded.",
        "excluded": excluded,
        "failed": [],
    }
    return Result(tidy(rows, inputs.name), notes)
