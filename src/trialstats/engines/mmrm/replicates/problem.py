"""A replicate as sums of products, pattern by pattern.

Subject i has the numbers z_i (m,) (`features`) and the residual r_i (T,) of ordinary least squares, zero where it was
not seen. Everything that a likelihood and its derivatives need of the subjects who share a covariance matrix and
the visits seen are the sums of z z', r z' and r r'.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np

from trialstats.engines.mmrm.arrays import Floats, Integers, Switches
from trialstats.engines.mmrm.replicates.features import Features
from trialstats.engines.mmrm.replicates.stacked import cholesky, invert

__all__ = ["Problem", "lay_out"]

# Below this pivot of the scaled predictors their products have lost digits; the engine has ways to keep them.
DOUBTFUL = 1e-3


@dataclass(frozen=True)
class Problem:
    """R replicates of G patterns over T visits; a pattern that a replicate does not have counts no subject.

    seen (R, G, T); counts (R, G); zz (R, G, m, m), rz (R, G, T, m) and rr (R, G, T, T), the sums of products, the
    outcome in `unit` (R,); load (R, T m, p): the orthonormal predictors of a subject are z times it;
    ols (R, p) and to_terms (R, p, p), as in `setup`; n_obs (R,); constant (R,), what -2 l has beside the sums.
    cell (G,): which covariance matrix, in rising order, the same in every replicate. together (R, T, T): subjects
    seen at both visits.
    """

    seen: Switches = field(repr=False)
    counts: Floats = field(repr=False)
    zz: Floats = field(repr=False)
    rz: Floats = field(repr=False)
    rr: Floats = field(repr=False)
    load: Floats = field(repr=False)
    ols: Floats = field(repr=False)
    to_terms: Floats = field(repr=False)
    unit: Floats = field(repr=False)
    n_obs: Floats = field(repr=False)
    constant: Floats = field(repr=False)
    together: Floats = field(repr=False)
    cell: Integers
    reml: bool

    def take(self, chosen: np.ndarray) -> Problem:
        """The replicates `chosen`."""
        parts = {each.name: getattr(self, each.name) for each in fields(self)}
        return Problem(**{name: part if name in ("cell", "reml") else part[chosen] for name, part in parts.items()})

    @property
    def n_visits(self) -> int:
        return int(self.seen.shape[2])

    @property
    def n_cells(self) -> int:
        return int(self.cell[-1]) + 1

    @property
    def bounds(self) -> list[slice]:
        """The patterns of each cell."""
        ends = np.searchsorted(self.cell, np.arange(self.n_cells), side="right").tolist()
        return [slice(start, end) for start, end in zip([0, *ends[:-1]], ends, strict=True)]


def lay_out(features: Features, outcome: Floats, groups: Integers, *, reml: bool) -> tuple[Problem, Switches]:
    """Lay out `outcome` (R, n, T), NaN where not seen, and which replicates (R,) can be taken further here.

    `groups` (R or 1, n): the cell of each subject.
    """
    replicates, n, n_visits = outcome.shape
    z = features.values
    m, p = features.load.shape[1:]
    seen = np.isfinite(outcome)
    y, weight = np.where(seen, outcome, 0.0), seen.astype(float)
    n_obs = weight.sum(axis=(1, 2))
    squares = (z[:, :, :, None] * z[:, :, None, :]).reshape(len(z), n, m * m)
    by_visit = np.matmul(weight.swapaxes(1, 2), squares).reshape(replicates, -1)
    load = features.load.reshape(n_visits * m, p)
    spread = np.einsum("tup,tvq->tuvpq", features.load, features.load).reshape(-1, p * p)
    gram = (by_visit @ spread).reshape(replicates, p, p)
    to_terms, log_det, fine = _basis(gram)
    scores = np.matmul(y.swapaxes(1, 2), z).reshape(replicates, -1) @ load
    ols = _through(to_terms, _through(to_terms.swapaxes(1, 2), scores))
    residual = (y - np.matmul(z, (ols @ load.T).reshape(replicates, n_visits, m).swapaxes(1, 2))) * weight
    # Once more, for the digits that the first solution of the normal equations has lost.
    again = _through(to_terms.swapaxes(1, 2), np.matmul(residual.swapaxes(1, 2), z).reshape(replicates, -1) @ load)
    further = _through(to_terms, again)
    ols = ols + further
    residual -= np.matmul(z, (further @ load.T).reshape(replicates, n_visits, m).swapaxes(1, 2)) * weight
    with np.errstate(divide="ignore", invalid="ignore"):
        unit = np.sqrt((residual**2).sum(axis=(1, 2)) / n_obs)
        mean = y.sum(axis=(1, 2)) / n_obs
        about = np.sqrt((((y - mean[:, None, None]) * weight) ** 2).sum(axis=(1, 2)) / n_obs)
        fine = fine & (n_obs > p) & (unit > 1e-8 * about) & (about > 1e-8 * np.abs(y).max(axis=(1, 2)))
    unit = np.where(fine, unit, 1.0)
    residual = residual / unit[:, None, None]
    log_det -= 2.0 * np.log(np.abs(np.diag(features.to_terms))).sum()
    constant = 2.0 * (n_obs - p if reml else n_obs) * np.log(unit) + (log_det if reml else 0.0)
    spots, cell = _patterns(seen, groups)
    together = np.matmul(weight.swapaxes(1, 2), weight)
    sums, counts, held = _add_up(np.broadcast_to(z, (replicates, n, m)), residual, spots, len(cell))
    problem = Problem(
        seen=held,
        counts=counts,
        zz=np.ascontiguousarray(sums[:, :, :m, :m]),
        rz=np.ascontiguousarray(sums[:, :, m:, :m]),
        rr=np.ascontiguousarray(sums[:, :, m:, m:]),
        load=np.matmul(load, to_terms),
        ols=ols @ features.to_terms.T,
        to_terms=np.matmul(features.to_terms, to_terms),
        unit=unit,
        n_obs=n_obs,
        constant=constant,
        together=together,
        cell=cell,
        reml=reml,
    )
    return problem, fine


def _basis(gram: Floats) -> tuple[Floats, Floats, Switches]:
    """R^-1 (R, p, p) of X = QR, log|X'X| and where the predictors are well apart."""
    diagonal = np.diagonal(gram, axis1=1, axis2=2)
    present = np.asarray((diagonal > 0).all(axis=1))
    scale = 1.0 / np.sqrt(np.where(present[:, None], diagonal, 1.0))
    lower, fine = cholesky(gram * scale[:, :, None] * scale[:, None, :])
    pivots = np.diagonal(lower, axis1=1, axis2=2)
    fine = fine & present & (pivots.min(axis=1) > DOUBTFUL)
    to_terms = invert(lower).swapaxes(1, 2) * scale[:, :, None]
    return to_terms, 2.0 * (np.log(pivots) - np.log(scale)).sum(axis=1), fine


