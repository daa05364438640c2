"""What the predictors of a subject are made of: a few numbers of the subject, the same at every visit.

Of arm x visit and a baseline, the predictors of a subject at all visits are 1, arm and baseline, put in different
places: x_it = E_t' z_i, with z the distinct columns of the design as it lies with one row a subject. Sums of
products over subjects then need the few numbers of z alone. A covariate that changes over the visits is as many
distinct columns as visits; nothing else changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.basis import ALIASED

__all__ = ["Features", "find_features"]

# A combination of the numbers of a subject whose size is below this part of the largest is none.
DEPENDENT = 1e-12
# With a size between, digits are lost that sums of products do not get back.
DOUBTFUL = 1e-6


@dataclass(frozen=True)
class Features:
    """values (R or 1, n, m) = z, orthogonal over subjects and of mean square one; load (T, m, p) = E, orthonormal: were
    all visits seen, so would be the predictors that it makes; to_terms (p, p) turns these into those that were given;
    sound: whether sums of products keep their digits."""

    values: Floats = field(repr=False)
    load: Floats = field(repr=False)
    to_terms: Floats = field(repr=False)
    sound: bool


def find_features(x: Floats) -> Features:
    """Take `x` (R or 1, n, T, p) apart."""
    place, values = _distinct(x)
    n_visits, p = place.shape
    kept = np.zeros((n_visits, values.shape[2] + 1, p))
    visit, column = np.meshgrid(np.arange(n_visits), np.arange(p), indexing="ij")
    kept[visit, place, column] = 1.0
    flat = values.reshape(-1, values.shape[2])
    length = np.linalg.norm(flat, axis=0)
    left, sizes, right = np.linalg.svd(flat / length, full_matrices=False)
    keep = sizes > DEPENDENT * sizes[0]
    root = np.sqrt(len(flat))
    back = (sizes[keep, None] * right[keep]) * length / root
    orthogonal = (root * left[:, keep]).reshape(*values.shape[:2], -1)
    load = np.matmul(back, kept[:, :-1]).reshape(-1, p)
    sizes_of_terms = np.linalg.norm(load, axis=0)
    if len(load) < p or not sizes_of_terms.all():
        return Features(orthogonal, load.reshape(n_visits, -1, p), np.eye(p), sound=False)
    basis, r = np.linalg.qr(load / sizes_of_terms)
    if np.abs(np.diag(r)).min() < ALIASED:
        return Features(orthogonal, load.reshape(n_visits, -1, p), np.eye(p), sound=False)
    to_terms = np.linalg.inv(r) / sizes_of_terms[:, None]
    sound = bool(sizes[keep][-1] > DOUBTFUL * sizes[0])
    return Features(np.ascontiguousarray(orthogonal), basis.reshape(n_visits, -1, p), to_terms, sound)


def _distinct(x: Floats) -> tuple[np.ndarray, Floats]:
    """Which of the distinct columns (R, n, m) each predictor is at each visit, (T, p); m stands for zero."""
    place, kept = _compare(x[:1])
    found = x.reshape(*x.shape[:2], -1)[:, :, kept]
    if len(x) > 1:
        padded = np.concatenate([found, np.zeros((*x.shape[:2], 1))], axis=2)
        if not all(np.array_equal(own[:, place], each) for own, each in zip(padded, x, strict=True)):
            place, kept = _compare(x)
            found = x.reshape(*x.shape[:2], -1)[:, :, kept]
    return place, found


def _compare(x: Floats) -> tuple[np.ndarray, list[int]]:
    replicates, n, n_visits, p = x.shape
    columns = np.ascontiguousarray(x.reshape(replicates * n, -1).T)
    place, kept = np.empty(len(columns), dtype=np.intp), list[int]()
    zero = columns.shape[0]
    for number, column in enumerate(columns):
        alike = next((k for k, other in enumerate(kept) if np.array_equal(columns[other], column)), None)
        if alike is None and column.any():
            alike = len(kept)
            kept.append(number)
        place[number] = zero if alike is None else alike
    place[place == zero] = len(kept)
    return place.reshape(n_visits, p), kept
