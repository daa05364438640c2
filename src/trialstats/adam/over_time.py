"""Summaries of a parameter over the visits of a window: total, time-weighted average, SPID and percent SPID.

With scores y_0 .. y_k at times t_0 < .. < t_k, and d_i = t_i - t_(i-1), a rule gives each interval its value:

    right      y_i                    left   y_(i-1)                    trapezoid   (y_(i-1) + y_i) / 2

    time-weighted average   sum_i value_i d_i / (t_k - t_0)
    SPID                    the same sum of PID_i = BASE - y_i (of y_i - BASE where higher is better), not divided
    percent SPID            100 SPID / (the largest possible PID (t_k - t_0)): BASE minus the best possible score

    total                   sum_i y_i, the visits after baseline alone; by no rule, since it has no intervals

A positive difference is an improvement. The sources (NIH Pain Consortium; PhUSE 2016 SP01) say `weighted for the time
between observations` and not by which rule; the right end is the classical reading, so the trial file must say one.
PID_0 is 0: by the left end and by trapezoids 100 % cannot be reached, by the right end it can.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.trialfile.checks.summaries import window_of
from trialstats.trialfile.parts.days import elapsed
from trialstats.trialfile.parts.derived import Derived
from trialstats.trialfile.parts.over_time import RULES, OverTime
from trialstats.trialfile.trial import Trial

__all__ = ["Summary", "area", "fill_gaps", "summarise_over_time", "summary_of", "summary_words"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Words = Mapping[str, Any]

KEYS = ["USUBJID", "VISIT", "AVISIT", "ADT", "ADY"]
DTYPES = {"interpolated": "INTERP", "last carried": "LOCF"}


def summary_words(derived: Derived, words: Mapping[str, Words]) -> dict[str, Any]:
    """Name a summary with its rule; a unit and direction that are not declared follow from what is summed up."""
    over_time = derived.over_time
    assert over_time is not None
    own = derived.model_dump(include={"label", "unit", "better", "mcid", "decimals"})
    if over_time.rule is not None:
        own["label"] = f"{own['label']}, {RULES[over_time.rule]}"
    source = words.get(over_time.of, {})
    own_unit = source.get("unit")
    unit = {"total": own_unit, "time_weighted_average": own_unit, "percent_spid": "%"}.get(over_time.summary)
    better = "higher" if over_time.from_baseline else source.get("better")
    return own | {"unit": own["unit"] or unit, "better": own["better"] or better}


def summarise_over_time(
    records: pd.DataFrame, paramcd: str, trial: Trial, name: str, words: Mapping[str, Words]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Summarise a parameter over visits, for every subject with a record of it.

    records: with BASE. words: label, unit, better and so on of each parameter.
    Returns one record a subject at the window's last visit (USUBJID [VISIT] AVISIT [ADT ADY] PARAMCD AVAL BASE [CHG
    PCHG] ANL01FL PARAMTYP DTYPE), and those who lack something (USUBJID PARAMCD AVISIT REASON). Of a total and of a
    sum of differences there is no CHG. DTYPE is that of values put in (INTERP, LOCF), if there were any.
    """
    made_by = summary_of(trial, name, paramcd, words)
    over_time, window = made_by.over_time, made_by.visits
    own = records[records["PARAMCD"] == over_time.of]
    course = read_course(own, window, trial, over_time)
    baseline = sum(visit not in trial.after_baseline for visit in window) - 1
    values, filled = fill_gaps(course.values, course.times, over_time.missing, baseline)
    course = replace(course, values=values)
    summary, largest = made_by.apply(course)
    reasons = lacking(course, window, largest)
    made = pd.DataFrame({"USUBJID": course.subjects, "AVISIT": window[-1], "PARAMCD": paramcd, "REASON": reasons})
    made = made.assign(AVAL=summary, BASE=course.base, ANL01FL="Y", PARAMTYP="DERIVED", DTYPE=dtype(filled, over_time))
    unscored = made.loc[reasons != "", ["USUBJID", "PARAMCD", "AVISIT", "REASON"]]
    return at_last_visit(made[reasons == ""], own, window[-1], over_time), unscored.reset_index(drop=True)


@dataclass(frozen=True)
class Course:
    """Of n subjects: values (..., n, visit) and times (n, visit), NaN where there is none, and baseline (n)."""

    subjects: list[str]
    values: Floats
    times: Floats
    base: Floats


