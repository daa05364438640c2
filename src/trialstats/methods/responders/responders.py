"""Responders by arm and visit, the reasons of the others, and how arms compare."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pandas as pd

from trialstats.engines.logistic import LogisticFit, fit_logistic
from trialstats.engines.proportions import needed_to_treat, proportion, risk_difference, risk_ratio
from trialstats.errors import FitError
from trialstats.methods.responders.options import Responders
from trialstats.methods.responders.rows import STANDARDISED, Counted, Needed
from trialstats.methods.shared.complete import complete_records
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.responses.options import Criterion
from trialstats.methods.shared.responses.rows import Status
from trialstats.methods.shared.responses.rules import criterion_rule, limit_rules, rule_rows, rules_of_responders
from trialstats.methods.shared.responses.status import criterion_name, excluded_levels, status_levels, told_at
from trialstats.methods.shared.scope import by_parameter, conf_level, pairs, visits
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, Row

__all__ = ["run"]

ZERO_BASELINES = "zero_baselines"
RARE = (Status.UNTOLD, Status.EVENT)
COMPARISONS = (Kind.RISK_DIFFERENCE, Kind.RISK_RATIO, Kind.NNT)


def run(analysis: Responders, inputs: Inputs) -> Result:
    """Count, per parameter, criterion (key group) and visit, the responders of each arm, and compare arms.

    Rows: count (variable STATUS, level the status; they add up to total; EXCLUDED, who is in no denominator),
    proportion (ARM), risk_difference, risk_ratio, nnt (variable NNTB or NNTH) and odds_ratio (ARM, REFERENCE); with
    covariates also proportion and risk_difference of variable `standardised`; value (the thresholds and rules).
    """
    collector = Collector(inputs.name, ZERO_BASELINES, "fits")
    for paramcd, records in by_parameter(analysis, inputs):
        seen = visits(analysis, inputs, records, with_baseline=False)
        for visit, criterion in product(seen, analysis.criteria):
            measure = "PCHG" if criterion.percent is not None else "CHG"
            name = criterion_name(criterion, inputs, paramcd)
            at: Row = {"PARAMCD": paramcd, "measure": measure, "AVISIT": visit, "group": name}
            with collector.attempt(at, _expected(analysis, inputs, at)):
                _at_visit(analysis, inputs, criterion, at, collector)
        collector.add(*(criterion_rule(criterion, inputs, paramcd) for criterion in analysis.criteria))
    sentences = [*rules_of_responders(analysis, inputs), *limit_rules(inputs, analysis.missing)]
    collector.add(*rule_rows(sentences))
    return collector.result(software="statsmodels, scipy", inference=" ".join(sentences))


def _expected(analysis: Responders, inputs: Inputs, at: Row) -> list[Row]:
    shares = [{**at, "kind": Kind.PROPORTION, "ARM": arm} for arm in inputs.arms]
    compared = [{**at, **pair} for pair in pairs(inputs)]
    rows = [{**pair, "kind": kind} for pair in compared for kind in COMPARISONS]
    return [*shares, *rows, *(row for pair in compared for row in _modelled(analysis, pair))]


def _at_visit(analysis: Responders, inputs: Inputs, criterion: Criterion, at: Row, collector: Collector) -> None:
    people, status, kept = told_at(analysis, inputs, str(at["PARAMCD"]), str(at["AVISIT"]), criterion)
    _partition(analysis, inputs, criterion, people.assign(**{Counted.STATUS: status}), at, collector)
    _compare(analysis, inputs, kept, at, collector)


def _partition(
    analysis: Responders, inputs: Inputs, criterion: Criterion, people: pd.DataFrame, at: Row, collector: Collector
) -> None:
    """Count every subject of the population once: a status in the denominator, or the reason to be in none."""
    out, inside_levels = (
        # Only a result beyond a limit leaves anything untold, and few estimands count an event as no response.
        [level for level in levels if level not in RARE or (people[Counted.STATUS] == level).any()]
        for levels in (excluded_levels(analysis, criterion), status_levels(analysis, criterion))
    )
    keys = {key: at[key] for key in ("PARAMCD", "AVISIT", "group")}
    counts = {level: int((people[Counted.STATUS] == level).sum()) for level in out}
    collector.exclude(keys, {"in": len(people), **counts, "used": len(people) - sum(counts.values())})
    for arm in inputs.arms:
        own = people.loc[people["TRT01P"] == arm, Counted.STATUS]
        inside = own[~own.isin(out)]
        for variable, levels, total in ((Counted.STATUS, inside_levels, inside), (Counted.EXCLUDED, out, own)):
            collector.add(
                *(_count({**at, "variable": variable, "level": level, "ARM": arm}, total) for level in levels)
            )
        if criterion.percent is not None:
            zero = {
                "ARM": arm,
                "baseline_of_zero": int((own == Status.ZERO).sum()),
                "counted_as": analysis.zero_baseline,
            }
            collector.note(ZERO_BASELINES, {**keys, **zero})


def _count(keys: Row, status: pd.Series[str]) -> Row:
    count, total = int((status == keys["level"]).sum()), len(status)
    row = {"kind": Kind.COUNT, **keys, "n": count, "count": count, "total": total}
    return {**row, "percent": 100 * count / total} if total else {**row, "reason": "no subject in the denominator"}


def _compare(analysis: Responders, inputs: Inputs, people: pd.DataFrame, at: Row, collector: Collector) -> None:
    level = conf_level(analysis)
    of_arms = {arm: people.loc[people["TRT01P"] == arm, "RESPONSE"] for arm in inputs.arms}
    counts = {arm: (int(own.sum()), len(own)) for arm, own in of_arms.items()}
    for arm in inputs.arms:
        keys = {**at, "kind": Kind.PROPORTION, "ARM": arm}
        with collector.attempt(keys):
            collector.add({**keys, **proportion(*counts[arm], level)})
    for pair in ({**at, **pair} for pair in pairs(inputs)):
        both = (*counts[pair["ARM"]], *counts[inputs.reference])
        compared: tuple[Callable[..., Row], ...] = (risk_difference, risk_ratio, _needed)
        for kind, estimate in zip(COMPARISONS, compared, strict=True):
            keys = {**pair, "kind": kind}
            with collector.attempt(keys):
                collector.add({**keys, **estimate(*both, level)})
        with collector.attempt({**pair, "kind": Kind.ODDS_RATIO}, _modelled(analysis, pair)):
            _model(analysis, people, pair, collector)


def _needed(count: int, total: int, count_reference: int, total_reference: int, level: float) -> Row:
    """Give the number needed to treat for one more to benefit (NNTB) or to be harmed (NNTH), always positive."""
    difference = risk_difference(count, total, count_reference, total_reference, level)
    benefit = difference["estimate"] > 0
    if not benefit:
        turned = {"estimate": -difference["estimate"], "conf_low": -difference["conf_high"]}
        difference = {**difference, **turned, "conf_high": -difference["conf_low"]}
    return {"variable": Needed.BENEFIT if benefit else Needed.HARM, **needed_to_treat(difference)}


def _modelled(analysis: Responders, pair: Row) -> list[Row]:
    rows = [{**pair, "kind": Kind.ODDS_RATIO}]
    if analysis.covariates:
        standardised = {"variable": STANDARDISED}
        rows += [{**pair, **standardised, "kind": Kind.RISK_DIFFERENCE}]
        alone = {key: value for key, value in pair.items() if key != "REFERENCE"}
        rows += [{**alone, **standardised, "kind": Kind.PROPORTION}]
        against = {"ARM": pair["REFERENCE"], "level": f"beside {pair['ARM']}"}
        rows += [{**alone, **standardised, **against, "kind": Kind.PROPORTION}]
    return rows


def _model(analysis: Responders, people: pd.DataFrame, pair: Row, collector: Collector) -> None:
    """Fit the two arms of a pair, so that an arm's estimate does not depend on who else was treated."""
    arms = [str(pair["REFERENCE"]), str(pair["ARM"])]
    own = people[people["TRT01P"].isin(arms)].reset_index().assign(AVISIT=pair["AVISIT"])
    frame, counts = complete_records(own, ["RESPONSE", "TRT01P", *analysis.covariates])
    if counts["used"] < counts["in"]:
        collector.exclude({**pair, "kind": Kind.ODDS_RATIO}, counts)
    present = set(frame["TRT01P"].astype(str))
    if len(present) < 2:
        raise FitError("an arm has no subject with all covariates")
    fit = fit_logistic(frame, frame["RESPONSE"].to_numpy(dtype=float), analysis.covariates)
    collector.describe(pair, _describe(fit))
    level, size = conf_level(analysis), {"n": len(frame)}
    estimates = [fit.odds_ratio(arms[1], arms[0], level)]
    if analysis.covariates:
        estimates += [fit.standardised_difference(arms[1], arms[0], level)]
        estimates += [fit.standardised(arm, level) for arm in reversed(arms)]
    collector.add(*({**row, **size, **made} for row, made in zip(_modelled(analysis, pair), estimates, strict=True)))


def _describe(fit: LogisticFit) -> Row:
    return {
        "formula": f"responder ~ {fit.design.formula}",
        "n_subjects": len(fit.frame),
        "coefficients": dict(zip(fit.design.terms, map(float, fit.design.original(fit.coefficients)), strict=True)),
    }
