"""A yes or no at several visits: one logistic model of arm by visit, by generalised estimating equations."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from trialstats.errors import FitError
from trialstats.methods.proportions.counted import counted
from trialstats.methods.proportions.event import event_name, refuse_unknown
from trialstats.methods.proportions.options import RepeatedBinary
from trialstats.methods.proportions.repeated_model import Model, fit_model
from trialstats.methods.proportions.repeated_rules import brief, rules
from trialstats.methods.proportions.rows import EVENT, MODEL, Joint
from trialstats.methods.shared.complete import complete_records
from trialstats.methods.shared.equations import solved
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.named import all_named
from trialstats.methods.shared.scope import by_parameter, conf_level, pairs, visits
from trialstats.methods.shared.used import told_of_left_out
from trialstats.methods.shared.yes_or_no.desirable import is_desirable
from trialstats.methods.shared.yes_or_no.people import RESPONSE, people_over
from trialstats.methods.shared.yes_or_no.rows import Status
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.rows import Told
from trialstats.results.shape import Result, Row

__all__ = ["check", "run"]


def run(analysis: RepeatedBinary, inputs: Inputs) -> Result:
    """Count the subjects with the event by arm and visit, and compare the arms by one model of all visits.

    Rows (key group: the event), at each visit and, without AVISIT, over the visits with equal weights: proportion (ARM;
    count of total are the records used, estimate is the standardised share), odds_ratio (std_error of its logarithm)
    and risk_difference (ARM, REFERENCE). count by status at each visit, as of proportions; joint_test (variable a
    Joint); value (EVENT, and the rules).
    """
    collector = Collector(inputs.name, "fits")
    told: list[Row] = []
    several = False
    for paramcd, records in by_parameter(analysis, inputs):
        seen = visits(analysis, inputs, records, with_baseline=False)
        several |= len(seen) > 1
        group = event_name(analysis, inputs, paramcd)
        better: Literal["higher", "lower"] = "higher" if is_desirable(analysis, inputs, paramcd) else "lower"
        at: Row = {"PARAMCD": paramcd, "measure": analysis.measure, "group": group}
        collector.add({"kind": Kind.VALUE, **at, "variable": EVENT, "PARAM": group, "better": better})
        with collector.attempt(at, expected(inputs, at, seen)):
            if not seen:
                raise FitError("there is no visit after baseline")
            kept = [
                counted(analysis, inputs, people, {**at, "AVISIT": visit}, collector, fails=better == "higher")
                .reset_index()
                .assign(AVISIT=visit)
                for visit in seen
                for people in [people_over(analysis, inputs, paramcd, [visit], Status.FAILURE)]
            ]
            told += modelled(analysis, inputs, pd.concat(kept, ignore_index=True), at, seen, collector)
    sentences = rules(analysis, inputs, several=several)
    for number, sentence in enumerate(sentences, start=1):
        collector.add({"kind": Kind.VALUE, "variable": Told.RULE, "level": str(number), "PARAM": sentence})
    collector.add(*told, *told_of_left_out(collector, all_named(inputs), "subjects' visits", MODEL))
    software, said = "trialstats (numpy, scipy)", brief(analysis, inputs)
    return collector.result(software=software, inference=" ".join(sentences), brief=said)


def check(analysis: RepeatedBinary, inputs: Inputs) -> None:
    """Raise SpecError for an event of which nobody says whether it is wished for, and a result that no record has."""
    refuse_unknown(analysis, inputs)


def expected(inputs: Inputs, at: Row, seen: list[str]) -> list[Row]:
    """List the rows that the model gives: at each visit, over several, and the tests of all together."""
    rows: list[Row] = []
    for visit in [*seen, *([None] if len(seen) > 1 else [])]:
        place = {**at, "AVISIT": visit}
        rows += [{**place, "kind": Kind.PROPORTION, "ARM": arm} for arm in inputs.arms]
        for pair in pairs(inputs):
            rows += [{**place, **pair, "kind": kind} for kind in (Kind.ODDS_RATIO, Kind.RISK_DIFFERENCE)]
    if len(seen) > 1:
        # Of two arms the odds ratio over the visits says the first.
        tests = Joint if len(inputs.arms) > 2 else [Joint.ARM_BY_VISIT]
        rows += [{**at, "kind": Kind.JOINT_TEST, "variable": test} for test in tests]
    return rows


def modelled(
    analysis: RepeatedBinary, inputs: Inputs, people: pd.DataFrame, at: Row, seen: list[str], collector: Collector
) -> list[Row]:
    """Fit the model and add its rows; give the sentence that says how it was fitted."""
    people = people.assign(AVISIT=pd.Categorical(people["AVISIT"], seen, ordered=True))
    frame, counts = complete_records(people, [RESPONSE, "TRT01P", *analysis.covariates])
    if counts["used"] < counts["in"]:
        collector.exclude({"PARAMCD": at["PARAMCD"], "group": at["group"], "variable": MODEL}, counts)
    rows = expected(inputs, at, seen)
    told: list[Row] = []
    with collector.attempt(at, rows):
        refuse_extremes(inputs, frame, seen)
        model = fit_model(analysis, frame)
        collector.describe({"PARAMCD": at["PARAMCD"], "group": at["group"]}, model.description())
        for row in rows:
            with collector.attempt(row):
                collector.add({**row, **estimated(analysis, model, row)})
        sentence = solved(model.fit, analysis.correlation, len(model.frame), str(at["group"]))
        told.append({"kind": Kind.VALUE, "PARAMCD": at["PARAMCD"], "variable": Told.RULE, "PARAM": sentence})
    return told


def refuse_extremes(inputs: Inputs, frame: pd.DataFrame, seen: list[str]) -> None:
    """Raise FitError for an arm without records at a visit, and one in which nobody has the event there, or all."""
    for visit in seen:
        for arm in inputs.arms:
            own = frame.loc[(frame["AVISIT"] == visit) & (frame["TRT01P"] == arm), RESPONSE]
            if own.empty:
                raise FitError(
                    f"no complete record of {arm} at {visit}: a model of arm by visit needs all arms at all its "
                    "visits; choose its `visits`"
                )
            if (own == own.iloc[0]).all():
                who = f"all {len(own)} subjects have" if own.iloc[0] else f"none of {len(own)} subjects has"
                raise FitError(
                    f"{who} the event in {arm} at {visit}: its odds are {'infinite' if own.iloc[0] else '0'}, and the "
                    "model of all visits has no solution; choose its `visits`, or compare each by `proportions`"
                )


def estimated(analysis: RepeatedBinary, model: Model, row: Row) -> Row:
    """Give the numbers of a row."""
    level, visit = conf_level(analysis), row.get("AVISIT")
    if row["kind"] == Kind.JOINT_TEST:
        return model.joint(by_visit=row["variable"] == Joint.ARM_BY_VISIT)
    if row["kind"] == Kind.PROPORTION:
        return {**model.counts(row["ARM"], visit), **model.share(row["ARM"], visit, level)}
    compare = model.odds_ratio if row["kind"] == Kind.ODDS_RATIO else model.difference
    return {
        **compare(row["ARM"], row["REFERENCE"], visit, level),
        "n": model.subjects((row["ARM"], row["REFERENCE"]), visit),
    }
