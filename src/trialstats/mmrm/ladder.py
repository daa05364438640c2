"""The declared ladder of covariance structures: tried in order, every attempt kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialstats.errors import FitError
from trialstats.mmrm.covariance import STRUCTURES, Structure
from trialstats.mmrm.likelihood import Problem
from trialstats.mmrm.names import shorten
from trialstats.mmrm.optimise import Optimum, maximise
from trialstats.mmrm.start import starting_covariances

__all__ = ["Attempt", "climb", "refuse_unordered"]


@dataclass(frozen=True)
class Attempt:
    """One structure tried.

    decrement is g'H^-1 g at the end (twice the log-likelihood still to be had), gradient_norm |g|;
    message says why it did not converge, and is empty where it did. A structure that the data
    cannot support is not begun: 0 iterations, and NaN for the figures. Where a second start was
    needed the figures are those of the search from it.
    """

    covariance: str
    n_theta: int
    converged: bool
    iterations: int
    loglik: float
    gradient_norm: float
    decrement: float
    message: str


def climb(problem: Problem, names: Sequence[str], visits: pd.Index) -> tuple[Structure, Optimum, tuple[Attempt, ...]]:
    """Fit the first structure of `names` that converges.

    Raises FitError, one line for each attempt, where none does.
    """
    attempts: list[Attempt] = []
    for name in names:
        structure, optimum, attempt = _try(problem, name, visits)
        attempts.append(attempt)
        if optimum is not None and attempt.converged:
            return structure, optimum, tuple(attempts)
    raise FitError([_explain(attempt, problem) for attempt in attempts])


def refuse_unordered(names: Sequence[str], visits: pd.Index) -> None:
    """Raise FitError where a structure needs the order of the visits and their text sorts otherwise.

    "Week 16" sorts before "Week 8": only the caller can say what the order is.
    """
    ordered = [name for name in names if STRUCTURES[name].ordered]
    if ordered and visits.inferred_type == "string":
        natural = sorted(visits, key=lambda v: [int(s) if s.isdigit() else s for s in re.split(r"(\d+)", v)])
        if natural != list(visits):
            raise FitError(
                f"{shorten(ordered)} needs the order of the visits, and as text they sort as "
                f"{shorten(list(visits), 12)}: make the visit a categorical with its levels in order"
            )


def _try(problem: Problem, name: str, visits: pd.Index) -> tuple[Structure, Optimum | None, Attempt]:
    family = STRUCTURES[name]
    structure = family.build(len(visits))
    fault = _unsupported(problem, name, structure, visits)
    if fault:
        return structure, None, Attempt(name, structure.n_theta, False, 0, np.nan, np.nan, np.nan, fault)
    for covariance in starting_covariances(problem.stack):
        best = maximise(problem, structure, structure.start(covariance))
        if not best.message:
            break
    attempt = Attempt(
        name,
        structure.n_theta,
        not best.message,
        best.iterations,
        best.point.loglik,
        best.gradient_norm,
        best.decrement,
        best.message,
    )
    return structure, best, attempt


def _unsupported(problem: Problem, name: str, structure: Structure, visits: pd.Index) -> str:
    """Why the data cannot hold this structure, or nothing."""
    family, stack = STRUCTURES[name], problem.stack
    n_visits, n_subjects = len(visits), int(stack.counts.sum())
    if n_visits < family.at_least:
        return f"it needs {family.at_least} visits and there is {n_visits} (us over one visit is one variance)"
    if stack.n_obs - problem.n_coefficients < structure.n_theta:
        return (
            f"too few subjects: {n_subjects} with {stack.n_obs} rows for "
            f"{problem.n_coefficients} coefficients and {structure.n_theta} covariance parameters"
        )
    if family.every_pair:
        if n_subjects <= n_visits:
            return f"too few subjects: {n_subjects} for a matrix over {n_visits} visits"
        together = stack.observed.T @ (stack.counts[:, None] * stack.observed)
        first, second = np.nonzero(np.triu(together == 0))
        apart = [f"{visits[int(a)]} and {visits[int(b)]}" for a, b in zip(first, second, strict=True)]
        if apart:
            return f"too few subjects: none was seen at both {shorten(apart)}"
    return ""


def _explain(attempt: Attempt, problem: Problem) -> str:
    if not attempt.iterations and np.isnan(attempt.loglik):
        return f"{attempt.covariance} cannot be fitted: {attempt.message}"
    return (
        f"{attempt.covariance} did not converge: {attempt.message} (after {attempt.iterations} iterations, "
        f"log-likelihood {attempt.loglik:.6g}, gradient norm {attempt.gradient_norm:.2g}, "
        f"g'H^-1 g {attempt.decrement:.2g}; "
        f"{int(problem.stack.counts.sum())} subjects for {attempt.n_theta} covariance parameters); "
        "try a structure with fewer parameters"
    )
