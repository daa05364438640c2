"""An outcome that is yes or no in a crossover trial, at each timepoint of the periods by itself."""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd

from trialstats.engines.crossover import gee, is_two_by_two, odds_within, pair_up, two_by_two
from trialstats.engines.estimate import Estimate
from trialstats.errors import FitError, SpecError
from trialstats.methods.crossover.options import CrossoverBinary
from trialstats.methods.crossover.records import (
    at_timepoints,
    check_columns,
    engine_frame,
    group_of_period,
    pairs_of,
    treatment_of,
)
from trialstats.methods.crossover.rows import Odds, Paired
from trialstats.methods.shared.complete import complete_records
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import by_parameter, conf_level
from trialstats.methods.shared.yes_or_no.options import TEXT_VALUE
from trialstats.methods.shared.yes_or_no.rows import Status
from trialstats.methods.shared.yes_or_no.told import told_of
from trialstats.methods.shared.yes_or_no.words import event_words
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.rows import Told
from trialstats.results.shape import Result, Row

__all__ = ["check", "run"]

OUTCOMES = ("no, no", "no, yes", "yes, no", "yes, yes")
INFERENCE = (
    "Shares and their differences: estimating equations on treatment and period, periods weighing equally (identity "
    "link, robust variance without small-sample correction, z tests). Odds ratio over subjects: the same with the "
    "logit link and {correlation} working correlation (Liang & Zeger, Biometrika 1986;73:13-22). Odds ratio within "
    "subjects: conditional logistic regression on treatment and period, of subjects whose outcomes differ. Of two "
    "treatments in two periods: McNemar's test of the subjects whose outcomes differ, without periods; Mainland & "
    "Gart's (Biometrika 1969;56:75-80) of their direction by sequence; Prescott's (Appl Statist 1981;30:9-15) trend, "
    "in which those whose outcomes are the same count as 0, on N - 1; exact versions by the binomial distribution, "
    "Fisher's test and all permutations."
)
ALIASED = (
    "Sequence: a difference between the sequences may be carry-over, an interaction of treatment and period, or "
    "chance, and decides nothing about the analysis."
)


def check(analysis: CrossoverBinary, inputs: Inputs) -> None:
    """Refuse a treatment that the records do not have, and texts where there are none."""
    check_columns(analysis, inputs)
    if analysis.event.texts and TEXT_VALUE not in inputs.records:
        raise SpecError("`event` names results that are texts (AVALC), and the dataset has none")


def run(analysis: CrossoverBinary, inputs: Inputs) -> Result:
    """Compare, per parameter and timepoint (AVISIT), how often the treatments have a yes.

    Rows: count by treatment and period (`group`); proportion (ARM) and risk_difference, odds_ratio (variable an Odds;
    ARM, REFERENCE). Of two treatments in two periods also the count of each sequence (`group`) by outcomes (`level`),
    and joint_test (variable a Paired; chi-squared with 1 df).
    """
    collector = Collector(inputs.name)
    for paramcd, records in by_parameter(analysis, inputs):
        for timepoint, here in at_timepoints(analysis, inputs, records):
            at = {"PARAMCD": paramcd, "measure": analysis.measure, "AVISIT": timepoint}
            held = here.assign(**{YES: happened(here, analysis)})
            frame, counts = complete_records(held, [YES, treatment_of(analysis), "TRTSEQP", "APERIOD"])
            collector.exclude(at, {name.replace(f"{YES} missing", "no value"): n for name, n in counts.items()})
            with collector.attempt(at, expected(inputs, at)):
                compare(analysis, inputs, engine_frame(frame, analysis, frame[YES]), at, collector)
    words = INFERENCE.format(correlation=f"an {analysis.correlation}")
    return collector.result(software="trialstats (numpy, scipy); statsmodels ConditionalLogit", inference=words)


YES = "_yes"


def happened(records: pd.DataFrame, analysis: CrossoverBinary) -> pd.Series:
    """Tell yes (1) from no (0); missing where there is no value, or a limit of quantification leaves it open."""
    status = told_of(records, analysis.event, analysis.measure)
    return status.map({Status.EVENT: 1.0, Status.NONE: 0.0}).astype("float64")


def expected(inputs: Inputs, at: Row) -> list[Row]:
    """List the rows that stand without numbers where nothing can be compared."""
    rows: list[Row] = [{**at, "kind": Kind.PROPORTION, "ARM": arm} for arm in inputs.arms]
    return [*rows, *({**at, "kind": Kind.RISK_DIFFERENCE, **pair} for pair in pairs_of(inputs, every=False))]


