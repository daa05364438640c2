"""What is assumed of subjects after an intercurrent event: a mean and a covariance over all visits.

Of a subject with means a (its own arm's) and r (the reference arm's, at its own covariates), the event affecting visit
k and those after it (Carpenter, Roger and Kenward, J Biopharm Stat 2013;23:1352):

    MAR   a                                                   covariance of the own arm
    J2R   a before k, r from k on                             own before k; from k on as the reference conditionally
    CR    r                                                   that of the reference
    CIR   a before k, then a(k-1) + r(t) - r(k-1)             as J2R
    LMCF  a before k, then a(k-1)                             covariance of the own arm

    own before k, reference conditionally after it, with A, R the two matrices, 1 before k and 2 from k on:
    S11 = A11,  S21 = R21 R11^-1 A11,  S22 = R22 - R21 R11^-1 (R11 - A11) R11^-1 R12

An event that affects the first visit leaves nothing of the own arm: J2R and CIR are CR then, and LMCF, which has no
mean to carry on, keeps the own arm's.
"""

from __future__ import annotations

import numpy as np

from trialstats.engines.imputation.data import Alike, Floats, Incomplete, Strategy, Switches
from trialstats.engines.imputation.normal import Normal, own_means

__all__ = ["assumed", "used_means"]


def assumed(data: Incomplete, normal: Normal, alike: Alike) -> tuple[Floats, Floats]:
    """Give the means (..., n of `alike`, T) and the covariance (..., T, T) that are assumed of subjects."""
    own = own_means(normal, alike.cell, data.predictors[alike.subjects])
    matrix = normal.covariances[..., alike.cell, :, :]
    if alike.strategy is Strategy.MAR or alike.onset >= data.n_visits:
        return own, matrix
    if alike.strategy is Strategy.LMCF:
        return _carried(own, alike.onset), matrix
    reference = own_means(normal, data.reference_cell, data.reference[alike.subjects])
    of_reference = normal.covariances[..., data.reference_cell, :, :]
    if alike.strategy is Strategy.CR or alike.onset == 0:
        return reference, of_reference
    means = own.copy()
    means[..., alike.onset :] = reference[..., alike.onset :]
    if alike.strategy is Strategy.CIR:
        last = alike.onset - 1
        means[..., alike.onset :] += (own - reference)[..., last : last + 1]
    return means, _joined(matrix, of_reference, alike.onset)


def used_means(alike: Alike) -> tuple[Switches, Switches]:
    """At which visits (T,) the own means, and those of the reference, decide what is imputed."""
    missing, onset = alike.missing, alike.onset
    own, reference = missing.copy(), np.zeros(len(missing), dtype=bool)
    if alike.strategy is Strategy.MAR or onset >= len(missing):
        return own, reference
    if alike.strategy is Strategy.LMCF:
        if onset:
            own[onset:] = False
            own[onset - 1] = True
        return own, reference
    if alike.strategy is Strategy.CR or onset == 0:
        return np.zeros(len(missing), dtype=bool), np.ones(len(missing), dtype=bool)
    reference[onset:], own[onset:] = missing[onset:], False
    if alike.strategy is Strategy.CIR:
        own[onset - 1] = reference[onset - 1] = True
    return own, reference


def _carried(means: Floats, onset: int) -> Floats:
    carried = means.copy()
    if onset:
        carried[..., onset:] = means[..., onset - 1 : onset]
    return carried


def _joined(own: Floats, reference: Floats, onset: int) -> Floats:
    """The own covariance before the event, and the reference's given what was before it."""
    before, after = slice(None, onset), slice(onset, None)
    slopes = np.swapaxes(np.linalg.solve(reference[..., before, before], reference[..., before, after]), -1, -2)
    joined = np.array(np.broadcast_to(reference, np.broadcast_shapes(own.shape, reference.shape)))
    joined[..., before, before] = own[..., before, before]
    joined[..., after, before] = slopes @ own[..., before, before]
    joined[..., before, after] = np.swapaxes(joined[..., after, before], -1, -2)
    lost = reference[..., before, before] - own[..., before, before]
    joined[..., after, after] = reference[..., after, after] - slopes @ lost @ np.swapaxes(slopes, -1, -2)
    return joined
