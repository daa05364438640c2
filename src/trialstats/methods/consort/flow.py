"""How participants went through the trial: how many came to each box of the flow diagram, and why others did not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from trialstats.errors import DataError
from trialstats.methods.consort.flow_analysed import USED, seen_at, used_by
from trialstats.methods.consort.options import Flow as FlowAnalysis
from trialstats.methods.consort.rows import Flow
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.people import NO_REASON, began_periods, ends_known, is_yes, randomised, reasons, was
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL
from trialstats.results.shape import Result, Row
from trialstats.trialfile.parts.crossover import actual_variable
from trialstats.trialfile.parts.screening import NOT_RANDOMISED
from trialstats.trialfile.text.declared import About, Problem

__all__ = ["check", "run"]

# The treatment that was received.
ACTUAL = actual_variable(1)
# By arm, and over all, how many there are; the reasons why each is where it is.
Counts = Mapping[str, int]

# Readers of the report have these under the diagram; docs/reporting.md says which settings tell what is not known.
NOBODY_SCREENED = "only subjects who were randomised are on record"
NO_ENDS = "when and why subjects left the trial is not on record"
NO_TREATMENT = "whether subjects received treatment is not on record"
NO_RESULT = "the analysis gave no number of subjects"


def check(analysis: FlowAnalysis, inputs: Inputs) -> None:
    """Raise DataError where the numbers that were declared do not add up with the subjects that the data hold."""
    enrolment(inputs)


def run(analysis: FlowAnalysis, inputs: Inputs) -> Result:
    """Count by arm (of a crossover trial by sequence) and over all, as `rows.Flow` says; kind count.

    A box is what the box before it was, without those who are named with a reason: each sum is compared, and one that
    is not right raises DataError. Where the data do not tell, the row says why in the place of a count.
    """
    rows = [*enrolment(inputs), *treated(analysis, inputs), *periods(inputs), *ends(inputs)]
    for name in analysis.analyses or ():
        rows += analysed(name, inputs)
    collector = Collector(inputs.name)
    collector.add(*rows)
    return collector.result(
        software="trialstats",
        inference="No inference. Every box of the flow is the one before it without those who are named.",
    )


def enrolment(inputs: Inputs) -> list[Row]:
    """Count who was assessed, not randomised by reason, and randomised by arm."""
    inside = randomised(inputs.adsl)
    rows = boxes(inside, {"variable": Flow.RANDOMISED}, inputs)
    held, total = len(inside) - int(inside.sum()), int(inside.sum())
    if inputs.assessed is not None:
        people, left = inputs.assessed.people, dict(inputs.assessed.not_randomised)
        if people != sum(left.values()) + total:
            raise DataError(
                of_screening(
                    f"{people} assessed are not the {sum(left.values())} not randomised "
                    f"({', '.join(f'{reason} {count}' for reason, count in left.items())}) and the {total} randomised "
                    "of the subjects file"
                )
            )
        if held > sum(left.values()):
            raise DataError(
                of_screening(
                    f"{sum(left.values())} were not randomised, and the subjects file holds {held} without arm"
                )
            )
        return [*screened(people, left), *rows]
    if not held:
        return [{**of_all(Flow.ASSESSED), "reason": NOBODY_SCREENED}, *rows]
    given = reasons(inputs.adsl, NOT_RANDOMISED)
    counts = {NO_REASON: held} if given is None else by_frequency(given[~inside])
    return [*screened(len(inside), counts), *rows]


def of_screening(words: str) -> list[str]:
    """Say what is wrong with the numbers of those assessed, who are declared under `screening`."""
    return [Problem(f"screening: {words}", About(at=("screening",)))]


def screened(people: int, left: Counts) -> list[Row]:
    parts = [of_all(Flow.NOT_RANDOMISED, count, level=reason) for reason, count in left.items()]
    return [of_all(Flow.ASSESSED, people), of_all(Flow.NOT_RANDOMISED, sum(left.values())), *parts]


def of_all(variable: Flow, count: int | None = None, **keys: str) -> Row:
    numbers = {} if count is None else {"n": count, "count": count}
    return {"kind": Kind.COUNT, "ARM": ALL, "variable": variable, **keys, **numbers}


def treated(analysis: FlowAnalysis, inputs: Inputs) -> list[Row]:
    """Count who received the treatment allocated, and why others did not; a crossover trial tells it by period.

    Who received that of another arm did not receive it.
    """
    adsl, inside = inputs.adsl, randomised(inputs.adsl)
    if began_periods(adsl) or inputs.timepoints:
        return []
    if analysis.received is not None:
        received = is_yes(adsl, analysis.received) & inside
    elif "TRTSDT" in adsl:
        received = adsl["TRTSDT"].notna() & inside
    else:
        return unknown(Flow.RECEIVED, NO_TREATMENT, inputs)
    another = received_another(inputs) & received
    received &= ~another
    told = reasons(adsl)
    told = pd.Series(NO_REASON, index=adsl.index, dtype="string") if told is None else told
    given = told.mask(another, "Received " + adsl[ACTUAL].astype("string")) if another.any() else told
    return [
        *boxes(received, {"variable": Flow.RECEIVED}, inputs),
        *with_parts(inside & ~received, {"variable": Flow.NOT_RECEIVED}, inputs, given=given),
    ]


def received_another(inputs: Inputs) -> pd.Series[bool]:
    """Tell who received another treatment than that allocated, where the data say what was received."""
    if ACTUAL not in inputs.adsl:
        return pd.Series(False, index=inputs.adsl.index)
    actual, planned = (inputs.adsl[name].astype("object") for name in (ACTUAL, "TRT01P"))
    return (actual.notna() & planned.notna() & (actual != planned)).astype(bool)


def periods(inputs: Inputs) -> list[Row]:
    """Count who began each period of a crossover trial, and why others did not go on to it."""
    rows: list[Row] = []
    before = randomised(inputs.adsl)
    for place, (period, began) in enumerate(began_periods(inputs.adsl).items()):
        keys = {"variable": Flow.LEFT, "level": period}
        rows += with_parts(before & ~began, keys, inputs, part="group")
        treatments = {name: of_periods[place] for name, of_periods in inputs.sequences.items()}
        for row in boxes(began, {"variable": Flow.BEGAN, "level": period}, inputs):
            rows.append({**row, "PARAM": treatments.get(row["ARM"])})
        before = began
    return rows


def ends(inputs: Inputs) -> list[Row]:
    """Count who completed the trial, who stopped and why, and of whom nobody says."""
    adsl = inputs.adsl
    if not ends_known(adsl):
        return unknown(Flow.COMPLETED, NO_ENDS, inputs)
    completed, stopped = was(adsl, Flow.COMPLETED), was(adsl, Flow.DISCONTINUED)
    rows = [
        *boxes(completed, {"variable": Flow.COMPLETED}, inputs),
        *with_parts(stopped, {"variable": Flow.DISCONTINUED}, inputs),
    ]
    open_ends = randomised(adsl) & ~completed & ~stopped
    return [*rows, *boxes(open_ends, {"variable": Flow.NOT_KNOWN}, inputs)]


def analysed(name: str, inputs: Inputs) -> list[Row]:
    """Count whom an analysis used, of these who has a value at the visit of interest, and why not the others."""
    adsl = inputs.adsl[randomised(inputs.adsl)]
    asked = inputs.asked[name]
    keys = {"group": name, "PARAM": f"{asked.label} ({asked.role})"}
    found = used_by(name, adsl, inputs)
    if found is None:
        return [{**row, **keys} for row in unknown(Flow.ANALYSED, NO_RESULT, inputs)]
    if isinstance(found, dict):
        return [{**row, **keys} for row in from_numbers(found, inputs)]
    status = inputs.adsl["USUBJID"].map(found)
    rows = boxes((status == USED).astype(bool), {"variable": Flow.ANALYSED}, inputs)
    for visit, seen in seen_at(name, found, inputs).items():
        there = inputs.adsl["USUBJID"].map(seen).eq(True).fillna(False).astype(bool)
        rows += boxes(there, {"variable": Flow.OBSERVED, "level": visit}, inputs)
    left = status.notna() & (status != USED)
    rows += with_parts(left.astype(bool), {"variable": Flow.EXCLUDED}, inputs, given=status)
    add_up(rows, Flow.ANALYSED, Flow.EXCLUDED, inputs)
    return [{**row, **keys} for row in rows]


def from_numbers(found: Mapping[str, Counts], inputs: Inputs) -> list[Row]:
    """Make the rows of an analysis that tells of its subjects in numbers alone."""
    every = {reason: None for counts in found.values() for reason, count in counts.items() if count or reason == USED}
    totals = {arm: sum(counts.values()) for arm, counts in found.items()}
    sums = {reason: {arm: counts.get(reason, 0) for arm, counts in found.items()} for reason in every}
    rows: list[Row] = counted(sums.pop(USED), totals, {"variable": Flow.ANALYSED})
    left = {arm: sum(by_arm[arm] for by_arm in sums.values()) for arm in found}
    rows += counted(left, totals, {"variable": Flow.EXCLUDED})
    for reason in sorted(sums, key=lambda reason: -sum(sums[reason].values())):
        rows += counted(sums[reason], totals, {"variable": Flow.EXCLUDED, "level": reason})
    add_up(rows, Flow.ANALYSED, Flow.EXCLUDED, inputs)
    return rows


def unknown(variable: Flow, reason: str, inputs: Inputs) -> list[Row]:
    """Say by arm why something is not known."""
    row = {"kind": Kind.COUNT, "variable": variable, "reason": reason}
    return [{**row, "ARM": arm} for arm in (*inputs.arms, ALL)]


def with_parts(
    people: pd.Series[bool], keys: Row, inputs: Inputs, *, part: str = "level", given: pd.Series[str] | None = None
) -> list[Row]:
    """Count some people, and them by reason, the most frequent first; the parts are compared with the whole.

    part: the key of a row that names the reason. given: everybody's reason; by default that for stopping.
    """
    told = reasons(inputs.adsl) if given is None else given.astype("string")
    told = pd.Series(NO_REASON, index=people.index, dtype="string") if told is None else told
    rows = boxes(people, keys, inputs)
    parts = [
        row
        for reason in by_frequency(told[people])
        for row in boxes(people & (told == reason).fillna(False).astype(bool), {**keys, part: reason}, inputs)
    ]
    for row in rows:
        own = sum(one["count"] for one in parts if one["ARM"] == row["ARM"])
        if own != row["count"]:
            raise DataError(
                f"the flow of participants does not add up: {keys['variable']} of {row['ARM']} is {row['count']}, and "
                f"its reasons are {own}"
            )
    return [*rows, *parts]


def add_up(rows: Sequence[Row], stays: Flow, leaves: Flow, inputs: Inputs) -> None:
    """Compare what stays and what leaves with those randomised; DataError where they are not as many."""
    for arm in inputs.arms:
        whole = [row for row in rows if row["ARM"] == arm and row["variable"] in (stays, leaves) and "level" not in row]
        if sum(row["count"] for row in whole) != whole[0]["total"]:
            told = " and ".join(f"{row['variable']} {row['count']}" for row in whole)
            raise DataError(f"the flow of participants does not add up: of {whole[0]['total']} with {arm}, {told}")


def by_frequency(given: pd.Series[str]) -> dict[str, int]:
    """Count reasons, the most frequent first and those as frequent by name."""
    counts = given.value_counts()
    return {str(reason): int(counts[reason]) for reason in sorted(counts.index, key=lambda name: (-counts[name], name))}


def boxes(people: pd.Series[bool], keys: Row, inputs: Inputs) -> list[Row]:
    """Count people by arm and over all, of those randomised."""
    arm, inside = inputs.adsl["TRT01P"].astype("object"), randomised(inputs.adsl)
    sizes = {name: int(((arm == name) & inside).sum()) for name in inputs.arms}
    return counted({name: int(((arm == name) & people).sum()) for name in inputs.arms}, sizes, keys)


def counted(by_arm: Counts, totals: Counts, keys: Row) -> list[Row]:
    """Make the rows of numbers by arm, and of all arms together."""
    numbers = {**by_arm, ALL: sum(by_arm.values())}
    of = {**totals, ALL: sum(totals.values())}
    base = {"kind": Kind.COUNT, **keys}
    return [{**base, "ARM": arm, "n": count, "count": count, "total": of[arm]} for arm, count in numbers.items()]
