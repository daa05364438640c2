"""The cumulative curve of responders: the share of all subjects who improved by at least c percent."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.random_streams import stream
from trialstats.engines.resample import bca_limits, difference_draws, percentile_limits, permutation_p
from trialstats.errors import FitError
from trialstats.methods.responders.options import ResponderCurve
from trialstats.methods.responders.rows import AREA, cutoff_level
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.quantification.beyond import BEYOND
from trialstats.methods.shared.responses.ends import is_between, worst_case
from trialstats.methods.shared.responses.improvement import enough_percent, percent_gain
from trialstats.methods.shared.responses.rows import Status
from trialstats.methods.shared.responses.rules import common_rules, rule_rows
from trialstats.methods.shared.responses.status import direction, people_at, refuse_negative
from trialstats.methods.shared.rows import NO_SUBJECT
from trialstats.methods.shared.scope import by_parameter, conf_level, pairs, visits
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, Row, with_reason

__all__ = ["run"]

Floats = NDArray[np.float64]

# Lists of notes: baselines of zero, and results of which no number says whether they reach a cutoff.
ZERO_BASELINES, BETWEEN = "zero_baselines", "beyond"
AT_THE_LEAST = (
    "A result beyond a limit of quantification counts at the cutoffs that are certainly reached, wherever it lies; the "
    "area takes its improvement at the least."
)


def run(analysis: ResponderCurve, inputs: Inputs) -> Result:
    """Count, per parameter and visit, the subjects of each arm who improved by at least each cutoff; compare areas.

    The area under an arm's curve is the mean improvement in percent, taken as 0 below 0 and as 100 above 100, and as 0
    of who is a non-responder at every cutoff. Rows: point (level and value the cutoff; count of total, percent),
    summary (variable AREA: n mean sd of that improvement), area_difference (ARM, REFERENCE).
    """
    collector = Collector(inputs.name, ZERO_BASELINES)
    for paramcd, records in by_parameter(analysis, inputs):
        for visit in visits(analysis, inputs, records, with_baseline=False):
            at: Row = {"PARAMCD": paramcd, "measure": "PCHG", "AVISIT": visit}
            with collector.attempt(at, _areas(inputs, at)):
                _at_visit(analysis, inputs, at, collector)
    sentences = [*_rules(analysis, inputs), *([AT_THE_LEAST] if BETWEEN in collector.notes else [])]
    collector.add(*rule_rows(sentences))
    return collector.result(software="numpy", inference=" ".join(sentences))


def _areas(inputs: Inputs, at: Row) -> list[Row]:
    return [{**at, "kind": Kind.AREA_DIFFERENCE, **pair} for pair in pairs(inputs)]


def _at_visit(analysis: ResponderCurve, inputs: Inputs, at: Row, collector: Collector) -> None:
    people = people_at(analysis, inputs, str(at["PARAMCD"]), str(at["AVISIT"]))
    refuse_negative(people)
    zero = people["BASE"] == 0
    kept = people[~zero] if analysis.zero_baseline == "exclude" else people
    keys = {key: at[key] for key in ("PARAMCD", "AVISIT")}
    collector.exclude(keys, {"in": len(people), Status.ZERO: len(people) - len(kept), "used": len(kept)})
    better = direction(inputs, str(at["PARAMCD"]))
    # Who has no value, or an event, has improved by nothing at any cutoff: not even by 0 percent. Of a result beyond a
    # limit counts what is certain.
    base, value = worst_case(kept, better)
    value = value.where(kept["EVENT"].isna())
    between = kept.loc[is_between(kept) & value.notna(), "TRT01P"].value_counts()
    for arm in (arm for arm in inputs.arms if between.get(arm, 0)):
        collector.note(BETWEEN, {**keys, "ARM": arm, BEYOND: int(between[arm])})
    kept = kept.assign(BASE=base, VALUE=value, WITHIN=_within(percent_gain(base, value, better)))
    for arm in inputs.arms:
        own = kept[kept["TRT01P"] == arm]
        counted = {"ARM": arm, "baseline_of_zero": int((zero & (people["TRT01P"] == arm)).sum())}
        collector.note(ZERO_BASELINES, {**keys, **counted, "counted_as": analysis.zero_baseline})
        collector.add(*_points(analysis, own, {**at, "ARM": arm}, better), *_area(own, {**at, "ARM": arm}))
    for row in _areas(inputs, at):
        with collector.attempt(row):
            collector.add(*_difference(analysis, inputs, kept, row))


def _within(percent: Floats) -> Floats:
    """Take improvements as 0 below 0 and where there is none, and as 100 above 100."""
    return np.asarray(np.clip(np.nan_to_num(percent, nan=0.0), 0, 100))


def _points(analysis: ResponderCurve, own: pd.DataFrame, at: Row, better: str) -> list[Row]:
    cutoffs = np.arange(0, 100 + analysis.step, analysis.step)
    base, value = own["BASE"].to_numpy()[:, None], own["VALUE"].to_numpy()[:, None]
    counts = enough_percent(base, value, better, cutoffs[None, :]).sum(axis=0)
    total = len(own)
    at = {**at, "kind": Kind.POINT, "n": total, "total": total}
    rows = [
        {**at, "level": cutoff_level(int(cutoff)), "value": float(cutoff), "count": int(count)}
        for cutoff, count in zip(cutoffs, counts, strict=True)
    ]
    if not total:
        return with_reason(rows, NO_SUBJECT)
    return [{**row, "percent": 100 * row["count"] / total} for row in rows]


def _area(own: pd.DataFrame, at: Row) -> list[Row]:
    row = {**at, "kind": Kind.SUMMARY, "variable": AREA, "n": len(own), "total": len(own)}
    if own.empty:
        return [{**row, "reason": NO_SUBJECT}]
    spread = {"sd": float(own["WITHIN"].std(ddof=1))} if len(own) > 1 else {}
    return [{**row, "mean": float(own["WITHIN"].mean()), **spread}]


def _difference(analysis: ResponderCurve, inputs: Inputs, kept: pd.DataFrame, pair: Row) -> list[Row]:
    arms = (str(pair["ARM"]), str(pair["REFERENCE"]))
    active, reference = (kept.loc[kept["TRT01P"] == arm, "WITHIN"].to_numpy(dtype=float) for arm in arms)
    if min(len(active), len(reference)) < 2:
        raise FitError("an arm has fewer than two subjects")
    if np.ptp(np.concatenate([active, reference])) == 0:
        raise FitError("all subjects improved alike: there is nothing to compare")
    where = (str(pair["PARAMCD"]), str(pair["AVISIT"]))
    streams = (stream(analysis.seed, "bootstrap", *where, arms[0]), stream(analysis.seed, "bootstrap", *where, arms[1]))
    draws = difference_draws(active, reference, analysis.draws, streams)
    level = conf_level(analysis)
    low, high = (
        bca_limits(draws, active, reference, level) if analysis.interval == "bca" else percentile_limits(draws, level)
    )
    shuffled = stream(analysis.seed, "permutation", *where, *arms)
    return [
        {
            **pair,
            "n": len(active) + len(reference),
            "estimate": float(active.mean() - reference.mean()),
            "std_error": float(draws.std(ddof=1)),
            "conf_low": low,
            "conf_high": high,
            "conf_level": level,
            "p_value": permutation_p(active, reference, analysis.permutations, shuffled),
        }
    ]


def _rules(analysis: ResponderCurve, inputs: Inputs) -> list[str]:
    named = {"percentile": "percentile", "bca": "bias-corrected and accelerated (BCa)"}[analysis.interval]
    return [
        "Curve: the share of all subjects of the arm in the population whose improvement from baseline is at least the "
        "cutoff, ties included (Farrar et al., J Pain Symptom Manage 2006;31:369-377).",
        *common_rules(analysis, inputs, percent=True, missing="non-responder"),
        "Area under a curve: the mean improvement in percentage points, improvements below 0% taken as 0 and above "
        "100% as 100.",
        f"Difference of areas: {named} interval of {analysis.draws:,} bootstrap draws of subjects within arms; p of "
        f"{analysis.permutations:,} random permutations of the arms, (b + 1) / (B + 1), two-sided; seed "
        f"{analysis.seed}.",
    ]
