"""The declared ladder of covariance structures: tried in order, every attempt kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trialstats.engines.mmrm.covariance import STRUCTURES, Structure
from trialstats.engines.mmrm.likelihood import Problem
from trialstats.engines.mmrm.optimise import AT_ZERO, Optimum, maximise, uncorrelated
from trialstats.engines.mmrm.random.identified import unidentified
from trialstats.engines.mmrm.random.layout import Layout
from trialstats.engines.mmrm.random.search import search as search_coefficients
from trialstats.engines.mmrm.random.words import is_random
from trialstats.engines.mmrm.setup import Setup
from trialstats.engines.mmrm.start import starting_covariances
from trialstats.engines.mmrm.support import reproduced, unsupported
from trialstats.errors import FitError

__all__ = ["Attempt", "Climbed", "climb"]

# With fewer rows than this for a covariance parameter the likelihood can have several maxima.
SPARSE = 10
# From so many covariance parameters a search takes seconds.
MANY = 100


@dataclass(frozen=True)
class Attempt:
    """One structure tried.

    decrement is g'H^-1 g at the end (twice the log-likelihood still to be had), gradient_norm |g|;
    message says why it did not converge, and is empty where it did, but for a correlation that has run to zero, which
    is fitted as zero. A structure that the data
    cannot support is not begun: 0 iterations, and NaN for the figures. Where there were several
    starts the figures are those of the best search.
    """

    covariance: str
    n_theta: int
    converged: bool
    iterations: int
    loglik: float
    gradient_norm: float
    decrement: float
    message: str


@dataclass(frozen=True)
class Climbed:
    """The structure fitted, by its word; independent: the groups whose visits turned out to be independent; layout:
    of random coefficients."""

    name: str
    independent: tuple[int, ...]
    structure: Structure
    optimum: Optimum
    attempts: tuple[Attempt, ...]
    layout: Layout | None = None


def climb(setup: Setup, names: Sequence[str]) -> Climbed:
    """Fit the first structure of `names` that converges.

    Raises FitError, one line for each attempt, where none does.
    """
    attempts: list[Attempt] = []
    for name in names:
        found = _try_coefficients(setup, name) if is_random(name) else _try(setup, name)
        if not isinstance(found, Attempt):
            independent, structure, best = found
            attempts.append(_attempt(name, structure, best, "" if not independent else f"{AT_ZERO}: fitted as zero"))
            if not best.message:
                layout = setup.layout(name) if is_random(name) else None
                return Climbed(name, independent, structure, best, tuple(attempts), layout)
        else:
            attempts.append(found)
    raise FitError([_explain(attempt, setup) for attempt in attempts])


def _try(setup: Setup, name: str) -> Attempt | tuple[tuple[int, ...], Structure, Optimum]:
    """The groups fitted without correlation, the structure and where the search ended; or the attempt not begun."""
    problem, cells = setup.problem(timed=STRUCTURES[name].timed)
    structure = cells.build(name)
    fault = unsupported(name, structure, problem, cells, setup)
    if fault:
        return Attempt(name, structure.n_theta, False, 0, np.nan, np.nan, np.nan, fault)
    best = _search(problem, structure)
    independent: tuple[int, ...] = ()
    # sp_exp and sp_gau reach no correlation only with a range of zero, which is no member: its limit is fitted.
    while best.message == AT_ZERO:
        at_zero = uncorrelated(structure.matrices(best.theta))
        independent = tuple(g for g in range(cells.n_groups) if at_zero[cells.groups == g].all())
        structure = cells.build(name, independent)
        best = _search(problem, structure)
    return independent, structure, best


def _try_coefficients(setup: Setup, name: str) -> Attempt | tuple[tuple[int, ...], Structure, Optimum]:
    layout = setup.layout(name)
    fault = unidentified(layout, setup.design)
    if fault:
        return Attempt(name, 0, False, 0, np.nan, np.nan, np.nan, fault)
    structure, best = search_coefficients(layout)
    return (), structure, best


def _search(problem: Problem, structure: Structure) -> Optimum:
    """The best maximum from several starts; from the first alone where it leads to one and the data are many."""
    found: list[Optimum] = []
    for covariance in starting_covariances(problem.stack):
        found.append(maximise(problem, structure, structure.start(covariance)))
        if not found[-1].message and problem.stack.n_obs >= SPARSE * structure.n_theta:
            break
        if found[-1].message and _hopeless(problem, structure):
            break
    # A maximum, wherever it lies, before a search that ended at none.
    return max(found, key=lambda optimum: (not optimum.message, optimum.point.loglik))


def _hopeless(problem: Problem, structure: Structure) -> bool:
    """Whether a search of minutes that has failed once is not begun again: the likelihood rises without bound.

    It does for us where fewer subjects than visits were seen at all of them: some combination of the visits is the
    same number in each of these, and its variance may go to zero while no other subject minds.
    """
    complete = problem.stack.counts[problem.stack.observed.all(axis=1)].sum()
    return structure.n_theta > MANY and bool(complete < structure.n_visits)


def _attempt(name: str, structure: Structure, best: Optimum, remark: str) -> Attempt:
    return Attempt(
        name,
        structure.n_theta,
        not best.message,
        best.iterations,
        best.point.loglik,
        best.gradient_norm,
        best.decrement,
        best.message or remark,
    )


def _explain(attempt: Attempt, setup: Setup) -> str:
    if not attempt.iterations and np.isnan(attempt.loglik):
        return f"{attempt.covariance} cannot be fitted: {attempt.message}"
    reason = "" if is_random(attempt.covariance) else _reproduced(attempt.covariance, setup)
    return (
        f"{attempt.covariance} did not converge: {attempt.message} (after {attempt.iterations} iterations, "
        f"log-likelihood {attempt.loglik:.6g}, gradient norm {attempt.gradient_norm:.2g}, "
        f"g'H^-1 g {attempt.decrement:.2g}; "
        f"{setup.design.n_subjects} subjects for {attempt.n_theta} covariance parameters)"
        f"{reason}; try a structure with fewer parameters"
    )


def _reproduced(name: str, setup: Setup) -> str:
    _, cells = setup.problem(timed=STRUCTURES[name].timed)
    return reproduced(name, cells, setup)
