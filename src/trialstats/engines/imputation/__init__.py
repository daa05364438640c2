"""Missing outcomes of a trial imputed: at random or by reference to another arm. Usable alone, knowing no trial file.

    data        outcomes of subjects over visits, what is missing of them, and what is assumed
    model       multivariate normal over the visits, fitted by restricted likelihood; normal  its estimates
    determined  what was seen of the means at each visit, and whether it is enough for what is assumed
    samples     the same without each subject in turn, or for bootstrap samples of them; together  all at once
    counts      how often subjects stand in those samples
    posterior   draws of the parameters by Bayes; between  and of values missing in between; streams  random numbers
    strategies  means and covariance under MAR, J2R, CR, CIR and LMCF
    fill        missing values filled in, by their conditional mean or drawn about it; delta  and shifted
    analyse     analysis of covariance of many completed sets; shares  of responders
    repeated    the model for repeated measures of them
    pool        their estimates become one, after Rubin; spread  by jackknife or bootstrap

How it is used::

    data = Incomplete(outcomes, predictors, reference, cell, onset, strategy, labels)
    fit, streams = fit_normal(data, ["us", "toeph"]), Streams(1, "pain")

    filled = fill_means(data, fit.normal)                       # conditional means: one set, deterministic
    samples = leave_one_out(fit)                                # or resample(..., everybody=False)
    for part, sets in completed_sets(data, samples.normal):     # samples.lost, samples.otherwise: to be told
        found[part] = compare_samples(sets[:, :, -1], predictors, combinations, samples.counts[part])
    jackknife_error(found, data.n_subjects)                     # or summarise_samples(found[:, 0])

    normal = draw_posterior(data, 1000, streams)                # or resample(fit, 1000, streams, arm).normal
    for part, sets in completed_sets(data, normal, streams):    # shift(data, sets, add=5) to stress the assumption
        found = compare(sets[:, :, -1], predictors, combinations)    # or compare_repeated, compare_shares
    pool(found.estimates[:, 0], found.variances[:, 0], found.df)

It stands on the engine for repeated measures.
"""

from trialstats.engines.imputation.analyse import Estimates, compare, compare_samples
from trialstats.engines.imputation.data import Incomplete, Strategy
from trialstats.engines.imputation.delta import shift
from trialstats.engines.imputation.determined import determine
from trialstats.engines.imputation.fill import completed_sets, fill_means, fill_values
from trialstats.engines.imputation.model import Fitted, Refit, fit_normal
from trialstats.engines.imputation.normal import Normal
from trialstats.engines.imputation.pool import Pooled, draws_needed, pool
from trialstats.engines.imputation.posterior import draw_posterior
from trialstats.engines.imputation.repeated import RepeatedEstimates, compare_repeated
from trialstats.engines.imputation.samples import Lost, Otherwise, Samples, leave_one_out, resample
from trialstats.engines.imputation.shares import (
    compare_log_odds,
    compare_log_ratios,
    compare_shares,
    estimate_shares,
    limits_of_share,
)
from trialstats.engines.imputation.spread import Resampled, jackknife_error, summarise_samples
from trialstats.engines.imputation.streams import Streams

__all__ = [
    "Estimates",
    "Fitted",
    "Incomplete",
    "Lost",
    "Normal",
    "Otherwise",
    "Pooled",
    "Refit",
    "RepeatedEstimates",
    "Resampled",
    "Samples",
    "Strategy",
    "Streams",
    "compare",
    "compare_log_odds",
    "compare_log_ratios",
    "compare_repeated",
    "compare_samples",
    "compare_shares",
    "completed_sets",
    "determine",
    "draw_posterior",
    "draws_needed",
    "estimate_shares",
    "fill_means",
    "fill_values",
    "fit_normal",
    "jackknife_error",
    "leave_one_out",
    "limits_of_share",
    "pool",
    "resample",
    "shift",
    "summarise_samples",
]
