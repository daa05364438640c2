"""The whole trial, drawn measure by measure and written as the tables that a site would send."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialstats.simulate.laser import brief_pain, laboratory, nerve, quality_of_life
from trialstats.simulate.laser.adverse_events import adverse_events_table
from trialstats.simulate.laser.design import SHAM, VISITS
from trialstats.simulate.laser.draws import Bools, Dates, Floats, Ints, stream
from trialstats.simulate.laser.dropout import Dropout, discontinuation_table, draw_dropout
from trialstats.simulate.laser.laboratory_problems import plant_problems
from trialstats.simulate.laser.medication import medication_table
from trialstats.simulate.laser.pain import BLANK_SHARE, draw_pain, pain_rows
from trialstats.simulate.laser.rescue import rescue_table
from trialstats.simulate.laser.subjects import draw_subjects, randomised_only, subjects_table
from trialstats.simulate.laser.treatment import attended_sessions, sessions_table
from trialstats.simulate.laser.visits import draw_late_visits, draw_missed_visits, draw_visit_dates

__all__ = ["laser_tables"]

ENOUGH_SESSIONS = 10
"""Sessions, of twelve, that a subject must have attended to be per protocol."""

VIOLATION_SHARE = 0.03
"""Share of subjects with another violation of the protocol."""


@dataclass(frozen=True)
class Course:
    """What happened to the n randomised subjects; arrays of shape (n,) or (n, visit)."""

    patient: list[str]
    arm: Ints
    randomised: Dates
    dates: Dates
    seen: Bools
    dropout: Dropout
    last_contact: Dates
    pain: Floats
    pain_deviation: Floats
    pain_blank: Bools


def laser_tables(seed: int) -> dict[str, pd.DataFrame]:
    """Draw the trial; return the tables by file name without `.csv`, all columns text as they are written."""
    screened = draw_subjects(seed)
    randomised = randomised_only(screened)
    course = _draw_course(seed, randomised)
    sessions = sessions_table(seed, course.patient, course.arm, course.randomised, course.dropout.date)
    not_randomised = screened[screened["arm"] < 0].reset_index(drop=True)
    return {
        "subjects": subjects_table(screened, _per_protocol(seed, course, sessions)),
        "vas": _in_order(_vas(course), _screened_vas(seed, not_randomised)),
        "sf36": _in_order(_sf36(seed, course), _screened_sf36(seed, not_randomised)),
        "bpi": _bpi(seed, course),
        "labs": _labs(seed, course),
        "nerve": _nerve(seed, course, randomised),
        "sessions": sessions,
        "adverse_events": adverse_events_table(
            seed,
            course.patient,
            course.arm,
            course.randomised,
            course.dropout.date,
            course.last_contact,
            course.dropout.reason,
        ),
        "rescue": rescue_table(seed, course.patient, course.pain, course.dates, course.last_contact),
        "medication": medication_table(seed, course.patient, course.randomised, course.last_contact),
        "discontinuation": discontinuation_table(course.patient, course.dropout),
    }


def _draw_course(seed: int, subjects: pd.DataFrame) -> Course:
    arm = subjects["arm"].to_numpy(dtype=np.int64)
    start = _days(subjects["randomisation_date"])
    planned = draw_visit_dates(seed, _days(subjects["baseline_date"]), start)
    missed = draw_missed_visits(seed, len(arm))
    pain, deviation = draw_pain(stream(seed, "pain"), arm, subjects["site"].to_numpy(dtype=np.int64))
    blank = stream(seed, "pain.blank").random(pain.shape) < BLANK_SHARE
    blank[:, 0] = False
    dropout = draw_dropout(seed, arm, pain, ~(missed | blank), planned)
    seen = ~missed & (np.arange(len(VISITS)) < dropout.before[:, None])
    dates = draw_late_visits(seed, planned, start, seen & ~blank)
    last = np.where(np.isnat(dropout.date), dates[:, -1], dropout.date)
    patient = list(subjects["patient_id"])
    return Course(patient, arm, start, dates, seen, dropout, last, pain, deviation, blank)


def _per_protocol(seed: int, course: Course, sessions: pd.DataFrame) -> set[str]:
    """Find who completed with enough sessions and no other violation."""
    violates = stream(seed, "per_protocol").random(len(course.patient)) < VIOLATION_SHARE
    count = attended_sessions(sessions)
    completed = np.isnat(course.dropout.date) & ~violates
    return {p for p, ok in zip(course.patient, completed, strict=True) if ok and count.get(p, 0) >= ENOUGH_SESSIONS}


def _vas(course: Course) -> pd.DataFrame:
    return pain_rows(course.patient, course.dates, course.seen, course.pain, course.pain_blank)


def _sf36(seed: int, course: Course) -> pd.DataFrame:
    answers = quality_of_life.draw_answers(stream(seed, "sf36"), course.arm, course.pain_deviation)
    blank, no_form = quality_of_life.draw_blanks(stream(seed, "sf36.blank"), len(course.arm))
    return quality_of_life.sf36_rows(course.patient, course.dates, course.seen & ~no_form, answers, blank)


def _bpi(seed: int, course: Course) -> pd.DataFrame:
    answers = brief_pain.draw_bpi(stream(seed, "bpi"), course.arm, course.pain_deviation)
    blank, no_form = brief_pain.draw_bpi_blanks(stream(seed, "bpi.blank"), len(course.arm))
    return brief_pain.bpi_rows(course.patient, course.dates, course.seen & ~no_form, answers, blank)


def _screened_vas(seed: int, subjects: pd.DataFrame) -> pd.DataFrame:
    """Write the baseline of those who were not randomised; as sham, for nobody has been treated yet."""
    arm = np.full(len(subjects), SHAM)
    score, _ = draw_pain(stream(seed, "pain.screened"), arm, subjects["site"].to_numpy(dtype=np.int64))
    dates, only_baseline = _baseline_only(subjects)
    return pain_rows(list(subjects["patient_id"]), dates, only_baseline, score, np.zeros(score.shape, dtype=bool))


def _screened_sf36(seed: int, subjects: pd.DataFrame) -> pd.DataFrame:
    rng = stream(seed, "sf36.screened")
    n = len(subjects)
    answers = quality_of_life.draw_answers(rng, np.full(n, SHAM), rng.standard_normal((n, len(VISITS))))
    blank, _ = quality_of_life.draw_blanks(rng, n)
    dates, only_baseline = _baseline_only(subjects)
    return quality_of_life.sf36_rows(list(subjects["patient_id"]), dates, only_baseline, answers, blank)


def _baseline_only(subjects: pd.DataFrame) -> tuple[Dates, Bools]:
    dates = np.repeat(_days(subjects["baseline_date"])[:, None], len(VISITS), axis=1)
    seen = np.zeros(dates.shape, dtype=bool)
    seen[:, 0] = True
    return dates, seen


def _labs(seed: int, course: Course) -> pd.DataFrame:
    values = {
        analyte.code: laboratory.draw_concentrations(stream(seed, f"labs.{analyte.code}"), course.arm, analyte)
        for analyte in laboratory.ANALYTES
    }
    lost = laboratory.draw_lost_samples(stream(seed, "labs.lost"), len(course.arm))
    reported = laboratory.labs_rows(course.patient, course.dates, course.seen & ~lost, values)
    return plant_problems(reported, stream(seed, "labs.planted"))


def _nerve(seed: int, course: Course, subjects: pd.DataFrame) -> pd.DataFrame:
    age, height = (subjects[name].to_numpy(dtype=float) for name in ("age", "height_cm"))
    exam = nerve.draw_examination(stream(seed, "nerve"), course.arm, age, height)
    repeats = nerve.draw_repeats(stream(seed, "nerve.repeats"), exam, course.seen)
    return nerve.nerve_rows(course.patient, course.dates, course.seen, exam, repeats)


def _in_order(*parts: pd.DataFrame) -> pd.DataFrame:
    return pd.concat(parts).sort_values(["patient_id", "visit"], kind="stable", ignore_index=True)


def _days(dates: pd.Series) -> Dates:
    return dates.to_numpy().astype("datetime64[D]")
