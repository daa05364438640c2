"""Counts that are values of a findings dataset: how many each arm has in the time counted, and the ratio of rates."""

from __future__ import annotations

from collections.abc import Collection

from trialstats.methods.counts.comparison import Observed, compare, model_in_brief, sentences
from trialstats.methods.counts.options import RecordedCounts
from trialstats.methods.counts.person_time import (
    complete_counts,
    left_out,
    offset_words,
    refuse_no_counts,
    time_words,
    why_none,
)
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.named import all_named
from trialstats.methods.shared.scope import better_of, by_parameter, members, visits
from trialstats.methods.shared.used import told_of_left_out, with_everybody
from trialstats.results.collector import Collector
from trialstats.results.shape import Result, Row

__all__ = ["check", "remarks", "run"]


def run(analysis: RecordedCounts, inputs: Inputs) -> Result:
    """Compare the arms at each visit by itself.

    Rows, each of PARAMCD, measure and AVISIT: rate (ARM: n subjects, of whom `count` had any of the `events` in
    `value` units of time; as counted, not adjusted; variable ADJUSTED: of the model), rate_ratio (ARM, REFERENCE;
    std_error of its logarithm), interaction and variance (ARM All; variables DISPERSION and PEARSON), as of counts; and
    margin.
    """
    collector = Collector(inputs.name, "fits")
    people = len(members(inputs, analysis.population))
    for paramcd, records in by_parameter(analysis, inputs):
        better = better_of(inputs, paramcd)
        for visit in visits(analysis, inputs, records, with_baseline=False):
            at: Row = {"PARAMCD": paramcd, "measure": analysis.measure, "AVISIT": visit}
            frame, counts = complete_counts(analysis, records[records["AVISIT"] == visit])
            collector.exclude(at, with_everybody(counts, people))
            observed = Observed(frame, at, None, analysis.per, analysis.unit, better, why_none(counts))
            compare(analysis, inputs, observed, collector)
    collector.add(*told_of_left_out(collector, all_named(inputs)))
    told = [f"Each visit by itself. {time_words(analysis)}"]
    told += sentences(analysis, inputs, "the count", offset_words(analysis))
    brief = f"{model_in_brief(analysis, inputs, offset_words(analysis))} {time_words(analysis)}"
    return collector.result(software="statsmodels, scipy", inference=" ".join(told), brief=brief)


def check(analysis: RecordedCounts, inputs: Inputs) -> None:
    """Refuse values that are no counts, and variables that the records do not have."""
    refuse_no_counts(analysis, inputs)


def remarks(analysis: RecordedCounts, inputs: Inputs, known: Collection[str]) -> list[str]:
    """Say whose counts are left out for the time in which they were counted, or a covariate, is of no use."""
    return list(left_out(analysis, inputs))
