"""Crossover analyses (method crossover) of all replicates, on arrays."""

from __future__ import annotations

import numpy as np

from trialstats.methods.crossover.options import CrossoverModel
from trialstats.simulate.analyse.answers import Answers, of_t_test
from trialstats.simulate.analyse.columns import covariate_columns
from trialstats.simulate.analyse.observed import acts_on_arrays, observed
from trialstats.simulate.analyse.repeated import Fits, fit_replicates
from trialstats.simulate.analyse.within import freedom_within, within_subjects
from trialstats.simulate.crossed import Crossed, crossed_of, is_plain
from trialstats.simulate.outcome import Floats
from trialstats.simulate.population import Drawn
from trialstats.simulate.questions import Question
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.trial import Trial

__all__ = ["answer_crossed", "is_of_crossed"]


def is_of_crossed(trial: Trial, analysis: Method) -> bool:
    """Tell whether an analysis is one that arrays are enough for."""
    return isinstance(analysis, CrossoverModel) and is_plain(trial, analysis) and acts_on_arrays(trial, analysis)


def answer_crossed(
    trial: Trial, analysis: Method, drawn: Drawn, questions: list[Question], alpha: list[float]
) -> list[Answers]:
    """Answer the questions of one analysis, each timepoint of a parameter by its own model."""
    assert isinstance(analysis, CrossoverModel)
    assert drawn.world.periods is not None
    answers: dict[int, Answers] = {}
    models: dict[tuple[str, str], list[int]] = {}
    for place, question in enumerate(questions):
        models.setdefault((str(question.sought.PARAMCD), str(question.sought.AVISIT)), []).append(place)
    for (paramcd, timepoint), places in models.items():
        model = crossed_of(trial, analysis, drawn.world, paramcd, timepoint)
        values = model.measured(observed(trial, analysis, paramcd, drawn), analysis.measure)
        outcome = logarithms(values) if analysis.scale == "log" else values
        own = [questions[place].sought for place in places]
        rows = np.stack([model.row(drawn.world.periods, one.ARM, one.REFERENCE) for one in own])
        estimate, std_error, df = fits(analysis, drawn, model, outcome, rows)
        for k, place in enumerate(places):
            found = estimate[:, k], std_error[:, k], df[:, k]
            sizes = sizes_of(drawn, model, questions[place], outcome)
            answers[place] = told(analysis, of_t_test(*found, sizes, alpha[place]))
    return [answers[place] for place in range(len(questions))]


def logarithms(values: Floats) -> Floats:
    """Logarithms (R, n, T); a replicate with a value that has none is without all of them, as its model refuses it."""
    with np.errstate(divide="ignore", invalid="ignore"):
        refused = (values <= 0).any(axis=(1, 2), keepdims=True)
        return np.where(refused, np.nan, np.log(values))


def fits(analysis: CrossoverModel, drawn: Drawn, model: Crossed, outcome: Floats, rows: Floats) -> Fits:
    """Fit the model to outcome (R, n, T), with random or fixed subjects, and estimate rows (k, p)."""
    x = model.columns[drawn.arm]
    if analysis.subject == "fixed":
        return within_subjects(np.broadcast_to(x, (*outcome.shape, x.shape[-1])), outcome, rows)
    if analysis.covariates:
        added = covariate_columns(drawn, analysis.covariates, None)[:, :, None, :]
        added = np.broadcast_to(added, (*outcome.shape, added.shape[-1]))
        x = np.concatenate([np.broadcast_to(x, (*outcome.shape, x.shape[-1])), added], axis=-1)
        rows = np.pad(rows, ((0, 0), (0, added.shape[-1])))
    estimate, std_error, df = fit_replicates(x, outcome, rows, ladder=("cs",), reml=True, ddf=analysis.ddf)
    saturated = freedom_within(np.broadcast_to(x, (*outcome.shape, x.shape[-1])), outcome)[:, None] <= 0
    return (
        np.where(saturated, np.nan, estimate),
        np.where(saturated, np.nan, std_error),
        np.where(saturated, np.nan, df),
    )


def told(analysis: CrossoverModel, found: Answers) -> Answers:
    """Bring comparisons of logarithms to ratios, whose standard errors stay those of logarithms."""
    if analysis.scale != "log":
        return found
    back = (np.exp(one) for one in (found.estimate, found.conf_low, found.conf_high))
    estimate, low, high = back
    return Answers(estimate, found.std_error, found.df, found.p_value, low, high, found.sizes)


def sizes_of(drawn: Drawn, model: Crossed, question: Question, outcome: Floats) -> Floats:
    """Count the subjects with arm and with reference in the first period, (R, 2), as the method's rows begin."""
    periods = drawn.world.periods
    assert periods is not None
    first = periods.given[:, periods.of_visit[model.visits[0]]][drawn.arm]
    seen = np.isfinite(outcome[..., 0])
    treatments = [periods.treatments.index(arm) for arm in (question.sought.ARM, question.sought.REFERENCE)]
    return np.stack([(seen & (first == one)).sum(axis=1) for one in treatments], axis=1).astype(float)
