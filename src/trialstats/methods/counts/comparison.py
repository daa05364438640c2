"""Rates of the arms, and their comparison by a regression of counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialstats.engines.counts_fit import CountsFit
from trialstats.engines.negative_binomial import fit_negative_binomial
from trialstats.engines.poisson import fit_poisson
from trialstats.engines.rates import rate_over_time
from trialstats.errors import NoSuchNumber
from trialstats.methods.counts.options import CountsRegression
from trialstats.methods.counts.rows import ADJUSTED, DISPERSION, PEARSON
from trialstats.methods.shared.complete import refuse_duplicates
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.named import covariates_named, list_of
from trialstats.methods.shared.scope import conf_level, pairs
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL
from trialstats.results.shape import Row

__all__ = ["ARM", "NUMBER", "TIME", "Observed", "compare", "sentences"]

ARM = "TRT01P"
# Columns of the subjects: how many events each has, and the time in which they are counted.
NUMBER, TIME = "_events", "_time"
TESTS = ("statistic", "p_value")


@dataclass(frozen=True)
class Observed:
    """Who was observed: subjects has USUBJID, AVISIT, ARM, NUMBER, TIME and the covariates, complete, a row each.

    at: the keys of all rows; variable: of the rates as counted and the ratios; per, unit: of rates, per time in TIME.
    """

    subjects: pd.DataFrame
    at: Row
    variable: str | None
    per: float
    unit: str


def compare(analysis: CountsRegression, inputs: Inputs, observed: Observed, collector: Collector) -> None:
    """Estimate the rate of each arm as it was counted, then by one model of all arms adjusted rates and ratios.

    An arm without an event takes no part in the model: its rate would be 0, with which the likelihood of the others is
    what it is without it. What the model does not give is absent, with its reason.
    """
    subjects, of_events = observed.subjects, {**observed.at, "variable": observed.variable}
    level = conf_level(analysis)
    for arm in inputs.arms:
        own = subjects[subjects[ARM] == arm]
        row: Row = {**of_events, "kind": Kind.RATE, "ARM": arm, "unit": observed.unit}
        with collector.attempt(row):
            refuse_duplicates(own)
            collector.add({**row, **rate_over_time(own[NUMBER], own[TIME], level, observed.per, observed.unit)})
    ratios: list[Row] = [{**of_events, "kind": Kind.RATE_RATIO, **pair} for pair in pairs(inputs)]
    adjusted: list[Row] = [
        {**observed.at, "kind": Kind.RATE, "variable": ADJUSTED, "ARM": arm, "unit": observed.unit}
        for arm in inputs.arms
    ]
    pearson: Row = {**observed.at, "kind": Kind.VARIANCE, "variable": PEARSON, "ARM": ALL}
    dispersion: Row = {**pearson, "variable": DISPERSION}
    variances = [dispersion, pearson] if analysis.model == "negative binomial" else [pearson]
    with_events = [arm for arm in inputs.arms if subjects.loc[subjects[ARM] == arm, NUMBER].sum() > 0]
    with collector.attempt({**of_events, "kind": Kind.RATE_RATIO}, [*ratios, *adjusted, *variances]):
        fit = _fit(analysis, subjects[subjects[ARM].isin(with_events)])
        for row in ratios:
            with collector.attempt(row):
                collector.add({**row, **_ratio(analysis, fit, row, with_events)})
        for row in adjusted:
            with collector.attempt(row):
                collector.add({**row, **_rate(analysis, fit, observed.per, row, with_events)})
        if dispersion in variances:
            collector.add({**dispersion, "n": len(fit.frame), **fit.dispersion_estimate(level)})
        collector.add({**pearson, "n": len(fit.frame), **fit.pearson()})
        collector.describe(of_events, _described(fit))


def _fit(analysis: CountsRegression, subjects: pd.DataFrame) -> CountsFit:
    if subjects.empty:
        raise NoSuchNumber("no arm has an event")
    refuse_duplicates(subjects)
    frame = subjects.reset_index(drop=True)
    for name in (ARM, *analysis.covariates):
        if isinstance(frame[name].dtype, pd.CategoricalDtype):
            frame[name] = frame[name].cat.remove_unused_categories()
    counts, time = (frame[name].to_numpy(dtype=np.float64) for name in (NUMBER, TIME))
    fitted = fit_negative_binomial if analysis.model == "negative binomial" else fit_poisson
    return fitted(frame, counts, time, analysis.covariates, analysis.std_error)


def _ratio(analysis: CountsRegression, fit: CountsFit, pair: Row, with_events: list[str]) -> Row:
    """Compare two arms; NoSuchNumber where one of them has no event."""
    arm, reference = str(pair["ARM"]), str(pair["REFERENCE"])
    if reference not in with_events:
        raise NoSuchNumber("the reference has no event: there is no rate to divide by")
    if arm not in with_events:
        raise NoSuchNumber("the arm has no event: the model has no estimate of its rate")
    of_both = int(fit.frame[ARM].isin([arm, reference]).sum())
    made = {"n": of_both, **fit.rate_ratio(arm, reference, conf_level(analysis))}
    return {name: value for name, value in made.items() if analysis.p_values or name not in TESTS}


def _rate(analysis: CountsRegression, fit: CountsFit, per: float, row: Row, with_events: list[str]) -> Row:
    """Give the rate of an arm at the margins of the covariates; NoSuchNumber where it has no event."""
    arm = str(row["ARM"])
    if arm not in with_events:
        raise NoSuchNumber("the arm has no event: the model has no estimate of its rate")
    made = fit.rate(arm, analysis.covariates, analysis.weights, conf_level(analysis))
    scaled = {name: per * made[name] for name in ("estimate", "conf_low", "conf_high")}
    return {"n": int((fit.frame[ARM] == arm).sum()), **scaled, "conf_level": made["conf_level"]}


def _described(fit: CountsFit) -> Row:
    return {
        "formula": f"events ~ {fit.design.formula} + offset(log(time))",
        "n_subjects": len(fit.frame),
        "log_likelihood": fit.log_likelihood,
        "log_likelihood_poisson": fit.poisson_log_likelihood,
        "coefficients": fit.original(),
    }


MODELS = {"negative binomial": "negative binomial regression (NB2)", "poisson": "Poisson regression"}
ERRORS = {
    "model": "of the model",
    "expected": "from the expected information",
    "pearson": "of the model times the root of Pearson's chi-square over its degrees of freedom",
    "deviance": "of the model times the root of the deviance over its degrees of freedom",
    "HC0": "of the sandwich, which holds whatever the variance of a count (HC0)",
    "HC1": "of the sandwich, which holds whatever the variance of a count, times n / (n - p) (HC1)",
}
DISPERSED = (
    "Dispersion: the variance of a count with mean m is m + dispersion * m^2; where it is 0, the model is Poisson's. "
    "It is tested by twice the difference of the log likelihoods, half of whose distribution lies at 0 where the model "
    "is Poisson's (Self & Liang, JASA 1987;82:605-610)."
)


def sentences(
    analysis: CountsRegression, inputs: Inputs, what: str, offset: str, logs: tuple[str, ...] = ()
) -> list[str]:
    """Say how rates and ratios were estimated; what: the counts; offset: the time, in words; logs: of covariates."""
    names = [
        f"the logarithm of {said}" if name in logs else said
        for name, said in zip(analysis.covariates, covariates_named(analysis.covariates, inputs), strict=True)
    ]
    adjusted = list_of(["the arm", *names])
    nb = analysis.model == "negative binomial"
    errors = (
        "from the observed information of coefficients and dispersion (Lawless, Can J Stat 1987;15:209-225)"
        if nb and analysis.std_error == "model"
        else ERRORS[analysis.std_error]
    )
    margins = "weighted equally" if analysis.weights == "equal" else "weighted as observed"
    at = f", factors among the covariates {margins}, numbers at their mean over the subjects used" if names else ""
    return [
        "Rates: all events over all time, not adjusted, with the variance between subjects.",
        f"Rate ratio: {MODELS[analysis.model]} of {what} on {adjusted}, all arms in one model, log link, {offset}"
        f"{'; dispersion by maximum likelihood' if nb else ''}; Wald's interval and z test of the logarithm, standard "
        f"errors {errors}.",
        f"Adjusted rates: those of the model, from the mean of their logarithm{at}.",
        *([DISPERSED] if nb else []),
        "Pearson's chi-square over its degrees of freedom is about 1 where the variance is the model's.",
    ]
