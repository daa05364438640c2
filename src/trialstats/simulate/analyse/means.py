"""Comparisons of means (methods mmrm and ancova) of all replicates, on arrays."""

from __future__ import annotations

import numpy as np

from trialstats.methods.continuous.options import Ancova, Mmrm
from trialstats.simulate.analyse.ancova import least_squares
from trialstats.simulate.analyse.answers import Answers, of_t_test
from trialstats.simulate.analyse.columns import arm_columns, covariate_columns
from trialstats.simulate.analyse.observed import acts_on_arrays, observed
from trialstats.simulate.analyse.repeated import fit_replicates
from trialstats.simulate.outcome import Floats
from trialstats.simulate.population import Drawn
from trialstats.simulate.questions import Question
from trialstats.simulate.world import World
from trialstats.trialfile.parts.analysis import Findings, Method
from trialstats.trialfile.trial import Trial

__all__ = ["answer_means", "is_of_means", "visits_fitted"]


def is_of_means(trial: Trial, analysis: Method) -> bool:
    """Tell whether an analysis is one that arrays are enough for."""
    if not isinstance(analysis, Mmrm | Ancova):
        return False
    plain = not (analysis.modifiers or analysis.records) and analysis.measure in ("AVAL", "CHG")
    plain &= not any(parameter.limits for parameter in trial.datasets[str(analysis.dataset)].parameters.values())
    if isinstance(analysis, Mmrm):
        plain &= analysis.vcov is None and analysis.time is None and analysis.covariance_by is None
    else:
        plain &= analysis.std_error == "classical"
    return plain and acts_on_arrays(trial, analysis)


def answer_means(
    trial: Trial, analysis: Method, drawn: Drawn, questions: list[Question], alpha: list[float]
) -> list[Answers]:
    """Answer the questions of one analysis."""
    assert isinstance(analysis, Mmrm | Ancova)
    answers: dict[int, Answers] = {}
    by_parameter: dict[str, list[int]] = {}
    for place, question in enumerate(questions):
        by_parameter.setdefault(str(question.sought.PARAMCD), []).append(place)
    for paramcd, places in by_parameter.items():
        own, levels = [questions[place] for place in places], [alpha[place] for place in places]
        found = (
            _repeated(trial, analysis, paramcd, drawn, own, levels)
            if isinstance(analysis, Mmrm)
            else [_at_one_visit(trial, analysis, paramcd, drawn, *one) for one in zip(own, levels, strict=True)]
        )
        answers |= dict(zip(places, found, strict=True))
    return [answers[place] for place in range(len(questions))]


def visits_fitted(trial: Trial, analysis: Findings, world: World, paramcd: str) -> list[int]:
    """Count the visits after baseline that a model of a parameter is about, as the world counts them."""
    measured = set(world.outcomes[paramcd].measured.tolist())
    asked = analysis.visits or world.visits
    return [place for place, visit in enumerate(world.visits, 1) if visit in asked and place in measured]


def _repeated(
    trial: Trial, analysis: Mmrm, paramcd: str, drawn: Drawn, questions: list[Question], alpha: list[float]
) -> list[Answers]:
    values, world = observed(trial, analysis, paramcd, drawn), drawn.world
    visits = visits_fitted(trial, analysis, world, paramcd)
    constrained = analysis.baseline == "constrained"
    base = values[..., 0]
    fitted = [0, *visits] if constrained else visits
    outcome = values[..., fitted] - (base[..., None] if analysis.measure == "CHG" else 0.0)
    arms, t = arm_columns(drawn), len(fitted)
    at_visit = np.eye(t)
    own = at_visit[:, 1:] if constrained else at_visit  # arms have one mean at baseline where it is constrained
    shape = (drawn.replicates, drawn.n, t)
    means = np.broadcast_to(at_visit, (*arms.shape[:-1], t, t))
    differences = (arms[..., None, :, None] * own[:, None, :]).reshape(*arms.shape[:-1], t, -1)
    plain = np.concatenate([means, differences], axis=-1)
    parts = [np.broadcast_to(plain, (*shape, plain.shape[-1])) if analysis.in_model else plain]
    for name in analysis.in_model:
        columns = covariate_columns(drawn, [name], base)[:, :, None, :]
        if name in analysis.by_visit:
            parts.append((columns[..., None] * at_visit[None, None, :, None, :]).reshape(*shape, -1))
        else:
            parts.append(np.broadcast_to(columns, (*shape, columns.shape[3])))
    x = np.concatenate(parts, axis=-1)

    def visit_in(question: Question) -> int:
        return fitted.index(world.visits.index(str(question.sought.AVISIT)) + 1)

    rows = np.zeros((len(questions), x.shape[-1]))
    for row, question in zip(rows, questions, strict=True):
        visit = visit_in(question) - constrained
        row[t + (world.arms.index(question.sought.ARM) - 1) * own.shape[1] + visit] = 1.0
    estimate, std_error, df = fit_replicates(
        x, outcome, rows, ladder=analysis.covariance, reml=analysis.reml, ddf=analysis.ddf
    )
    return [
        of_t_test(
            estimate[:, k],
            std_error[:, k],
            df[:, k],
            sizes_of(drawn, question, outcome[..., visit_in(question)]),
            level,
        )
        for k, (question, level) in enumerate(zip(questions, alpha, strict=True))
    ]


def _at_one_visit(
    trial: Trial, analysis: Ancova, paramcd: str, drawn: Drawn, question: Question, alpha: float
) -> Answers:
    values, world = observed(trial, analysis, paramcd, drawn), drawn.world
    base: Floats = values[..., 0]
    outcome = values[..., world.visits.index(str(question.sought.AVISIT)) + 1]
    outcome = outcome - base if analysis.measure == "CHG" else outcome
    arms = np.broadcast_to(arm_columns(drawn), (drawn.replicates, drawn.n, len(world.arms) - 1))
    ones = np.ones((drawn.replicates, drawn.n, 1))
    x = np.concatenate([ones, arms, covariate_columns(drawn, analysis.in_model, base)], axis=2)
    found = least_squares(x, outcome, world.arms.index(question.sought.ARM))
    return of_t_test(*found, sizes_of(drawn, question, outcome), alpha)


def sizes_of(drawn: Drawn, question: Question, outcome: Floats) -> Floats:
    """Count the subjects of arm and reference with an outcome (R, n) in every replicate, (R, 2)."""
    arms = [drawn.world.arms.index(arm) for arm in (question.sought.ARM, question.sought.REFERENCE)]
    seen = np.isfinite(outcome)
    return np.stack([(seen & drawn.of_arm(arm)).sum(axis=1) for arm in arms], axis=1).astype(float)
