"""Missing outcomes imputed at random or by reference to another arm; completed sets analysed and pooled."""

from __future__ import annotations

import pandas as pd

from trialstats.engines.imputation import Streams
from trialstats.engines.rounding import beyond_rounding
from trialstats.methods.imputation.comparison import Comparison
from trialstats.methods.imputation.estimates import Model, fit_model
from trialstats.methods.imputation.options import ImputedValues
from trialstats.methods.imputation.values import Values, subjects_of
from trialstats.methods.imputation.words import SOFTWARE, formula_of, inference
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.mmrm_words import described_attempts
from trialstats.methods.shared.scope import by_parameter, means_and_differences, visits
from trialstats.methods.shared.variation import rounding
from trialstats.results.collector import Collector
from trialstats.results.shape import Result, Row

__all__ = ["run"]

IMPUTED, LOST, OTHERWISE, MONTE_CARLO = "imputed", "lost", "fitted_otherwise", "monte_carlo"
# The keys that say what a note is of.
ADDRESS = ("PARAMCD", "measure", "AVISIT", "ARM", "REFERENCE")


def run(analysis: ImputedValues, inputs: Inputs) -> Result:
    """Estimate, per parameter and visit, LS means and differences to the reference from completed values.

    Rows: kind lsmean (AVISIT, ARM; n its subjects, with values known or imputed), difference (AVISIT, ARM, REFERENCE; n
    of both arms); mcse where values are drawn. Notes: `imputed`, how many values of each arm and visit are known and
    imputed; `lost`, samples (by the subject left out, or their number) to which the model could not be fitted;
    `fitted_otherwise`, those with another structure or start; `monte_carlo`, what random numbers leave uncertain.
    """
    collector = Collector(inputs.name, "fits", IMPUTED, LOST, OTHERWISE, MONTE_CARLO)
    for paramcd, records in by_parameter(analysis, inputs):
        seen = [visit for visit in visits(analysis, inputs, records, with_baseline=False) if visit != inputs.baseline]
        at = {"PARAMCD": paramcd, "measure": analysis.measure}
        with collector.attempt(at, means_and_differences(inputs, at, seen)):
            _estimate(analysis, inputs, records, at, seen, collector)
    return collector.result(software=SOFTWARE, inference=inference(analysis, inputs))


def _estimate(
    analysis: ImputedValues, inputs: Inputs, records: pd.DataFrame, at: Row, seen: list[str], collector: Collector
) -> None:
    people, counts = subjects_of(analysis, inputs, records, seen)
    collector.exclude(at, counts)
    values = Values.of(analysis, inputs, people, records, seen)
    model = fit_model(analysis, values, Streams(analysis.seed, f"{inputs.name}/{at['PARAMCD']}"))
    comparison = Comparison.of(analysis, inputs, values, at)
    step = rounding(records, analysis.measure)
    for row, found in zip(comparison.rows, model.estimate(comparison), strict=True):
        with collector.attempt(row):
            collector.add({**row, **beyond_rounding(found.statistics, step)})
        if found.monte_carlo:
            collector.note(MONTE_CARLO, {**{key: row[key] for key in ADDRESS if key in row}, **found.monte_carlo})
    _describe(model, at, collector)


def _describe(model: Model, at: Row, collector: Collector) -> None:
    """Note what was fitted, what was imputed, and the samples of subjects without a fit, or with another."""
    described = {
        "formula": formula_of(model.analysis),
        "structure": model.fit.name,
        "attempts": described_attempts(model.fit.solution.attempts),
        "n_subjects": len(model.values.people),
    }
    collector.describe(at, described)
    for visit, arm, counts in model.values.counted():
        collector.note(IMPUTED, {**at, "AVISIT": visit, "ARM": arm, **counts})
    samples = model.samples
    for lost in samples.lost if samples else ():
        collector.note(LOST, {**at, "sample": lost.name, "reason": lost.reason})
    for other in samples.otherwise if samples else ():
        collector.note(OTHERWISE, {**at, "sample": other.name, "structure": other.how})
