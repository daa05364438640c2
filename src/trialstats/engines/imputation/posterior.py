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

from trialstats.engines.imputation.between import Between
from trialstats.engines.imputation.data import Floats, Incomplete, Integers
from trialstats.engines.imputation.determined import determine
from trialstats.engines.imputation.model import fit_normal
from trialstats.engines.imputation.normal import Normal
from trialstats.engines.imputation.streams import Streams
from trialstats.errors import FitError

__all__ = ["draw_posterior"]

# A direction of the predictors shorter than this, of the longest, is none.
ALIASED = 1e-7


def draw_posterior(
    data: Incomplete,
    draws: int,
    streams: Streams,
    covariance: Sequence[str] = ("us",),
    burn_in: int | None = None,
    prior_df: int = 0,
) -> Normal:
    """Draw parameters: coefficients (M, C, T, q), covariances (M, C, T, T).

    covariance: the structures of the fit at which chains begin, where values are missing in between; the posterior is
    that of an unstructured matrix. burn_in: the length of each chain, by default as long as it takes (`between`).
    prior_df: degrees of freedom of the prior beyond Jeffreys' 0: det(S)^(-(prior_df+T+1)/2), inverse Wishart, whose
    scale is negligible. PROC MCMC needs T of them at the least, for its prior to be a distribution.
    Raises FitError where a regression has too few subjects, the first fit no maximum, and where what is assumed of
    somebody is determined by nothing that was seen.
    """
    determine(data, by_cell=True)
    between = Between.of(data)
    regressions = [_Regressions.of(data, cell, between.subjects) for cell in range(data.n_cells)]
    if not len(between.subjects):
        none = np.zeros((1, 0, data.n_visits))
        return _normal([part.draw(streams, 0, draws, none, prior_df) for part in regressions])
    started = fit_normal(data, covariance).normal
    normal = Normal(
        np.broadcast_to(started.coefficients, (draws, *started.coefficients.shape)),
        np.broadcast_to(started.covariances, (draws, *started.covariances.shape)),
    )
    for step in range(between.steps if burn_in is None else burn_in):
        drawn = between.draw(normal, streams, step)
        normal = _normal([part.draw(streams, step, draws, drawn, prior_df) for part in regressions])
    return normal


def _normal(parts: list[tuple[Floats, Floats]]) -> Normal:
    coefficients = np.stack([part[0] for part in parts], axis=1)
    covariances = np.stack([part[1] for part in parts], axis=1)
    return Normal(coefficients, covariances)


