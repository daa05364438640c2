"""The words for tests: `ddf` for the degrees of freedom, `vcov` for the covariance of the coefficients."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from trialstats.engines.mmrm.derivatives import expected_information
from trialstats.engines.mmrm.design import Design
from trialstats.engines.mmrm.fixed_df import FixedDf, between_within
from trialstats.engines.mmrm.inference import Inference
from trialstats.engines.mmrm.kenward_roger import kenward_roger
from trialstats.engines.mmrm.names import did_you_mean
from trialstats.engines.mmrm.random.edge import in_entries_of_g, perfectly_correlated
from trialstats.engines.mmrm.sandwich import SANDWICHES, sandwich
from trialstats.engines.mmrm.satterthwaite import satterthwaite
from trialstats.engines.mmrm.solution import Solution
from trialstats.engines.mmrm.vcov import of_model

__all__ = ["DDF", "build_inference", "method_faults", "settle"]

Build = Callable[[Solution, Design], Inference]


def _kr(solution: Solution, design: Design) -> Inference:
    if perfectly_correlated(solution):
        return _kr_expected(solution, design)
    return kenward_roger(solution, solution.optimum.information, linear=False)


def _kr_linear(solution: Solution, design: Design) -> Inference:
    if perfectly_correlated(solution):
        return _kr_expected(solution, design)
    return kenward_roger(solution, solution.optimum.information, linear=True)


def _kr_expected(solution: Solution, design: Design) -> Inference:
    moved = in_entries_of_g(solution)
    if moved is not None:
        return kenward_roger(moved, moved.optimum.information, linear=True)
    at = solution.optimum
    return kenward_roger(solution, expected_information(at.sums, at.first, at.slopes), linear=False)


def _satterthwaite(solution: Solution, design: Design) -> Inference:
    return satterthwaite(solution, solution.optimum.information)


def _between_within(solution: Solution, design: Design) -> Inference:
    return FixedDf(of_model(solution.root), between_within(design))


def _residual(solution: Solution, design: Design) -> Inference:
    n, p = design.predictors.shape
    return FixedDf(of_model(solution.root), np.full(p, float(n - p)))


def _infinite(solution: Solution, design: Design) -> Inference:
    return FixedDf(of_model(solution.root), np.full(design.predictors.shape[1], np.inf))


DDF: dict[str, Build] = {
    "kr": _kr,
    "kr_linear": _kr_linear,
    "kr_expected": _kr_expected,
    "satterthwaite": _satterthwaite,
    "between_within": _between_within,
    "residual": _residual,
    "inf": _infinite,
}
# These words correct the model's own covariance or rest on it; with a sandwich they have no meaning but its own
# degrees of freedom, and `kr` is what stands there when nothing was said.
OF_SANDWICH = ("kr", "satterthwaite")
FIXED = ("between_within", "residual", "inf")


def method_faults(ddf: str, vcov: str | None) -> list[str]:
    """What is wrong with the two words, one line each."""
    faults = []
    if not isinstance(ddf, str) or ddf not in DDF:
        faults.append(f"ddf {ddf!r} is not available{did_you_mean(ddf, DDF)}; available: {', '.join(DDF)}")
    if vcov is not None and (not isinstance(vcov, str) or vcov not in SANDWICHES):
        near = did_you_mean(vcov, SANDWICHES)
        faults.append(f"vcov {vcov!r} is not available{near}; available: None, {', '.join(SANDWICHES)}")
    elif vcov is not None and isinstance(ddf, str) and ddf in DDF and ddf not in (*OF_SANDWICH, *FIXED):
        faults.append(f"ddf {ddf!r} does not go with vcov {vcov!r}; these do: satterthwaite, {', '.join(FIXED)}")
    return faults


def settle(ddf: str, vcov: str | None) -> str:
    """The word for the degrees of freedom in the end: a sandwich has its own, named satterthwaite."""
    return "satterthwaite" if vcov is not None and ddf in OF_SANDWICH else ddf


def build_inference(solution: Solution, design: Design, ddf: str, vcov: str | None) -> Inference:
    """Build what `ddf` and `vcov` name; they are known to go together."""
    if vcov is None:
        return DDF[ddf](solution, design)
    robust = sandwich(solution, vcov)
    if ddf in OF_SANDWICH:
        return robust
    fixed = DDF[ddf](solution, design)
    assert isinstance(fixed, FixedDf)
    return FixedDf(robust.vcov, fixed.of_coefficient)
