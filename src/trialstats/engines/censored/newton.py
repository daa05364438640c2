"""Newton's method for a maximum, with steps that always climb."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from trialstats.engines.censored.bounds import Floats
from trialstats.errors import FitError

__all__ = ["Maximum", "Point", "Stuck", "maximise"]

ITERATIONS = 30
# The climb that the quadratic model still promises, on the scale of log-likelihoods, below which the search ends.
CLIMB = 1e-13
# Rounding in a log-likelihood, as a part of it.
ROUNDING = 1e-13
# A step cut this often leads nowhere: value and slope do not belong together.
HALVINGS = 12
# Eigenvalues of the information below this part of the largest are lifted to it.
FLOOR = 1e-8


@dataclass(frozen=True)
class Point:
    """A log-likelihood (-inf outside its domain) with gradient (q,) and Hessian (q, q)."""

    value: float
    gradient: Floats
    hessian: Floats


@dataclass(frozen=True)
class Maximum:
    """Where the search ended, what stands there, and the iterations it took."""

    at: Floats
    point: Point
    iterations: int


class Stuck(FitError):
    """The search ended where the likelihood is not flat; `at` says where."""

    def __init__(self, problem: str, at: Floats) -> None:
        super().__init__(problem)
        self.at = at


def maximise(evaluate: Callable[[Floats], Point], start: Floats) -> Maximum:
    """Climb from `start` (q,) to a maximum of `evaluate`.

    The step solves |H| s = g, where |H| has the absolute eigenvalues of the Hessian, and is halved until the value
    rises as Armijo asks. Raises Stuck where that does not end at a point without slope.
    """
    at, point = start, evaluate(start)
    for iteration in range(ITERATIONS):
        step, climb = _step(point)
        if climb <= CLIMB:
            return Maximum(at, point, iteration)
        noise = ROUNDING * (1 + abs(point.value))
        for length in 0.5 ** np.arange(HALVINGS):
            trial = evaluate(at + length * step)
            if trial.value >= point.value + 1e-4 * length * climb - noise:
                break
        else:
            if climb < 1e3 * noise:
                # What is left to climb is below the rounding of the log-likelihood.
                return Maximum(at, point, iteration)
            raise Stuck("the search found no way up although the slope is not zero", at)
        at, point = at + length * step, trial
    raise Stuck(f"no maximum of the likelihood was reached in {ITERATIONS} iterations", at)


def _step(point: Point) -> tuple[Floats, float]:
    # The step, and what the quadratic model has the log-likelihood rise by, twice.
    if not (np.isfinite(point.value) and np.isfinite(point.gradient).all() and np.isfinite(point.hessian).all()):
        raise FitError("the log-likelihood is not a finite number")
    values, vectors = np.linalg.eigh(point.hessian)
    lifted = np.maximum(np.abs(values), FLOOR * np.abs(values).max())
    step = vectors @ ((vectors.T @ point.gradient) / lifted)
    return step, float(point.gradient @ step)
