"""Draws of the imputation model's parameters, by Bayes.

Where values are missing from some visit on and never before it (monotone), the likelihood falls apart into one
regression a visit, of y_t on the predictors and y_1 ... y_t-1, by those seen at t. With Jeffreys' prior of the whole
matrix, |S|^-(T+1)/2, the posterior is (Liu, J Multivariate Anal 1993;46:198)

    s_t^2 ~ RSS_t / chi^2(n_t - q - T + t),    coefficients ~ N(least squares, s_t^2 (Z'Z)^-1),

which is drawn from directly: there is no chain. (SAS PROC MI MONOTONE REG gives each visit the prior 1/s_t^2, and so
n_t - q - t + 1 degrees of freedom.) Values missing in between are drawn in turn with the parameters (data augmentation,
Tanner and Wong 1987): each draw is the end of a chain of its own, begun at the restricted maximum of the likelihood, so
that draws are independent of each other.

A cell that has its own covariance has its own coefficients too: they would not fall apart otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trialstats.engines.imputation.data import Floats, Incomplete, Integers, Strategy
from trialstats.engines.imputation.fill import fill_values
from trialstats.engines.imputation.model import Normal, fit_normal
from trialstats.engines.imputation.streams import Streams
from trialstats.errors import FitError

__all__ = ["BURN_IN", "draw_posterior"]

BURN_IN = 50
# A direction of the predictors shorter than this, of the longest, is none.
ALIASED = 1e-7


def draw_posterior(
    data: Incomplete, draws: int, streams: Streams, covariance: Sequence[str] = ("us",), burn_in: int = BURN_IN
) -> Normal:
    """Draw parameters: coefficients (M, C, T, q), covariances (M, C, T, T).

    covariance: the structures of the fit at which chains begin, where values are missing in between; the posterior is
    that of an unstructured matrix. burn_in: the length of each chain. Raises FitError where a regression has too few
    subjects, or the first fit no maximum.
    """
    regressions = [_Regressions.of(data, cell) for cell in range(data.n_cells)]
    gaps = np.flatnonzero(data.between.any(axis=1)).astype(np.intp)
    if not len(gaps):
        none = np.zeros((1, 0, data.n_visits))
        return _normal([part.draw(streams, 0, draws, none, gaps) for part in regressions], data)
    started = fit_normal(data, covariance).normal
    shape = (draws, data.n_cells)
    normal = Normal(
        np.broadcast_to(started.coefficients[: data.n_cells], (*shape, *started.coefficients.shape[1:])),
        np.broadcast_to(started.covariances[: data.n_cells], (*shape, *started.covariances.shape[1:])),
    )
    lacking = _at_random(data, gaps)
    for step in range(burn_in):
        noise = np.stack(
            [streams.of("between", label, step).standard_normal((draws, data.n_visits)) for label in lacking.labels], 1
        )
        filled = fill_values(lacking, normal, noise)
        normal = _normal([part.draw(streams, step, draws, filled, gaps) for part in regressions], data)
    return normal


def _at_random(data: Incomplete, gaps: Integers) -> Incomplete:
    """The subjects with gaps, of whom nothing is assumed: what is missing in between is missing at random."""
    own = data.only(gaps)
    nobody = np.full(len(gaps), data.n_visits, dtype=np.intp)
    return Incomplete(
        own.outcomes, own.predictors, own.reference, own.cell, nobody, (Strategy.MAR,) * len(gaps), own.labels
    )


def _normal(parts: list[tuple[Floats, Floats]], data: Incomplete) -> Normal:
    coefficients = np.stack([part[0] for part in parts], axis=1)
    covariances = np.stack([part[1] for part in parts], axis=1)
    return Normal(coefficients, covariances)


@dataclass(frozen=True)
class _Regressions:
    """The regressions of the subjects of one cell.

    columns (n, r): their predictors, made orthonormal; to_terms (q, r) leads back. first (T, q): least squares at each
    visit, which the outcomes are taken about so that no digits cancel. subjects (n,), last (n,): the last visit seen.
    """

    cell: int
    subjects: Integers
    columns: Floats
    to_terms: Floats
    first: Floats
    about: Floats
    last: Integers

    @classmethod
    def of(cls, data: Incomplete, cell: int) -> _Regressions:
        subjects = np.flatnonzero((data.cell == cell) & ~data.missing.all(axis=1)).astype(np.intp)
        predictors, outcomes = data.predictors[subjects], data.outcomes[subjects]
        left, lengths, right = np.linalg.svd(predictors, full_matrices=False)
        kept = lengths > ALIASED * lengths[0]
        to_terms = right[kept].T / lengths[kept]
        first = np.stack(
            [_least_squares(outcomes[:, visit], left[:, kept]) @ to_terms.T for visit in range(data.n_visits)]
        )
        last = data.n_visits - 1 - np.argmax(~np.isnan(outcomes[:, ::-1]), axis=1)
        return cls(
            cell, subjects, left[:, kept], to_terms, first, outcomes - predictors @ first.T, last.astype(np.intp)
        )

    def draw(self, streams: Streams, step: int, draws: int, filled: Floats, gaps: Integers) -> tuple[Floats, Floats]:
        """Draw coefficients (M, T, q) and a covariance (M, T, T); `filled` (M, g, T): outcomes of those with gaps."""
        n_visits, rank = self.about.shape[1], self.columns.shape[1]
        own_gaps = np.flatnonzero(np.isin(self.subjects, gaps))
        places = np.searchsorted(gaps, self.subjects[own_gaps])
        fitted = (self.columns[own_gaps] @ np.linalg.pinv(self.to_terms)) @ self.first.T
        completed = filled[:, places] - fitted
        whole = np.setdiff1d(np.arange(len(self.subjects)), own_gaps)
        means = np.zeros((draws, n_visits, rank))
        covariance = np.zeros((draws, n_visits, n_visits))
        for visit in range(n_visits):
            seen, with_gaps = whole[self.last[whole] >= visit], self.last[own_gaps] >= visit
            fixed = np.column_stack([self.columns[seen], self.about[seen, : visit + 1]])
            varying = np.concatenate(
                [
                    np.broadcast_to(self.columns[own_gaps][with_gaps], (len(completed), int(with_gaps.sum()), rank)),
                    completed[:, with_gaps, : visit + 1],
                ],
                axis=2,
            )
            products = fixed.T @ fixed + np.swapaxes(varying, 1, 2) @ varying
            p = rank + visit
            n = len(seen) + int(with_gaps.sum())
            df = n - rank - (n_visits - 1 - visit)
            if n <= p or df < 1:
                raise FitError(f"visit {visit + 1}: {n} subjects are too few for {p} coefficients and their matrix")
            spread = streams.of("variance", self.cell, visit, step).chisquare(df, size=draws)
            noise = streams.of("coefficients", self.cell, visit, step).standard_normal((draws, p))
            coefficients, variance = _draw_regression(products, p, spread, noise)
            slopes = coefficients[:, rank:]
            means[:, visit] = coefficients[:, :rank] + np.einsum("mt,mtr->mr", slopes, means[:, :visit])
            across = np.einsum("mt,mts->ms", slopes, covariance[:, :visit, :visit])
            covariance[:, visit, :visit] = covariance[:, :visit, visit] = across
            covariance[:, visit, visit] = variance + np.einsum("mt,mt->m", slopes, across)
        return self.first + means @ self.to_terms.T, covariance


def _draw_regression(products: Floats, p: int, spread: Floats, noise: Floats) -> tuple[Floats, Floats]:
    """Draw coefficients (M, p) and residual variances (M,); products (1 or M, p + 1, p + 1): of columns and outcome."""
    try:
        root = np.linalg.cholesky(products[..., :p, :p])
    except np.linalg.LinAlgError:
        raise FitError("the outcomes of a visit are a combination of those before it and the predictors") from None
    half = np.linalg.solve(root, products[..., :p, p:])[..., 0]
    left = products[..., p, p] - (half**2).sum(axis=-1)
    variance = left / spread
    turned = half + np.sqrt(variance)[:, None] * noise
    return np.linalg.solve(np.swapaxes(root, -1, -2), turned[..., None])[..., 0], variance


def _least_squares(outcome: Floats, columns: Floats) -> Floats:
    seen = ~np.isnan(outcome)
    return np.asarray(np.linalg.lstsq(columns[seen], outcome[seen], rcond=None)[0])
