"""Responders among completed values, arms compared in each completed set, and all pooled by Rubin's rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.imputation import (
    Estimates,
    compare_log_odds,
    compare_log_ratios,
    compare_shares,
    completed_sets,
    estimate_shares,
    limits_of_share,
    pool,
)
from trialstats.engines.linear import build_design
from trialstats.engines.logistic_sets import compare_by_logistic
from trialstats.engines.proportions import needed_to_treat
from trialstats.methods.imputation.completed.options import RespondersOf
from trialstats.methods.imputation.criteria import Response, name_of
from trialstats.methods.imputation.model import Model
from trialstats.methods.imputation.options import ImputedValues
from trialstats.methods.imputation.pooled import Found, by_rubin, is_complete
from trialstats.methods.imputation.rows import STANDARDISED, VALUES, Needed, Whence
from trialstats.methods.shared.complete import complete_records
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import conf_level, pairs
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row

__all__ = ["compare_responders", "expected_responders"]

Switches = NDArray[np.bool_]

COMPARISONS = (Kind.RISK_DIFFERENCE, Kind.RISK_RATIO, Kind.NNT, Kind.ODDS_RATIO)
LIMITS = ("conf_low", "conf_high")


def expected_responders(analysis: ImputedValues, inputs: Inputs, at: Row, visits: Sequence[str]) -> list[Row]:
    """List the rows of shares and their comparisons, at each visit and by each criterion (key group)."""
    model, paramcd = analysis.analysis, str(at["PARAMCD"])
    assert isinstance(model, RespondersOf)
    places = [
        {**at, "AVISIT": visit, "group": name_of(criterion, inputs, paramcd)[0]}
        for visit, criterion in product(visits, model.criteria)
    ]
    shares = [{**place, "kind": Kind.PROPORTION, "ARM": arm} for place in places for arm in inputs.arms]
    compared = [row for place in places for pair in pairs(inputs) for row in _compared(model, {**place, **pair})]
    return [*shares, *compared]


def _compared(model: RespondersOf, pair: Row) -> list[Row]:
    rows = [{**pair, "kind": kind} for kind in COMPARISONS]
    adjusted = {**pair, "kind": Kind.RISK_DIFFERENCE, "variable": STANDARDISED}
    return [*rows, *([adjusted] if model.covariates else [])]


def compare_responders(
    analysis: ImputedValues, inputs: Inputs, model: Model, records: pd.DataFrame, at: Row, collector: Collector
) -> Iterator[tuple[Row, Found]]:
    """Add the rows of shares and comparisons, and of whence values are; yield what is pooled with its row.

    Rows: count (variable VALUES, level a Whence, which add up to total; AVISIT, ARM), proportion (group the criterion,
    AVISIT, ARM), risk_difference, risk_ratio, odds_ratio and nnt (variable NNTB or NNTH; ARM, REFERENCE); with
    covariates also risk_difference of variable `standardised`. n: the subjects of one arm or both.
    """
    asked = analysis.analysis
    assert isinstance(asked, RespondersOf)
    assert model.drawn is not None  # of values that are drawn
    values, paramcd = model.values, str(at["PARAMCD"])
    response = Response.of(analysis, inputs, values, records, paramcd)
    collector.add(*_whence(response, at))
    places = list(product(range(len(values.reported)), asked.criteria))
    shape = (len(places), len(model.drawn.coefficients), len(values.people))
    responders = np.empty(shape, dtype=bool)
    for part, drawn in completed_sets(values.incomplete, model.drawn, model.streams):
        sets = values.analysed(drawn)
        for number, (visit, criterion) in enumerate(places):
            threshold = name_of(criterion, inputs, paramcd)[1]
            responders[number, part] = response.told(sets, visit, criterion, threshold)
    for (visit, criterion), found in zip(places, responders, strict=True):
        name = name_of(criterion, inputs, paramcd)[0]
        keys = {**at, "AVISIT": values.reported[visit], "group": name}
        yield from _at_visit(analysis, inputs, values.people, found, keys, collector)


def _whence(response: Response, at: Row) -> Iterator[Row]:
    """Count the subjects of each arm at each visit by whence their value is."""
    values = response.values
    arms = values.people["TRT01P"].astype(str).to_numpy()
    for place, visit in enumerate(values.reported):
        never, missing = response.never[:, place], values.lacking[:, place]
        for arm in values.people["TRT01P"].cat.categories:
            own = arms == arm
            counts = {
                Whence.KNOWN: int((own & ~missing & ~never).sum()),
                Whence.IMPUTED: int((own & missing & ~never).sum()),
                Whence.EVENT: int((own & never).sum()),
            }
            keys = {**at, "AVISIT": visit, "kind": Kind.COUNT, "variable": VALUES, "ARM": str(arm)}
            total = int(own.sum())
            for level, count in counts.items():
                if count or level != Whence.EVENT:
                    numbers = {"n": count, "count": count, "total": total, "percent": 100 * count / total}
                    yield {**keys, "level": level, **numbers}


def _at_visit(
    analysis: ImputedValues, inputs: Inputs, people: pd.DataFrame, found: Switches, at: Row, collector: Collector
) -> Iterator[tuple[Row, Found]]:
    """Pool shares and comparisons of one criterion at one visit; found (M, n): who responds in each set."""
    arms = people["TRT01P"].astype(str).to_numpy()
    own = {arm: arms == arm for arm in inputs.arms}
    for arm, chosen in own.items():
        row = {**at, "kind": Kind.PROPORTION, "ARM": arm}
        with collector.attempt(row):
            share = _share(analysis, estimate_shares(found, chosen), int(chosen.sum()))
            collector.add({**row, "n": int(chosen.sum()), **share.statistics})
            yield row, share
    for pair in ({**at, **pair} for pair in pairs(inputs)):
        both = own[pair["ARM"]], own[pair["REFERENCE"]]
        sizes = {"n": int(both[0].sum() + both[1].sum())}
        row = {**pair, "kind": Kind.RISK_DIFFERENCE}
        with collector.attempt(row, [row, {**pair, "kind": Kind.NNT}]):
            difference = _pooled(analysis, compare_shares(found, *both))
            collector.add({**row, **sizes, **difference.statistics})
            yield row, difference
            needed = {**pair, "kind": Kind.NNT}
            with collector.attempt(needed):
                collector.add({**needed, **_needed({**sizes, **difference.statistics})})
        row = {**pair, "kind": Kind.RISK_RATIO}
        with collector.attempt(row):
            ratio = as_ratio(_pooled(analysis, compare_log_ratios(found, *both)))
            collector.add({**row, **sizes, **ratio.statistics})
            yield row, ratio
        yield from _odds(analysis, people, found, pair, both, collector)


def _odds(
    analysis: ImputedValues,
    people: pd.DataFrame,
    found: Switches,
    pair: Row,
    both: tuple[Switches, Switches],
    collector: Collector,
) -> Iterator[tuple[Row, Found]]:
    """Compare odds; with covariates by a logistic model of the two arms alone, with its standardised difference."""
    asked = analysis.analysis
    assert isinstance(asked, RespondersOf)
    odds = {**pair, "kind": Kind.ODDS_RATIO}
    adjusted = {**pair, "kind": Kind.RISK_DIFFERENCE, "variable": STANDARDISED}
    sizes = {"n": int(both[0].sum() + both[1].sum())}
    with collector.attempt(odds, [odds, adjusted] if asked.covariates else [odds]):
        if not asked.covariates:
            ratio = as_ratio(_pooled(analysis, compare_log_odds(found, *both)))
            collector.add({**odds, **sizes, **ratio.statistics})
            yield odds, ratio
            return
        estimates, variances = _modelled(people, found, asked.covariates, pair, both)
        ratio, difference = (by_rubin(analysis, estimates[:, k], variances[:, k], np.inf) for k in (0, 1))
        ratio = as_ratio(ratio)
        collector.add({**odds, **sizes, **ratio.statistics}, {**adjusted, **sizes, **difference.statistics})
        yield odds, ratio
        yield adjusted, difference


def _modelled(
    people: pd.DataFrame, found: Switches, covariates: Sequence[str], pair: Row, both: tuple[Switches, Switches]
) -> tuple[Any, Any]:
    inside = both[0] | both[1]
    # Who is in neither arm takes levels along that nobody else has.
    frame, _ = complete_records(people[inside].assign(AVISIT=""), ["TRT01P", *covariates])
    order = pd.Index(people.loc[inside, "USUBJID"]).get_indexer(frame["USUBJID"])
    design = build_design(["TRT01P", *covariates], frame)
    arms = frame["TRT01P"].cat.categories
    as_if = [
        design.rows(frame.assign(TRT01P=pd.Categorical([pair[key]] * len(frame), arms, ordered=True)))
        for key in ("ARM", "REFERENCE")
    ]
    return compare_by_logistic(found[:, inside][:, order], design.matrix, as_if[0], as_if[1], design.terms)


def _pooled(analysis: ImputedValues, found: Estimates) -> Found:
    return by_rubin(analysis, found.estimates[:, 0], found.variances[:, 0], found.df)


def _share(analysis: ImputedValues, found: Estimates, size: int) -> Found:
    """Pool a share, with Wilson's interval and no test."""
    pooled = pool(found.estimates[:, 0], found.variances[:, 0], found.df)
    level = conf_level(analysis)
    limits = dict(zip(LIMITS, limits_of_share(pooled, size, level), strict=True))
    mcse = 0.0 if is_complete(pooled) else pooled.monte_carlo
    row = {"estimate": pooled.estimate, "conf_level": level, "mcse": mcse, **limits}
    row |= {"std_error": pooled.std_error} if pooled.std_error else {}
    monte_carlo = {"n_imputations": len(found.estimates), "missing_information": pooled.missing_information}
    return Found(row, {**monte_carlo, "mcse_std_error": pooled.monte_carlo_of_error})


def as_ratio(found: Found) -> Found:
    """Turn a logarithm into the ratio that it is of; its Monte Carlo error by the delta method."""
    log = found.statistics
    kept: Mapping[str, Any] = {key: log[key] for key in ("df", "statistic", "p_value", "conf_level")}
    ratio = float(np.exp(log["estimate"]))
    limits = {name: float(np.exp(log[name])) for name in LIMITS}
    # What notes say of the standard error and the precision is on the scale of the logarithm.
    return Found({**kept, **limits, "estimate": ratio, "mcse": ratio * log["mcse"]}, found.monte_carlo)


def _needed(difference: Row) -> Row:
    """Give the number needed to treat for one to benefit (NNTB) or to be harmed (NNTH), always positive."""
    benefit = difference["estimate"] > 0
    low, high = (difference[name] for name in LIMITS)
    if not benefit:
        low, high = -high, -low
    turned = {**difference, "estimate": abs(difference["estimate"]), "conf_low": low, "conf_high": high}
    return {"variable": Needed.BENEFIT if benefit else Needed.HARM, **needed_to_treat(turned)}
