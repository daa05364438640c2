"""A crossover trial: sequences of arms that there are, visits of its periods, and what it can be asked."""

from __future__ import annotations

from collections import Counter

from trialstats.methods.registry import METHODS, entry_of
from trialstats.trialfile.names import Broken, Missing, unknown
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.parts.crossover import PERIOD_END, PERIOD_START, Crossover, end_variable, start_variable
from trialstats.trialfile.trial import Trial
from trialstats.trialfile.under_treatment import TIME, no_time_under_treatment

__all__ = ["crossover"]


def crossover(trial: Trial) -> Broken:
    """Yield what is wrong with the crossover, or in a trial that is none with what only such a trial has."""
    if trial.crossover is None:
        yield from without(trial)
        return
    yield from sequences(trial, trial.crossover)
    yield from visits(trial, trial.crossover)
    yield from sources(trial)
    yield from not_for_it(trial)


def without(trial: Trial) -> Broken:
    """Yield the keys that need a crossover, and methods that compare periods."""
    if len(trial.subjects.arm) > 1:
        text = "has several columns, which is for crossover trials: their treatments by period (`crossover`)"
        yield ("subjects", "arm"), Missing(text, "crossover")
    for name, visit in trial.visits.items():
        if visit.period is not None:
            yield ("visits", name, "period"), Missing("needs `subjects.crossover`, which says the periods", "crossover")
    for name, source in trial.sources.items():
        if source.period is not None:
            yield (
                ("sources", name, "period"),
                Missing("needs `subjects.crossover`, which says the periods", "crossover"),
            )
    for name, analysis in trial.analyses.items():
        if analysis.in_crossover == "periods":
            text = f"= {analysis.method} compares the periods of subjects, and needs `subjects.crossover`"
            yield ("analyses", name, "method"), Missing(text, "crossover")


def sequences(trial: Trial, made: Crossover) -> Broken:
    at = ("subjects", "crossover")
    used = Counter(arm for sequence in made.sequences.values() for arm in sequence.treatments)
    for name, sequence in made.sequences.items():
        for arm in dict.fromkeys(sequence.treatments):
            if arm not in trial.arms:
                yield (*at, "sequences", name, "treatments"), unknown("arm", arm, trial.arms)
        if (len(trial.subjects.arm) > 1 or made.period) and sequence.codes:
            text = "goes with one column of the sequence; `subjects.arm` holds codes of arms, period by period"
            yield (*at, "sequences", name, "codes"), text
        if name in trial.arms:
            yield (*at, "sequences", name), "is the name of an arm too: take another"
    for arm in trial.arms:
        if not used[arm]:
            yield ("arms", arm), "is a treatment of no sequence (`subjects.crossover.sequences`)"
    codes = [code for sequence in made.sequences.values() for code in sequence.codes or ()]
    for code, times in Counter(codes).items():
        if times > 1:
            yield (*at, "sequences"), f"has the code {code} of several sequences"
    if made.period and len(trial.subjects.arm) > 1:
        text = f"has {len(trial.subjects.arm)} columns, and `crossover.period` says that one has a row a period"
        yield ("subjects", "arm"), text
    elif len(trial.subjects.arm) not in (1, made.length):
        text = f"has {len(trial.subjects.arm)} columns: one of the sequence, or {made.length}, one a period"
        yield ("subjects", "arm"), text
    if made.washout == "none":
        ends = [end_variable(period) for period in range(1, made.length)]
        for end in (name for name in ends if name not in trial.subjects.dates):
            yield (*at, "washout"), Missing(f"= none needs the date {end} under `subjects.dates`", end)


