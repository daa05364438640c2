"""The design that replicates share, and the one call that fits them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from trialstats.engines.mmrm.arrays import Floats, Integers, Switches
from trialstats.engines.mmrm.covariance import STRUCTURES
from trialstats.engines.mmrm.fixed_df import UNTOUCHED
from trialstats.engines.mmrm.methods import method_faults
from trialstats.engines.mmrm.replicates.climb import climb
from trialstats.engines.mmrm.replicates.features import Features, find_features
from trialstats.engines.mmrm.replicates.fits import ReplicateFits, empty_fits
from trialstats.engines.mmrm.replicates.fixed_df import degrees_of_freedom
from trialstats.engines.mmrm.replicates.inference import Estimates, estimate
from trialstats.engines.mmrm.replicates.one_by_one import fit_one
from trialstats.engines.mmrm.replicates.problem import lay_out
from trialstats.engines.mmrm.replicates.structures import build_structure
from trialstats.engines.mmrm.replicates.supported import supported
from trialstats.engines.mmrm.support import ladder_faults
from trialstats.errors import ArgumentError

__all__ = ["ReplicateDesign"]

# So many numbers are worked on at a time: what the nearer memory of a processor holds.
AT_ONCE = 800_000


@dataclass(frozen=True)
class ReplicateDesign:
    """n subjects at T visits with p predictors, and k linear combinations of the coefficients to be tested.

    x (n, T, p), or (R, n, T, p) where each replicate has its own; hypotheses (k, p); covariance, reml and ddf in the
    words of `fit_mmrm`, but for the structures that need times; groups (n,) or (R, n), whole numbers from 0: a
    covariance matrix for each.

    Raises ArgumentError for shapes that do not go together, numbers that are not finite and unknown words.
    """

    x: Floats
    hypotheses: Floats
    covariance: str = "us"
    reml: bool = True
    ddf: str = "kr"
    groups: Integers | None = None

    def __post_init__(self) -> None:
        """Take lists for arrays, one row for one hypothesis, and refuse what cannot be."""
        object.__setattr__(self, "x", _numbers(self.x, "x"))
        object.__setattr__(self, "hypotheses", np.atleast_2d(_numbers(self.hypotheses, "hypotheses")))
        faults = ladder_faults((self.covariance,), None) + method_faults(self.ddf, None)
        if self.x.ndim not in (3, 4):
            faults.append(f"x has the shape {self.x.shape}; it must be (n, T, p) or (R, n, T, p)")
        elif self.hypotheses.shape != (len(self.hypotheses), self.x.shape[-1]):
            faults.append(f"hypotheses has the shape {self.hypotheses.shape}; it must be (k, {self.x.shape[-1]})")
        if not faults and self.covariance not in STRUCTURES:
            faults.append(f"covariance {self.covariance!r} is not one over visits")
        if not faults and not (np.isfinite(self.x).all() and np.isfinite(self.hypotheses).all()):
            faults.append("x and hypotheses must be finite; a visit not seen is one without outcome")
        if not faults and not np.any(self.hypotheses, axis=1).all():
            faults.append("a row of hypotheses is zero in every coefficient")
        if not faults and self.groups is not None:
            groups = np.asarray(self.groups)
            if groups.dtype.kind not in "iu" or groups.shape not in (self.x.shape[-3:-2], self.x.shape[:-2]):
                faults.append(f"groups must be whole numbers of the shape {self.x.shape[:-2]}")
            elif groups.size and (groups.min() != 0 or len(np.unique(groups)) != groups.max() + 1):
                faults.append("groups must be numbered from 0 without a gap")
            object.__setattr__(self, "groups", groups.astype(np.intp))
        if faults:
            raise ArgumentError(faults)

    def fit(self, outcomes: Any) -> ReplicateFits:
        """Fit `outcomes` (R, n, T), NaN where a subject was not seen; numbers as those of `fit_mmrm`.

        A replicate without a fit has no numbers and a reason, in the engine's words. Raises ArgumentError for a wrong
        shape and infinite outcomes.
        """
        y = _numbers(outcomes, "outcomes")
        n, n_visits = self.x.shape[-3:-1]
        if y.ndim != 3 or y.shape[1:] != (n, n_visits) or (self.x.ndim == 4 and len(y) != len(self.x)):
            replicates = len(self.x) if self.x.ndim == 4 else "R"
            raise ArgumentError(f"outcomes has the shape {y.shape}; it must be ({replicates}, {n}, {n_visits})")
        if np.isinf(y).any():
            raise ArgumentError("outcomes must be numbers, or NaN where a subject was not seen")
        fits = empty_fits(len(y), len(self.hypotheses))
        shared = find_features(self.x[None]) if self.x.ndim == 3 else None
        size = self._at_once(shared)
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            for start in range(0, len(y), size):
                chunk = slice(start, start + size)
                left = self._together(fits, chunk, y[chunk], shared)
                for number in start + np.flatnonzero(left):
                    self._alone(fits, int(number), y[number])
        return fits

    def _at_once(self, shared: Features | None) -> int:
        n, n_visits, p = map(int, self.x.shape[-3:])
        m = 3 if shared is None else int(shared.load.shape[1])
        one = n * (m + n_visits) ** 2 + (n_visits * p) ** 2
        return max(1, min(200, AT_ONCE // one))

    def _together(self, fits: ReplicateFits, chunk: slice, y: Floats, shared: Features | None) -> Switches:
        """Fit the replicates of `chunk` in lock step; and which of them (R,) are left for the engine."""
        left = np.ones(len(y), dtype=bool)
        n_cells = 1 if self.groups is None else int(self.groups.max()) + 1
        n_visits = y.shape[2]
        family = STRUCTURES[self.covariance]
        if n_visits < family.at_least:
            return left
        structure = build_structure(self.covariance, n_visits, n_cells)
        features = find_features(self.x[chunk]) if shared is None else shared
        if not features.sound:
            return left
        groups = self._groups(chunk)
        problem, fine = lay_out(features, y, groups, reml=self.reml)
        fine &= supported(problem, family, structure.n_theta, y, groups)
        chosen = np.flatnonzero(fine)
        if not len(chosen):
            return left
        problem = problem.take(chosen)
        for who, own, here in climb(problem, structure):
            found = estimate(own, here, structure, self.hypotheses, self.ddf)
            number = chosen[who]
            df = found.df
            if df is None:
                x = self.x[None] if self.x.ndim == 3 else self.x[chunk][number]
                df = self._fixed(x, np.isfinite(y[number]), found)
            _write(fits, chunk.start + number[found.fine], found, df, here.point.loglik)
            left[number[found.fine]] = False
        return left

    def _groups(self, chunk: slice) -> Integers:
        if self.groups is None:
            return np.zeros((1, self.x.shape[-3]), dtype=np.intp)
        return self.groups[None] if self.groups.ndim == 1 else self.groups[chunk]

    def _fixed(self, x: Floats, seen: Switches, found: Estimates) -> Floats:
        of_coefficient = degrees_of_freedom(self.ddf, x, seen)
        touched = found.touched > UNTOUCHED * found.touched.max(axis=2, keepdims=True)
        return np.asarray(np.where(touched, of_coefficient[:, None, :], np.inf).min(axis=2), dtype=float)

    def _alone(self, fits: ReplicateFits, number: int, y: Floats) -> None:
        x = self.x if self.x.ndim == 3 else self.x[number]
        groups = self.groups if self.groups is None or self.groups.ndim == 1 else self.groups[number]
        one = fit_one(x, y, groups, self.covariance, self.hypotheses, reml=self.reml, ddf=self.ddf)
        fits.estimate[number], fits.std_error[number], fits.df[number] = one.estimate, one.std_error, one.df
        fits.loglik[number], fits.converged[number] = one.loglik, one.converged
        fits.reason[number], fits.one_by_one[number] = one.reason, True


def _write(fits: ReplicateFits, number: Integers, found: Estimates, df: Floats, loglik: Floats) -> None:
    fits.estimate[number], fits.std_error[number] = found.estimate[found.fine], found.std_error[found.fine]
    fits.df[number], fits.loglik[number] = df[found.fine], loglik[found.fine]
    fits.converged[number] = True


def _numbers(values: Any, name: str) -> Floats:
    try:
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise ArgumentError(f"{name} must be an array of numbers") from error
