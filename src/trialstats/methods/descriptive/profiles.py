"""Every subject's values, for the figure of individual courses."""

from __future__ import annotations

import pandas as pd

from trialstats.methods.descriptive.options import Profiles
from trialstats.methods.shared.complete import complete_records
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import by_parameter
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result

__all__ = ["run"]


def run(analysis: Profiles, inputs: Inputs) -> Result:
    """Give one row a subject and visit: kind value (PARAMCD, measure, AVISIT, ARM, USUBJID) with value."""
    collector = Collector(inputs.name)
    for paramcd, records in by_parameter(analysis, inputs):
        at = {"PARAMCD": paramcd, "measure": analysis.measure}
        frame, counts = complete_records(records, [analysis.measure, "TRT01P"])
        collector.exclude(at, counts)
        values = pd.DataFrame(
            {
                "AVISIT": frame["AVISIT"].astype(str),
                "ARM": frame["TRT01P"].astype(str),
                "USUBJID": frame["USUBJID"].astype(str),
                "value": frame[analysis.measure],
            }
        )
        collector.add(*({**at, "kind": Kind.VALUE, **row} for row in values.to_dict("records")))
    return collector.result(software="trialstats", inference="No inference: the values as recorded.")
