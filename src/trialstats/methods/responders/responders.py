"""Responders by arm and visit, the reasons of the others, and how arms compare."""

from __future__ import annotations

from functools import partial
from itertools import product

import pandas as pd

from trialstats.engines.logistic import LogisticFit, fit_logistic
from trialstats.engines.proportions import needed_to_treat, proportion, risk_difference, risk_ratio
from trialstats.errors import FitError
from trialstats.methods.responders.options import Responders
from trialstats.methods.responders.rows import STANDARDISED, Counted, Needed
from trialstats.methods.shared.complete import account, complete_records
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.responses.options import Criterion
from trialstats.methods.shared.responses.rows import Status
from trialstats.methods.shared.responses.rules import criterion_rule, limit_rules, rule_rows, rules_of_responders
from trialstats.methods.shared.responses.status import (
    criterion_name,
    direction,
    excluded_levels,
    people_at,
    status_at,
    status_levels,
    threshold,
)
from trialstats.methods.shared.scope import active_arms, conf_level, of_parameter, parameters, visits
from trialstats.results.gather import Row, attempt, attempt_one
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, tidy

__all__ = ["run"]

COMPARISONS = (Kind.RISK_DIFFERENCE, Kind.RISK_RATIO, Kind.NNT)


def run(analysis: Responders, inputs: Inputs) -> Result:
    """Count, per parameter, criterion (key group) and visit, the responders of each arm, and compare arms.

    Rows: count (variable STATUS, level the status; they add up to total; EXCLUDED, who is in no denominator),
    proportion (ARM), risk_difference, risk_ratio, nnt (variable NNTB or NNTH) and odds_ratio (ARM, REFERENCE); with
    covariates also proportion and risk_difference of variable `standardised`; value (the thresholds and rules).
    """
    rows: list[Row] = []
    notes: dict[str, list[Row]] = {"excluded": [], "failed": [], "zero_baselines": [], "fits": []}
    for paramcd in parameters(analysis, inputs):
        seen = visits(analysis, inputs, of_parameter(inputs, paramcd), with_baseline=False)
        for visit, criterion in product(seen, analysis.criteria):
            measure = "PCHG" if criterion.percent is not None else "CHG"
            name = criterion_name(criterion, inputs, paramcd)
            at: Row = {"PARAMCD": paramcd, "measure": measure, "AVISIT": visit, "group": name}
            count = partial(_at_visit, analysis, inputs, criterion, at, notes)
            rows += attempt(count, _expected(analysis, inputs, at), at, notes["failed"])
        rows += [criterion_rule(criterion, inputs, paramcd) for criterion in analysis.criteria]
    sentences = [*rules_of_responders(analysis, inputs), *limit_rules(inputs, analysis.missing)]
    rows += rule_rows(sentences)
    inference = " ".join(sentences)
    return Result(tidy(rows, inputs.name), {"software": "statsmodels, scipy", "inference": inference, **notes})


def _expected(analysis: Responders, inputs: Inputs, at: Row) -> list[Row]:
    shares = [{**at, "kind": Kind.PROPORTION, "ARM": arm} for arm in inputs.arms]
    pairs = [{**at, "ARM": arm, "REFERENCE": inputs.reference} for arm in active_arms(inputs)]
    compared = [{**pair, "kind": kind} for pair in pairs for kind in COMPARISONS]
    return [*shares, *compared, *(row for pair in pairs for row in _modelled(analysis, pair))]


def _at_visit(
    analysis: Responders, inputs: Inputs, criterion: Criterion, at: Row, notes: dict[str, list[Row]]
) -> list[Row]:
    paramcd = str(at["PARAMCD"])
    people = people_at(analysis, inputs, paramcd, str(at["AVISIT"]))
    asked = threshold(criterion, inputs, paramcd)
    status = status_at(analysis, people, criterion, asked, direction(inputs, paramcd))
    inside = ~status.isin(excluded_levels(analysis, criterion))
    kept = people.assign(RESPONSE=(status == Status.RESPONDER).astype(float))[inside]
    counted = _partition(analysis, inputs, criterion, people.assign(**{Counted.STATUS: status}), at, notes)
    return counted + _compare(analysis, inputs, kept, at, notes)