def visits(trial: Trial, made: Crossover) -> Broken:
    """Yield visits of no period there is, outcomes without a timepoint, and baselines that share a period."""
    baselines: dict[int | None, str] = {}
    several = len(trial.baseline_visits) > 1
    for name, visit in trial.visits.items():
        at = ("visits", name)
        if visit.period is not None and visit.period > made.length:
            yield (*at, "period"), f"= {visit.period}; the sequences have periods 1 to {made.length}"
        if visit.baseline:
            if several and visit.period is None:
                yield (*at, "baseline"), "is one of several: give each its `period`"
            elif visit.period in baselines:
                yield (*at, "baseline"), f"= true, and {baselines[visit.period]} gives BASE of period {visit.period}"
            baselines.setdefault(visit.period, name)
        elif visit.timepoint and (twin := _twin(trial, name)):
            yield (*at, "timepoint"), f"= {visit.timepoint} is that of {twin} in the same period"
    if not any(visit.period for visit in trial.visits.values()):
        yield ("visits",), Missing("needs the `period` of each visit that belongs to one", "period")


def _twin(trial: Trial, name: str) -> str | None:
    own = (trial.visits[name].period, trial.visits[name].timepoint)
    earlier = list(trial.visits)[: list(trial.visits).index(name)]
    return next((e for e in earlier if (trial.visits[e].period, trial.visits[e].timepoint) == own), None)


def sources(trial: Trial) -> Broken:
    """Yield sources that cannot tell visits of different periods with one code apart."""
    counts = Counter(code for visit in trial.visits.values() for code in visit.codes)
    shared = [code for code, times in counts.items() if times > 1]
    if not shared:
        return
    dated = start_variable(1) in trial.subjects.dates
    for name in dict.fromkeys(dataset.source for dataset in trial.datasets.values()):
        source = trial.sources.get(name)
        if source is None or source.visits_by == "window" or source.visit is None or source.period:
            continue
        if not (source.date and dated):
            text = (
                f"needs `period`, for visits of several periods have the code {shared[0]}: the column of the period, "
                f"or `date` and the dates {start_variable(1)}, {start_variable(2)} under `subjects.dates`"
            )
            yield ("sources", name), Missing(text, "period")


def not_for_it(trial: Trial) -> Broken:
    """Yield what was made for parallel groups alone."""
    methods = (entry for entry in METHODS if entry.options.in_crossover and entry.options.declared and not entry.sort)
    able = ", ".join(entry.name for entry in methods)
    for name, analysis in trial.analyses.items():
        if analysis.in_crossover is None and analysis.declared:
            words = entry_of(analysis.entry).words
            text = (
                f"= {analysis.method} ({words}) takes the arms for groups of different subjects, and in this trial "
                f"(`crossover`) they are treatments of the same ones; for crossover trials there are: {able}"
            )
            yield ("analyses", name, "method"), text
        if analysis.in_crossover == "treatments":
            yield from times(trial, name, analysis)
    if trial.intercurrent_events:
        yield ("intercurrent_events",), "are not for crossover trials: their strategies act on visits of one treatment"
    for dataset, declared in trial.datasets.items():
        for paramcd, derived in declared.derived.items():
            if derived.over_time:
                at = ("datasets", dataset, "derived", paramcd, "over_time")
                yield at, "sums up over visits of several treatments, in a crossover trial: leave it out"


def times(trial: Trial, name: str, analysis: Method) -> Broken:
    """Yield periods of an analysis of events under treatments that are not the time under each treatment."""
    for key, period in getattr(analysis, "periods", {}).items():
        at = ("analyses", name, key)
        if period.last_record:
            yield (*at, "last_record"), "is not for crossover trials: give `end`, a date of ADSL"
        named = {period.start, *period.end} & {PERIOD_START, PERIOD_END}
        if named and (why := no_time_under_treatment(trial)):
            yield at, f"names {', '.join(sorted(named))}, and the time under each treatment {why}"
        elif key == "follow_up" and not period.last_record:
            if (period.start, period.end) != (PERIOD_START, (PERIOD_END,)):
                text = "counts time in the trial, and not under each treatment, which rates in a crossover trial need"
                yield at, f"{text}: say {TIME}"
            elif period.days_after:
                yield (
                    (*at, "days_after"),
                    f"= {period.days_after} reaches into the time under the next treatment: leave it out",
                )
