"""Rates of the arms, and their comparison by a regression of counts."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialstats.engines.counts_fit import CountsFit
from trialstats.engines.negative_binomial import fit_negative_binomial
from trialstats.engines.poisson import fit_poisson
from trialstats.engines.rates import rate_over_time
from trialstats.errors import FitError, NoSuchNumber
from trialstats.methods.counts.options import CountsRegression
from trialstats.methods.counts.rows import ADJUSTED, DISPERSION, DOUBLING, PEARSON
from trialstats.methods.shared.complete import refuse_duplicates
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.margins import told_of_margin
from trialstats.methods.shared.named import covariates_named, list_of
from trialstats.methods.shared.scope import conf_level, pairs
from trialstats.methods.shared.tested_margins import margins_tested
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL
from trialstats.results.shape import Row
from trialstats.trialfile.parts.margin import Direction

__all__ = ["ARM", "NUMBER", "TIME", "Observed", "compare", "model_in_brief", "sentences"]

ARM = "TRT01P"
# Columns of the subjects: how many events each has, and the time in which they are counted.
NUMBER, TIME = "_events", "_time"
TESTS = ("statistic", "p_value")


@dataclass(frozen=True)
class Observed:
    """Who was observed: subjects has USUBJID, AVISIT, ARM, NUMBER, TIME and the covariates, complete, a row each.

    at: the keys of all rows; variable: of the rates as counted and the ratios; per, unit: of rates, per time in TIME.
    better: whether lower or higher rates are, if anybody says. nobody: why there is no subject, where there is none.
    """

    subjects: pd.DataFrame
    at: Row
    variable: str | None
    per: float
    unit: str
    better: Direction | None = None
    nobody: str = ""

    def refuse_nobody(self) -> None:
        """Raise FitError with the reason why there is no subject."""
        if self.subjects.empty and self.nobody:
            raise FitError(self.nobody)


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
            observed.refuse_nobody()
            refuse_duplicates(own)
            collector.add({**row, **rate_over_time(own[NUMBER], own[TIME], level, observed.per, observed.unit)})
    ratios: list[Row] = [{**of_events, "kind": Kind.RATE_RATIO, **pair} for pair in pairs(inputs)]
    adjusted: list[Row] = [
        {**observed.at, "kind": Kind.RATE, "variable": ADJUSTED, "ARM": arm, "unit": observed.unit}
        for arm in inputs.arms
    ]
    pearson: Row = {**observed.at, "kind": Kind.VARIANCE, "variable": PEARSON, "ARM": ALL}
    dispersion: Row = {**pearson, "variable": DISPERSION}
    interactions: list[Row] = [
        {**observed.at, "kind": Kind.INTERACTION, "variable": name, **pair, **said_of(name, analysis, inputs)}
        for name in analysis.by_arm
        for pair in pairs(inputs)
    ]
    variances = [dispersion, pearson] if analysis.model == "negative binomial" else [pearson]
    directed: Row = {} if observed.better is None else {"better": observed.better}
    before = len(collector.rows)
    with_events = [arm for arm in inputs.arms if subjects.loc[subjects[ARM] == arm, NUMBER].sum() > 0]
    with collector.attempt({**of_events, "kind": Kind.RATE_RATIO}, [*ratios, *interactions, *adjusted, *variances]):
        observed.refuse_nobody()
        fit = _fit(analysis, subjects[subjects[ARM].isin(with_events)])
        for row in ratios:
            with collector.attempt(row):
                collector.add({**row, **directed, **_ratio(analysis, fit, row, with_events)})
        for row in interactions:
            with collector.attempt(row):
                collector.add({**row, **_change(analysis, fit, row, with_events)})
        for row in adjusted:
            with collector.attempt(row):
                collector.add({**row, **_rate(analysis, fit, observed.per, row, with_events)})
        if dispersion in variances:
            collector.add({**dispersion, "n": len(fit.frame), **fit.dispersion_estimate(level)})
        collector.add({**pearson, "n": len(fit.frame), **fit.pearson()})
        collector.describe(of_events, _described(fit, analysis.logs))
    collector.add(*margins_tested(analysis, collector.rows[before:], Kind.RATE_RATIO, observed.better))


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
    terms = (*analysis.covariates, *(f"{ARM}:{name}" for name in analysis.by_arm))
    return fitted(frame, counts, time, terms, analysis.std_error)


def _ratio(analysis: CountsRegression, fit: CountsFit, pair: Row, with_events: list[str]) -> Row:
    """Compare two arms; NoSuchNumber where one of them has no event."""
    arm, reference, of_both = _pair(fit, pair, with_events)
    made = {"n": of_both, **fit.rate_ratio(arm, reference, conf_level(analysis))}
    return {name: value for name, value in made.items() if analysis.p_values or name not in TESTS}


def _change(analysis: CountsRegression, fit: CountsFit, row: Row, with_events: list[str]) -> Row:
    """Tell by what a ratio changes with a number, and in `value` where the ratio itself is told, the number's mean."""
    arm, reference, of_both = _pair(fit, row, with_events)
    name = str(row["variable"])
    is_log, mean = name in analysis.logs, float(fit.frame[name].mean())
    larger = math.log(2) if is_log else 1.0
    made = fit.ratio_of_ratios(arm, reference, name, larger, conf_level(analysis))
    return {"n": of_both, **made, "value": math.exp(mean) if is_log else mean}


