"""What an analysis covers: its parameters, visits, value, population and pairs of arms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from trialstats.errors import SpecError
from trialstats.methods.shared.inputs import Inputs
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row
from trialstats.trialfile.parts.analysis import Findings, Method
from trialstats.trialfile.parts.margin import Direction

__all__ = [
    "active_arms",
    "arm_sizes",
    "better_of",
    "by_parameter",
    "conf_level",
    "means_and_differences",
    "members",
    "of_parameter",
    "pairs",
    "parameters",
    "visits",
]


def parameters(analysis: Findings, inputs: Inputs) -> list[str]:
    """List the parameters asked for; where none is, those of the records in their order of appearance."""
    if analysis.parameters:
        return list(analysis.parameters)
    return [str(name) for name in inputs.records["PARAMCD"].dropna().unique()]


def of_parameter(inputs: Inputs, paramcd: str) -> pd.DataFrame:
    """Take the records of one parameter."""
    return inputs.records[inputs.records["PARAMCD"] == paramcd]


def visits(analysis: Findings, inputs: Inputs, records: pd.DataFrame, *, with_baseline: bool) -> list[str]:
    """List the visits to report on, in the trial's order.

    Visits that the trial file names are reported whether or not there is anything to report. Of all others only
    those at which `records` has any: a parameter need not be measured at every visit of the trial. A parameter
    without any record is reported at every visit, so that it does not vanish. What came before baseline is described
    by the methods that say so, and an outcome of none.
    """
    if analysis.visits:
        return [visit for visit in inputs.visits if visit in analysis.visits]
    present = set(records["AVISIT"].dropna().astype(str)) or set(inputs.visits)
    first = inputs.visits if analysis.before_baseline else inputs.from_baseline
    return [visit for visit in (first if with_baseline else inputs.after_baseline) if visit in present]


def members(inputs: Inputs, population: str | None) -> pd.DataFrame:
    """Take the randomised subjects of ADSL who belong to a population.

    Raises SpecError where the analysis names no population, or one that ADSL has no flag for.
    """
    if population is None:
        raise SpecError(f"analyses.{inputs.name}: no population given, and no estimand to take it from")
    if population not in inputs.adsl.columns:
        raise SpecError(f"analyses.{inputs.name}: population {population} is not a flag of ADSL")
    chosen = (inputs.adsl[population] == "Y") & inputs.adsl["TRT01P"].notna()
    return inputs.adsl[chosen]


def arm_sizes(inputs: Inputs, population: str | None) -> dict[str, int]:
    """Count the subjects of each arm in a population."""
    counts = members(inputs, population)["TRT01P"].astype(str).value_counts()
    return {arm: int(counts.get(arm, 0)) for arm in inputs.arms}


def better_of(inputs: Inputs, paramcd: str) -> Direction | None:
    """Say which values of a parameter are better, if anybody says."""
    outcome = inputs.outcomes.get(paramcd)
    return outcome.better if outcome and outcome.better in ("lower", "higher") else None  # type: ignore[return-value]


def by_parameter(analysis: Findings, inputs: Inputs) -> Iterator[tuple[str, pd.DataFrame]]:
    """Give each parameter asked for with its records."""
    for paramcd in parameters(analysis, inputs):
        yield paramcd, of_parameter(inputs, paramcd)


def active_arms(inputs: Inputs) -> tuple[str, ...]:
    """List the arms that are compared with the reference."""
    return inputs.arms[1:]


def pairs(inputs: Inputs) -> list[Row]:
    """Give the keys of each comparison of an active arm with the reference; none of treatments of the same subjects."""
    if inputs.paired:
        return []
    return [{"ARM": arm, "REFERENCE": inputs.reference} for arm in active_arms(inputs)]


def means_and_differences(inputs: Inputs, at: Row, seen: Iterable[str]) -> list[Row]:
    """List the rows of the LS mean of each arm at some visits, and after them those of the differences."""
    places = [{**at, "AVISIT": visit} for visit in seen]
    means = [{**place, "kind": Kind.LSMEAN, "ARM": arm} for place in places for arm in inputs.arms]
    return means + [{**place, "kind": Kind.DIFFERENCE, **pair} for place in places for pair in pairs(inputs)]


def conf_level(analysis: Method) -> float:
    """Return the confidence of intervals, 1 - alpha, free of the noise of the subtraction."""
    return round(1 - analysis.alpha, 12)
