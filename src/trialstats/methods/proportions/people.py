"""Who has the event: every subject of the population once, at a visit or over the trial."""

from __future__ import annotations

import pandas as pd

from trialstats.methods.proportions.options import Proportions
from trialstats.methods.shared.assigned import assigned
from trialstats.methods.shared.complete import refuse_duplicates
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import members
from trialstats.methods.shared.yes_or_no.rows import Status
from trialstats.methods.shared.yes_or_no.told import told_of
from trialstats.trialfile.parts.estimands import Composite

__all__ = ["RESPONSE", "STATUS", "people_over"]

STATUS, RESPONSE = "_status", "_event"


def people_over(
    analysis: Proportions, inputs: Inputs, records: pd.DataFrame, visits: list[str], failure: Status
) -> pd.DataFrame:
    """Give the population, a row a subject sorted by USUBJID, with `_status` at a visit, or over several.

    records: of one parameter. failure: what an intercurrent event is that the estimand counts as failure. Over several
    visits the first that is true counts: the event at any; a failure; what cannot be told at any; no event at those at
    which there is a value (at all of them, where subjects without a value have the event); no value.
    BASE comes along, of the subject's first record that has one. FitError for two records of a subject at a visit.
    """
    people = members(inputs, analysis.population).sort_values("USUBJID").set_index("USUBJID")
    here = records[records["AVISIT"].isin(visits)]
    refuse_duplicates(here)
    told = told_of(here, analysis.event, analysis.measure).mask(assigned(here, Composite.NON_RESPONDER), failure)
    own = {visit: told[here["AVISIT"] == visit] for visit in visits}
    by_subject = {visit: one.set_axis(pd.Index(here.loc[one.index, "USUBJID"])) for visit, one in own.items()}
    wide = pd.DataFrame({visit: one.reindex(people.index) for visit, one in by_subject.items()}, index=people.index)
    status = pd.Series(Status.NO_VALUE, index=people.index, dtype="object")
    seen = wide.isin([Status.EVENT, Status.NONE])
    without = seen.all(axis="columns") if analysis.missing == "event" else seen.any(axis="columns")
    status = status.mask(without, Status.NONE)
    for level in (Status.UNTOLD, failure, Status.EVENT):
        status = status.mask((wide == level).any(axis="columns"), level)
    return people.assign(**{STATUS: status}).assign(BASE=baselines(records))


def baselines(records: pd.DataFrame) -> pd.Series[float]:
    if "BASE" not in records:
        return pd.Series(dtype="float64")
    own = records[records["BASE"].notna()]
    return own.groupby("USUBJID", observed=True)["BASE"].first().astype("float64")
