"""Adverse events: who had any, of which kind, how bad and how soon; and how the arms differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import product
from typing import Any

import pandas as pd

from trialstats.engines.proportions import risk_difference
from trialstats.engines.rates import UNIT, exact_rate, years
from trialstats.errors import NoSuchNumber
from trialstats.methods.adverse_events.adverse_events_notes import OUTSIDE, notes, overview_labels, rules
from trialstats.methods.adverse_events.options import AdverseEvents
from trialstats.methods.adverse_events.rows import Overview
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.occurrences.counts import (
    ANYTHING,
    KINDS,
    by_severity,
    count_rows,
    first_days,
    kinds_of,
    labelled,
    tally,
)
from trialstats.methods.shared.occurrences.events import (
    chosen_events,
    day_in,
    first_day_in,
    follow_up_days,
    holds,
    last_day_in,
    of_subject,
    people_of,
    span,
)
from trialstats.methods.shared.occurrences.rows import ANY, NO_SYSTEM, Unsaid
from trialstats.methods.shared.scope import conf_level, pairs
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.rows import Told
from trialstats.results.shape import Result, Row

__all__ = ["check", "counted", "run"]

Term = tuple[str, str, str]


def check(analysis: AdverseEvents, inputs: Inputs) -> None:
    """Refuse choices of records that cannot be made."""
    chosen_events(analysis, inputs, people_of(analysis, inputs))


def run(analysis: AdverseEvents, inputs: Inputs) -> Result:
    """Count subjects with an event, each once, and events, by arm and over all (ARM All); compare arms.

    What an event is of stands in the keys: `group` its body system, `variable` its term, `level` its severity; absent
    where it is any. Without a system, `variable` is a line of the overview: ANY, SERIOUS, RELATED, SEVERE, STOPPED,
    further ones by their label, and, of a declared period, BEFORE and AFTER (events that do not count elsewhere);
    with one it is ANY or a term.
    Rows: kind count; rate (first events per person-time at risk); risk_difference (active minus reference).
    At a severity (the subject's most severe event) there are no rates, and differences over all events only.
    Systems and terms stand in the order of how many subjects have them.
    """
    people = people_of(analysis, inputs)
    events, counts = chosen_events(analysis, inputs, people)
    severities = _severities(analysis, inputs)
    events = _described(events, analysis)
    inside, outside = _emergent(events, analysis, inputs)
    sizes = {arm: int((people == arm).sum()) for arm in inputs.arms}
    kinds = kinds_of(inside, _overview(inside, analysis, severities))
    counted = tally(kinds)
    order = _order(kinds, analysis)
    collector = Collector(inputs.name)
    collector.add(*count_rows(counted, order, sizes), *_outside(outside, sizes))
    _compare(counted, order, analysis, inputs, sizes, collector)
    if analysis.severity:
        levels, present = by_severity(kinds, severities), _present(inside, severities)
        graded = [(*kind[:2], level) for kind in order if kind[:2] not in _graded(analysis) for level in present]
        collector.add(*count_rows(levels, graded, sizes))
        any_event = [kind for kind in graded if kind[:2] == (ANYTHING, ANY)]
        _compare(levels, any_event, analysis, inputs, sizes, collector)
    _estimate_rates(kinds, order, people, analysis, inputs, collector)
    labels = overview_labels(analysis)
    collector.add_words(lambda row: {"PARAM": labels.get(str(row["variable"])) if row["group"] is None else None})
    collector.add(
        *({"kind": Kind.VALUE, "variable": Told.RULE, "PARAM": sentence} for sentence in rules(analysis, inputs))
    )
    collector.exclude({"dataset": analysis.dataset}, {**counts, **_left_out(outside), "used": len(inside)})
    return collector.result(**notes(analysis, inside, people, follow_up_of(people, analysis, inputs), inputs))


def counted(analysis: AdverseEvents, inputs: Inputs) -> pd.DataFrame:
    """Give the events behind the rows of `run`, each once for every kind of KINDS that it belongs to, with ARM.

    At a severity these are the events of that severity; the row counts the subjects whose most severe event it is.
    """
    events, _ = chosen_events(analysis, inputs, people_of(analysis, inputs))
    inside, outside = _emergent(_described(events, analysis), analysis, inputs)
    kinds = kinds_of(inside, _overview(inside, analysis, _severities(analysis, inputs)))
    graded = [kinds.assign(level=kinds["severity"])] if analysis.severity else []
    beyond = outside.assign(group=ANYTHING, variable=outside["where"].astype("str"), level=ANYTHING)
    return pd.concat([kinds, *graded, beyond], ignore_index=True)


def _severities(analysis: AdverseEvents, inputs: Inputs) -> list[str]:
    """List the severities from the mildest up, as the codes are declared."""
    if analysis.severity is None:
        return []
    column = inputs.datasets[str(analysis.dataset)][analysis.severity]
    if not isinstance(column.dtype, pd.CategoricalDtype):
        raise ValueError(f"{analysis.severity} has no order: its codes are not declared")
    return [str(level) for level in column.cat.categories]


def _described(events: pd.DataFrame, analysis: AdverseEvents) -> pd.DataFrame:
    """Add the texts of system, term and severity."""
    named = labelled(events, {"system": analysis.system, "term": analysis.term, "severity": analysis.severity})
    return named if analysis.system else named.assign(system=NO_SYSTEM)


def _emergent(events: pd.DataFrame, analysis: AdverseEvents, inputs: Inputs) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split events into those of the declared period and the others, with `where` BEFORE or AFTER it.

    An event without a date counts as one of the period, unless it was over before: nobody can tell that it is not. So
    does one whose date is known in part, unless every day that it can be lies before the period, or after it.
    """
    period = analysis.treatment_emergent
    if period is None:
        return events, events.iloc[:0].assign(where="")
    known = span(period, inputs, list(dict.fromkeys(events["USUBJID"])))
    first_day, last_day = first_day_in(known, events, analysis.start), last_day_in(known, events, analysis.start)
    last = of_subject(follow_up_days(known), events) if period.ends else pd.Series(float("nan"), events.index)
    over = last_day_in(known, events, analysis.end) < 1 if analysis.end else False
    after = (first_day >= 1) & (first_day > last)
    where = pd.Series("", events.index).mask((last_day < 1) | over, Overview.BEFORE).mask(after, Overview.AFTER)
    return events[where == ""].reset_index(drop=True), events.assign(where=where)[where != ""]


def _overview(events: pd.DataFrame, analysis: AdverseEvents, severities: Sequence[str]) -> dict[str, pd.Series[bool]]:
    """Tell which events each line of the overview counts."""
    lines: dict[str, pd.Series[bool]] = {ANY: pd.Series(True, index=events.index)}
    lines |= {code: holds(events, condition) for code, condition in analysis.lines.items()}
    if severities:
        lines[Overview.SEVERE] = events["severity"].isin(analysis.severe or severities[-1:])
    return lines


def _order(kinds: pd.DataFrame, analysis: AdverseEvents) -> list[Term]:
    """List the overview, then systems and their terms, those with the most subjects first, else by name."""
    overview = [(ANYTHING, code, ANYTHING) for code in overview_labels(analysis) if code not in OUTSIDE]
    of = kinds[kinds["group"] != ANYTHING].groupby(["group", "variable"])["USUBJID"].nunique().rename("n").reset_index()
    systems = of[of["variable"] == ANY].set_index("group")["n"]
    of = of.assign(total=of["group"].map(systems), any=of["variable"] == ANY)
    keys = ["total", "group", "any", "n", "variable"]
    of = of.sort_values(keys, ascending=[False, True, False, False, True])
    terms = zip(of["group"], of["variable"], strict=True)
    return [*overview, *((group, variable, ANYTHING) for group, variable in terms)]


def _graded(analysis: AdverseEvents) -> set[tuple[str, str]]:
    """Name the lines of the overview that severity does not split: all but the first."""
    return {(ANYTHING, code) for code in overview_labels(analysis) if code != ANY}


def _present(events: pd.DataFrame, severities: Sequence[str]) -> list[str]:
    unsaid = [Unsaid.SEVERITY] if (events["severity"] == Unsaid.SEVERITY).any() else []
    return [*severities, *unsaid]


def _outside(events: pd.DataFrame, sizes: Mapping[str, int]) -> list[Row]:
    """Count the events before and after the period, which count nowhere else."""
    counts = tally(events.assign(group=ANYTHING, variable=events["where"], level=ANYTHING))
    lines = [(ANYTHING, where, ANYTHING) for where in OUTSIDE if (events["where"] == where).any()]
    return count_rows(counts, lines, sizes)


def _left_out(events: pd.DataFrame) -> dict[str, int]:
    words = {Overview.BEFORE: "began before the period", Overview.AFTER: "began after the period"}
    counts = events["where"].value_counts()
    return {said: int(counts[where]) for where, said in words.items() if where in counts}


@cache
def difference_of(count: int, total: int, count_reference: int, total_reference: int, level: float) -> Row:
    """Compare two shares; the same four numbers come up again and again."""
    return risk_difference(count, total, count_reference, total_reference, level)


def _compare(
    counts: pd.DataFrame,
    kinds: Sequence[Term],
    analysis: AdverseEvents,
    inputs: Inputs,
    sizes: Mapping[str, int],
    collector: Collector,
) -> None:
    """Compare the shares of subjects with each kind of event."""
    subjects = counts["count"].to_dict()
    hidden = () if analysis.p_values else ("statistic", "p_value")
    for kind, pair in product(kinds, pairs(inputs)):
        keys = {key: value or None for key, value in zip(KINDS, kind, strict=True)}
        row = {"kind": Kind.RISK_DIFFERENCE, **pair, **keys}
        active, reference = ((int(subjects.get((*kind, arm), 0)), sizes[arm]) for arm in pair.values())
        with collector.attempt({"ARM": pair["ARM"], **keys}, [row]):
            difference = difference_of(*active, *reference, conf_level(analysis))
            collector.add({**row, **{name: value for name, value in difference.items() if name not in hidden}})


def follow_up_of(people: pd.Series[str], analysis: AdverseEvents, inputs: Inputs) -> pd.Series[float] | None:
    """Count each subject's days of follow-up, where the file says what it is."""
    if analysis.follow_up is None:
        return None
    return follow_up_days(span(analysis.follow_up, inputs, list(people.index)))


def _estimate_rates(
    kinds: pd.DataFrame,
    order: Sequence[Term],
    people: pd.Series[str],
    analysis: AdverseEvents,
    inputs: Inputs,
    collector: Collector,
) -> None:
    """Estimate the incidence of first events per person-time at risk; nothing where no follow-up is declared."""
    days = follow_up_of(people, analysis, inputs)
    if days is None or analysis.follow_up is None:
        return
    known = span(analysis.follow_up, inputs, list(people.index))
    day = _day_as_far_as_it_matters(kinds, known, days, analysis)
    first = first_days(kinds.assign(day=day), days)
    found = {tuple(key): tuple(numbers) for key, *numbers in first[["firsts", "spared", "undated"]].itertuples()}
    time, at_risk = days.groupby(people).sum(), days.groupby(people).count()
    for kind, arm in product(order, inputs.arms):
        keys = {key: value or None for key, value in zip(KINDS, kind, strict=True)}
        row = {"kind": Kind.RATE, "ARM": arm, **keys, "unit": UNIT}
        cell = found.get((*kind, arm), (0, 0.0, 0))
        n, total = int(at_risk.get(arm, 0)), float(time.get(arm, 0.0))
        with collector.attempt({"ARM": arm, **keys}, [row]):
            collector.add({**row, **_rate(cell, total, n, conf_level(analysis))})


def _day_as_far_as_it_matters(
    kinds: pd.DataFrame, period: pd.DataFrame, days: pd.Series[float], analysis: AdverseEvents
) -> pd.Series[float]:
    """Count the day on which each event began; of a day not known, one before or after the follow-up if it was then.

    What was over before the follow-up had begun before it.
    """
    day = day_in(period, kinds, analysis.start)
    for variable in filter(None, (analysis.start, analysis.end)):
        last = last_day_in(period, kinds, variable)
        day = day.fillna(last.where(last < 1))
    first = first_day_in(period, kinds, analysis.start)
    return day.fillna(first.where(first > of_subject(days, kinds)))


def _rate(cell: tuple[Any, ...], days: float, n: int, level: float) -> Row:
    firsts, spared, undated = cell
    if undated:
        who = "1 subject has" if undated == 1 else f"{undated:.0f} subjects have"
        raise NoSuchNumber(
            f"{who} an event whose day is not known and none dated in the follow-up: the time at risk is not known "
            "(`impute` of the date makes a day stand for it)"
        )
    return exact_rate(int(firsts), years(days - spared), n, level)
