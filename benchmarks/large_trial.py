"""Write a large synthetic trial: a trial file and its data, N subjects at twelve visits with twenty analytes.

python benchmarks/large_trial.py FOLDER [--subjects 5000] [--sites 20] [--seed 1]

FOLDER gets large.yaml and data/*.csv; `trialstats run large` in it does everything. The analyses are of the kinds of
the built-in trial (large_trial.yaml). Of 5,000 subjects labs.csv has a million rows.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from string import Template

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["write_trial"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Days = NDArray[np.datetime64]

VISITS = 12
WEEKS_APART = 4
ANALYTES = 20
SESSIONS = 12
# The quantiles of the standard normal distribution that lie between k equally likely answers.
STEPS = {2: (0.0,), 3: (-0.431, 0.431), 5: (-0.842, -0.253, 0.253, 0.842), 6: (-0.967, -0.431, 0.0, 0.431, 0.967)}
# The number of answers to each of the 36 items (Ware et al., SF-36 Health Survey manual, 1993: the form).
ANSWERS = [5, 5, *[3] * 10, *[2] * 7, 5, 6, 5, *[6] * 9, *[5] * 5]
# The items whose lowest answer is the best health.
BEST_IS_LOW = {1, 2, 20, 21, 22, 23, 26, 27, 30, 34, 36}
EVENTS = {
    "Skin": ["pruritus", "erythema", "dry skin", "rash"],
    "Nervous system": ["dizziness", "headache", "paraesthesia", "somnolence"],
    "Gastrointestinal": ["nausea", "diarrhoea", "constipation"],
    "Infections": ["nasopharyngitis", "urinary tract infection", "influenza"],
    "Musculoskeletal": ["back pain", "arthralgia", "myalgia"],
}


def write_trial(folder: Path, subjects: int, sites: int = 20, seed: int = 1) -> Path:
    """Write the trial into a folder, which is made where it is missing; gives the trial file."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    for name, table in tables(np.random.default_rng(seed), subjects, sites).items():
        table.to_csv(folder / "data" / f"{name}.csv", index=False, lineterminator="\n")
    file = folder / "large.yaml"
    file.write_text(trial_file(subjects), encoding="utf-8")
    return file


