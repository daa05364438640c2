"""The precision of a contrast of treatments in a crossover trial, where subjects may leave between periods.

A subject seen in the periods g tells X[g]' W X[g] of the coefficients: with random subjects W is the inverse of the
covariance of the periods, and with fixed ones what is left of the periods when the subject's mean is taken away, over
the variance within subjects. The variance of a contrast is that of the sum over sequences and patterns (Jones and
Kenward 2014, Design and Analysis of Cross-Over Trials; of two treatments in two periods it is the t test of
period differences, Senn 2002, Cross-over Trials in Clinical Research, chapter 3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trialstats.engines.power.repeated import Patterns

__all__ = ["Precision", "precision_of_contrast"]

Floats = NDArray[np.float64]
DEPENDENT = 1e-10  # of an eigenvalue of the scaled information, against the largest


@dataclass(frozen=True)
class Precision:
    """expected: of the estimate; variance: of it. df: records less subjects less the columns told within subjects.

    misfit: the largest difference between a mean and what the model can say of it.
    """

    expected: float
    variance: float
    df: float
    misfit: float


def precision_of_contrast(
    columns: Floats,
    means: Floats,
    sizes: Floats,
    of: Sequence[Patterns],
    row: Floats,
    components: tuple[float, float],
    *,
    fixed: bool,
) -> Precision | None:
    """Give the precision of row' b in the model columns b; None where the design cannot tell it.

    columns (S, T, p), means (S, T): of S sequences in T periods; sizes (S,): their subjects; of: how often which
    periods are seen in each. components: the variances between and within subjects. fixed: subjects are effects of the
    model, whose columns must then vary within subjects.
    """
    between, within = components
    width = columns.shape[2]
    information, score = np.zeros((width, width)), np.zeros(width)
    records, told = 0.0, []
    for own, mean, size, patterns in zip(columns, means, sizes, of, strict=True):
        for seen, chance in patterns:
            places = np.flatnonzero(seen)
            if not places.size or not size * chance or (fixed and places.size < 2):
                continue
            x, centre = own[places], np.eye(places.size) - 1.0 / places.size
            weights = centre / within if fixed else np.linalg.inv(between + within * np.eye(places.size))
            information += size * chance * x.T @ weights @ x
            score += size * chance * x.T @ weights @ mean[places]
            records += size * chance * (places.size - 1)
            told.append((centre @ x, x, centre @ mean[places], mean[places]))
    scale = np.sqrt(np.diag(information))
    if not told or not (scale > 0).all():
        return None
    if np.linalg.eigvalsh(information / np.outer(scale, scale)).min() <= DEPENDENT:
        return None
    inverse = np.linalg.inv(information)
    coefficients = inverse @ score
    misfit = max(
        float(np.abs((inner - x @ coefficients) if fixed else (whole - y @ coefficients)).max())
        for x, y, inner, whole in told
    )
    inside = int(np.linalg.matrix_rank(np.concatenate([x for x, *_ in told]), tol=1e-9))
    return Precision(float(row @ coefficients), float(row @ inverse @ row), records - inside, misfit)
