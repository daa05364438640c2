"""The median by arm and visit."""

from __future__ import annotations

from trialstats.errors import FitError
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import by_parameter, visits
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result

from .options import Middle
from .rows import MIDDLE

__all__ = ["run"]


def run(analysis: Middle, inputs: Inputs) -> Result:
    """Rows: kind value (PARAMCD, measure, AVISIT, ARM, variable MIDDLE)."""
    collector = Collector(inputs.name)
    for paramcd, records in by_parameter(analysis, inputs):
        for visit in visits(analysis, inputs, records, with_baseline=False):
            for arm in inputs.arms:
                at = {"PARAMCD": paramcd, "measure": analysis.measure, "AVISIT": visit, "ARM": arm}
                own = records[(records["AVISIT"] == visit) & (records["TRT01P"] == arm)][analysis.measure]
                collector.exclude(at, {"in": len(own), "no value": int(own.isna().sum()), "used": int(own.count())})
                row = {**at, "kind": Kind.VALUE, "variable": MIDDLE}
                with collector.attempt(row):
                    if not own.count():
                        raise FitError("nobody has a value")
                    collector.add({**row, "value": float(own.median())})
    return collector.result(software="pandas", inference="No inference.")
