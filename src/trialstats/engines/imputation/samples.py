"""The imputation model fitted to all subjects but one, or to bootstrap samples of them.

The estimates hold for every strategy, shift and visit: the model is fitted to what was observed, which is the same. A
fit that leads to no maximum is tried again (`Fitted.refit`); what was then found otherwise, or not at all, is named.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from trialstats.engines.imputation.data import Floats, Incomplete, Integers
from trialstats.engines.imputation.model import Fitted, Normal
from trialstats.engines.imputation.streams import Streams
from trialstats.errors import ArgumentError, FitError

__all__ = ["Lost", "Otherwise", "Samples", "leave_one_out", "resample"]


@dataclass(frozen=True)
class Otherwise:
    """A sample fitted by another structure or from other starts; how: see `Refit`."""

    name: str
    how: str


@dataclass(frozen=True)
class Lost:
    """A sample to which nothing could be fitted."""

    name: str
    reason: str


@dataclass(frozen=True)
class Samples:
    """The samples that were fitted.

    names (S,): the subject left out, or the number of the bootstrap sample from 1. counts (S, n): how often each
    subject is in the sample. normal: the estimates, its leading axis the samples. n_wanted: with those lost.
    """

    names: tuple[str, ...]
    counts: Floats = field(repr=False)
    normal: Normal = field(repr=False)
    n_wanted: int
    otherwise: tuple[Otherwise, ...]
    lost: tuple[Lost, ...]

    def subjects(self, sample: int) -> Integers:
        """The subjects of one sample as indices, those drawn twice standing twice."""
        return np.repeat(np.arange(self.counts.shape[1]), self.counts[sample].astype(np.intp)).astype(np.intp)


def leave_one_out(fit: Fitted) -> Samples:
    """Fit the model without each subject in turn. Raises FitError where all fits are lost."""
    n = fit.data.n_subjects
    return _fit_all(fit, fit.data.labels, (np.delete(np.arange(n), place) for place in range(n)))


def resample(fit: Fitted, samples: int, streams: Streams, strata: Integers) -> Samples:
    """Fit the model to bootstrap samples: as many subjects as there are, drawn with replacement within `strata` (n,).

    A sample has its own random numbers, and subjects are drawn in the order of their labels: the order of the data
    does not matter, and more samples begin with those that fewer have.
    """
    if samples < 1:
        raise ArgumentError(f"{samples} bootstrap samples; there must be one at least")
    if len(strata) != fit.data.n_subjects:
        raise ArgumentError("data and strata differ in length")
    by_label = np.argsort(np.array(fit.data.labels), kind="stable")
    within = [by_label[strata[by_label] == stratum] for stratum in np.unique(strata)]

    def drawn(sample: int) -> Integers:
        random = streams.of("sample", sample)
        return np.sort(np.concatenate([own[random.integers(0, len(own), len(own))] for own in within]))

    return _fit_all(fit, tuple(str(k + 1) for k in range(samples)), (drawn(k) for k in range(samples)))


def _fit_all(fit: Fitted, names: tuple[str, ...], samples: Iterable[Integers]) -> Samples:
    n = fit.data.n_subjects
    kept: list[str] = []
    counts: list[Floats] = []
    normals: list[Normal] = []
    otherwise: list[Otherwise] = []
    lost: list[Lost] = []
    for name, subjects in zip(names, samples, strict=True):
        try:
            found = fit.refit(_only(fit.data, subjects))
        except FitError as error:
            lost.append(Lost(name, "; ".join(error.problems)))
            continue
        kept.append(name)
        counts.append(np.bincount(subjects, minlength=n).astype(float))
        normals.append(found.normal)
        if found.how:
            otherwise.append(Otherwise(name, found.how))
    if not kept:
        raise FitError(f"none of {len(names)} samples could be fitted: {lost[0].reason}")
    normal = Normal(np.stack([one.coefficients for one in normals]), np.stack([one.covariances for one in normals]))
    return Samples(tuple(kept), np.stack(counts), normal, len(names), tuple(otherwise), tuple(lost))


def _only(data: Incomplete, subjects: Integers) -> Incomplete:
    """The subjects of a sample, each row with a label of its own."""
    return data.only(subjects, tuple(map(str, range(len(subjects)))))
