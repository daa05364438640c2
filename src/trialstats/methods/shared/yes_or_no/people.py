"""Who has the event: every subject of the population once, at a visit or over the trial."""

from __future__ import annotations

from typing import Protocol

import pandas as pd

from trialstats.methods.shared.assigned import assigned
from trialstats.methods.shared.baselines import baselines_of
from trialstats.methods.shared.complete import refuse_duplicates
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import members, of_parameter
from trialstats.methods.shared.yes_or_no.options import Event, Missing
from trialstats.methods.shared.yes_or_no.rows import Status
from trialstats.methods.shared.yes_or_no.told import told_of
from trialstats.trialfile.parts.estimands import Composite

__all__ = ["RESPONSE", "STATUS", "AsksYesOrNo", "excluded", "people_over", "with_response"]

STATUS, RESPONSE = "_status", "_event"
NOT_KNOWN = (Status.NO_VALUE, Status.UNTOLD)


class AsksYesOrNo(Protocol):
    """What an analysis says of a yes or no: in whom, of which value, what the event is, and who has no value."""

    @property
    def population(self) -> str | None: ...

    @property
    def event(self) -> Event: ...

    @property
    def measure(self) -> str: ...

    @property
    def missing(self) -> Missing: ...


def excluded(analysis: AsksYesOrNo) -> tuple[Status, ...]:
    """Say which subjects are in no denominator."""
    return NOT_KNOWN if analysis.missing == "exclude" else ()


def with_response(analysis: AsksYesOrNo, people: pd.DataFrame, *, fails: bool) -> pd.DataFrame:
    """Give those of the denominator with `_event`, 1 or 0.

    fails: whether a failure is to have no event, the event being desirable.
    """
    status = people[STATUS]
    yes = [Status.EVENT, *([] if fails else [Status.FAILURE])]
    had = status.isin(yes) | (status.isin(NOT_KNOWN) & counts_as_event(analysis, people, desirable=fails))
    return people.assign(**{RESPONSE: had.astype("float64")})[~status.isin(excluded(analysis))]


def counts_as_event(analysis: AsksYesOrNo, people: pd.DataFrame, *, desirable: bool) -> pd.Series[bool]:
    """Tell who would have the event, if without a value."""
    if analysis.missing in ("worst case", "best case"):
        is_reference = people["TRT01P"].eq(people["TRT01P"].cat.categories[0])
        return is_reference.eq(desirable == (analysis.missing == "worst case"))
    return pd.Series(analysis.missing == "event", index=people.index)


def people_over(
    analysis: AsksYesOrNo, inputs: Inputs, paramcd: str, visits: list[str], failure: Status
) -> pd.DataFrame:
    """Give the population, a row a subject sorted by USUBJID, with `_status` at a visit, or over several.

    failure: what an intercurrent event is that the estimand counts as failure. Over several
    visits the first that is true counts: the event at any; a failure; what cannot be told at any; no event at those at
    which there is a value (at all of them, where subjects without a value may have the event); no value.
    BASE comes along, also of who has no value at these visits. FitError for two records of a subject at a visit.
    """
    records = of_parameter(inputs, paramcd)
    people = members(inputs, analysis.population).sort_values("USUBJID").set_index("USUBJID")
    here = records[records["AVISIT"].isin(visits)]
    refuse_duplicates(here)
    told = told_of(here, analysis.event, analysis.measure).mask(assigned(here, Composite.NON_RESPONDER), failure)
    own = {visit: told[here["AVISIT"] == visit] for visit in visits}
    by_subject = {visit: one.set_axis(pd.Index(here.loc[one.index, "USUBJID"])) for visit, one in own.items()}
    wide = pd.DataFrame({visit: one.reindex(people.index) for visit, one in by_subject.items()}, index=people.index)
    status = pd.Series(Status.NO_VALUE, index=people.index, dtype="object")
    seen = wide.isin([Status.EVENT, Status.NONE])
    enough = analysis.missing in ("non-event", "exclude")
    without = seen.any(axis="columns") if enough else seen.all(axis="columns")
    status = status.mask(without, Status.NONE)
    for level in (Status.UNTOLD, failure, Status.EVENT):
        status = status.mask((wide == level).any(axis="columns"), level)
    return people.assign(**{STATUS: status}).assign(BASE=baselines_of(inputs, paramcd))
