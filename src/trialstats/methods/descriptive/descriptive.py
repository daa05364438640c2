"""Descriptive statistics by arm and visit, of the value and of its change from baseline."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.methods.descriptive.classes import class_rows, classes_of, without_class
from trialstats.methods.descriptive.options import Descriptive
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.percentages import NO_PERCENTAGE
from trialstats.methods.shared.quantification.bounded import described, is_known, with_ends
from trialstats.methods.shared.quantification.coded import coded_counts, is_text_result, kinds_of_text, levels_of
from trialstats.methods.shared.scope import arm_sizes, by_parameter, conf_level, visits
from trialstats.methods.shared.summary import QUARTILES, mean_interval
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.rows import Coded
from trialstats.results.shape import Result, Row

__all__ = ["run"]

KIND = "_kind of text"


def run(analysis: Descriptive, inputs: Inputs) -> Result:
    """Summarise AVAL at every visit and CHG after baseline (PCHG too where `value` is PCHG; neither of texts alone).

    Rows: kind summary, one per PARAMCD, measure, AVISIT and ARM: n mean sd median q1 q3 minimum maximum, and total,
    the subjects of that arm in the population, so that who is missing shows. Of a parameter with results that are a
    text and no number also kind count (variable AVALC): those of each group of texts (level), and "Missing". Classes
    are counted alone (`class_rows`). Results beyond a limit of quantification are in n, and median, quartiles and
    range are what holds wherever they lie: a number, or a summary row of their name (variable) with level `<` or `>`
    and the bound as value, or the reason why there is neither; no mean. With
    `intervals` summaries also have the standard error of the mean and its t interval.
    """
    sizes = arm_sizes(inputs, analysis.population)
    collector = Collector(inputs.name)
    for paramcd, records in by_parameter(analysis, inputs):
        if classes := classes_of(inputs, paramcd, records["AVAL"]):
            seen = visits(analysis, inputs, records, with_baseline=True)
            collector.add(*class_rows(records, paramcd, classes, seen, inputs, sizes))
            collector.exclude(
                {"PARAMCD": paramcd, "measure": "AVAL"}, without_class(records[records["AVISIT"].isin(seen)])
            )
            continue
        for measure in _measures(analysis, inputs, records):
            seen = visits(analysis, inputs, records, with_baseline=measure == "AVAL")
            at = {"kind": Kind.SUMMARY, "PARAMCD": paramcd, "measure": measure}
            reported = records["AVISIT"].isin(seen)
            told = with_ends(records, measure, inputs.baseline).assign(
                **{KIND: kinds_of_text(records, measure, inputs.baseline)}
            )
            chosen = told[reported]
            collector.exclude({"PARAMCD": paramcd, "measure": measure}, _left_out(chosen, measure))
            rows = [row for visit in seen for row in _visit(chosen, {**at, "AVISIT": visit}, inputs, sizes)]
            collector.add(*(_with_intervals(rows, conf_level(analysis)) if analysis.intervals else rows))
    inference = f"{_inference(analysis)} {QUARTILES} `total` counts the subjects of the arm in the population."
    return collector.result(software="numpy", inference=inference)


def _with_intervals(rows: list[Row], level: float) -> list[Row]:
    return [{**row, **mean_interval(row, level)} if row["kind"] == Kind.SUMMARY else row for row in rows]


def _measures(analysis: Descriptive, inputs: Inputs, records: pd.DataFrame) -> list[str]:
    alone = inputs.baseline is None or analysis.value == "AVAL"
    alone |= analysis.value is None and _is_after_baseline_alone(records, inputs.baseline)
    alone |= "CHG" not in records  # ADaM that is taken over may have none
    if alone or _has_no_change(records, inputs.after_baseline) or _has_no_number(records):
        return ["AVAL"]
    return ["AVAL", "CHG", "PCHG"] if analysis.value == "PCHG" else ["AVAL", "CHG"]


def _is_after_baseline_alone(records: pd.DataFrame, baseline: str | None) -> bool:
    """Tell parameters that nobody has at baseline, such as an impression of change: there is no change of them."""
    has_base = "BASE" in records and bool(records["BASE"].notna().any())
    return len(records) > 0 and not has_base and not bool(records["AVISIT"].isin([baseline]).any())


def _has_no_number(records: pd.DataFrame) -> bool:
    """Tell parameters whose results are texts (Yes, No): there is no change of them."""
    return bool(records["AVAL"].isna().all() and is_text_result(records).any())


def _has_no_change(records: pd.DataFrame, later: Sequence[str]) -> bool:
    """Tell parameters that are changes themselves (SPID): they have a baseline, values after it, and no CHG."""
    if "BASE" not in records:
        return False
    after = records[records["AVISIT"].isin(later) & records["AVAL"].notna() & records["BASE"].notna()]
    return len(after) > 0 and bool(after["CHG"].isna().all())


def _left_out(records: pd.DataFrame, measure: str) -> dict[str, int]:
    """Count the records that have no result, those with a text apart; where none has, no word is said of texts."""
    known, kinds = is_known(records), records[KIND]
    absent, zero = int((~known).sum()), int((kinds == Coded.ZERO_AT_BASELINE).sum())
    coded = int((kinds.notna() & ~known).sum()) - zero
    texts = {"coded result": coded} if coded else {}
    percent = {NO_PERCENTAGE: zero} if zero else {}
    missing = {f"{measure} missing": absent - coded - zero}
    return {"in": len(records), **texts, **percent, **missing, "used": len(records) - absent}


def _visit(records: pd.DataFrame, at: Row, inputs: Inputs, sizes: dict[str, int]) -> list[Row]:
    here = records[(records["AVISIT"] == at["AVISIT"]) & records["TRT01P"].notna()]
    levels = levels_of(records[KIND])
    rows: list[Row] = []
    for arm in inputs.arms:
        own = here[here["TRT01P"] == arm]
        first, *bounds = described(own, at["measure"])
        summary = {"total": sizes[arm], **first}
        rows += [{**at, "ARM": arm, **row} for row in (summary, *bounds)]
        rows += coded_counts({**at, "ARM": arm}, own[KIND], levels, summary, is_known(own))
    return rows


def _inference(analysis: Descriptive) -> str:
    if not analysis.intervals:
        return "No inference."
    return "No comparison. Intervals of means by Student's t, each arm and visit by itself."
