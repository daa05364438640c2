"""Every subject's values, for the figure of individual courses."""

from __future__ import annotations

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
        texts = {"AVISIT": "AVISIT", "ARM": "TRT01P", "USUBJID": "USUBJID"}
        each = {key: frame[column].astype(str).to_numpy() for key, column in texts.items()}
        collector.add_many({**at, "kind": Kind.VALUE}, {**each, "value": frame[analysis.measure].to_numpy(dtype=float)})
    return collector.result(software="trialstats", inference="No inference: the values as recorded.")
