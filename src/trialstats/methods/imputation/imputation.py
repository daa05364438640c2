"""Missing outcomes imputed at random or by reference to another arm; completed sets analysed and pooled."""

from __future__ import annotations

import pandas as pd

from trialstats.engines.rounding import beyond_rounding
from trialstats.methods.imputation.options import ImputedValues
from trialstats.methods.imputation.prepare import NOTES, modelled_visits, prepare
from trialstats.methods.imputation.repeated import comparison_of
from trialstats.methods.imputation.words import SOFTWARE, inference
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import by_parameter, means_and_differences
from trialstats.methods.shared.variation import rounding
from trialstats.results.collector import Collector
from trialstats.results.shape import Result, Row

__all__ = ["run"]

MONTE_CARLO = "monte_carlo"
# The keys that say what a note is of.
ADDRESS = ("PARAMCD", "measure", "AVISIT", "ARM", "REFERENCE")


def run(analysis: ImputedValues, inputs: Inputs) -> Result:
    """Estimate, per parameter and visit, LS means and differences to the reference from completed values.

    Rows: kind lsmean (AVISIT, ARM; n its subjects, with values known or imputed), difference (AVISIT, ARM, REFERENCE; n
    of both arms); mcse where values are drawn. Notes: those of `prepare`; `monte_carlo`, what random numbers leave
    uncertain, and how many imputations are needed.
    """
    collector = Collector(inputs.name, "fits", *NOTES, MONTE_CARLO)
    for paramcd, records in by_parameter(analysis, inputs):
        at = {"PARAMCD": paramcd, "measure": analysis.measure}
        expected = means_and_differences(inputs, at, modelled_visits(analysis, inputs, records))
        with collector.attempt(at, expected):
            _estimate(analysis, inputs, records, at, collector)
    return collector.result(software=SOFTWARE, inference=inference(analysis, inputs))


def _estimate(analysis: ImputedValues, inputs: Inputs, records: pd.DataFrame, at: Row, collector: Collector) -> None:
    model = prepare(analysis, inputs, records, at, collector)
    comparison = comparison_of(analysis, inputs, model.values, at)
    (estimates,) = model.estimate(comparison)
    step = rounding(records, analysis.measure)
    for row, found in zip(comparison.rows, estimates, strict=True):
        with collector.attempt(row):
            collector.add({**row, **beyond_rounding(found.statistics, step)})
        if found.monte_carlo:
            collector.note(MONTE_CARLO, {**{key: row[key] for key in ADDRESS if key in row}, **found.monte_carlo})
