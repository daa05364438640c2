"""Shares of subjects with an event, by arm, at each visit or over the trial, and how the arms compare."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from trialstats.engines.proportions import proportion
from trialstats.methods.proportions.comparisons import compare_all, expected_rows
from trialstats.methods.proportions.counted import counted
from trialstats.methods.proportions.event import event_name, refuse_unknown
from trialstats.methods.proportions.options import Proportions
from trialstats.methods.proportions.rows import MAIN, Approach
from trialstats.methods.proportions.rules import brief, main_approach, rules
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.modifiers.effects import modifier_names
from trialstats.methods.shared.modifiers.values import refuse_modifiers
from trialstats.methods.shared.named import all_named
from trialstats.methods.shared.scope import by_parameter, conf_level, visits
from trialstats.methods.shared.used import told_of_left_out
from trialstats.methods.shared.yes_or_no.desirable import is_desirable
from trialstats.methods.shared.yes_or_no.people import RESPONSE, people_over
from trialstats.methods.shared.yes_or_no.rows import Status
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.rows import Told
from trialstats.results.shape import Result, Row

__all__ = ["check", "run"]


def run(analysis: Proportions, inputs: Inputs) -> Result:
    """Count, per parameter and visit (or over all), the subjects with the event, and compare arms.

    Rows (key group: the event): count (variable STATUS, level the status; they add up to total; EXCLUDED, who is in no
    denominator), proportion (ARM), risk_difference, risk_ratio, odds_ratio (ARM, REFERENCE; variable an Approach where
    it is not that of the analysis), nnt, joint_test (over strata), margin; value (which approach is the analysis, and
    the rules). Standardised proportions have the variable of that approach. Those of modifiers:
    `shared/modifiers/effects`.
    """
    collector = Collector(inputs.name, "fits")
    collector.add(*modifier_names(analysis, inputs))
    alone: list[str] = []
    for paramcd, records in by_parameter(analysis, inputs):
        seen = visits(analysis, inputs, records, with_baseline=False)
        group = event_name(analysis, inputs, paramcd)
        better: Literal["higher", "lower"] = "higher" if is_desirable(analysis, inputs, paramcd) else "lower"
        for visit, together in [(None, seen)] if analysis.over == "trial" else [(visit, [visit]) for visit in seen]:
            at: Row = {"PARAMCD": paramcd, "measure": analysis.measure, "AVISIT": visit, "group": group}
            with collector.attempt(at, expected_rows(analysis, inputs, at)):
                failure = Status.FAILURE
                people = people_over(analysis, inputs, paramcd, together, failure)
                kept = counted(analysis, inputs, people, at, collector, fails=better == "higher")
                shares(analysis, inputs, kept, at, collector)
                alone += compare_all(analysis, inputs, kept, at, better, collector)
        main = {"PARAMCD": paramcd, "group": group, "variable": MAIN, "level": main_approach(analysis)}
        collector.add({"kind": Kind.VALUE, **main, "PARAM": group, "better": better})
    sentences = [*rules(analysis, inputs), *alone_told(alone)]
    collector.add(
        *(
            {"kind": Kind.VALUE, "variable": Told.RULE, "level": str(number), "PARAM": sentence}
            for number, sentence in enumerate(sentences, start=1)
        )
    )
    collector.add(*told_of_left_out(collector, all_named(inputs), about=Approach.STANDARDISED))
    software, said = "trialstats, statsmodels, scipy", brief(analysis, inputs)
    return collector.result(software=software, inference=" ".join(sentences), brief=said)


def shares(analysis: Proportions, inputs: Inputs, people: pd.DataFrame, at: Row, collector: Collector) -> None:
    """Estimate the share of each arm as it is."""
    for arm in inputs.arms:
        own = people.loc[people["TRT01P"] == arm, RESPONSE]
        keys = {**at, "kind": Kind.PROPORTION, "ARM": arm}
        with collector.attempt(keys):
            estimate = proportion(int(own.sum()), len(own), conf_level(analysis), analysis.interval.share)
            collector.add({**keys, **estimate})


def alone_told(found: list[str]) -> list[str]:
    return (
        [
            "Within strata nobody is compared whose stratum is not known or has one arm only; left out so: "
            f"{'; '.join(found)}."
        ]
        if found
        else []
    )


def check(analysis: Proportions, inputs: Inputs) -> None:
    """Raise SpecError for an event of which nobody says whether it is wished for, and a result that no record has."""
    refuse_unknown(analysis, inputs)
    refuse_modifiers(analysis, inputs)