def _pair(fit: CountsFit, pair: Row, with_events: list[str]) -> tuple[str, str, int]:
    """Give arm and reference of a pair, and how many subjects both have; NoSuchNumber where one has no event."""
    arm, reference = str(pair["ARM"]), str(pair["REFERENCE"])
    if reference not in with_events:
        raise NoSuchNumber("the reference has no event: there is no rate to divide by")
    if arm not in with_events:
        raise NoSuchNumber("the arm has no event: the model has no estimate of its rate")
    return arm, reference, int(fit.frame[ARM].isin([arm, reference]).sum())


def said_of(name: str, analysis: CountsRegression, inputs: Inputs) -> Row:
    """Name a number with which a ratio changes (`group`), and by how much of it (`level`)."""
    known = inputs.covariates.get(name)
    unit = str(known.unit or "unit") if known is not None else "unit"
    return {"group": covariates_named([name], inputs)[0], "level": DOUBLING if name in analysis.logs else f"per {unit}"}


def _rate(analysis: CountsRegression, fit: CountsFit, per: float, row: Row, with_events: list[str]) -> Row:
    """Give the rate of an arm at the margins of the covariates; NoSuchNumber where it has no event."""
    arm = str(row["ARM"])
    if arm not in with_events:
        raise NoSuchNumber("the arm has no event: the model has no estimate of its rate")
    made = fit.rate(arm, analysis.covariates, analysis.weights, conf_level(analysis))
    scaled = {name: per * made[name] for name in ("estimate", "conf_low", "conf_high")}
    return {"n": int((fit.frame[ARM] == arm).sum()), **scaled, "conf_level": made["conf_level"]}


def _described(fit: CountsFit, logs: tuple[str, ...]) -> Row:
    def written(term: str) -> str:
        return ":".join(f"log({part})" if part in logs else part for part in term.split(":"))

    terms = " + ".join(map(written, fit.design.formula.split(" + ")))
    return {
        "formula": f"events ~ {terms} + offset(log(time))",
        "n_subjects": len(fit.frame),
        "log_likelihood": fit.log_likelihood,
        "log_likelihood_poisson": fit.poisson_log_likelihood,
        "coefficients": {written(term): value for term, value in fit.original().items()},
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
BY_ARM = (
    "The slope of a number that is multiplied by the arm differs by arm; rate ratios are those at its mean over the "
    "subjects used, of a logarithm at the geometric mean."
)
DISPERSED = (
    "Dispersion: the variance of a count with mean m is m + dispersion * m^2; where it is 0, the model is Poisson's. "
    "It is tested by twice the difference of the log likelihoods, half of whose distribution lies at 0 where the model "
    "is Poisson's (Self & Liang, JASA 1987;82:605-610)."
)


def model_in_brief(analysis: CountsRegression, inputs: Inputs, offset: str) -> str:
    """Say the model in a line; offset: the time, in words."""
    return f"Model: {MODELS[analysis.model]} on {list_of(terms_named(analysis, inputs))}, {offset}; " + (
        f"standard errors {ERRORS[analysis.std_error]}."
    )


def terms_named(analysis: CountsRegression, inputs: Inputs) -> list[str]:
    """Name the terms of the model."""
    said = {
        name: f"the logarithm of {label}" if name in analysis.logs else label
        for name, label in zip(analysis.covariates, covariates_named(analysis.covariates, inputs), strict=True)
    }
    products = [f"the product of the arm with {said[name]}" for name in analysis.by_arm]
    return ["the arm", *said.values(), *products]


def sentences(analysis: CountsRegression, inputs: Inputs, what: str, offset: str) -> list[str]:
    """Say how rates and ratios were estimated; what: the counts; offset: the time, in words."""
    adjusted = list_of(terms_named(analysis, inputs))
    nb = analysis.model == "negative binomial"
    errors = (
        "from the observed information of coefficients and dispersion (Lawless, Can J Stat 1987;15:209-225)"
        if nb and analysis.std_error == "model"
        else ERRORS[analysis.std_error]
    )
    margins = "weighted equally" if analysis.weights == "equal" else "weighted as observed"
    at = (
        f", factors among the covariates {margins}, numbers at their mean over the subjects used"
        if analysis.covariates
        else ""
    )
    return [
        "Rates: all events over all time, not adjusted, with the variance between subjects.",
        f"Rate ratio: {MODELS[analysis.model]} of {what} on {adjusted}, all arms in one model, log link, {offset}"
        f"{'; dispersion by maximum likelihood' if nb else ''}; Wald's interval and z test of the logarithm, standard "
        f"errors {errors}.",
        f"Adjusted rates: those of the model, from the mean of their logarithm{at}.",
        *([BY_ARM] if analysis.by_arm else []),
        *([DISPERSED] if nb else []),
        f"Pearson's chi-square over its degrees of freedom is about 1 where the variance is the model's."
        f"{told_of_margin(analysis)}",
    ]
