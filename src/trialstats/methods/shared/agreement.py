"""Whether the records at hand let an analysis answer its estimand: no error where they do not, and worth a look."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from trialstats.errors import SpecError
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.named import list_of
from trialstats.methods.shared.scope import members
from trialstats.trialfile.parts.analysis import Findings, Method
from trialstats.trialfile.parts.estimands import Estimand, Measure, Strategy

__all__ = ["disagreements", "refuse_unknown_variables"]

# Equal weights are told where they move so much of the weight to other levels, of a factor with a level so small.
WEIGHT_MOVED = 0.2
SMALL_LEVEL = 0.15
# The roles in which an analysis answers the estimand; that of a sensitivity analysis is to assume something else.
ANSWERS = ("primary", "secondary")


def disagreements(analysis: Method, inputs: Inputs, estimand: Estimand | None) -> Iterator[str]:
    """Yield that complete cases answer for a treatment policy, and that weights move LS means far from raw means."""
    if not isinstance(analysis, Findings):
        return
    if analysis.role != "primary":
        yield from known_of_nobody(analysis, inputs)
    if estimand is not None and isinstance(estimand.variable, Measure) and analysis.role in ANSWERS:
        yield from complete_cases(analysis, inputs, estimand, estimand.variable)
    if getattr(analysis, "weights", None) == "equal":
        for name in dict.fromkeys(name for names in analysis.subject_variables.values() for name in names):
            yield from equal_weights(inputs, name)


def complete_cases(analysis: Findings, inputs: Inputs, estimand: Estimand, variable: Measure) -> Iterator[str]:
    """Yield that subjects without a value at the timepoint are left out of an estimand that they are part of."""
    policies = [
        event
        for event, handling in estimand.intercurrent_events.items()
        if handling.strategy == Strategy.TREATMENT_POLICY
    ]
    if not policies or not analysis.visits_alone or getattr(analysis, "missing", "exclude") != "exclude":
        return
    records, covariates = inputs.records, [name for names in analysis.subject_variables.values() for name in names]
    here = records[(records["PARAMCD"] == variable.PARAMCD) & (records["AVISIT"] == estimand.timepoint)]
    known = here[has_value(analysis, here)].dropna(subset=[name for name in covariates if name in here])
    used, asked = known["USUBJID"].nunique(), len(members(inputs, analysis.population))
    if used < asked:
        together = analysis.visits_together if len(inputs.after_baseline) > 1 else None
        others = f"; method {together} uses what is known of them at other visits" if together else ""
        yield (
            f"analyses.{inputs.name} uses the {used:,} of {asked:,} subjects of {analysis.population} with all values "
            f"at {estimand.timepoint} (complete cases), and estimand {analysis.estimand} follows all of "
            f"them, whatever happens ({', '.join(policies)}: treatment policy){others}"
        )


def refuse_unknown_variables(analysis: Method, inputs: Inputs) -> None:
    """Raise SpecError where a primary analysis needs a variable that no subject has, and so gives no result."""
    if isinstance(analysis, Findings) and analysis.role == "primary":
        problems = list(known_of_nobody(analysis, inputs))
        if problems:
            raise SpecError(problems)


def known_of_nobody(analysis: Findings, inputs: Inputs) -> Iterator[str]:
    """Yield each variable of subjects that nobody has of whom there is a record: nothing can be estimated with it."""
    records = inputs.records
    for key, names in analysis.subject_variables.items():
        for name in (name for name in names if name in records and len(records) and records[name].isna().all()):
            where = f"no number at {inputs.baseline}" if name == "BASE" else "no value in any subject"
            of = f", the value of {list_of(parameters_in(records))} at baseline," if name == "BASE" else ""
            at = f"analyses.{inputs.name}.{key}"
            yield f"{at}: {name}{of} has {where}, and nothing is estimated with it: leave it out"


def parameters_in(records: pd.DataFrame) -> list[str]:
    return [str(paramcd) for paramcd in records["PARAMCD"].dropna().unique()]


def has_value(analysis: Findings, records: pd.DataFrame) -> pd.Series[bool]:
    """Tell which records an analysis has a value of: of one that does not need numbers a text is one."""
    known = records[analysis.measure].notna()
    if analysis.measure == "AVAL" and not analysis.needs_numbers and "AVALC" in records:
        known |= records["AVALC"].notna()
    return known


def equal_weights(inputs: Inputs, name: str) -> Iterator[str]:
    """Yield that LS means weigh the levels of a factor alike of which some are rare."""
    records = inputs.records
    if name not in records or pd.api.types.is_numeric_dtype(records[name].dtype):
        return
    shares = records.drop_duplicates("USUBJID")[name].dropna().astype(str).value_counts(normalize=True)
    if len(shares) < 2:
        return
    even, smallest = 1 / len(shares), str(shares.index[-1])
    moved = float((shares - even).abs().sum()) / 2
    if shares.iloc[-1] < SMALL_LEVEL and moved > WEIGHT_MOVED:
        yield (
            f"analyses.{inputs.name}: LS means weigh the {len(shares)} levels of {name} alike, and {smallest} has "
            f"{100 * shares.iloc[-1]:.0f}% of the subjects: they may lie far from the raw means "
            f"(`weights: observed` weighs levels as they occur)"
        )
