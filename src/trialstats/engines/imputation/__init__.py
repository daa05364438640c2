"""Missing outcomes of a trial imputed: at random or by reference to another arm. Usable alone, knowing no trial file.

    data        outcomes of subjects over visits, what is missing of them, and what is assumed
    model       multivariate normal over the visits, fitted by restricted likelihood
    strategies  means and covariance under MAR, J2R, CR, CIR and LMCF
    fill        missing values filled in, by their conditional mean or drawn about it
    posterior   draws of the parameters by Bayes; streams  the random numbers
    analyse     analysis of covariance of many completed sets; pool  their estimates become one

    data = Incomplete(outcomes, predictors, reference, cell, onset, strategy, labels)
    means = fill_means(data, fit_normal(data).normal)                       # one set, deterministic
    normal = draw_posterior(data, 1000, streams := Streams(1, "pain"))
    sets = fill_values(data, normal, streams.noise(data.labels, 1000, data.n_visits, data.missing.any(axis=1)))
    found = compare(sets[:, :, -1], predictors, combinations)
    pool(found.estimates[:, 0], found.variances[:, 0], found.df)

It stands on the engine for repeated measures.
"""

from trialstats.engines.imputation.analyse import Estimates, compare
from trialstats.engines.imputation.data import Incomplete, Strategy
from trialstats.engines.imputation.fill import fill_means, fill_values
from trialstats.engines.imputation.model import Fitted, Normal, fit_normal
from trialstats.engines.imputation.pool import Pooled, draws_needed, jackknife_error, pool
from trialstats.engines.imputation.posterior import draw_posterior
from trialstats.engines.imputation.streams import Streams

__all__ = [
    "Estimates",
    "Fitted",
    "Incomplete",
    "Normal",
    "Pooled",
    "Strategy",
    "Streams",
    "compare",
    "draw_posterior",
    "draws_needed",
    "fill_means",
    "fill_values",
    "fit_normal",
    "jackknife_error",
    "pool",
]
