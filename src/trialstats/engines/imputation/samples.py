"""The imputation model fitted to all subjects but one, or to bootstrap samples of them.

The estimates hold for every strategy, shift and visit: the model is fitted to what was observed, which is the same. A
fit that leads to no maximum is tried again (`Fitted.refit`); what was then found otherwise, or not at all, is named.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from trialstats.engines.imputation.counts import WithoutOne
from trialstats.engines.imputation.data import Floats, Incomplete, Integers, Switches
from trialstats.engines.imputation.model import Fitted
from trialstats.engines.imputation.normal import Normal
from trialstats.engines.imputation.streams import Streams
from trialstats.engines.imputation.together import fit_together
from trialstats.errors import ArgumentError, FitError

__all__ = ["Lost", "Otherwise", "Samples", "leave_one_out", "resample"]

# The structure that is fitted to all samples at once.
TOGETHER = "us"
# How often a bootstrap sample to which nothing can be fitted is drawn again.
AGAIN = 10


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
    subject is in the sample. normal: the estimates, its leading axis the samples. n_wanted: with those lost. redrawn:
    bootstrap samples to which nothing could be fitted, in the place of which another was drawn; lost: those for which
    there is none.
    """

    names: tuple[str, ...]
    counts: Floats | WithoutOne = field(repr=False)
    normal: Normal = field(repr=False)
    n_wanted: int
    otherwise: tuple[Otherwise, ...]
    lost: tuple[Lost, ...]
    redrawn: tuple[Lost, ...] = ()

    def subjects(self, sample: int) -> Integers:
        """The subjects of one sample as indices, those drawn twice standing twice."""
        return np.repeat(np.arange(self.counts.shape[1]), self.counts[sample].astype(np.intp)).astype(np.intp)


def leave_one_out(fit: Fitted) -> Samples:
    """Fit the model without each subject in turn. Raises FitError where all fits are lost."""
    n = fit.data.n_subjects
    counts = WithoutOne(np.arange(n, dtype=np.intp), n)
    tried = _fit_all(fit, fit.data.labels, counts)
    return tried.samples(fit.data.labels, counts)


def resample(fit: Fitted, samples: int, streams: Streams, strata: Integers, *, everybody: bool = True) -> Samples:
    """Fit the model to bootstrap samples: as many subjects as there are, drawn with replacement within `strata` (n,).

    everybody: the estimates of a sample are to say what is assumed of all subjects, as approximate Bayes asks, and not
    only of those in it, as conditional means do; where a predictor is one of few subjects, more samples are lost then.
    A sample has its own random numbers, and subjects are drawn in the order of their labels: the order of the data
    does not matter, and more samples begin with those that fewer have. A sample to which nothing can be fitted is drawn
    again, from its own next stream, up to ten times. Raises FitError where all fits are lost.
    """
    n = fit.data.n_subjects
    if samples < 1:
        raise ArgumentError(f"{samples} bootstrap samples; there must be one at least")
    if len(strata) != n:
        raise ArgumentError("data and strata differ in length")
    by_label = np.argsort(np.array(fit.data.labels), kind="stable")
    within = [by_label[strata[by_label] == stratum] for stratum in np.unique(strata)]

    def counted(sample: int, time: int = 0) -> Floats:
        random = streams.of("sample", sample, *([time] if time else []))
        drawn = np.concatenate([own[random.integers(0, len(own), len(own))] for own in within])
        return np.bincount(drawn, minlength=n).astype(float)

    counts = np.stack([counted(sample) for sample in range(samples)])
    names = tuple(str(sample + 1) for sample in range(samples))
    used_for = fit.data if everybody else None
    tried = _fit_all(fit, names, counts, used_for)
    redrawn: list[Lost] = []
    for time in range(1, AGAIN + 1):
        again = np.flatnonzero(~tried.found)
        if not len(again) or not tried.found.any():
            break
        redrawn += tried.lost
        counts[again] = np.stack([counted(sample, time) for sample in again.tolist()])
        tried = tried.replaced(again, _fit_all(fit, tuple(names[i] for i in again), counts[again], used_for))
    return replace(tried.samples(names, counts), redrawn=tuple(redrawn))


@dataclass(frozen=True)
class _Tried:
    """Fits to samples: estimates, of which of them (S,) they are, and what was found otherwise or not at all."""

    normal: Normal
    found: Switches
    otherwise: list[Otherwise]
    lost: list[Lost]

    def replaced(self, places: Integers, other: _Tried) -> _Tried:
        """Put other samples in the place of those that were lost."""
        self.normal.coefficients[places] = other.normal.coefficients
        self.normal.covariances[places] = other.normal.covariances
        found = self.found.copy()
        found[places] = other.found
        return _Tried(self.normal, found, [*self.otherwise, *other.otherwise], other.lost)

    def samples(self, names: tuple[str, ...], counts: Floats | WithoutOne) -> Samples:
        """Keep what was fitted. Raises FitError where nothing was."""
        if not self.found.any():
            raise FitError(f"none of {len(names)} samples could be fitted: {self.lost[0].reason}")
        kept = tuple(name for name, there in zip(names, self.found, strict=True) if there)
        estimates = Normal(self.normal.coefficients[self.found], self.normal.covariances[self.found])
        own = counts.only(self.found) if isinstance(counts, WithoutOne) else counts[self.found]
        return Samples(kept, own, estimates, len(names), tuple(self.otherwise), tuple(self.lost))


def _fit_all(
    fit: Fitted, names: tuple[str, ...], counts: Floats | WithoutOne, used_for: Incomplete | None = None
) -> _Tried:
    """All at once where the matrix is unstructured; one by one what that leaves, or another structure."""
    if fit.name == TOGETHER and fit.determined.whole:
        normal, found = fit_together(fit, counts)
    else:
        normal, found = _room_for(fit, len(counts)), np.zeros(len(counts), dtype=bool)
    otherwise: list[Otherwise] = []
    lost: list[Lost] = []
    for place in np.flatnonzero(~found).tolist():
        try:
            again = fit.refit(_sample(fit.data, counts[place]), used_for)
        except FitError as error:
            lost.append(Lost(names[place], "; ".join(error.problems)))
            continue
        found[place] = True
        normal.coefficients[place], normal.covariances[place] = again.normal.coefficients, again.normal.covariances
        if again.how:
            otherwise.append(Otherwise(names[place], again.how))
    return _Tried(normal, found, otherwise, lost)


def _room_for(fit: Fitted, samples: int) -> Normal:
    own = fit.normal
    return Normal(np.empty((samples, *own.coefficients.shape)), np.empty((samples, *own.covariances.shape)))


def _sample(data: Incomplete, counts: Floats) -> Incomplete:
    """The subjects of a sample; those that stand in it more than once have a number behind their label."""
    subjects = np.repeat(np.arange(len(counts)), counts.astype(np.intp)).astype(np.intp)
    again = np.arange(len(subjects)) - np.searchsorted(subjects, subjects)
    labels = (data.labels[i] + (f" ({k + 1})" if k else "") for i, k in zip(subjects, again.tolist(), strict=True))
    return data.only(subjects, tuple(labels))
