"""Who was screened, who was randomised to what, and what they were like at entry."""

from __future__ import annotations

import numpy as np
import pandas as pd

from trialstats.simulate.laser.design import ARMS, BLOCK, SITES, Site
from trialstats.simulate.laser.draws import Bools, Dates, Ints, stream, whole_numbers

__all__ = ["RECRUITMENT", "draw_subjects", "randomised_only", "subjects_table"]

RECRUITMENT = (np.datetime64("2022-01-10"), 392)
"""First day of recruitment and its length in days."""

WHY_NOT, HOW_OFTEN = ("did not meet the criteria", "declined", "other reason"), (0.6, 0.3, 0.1)
"""Why people who were screened were not randomised, and how often."""


def draw_subjects(seed: int) -> pd.DataFrame:
    """Draw everyone who was screened, one row each, in the order of patient_id.

    Columns: patient_id, site (index), arm (index, -1 where not randomised), consent_date, baseline_date,
    randomisation_date (NaT where not randomised), age (years), sex, diabetes_years, height_cm, weight_kg,
    hba1c (%), not_randomised (why; blank where randomised). Their distributions are ours, chosen to look like a clinic
    for diabetic polyneuropathy.
    """
    enrolled = [_enrol(seed, k, site) for k, site in enumerate(SITES)]
    subjects = pd.concat(enrolled, ignore_index=True)
    drawn = stream(seed, "subjects.not_randomised").choice(WHY_NOT, size=len(subjects), p=HOW_OFTEN)
    why = np.where(subjects["arm"] < 0, drawn, "")
    return pd.concat([subjects, _characteristics(seed, len(subjects)).assign(not_randomised=why)], axis=1)


def _enrol(seed: int, k: int, site: Site) -> pd.DataFrame:
    rng = stream(seed, f"subjects.{site.code}")
    n = site.randomised + site.screened_only
    start, days = RECRUITMENT
    baseline = np.sort(start + whole_numbers(rng, 0, days - 1, n))
    baseline = np.busday_offset(baseline, 0, roll="forward")
    consent = np.busday_offset(baseline - whole_numbers(rng, 0, 5, n), 0, roll="backward")
    # Up to five days for the results of the screening, never on a weekend: at most day -7 for the baseline.
    randomisation = np.busday_offset(baseline + whole_numbers(rng, 0, 5, n), 0, roll="forward")
    randomised = np.ones(n, dtype=bool)
    randomised[np.argsort(rng.random(n))[: site.screened_only]] = False
    arm = _randomise(rng, randomisation, randomised)
    order = np.argsort(consent, kind="stable")
    return pd.DataFrame(
        {
            "patient_id": [f"{site.code}-{number:03d}" for number in range(1, n + 1)],
            "site": k,
            "arm": arm[order],
            "consent_date": consent[order],
            "baseline_date": baseline[order],
            "randomisation_date": np.where(randomised, randomisation, np.datetime64("NaT"))[order],
        }
    )


def _randomise(rng: np.random.Generator, date: Dates, randomised: Bools) -> Ints:
    """Give arms in permuted blocks in the order of randomisation; -1 for those who were not randomised."""
    blocks = -(-int(randomised.sum()) // BLOCK)
    one_block = np.arange(BLOCK) % len(ARMS)
    sequence = np.concatenate([one_block[np.argsort(rng.random(BLOCK))] for _ in range(blocks)])
    arm = np.full(len(date), -1, dtype=np.int64)
    order = np.argsort(date, kind="stable")
    arm[order[randomised[order]]] = sequence[: int(randomised.sum())]
    return arm


def _characteristics(seed: int, n: int) -> pd.DataFrame:
    rng = stream(seed, "subjects.characteristics")
    age = np.clip(np.round(64 + 8.5 * rng.standard_normal(n)), 45, 85).astype(int)
    female = rng.random(n) < 0.45
    duration = np.minimum(np.round(np.exp(np.log(11) + 0.5 * rng.standard_normal(n))), age - 25)
    height = np.round(np.where(female, 162.0, 175.0) + 6.5 * rng.standard_normal(n), 1)
    body_mass_index = np.clip(30.5 + 4.5 * rng.standard_normal(n), 20, 45)
    return pd.DataFrame(
        {
            "age": age,
            "sex": np.where(female, "F", "M"),
            "diabetes_years": np.maximum(duration, 1).astype(int),
            "height_cm": height,
            "weight_kg": np.round(body_mass_index * (height / 100) ** 2, 1),
            "hba1c": np.round(np.clip(7.7 + 1.1 * rng.standard_normal(n), 5.6, 12.0), 1),
        }
    )


def randomised_only(subjects: pd.DataFrame) -> pd.DataFrame:
    """Keep those who were randomised, in the order of patient_id, with a fresh index."""
    return subjects[subjects["arm"] >= 0].reset_index(drop=True)


def subjects_table(subjects: pd.DataFrame, per_protocol: set[str]) -> pd.DataFrame:
    """Write subjects.csv as text: arm and randomisation_date are blank where there was no randomisation."""
    return pd.DataFrame(
        {
            "patient_id": subjects["patient_id"],
            "site": [SITES[k].code for k in subjects["site"]],
            "arm": [ARMS[k].code if k >= 0 else "" for k in subjects["arm"]],
            "consent_date": subjects["consent_date"].dt.strftime("%Y-%m-%d"),
            "randomisation_date": subjects["randomisation_date"].dt.strftime("%Y-%m-%d").fillna(""),
            "age": subjects["age"].astype(str),
            "sex": subjects["sex"],
            "diabetes_years": subjects["diabetes_years"].astype(str),
            "height_cm": subjects["height_cm"].map("{:.1f}".format),
            "weight_kg": subjects["weight_kg"].map("{:.1f}".format),
            "hba1c": subjects["hba1c"].map("{:.1f}".format),
            "per_protocol": ["1" if patient in per_protocol else "0" for patient in subjects["patient_id"]],
            "not_randomised": subjects["not_randomised"],
        }
    )
