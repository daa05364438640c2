"""Times to an event: curves, quartiles, log-rank test, hazard ratio and restricted means of each parameter."""

from __future__ import annotations

from trialstats.engines.survival import log_rank, log_rank_all
from trialstats.errors import FitError
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.named import all_named
from trialstats.methods.shared.scope import arm_sizes, pairs
from trialstats.methods.shared.used import told_of_left_out
from trialstats.methods.time_to_event.curves import describe_arm
from trialstats.methods.time_to_event.event_times import NOBODY, EventTimes
from trialstats.methods.time_to_event.hazards import add_hazard_ratios
from trialstats.methods.time_to_event.options import TimesToEvent
from trialstats.methods.time_to_event.restricted_means import add_restricted_means
from trialstats.methods.time_to_event.rows import CENSORED, EVENT, TIMED, WITHIN_STRATA, Test
from trialstats.methods.time_to_event.times import ARM, HAPPENED, STRATUM, TIME, parameters, times_of
from trialstats.methods.time_to_event.words import inference, model_in_brief
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL
from trialstats.results.shape import Result, Row

__all__ = ["check", "run"]


def check(analysis: TimesToEvent, inputs: Inputs) -> None:
    """Refuse choices of subjects that cannot be made."""
    for code in parameters(analysis, inputs):
        times_of(analysis, inputs, code)


def run(analysis: TimesToEvent, inputs: Inputs) -> Result:
    """Describe and compare the times to each event.

    Rows, each of a PARAMCD: count (ARM; variable EVENT and CENSORED, with `level` by what it was); time_by (ARM; level
    25, 50, 75: the percentage that have had the event by then); point (ARM; variable WITHOUT or HAD, in percent: at the
    times asked for, AVISIT their name, and along the curve, level the time; `n` at risk, `events` at that very time);
    restricted_mean (ARM; `value` up to when), its difference and ratio (variable RMST); rank_test (the log-rank test:
    z above 0 where the arm has more events than expected); hazard_ratio (std_error of its logarithm), and its margin;
    joint_test (ARM All: the log-rank test of several arms; variable PROPORTIONALITY, level the variable tested); value
    and point (variable OVER_TIME: the log hazard ratio at each event, and its curve; see `over_time`).
    """
    collector = Collector(inputs.name, "fits")
    for code in parameters(analysis, inputs):
        frame, counts = times_of(analysis, inputs, code)
        collector.exclude({"PARAMCD": code}, counts)
        add_event(EventTimes(analysis, inputs, code, frame, collector))
    said, brief = inference(analysis, inputs), model_in_brief(analysis, inputs)
    collector.add(*told_of_left_out(collector, all_named(inputs)))
    return collector.result(software="scipy, NumPy", inference=said, brief=brief)


def add_event(event: EventTimes) -> None:
    """Describe and compare the times to one event."""
    tell_alone(event)
    add_counts(event)
    for arm in event.inputs.arms:
        describe_arm(event, arm)
    add_restricted_means(event)
    add_log_rank(event)
    add_hazard_ratios(event)


def tell_alone(event: EventTimes) -> None:
    """Note, of each comparison within strata, the subjects of strata in which one of the two arms is alone."""
    for pair in pairs(event.inputs) if event.analysis.strata else ():
        own = event.frame[event.frame[ARM].astype(str).isin([*pair.values()])]
        alone = int((own.groupby(STRATUM)[ARM].transform("nunique") < 2).sum())
        if alone:
            counts = {"in": len(own), "in a stratum with one arm only, which compares nobody": alone}
            keys = {**event.at, **pair, "variable": WITHIN_STRATA}
            event.collector.exclude(keys, {**counts, "used": len(own) - alone})


def add_counts(event: EventTimes) -> None:
    """Count those with a time of each arm, the events and the censored, and by what they were."""
    for arm, total in arm_sizes(event.inputs, event.analysis.population).items():
        n = len(event.of[arm])
        timed: Row = {**event.at, "kind": Kind.COUNT, "ARM": arm, "variable": TIMED, "n": n, "count": n, "total": total}
        event.collector.add({**timed, **({"percent": 100 * n / total} if total else {"reason": NOBODY})})
    events = list(dict.fromkeys(event.frame.loc[event.frame[HAPPENED], "EVNTDESC"]))
    ends = list(dict.fromkeys(event.frame.loc[~event.frame[HAPPENED], "EVNTDESC"]))
    for arm, own in event.of.items():
        for variable, chosen, words in ((EVENT, own[HAPPENED], events), (CENSORED, ~own[HAPPENED], ends)):
            for level in (None, *words):
                count = int((chosen & (own["EVNTDESC"] == level)).sum() if level else chosen.sum())
                share: Row = {"percent": 100 * count / len(own)} if len(own) else {"reason": NOBODY}
                row = {**event.at, "kind": Kind.COUNT, "ARM": arm, "variable": variable, "level": level}
                event.collector.add({**row, "n": count, "count": count, "total": len(own), **share})


def add_log_rank(event: EventTimes) -> None:
    """Compare each arm with the reference, and where there are several, all at once."""
    tests = (Test.LOG_RANK, Test.STRATIFIED) if event.analysis.strata else (Test.LOG_RANK,)
    for test in tests:
        for pair in pairs(event.inputs):
            row: Row = {**event.at, "kind": Kind.RANK_TEST, **pair, "variable": test}
            own = event.frame[event.frame[ARM].astype(str).isin([*pair.values()])]
            strata = own[STRATUM] if test is Test.STRATIFIED else None
            with event.collector.attempt(row):
                active = own[ARM].astype(str) == pair["ARM"]
                if own.empty:
                    raise FitError("an arm has no subject")
                event.collector.add({**row, **log_rank(own[TIME], own[HAPPENED], active, strata)})
        if len(event.inputs.arms) > 2:
            whole: Row = {**event.at, "kind": Kind.JOINT_TEST, "ARM": ALL, "variable": test}
            strata = event.frame[STRATUM] if test is Test.STRATIFIED else None
            with event.collector.attempt(whole):
                numbers = event.frame[ARM].cat.codes.astype(int)
                event.collector.add(
                    {**whole, **log_rank_all(event.frame[TIME], event.frame[HAPPENED], numbers, strata)}
                )
