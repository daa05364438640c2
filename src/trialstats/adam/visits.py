"""Which scheduled visit a record belongs to: by its code, or by the day on which it was taken."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pandas as pd

from trialstats.adam.advice.names import name_advice
from trialstats.adam.crossover import period_of_dates
from trialstats.adam.impute import limits_of, list_imputed
from trialstats.adam.listing import SUBJECT, VISIT, Listing
from trialstats.adam.lookup import look_up
from trialstats.adam.plausible import expected, far_days
from trialstats.adam.read_dates import read_dates
from trialstats.trialfile.parts.crossover import Crossover, start_variable
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.days import study_day
from trialstats.trialfile.parts.partial_dates import rule_of
from trialstats.trialfile.parts.sources import DateColumn, Source
from trialstats.trialfile.study_days import plausible_days
from trialstats.trialfile.trial import Trial

__all__ = ["assign_visits", "drop_unplanned", "rows_by_visit"]


def assign_visits(
    frame: pd.DataFrame, trial: Trial, source: Source, adsl: pd.DataFrame, listing: Listing
) -> pd.DataFrame:
    """Add VISIT (as received), AVISIT, ADT and ADY; list and leave out rows whose visit cannot be told.

    frame has the raw rows with SUBJECT. ADY has no day 0: day 1 is the subject's `day_one`.
    """
    texts = frame[source.date.column] if source.date else None  # before VISIT takes the place of a column of its name
    periods = frame[source.period] if source.period else None
    frame = frame.assign(VISIT=frame[source.visit].str.strip() if source.visit else "")
    frame[VISIT] = frame["VISIT"]
    if source.date is None or texts is None:
        return by_code(frame, trial, source, listing, periods, adsl)
    frame = add_dates(frame, texts, source.date, trial, source, adsl, listing)
    if source.visits_by == "window":
        return by_window(frame, trial, source, listing)
    return possible_visits(by_code(frame, trial, source, listing, periods, adsl), texts, source.date, trial, listing)


def rows_by_visit(
    rows: pd.DataFrame,
    texts: pd.DataFrame,
    dataset: Dataset,
    trial: Trial,
    source: Source,
    adsl: pd.DataFrame,
    listing: Listing,
) -> dict[str, pd.DataFrame]:
    """Give the rows of a file with visits side by side once for each visit, with AVISIT and, if dated, ADT and ADY.

    Of a visit that has a date those are left out and listed that are of no date, or of a day that the visit cannot be.
    """
    visits: dict[str, pd.DataFrame] = {}
    for visit in dataset.visits_side_by_side:
        own = rows.assign(AVISIT=visit, **{VISIT: visit})
        if date := dataset.date_of(visit):
            own = add_dates(own, texts[date.column], date, trial, source, adsl, listing)
            own = possible_visits(own, texts[date.column], date, trial, listing)
        visits[visit] = own
    return visits


def add_dates(
    frame: pd.DataFrame,
    texts: pd.Series,
    date: DateColumn,
    trial: Trial,
    source: Source,
    adsl: pd.DataFrame,
    listing: Listing,
) -> pd.DataFrame:
    """Read the date of every row and count the subject's days."""
    dates = read_dates(frame, texts, date, source, listing, limits_of(trial, adsl))
    frame = frame.assign(ADT=dates.days)
    if rule := rule_of(date.impute):
        frame = frame.assign(ADTF=dates.flags)
        list_imputed(frame, texts, dates.days, dates.flags, date.column, "ADT", rule, listing)
    frame = frame[~dates.gone]
    if trial.subjects.day_one is None:
        return frame
    first = frame[SUBJECT].map(adsl.set_index("USUBJID")[trial.subjects.day_one])
    days = (frame["ADT"] - first).dt.days
    return frame.assign(ADY=study_day(days))


