"""A small crossover trial in a folder: twelve subjects, two treatments, a baseline and a visit in each period.

The visits of both periods have one code, which the column of the period tells apart. Subject 005 has no second period,
011 was screened only.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np

__all__ = ["DRUG_FIRST", "EVENTS", "TRIAL", "TRIAL_FILE", "values", "with_sessions", "write"]

TRIAL_FILE = "config/trials/cross.yaml"

TRIAL = """\
STUDYID: CROSS-01
title: A crossover trial

sources:
  subjects: {file: data/subjects.csv, subject: id}
  pain: {file: data/pain.csv, subject: id, visit: visit, period: period, date: {column: date}}
  events: {file: data/events.csv, subject: id}

subjects:
  source: subjects
  arm: sequence
  dates:
    RANDDT: {column: randomised}
    AP01SDT: {column: start1}
    AP02SDT: {column: start2}
    AP01EDT: {column: end1}
  day_one: RANDDT
  crossover:
    sequences:
      Drug then placebo: {treatments: [Drug, Placebo], codes: DP}
      Placebo then drug: {treatments: [Placebo, Drug], codes: PD}

arms:
  Drug: {codes: D}
  Placebo: {codes: P, role: reference}

visits:
  "Baseline, period 1": {codes: B, AVISITN: 10, period: 1, baseline: true}
  "Week 4, period 1": {codes: W4, AVISITN: 14, period: 1, timepoint: Week 4}
  "Baseline, period 2": {codes: B, AVISITN: 20, period: 2, baseline: true}
  "Week 4, period 2": {codes: W4, AVISITN: 24, period: 2, timepoint: Week 4}

covariates:
  AGE: {column: age, type: number, range: [18, 90]}
  SEX: {column: sex, type: category, codes: {Female: F, Male: M}}

disposition: {source: subjects, reason: stopped}

populations:
  ITTFL: {label: Randomised, randomised: true}

datasets:
  adpain:
    source: pain
    parameters:
      PAIN: {label: Pain, column: pain, unit: mm, range: [0, 100], better: lower}
      CREAT: {label: Creatinine, column: creatinine, unit: umol/L, decimals: 0, text_results: <number}

occurrences:
  adae:
    source: events
    columns:
      AETERM: {column: term}
      AESEV: {column: severity, type: category, codes: {Mild: "1", Severe: "2"}}
      ASTDT: {column: start, type: date}

estimands:
  primary:
    label: Does the drug help against pain?
    population: ITTFL
    dataset: adpain
    variable: {PARAMCD: PAIN, value: AVAL}
    timepoint: Week 4
"""

# What was asked of adverse events: three in period 1, one of them in the wash-out, one in period 2, one before.
EVENTS = """\
id,term,severity,start
001,headache,1,2024-01-20
001,headache,1,2024-03-20
002,nausea,2,2024-01-15
003,nausea,1,2024-02-20
004,rash,1,2023-12-28
"""

# Sessions of treatment, weekly, four in a period, and medicines; with them the last day of the second period.
SESSIONS = """\
occurrences:
  adex:
    source: sessions
    columns:
      EXSEQ: {column: number, type: number}
      EXATTFL: {column: attended, type: category, codes: {"Y": "1", "N": "0"}}
      ASTDT: {column: date, type: date}
      EXENERGY: {column: energy, type: number, unit: J, decimals: 0}
  adcm:
    source: medicines
    columns:
      CMTRT: {column: medicine}
      ASTDT: {column: start, type: date}
      CMDUR: {column: days, type: number}