def _through(matrices: Floats, vectors: Floats) -> Floats:
    return np.asarray(np.matmul(matrices, vectors[:, :, None])[:, :, 0], dtype=float)


@dataclass(frozen=True)
class _Spots:
    """order (R n,): the subjects, replicate by replicate and pattern by pattern; starts (S,): where each of the S
    patterns that occur begins; count (S,); replicate and pattern (S,), its place; seen (S, T)."""

    order: Integers
    starts: Integers
    count: Integers
    replicate: Integers
    pattern: Integers
    seen: Switches


def _patterns(seen: Switches, groups: Integers) -> tuple[_Spots, Integers]:
    """Find the patterns of each replicate, those without any visit apart; and the cell of each place for one."""
    replicates, n, n_visits = seen.shape
    # The pattern without a visit comes last, whatever the group.
    none = (int(groups.max()) + 1) << n_visits
    bits = seen @ (1 << np.arange(n_visits))
    key = np.where(bits > 0, bits + (groups << n_visits), none)
    order = np.argsort(key, axis=1, kind="stable")
    key = np.take_along_axis(key, order, axis=1)
    begins = np.ones((replicates, n), dtype=bool)
    begins[:, 1:] = key[:, 1:] != key[:, :-1]
    starts = np.flatnonzero(begins)
    own, replicate = key.reshape(-1)[starts], starts // n
    count = np.diff(starts, append=replicates * n)
    group = own >> n_visits
    n_cells = int(groups.max()) + 1
    number = np.zeros((replicates, n_cells + 1), dtype=np.intp)
    np.add.at(number, (replicate, group), 1)
    places = number.max(axis=0)[:n_cells]
    first = np.concatenate([[0], np.cumsum(places)])
    # How many patterns of the same replicate and group came before.
    before = np.cumsum(number, axis=1) - number
    since = np.arange(len(starts)) - np.flatnonzero(np.diff(replicate, prepend=-1))[replicate]
    pattern = first[group] + since - before[replicate, group]
    held = ((own[:, None] >> np.arange(n_visits)) & 1).astype(bool) & (own != none)[:, None]
    real = own != none
    flat = (order + n * np.arange(replicates)[:, None]).reshape(-1)
    spots = _Spots(flat, starts, np.where(real, count, 0), replicate, np.where(real, pattern, -1), held)
    return spots, np.repeat(np.arange(n_cells), places).astype(np.intp)


def _add_up(z: Floats, residual: Floats, spots: _Spots, places: int) -> tuple[Floats, Floats, Switches]:
    """The sums of products (R, G, m + T, m + T), the subjects (R, G) and the visits seen (R, G, T)."""
    replicates, n, m = z.shape
    n_visits = residual.shape[2]
    width = m + n_visits
    each = np.concatenate([z, residual], axis=2).reshape(replicates * n, width)[spots.order]
    columns = np.ascontiguousarray(each.T)
    found = np.empty((len(spots.starts), width, width))
    for a, one in enumerate(columns):
        for b, other in enumerate(columns[: a + 1]):
            found[:, a, b] = found[:, b, a] = np.add.reduceat(one * other, spots.starts)
    real = spots.pattern >= 0
    at = spots.replicate[real], spots.pattern[real]
    sums, counts = np.zeros((replicates, places, width, width)), np.zeros((replicates, places))
    seen = np.zeros((replicates, places, n_visits), dtype=bool)
    sums[at], counts[at], seen[at] = found[real], spots.count[real], spots.seen[real]
    return sums, counts, seen
