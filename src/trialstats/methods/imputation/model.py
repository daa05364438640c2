"""Values filled in, analysed and pooled, in the way that an analysis asks for.

conditional mean     filled in once by the conditional mean, and again without each subject or for bootstrap samples
approximate Bayes    sets drawn, each with the estimates of a bootstrap sample, pooled by Rubin's rules
Bayes                sets drawn, each with parameters from their posterior, pooled by Rubin's rules
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trialstats.engines.imputation import (
    Fitted,
    Normal,
    Samples,
    Streams,
    completed_sets,
    draw_posterior,
    fill_means,
    fit_normal,
    jackknife_error,
    leave_one_out,
    resample,
    summarise_samples,
)
from trialstats.engines.inference import statistics
from trialstats.methods.imputation.comparison import Comparison
from trialstats.methods.imputation.options import Imputing
from trialstats.methods.imputation.pooled import Found, by_rubin
from trialstats.methods.imputation.shift import NO_SHIFT, Shift
from trialstats.methods.imputation.values import Values
from trialstats.methods.shared.scope import conf_level

__all__ = ["Model", "fit_model"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """The imputation model of some values: its fit, those to samples of subjects, and parameters drawn.

    samples: without each subject, or of the bootstrap; None of Bayes. drawn: parameters of each set; None of
    conditional means.
    """

    analysis: Imputing
    values: Values
    streams: Streams
    fit: Fitted
    samples: Samples | None
    drawn: Normal | None

    def estimate(self, comparison: Comparison, shifts: Sequence[Shift] = (NO_SHIFT,)) -> list[list[Found]]:
        """Fill in, shift what was imputed, analyse and pool: for each shift, the estimates of the comparison's rows."""
        estimate = self._pooled if self.drawn is not None else self._sampled
        return estimate(comparison, shifts)

    def _sampled(self, comparison: Comparison, shifts: Sequence[Shift]) -> list[list[Found]]:
        data, samples = self.values.incomplete, self.samples
        assert samples is not None  # of conditional means
        filled = fill_means(data, self.fit.normal)
        estimates = [comparison.estimate(self._analysed(filled, shift)).estimates for shift in shifts]
        others = np.empty((len(shifts), len(samples.counts), len(comparison.rows)))
        for part, sets in completed_sets(data, samples.normal):
            for place, shift in enumerate(shifts):
                others[place, part] = comparison.estimate_samples(self._analysed(sets, shift), samples.counts[part])
        make = self._jackknifed if self.analysis.standard_error == "jackknife" else self._resampled
        return [
            [make(*column) for column in zip(all_together, of_samples.T, comparison.is_mean, strict=True)]
            for all_together, of_samples in zip(estimates, others, strict=True)
        ]

    def _analysed(self, sets: Floats, shift: Shift) -> Floats:
        return self.values.analysed(shift.of(self.values, sets))

    def _jackknifed(self, estimate: float, without_one: Floats, is_mean: bool) -> Found:
        error = float(jackknife_error(without_one, self.values.incomplete.n_subjects))
        place, unit = self._scale(is_mean)
        return Found(statistics(place + unit * estimate, unit * error, None, conf_level(self.analysis)))

    def _resampled(self, estimate: float, of_samples: Floats, is_mean: bool) -> Found:
        place, unit = self._scale(is_mean)
        found = summarise_samples(place + unit * of_samples, conf_level(self.analysis))
        row = statistics(place + unit * estimate, found.std_error, None, conf_level(self.analysis))
        row |= {"statistic": None, "p_value": found.p_value, "conf_low": found.conf_low, "conf_high": found.conf_high}
        monte_carlo = {
            "n_samples": found.n_samples,
            "mcse_std_error": found.monte_carlo_of_error,
            "mcse_conf_low": found.monte_carlo_of_low,
            "mcse_conf_high": found.monte_carlo_of_high,
        }
        return Found(row, monte_carlo)

    def _pooled(self, comparison: Comparison, shifts: Sequence[Shift]) -> list[list[Found]]:
        assert self.drawn is not None
        size = (len(shifts), len(self.drawn.coefficients), len(comparison.rows))
        estimates, variances, df = np.empty(size), np.empty(size), np.empty(size)
        for part, sets in completed_sets(self.values.incomplete, self.drawn, self.streams):
            for place, shift in enumerate(shifts):
                found = comparison.estimate(self._analysed(sets, shift))
                estimates[place, part], variances[place, part], df[place, part] = (
                    found.estimates,
                    found.variances,
                    found.df,
                )
        return [
            [
                by_rubin(
                    self.analysis,
                    estimates[place, :, k],
                    variances[place, :, k],
                    float(df[place, :, k].mean()),
                    *self._scale(is_mean),
                )
                for k, is_mean in enumerate(comparison.is_mean)
            ]
            for place in range(len(shifts))
        ]

    def _scale(self, is_mean: bool) -> tuple[float, float]:
        """What an estimate is multiplied by, and what is added, in the unit of the values."""
        scale = self.values.scale
        return scale.centre * is_mean, scale.unit


def fit_model(analysis: Imputing, values: Values, streams: Streams) -> Model:
    """Fit the imputation model, and what its errors need. Raises FitError where it cannot be fitted."""
    fit = fit_normal(values.incomplete, analysis.covariance)
    if analysis.draws == "Bayes":
        posterior = draw_posterior(values.incomplete, analysis.imputations, streams, analysis.covariance)
        return Model(analysis, values, streams, fit, None, posterior)
    if analysis.standard_error == "jackknife":
        return Model(analysis, values, streams, fit, leave_one_out(fit), None)
    # Conditional means are filled in for the subjects of a sample alone.
    everybody = analysis.draws != "conditional mean"
    samples = resample(fit, analysis.imputations, streams, values.arms, everybody=everybody)
    drawn = None if analysis.draws == "conditional mean" else samples.normal
    return Model(analysis, values, streams, fit, samples, drawn)
