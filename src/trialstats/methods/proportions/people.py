"""Who has the event: every subject of the population once, at a visit or over the trial."""

from __future__ import annotations

import numpy as np
import pandas as pd

from trialstats.engines.rounding import PART
from trialstats.methods.proportions.options import TEXT_VALUE, Event, Proportions, is_number
from trialstats.methods.proportions.rows import Status
from trialstats.methods.shared.assigned import assigned
from trialstats.methods.shared.complete import refuse_duplicates
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.quantification.bounded import value_ends
from trialstats.methods.shared.scope import members
from trialstats.trialfile.parts.estimands import Composite

__all__ = ["RESPONSE", "STATUS", "people_over", "told_of"]

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
    told = told_of(here, analysis).mask(assigned(here, Composite.NON_RESPONDER), failure)
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


def told_of(records: pd.DataFrame, analysis: Proportions) -> pd.Series[str]:
    """Tell of each record whether its value is the event, is not, is none, or lies where that cannot be told."""
    event = analysis.event
    told = of_texts(records, analysis) if event.texts else of_threshold(records, event, analysis.measure)
    return pd.Series(told, index=records.index, dtype="object")


def of_texts(records: pd.DataFrame, analysis: Proportions) -> np.ndarray:
    """A result is a text as it stands; one that is a number equals a number written otherwise (1, 1.0)."""
    texts = analysis.event.texts
    numbers = [float(text) for text in texts if is_number(text)]
    if analysis.measure == analysis.usual_value:
        result = records[TEXT_VALUE].astype("string").str.strip()
        result = result.mask(result == "")
        value = records["AVAL"].astype("float64")
        found = result.isin(texts).fillna(False).astype(bool) | value.isin(numbers)
        present = result.notna() | value.notna()
    else:
        value = records[analysis.measure].astype("float64")
        found, present = value.isin(numbers), value.notna()
    return np.select([found, present], [Status.EVENT, Status.NONE], Status.NO_VALUE)


def of_threshold(records: pd.DataFrame, event: Event, measure: str) -> np.ndarray:
    """Compare with the threshold, where two sides that differ by no more than rounding are the same.

    A result beyond a limit of quantification counts by what is certain of it: `<50` is below 50, and cannot be told
    from 20.
    """
    assert event.threshold is not None
    key, asked = event.threshold
    value = records[measure].astype("float64")
    low, high = value, value
    if measure == "AVAL":
        ends = value_ends(records)
        low, high = value.fillna(ends["low"]), value.fillna(ends["high"])
    sizes = [
        records[name].astype("float64").abs() for name in ("AVAL", "BASE") if name in records and measure != "PCHG"
    ]
    size = pd.concat([*sizes, pd.Series(max(abs(asked), 1e-300), index=records.index)], axis="columns").max(
        axis="columns"
    )
    near, open_end = PART * size, low < high
    # Of a result beyond a limit the limit itself is none of its values.
    least = (low > asked + near) | (open_end & (low >= asked - near))
    most = (high < asked - near) | (open_end & (high <= asked + near))
    surely = {
        "above": (least, high <= asked + near),
        "at_least": (least | (low >= asked - near), most),
        "below": (most, low >= asked - near),
        "at_most": (most | (high <= asked + near), least),
    }
    yes, no = surely[key]
    return np.select([low.isna(), yes, no], [Status.NO_VALUE, Status.EVENT, Status.NONE], Status.UNTOLD)