@dataclass(frozen=True)
class _Regressions:
    """The regressions of the subjects of one cell.

    to_terms (q, r) leads back from predictors made orthonormal. first (T, q): least squares at each visit, which the
    outcomes are taken about so that no digits cancel. whole (T, m, m), m = r + T: sums of products of the predictors
    and outcomes of those seen at a visit who lack nothing in between. gaps (g,): places among all who do, last (g,) the
    last visit seen, columns (g, r) and fitted (g, T) their predictors and means. size (T,): of all. turns (T): to as
    many combinations (r, r_t) of the predictors as those seen at a visit or later tell apart.
    """

    cell: int
    to_terms: Floats
    first: Floats
    whole: Floats
    gaps: Integers
    last: Integers
    columns: Floats
    fitted: Floats
    size: Integers
    turns: tuple[Floats, ...]

    @classmethod
    def of(cls, data: Incomplete, cell: int, lacking: Integers) -> _Regressions:
        subjects = np.flatnonzero((data.cell == cell) & ~data.missing.all(axis=1)).astype(np.intp)
        predictors, outcomes = data.predictors[subjects], data.outcomes[subjects]
        left, lengths, right = np.linalg.svd(predictors, full_matrices=False)
        kept = lengths > ALIASED * lengths[0]
        columns, to_terms = left[:, kept], right[kept].T / lengths[kept]
        visits = range(data.n_visits)
        first = np.stack([_least_squares(outcomes[:, visit], columns) @ to_terms.T for visit in visits])
        fitted = predictors @ first.T
        last = (data.n_visits - 1 - np.argmax(~np.isnan(outcomes[:, ::-1]), axis=1)).astype(np.intp)
        gap = np.isin(subjects, lacking)
        rows = np.concatenate([columns, np.nan_to_num(outcomes - fitted)], axis=1)[~gap]
        whole = np.stack([rows[last[~gap] >= visit].T @ rows[last[~gap] >= visit] for visit in visits])
        size = np.array([(last >= visit).sum() for visit in visits])
        places = np.searchsorted(lacking, subjects[gap]).astype(np.intp)
        turns = tuple(_told_apart(columns[last >= visit]) for visit in visits)
        return cls(cell, to_terms, first, whole, places, last[gap], columns[gap], fitted[gap], size, turns)

    def draw(self, streams: Streams, step: int, draws: int, drawn: Floats, prior_df: int = 0) -> tuple[Floats, Floats]:
        """Draw coefficients (M, T, q) and a covariance (M, T, T); `drawn` (M, g, T): outcomes of those with gaps."""
        n_visits, rank = len(self.first), self.to_terms.shape[1]
        means = np.zeros((draws, n_visits, rank))
        covariance = np.zeros((draws, n_visits, n_visits))
        products = self._products(drawn)
        for visit in range(n_visits):
            turn = self.turns[visit]
            p, n = turn.shape[1] + visit, int(self.size[visit])
            df = n - turn.shape[1] - (n_visits - 1 - visit)
            if n <= p or df < 1:  # whatever the prior says beside the data
                raise FitError(f"visit {visit + 1}: {n} subjects are too few for {p} coefficients and their matrix")
            spread = streams.of("variance", self.cell, visit, step).chisquare(df + prior_df, size=draws)
            noise = streams.of("coefficients", self.cell, visit, step).standard_normal((draws, p))
            coefficients, variance = _draw_regression(_turned(products[visit], turn), p, spread, noise)
            slopes = coefficients[:, None, turn.shape[1] :]
            means[:, visit] = coefficients[:, : turn.shape[1]] @ turn.T + (slopes @ means[:, :visit])[:, 0]
            across = (slopes @ covariance[:, :visit, :visit])[:, 0]
            covariance[:, visit, :visit] = covariance[:, :visit, visit] = across
            covariance[:, visit, visit] = variance + (slopes[:, 0] * across).sum(axis=1)
        return self.first + means @ self.to_terms.T, covariance

    def _products(self, drawn: Floats) -> list[Floats]:
        """Of each visit, sums of products (1 or M, m, m) over all who were seen there or later."""
        if not len(self.gaps):
            return [sums[None] for sums in self.whole]
        rank, n_visits = self.columns.shape[1], len(self.first)
        about = drawn[:, self.gaps] - self.fitted
        varying = np.zeros((len(about), rank + n_visits, rank + n_visits))
        products: list[Floats] = []
        for visit in reversed(range(n_visits)):
            own = self.last == visit
            if own.any():
                columns, outcomes = self.columns[own], about[:, own]
                varying[:, :rank, :rank] += columns.T @ columns
                across = columns.T @ outcomes
                varying[:, :rank, rank:] += across
                varying[:, rank:, :rank] += np.swapaxes(across, 1, 2)
                varying[:, rank:, rank:] += np.swapaxes(outcomes, 1, 2) @ outcomes
            products.append(self.whole[visit] + varying)
        return products[::-1]


def _told_apart(columns: Floats) -> Floats:
    """Combinations (r, r_t) of predictors that some subjects tell apart; (r, r) as they are where they tell all."""
    _, sizes, right = np.linalg.svd(columns)
    kept = sizes > ALIASED * sizes.max(initial=0.0)
    return np.eye(columns.shape[1]) if kept.sum() == columns.shape[1] else np.asarray(right[: len(sizes)][kept].T)


def _turned(products: Floats, turn: Floats) -> Floats:
    """The products (..., m, m) with combinations of the predictors in the place of these."""
    rank, own = turn.shape
    if rank == own:
        return products
    whole = np.zeros((products.shape[-1], products.shape[-1] - rank + own))
    whole[:rank, :own] = turn
    whole[rank:, own:] = np.eye(products.shape[-1] - rank)
    return np.asarray(whole.T @ products @ whole)


def _draw_regression(products: Floats, p: int, spread: Floats, noise: Floats) -> tuple[Floats, Floats]:
    """Draw coefficients (M, p) and residual variances (M,); the outcome of `products` stands at place p."""
    try:
        root = np.linalg.cholesky(products[..., :p, :p])
    except np.linalg.LinAlgError:
        raise FitError("the outcomes of a visit are a combination of those before it and the predictors") from None
    half = np.linalg.solve(root, products[..., :p, p : p + 1])[..., 0]
    left = products[..., p, p] - (half**2).sum(axis=-1)
    variance = left / spread
    turned = half + np.sqrt(variance)[:, None] * noise
    return np.linalg.solve(np.swapaxes(root, -1, -2), turned[..., None])[..., 0], variance


def _least_squares(outcome: Floats, columns: Floats) -> Floats:
    seen = ~np.isnan(outcome)
    return np.asarray(np.linalg.lstsq(columns[seen], outcome[seen], rcond=None)[0])