"""
# Of subject 001: under the drug, in the wash-out after it, under the placebo; of 003 before any treatment.
MEDICINES = """\
id,medicine,start,days
001,ibuprofen,2024-01-10,2
001,ibuprofen,2024-02-20,1
001,paracetamol,2024-03-10,3
003,ibuprofen,2024-01-02,1
006,paracetamol,2024-03-05,4
"""

DRUG_FIRST = ("001", "003", "005", "007", "009", "012")
SUBJECTS = tuple(f"{number:03d}" for number in range(1, 13))
RANDOMISED = date(2024, 1, 1)
START = {1: RANDOMISED + timedelta(6), 2: RANDOMISED + timedelta(62)}
BELOW = ("012", 2)  # whose creatinine is below the limit of the assay
END_OF_FIRST, END_OF_SECOND = START[1] + timedelta(28), START[2] + timedelta(29)


def with_sessions(trial: str = TRIAL) -> str:
    """Give the trial file with sessions, medicines and the last day of the second period."""
    files = "  sessions: {file: data/sessions.csv, subject: id}\n  medicines: {file: data/medicines.csv, subject: id}\n"
    changes = {
        "  events: {file": f"{files}  events: {{file",
        "    AP01EDT: {column: end1}\n": "    AP01EDT: {column: end1}\n    AP02EDT: {column: end2}\n",
        "occurrences:\n": SESSIONS,
    }
    for old, new in changes.items():
        assert trial.count(old) == 1, old
        trial = trial.replace(old, new)
    return trial


def sessions() -> list[str]:
    """Give the sessions as lines: all four of period 1, the last `subject modulo 4` of period 2 not attended.

    One more has 002 in the wash-out, 003 before any period, and 004 on a day not known.
    """
    rows = ["id,number,date,attended,energy"]
    for subject, period in values():
        for number in range(1, 5):
            missed = period == 2 and number > 4 - int(subject) % 4
            day = START[period] + timedelta(7 * (number - 1))
            rows.append(f"{subject},{number},{day},{int(not missed)},{'' if missed else 90 + int(subject)}")
    more = ["002,5,2024-02-20,1,92", "003,6,2023-12-20,1,93", "004,7,,1,94"]
    return [*rows, *more, ""]


def values() -> dict[tuple[str, int], tuple[int, int, float]]:
    """Give baseline and week 4 of pain, and creatinine, of each subject and period; a drug takes 12 mm away."""
    draw = np.random.default_rng(2024)
    found = {}
    for subject in (each for each in SUBJECTS if each != "011"):
        level = draw.normal(60, 8)
        for period in (1, 2):
            drug = (subject in DRUG_FIRST) == (period == 1)
            before = round(level + draw.normal(0, 3))
            after = round(level - 8 - 12 * drug - 2 * (period == 2) + draw.normal(0, 4))
            creatinine = round(float(np.exp(4.3 + 0.1 * drug + (level - 60) / 80 + draw.normal(0, 0.06))), 1)
            found[subject, period] = (before, after, creatinine)
    del found["005", 2]
    return found


def write(folder: Path, trial: str = TRIAL) -> None:
    """Write trial file and data into a folder."""
    measured = values()
    subjects = ["id,sequence,randomised,start1,end1,start2,end2,age,sex,stopped"]
    for number, subject in enumerate(SUBJECTS):
        if subject == "011":
            subjects.append("011,,,,,,,51,F,")
            continue
        code = "DP" if subject in DRUG_FIRST else "PD"
        second = START[2] if (subject, 2) in measured else ""
        stopped = "" if second else "Moved away"
        end = END_OF_SECOND if second else ""
        dates = f"{RANDOMISED},{START[1]},{END_OF_FIRST},{second},{end}"
        subjects.append(f"{subject},{code},{dates},{40 + 2 * number},{'FM'[number % 2]},{stopped}")
    pain = ["id,period,visit,date,pain,creatinine"]
    for (subject, period), (before, after, creatinine) in measured.items():
        pain.append(f"{subject},{period},B,{START[period]},{before},{creatinine - 3:.1f}")
        shown = "<50" if (subject, period) == BELOW else creatinine
        pain.append(f"{subject},{period},W4,{START[period] + timedelta(28)},{after},{shown}")
    files = {TRIAL_FILE: trial, "data/events.csv": EVENTS}
    files |= {"data/medicines.csv": MEDICINES, "data/sessions.csv": "\n".join(sessions())}
    files |= {"data/subjects.csv": "\n".join([*subjects, ""]), "data/pain.csv": "\n".join([*pain, ""])}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
