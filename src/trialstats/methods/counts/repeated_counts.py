"""Counts at several visits: the rates of the arms over all of them, and their ratio, by estimating equations."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.counts_fit import refuse_empty
from trialstats.engines.estimate import Estimate
from trialstats.engines.gee import ErrorKind, GeeFit, fit_gee
from trialstats.engines.linear import Design, build_design
from trialstats.engines.margins import build_grid
from trialstats.engines.rates import rate_over_time
from trialstats.errors import NoSuchNumber
from trialstats.methods.counts.comparison import ARM, NUMBER, TIME
from trialstats.methods.counts.options import RepeatedCounts
from trialstats.methods.counts.person_time import complete_counts, left_out, offset_words, refuse_no_counts, time_words
from trialstats.methods.counts.rows import ADJUSTED, PEARSON
from trialstats.methods.shared.complete import refuse_duplicates
from trialstats.methods.shared.equations import CORRECTED, solved
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.margins import told_of_margin
from trialstats.methods.shared.named import covariates_named, list_of
from trialstats.methods.shared.scope import better_of, by_parameter, conf_level, pairs, visits
from trialstats.methods.shared.tested_margins import margins_tested
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL, Told
from trialstats.results.shape import Result, Row

__all__ = ["check", "remarks", "run"]

Floats = NDArray[np.float64]
VISIT = "AVISIT"
NO_EVENT = "the arm, or the reference, has no event: there is no ratio of rates"
OF_RATES = (
    "Rates: all events over all time, not adjusted, with the variance between subjects.",
    "Adjusted rates: those of the model, from the mean of their logarithm over the visits.",
)
ERRORS = {"robust": "robust (sandwich)", **CORRECTED}


def check(analysis: RepeatedCounts, inputs: Inputs) -> None:
    """Refuse values that are no counts, and variables that the records do not have."""
    refuse_no_counts(analysis, inputs)


def run(analysis: RepeatedCounts, inputs: Inputs) -> Result:
    """Compare the arms over all visits.

    Rows, each of PARAMCD and measure: rate (ARM; as counted, and of variable ADJUSTED, of the model), rate_ratio (ARM,
    REFERENCE; std_error of its logarithm) and variance (ARM All, variable PEARSON: the scale), as of counts.
    """
    collector = Collector(inputs.name, "fits")
    fitted: list[Row] = []
    for paramcd, records in by_parameter(analysis, inputs):
        seen = visits(analysis, inputs, records, with_baseline=False)
        at: Row = {"PARAMCD": paramcd, "measure": analysis.measure}
        frame, counts = complete_counts(analysis, records[records[VISIT].isin(seen)])
        collector.exclude(at, counts)
        fitted += compare(analysis, inputs, frame, at, collector)
    told = sentences(analysis, inputs)
    collector.add(*fitted)
    return collector.result(
        software="trialstats (numpy, scipy)",
        inference=" ".join([*told, *OF_RATES]),
        brief=f"{model_in_brief(analysis, inputs)} {time_words(analysis)}",
    )


def compare(analysis: RepeatedCounts, inputs: Inputs, frame: pd.DataFrame, at: Row, collector: Collector) -> list[Row]:
    """Estimate the rate of each arm as counted, then adjusted rates and ratios by one model of all arms and visits.

    An arm without an event takes no part in the model, of which its rate would be 0. Gives the row that tells the fit.
    """
    level, told = conf_level(analysis), list[Row]()
    for arm in inputs.arms:
        own = frame[frame[ARM] == arm].groupby("USUBJID", observed=True)[[NUMBER, TIME]].sum()
        row: Row = {**at, "kind": Kind.RATE, "ARM": arm, "unit": analysis.unit}
        with collector.attempt(row):
            collector.add({**row, **rate_over_time(own[NUMBER], own[TIME], level, analysis.per, analysis.unit)})
    ratios: list[Row] = [{**at, "kind": Kind.RATE_RATIO, **pair} for pair in pairs(inputs)]
    adjusted: list[Row] = [
        {**at, "kind": Kind.RATE, "variable": ADJUSTED, "ARM": arm, "unit": analysis.unit} for arm in inputs.arms
    ]
    before = len(collector.rows)
    pearson: Row = {**at, "kind": Kind.VARIANCE, "variable": PEARSON, "ARM": ALL}
    with_events = [arm for arm in inputs.arms if frame.loc[frame[ARM] == arm, NUMBER].sum() > 0]
    with collector.attempt({**at, "kind": Kind.RATE_RATIO}, [*ratios, *adjusted, pearson]):
        refuse_duplicates(frame)
        fit, design, frame = fit_counts(analysis, frame[frame[ARM].isin(with_events)])
        for row in ratios:
            with collector.attempt(row):
                arms = str(row["ARM"]), str(row["REFERENCE"])
                if not {*arms} <= {*with_events}:
                    raise NoSuchNumber(NO_EVENT)
                one, other = (mean_vector(analysis, design, frame, arm) for arm in arms)
                collector.add({**row, "n": subjects(frame, *arms), **fit.ratio(one - other, level)})
        for row in adjusted:
            with collector.attempt(row):
                if row["ARM"] not in with_events:
                    raise NoSuchNumber("the arm has no event: the model has no estimate of its rate")
                vector = mean_vector(analysis, design, frame, str(row["ARM"]))
                made = rate(fit.linear(vector, level), analysis.per / float(frame[TIME].mean()))
                collector.add({**row, "n": subjects(frame, str(row["ARM"])), **made})
        collector.add({**pearson, "n": fit.subjects, "estimate": fit.phi})
        collector.describe(at, description(fit, design, frame))
        outcome = inputs.outcomes.get(str(at["PARAMCD"]))
        name = outcome.label if outcome else str(at["PARAMCD"])
        sentence = solved(fit, analysis.correlation, len(frame), name)
        told.append({"kind": Kind.VALUE, "PARAMCD": at["PARAMCD"], "variable": Told.RULE, "PARAM": sentence})
    better = better_of(inputs, str(at["PARAMCD"]))
    collector.add(*margins_tested(analysis, collector.rows[before:], Kind.RATE_RATIO, better))
    return told


def fit_counts(analysis: RepeatedCounts, records: pd.DataFrame) -> tuple[GeeFit, Design, pd.DataFrame]:
    """Fit the counts; visits have a mean of their own, where there are several."""
    if records.empty:
        raise NoSuchNumber("no arm has an event")
    frame = records.reset_index(drop=True)
    for name in (ARM, VISIT, *analysis.covariates):
        if isinstance(frame[name].dtype, pd.CategoricalDtype):
            frame[name] = frame[name].cat.remove_unused_categories()
    several = len(frame[VISIT].cat.categories) > 1
    design = build_design([ARM, *([VISIT] if several else []), *analysis.covariates], frame)
    counts, time = (frame[name].to_numpy(dtype=np.float64) for name in (NUMBER, TIME))
    refuse_empty(counts, design)
    fit = fit_gee(
        counts,
        design.matrix,
        pd.factorize(frame["USUBJID"])[0],
        np.asarray(frame[VISIT].cat.codes, dtype=np.intp),
        terms=design.terms,
        family="poisson",
        offset=np.log(time / time.mean()),
        structure=analysis.correlation,
        moments=analysis.moments,
        std_error=cast("ErrorKind", analysis.std_error.replace("-", "_")),
        small_sample=analysis.ddf == "subjects",
    )
    return fit, design, frame


def mean_vector(analysis: RepeatedCounts, design: Design, frame: pd.DataFrame, arm: str) -> Floats:
    """Give l (p,) by which l'b is the mean logarithm of an arm's rate over visits and covariates (see `margins`)."""
    grid = build_grid(frame, (VISIT, *analysis.covariates), analysis.weights)
    return grid.weigh(design, frame, {ARM: arm})


def rate(logarithm: Estimate, factor: float) -> Estimate:
    """Turn the logarithm of a rate into the rate, times a factor; its interval is that of the logarithm."""
    limits = {name: factor * math.exp(logarithm[name]) for name in ("estimate", "conf_low", "conf_high")}
    return {**limits, "conf_level": logarithm["conf_level"]}


def subjects(frame: pd.DataFrame, *arms: str) -> int:
    return int(frame.loc[frame[ARM].isin(arms), "USUBJID"].nunique())


def description(fit: GeeFit, design: Design, frame: pd.DataFrame) -> Row:
    """Say what was fitted, for the notes."""
    return {
        "formula": f"count ~ {design.formula} + offset(log(time))",
        "n_subjects": fit.subjects,
        "n_records": len(frame),
        "scale": fit.phi,
        "steps": fit.steps,
        "visits": [str(visit) for visit in frame[VISIT].cat.categories],
        "working_correlation": fit.correlation.tolist(),
    }


def terms_named(analysis: RepeatedCounts, inputs: Inputs) -> str:
    """Name the terms of the model."""
    names = [
        f"the logarithm of {said}" if name in analysis.log else said
        for name, said in zip(analysis.covariates, covariates_named(analysis.covariates, inputs), strict=True)
    ]
    return list_of(["the arm", "the visit", *names])


def model_in_brief(analysis: RepeatedCounts, inputs: Inputs) -> str:
    """Say the model in a line."""
    return (
        f"Model: estimating equations of all visits together (log link, variance as the mean), on "
        f"{terms_named(analysis, inputs)}, {offset_words(analysis)}, working correlation {analysis.correlation}; "
        f"standard errors {ERRORS[analysis.std_error]}."
    )


def sentences(analysis: RepeatedCounts, inputs: Inputs) -> list[str]:
    """Say how rates and ratios were estimated, and what must hold."""
    tests = "z tests" if analysis.ddf == "inf" else "t tests on subjects less coefficients"
    source = "PROC GENMOD" if analysis.moments == "sas" else "R's geepack"
    moments = "" if analysis.correlation == "independence" else f" (moments of {source})"
    return [
        f"All visits together. {time_words(analysis)}",
        f"Rate ratio, the same at all visits: Poisson model of the count on {terms_named(analysis, inputs)}"
        f", log link, {offset_words(analysis)}, by generalised estimating equations (Liang & Zeger, Biometrika "
        f"1986;73:13-22), working correlation of a subject's visits: {analysis.correlation}{moments}; standard errors "
        f"{ERRORS[analysis.std_error]}; Wald {tests} of the logarithm.",
        f"Estimating equations hold where counts are missing completely at random given the covariates."
        f"{told_of_margin(analysis)}",
    ]


def remarks(analysis: RepeatedCounts, inputs: Inputs, known: Collection[str]) -> list[str]:
    """Say whose counts are left out for the time in which they were counted, or a covariate, is of no use."""
    return list(left_out(analysis, inputs))