def trial_file(subjects: int) -> str:
    """The template with its visits and analytes."""
    template = Template(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    weeks = [WEEKS_APART * visit for visit in range(1, VISITS)]
    visits = ["  Baseline: {codes: V0, AVISITN: 0, baseline: true, target: 1, window: [-14, 1]}"]
    for visit, week in enumerate(weeks, 1):
        day = 7 * week + 1
        visits.append(
            f"  Week {week}: {{codes: V{visit}, AVISITN: {week}, target: {day}, window: [{day - 7}, {day + 7}]}}"
        )
    limits = "limits: {lower: {by: BATCH, values: {A: 0.7, B: 0.5}}, upper: 400, below: BLQ}"
    analytes = [
        f"      {code}: {{label: Analyte {k}, name: {code}, unit: ng/L, decimals: 2, scale: log, {limits}}}"
        for k, code in enumerate(codes(), 1)
    ]
    first, second = codes()[:2]
    return template.substitute(
        n=subjects, visits="\n".join(visits), analytes="\n".join(analytes), first_code=first, second_code=second
    )


def codes() -> list[str]:
    return [f"ANALYT{k:02d}" for k in range(1, ANALYTES + 1)]


def tables(rng: np.random.Generator, n: int, sites: int) -> dict[str, pd.DataFrame]:
    """Every table by its file's name; 20 % of subjects drop out, 4 % of the other visits are missed."""
    people = draw_people(rng, n, sites)
    patient, laser = people["patient_id"].to_numpy(), (people["arm"] == "L").to_numpy()
    start = pd.to_datetime(people["randomisation_date"]).to_numpy().astype("datetime64[D]")
    health = correlated(rng, n, 0.8)
    leaves = np.where(rng.random(n) < 0.2, rng.integers(2, VISITS, n), VISITS)
    seen = (np.arange(VISITS) < leaves[:, None]) & (rng.random((n, VISITS)) > 0.04)
    seen[:, 0] = True
    apart = 7 * WEEKS_APART * np.arange(VISITS)
    dates = start[:, None] + (apart + rng.integers(-3, 4, (n, VISITS))).astype("timedelta64[D]")
    dates[:, 0] = start
    subject, visit = np.nonzero(seen)
    where = pd.DataFrame(
        {
            "patient_id": patient[subject],
            "visit": np.array([f"V{k}" for k in range(VISITS)])[visit],
            "visit_date": dates[subject, visit].astype(str),
        }
    )
    better = laser[:, None] * np.linspace(0, 1, VISITS)
    pain = np.clip(np.rint(65 - 20 * better - 5 * np.linspace(0, 1, VISITS) + 14 * health), 0, 100).astype(int)
    stopped = leaves < VISITS
    left = start[stopped] + (apart[leaves[stopped] - 1] + 10).astype("timedelta64[D]")
    reasons = rng.choice(["adverse event", "lack of efficacy", "lost to follow-up"], int(stopped.sum()))
    return {
        "subjects": people,
        "vas": where.assign(item="VAS", result=pain[subject, visit]),
        "sf36": pd.concat([where, draw_answers(rng, (better - health)[subject, visit])], axis=1),
        "labs": draw_labs(rng, where, subject, visit, n),
        "sessions": draw_sessions(rng, patient, laser, start),
        "adverse_events": draw_events(rng, patient, start),
        "rescue": draw_rescue(rng, patient, start),
        "discontinuation": pd.DataFrame({"patient_id": patient[stopped], "date": left.astype(str), "reason": reasons}),
    }


def draw_people(rng: np.random.Generator, n: int, sites: int) -> pd.DataFrame:
    site = rng.integers(0, sites, n)
    day = np.datetime64("2021-01-04") + rng.integers(0, 500, n).astype("timedelta64[D]")
    return pd.DataFrame(
        {
            "patient_id": [f"{s + 101}-{k:06d}" for k, s in enumerate(site, 1)],
            "site": site + 101,
            "arm": np.where(rng.permutation(n) % 2 == 0, "L", "S"),
            "randomisation_date": day.astype(str),
            "age": rng.integers(45, 86, n),
            "sex": rng.choice(["F", "M"], n),
            "diabetes_years": rng.integers(1, 40, n),
            "height_cm": np.clip(np.round(rng.normal(170, 9, n), 1), 130, 210),
            "weight_kg": np.clip(np.round(rng.normal(85, 15, n), 1), 40, 200),
            "hba1c": np.clip(np.round(rng.normal(7.3, 1.1, n), 1), 4.5, 14),
            "per_protocol": (rng.random(n) > 0.1).astype(int),
        }
    )


def correlated(rng: np.random.Generator, n: int, rho: float) -> Floats:
    """Standard normal courses (n, VISITS) with a correlation of rho to the power of the distance."""
    apart = np.abs(np.subtract.outer(np.arange(VISITS), np.arange(VISITS)))
    root = np.linalg.cholesky(rho**apart)
    return np.asarray(rng.normal(size=(n, VISITS)) @ root.T)


def draw_answers(rng: np.random.Generator, health: Floats) -> pd.DataFrame:
    """Answers to the 36 items of one questionnaire a row, from a common level of health; 1 % are left out."""
    answers = {}
    for item, answered in enumerate(ANSWERS, 1):
        level = 0.7 * health + 0.7 * rng.normal(size=len(health))
        passed = np.searchsorted(STEPS[answered], level)
        answer = answered - passed if item in BEST_IS_LOW else 1 + passed
        text = answer.astype(str).astype(object)
        text[rng.random(len(text)) < 0.01] = ""
        answers[f"q{item:02d}"] = text
    return pd.DataFrame(answers)


def draw_labs(
    rng: np.random.Generator, where: pd.DataFrame, subject: NDArray[np.int64], visit: NDArray[np.int64], n: int
) -> pd.DataFrame:
    """One row a sample and analyte; a tenth, more or less, below the limit of its batch, 3 % of samples lost."""
    batch = np.where(where["visit_date"] < "2022-01-01", "A", "B")
    limit = np.where(batch == "A", 0.7, 0.5)
    parts = []
    for k, code in enumerate(codes()):
        values = np.exp(0.6 + 0.02 * k + 0.8 * correlated(rng, n, 0.6)[subject, visit])
        text = np.char.mod("%.2f", values).astype(object)
        below = np.round(values, 2) < limit
        text[below] = np.where(batch[below] == "A", "<0.7", "<0.5")
        part = where.rename(columns={"visit_date": "sample_date"}).assign(
            analyte=code, result=text, unit="ng/L", batch=batch
        )
        parts.append(part[rng.random(len(part)) > 0.03])
    return pd.concat(parts).sort_values(["patient_id", "visit"], kind="stable", ignore_index=True)


def draw_sessions(rng: np.random.Generator, patient: NDArray[np.object_], laser: Bools, start: Days) -> pd.DataFrame:
    """Twelve sessions within forty days; 6 % of subjects stop after some of them."""
    n = len(patient)
    made = np.where(rng.random(n) < 0.06, rng.integers(2, 9, n), SESSIONS)
    subject, session = np.nonzero(np.arange(SESSIONS) < made[:, None])
    energy = np.where(laser[subject], rng.integers(4500, 6500, len(subject)), 0)
    return pd.DataFrame(
        {
            "patient_id": patient[subject],
            "session_no": session + 1,
            "session_date": (start[subject] + (1 + session * 4).astype("timedelta64[D]")).astype(str),
            "energy_j": energy,
            "area_cm2": 550,
            "attended": np.where((rng.random(len(subject)) > 0.05) | (session == 0), "Y", "N"),
            "device": np.where(laser[subject], "class IV", "sham"),
        }
    )


def draw_events(rng: np.random.Generator, patient: NDArray[np.object_], start: Days) -> pd.DataFrame:
    terms = [(term, system) for system, named in EVENTS.items() for term in named]
    subject = np.sort(rng.integers(0, len(patient), 2 * len(patient)))
    term = rng.integers(0, len(terms), len(subject))
    begin = rng.integers(2, 280, len(subject))
    length = rng.integers(1, 20, len(subject))
    return pd.DataFrame(
        {
            "patient_id": patient[subject],
            "term": [terms[k][0] for k in term],
            "system": [terms[k][1] for k in term],
            "severity": rng.choice(["mild", "moderate", "severe"], len(subject), p=[0.6, 0.3, 0.1]),
            "serious": rng.choice(["N", "Y"], len(subject), p=[0.96, 0.04]),
            "start_date": (start[subject] + begin.astype("timedelta64[D]")).astype(str),
            "end_date": (start[subject] + (begin + length).astype("timedelta64[D]")).astype(str),
            "related": rng.choice(["N", "Y"], len(subject), p=[0.7, 0.3]),
        }
    ).drop_duplicates(["patient_id", "term", "start_date"])


def draw_rescue(rng: np.random.Generator, patient: NDArray[np.object_], start: Days) -> pd.DataFrame:
    subject = np.unique(rng.integers(0, len(patient), len(patient) // 3))
    return pd.DataFrame(
        {
            "patient_id": patient[subject],
            "medication": rng.choice(["ibuprofen", "paracetamol"], len(subject)),
            "start_date": (start[subject] + rng.integers(2, 300, len(subject)).astype("timedelta64[D]")).astype(str),
            "dose_mg": 400,
            "days": rng.integers(1, 10, len(subject)),
        }
    )


def main() -> None:
    """Write the trial that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--subjects", type=int, default=5000)
    parser.add_argument("--sites", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(write_trial(asked.folder, asked.subjects, asked.sites, asked.seed))


if __name__ == "__main__":
    main()
