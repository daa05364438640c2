"""Missing outcomes imputed at random or by reference to another arm; completed sets analysed and pooled."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from trialstats.engines.rounding import beyond_rounding
from trialstats.methods.imputation.anew import imputed_records, imputed_values
from trialstats.methods.imputation.completed.options import RespondersOf
from trialstats.methods.imputation.model import Model
from trialstats.methods.imputation.options import ImputedValues
from trialstats.methods.imputation.pooled import Found
from trialstats.methods.imputation.prepare import NOTES, prepare, reported_visits
from trialstats.methods.imputation.repeated import comparison_of
from trialstats.methods.imputation.responders import compare_responders, expected_responders
from trialstats.methods.imputation.words import SOFTWARE, in_brief, inference, precision, rules
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import means_and_differences, parameters
from trialstats.methods.shared.variation import rounding
from trialstats.results.collector import Collector
from trialstats.results.shape import Result, Row

__all__ = ["run"]

MONTE_CARLO = "monte_carlo"
# The keys that say what a note is of.
ADDRESS = ("kind", "PARAMCD", "measure", "AVISIT", "ARM", "REFERENCE", "group", "variable")


def run(analysis: ImputedValues, inputs: Inputs) -> Result:
    """Estimate, per parameter and visit, LS means and differences to the reference from completed values.

    Rows: kind lsmean (AVISIT, ARM; n its subjects, with values known or imputed), difference (AVISIT, ARM, REFERENCE; n
    of both arms); mcse where values are drawn. Of responders those of `compare_responders`, and value (the criteria).
    Notes: those of `prepare`; `monte_carlo`, what random numbers leave uncertain, and how many imputations are needed.
    """
    collector = Collector(inputs.name, "fits", *NOTES, MONTE_CARLO)
    of_responders = isinstance(analysis.analysis, RespondersOf)
    expect = (lambda *where: expected_responders(analysis, *where)) if of_responders else means_and_differences
    estimate = compare_responders if of_responders else compare_means
    for paramcd in parameters(analysis, inputs):
        records, at = imputed_records(inputs, paramcd), {"PARAMCD": paramcd, "measure": analysis.measure}
        visits = reported_visits(analysis, inputs, records, paramcd)
        with collector.attempt(at, expect(inputs, at, visits)):
            whole = imputed_values(analysis, inputs, paramcd)
            model = prepare(whole, inputs, records, at, collector)
            for row, found in estimate(whole, inputs, model, records, at, collector):
                if found.monte_carlo:
                    told = {key: row[key] for key in ADDRESS if key in row}
                    collector.note(MONTE_CARLO, {**told, **found.monte_carlo})
        collector.add(*rules(analysis, inputs, paramcd))
    said = inference(analysis, inputs) + precision(analysis, collector.notes[MONTE_CARLO])
    return collector.result(software=SOFTWARE, inference=said, brief=in_brief(analysis, inputs))


def compare_means(
    analysis: ImputedValues, inputs: Inputs, model: Model, records: pd.DataFrame, at: Row, collector: Collector
) -> Iterator[tuple[Row, Found]]:
    """Add the rows of LS means and differences, and yield what is estimated with its row."""
    comparison = comparison_of(analysis, inputs, model.values, at)
    (estimates,) = model.estimate(comparison)
    step = rounding(records, analysis.measure)
    for row, found in zip(comparison.rows, estimates, strict=True):
        with collector.attempt(row):
            collector.add({**row, **beyond_rounding(found.statistics, step)})
        yield row, found
