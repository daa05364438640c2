"""What an analysis covers: its parameters, visits, value, population and pairs of arms."""

from __future__ import annotations

import pandas as pd

from trialstats.errors import SpecError
from trialstats.methods.shared.inputs import Inputs
from trialstats.trialfile.parts.analysis import Findings, Method

__all__ = ["active_arms", "arm_sizes", "conf_level", "members", "of_parameter", "parameters", "visits"]


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


def active_arms(inputs: Inputs) -> tuple[str, ...]:
    """List the arms that are compared with the reference."""
    return inputs.arms[1:]


def conf_level(analysis: Method) -> float:
    """Return the confidence of intervals, 1 - alpha, free of the noise of the subtraction."""
    return round(1 - analysis.alpha, 12)