def compare(analysis: CrossoverBinary, inputs: Inputs, frame: pd.DataFrame, at: Row, collector: Collector) -> None:
    """Compare the treatments at a timepoint."""
    level = conf_level(analysis)
    collector.add(*counted(frame, at, inputs), *told(analysis, inputs, frame, at))
    n, present = int(frame["subject"].nunique()), set(frame["treatment"].astype(str))
    sizes = frame.groupby("treatment", observed=False)["subject"].nunique()
    rows = expected(inputs, at)
    with collector.attempt(at, rows):
        risks = gee(frame, "identity", "independence", level)
        for row in rows:
            arm, pair = str(row["ARM"]), "REFERENCE" in row
            if arm not in present or inputs.arms[0] not in present:
                collector.add_without_numbers([row], f"no complete record of {arm} or {inputs.arms[0]}")
            elif pair:
                collector.add({**row, "n": n, **bounded(risks.differences[arm], -1.0)})
            else:
                share = bounded(risks.probabilities[arm], 0.0)
                # That a share differs from 0 is no question.
                asked = {name: number for name, number in share.items() if name not in ("statistic", "p_value")}
                collector.add({**row, "n": int(sizes[arm]), **asked})
    ways: dict[Odds, Callable[[], dict[str, Estimate]]] = {
        Odds.WITHIN: lambda: odds_within(frame, level),
        Odds.OVER: lambda: gee(frame, "logit", analysis.correlation, level).differences,
    }
    for variable, estimate in ways.items():
        keys = [{**at, "kind": Kind.ODDS_RATIO, "variable": variable, **pair} for pair in pairs_of(inputs, every=False)]
        with collector.attempt(keys[0], keys):
            found = estimate()
            for row in keys:
                if str(row["ARM"]) not in found:
                    collector.add_without_numbers([row], f"no subject with {row['ARM']} whose outcomes differ")
                else:
                    collector.add({**row, "n": n, **ratio(found[str(row["ARM"])])})
    if is_two_by_two(frame):
        of_two_periods(frame, at, collector)


def ratio(numbers: Estimate) -> Estimate:
    """Bring a log odds ratio to the scale of odds ratios; its standard error stays on the scale of logarithms."""
    return {**numbers, **{name: math.exp(numbers[name]) for name in ("estimate", "conf_low", "conf_high")}}


def bounded(numbers: Estimate, low: float) -> Estimate:
    """Keep the limits of a share, or of a difference of shares, where it can lie."""
    return {**numbers, "conf_low": max(numbers["conf_low"], low), "conf_high": min(numbers["conf_high"], 1.0)}


def counted(frame: pd.DataFrame, at: Row, inputs: Inputs) -> list[Row]:
    """Count a yes by treatment and period."""
    rows: list[Row] = []
    for arm in inputs.arms:
        for period in sorted(frame["period"].unique()):
            own = frame[(frame["treatment"] == arm) & (frame["period"] == period)]["y"]
            keys = {**at, "kind": Kind.COUNT, "ARM": arm, "group": group_of_period(period)}
            share = {"percent": 100 * float(own.mean())} if len(own) else {}
            rows.append({**keys, "n": len(own), "count": int(own.sum()), "total": len(own), **share})
    return rows


def of_two_periods(frame: pd.DataFrame, at: Row, collector: Collector) -> None:
    """Add the tests of two treatments in two periods."""
    pairs = pair_up(frame)
    table = two_by_two(pairs)
    reference = str(frame["treatment"].cat.categories[0])
    first = frame[frame["period"] == frame["period"].min()]
    active = set(first.loc[first["treatment"] != reference, "sequence"])
    names = [" / ".join(sorted(set(first["sequence"]) & active)), " / ".join(sorted(set(first["sequence"]) - active))]
    for name, counts in zip(names, table.counts, strict=True):
        for outcome, count in zip(OUTCOMES, counts, strict=True):
            keys = {**at, "kind": Kind.COUNT, "group": name, "level": outcome}
            share = {"percent": 100 * int(count) / int(counts.sum())} if counts.sum() else {}
            collector.add({**keys, "n": int(count), "count": int(count), "total": int(counts.sum()), **share})
    tests: dict[tuple[Paired, Paired], Callable[[], Estimate]] = {
        (Paired.MCNEMAR, Paired.MCNEMAR_EXACT): table.mcnemar,
        (Paired.MAINLAND_GART, Paired.MAINLAND_GART_EXACT): table.mainland_gart,
        (Paired.PRESCOTT, Paired.PRESCOTT_EXACT): table.prescott,
        (Paired.PERIOD, Paired.PERIOD_EXACT): lambda: table.mainland_gart("period"),
        (Paired.CARRY_OVER, Paired.CARRY_OVER_EXACT): table.carry_over,
    }
    for (plain, exact), test in tests.items():
        first_row, second_row = ({**at, "kind": Kind.JOINT_TEST, "variable": name} for name in (plain, exact))
        with collector.attempt(first_row, [first_row, second_row]):
            found = test()
            chi = {"n": found["n"], "num_df": 1, "statistic": found["statistic"]}
            collector.add({**first_row, **chi, "p_value": found["p_value"]})
            if found["p_exact"] is None:
                collector.add_without_numbers([second_row], "too many subjects to enumerate all permutations")
            else:
                collector.add({**second_row, **chi, "p_value": found["p_exact"]})


def told(analysis: CrossoverBinary, inputs: Inputs, frame: pd.DataFrame, at: Row) -> list[Row]:
    """Write the sentences that stand under tables."""
    if frame.empty:
        raise FitError("no record has all that is needed")
    sizes = frame.groupby("subject").size()
    words = event_words(analysis.event, analysis.measure, inputs, str(at["PARAMCD"]))
    what = f"{analysis.event.label}, that is {words}" if analysis.event.label else words
    wished = "to be wished for" if analysis.desirable else "not to be wished for"
    sentences = [f"A yes is: {what} ({wished}). {len(sizes)} subjects, {len(frame)} records."]
    if single := int((sizes == 1).sum()):
        text = f"Subjects with one period: {single}, used in shares and odds over subjects, and in no paired test."
        sentences.append(text)
    sentences += [ALIASED] if is_two_by_two(frame) else []
    rule = {"kind": Kind.VALUE, "PARAMCD": at["PARAMCD"], "AVISIT": at["AVISIT"], "variable": Told.RULE}
    return [{**rule, "level": str(number), "PARAM": sentence} for number, sentence in enumerate(sentences)]
