"""The power of a crossover analysis by formulas: a contrast within subjects, tested by t or between two margins."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from trialstats.engines.power import (
    Precision,
    Sides,
    mean_over_imbalance,
    patterns,
    power_of_equivalence,
    power_with,
    precision_of_contrast,
)
from trialstats.methods.crossover.options import CrossoverBinary, CrossoverModel
from trialstats.simulate.crossed import Crossed, crossed_of, is_plain
from trialstats.simulate.outcome import Assumed, Floats
from trialstats.simulate.questions import Question
from trialstats.simulate.truth_crossed import difference_by_design
from trialstats.simulate.world import World
from trialstats.trialfile.trial import Trial

__all__ = ["beside_crossed", "formula_of_crossed", "power_of_crossed"]

CONTRAST = "noncentral t, variance of the contrast within subjects (Senn 2002; Jones and Kenward 2014)"
EQUIVALENCE = "two one-sided t tests by Owen's Q (Phillips 1990), variance of the contrast within subjects"
# Of a variance or a mean, against the largest: what is less is rounding.
NEAR = 1e-9


def formula_of_crossed(question: Question) -> str:
    """Name the formula."""
    return EQUIVALENCE if None not in question.margins else CONTRAST


def power_of_crossed(
    trial: Trial,
    analysis: CrossoverModel,
    question: Question,
    world: World,
    retained: Floats,
    alpha: float,
    sides: Sides,
) -> Callable[[int], float] | str:
    """Give power as a function of the number of subjects, or say why there is no formula.

    retained (S, V+1): the share of each sequence that is still there.
    """
    assert world.periods is not None
    if not is_plain(trial, analysis):
        return "no formula for chosen records or limits of quantification"
    paramcd, timepoint = str(question.sought.PARAMCD), str(question.sought.AVISIT)
    one, model = world.outcomes[paramcd], crossed_of(trial, analysis, world, paramcd, timepoint)
    if difference_by_design(trial, analysis, question, world) is None:
        return "no formula where a treatment's effect differs between periods, or the ends of a scale change the means"
    within_base = has_baseline_within(analysis, model)
    if analysis.baseline == "covariate" and analysis.subject == "random" and within_base:
        return "no formula for one slope of the baseline within and between subjects (`baseline: split` has one)"
    components = components_of(analysis, world, one, model, within_base=within_base)
    if components is None:
        return (
            "no formula for covariances that differ between periods, of three or more (`within_subjects` and "
            "`between_subjects` make them the same)"
        )
    row = model.row(world.periods, question.sought.ARM, question.sought.REFERENCE)
    means = model.measured(one.by_arm, analysis.measure)
    of = [patterns(own, world.missed) for own in retained[:, model.visits]]

    def precision(n: int) -> Precision | None:
        sizes = world.sizes(n).astype(float)
        fixed = analysis.subject == "fixed"
        return precision_of_contrast(model.columns, means, sizes, of, row, components, fixed=fixed)

    known = precision(1000 * len(world.arms))
    if known is None:
        return "no formula: the periods and sequences cannot tell the treatments apart"
    if known.misfit > NEAR * max(1.0, float(np.abs(means).max())):
        return "no formula for carry-over that the model does not have (`carry_over: true` has it)"

    def power(n: int) -> float:
        found = precision(n)
        left = 0.0 if found is None else found.df - within_base
        if found is None or left < 1:
            return 0.0
        return mean_over_imbalance(
            lambda factor: tested(question, found, left, factor, alpha, sides), found.df, int(within_base)
        )

    return power


def has_baseline_within(analysis: CrossoverModel, model: Crossed) -> bool:
    """Tell whether a baseline that differs between periods is in the model."""
    return analysis.uses_base and len(set(model.baselines)) > 1


def tested(question: Question, found: Precision, df: float, factor: float, alpha: float, sides: Sides) -> float:
    """The power of the test of a question: of no difference, or of one margin or two, on the scale of the model.

    df: of the error; factor: what the standard error is multiplied by.
    """
    error = factor * float(np.sqrt(found.variance))
    if not question.is_of_margin:
        towards = -found.expected if question.better == "lower" else found.expected
        shift = towards if sides == "one" else abs(found.expected)
        return power_with(shift / error, df, alpha=alpha, sides=sides)
    level = alpha if sides == "one" else alpha / 2
    log = question.kind.traits.on_log_scale
    lower, upper = (None if one is None else float(np.log(one)) if log else one for one in question.margins)
    if lower is not None and upper is not None:
        return power_of_equivalence(found.expected, error, df, lower, upper, alpha=level)
    beyond = found.expected - lower if lower is not None else float(upper or 0.0) - found.expected
    return power_with(beyond / error, df, alpha=level, sides="one")


def components_of(
    analysis: CrossoverModel, world: World, one: Assumed, model: Crossed, *, within_base: bool
) -> tuple[float, float] | None:
    """Give the variances between and within subjects of what the model is of; None where periods differ in them.

    Of two periods the mean variance and the covariance are these, as only the difference counts within subjects.
    within_base: whether the variance within subjects is that given the baseline of the period.
    """
    whole = np.zeros((one.mean.size, one.mean.size))
    places = np.ix_(one.measured, one.measured)
    whole[places] = one.sd[one.measured][:, None] * (one.root @ one.root.T) * one.sd[one.measured]
    every = np.eye(one.mean.size)
    turn, base = model.measured(every, analysis.measure), every[:, model.baselines]
    own = turn.T @ whole @ turn
    wanted = [own, *([turn.T @ whole @ base, base.T @ whole @ base] if within_base else [])]
    parts = [_alike(matrix, float(own.max())) for matrix in wanted]
    if any(part is None for part in parts):
        return None
    (between, within), *beside = (part for part in parts if part is not None)
    if beside:
        (_, shared), (_, of_base) = beside
        within -= shared**2 / of_base
    return between + (0.0 if analysis.measure == "CHG" else world.left_out(one, analysis.covariates)), within


def _alike(matrix: Floats, size: float) -> tuple[float, float] | None:
    """Give what a matrix (T, T) has beside its diagonal, and what more on it; None where these differ by period."""
    t = len(matrix)
    apart, own = matrix[~np.eye(t, dtype=bool)], np.diag(matrix)
    if t > 2 and max(np.ptp(apart), np.ptp(own)) > NEAR * size:
        return None
    return float(apart.mean()), float(own.mean() - apart.mean())


def beside_crossed(analysis: CrossoverModel | CrossoverBinary, world: World) -> list[str]:
    """Say what the formula does not know."""
    loses = world.missed or (world.dropout is not None and world.dropout.hazard.any())
    few = "with periods lost, as many are put in as are expected to remain: small trials have less power"
    said = [few] if loses else []
    if isinstance(analysis, CrossoverBinary):
        return [*said, "robust errors have no correction for few subjects, of whom the test rejects more"]
    if world.carries_over and not analysis.carry_over:
        said.append("the estimate is biased by what is carried over, and the power is that of the biased estimate")
    if loses and analysis.uses_base:
        said.append("with periods lost, the baseline is taken to be known of all that remain")
    if loses and analysis.subject == "random":
        said.append("with periods lost, degrees of freedom are those within subjects")
    return said
