"""Recurrent events: how often they happen in each arm, and the ratio of the rates by negative binomial regression."""

from __future__ import annotations

import pandas as pd

from trialstats.engines.negative_binomial import CountsFit, fit_negative_binomial
from trialstats.engines.rates import UNIT, recurrent_rate, years
from trialstats.errors import NoSuchNumber
from trialstats.methods.counts.follow_up import ARM, DAYS, NUMBER, FollowUp
from trialstats.methods.counts.options import Counts
from trialstats.methods.counts.rows import DISPERSION, EVENTS
from trialstats.methods.shared.complete import complete_records
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.named import covariates_named, list_of
from trialstats.methods.shared.occurrences.events import people_of
from trialstats.methods.shared.occurrences.words import follow_up_notes, period_words
from trialstats.methods.shared.scope import conf_level, pairs
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL
from trialstats.results.shape import Result, Row

__all__ = ["check", "run"]

TESTS = ("statistic", "p_value")


def check(analysis: Counts, inputs: Inputs) -> None:
    """Refuse choices of subjects and records that cannot be made."""
    FollowUp(analysis, inputs)


def run(analysis: Counts, inputs: Inputs) -> Result:
    """Count the events of each subject in its follow-up, and compare the arms.

    Rows: rate (variable EVENTS, ARM: n subjects, of whom `count` had any of the `events` in `value` person-years; as
    counted, not adjusted), rate_ratio (variable EVENTS, ARM, REFERENCE; std_error of its logarithm) and variance
    (variable DISPERSION, ARM All). One model of all arms gives the ratios and the dispersion. An arm without an event
    takes no part in it: its rate would be 0, with which the likelihood of the others is what it is without it.
    """
    collector = Collector(inputs.name, "fits")
    followed = FollowUp(analysis, inputs)
    collector.exclude({"dataset": "adsl"}, followed.of_subjects)
    collector.exclude({"dataset": analysis.dataset}, followed.of_events)
    _rates(analysis, inputs, followed.subjects, collector)
    _compare(analysis, inputs, followed.subjects, collector)
    people = people_of(analysis, inputs)
    return collector.result(
        software="statsmodels, scipy",
        inference=" ".join(_sentences(analysis, inputs)),
        undated_events=followed.undated,
        **follow_up_notes(people, followed.days),
    )


def _rates(analysis: Counts, inputs: Inputs, subjects: pd.DataFrame, collector: Collector) -> None:
    """Estimate the rate of each arm as it was counted."""
    for arm in inputs.arms:
        own = subjects[subjects[ARM] == arm]
        row = {"kind": Kind.RATE, "variable": EVENTS, "ARM": arm, "unit": UNIT}
        with collector.attempt(row):
            collector.add({**row, **recurrent_rate(own[NUMBER], own[DAYS], conf_level(analysis))})


def _compare(analysis: Counts, inputs: Inputs, subjects: pd.DataFrame, collector: Collector) -> None:
    """Estimate the ratios and the dispersion; each is absent, with its reason, where the model has none."""
    ratios: list[Row] = [{"kind": Kind.RATE_RATIO, "variable": EVENTS, **pair} for pair in pairs(inputs)]
    dispersion: Row = {"kind": Kind.VARIANCE, "variable": DISPERSION, "ARM": ALL}
    with_events = [arm for arm in inputs.arms if subjects.loc[subjects[ARM] == arm, NUMBER].sum() > 0]
    with collector.attempt({"kind": Kind.RATE_RATIO, "variable": EVENTS}, [*ratios, dispersion]):
        fit = _fit(analysis, subjects[subjects[ARM].isin(with_events)])
        for row in ratios:
            with collector.attempt(row):
                collector.add({**row, **_ratio(analysis, fit, row, with_events)})
        collector.add({**dispersion, "n": len(fit.frame), **fit.dispersion_estimate(conf_level(analysis))})
        collector.describe({"variable": EVENTS}, _described(fit))


def _fit(analysis: Counts, subjects: pd.DataFrame) -> CountsFit:
    if subjects.empty:
        raise NoSuchNumber("no arm has an event")
    frame, _ = complete_records(subjects, [ARM, *analysis.covariates])
    time = frame[DAYS].map(years)
    return fit_negative_binomial(
        frame, frame[NUMBER].to_numpy(dtype=float), time.to_numpy(dtype=float), analysis.covariates
    )


def _ratio(analysis: Counts, fit: CountsFit, pair: Row, with_events: list[str]) -> Row:
    """Compare two arms; NoSuchNumber where one of them has no event."""
    arm, reference = str(pair["ARM"]), str(pair["REFERENCE"])
    if reference not in with_events:
        raise NoSuchNumber("the reference has no event: there is no rate to divide by")
    if arm not in with_events:
        raise NoSuchNumber("the arm has no event: the model has no estimate of its rate")
    of_both = int(fit.frame[ARM].isin([arm, reference]).sum())
    made = {"n": of_both, **fit.rate_ratio(arm, reference, conf_level(analysis))}
    return {name: value for name, value in made.items() if analysis.p_values or name not in TESTS}


def _described(fit: CountsFit) -> Row:
    return {
        "formula": f"events ~ {fit.design.formula} + offset(log(years))",
        "n_subjects": len(fit.frame),
        "log_likelihood": fit.log_likelihood,
        "coefficients": fit.original(),
    }


def _sentences(analysis: Counts, inputs: Inputs) -> list[str]:
    assert analysis.follow_up is not None  # the trial file was checked
    adjusted = list_of(["the arm", *covariates_named(analysis.covariates, inputs)])
    return [
        f"Events that begin {period_words(analysis.follow_up)} count, each by itself; so does one whose date does not "
        "tell that it lies outside.",
        "Rates: all events over all person-time, not adjusted, with the variance between subjects.",
        f"Rate ratio: negative binomial regression (NB2) of the number of events on {adjusted}, all arms in one model, "
        "log link, log person-time as offset; dispersion by maximum likelihood; Wald's interval and z test of the "
        "logarithm, from the observed information of coefficients and dispersion (Lawless, Can J Stat "
        "1987;15:209-225).",
        "Dispersion: the variance of a count with mean m is m + dispersion * m^2; where it is 0, the model is "
        "Poisson's.",
    ]
