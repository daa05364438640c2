"""The status of every subject at a visit: responder, or the reason why not; each counted once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from trialstats.errors import FitError, SpecError
from trialstats.methods.shared.assigned import assigned
from trialstats.methods.shared.complete import refuse_duplicates
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.responses.ends import BASE_LOW, VALUE_LOW, best_case, with_ends, worst_case
from trialstats.methods.shared.responses.events_before import event_name, happened, planned_deadline
from trialstats.methods.shared.responses.improvement import enough_percent, enough_points
from trialstats.methods.shared.responses.options import ByCriteria, Criterion, Response, in_points
from trialstats.methods.shared.responses.rows import Status
from trialstats.methods.shared.scope import members, of_parameter
from trialstats.trialfile.parts.estimands import Composite

__all__ = [
    "criterion_name",
    "direction",
    "excluded_levels",
    "people_at",
    "refuse_negative",
    "status_at",
    "status_levels",
    "threshold",
    "told_at",
]


def direction(inputs: Inputs, paramcd: str) -> str:
    """Give the direction of improvement, lower or higher; SpecError where nobody said."""
    outcome = inputs.outcomes.get(paramcd)
    if outcome is None or outcome.better not in ("lower", "higher"):
        raise SpecError(f"analyses.{inputs.name}: {paramcd} needs `better: lower` or `better: higher`")
    return outcome.better


def threshold(criterion: Criterion, inputs: Inputs, paramcd: str) -> float:
    """Give the percent or points asked for; SpecError where they are the MCID and the parameter has none."""
    if criterion.percent is not None:
        return criterion.percent
    if criterion.points != "mcid":
        return float(str(criterion.points))
    mcid = inputs.outcomes[paramcd].mcid
    if mcid is None or np.isnan(mcid):
        raise SpecError(f"analyses.{inputs.name}: {paramcd} has no `mcid`")
    return float(mcid)


def criterion_name(criterion: Criterion, inputs: Inputs, paramcd: str) -> str:
    """Name a criterion: `At least 30% improvement`, `At least 20 mm improvement (MCID)`."""
    if criterion.label:
        return criterion.label
    if criterion.percent is not None:
        return f"At least {criterion.percent:g}% improvement"
    amount = in_points(threshold(criterion, inputs, paramcd), inputs.outcomes[paramcd].unit)
    told = " (MCID)" if criterion.points == "mcid" else ""
    return f"At least {amount} improvement{told}"


def people_at(analysis: Response, inputs: Inputs, paramcd: str, visit: str) -> pd.DataFrame:
    """Gather what decides about each subject of the population at a visit: index USUBJID, sorted.

    Columns: those of ADSL, BASE and VALUE (float), between which ends they lie (see `response_ends`), `deadline`, and
    EVENT, the name of the first event of `unless` that happened, or that one happened which the estimand counts as no
    response. Raises FitError for two records of a subject at the visit.
    """
    people = members(inputs, analysis.population).set_index("USUBJID").sort_index()
    records = of_parameter(inputs, paramcd)
    here = records[records["AVISIT"] == visit]
    refuse_duplicates(here)
    here = here.set_index("USUBJID")
    people = people.assign(BASE=_baselines(analysis, inputs, paramcd), VALUE=here["AVAL"].astype("float64"))
    people = with_ends(people, whole_dataset(analysis, inputs, paramcd), here)
    planned = planned_deadline(inputs, people, visit)
    seen = here["ADT"].reindex(people.index) if "ADT" in here else pd.Series(pd.NaT, index=people.index)
    people["deadline"] = seen.where(seen.notna(), planned)
    event = pd.Series(pd.NA, index=people.index, dtype="string")
    for rule in reversed(analysis.unless):
        event = event.mask(happened(rule, inputs, people), event_name(rule))
    no_response = assigned(here, Composite.NON_RESPONDER).reindex(people.index, fill_value=False)
    event = event.mask(no_response, Status.EVENT)
    return people.assign(EVENT=event)


def whole_dataset(analysis: Response, inputs: Inputs, paramcd: str) -> pd.DataFrame:
    """Give all records of a parameter: who was never seen after baseline has a baseline all the same."""
    whole = inputs.datasets.get(str(analysis.dataset), inputs.records)
    return whole[whole["PARAMCD"] == paramcd]


def _baselines(analysis: Response, inputs: Inputs, paramcd: str) -> pd.Series[float]:
    whole = whole_dataset(analysis, inputs, paramcd)
    if "BASE" not in whole:
        raise SpecError(f"analyses.{inputs.name}: {analysis.dataset} has no BASE, from which improvement counts")
    own = whole[whole["BASE"].notna()]
    return own.groupby("USUBJID", observed=True)["BASE"].first().astype("float64")


def status_at(
    analysis: ByCriteria, people: pd.DataFrame, criterion: Criterion, asked: float, better: str
) -> pd.Series[str]:
    """Give each subject's status, the first that is true: baseline of zero (where a percentage is asked for), an
    event of `unless`, no value at baseline, no value at the visit, responder, improvement below the threshold, or a
    result beyond a limit of quantification that leaves open which of the two.
    Raises FitError where a percentage is asked for and a baseline is below zero.
    """
    by_percent = criterion.percent is not None
    if by_percent:
        refuse_negative(people)
    enough = enough_percent if by_percent else enough_points
    certain, possible = (
        enough(*ends, better, asked) for ends in (worst_case(people, better), best_case(people, better))
    )
    told = np.select([certain, possible], [Status.RESPONDER, Status.UNTOLD], Status.LESS)
    status = pd.Series(told, index=people.index, dtype="string")
    status = status.mask(people[VALUE_LOW].isna(), Status.NO_VALUE).mask(people[BASE_LOW].isna(), Status.NO_BASE)
    status = status.mask(people["EVENT"].notna(), people["EVENT"])
    return status.mask(people["BASE"] == 0, Status.ZERO) if by_percent else status


def told_at(
    analysis: ByCriteria, inputs: Inputs, paramcd: str, visit: str, criterion: Criterion
) -> tuple[pd.DataFrame, pd.Series[str], pd.DataFrame]:
    """Tell responders of a parameter at a visit: the people of `people_at`, their status, and those of them who are in
    the denominator, with RESPONSE, 1 of responders and 0 of the others.
    """
    people = people_at(analysis, inputs, paramcd, visit)
    asked = threshold(criterion, inputs, paramcd)
    status = status_at(analysis, people, criterion, asked, direction(inputs, paramcd))
    inside = ~status.isin(excluded_levels(analysis, criterion))
    kept = people.assign(RESPONSE=(status == Status.RESPONDER).astype(float))[inside]
    return people, status, kept


def refuse_negative(people: pd.DataFrame) -> None:
    """Raise FitError for a baseline below zero, of which a percentage means nothing."""
    below = int((people["BASE"] < 0).sum())
    if below:
        raise FitError(f"{below} baselines are below zero, of which no percentage can be taken: ask for points instead")


def excluded_levels(analysis: ByCriteria, criterion: Criterion) -> tuple[str, ...]:
    """Name the statuses that take a subject out of the denominator."""
    zero = (Status.ZERO,) if criterion.percent is not None and analysis.zero_baseline == "exclude" else ()
    return (*zero, *((Status.NO_BASE, Status.NO_VALUE, Status.UNTOLD) if analysis.missing == "exclude" else ()))


def status_levels(analysis: ByCriteria, criterion: Criterion) -> tuple[str, ...]:
    """List the statuses that a subject in the denominator can have, responders first."""
    events = tuple(dict.fromkeys(event_name(rule) for rule in analysis.unless))
    zero = (Status.ZERO,) if criterion.percent is not None else ()
    out = excluded_levels(analysis, criterion)
    told = (Status.RESPONDER, Status.LESS, Status.EVENT, *events, *zero, Status.NO_BASE, Status.NO_VALUE, Status.UNTOLD)
    return tuple(level for level in told if level not in out)
