"""Counts as recorded: whether they are counts, the time in which each was counted, and the records that have all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from trialstats.errors import DataError, SpecError
from trialstats.methods.counts.comparison import ARM, NUMBER, TIME
from trialstats.methods.counts.options import UNITS, OfRecorded, PersonTime
from trialstats.methods.shared.complete import complete_records
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import by_parameter

__all__ = ["complete_counts", "left_out", "offset_words", "refuse_no_counts", "time_words", "why_none"]

NOT_KNOWN = "time in which it was counted not known"
NONE = "time in which it was counted not above 0"
SHOWN = 3


def refuse_no_counts(analysis: OfRecorded, inputs: Inputs) -> None:
    """Refuse values that are no counts, and variables that the records do not have."""
    for paramcd, records in by_parameter(analysis, inputs):
        values = records["AVAL"].dropna()
        strange = records.loc[values.index][(values < 0) | (values % 1 != 0)]
        if not strange.empty:
            shown = ", ".join(
                f"{value:g} of {subject}"
                for subject, value in strange[["USUBJID", "AVAL"]].head(SHOWN).itertuples(index=False)
            )
            more = f" and {len(strange) - SHOWN} more" if len(strange) > SHOWN else ""
            raise DataError(f"{paramcd} is counted, and AVAL has {shown}{more}: a count is a whole number, not below 0")
    lacking = [name for name in (analysis.time.variables if analysis.time else ()) if name not in inputs.records]
    if lacking:
        raise SpecError(f"time: {', '.join(lacking)} is no variable of the records or of ADSL")
    texts = [
        name
        for name in analysis.log
        if name in inputs.records and not pd.api.types.is_numeric_dtype(inputs.records[name].dtype)
    ]
    if texts:
        raise SpecError(f"log: {', '.join(texts)} is no number")


def complete_counts(analysis: OfRecorded, records: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Take the records with a count, its time and all covariates: NUMBER and TIME beside them; and count the others."""
    frame = records.assign(**{TIME: time_of(analysis.time, records)})
    complete, counts = complete_records(frame, [ARM, "AVAL", TIME])
    kept, log = complete, dict[str, int]()
    if not (known := kept[TIME] > 0).all():
        log[NONE] = int((~known).sum())
        kept = kept[known]
    for name in analysis.log:
        below = kept[name].notna() & ~(kept[name] > 0)
        if below.any():
            log[f"{name} not above 0, which has no logarithm"] = int(below.sum())
            kept = kept[~below]
        kept = kept.assign(**{name: np.log(kept[name].astype("float64"))})
    complete, of_covariates = complete_records(kept, [ARM, *analysis.covariates])
    named = {
        NOT_KNOWN if reason == f"{TIME} missing" else reason: n for reason, n in counts.items() if reason != "used"
    }
    lacking = {reason: n for reason, n in of_covariates.items() if reason != "in"}
    return complete.assign(**{NUMBER: complete["AVAL"].astype("float64")}), {**named, **log, **lacking}


def left_out(analysis: OfRecorded, inputs: Inputs) -> Iterator[str]:
    """Yield, of each visit, whose count is known and used nowhere, and why: before a run, since it is worth a look."""
    for paramcd, records in by_parameter(analysis, inputs):
        own = records[records["AVAL"].notna() & records["AVISIT"].isin(analysis.visits or inputs.after_baseline)]
        for visit, here in own.groupby("AVISIT", observed=True, sort=False):
            kept, counts = complete_counts(analysis, here)
            lost = here.loc[~here["USUBJID"].isin(kept["USUBJID"]), "USUBJID"].astype("str")
            if lost.empty:
                continue
            why = reasons_in(counts)
            who = f"{', '.join(lost.head(SHOWN))}{f' and {len(lost) - SHOWN} more' if len(lost) > SHOWN else ''}"
            yield (
                f"analyses.{inputs.name} leaves out {len(lost)} of the {len(here)} counts of {paramcd} at {visit}: "
                f"{why}: {who}"
            )


def why_none(counts: Mapping[str, int]) -> str:
    """Say why no count is left of which rates could be."""
    return f"no count is left to analyse: {reasons_in(counts) or 'none was recorded'}"


def reasons_in(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{reason} ({n})" for reason, n in counts.items() if reason not in ("in", "used") and n)


def time_of(time: PersonTime | None, records: pd.DataFrame) -> pd.Series[float]:
    """Give the time of each record in the unit of the analysis; missing where it is not known."""
    if time is None:
        return pd.Series(1.0, index=records.index)
    if time.value is not None:
        return pd.Series(time.value, index=records.index)
    if time.variable is not None:
        return pd.to_numeric(records[time.variable], errors="coerce").astype("float64")
    end = pd.Series(pd.NaT, index=records.index, dtype="datetime64[ns]")
    for name in time.end:
        end = end.fillna(records[name].astype("datetime64[ns]"))
    days = (end - records[str(time.start)].astype("datetime64[ns]")).dt.days + 1
    return days.astype("float64") / UNITS[time.unit]


def offset_words(analysis: OfRecorded) -> str:
    return "log time as offset" if analysis.time else "every subject counted alike"


def time_words(analysis: OfRecorded) -> str:
    time = analysis.time
    if time is None:
        return "The time in which it was counted is taken to be the same for all."
    told: Mapping[bool, str] = {
        time.value is not None: f"{time.value or 0:g} {time.unit}s for every subject",
        time.variable is not None: f"{time.variable}, in {time.unit}s",
        time.start is not None: f"from {time.start} to {' or else '.join(time.end)}, both days included",
    }
    return f"Time in which it was counted: {told[True]}."
