"""Crossover analyses (method crossover) of all replicates, on arrays."""

from __future__ import annotations

import numpy as np

from trialstats.methods.crossover.options import CrossoverModel
from trialstats.simulate.analyse.answers import Answers, of_t_test
from trialstats.simulate.analyse.columns import covariate_columns
from trialstats.simulate.analyse.crossed_baselines import baseline_columns
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
        outcome, added = variables(analysis, drawn, model, observed(trial, analysis, paramcd, drawn))
        own = [questions[place].sought for place in places]
        rows = np.stack([model.row(drawn.world.periods, one.ARM, one.REFERENCE) for one in own])
        estimate, std_error, df = fits(analysis, model.columns[drawn.arm], outcome, added, rows)
        for k, place in enumerate(places):
            found = estimate[:, k], std_error[:, k], df[:, k]
            sizes = sizes_of(drawn, model, questions[place], outcome)
            answers[place] = told(analysis, of_t_test(*found, sizes, alpha[place]))
    return [answers[place] for place in range(len(questions))]


def variables(analysis: CrossoverModel, drawn: Drawn, model: Crossed, values: Floats) -> tuple[Floats, Floats]:
    """Give the outcomes (R, n, T) and the columns of baselines and covariates (R, n, T, k).

    A record without its baseline is none.
    """
    outcome, base = model.measured(values, analysis.measure), values[..., model.baselines]
    outcome = np.where(np.isnan(base), np.nan, outcome) if analysis.uses_base else outcome
    if analysis.scale == "log":
        outcome = logarithms(outcome)
        base = logarithms(base) if analysis.uses_base else base
    covariates = covariate_columns(drawn, analysis.covariates, None)[:, :, None, :]
    covariates = np.broadcast_to(covariates, (*outcome.shape, covariates.shape[-1]))
    one_value = len(set(model.baselines)) == 1
    return outcome, np.concatenate(
        [baseline_columns(analysis, base, outcome, one_value=one_value), covariates], axis=-1
    )


def logarithms(values: Floats) -> Floats:
    """Logarithms (R, n, T); a replicate with a value that has none is without all of them, as its model refuses it."""
    with np.errstate(divide="ignore", invalid="ignore"):
        refused = (values <= 0).any(axis=(1, 2), keepdims=True)
        return np.where(refused, np.nan, np.log(values))


def fits(analysis: CrossoverModel, design: Floats, outcome: Floats, added: Floats, rows: Floats) -> Fits:
    """Fit outcome (R, n, T) by design (n, T, p) and what is added (R, n, T, k), and estimate rows (q, p).

    The design may be one for each replicate, (R, n, T, p). With random subjects, a replicate that leaves no error
    within them has NaN.
    """
    rows = np.pad(rows, ((0, 0), (0, added.shape[-1])))
    whole = np.concatenate([np.broadcast_to(design, (*outcome.shape, design.shape[-1])), added], axis=-1)
    if analysis.subject == "fixed":
        return within_subjects(whole, outcome, rows)
    x = whole if added.shape[-1] else design
    found = np.stack(fit_replicates(x, outcome, rows, ladder=("cs",), reml=True, ddf=analysis.ddf))
    found[:, freedom_within(whole, outcome) <= 0] = np.nan
    estimate, std_error, df = found
    return estimate, std_error, df


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
