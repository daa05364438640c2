"""Whom an analysis used of those randomised, and why not the others: one reason each, and compared with its results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from trialstats.errors import DataError
from trialstats.methods.shared.complete import complete_records
from trialstats.methods.shared.inputs import Asked, Inputs
from trialstats.methods.shared.people import is_yes
from trialstats.methods.shared.responses.rows import Status
from trialstats.results.kinds import Kind
from trialstats.trialfile.parts.analysis import COVARIATES, Findings
from trialstats.trialfile.parts.estimands import Strategy

__all__ = ["USED", "seen_at", "used_by"]

# The status of who was used; of all others it is the reason.
USED = ""
# Rows of one arm that count the subjects behind them, those that answer first.
OF_AN_ARM = (Kind.LSMEAN, Kind.GEOMETRIC_MEAN, Kind.PROPORTION, Kind.SLOPE, Kind.RATE, Kind.TIME_BY, Kind.SUMMARY)
OTHER = "Left out by the analysis, whose table says why"
WITHOUT_VALUE = (Strategy.HYPOTHETICAL, Strategy.WHILE_ON_TREATMENT)


def used_by(name: str, people: pd.DataFrame, inputs: Inputs) -> pd.Series[str] | dict[str, dict[str, int]] | None:
    """Tell what an analysis made of each subject of `people`, who were randomised.

    Returns the status by USUBJID (USED, or the first reason), if it agrees with the numbers of subjects that the
    results of the analysis give by arm. Of an analysis that chooses subjects in a way of its own, such as one that
    imputes, the numbers by arm and status, from those results; None where it gave none.
    """
    asked = inputs.asked[name]
    outside = ~is_yes(people, asked.population).set_axis(people["USUBJID"])
    label = inputs.populations[asked.population]
    status = pd.Series(USED, index=people["USUBJID"], dtype="object").mask(outside, f"Not in: {label}")
    told = told_sizes(inputs.results, name, asked)
    if name in inputs.others:
        analysis, own = inputs.others[name]
        followed = with_reasons(status, analysis, own, asked)
        if agrees(followed, analysis, own, asked, told):
            return followed
    return by_numbers(name, status.to_frame("status").assign(ARM=list(people["TRT01P"])), told, inputs)


def told_sizes(results: pd.DataFrame, name: str, asked: Asked) -> dict[str, int]:
    """Give the subjects of each arm that the results of an analysis rest on, at the visit that is asked for."""
    rows = results[(results["analysis"] == name) & results["REFERENCE"].isna() & results["n"].notna()]
    rows = rows[rows["ARM"].notna() & rows["variable"].isna() & rows["estimate"].notna()]
    if asked.paramcd is not None:
        rows = rows[rows["PARAMCD"].eq(asked.paramcd).fillna(False)]
    rows = rows[(rows["AVISIT"].isna() | rows["AVISIT"].eq(str(asked.timepoint))).fillna(False)]
    for kind in OF_AN_ARM:
        if len(own := rows[rows["kind"] == kind]):
            return {str(row["ARM"]): int(row["n"]) for row in own.drop_duplicates("ARM").to_dict("records")}
    return {}


def with_reasons(status: pd.Series[str], analysis: Findings, own: Inputs, asked: Asked) -> pd.Series[str]:
    """Add why subjects of the population have no record that the analysis can use, the first reason of each."""
    chosen = status.index.isin(own.adsl["USUBJID"])
    status = status.mask((status == USED) & ~chosen, "Not among the subjects chosen")
    for reason, kept in steps(analysis, own, asked):
        lost = (status == USED) & ~status.index.isin(kept)
        status = status.mask(lost, reason)
    return status


def steps(analysis: Findings, own: Inputs, asked: Asked) -> Iterator[tuple[str, pd.Series[str]]]:
    """Yield the reasons for which a subject falls out, and who has a record that does not."""
    records = outcome(analysis, own, asked)
    when = f"at {asked.timepoint}" if analysis.visits_alone else "after baseline"
    valued = records[records["AVAL"].notna()]
    for label, people in ended(own):
        yield f"{label}, no value used {when}", pd.concat([valued["USUBJID"], without(own, people)])
    yield f"No value {when}", valued["USUBJID"]
    if analysis.measure != "AVAL" and "BASE" in valued:
        valued = valued[valued["BASE"].notna()]
        yield Status.NO_BASE, valued["USUBJID"]
        valued = valued[valued[analysis.measure].notna()]
        yield "Baseline of zero, from which no percentage is taken", valued["USUBJID"]
    for variable in needed(analysis, valued):
        valued = valued[valued[variable].notna()]
        yield f"No {named(variable, own)}", valued["USUBJID"]


def outcome(analysis: Findings, own: Inputs, asked: Asked) -> pd.DataFrame:
    """Take the records of the outcome that the analysis works on: at the timepoint, or all after baseline."""
    records = own.records[own.records["PARAMCD"] == asked.paramcd]
    alone = analysis.visits_alone or asked.timepoint in own.timepoints
    return records[records["AVISIT"].isin(visits_at(own, asked) if alone else own.after_baseline)]


def visits_at(own: Inputs, asked: Asked) -> Sequence[str]:
    """Name the visit of interest; of a crossover trial its visits, one a period."""
    return own.timepoints.get(str(asked.timepoint), (str(asked.timepoint),))


def ended(own: Inputs) -> Iterator[tuple[str, pd.Series[str]]]:
    """Yield the events after which the estimand knows no value, by label, with those who had one."""
    for key, strategy in own.handled.items():
        if strategy in WITHOUT_VALUE:
            yield own.intercurrent.get(key, key), own.events.loc[own.events["ICE"] == key, "USUBJID"]


def without(own: Inputs, people: pd.Series[str]) -> pd.Series[str]:
    """Name the subjects who are not among some."""
    return own.adsl.loc[~own.adsl["USUBJID"].isin(people), "USUBJID"]


def needed(analysis: Findings, records: pd.DataFrame) -> list[str]:
    """Name the covariates without which a record falls out of the model."""
    named = [name for key in COVARIATES for name in analysis.subject_variables.get(key, ())]
    return [name for name in dict.fromkeys(named) if name in records]


def named(variable: str, own: Inputs) -> str:
    if variable == "BASE":
        return "value at baseline"
    return own.covariates[variable].label if variable in own.covariates else variable


def seen_at(name: str, status: pd.Series[str], inputs: Inputs) -> dict[str, pd.Series[bool]]:
    """Tell who of those used has a value at the visit of interest, or at that of each period; nothing where all must.

    inputs: those of the flow. The keys are the visits.
    """
    analysis, own = inputs.others[name]
    asked = inputs.asked[name]
    if analysis.visits_alone:
        return {}
    records = complete(analysis, own, asked)
    at = {visit: records.loc[records["AVISIT"] == visit, "USUBJID"] for visit in visits_at(own, asked)}
    return {visit: (status == USED) & status.index.isin(people) for visit, people in at.items()}


def complete(analysis: Findings, own: Inputs, asked: Asked) -> pd.DataFrame:
    """Take the records that lack nothing which the model needs."""
    records = outcome(analysis, own, asked)
    return complete_records(records, [analysis.measure, "TRT01P", *needed(analysis, records)])[0]


def agrees(status: pd.Series[str], analysis: Findings, own: Inputs, asked: Asked, told: dict[str, int]) -> bool:
    """Tell whether the subjects found are as many in each arm as the results of the analysis say."""
    records = complete(analysis, own, asked)
    used = set(status.index[status == USED])
    if set(records["USUBJID"]) != used:
        return False
    at = records[records["AVISIT"].isin(visits_at(own, asked))]
    sizes = at.groupby("TRT01P", observed=True)["USUBJID"].nunique()
    return bool(told) and all(int(sizes.get(arm, 0)) == count for arm, count in told.items())


def by_numbers(
    name: str, people: pd.DataFrame, told: dict[str, int], inputs: Inputs
) -> dict[str, dict[str, int]] | None:
    """Count by arm, from the numbers that an analysis tells: who is in its population, and of these the others."""
    if not told or not set(told) <= set(inputs.arms):
        return None
    found: dict[str, dict[str, int]] = {}
    for arm in inputs.arms:
        counts = people.loc[people["ARM"] == arm, "status"].value_counts()
        used, inside = told.get(arm, 0), int(counts.get(USED, 0))
        if used > inside:
            raise DataError(
                f"the flow of participants does not add up: {name} tells of {used} subjects with {arm}, and {inside} "
                f"of those randomised to it are in its population ({inputs.asked[name].population})"
            )
        out = {str(reason): int(count) for reason, count in counts.items() if reason != USED}
        found[arm] = {USED: used, **out, OTHER: inside - used}
    return found
