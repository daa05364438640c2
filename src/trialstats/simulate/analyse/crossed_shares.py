"""A yes or no in a crossover trial (method crossover_binary): differences of shares of all replicates, on arrays."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from trialstats.methods.crossover.options import CrossoverBinary
from trialstats.results.kinds import Kind
from trialstats.simulate.analyse.answers import Answers
from trialstats.simulate.analyse.crossed import sizes_of
from trialstats.simulate.analyse.observed import acts_on_arrays, observed
from trialstats.simulate.crossed import crossed_of, takes_all_records
from trialstats.simulate.outcome import Floats
from trialstats.simulate.population import Drawn
from trialstats.simulate.questions import Question
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.trial import Trial

__all__ = ["answer_crossed_shares", "is_of_crossed_shares"]

NOTHING = 1e-12  # a variance of shares below it is rounding
RANK = 1e-10


def is_of_crossed_shares(trial: Trial, analysis: Method) -> bool:
    """Tell whether an analysis is one that arrays are enough for."""
    return (
        isinstance(analysis, CrossoverBinary)
        and analysis.measure == "AVAL"
        and not analysis.event.texts
        and takes_all_records(trial, analysis)
        and acts_on_arrays(trial, analysis)
    )


def answer_crossed_shares(
    trial: Trial, analysis: Method, drawn: Drawn, questions: list[Question], alpha: list[float]
) -> list[Answers]:
    """Answer the questions of one analysis: by estimating equations on treatment and period, independence, robust."""
    assert isinstance(analysis, CrossoverBinary)
    return [_answer(trial, analysis, drawn, *one) for one in zip(questions, alpha, strict=True)]


def _answer(trial: Trial, analysis: CrossoverBinary, drawn: Drawn, question: Question, alpha: float) -> Answers:
    assert drawn.world.periods is not None
    assert question.sought.kind == Kind.RISK_DIFFERENCE
    sought = question.sought
    model = crossed_of(trial, analysis, drawn.world, str(sought.PARAMCD), str(sought.AVISIT))
    values = model.measured(observed(trial, analysis, str(sought.PARAMCD), drawn), analysis.measure)
    known = np.where(np.isnan(values), 0.0, values)
    met = np.vectorize(analysis.event.is_met_by, otypes=[bool])(known)
    outcome = np.where(np.isnan(values), np.nan, met.astype(float))
    columns = np.broadcast_to(model.columns[drawn.arm], (*outcome.shape, model.columns.shape[2]))
    row = model.row(drawn.world.periods, sought.ARM, sought.REFERENCE)
    estimate, std_error = robust(columns, outcome, row)
    half = ndtri(1 - alpha / 2) * std_error
    p_value = 2 * ndtr(-np.abs(estimate / std_error))
    bounds = np.maximum(estimate - half, -1.0), np.minimum(estimate + half, 1.0)
    sizes = sizes_of(drawn, model, question, outcome)
    return Answers(estimate, std_error, np.full_like(estimate, np.nan), p_value, *bounds, sizes)


def robust(columns: Floats, outcome: Floats, row: Floats) -> tuple[Floats, Floats]:
    """Estimate row (p,) by least squares, with the robust variance over subjects: both (R,).

    columns (R, n, T, p), outcome (R, n, T), NaN where it is missing. NaN of a replicate whose outcomes are all the same
    or whose columns are not independent.
    """
    seen = np.isfinite(outcome)
    x, y = np.where(seen[..., None], columns, 0.0), np.where(seen, outcome, 0.0)
    normal = np.einsum("rntp,rntq->rpq", x, x, optimize=True)
    able = np.linalg.eigvalsh(normal)[:, 0] > RANK
    able &= np.nanmax(outcome, axis=(1, 2)) > np.nanmin(outcome, axis=(1, 2))
    normal[~able] = np.eye(len(row))
    inverse = np.linalg.inv(normal)
    coefficients = np.einsum("rpq,rntq,rnt->rp", inverse, x, y, optimize=True)
    residual = np.where(seen, y - np.einsum("rntp,rp->rnt", x, coefficients, optimize=True), 0.0)
    of_subject = np.einsum("p,rpq,rntq,rnt->rn", row, inverse, x, residual, optimize=True)
    variance = (of_subject**2).sum(axis=1)
    able &= variance > NOTHING
    return np.where(able, coefficients @ row, np.nan), np.sqrt(np.where(able, variance, np.nan))