def _partition(
    analysis: Responders,
    inputs: Inputs,
    criterion: Criterion,
    people: pd.DataFrame,
    at: Row,
    notes: dict[str, list[Row]],
) -> list[Row]:
    """Count every subject of the population once: a status in the denominator, or the reason to be in none."""
    out, inside_levels = (
        # Only a result beyond a limit leaves anything untold.
        [level for level in levels if level != Status.UNTOLD or (people[Counted.STATUS] == Status.UNTOLD).any()]
        for levels in (excluded_levels(analysis, criterion), status_levels(analysis, criterion))
    )
    keys = {key: at[key] for key in ("PARAMCD", "AVISIT", "group")}
    counts = {level: int((people[Counted.STATUS] == level).sum()) for level in out}
    notes["excluded"].append(account(keys, {"in": len(people), **counts, "used": len(people) - sum(counts.values())}))
    rows: list[Row] = []
    for arm in inputs.arms:
        own = people.loc[people["TRT01P"] == arm, Counted.STATUS]
        inside = own[~own.isin(out)]
        for variable, levels, total in ((Counted.STATUS, inside_levels, inside), (Counted.EXCLUDED, out, own)):
            rows += [_count({**at, "variable": variable, "level": level, "ARM": arm}, total) for level in levels]
        if criterion.percent is not None:
            zero = {
                "ARM": arm,
                "baseline_of_zero": int((own == Status.ZERO).sum()),
                "counted_as": analysis.zero_baseline,
            }
            notes["zero_baselines"].append({**keys, **zero})
    return rows


def _count(keys: Row, status: pd.Series[str]) -> Row:
    count, total = int((status == keys["level"]).sum()), len(status)
    row = {"kind": Kind.COUNT, **keys, "n": count, "count": count, "total": total}
    return {**row, "percent": 100 * count / total} if total else {**row, "reason": "no subject in the denominator"}


def _compare(
    analysis: Responders, inputs: Inputs, people: pd.DataFrame, at: Row, notes: dict[str, list[Row]]
) -> list[Row]:
    level = conf_level(analysis)
    failed = notes["failed"]
    of_arms = {arm: people.loc[people["TRT01P"] == arm, "RESPONSE"] for arm in inputs.arms}
    counts = {arm: (int(own.sum()), len(own)) for arm, own in of_arms.items()}
    rows: list[Row] = []
    for arm in inputs.arms:
        rows += attempt_one({**at, "kind": Kind.PROPORTION, "ARM": arm}, failed, proportion, *counts[arm], level)
    for arm in active_arms(inputs):
        pair = {**at, "ARM": arm, "REFERENCE": inputs.reference}
        both = (*counts[arm], *counts[inputs.reference])
        for kind, estimate in zip(COMPARISONS, (risk_difference, risk_ratio, _needed), strict=True):
            rows += attempt_one({**pair, "kind": kind}, failed, estimate, *both, level)
        modelled = partial(_model, analysis, inputs, people, pair, notes)
        rows += attempt(modelled, _modelled(analysis, pair), {**pair, "kind": Kind.ODDS_RATIO}, failed)
    return rows


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


def _model(
    analysis: Responders, inputs: Inputs, people: pd.DataFrame, pair: Row, notes: dict[str, list[Row]]
) -> list[Row]:
    """Fit the two arms of a pair, so that an arm's estimate does not depend on who else was treated."""
    arms = [str(pair["REFERENCE"]), str(pair["ARM"])]
    own = people[people["TRT01P"].isin(arms)].reset_index().assign(AVISIT=pair["AVISIT"])
    frame, counts = complete_records(own, ["RESPONSE", "TRT01P", *analysis.covariates])
    if counts["used"] < counts["in"]:
        notes["excluded"].append(account({**pair, "kind": Kind.ODDS_RATIO}, counts))
    present = set(frame["TRT01P"].astype(str))
    if len(present) < 2:
        raise FitError("an arm has no subject with all covariates")
    fit = fit_logistic(frame, frame["RESPONSE"].to_numpy(dtype=float), analysis.covariates)
    notes["fits"].append(_describe(fit, pair))
    level, size = conf_level(analysis), {"n": len(frame)}
    estimates = [fit.odds_ratio(arms[1], arms[0], level)]
    if analysis.covariates:
        estimates += [fit.standardised_difference(arms[1], arms[0], level)]
        estimates += [fit.standardised(arm, level) for arm in reversed(arms)]
    return [{**row, **size, **made} for row, made in zip(_modelled(analysis, pair), estimates, strict=True)]


def _describe(fit: LogisticFit, pair: Row) -> Row:
    return {
        **pair,
        "formula": f"responder ~ {fit.design.formula}",
        "n_subjects": len(fit.frame),
        "coefficients": dict(zip(fit.design.terms, map(float, fit.design.original(fit.coefficients)), strict=True)),
    }
