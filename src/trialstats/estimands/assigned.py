"""The values that strategies assign: of a composite at every visit affected, while on treatment at the timepoint."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from trialstats.errors import SpecError
from trialstats.estimands.question import Question
from trialstats.methods.shared.inputs import Outcome
from trialstats.trialfile.parts.estimands import Composite, Strategy, Summary

__all__ = ["assigned_values", "baselines"]

KEYS = ["USUBJID", "PARAMCD"]


def assigned_values(records: pd.DataFrame, affected: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Give what is assigned: USUBJID PARAMCD AVISIT ICE BASE AVAL, and CHG of a rate, a row a value.

    records: the analysis records (ANL01FL) of the parameters, of all visits. affected: USUBJID PARAMCD AVISIT ICE of
    every visit of the course about which an event decides; what is assigned stands at those analysed. AVAL is missing
    where there is nothing to assign.
    """
    base = baselines(records)
    found = []
    for name, handling in question.handled.items():
        own = affected[(affected["ICE"] == name) & affected["AVISIT"].isin(question.visits)]
        if handling.strategy == Strategy.COMPOSITE:
            found.append(composite(own, handling.value, base, records, question.outcomes))
        elif handling.strategy == Strategy.WHILE_ON_TREATMENT:
            found.append(on_treatment(own, name, handling.summary or Summary.LAST, records, affected, base, question))
    return pd.concat(found, ignore_index=True) if found else affected.assign(BASE=np.nan, AVAL=np.nan).iloc[:0]


def baselines(records: pd.DataFrame) -> pd.Series[float]:
    """Give each subject's baseline by parameter, whether or not it has a value after it."""
    known = records[records["BASE"].notna()] if "BASE" in records else records.iloc[:0].assign(BASE=np.nan)
    return known.drop_duplicates(KEYS).set_index(KEYS)["BASE"].astype("float64")


def of_record(values: pd.Series[float], rows: pd.DataFrame) -> pd.Series[float]:
    return values.reindex(pd.MultiIndex.from_frame(rows[KEYS])).set_axis(rows.index)


def composite(
    affected: pd.DataFrame,
    value: Composite | float | None,
    base: pd.Series[float],
    records: pd.DataFrame,
    outcomes: Mapping[str, Outcome],
) -> pd.DataFrame:
    """Assign a composite's value at every visit affected, recorded or not.

    No response and a rank below all are no numbers: the value at baseline stands there, and methods are told.
    """
    made = affected.assign(BASE=of_record(base, affected))
    if isinstance(value, float):
        return made.assign(AVAL=value)
    if value == Composite.WORST:
        worst = {paramcd: worst_of(paramcd, outcomes, records) for paramcd in made["PARAMCD"].unique()}
        return made.assign(AVAL=made["PARAMCD"].map(worst).astype("float64"))
    return made.assign(AVAL=made["BASE"])


def worst_of(paramcd: str, outcomes: Mapping[str, Outcome], records: pd.DataFrame) -> float:
    """Give the worst possible value of a parameter: the end of its range, or where it has none the worst observed."""
    outcome = outcomes.get(paramcd)
    if outcome is None or outcome.better not in ("lower", "higher"):
        raise SpecError(f"{paramcd} needs `better: lower` or `better: higher`, which says which value is the worst")
    lower = outcome.better == "lower"
    end = outcome.range[1 if lower else 0] if outcome.range else None
    if end is not None and np.isfinite(end):
        return float(end)
    values = records.loc[records["PARAMCD"] == paramcd, "AVAL"]
    return float(values.max() if lower else values.min())


def on_treatment(
    affected: pd.DataFrame,
    name: str,
    summary: Summary,
    records: pd.DataFrame,
    all_affected: pd.DataFrame,
    base: pd.Series[float],
    question: Question,
) -> pd.DataFrame:
    """Assign one value at the timepoint: the last up to the event, their mean after baseline, or their rate.

    A mean and a rate are those of everybody, up to the event or else the timepoint; of who has no event they stand in
    the place of the value at the timepoint, if that is known.
    """
    number = question.visits.get(question.timepoint, -np.inf)  # of an analysis of other visits there is none
    before = records[records["AVISIT"].isin([v for v, n in question.course.items() if n <= number])]
    before = before[before["AVAL"].notna() & ~is_in(before, all_affected)].sort_values("AVISITN", kind="stable")
    asked = affected[affected["AVISIT"] == question.timepoint]
    if summary != Summary.LAST:
        without = before[(before["AVISIT"] == question.timepoint)][[*KEYS, "AVISIT"]].assign(ICE=name)
        asked = pd.concat([asked, without], ignore_index=True)
    made = asked.assign(BASE=of_record(base, asked))
    groups = before.groupby(KEYS, sort=False)
    if summary == Summary.MEAN:
        return made.assign(AVAL=of_record(groups["AVAL"].mean(), made))
    last = groups[["AVAL", "AVISITN"]].last()
    value = of_record(last["AVAL"], made)
    if summary == Summary.LAST:
        return made.assign(AVAL=value)
    passed = of_record(last["AVISITN"], made) - baseline_number(records)
    rate = (value - made["BASE"]) / passed
    return made.assign(AVAL=rate, CHG=rate)


def baseline_number(records: pd.DataFrame) -> float:
    """Give AVISITN of the baseline records, from which the time of a rate counts."""
    return float(records.loc[records["ABLFL"].eq("Y").fillna(False), "AVISITN"].min())


def is_in(records: pd.DataFrame, affected: pd.DataFrame) -> pd.Series[bool]:
    """Tell which records are of a visit about which an event decides."""
    keys = [*KEYS, "AVISIT"]
    found = pd.MultiIndex.from_frame(records[keys]).isin(pd.MultiIndex.from_frame(affected[keys]))
    return pd.Series(found, index=records.index)
