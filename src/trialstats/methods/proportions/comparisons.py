"""How the arms compare: as they are, within strata, and by standardised shares; the margin."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from trialstats.engines.logistic import LogisticFit, fit_logistic
from trialstats.engines.proportions import (
    Tails,
    difference_tails,
    needed_to_treat,
    odds_ratio,
    odds_tails,
    ratio_tails,
    risk_difference,
    risk_ratio,
)
from trialstats.engines.standardisation import Standardised, standardise_shares
from trialstats.errors import FitError
from trialstats.methods.proportions.modified import ModelledShares, kinds_at
from trialstats.methods.proportions.options import Intervals, Proportions
from trialstats.methods.proportions.rows import Approach, Needed, StratifiedTest
from trialstats.methods.proportions.rules import main_approach
from trialstats.methods.proportions.way import Way
from trialstats.methods.proportions.within_strata import association, homogeneity, over_strata, tables_of, with_strata
from trialstats.methods.shared.complete import complete_records
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.margins import margin_keys, margin_row
from trialstats.methods.shared.modifiers.effects import add_effects, expected_effects, usable
from trialstats.methods.shared.scope import conf_level, pairs
from trialstats.methods.shared.yes_or_no.people import RESPONSE
from trialstats.results.collector import Collector
from trialstats.results.kinds import PERCENTAGE_POINTS, Kind
from trialstats.results.rows import Scale, Told
from trialstats.results.shape import Row
from trialstats.trialfile.parts.margin import Direction, Margin

__all__ = ["KINDS", "POINT", "compare_all", "expected_rows", "of_counts", "tested_margin"]

KINDS = {Scale.DIFFERENCE: Kind.RISK_DIFFERENCE, Scale.RATIO: Kind.RISK_RATIO, Scale.ODDS_RATIO: Kind.ODDS_RATIO}
POINT = 0.01  # of the trial file's percentage points


def expected_rows(analysis: Proportions, inputs: Inputs, at: Row) -> list[Row]:
    """List the estimated rows of a visit."""
    rows = [{**at, "kind": Kind.PROPORTION, "ARM": arm} for arm in inputs.arms]
    if analysis.in_model:
        rows += [{**row, "variable": Approach.STANDARDISED} for row in rows]
    if analysis.strata:
        rows.append({**at, "kind": Kind.JOINT_TEST, "variable": StratifiedTest.CMH})
    for pair in pairs(inputs):
        for approach in approaches(analysis):
            rows += rows_of(analysis, {**at, **pair}, approach)
        rows += further_rows(analysis, {**at, **pair})
    return [*rows, *expected_effects(analysis, inputs, at, kinds_at(analysis))]


def approaches(analysis: Proportions) -> list[Approach]:
    found = [Approach.CRUDE]
    found += [Approach.STRATIFIED] if analysis.strata else []
    return [*found, *([Approach.STANDARDISED] if analysis.in_model else [])]


def rows_of(analysis: Proportions, pair: Row, approach: Approach) -> list[Row]:
    """Give the rows of the effects of an approach; those of the analysis itself have no variable."""
    named = {} if approach == main_approach(analysis) else {"variable": approach}
    return [{**pair, **named, "kind": KINDS[Scale(effect)]} for effect in analysis.effects]


def further_rows(analysis: Proportions, pair: Row) -> list[Row]:
    rows = [{**pair, "kind": Kind.NNT}] if Scale.DIFFERENCE in analysis.effects else []
    rows += [{**pair, "kind": Kind.JOINT_TEST, "variable": StratifiedTest.BRESLOW_DAY}] if analysis.strata else []
    return [*rows, *([margin_keys(pair, analysis.margin)] if analysis.margin else [])]


def compare_all(
    analysis: Proportions, inputs: Inputs, people: pd.DataFrame, at: Row, better: Direction, collector: Collector
) -> list[str]:
    """Compare each arm with the reference in every way asked for; say whom comparisons within strata leave out."""
    arms = {arm: people[people["TRT01P"] == arm] for arm in inputs.arms}
    made = standardised(analysis, inputs, people, at, better, collector)
    left_out: list[str] = []
    inside = people
    if analysis.strata:
        inside, left_out = with_strata(analysis, people, at, collector)
        association(analysis, inside, at, collector)
    for pair in ({**at, **pair} for pair in pairs(inputs)):
        both = [arms[str(pair[key])] for key in ("ARM", "REFERENCE")]
        ways: dict[Approach, Callable[[], Way]] = {Approach.CRUDE: partial(as_they_are, analysis, both)}
        if analysis.strata:
            tables, told = tables_of(analysis, inside, pair, collector)
            left_out += told
            ways[Approach.STRATIFIED] = partial(over_strata, analysis, tables)
            homogeneity(tables, pair, collector)
        if analysis.in_model:
            ways[Approach.STANDARDISED] = partial(by_model, made, pair)
        for approach, way in ways.items():
            effects(analysis, pair, approach, way, collector)
        main = ways[main_approach(analysis)]
        needed(analysis, pair, main, better, collector)
        margin(analysis, pair, main, better, collector)
    return left_out


def effects(analysis: Proportions, pair: Row, approach: Approach, way: Callable[[], Way], collector: Collector) -> None:
    for effect, row in zip(analysis.effects, rows_of(analysis, pair, approach), strict=True):
        with collector.attempt(row):
            collector.add({**row, **way().estimate(effect, conf_level(analysis))})


def needed(analysis: Proportions, pair: Row, way: Callable[[], Way], better: Direction, collector: Collector) -> None:
    """Give the number needed to treat, always positive, and what it is needed for."""
    if Scale.DIFFERENCE not in analysis.effects:
        return
    row = {**pair, "kind": Kind.NNT}
    with collector.attempt(row):
        made = way().estimate(Scale.DIFFERENCE, conf_level(analysis))
        if made["estimate"] < 0:
            turned = {"estimate": -made["estimate"], "conf_low": -made["conf_high"], "conf_high": -made["conf_low"]}
            collector_row = needed_to_treat({**made, **turned})
        else:
            collector_row = needed_to_treat(made)
        benefit = (made["estimate"] > 0) == (better == "higher")
        collector.add({**row, "variable": Needed.BENEFIT if benefit else Needed.HARM, **collector_row})


def margin(analysis: Proportions, pair: Row, way: Callable[[], Way], better: Direction, collector: Collector) -> None:
    if analysis.margin is None:
        return
    own = analysis.margin
    with collector.attempt(margin_keys(pair, own)):
        row = tested_margin(own, way(), better, analysis.alpha, pair)
        collector.add({**row, **({"unit": PERCENTAGE_POINTS} if Scale(own.scale) == Scale.DIFFERENCE else {})})


def tested_margin(own: Margin, way: Way, better: Direction | None, alpha: float, pair: Row) -> Row:
    """Test a margin by a way to compare two arms."""
    level = 1 - 2 * own.level_of(alpha)
    return margin_row(
        pair,
        own,
        better,
        alpha,
        lambda confidence: way.estimate(own.scale, confidence),
        lambda value: way.tails(own.scale, value, level),
        POINT,
    )


def as_they_are(analysis: Proportions, both: list[pd.DataFrame]) -> Way:
    """Compare the shares as they are."""
    x1, n1, x0, n0 = (number for own in both for number in (int(own[RESPONSE].sum()), len(own)))
    return of_counts((x1, n1, x0, n0), analysis.interval)


def of_counts(counts: tuple[int, int, int, int], intervals: Intervals) -> Way:
    """Compare two shares: of the arm how many have it and how many there are, and the same of the reference."""
    by = {
        Scale.DIFFERENCE: (risk_difference, difference_tails, intervals.difference),
        Scale.RATIO: (risk_ratio, ratio_tails, intervals.ratio),
        Scale.ODDS_RATIO: (odds_ratio, odds_tails, intervals.odds_ratio),
    }

    def estimate(effect: str, level: float) -> Row:
        compare, _, interval = by[Scale(effect)]
        return compare(*counts, level, interval)

    def tails(effect: str, value: float, _: float) -> Tails:
        return by[Scale(effect)][1](counts, value, by[Scale(effect)][2])

    return Way(estimate, tails)


def standardised(
    analysis: Proportions, inputs: Inputs, people: pd.DataFrame, at: Row, better: Direction, collector: Collector
) -> Standardised | FitError:
    """Standardise the shares of all arms by one model; where there is none, its error stands for it."""
    if not analysis.in_model:
        return FitError("not asked for")
    rows = [{**at, "kind": Kind.PROPORTION, "ARM": arm, "variable": Approach.STANDARDISED} for arm in inputs.arms]
    needed = [RESPONSE, "TRT01P", *dict.fromkeys((*analysis.in_model, *analysis.randomised_by))]
    frame, counts = complete_records(people.reset_index().assign(AVISIT=str(at["AVISIT"])), needed)
    if counts["used"] < counts["in"]:
        own = {key: value for key, value in at.items() if value is not None}
        collector.exclude({**own, "variable": Approach.STANDARDISED}, counts)
    made: Standardised | FitError = FitError("no model")
    modified = expected_effects(analysis, inputs, at, kinds_at(analysis))
    with collector.attempt({**at, "variable": Approach.STANDARDISED}, [*rows, *modified]):
        try:
            made = model(analysis, inputs, frame, at, better, collector)
        except FitError as error:
            made = error
            raise
        collector.add(*({**row, **made.share(str(row["ARM"]), conf_level(analysis))} for row in rows))
    return made


def model(
    analysis: Proportions, inputs: Inputs, frame: pd.DataFrame, at: Row, better: Direction, collector: Collector
) -> Standardised:
    missing = [arm for arm in inputs.arms if not (frame["TRT01P"] == arm).any()]
    if missing:
        raise FitError(f"no subject of {', '.join(missing)} has all of {', '.join(analysis.in_model)}")
    outcome = frame[RESPONSE].to_numpy(dtype=float)
    modifiers, lost = usable(analysis, inputs, frame)
    fit = fit_logistic(frame, outcome, analysis.in_model, modifiers)
    collector.describe({key: value for key, value in at.items() if value is not None}, description(fit))
    blocks = list(analysis.randomised_by)
    strata = frame.groupby(blocks, observed=True).ngroup().tolist() if blocks else None
    made = standardise_shares(fit, outcome, analysis.variance, strata)
    told_of_blocks(analysis, inputs, frame, at, collector)
    effects = ModelledShares(analysis, fit, outcome, tuple(modifiers))
    add_effects(analysis, inputs, {**at, "better": better}, kinds_at(analysis), frame, frame, lost, effects, collector)
    return made


def told_of_blocks(analysis: Proportions, inputs: Inputs, frame: pd.DataFrame, at: Row, collector: Collector) -> None:
    """Tell the strata of randomisation in which an arm has nobody, of whom there is no residual to balance."""
    blocks = list(analysis.randomised_by)
    if not blocks:
        return
    empty = [
        f"{arm} in {' '.join(map(str, levels))}"
        for levels, own in frame.groupby(blocks, observed=True)
        for arm in inputs.arms
        if not (own["TRT01P"] == arm).any()
    ]
    if empty:
        where = f"{at['AVISIT']}: " if at["AVISIT"] is not None else ""
        sentence = (
            f"{where}of the strata of randomisation, nobody is of {', '.join(empty)}; of such a part of a stratum "
            "nothing is taken off the variance (its mean residual counts as 0)."
        )
        row = {"kind": Kind.VALUE, "variable": Told.RULE, "level": f"randomisation {at['AVISIT'] or ''}".strip()}
        collector.add({**row, "PARAMCD": at["PARAMCD"], "PARAM": sentence})


def description(fit: LogisticFit) -> Row:
    return {
        "formula": f"event ~ {fit.design.formula}",
        "n_subjects": len(fit.frame),
        "coefficients": dict(zip(fit.design.terms, map(float, fit.design.original(fit.coefficients)), strict=True)),
    }


def by_model(made: Standardised | FitError, pair: Row) -> Way:
    """Compare standardised shares."""
    if isinstance(made, FitError):
        raise made
    arms = str(pair["ARM"]), str(pair["REFERENCE"])
    by = {
        Scale.DIFFERENCE: (made.difference, made.difference_tails),
        Scale.RATIO: (made.ratio, made.ratio_tails),
        Scale.ODDS_RATIO: (made.odds_ratio, made.odds_tails),
    }

    def estimate(effect: str, level: float) -> Row:
        return by[Scale(effect)][0](*arms, level)

    def tails(effect: str, value: float, _: float) -> Tails:
        return by[Scale(effect)][1](*arms, value)

    return Way(estimate, tails)
