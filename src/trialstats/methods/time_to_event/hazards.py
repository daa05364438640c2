"""Hazard ratios by Cox's model, and whether hazards are proportional."""

from __future__ import annotations

import numpy as np
import pandas as pd

from trialstats.engines.cox import CoxFit, fit_cox, proportionality
from trialstats.errors import NoSuchNumber
from trialstats.methods.shared.scope import pairs
from trialstats.methods.shared.tested_margins import margins_tested
from trialstats.methods.time_to_event.event_times import EventTimes
from trialstats.methods.time_to_event.hazard_over_time import over_time
from trialstats.methods.time_to_event.rows import OVER_TIME, PROPORTIONALITY
from trialstats.methods.time_to_event.times import ARM, HAPPENED, STRATUM, TIME
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL
from trialstats.results.shape import Row

__all__ = ["add_hazard_ratios"]


def add_hazard_ratios(event: EventTimes) -> None:
    """Estimate the hazard ratios by one model of all arms, and test whether hazards are proportional.

    An arm without an event takes no part: its hazard would be 0, with which the likelihood is what it is without.
    """
    ratios: list[Row] = [
        {**event.at, "kind": Kind.HAZARD_RATIO, **pair, "better": event.better_hazards} for pair in pairs(event.inputs)
    ]
    before = len(event.collector.rows)
    with_events = [arm for arm, own in event.of.items() if own[HAPPENED].any()]
    with event.collector.attempt({**event.at, "kind": Kind.HAZARD_RATIO}, ratios):
        fit = fit_arms(event, with_events)
        for row in ratios:
            with event.collector.attempt(row):
                event.collector.add({**row, **ratio_of(event, fit, row, with_events)})
        for name, tested in proportionality(fit, event.analysis.proportionality).items():
            known = event.inputs.covariates.get(name)
            level = known.label if known else name
            row = {**event.at, "kind": Kind.JOINT_TEST, "ARM": ALL, "variable": PROPORTIONALITY, "level": level}
            event.collector.add({**row, **tested})
        for row in ratios:
            add_over_time(event, fit, row, with_events)
        event.collector.describe(
            event.at,
            {
                "formula": " + ".join([f"hazard ~ {fit.design.formula}", *strata_term(event)]),
                "n_subjects": len(fit.frame),
                "events": int(fit.event.sum()),
                "log_likelihood": fit.log_likelihood,
                "coefficients": fit.original(),
            },
        )

    rows = event.collector.rows[before:]
    event.collector.add(*margins_tested(event.analysis, rows, Kind.HAZARD_RATIO, event.better_hazards))


def add_over_time(event: EventTimes, fit: CoxFit, ratio: Row, with_events: list[str]) -> None:
    """Tell a hazard ratio at each event, where both arms have some."""
    pair = {key: ratio[key] for key in ("PARAMCD", "ARM", "REFERENCE")}
    if {str(pair["ARM"]), str(pair["REFERENCE"])} <= {*with_events}:
        with event.collector.attempt({**pair, "kind": Kind.POINT, "variable": OVER_TIME}):
            for row in over_time(fit, pair, event.analysis.proportionality, event.level):
                event.collector.add(row)


def fit_arms(event: EventTimes, with_events: list[str]) -> CoxFit:
    """Fit the model to the arms with events; NoSuchNumber of fewer than two."""
    own = event.frame[event.frame[ARM].astype(str).isin(with_events)].reset_index(drop=True)
    if len(with_events) < 2:
        raise NoSuchNumber("fewer than two arms have an event")
    for name in (ARM, *event.analysis.covariates):
        if isinstance(own[name].dtype, pd.CategoricalDtype):
            own[name] = own[name].cat.remove_unused_categories()
    strata = pd.factorize(own[STRATUM], sort=True)[0].astype(np.intp) if event.analysis.strata else None
    return fit_cox(
        own,
        own[TIME].to_numpy(dtype=np.float64),
        own[HAPPENED].to_numpy(dtype=bool),
        event.analysis.covariates,
        strata,
        event.analysis.ties,
        robust=event.analysis.std_error == "robust",
    )


def strata_term(event: EventTimes) -> list[str]:
    """The term of the strata in the formula, where there are some."""
    return [f"strata({', '.join(event.analysis.strata)})"] if event.analysis.strata else []


def ratio_of(event: EventTimes, fit: CoxFit, pair: Row, with_events: list[str]) -> Row:
    """Compare two arms; NoSuchNumber where one of them has no event."""
    arm, reference = str(pair["ARM"]), str(pair["REFERENCE"])
    if reference not in with_events:
        raise NoSuchNumber("the reference has no event: there is no hazard to divide by")
    if arm not in with_events:
        raise NoSuchNumber("the arm has no event: the model has no estimate of its hazard")
    own = fit.frame[ARM].astype(str).isin([arm, reference])
    counted = {"n": int(own.sum()), "events": int(fit.event[own.to_numpy()].sum())}
    return {**counted, **fit.hazard_ratio(arm, reference, event.level)}
