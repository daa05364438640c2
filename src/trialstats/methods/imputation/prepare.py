"""From records to a fitted imputation model, with notes on what was left out, fitted and imputed."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from trialstats.engines.imputation import Streams
from trialstats.methods.imputation.anew import Anew, without_hindrance
from trialstats.methods.imputation.completed.options import RespondersOf
from trialstats.methods.imputation.model import Model, fit_model
from trialstats.methods.imputation.options import Imputing
from trialstats.methods.imputation.values import Values, subjects_of
from trialstats.methods.imputation.words import formula_of
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.mmrm_fits import described_attempts
from trialstats.methods.shared.scope import visits
from trialstats.results.collector import Collector
from trialstats.results.shape import Row

__all__ = ["NOTES", "modelled_visits", "people_of", "prepare", "reported_visits", "values_of"]

IMPUTED, LOST, REDRAWN, OTHERWISE = "imputed", "lost", "redrawn", "fitted_otherwise"
NOTES = (IMPUTED, LOST, REDRAWN, OTHERWISE)
"""Lists of notes: how many values of each arm and visit are known and imputed; samples of subjects (by the subject left
out, or their number) to which the model could not be fitted; bootstrap samples to which it could not, in the place of
which another was drawn; those with another structure or start."""


def modelled_visits(analysis: Imputing, inputs: Inputs, records: pd.DataFrame) -> list[str]:
    """List the visits of the imputation model."""
    return [visit for visit in visits(analysis, inputs, records, with_baseline=False) if visit != inputs.baseline]


def reported_visits(analysis: Imputing, inputs: Inputs, records: pd.DataFrame, paramcd: str) -> list[str]:
    """List the visits of the results: those of the imputation model, or the last of a summary over time."""
    summary = inputs.courses.get(paramcd)
    return modelled_visits(analysis, inputs, records) if summary is None else summary.visits[-1:]


def analysed_measure(analysis: Imputing, at: Row) -> str:
    """Give the measure of a summary that is analysed: responders are told from its value."""
    return analysis.measure if isinstance(analysis.analysis, RespondersOf) else str(at["measure"])


def people_of(
    analysis: Imputing, inputs: Inputs, records: pd.DataFrame, at: Row
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Choose the subjects of a parameter, and count whom that leaves out."""
    summary = inputs.courses.get(str(at["PARAMCD"]))
    people, counts = subjects_of(analysis, inputs, records, modelled_visits(analysis, inputs, records))
    if summary is None:
        return people, counts
    people, hindered = without_hindrance(summary, str(at["measure"]), people, records)
    return people, {**counts, **hindered, "used": len(people)}


def values_of(analysis: Imputing, inputs: Inputs, people: pd.DataFrame, records: pd.DataFrame, at: Row) -> Values:
    """Gather the values of the subjects chosen. Raises FitError as `Values.of`."""
    summary = inputs.courses.get(str(at["PARAMCD"]))
    values = Values.of(analysis, inputs, people, records, modelled_visits(analysis, inputs, records))
    if summary is None:
        return values
    made = Anew.of(summary, analysed_measure(analysis, at), values.people, records, values.visits)
    return replace(values, anew=made)


def prepare(analysis: Imputing, inputs: Inputs, records: pd.DataFrame, at: Row, collector: Collector) -> Model:
    """Choose subjects and values, fit the model, and note what it is. Raises FitError where it cannot be fitted."""
    people, counts = people_of(analysis, inputs, records, at)
    collector.exclude(at, counts)
    values = values_of(analysis, inputs, people, records, at)
    model = fit_model(analysis, values, Streams(analysis.seed, f"{inputs.name}/{at['PARAMCD']}"))
    collector.describe(at, _described(model))
    for visit, arm, counted in values.counted():
        collector.note(IMPUTED, {**at, "AVISIT": visit, "ARM": arm, **counted})
    samples = model.samples
    for lost in samples.lost if samples else ():
        collector.note(LOST, {**at, "sample": lost.name, "reason": lost.reason})
    for lost in samples.redrawn if samples else ():
        collector.note(REDRAWN, {**at, "sample": lost.name, "reason": lost.reason})
    for other in samples.otherwise if samples else ():
        collector.note(OTHERWISE, {**at, "sample": other.name, "structure": other.how})
    return model


def _described(model: Model) -> Row:
    return {
        "formula": formula_of(model.analysis),
        "structure": model.fit.name,
        "attempts": described_attempts(model.fit.solution.attempts),
        "n_subjects": len(model.values.people),
    }