@dataclass(frozen=True)
class Summary:
    """How a parameter is made of the courses of another, `of`, at the `visits` of its window, in their order.

    sign: that of an improvement; best: the best possible value, which percent SPID alone needs.
    """

    over_time: OverTime
    visits: list[str]
    sign: float
    best: float | None
    trial: Trial

    @property
    def of(self) -> str:
        """The parameter summed up."""
        return self.over_time.of

    @property
    def has_change(self) -> bool:
        """Whether it has a change of its own, unlike a total and what measures improvement from baseline."""
        return self.over_time.has_change

    def apply(self, course: Course) -> tuple[Floats, Floats]:
        """Sum courses up: (..., n); and give the largest possible sum (n), positive where none is asked for."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return summarise(course, self.over_time, self.sign, self.best)

    def times(self, records: pd.DataFrame, subjects: list[str]) -> Floats:
        """Give the times (n, visit) of the visits of subjects; of one without value the planned time."""
        own = records[records["PARAMCD"] == self.of]
        return read_course(own, self.visits, self.trial, self.over_time, subjects).times

    def completed(self, values: Floats, times: Floats, base: Floats) -> Floats:
        """Sum up courses without gaps (..., n, visit), as `apply`."""
        return self.apply(Course([], values, times, base))[0]

    def hindrances(self, times: Floats, base: Floats) -> NDArray[np.object_]:
        """Say for each subject why no course would have a sum; an empty text where it would."""
        whole = Course([""] * len(base), np.zeros(times.shape), times, base)
        reasons = lacking(whole, self.visits, self.apply(whole)[1])
        starts_at_baseline = self.visits[0] not in self.trial.after_baseline
        without = np.isnan(base) & (self.over_time.from_baseline or starts_at_baseline)
        return np.where(without & (reasons == ""), "BASE missing", reasons).astype(object)


def summary_of(trial: Trial, name: str, paramcd: str, words: Mapping[str, Words]) -> Summary:
    """Tell how a parameter of a dataset is summed up; words: see `summarise_over_time`."""
    dataset = trial.datasets[name]
    over_time = dataset.derived[paramcd].over_time
    assert over_time is not None
    sign, best = sign_of(words[over_time.of]), best_of(trial, name, over_time)
    return Summary(over_time, window_of(trial, dataset, over_time), sign, best, trial)


def read_course(
    own: pd.DataFrame, window: list[str], trial: Trial, over_time: OverTime, only: list[str] | None = None
) -> Course:
    """Spread the analysis records of a parameter over the visits of the window, of all subjects or of some."""
    subjects = sorted(own["USUBJID"].unique()) if only is None else only
    chosen = own[(own["ANL01FL"] == "Y") & own["AVAL"].notna() & own["AVISIT"].isin(window)]

    def spread(column: str) -> Floats:
        table = chosen.pivot(index="USUBJID", columns="AVISIT", values=column)  # noqa: PD010
        return table.reindex(index=subjects, columns=window).to_numpy(dtype=np.float64)

    values = spread("AVAL")
    base = own.dropna(subset="BASE").drop_duplicates("USUBJID").set_index("USUBJID")["BASE"].reindex(subjects)
    if over_time.time == "AVISITN":
        numbers = np.array([trial.visits[visit].AVISITN for visit in window])
        times = np.broadcast_to(numbers, values.shape)
    else:
        planned = np.array([trial.visits[visit].target_day for visit in window], dtype=np.float64)
        times = elapsed(np.where(np.isnan(values), planned, spread("ADY")))
    return Course(subjects, values, times, base.to_numpy(dtype=np.float64))


def fill_gaps(values: Floats, times: Floats, missing: str, baseline: int) -> tuple[Floats, Bools]:
    """Put values into the gaps of courses (n, visit); returns them and where something was put in.

    `interpolated` draws a line between the values on either side; `last carried` takes the last value after baseline,
    which visits beyond index `baseline` are (-1: all); where there is none, and for `absent`, the gap stays.
    """
    if missing == "absent":
        return values, np.zeros(values.shape, dtype=bool)
    place = np.arange(values.shape[1])
    present = ~np.isnan(values)
    before = np.maximum.accumulate(np.where(present, place, -1), axis=1)
    after = np.minimum.accumulate(np.where(present, place, len(place))[:, ::-1], axis=1)[:, ::-1]
    usable = (before >= 0) & (after < len(place)) if missing == "interpolated" else before > baseline
    gaps = ~present & usable

    def at(table: Floats, index: NDArray[np.int64]) -> Floats:
        return np.take_along_axis(table, np.clip(index, 0, len(place) - 1), axis=1)

    put = at(values, before)
    if missing == "interpolated":
        with np.errstate(invalid="ignore", divide="ignore"):
            share = (times - at(times, before)) / (at(times, after) - at(times, before))
        put = put + share * (at(values, after) - put)
    return np.where(gaps, put, values), gaps


def area(values: Floats, times: Floats, rule: str) -> Floats:
    """Sum the values of the intervals times their lengths; values (..., n, visit) and times (n, visit)."""
    left, right = values[..., :-1], values[..., 1:]
    of_interval = {"left": left, "right": right, "trapezoid": (left + right) / 2}[rule]
    total: Floats = (of_interval * np.diff(times, axis=1)).sum(axis=-1)
    return total


def summarise(course: Course, over_time: OverTime, sign: float, best: float | None) -> tuple[Floats, Floats]:
    """Give the summary of each subject, and the largest possible sum (positive where the summary asks for none)."""
    duration = course.times[:, -1] - course.times[:, 0]
    if over_time.rule is None:
        return course.values.sum(axis=-1), np.ones(len(duration))
    if not over_time.from_baseline:
        return area(course.values, course.times, over_time.rule) / duration, np.ones(len(duration))
    spid = area(sign * (course.base[:, None] - course.values), course.times, over_time.rule)
    if best is None:
        return spid, np.ones(len(duration))
    largest = sign * (course.base - best) * duration
    return 100 * spid / largest, largest


def sign_of(words: Words) -> float:
    """Give the sign that makes an improvement positive."""
    return -1.0 if words["better"] == "higher" else 1.0


def best_of(trial: Trial, name: str, over_time: OverTime) -> float | None:
    """Give the best possible value, which percent SPID alone needs."""
    if over_time.summary != "percent_spid" or over_time.best is not None:
        return over_time.best
    source = trial.outcome(name, over_time.of)
    assert source is not None  # the trial file was checked
    assert source.range is not None
    return source.range[0] if source.better == "lower" else source.range[1]


def lacking(course: Course, window: list[str], largest: Floats) -> NDArray[np.object_]:
    """Say for each subject why there is no summary; an empty text where there is one."""
    reasons = np.full(len(course.subjects), "", dtype=object)
    absent = np.isnan(course.values)
    untimed = ~absent & np.isnan(course.times)
    with np.errstate(invalid="ignore"):
        disordered = (np.diff(course.times, axis=1) <= 0).any(axis=1)
    reasons[largest <= 0] = "baseline is the best possible value: there is no largest improvement"
    reasons[disordered] = "the days of the visits are not in their order"
    for row in np.flatnonzero(untimed.any(axis=1)):
        reasons[row] = f"no day of {', '.join(np.array(window)[untimed[row]])}"
    for row in np.flatnonzero(absent.any(axis=1)):
        reasons[row] = f"no value at {', '.join(np.array(window)[absent[row]])}"
    return reasons


def dtype(filled: Bools, over_time: OverTime) -> pd.Series[str]:
    """Give DTYPE: how values were put in, where any were."""
    some = pd.Series(filled.any(axis=1))
    return some.map({True: DTYPES.get(over_time.missing)}).astype("str")


def at_last_visit(made: pd.DataFrame, own: pd.DataFrame, visit: str, over_time: OverTime) -> pd.DataFrame:
    """Date the records as that of the last visit is, where there is one, and give the change of an average."""
    last = own[(own["AVISIT"] == visit) & (own["ANL01FL"] == "Y") & own["AVAL"].notna()]
    dated = last[[name for name in KEYS if name in last and name != "AVISIT"]]
    made = made.drop(columns="REASON").merge(dated, on="USUBJID", how="left", validate="one_to_one")
    if not over_time.has_change:
        return made
    change = made["AVAL"] - made["BASE"]
    return made.assign(CHG=change, PCHG=100 * change / made["BASE"].replace(0, np.nan))
