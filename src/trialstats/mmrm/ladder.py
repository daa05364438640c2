"""The declared ladder of covariance structures: tried in order, every attempt kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trialstats.errors import FitError
from trialstats.mmrm.covariance import STRUCTURES, Structure
from trialstats.mmrm.design import Design
from trialstats.mmrm.likelihood import Problem
from trialstats.mmrm.optimise import Optimum, maximise
from trialstats.mmrm.setup import Setup
from trialstats.mmrm.start import starting_covariances
from trialstats.mmrm.support import unsupported

__all__ = ["Attempt", "climb"]

# With fewer rows than this for a covariance parameter the likelihood can have several maxima.
SPARSE = 10


@dataclass(frozen=True)
class Attempt:
    """One structure tried.

    decrement is g'H^-1 g at the end (twice the log-likelihood still to be had), gradient_norm |g|;
    message says why it did not converge, and is empty where it did. A structure that the data
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


def climb(setup: Setup, names: Sequence[str]) -> tuple[str, Structure, Optimum, tuple[Attempt, ...]]:
    """Fit the first structure of `names` that converges.

    Raises FitError, one line for each attempt, where none does.
    """
    attempts: list[Attempt] = []
    for name in names:
        structure, optimum, attempt = _try(setup, name)
        attempts.append(attempt)
        if optimum is not None and attempt.converged:
            return name, structure, optimum, tuple(attempts)
    raise FitError([_explain(attempt, setup.design) for attempt in attempts])


def _try(setup: Setup, name: str) -> tuple[Structure, Optimum | None, Attempt]:
    problem, cells = setup.problem(timed=STRUCTURES[name].timed)
    structure = cells.build(name)
    fault = unsupported(name, structure, problem, cells, setup.design)
    if fault:
        return structure, None, Attempt(name, structure.n_theta, False, 0, np.nan, np.nan, np.nan, fault)
    best = _search(problem, structure)
    return structure, best, _attempt(name, structure, best)


def _search(problem: Problem, structure: Structure) -> Optimum:
    """The best maximum from several starts; from the first alone where it leads to one and the data are many."""
    found: list[Optimum] = []
    for covariance in starting_covariances(problem.stack):
        found.append(maximise(problem, structure, structure.start(covariance)))
        if not found[-1].message and problem.stack.n_obs >= SPARSE * structure.n_theta:
            break
    # A maximum, wherever it lies, before a search that ended at none.
    return max(found, key=lambda optimum: (not optimum.message, optimum.point.loglik))


def _attempt(name: str, structure: Structure, best: Optimum) -> Attempt:
    return Attempt(
        name,
        structure.n_theta,
        not best.message,
        best.iterations,
        best.point.loglik,
        best.gradient_norm,
        best.decrement,
        best.message,
    )


def _explain(attempt: Attempt, design: Design) -> str:
    if not attempt.iterations and np.isnan(attempt.loglik):
        return f"{attempt.covariance} cannot be fitted: {attempt.message}"
    return (
        f"{attempt.covariance} did not converge: {attempt.message} (after {attempt.iterations} iterations, "
        f"log-likelihood {attempt.loglik:.6g}, gradient norm {attempt.gradient_norm:.2g}, "
        f"g'H^-1 g {attempt.decrement:.2g}; "
        f"{design.n_subjects} subjects for {attempt.n_theta} covariance parameters); "
        "try a structure with fewer parameters"
    )