def by_code(
    frame: pd.DataFrame,
    trial: Trial,
    source: Source,
    listing: Listing,
    periods: pd.Series | None = None,
    adsl: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Take the visit that the code names; of a crossover trial, the code and the period.

    periods: what a column of the source says of the period; without one it is that in which the record's date lies.
    """
    codes = {code: name for name, visit in trial.visits.items() for code in visit.codes}
    if trial.crossover:
        frame = known_periods(frame, trial.crossover, source, listing, periods)
        found = visits_of_periods(frame, trial, None if periods is None else periods.reindex(frame.index), adsl)
        frame = frame.assign(AVISIT=found)
    else:
        frame = frame.assign(AVISIT=look_up(frame["VISIT"], codes).astype("str"))
    unknown = frame[frame["AVISIT"].isna()]
    listing.add(
        unknown,
        "unknown_visit",
        item=str(source.visit),
        value=unknown["VISIT"],
        allowed=f"not the code of a visit ({', '.join(codes)})",
        advice=partial(
            name_advice, known=list(codes), called={name: visit.codes for name, visit in trial.visits.items()}
        ),
    )
    return frame[frame["AVISIT"].notna()]


def known_periods(
    frame: pd.DataFrame, crossover: Crossover, source: Source, listing: Listing, periods: pd.Series | None
) -> pd.DataFrame:
    """Leave out, and list, the rows whose period is none."""
    if periods is None:
        return frame
    codes, texts = crossover.period_codes, periods.reindex(frame.index)
    unknown = frame[~texts.str.strip().isin(list(codes))]
    value, allowed = texts.reindex(unknown.index), f"not the code of a period ({', '.join(codes)})"
    advice = partial(name_advice, known=list(codes), called={})
    listing.add(unknown, "unknown_visit", item=str(source.period), value=value, allowed=allowed, advice=advice)
    return frame.drop(unknown.index)


def visits_of_periods(
    frame: pd.DataFrame, trial: Trial, periods: pd.Series | None, adsl: pd.DataFrame | None
) -> pd.Series:
    """Give the visit of each row's code and period; a visit that belongs to no period has its code in all of them."""
    assert trial.crossover is not None
    if periods is not None:
        told = periods.str.strip().map(trial.crossover.period_codes).astype("float64")
    elif "ADT" in frame and adsl is not None and start_variable(1) in adsl:
        told = period_of_dates(frame["ADT"], frame[SUBJECT], adsl, trial.crossover)
    else:
        told = pd.Series(float("nan"), index=frame.index)
    found = pd.Series(pd.NA, index=frame.index, dtype="str")
    shared = Counter(code for visit in trial.visits.values() for code in visit.codes)
    for name, visit in trial.visits.items():
        for code in visit.codes:
            # What alone has the code needs no period, but may not be of another.
            told_apart = shared[code] > 1 or periods is not None
            own = told.eq(visit.period) if visit.period and told_apart else pd.Series(True, index=frame.index)
            found = found.mask(frame["VISIT"].eq(code) & own, name)
    return found


def possible_visits(
    frame: pd.DataFrame, texts: pd.Series, date: DateColumn, trial: Trial, listing: Listing
) -> pd.DataFrame:
    """Leave out, or keep, the rows whose day is far from the trial or outside the window of their visit."""
    return outside_window(far_visits(frame, texts, date, trial, listing), trial, listing)


def far_visits(frame: pd.DataFrame, texts: pd.Series, date: DateColumn, trial: Trial, listing: Listing) -> pd.DataFrame:
    """List the records that no window leaves out, and whose day is far from the trial; leave them out, or keep them."""
    if "ADY" not in frame:
        return frame
    watched = [name for name, visit in trial.visits.items() if visit.window]
    left_out = frame["AVISIT"].isin(watched) & (listing.fate("outside_window") != "keep")
    plausible = date.study_days or plausible_days(trial)
    far = far_days(frame["ADY"], plausible) & ~left_out
    found = frame[far]
    allowed = "study day " + text(found["ADY"]) + f", {expected(plausible)}"
    listing.add(found, "implausible_date", item=date.column, value=texts[found.index], allowed=allowed)
    return frame if listing.fate("implausible_date") == "keep" else frame[~far]


def outside_window(frame: pd.DataFrame, trial: Trial, listing: Listing) -> pd.DataFrame:
    """List dated rows whose day is not in their visit's window; leave them out unless they are to be kept."""
    windows = {name: visit.window for name, visit in trial.visits.items() if visit.window}
    if "ADY" not in frame or not windows:
        return frame
    first = look_up(frame["AVISIT"], {name: window[0] for name, window in windows.items()}).astype("float64")
    last = look_up(frame["AVISIT"], {name: window[1] for name, window in windows.items()}).astype("float64")
    outside = frame["ADY"].notna() & ((frame["ADY"] < first) | (frame["ADY"] > last))
    found = frame[outside]
    span = " (days " + text(first[outside]) + " to " + text(last[outside]) + ")"
    allowed = "outside the window of " + found["AVISIT"] + span
    listing.add(found, "outside_window", item="day", value=text(found["ADY"]), allowed=allowed)
    return frame if listing.fate("outside_window") == "keep" else frame[~outside]


def by_window(frame: pd.DataFrame, trial: Trial, source: Source, listing: Listing) -> pd.DataFrame:
    """Take the visit in whose window the day lies."""
    assert source.date is not None  # the trial file was checked for it
    visit = pd.Series(pd.NA, index=frame.index, dtype="str")
    for name, declared in trial.visits.items():
        if declared.window:
            visit[frame["ADY"].between(*declared.window)] = name
    undated = frame["ADT"].isna()
    fate = "exclude" if listing.fate("outside_window") == "keep" else None  # it has no visit to be kept at
    listing.add(frame[undated], "outside_window", item=source.date.column, value="", allowed="is blank", fate=fate)
    outside = frame[visit.isna() & ~undated]
    days = text(outside["ADY"]).replace("", "(not known)")
    listing.add(outside, "outside_window", item="day", value=days, allowed="in no visit's window", fate=fate)
    return frame.assign(AVISIT=visit)[visit.notna()]


def drop_unplanned(records: pd.DataFrame, dataset: Dataset, source: Source, listing: Listing) -> pd.DataFrame:
    """List the values at visits that the dataset, naming some, does not name; leave them out unless they are kept."""
    if not dataset.visits:
        return records
    unplanned = ~records["AVISIT"].isin(list(dataset.visits))
    found = records[unplanned]
    allowed = f"which is none of the `visits` of {listing.dataset} ({', '.join(dataset.visits)})"
    listing.add(found, "unplanned_visit", item=source.visit or "visit", value=found["AVISIT"], allowed=allowed)
    return records if listing.fate("unplanned_visit") == "keep" else records[~unplanned]


def text(days: pd.Series) -> pd.Series:
    """Write whole days."""
    return days.map(lambda day: "" if day != day else f"{day:.0f}").astype("str")
