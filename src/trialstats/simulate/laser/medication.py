"""Concomitant medication: what subjects took for other reasons, before the trial and during it. All of it is ours.

It has no effect on anything else that is simulated, and treatment has none on it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialstats.simulate.laser.draws import Dates, stream

__all__ = ["CATALOGUE", "Medicine", "medication_table"]


@dataclass(frozen=True)
class Medicine:
    """A medicine: why it is taken, its dose, and the chances that a subject is on it at entry, or begins it later."""

    name: str
    indication: str
    dose: str
    unit: str
    at_entry: float
    begins: float


CATALOGUE = (
    Medicine("metformin", "diabetes", "1000", "mg", 0.68, 0.02),
    Medicine("insulin glargine", "diabetes", "24", "IU", 0.38, 0.02),
    Medicine("gliclazide", "diabetes", "60", "mg", 0.18, 0.01),
    Medicine("atorvastatin", "dyslipidaemia", "20", "mg", 0.55, 0.01),
    Medicine("lisinopril", "hypertension", "10", "mg", 0.44, 0.02),
    Medicine("amlodipine", "hypertension", "5", "mg", 0.27, 0.02),
    Medicine("acetylsalicylic acid", "prevention", "100", "mg", 0.31, 0.01),
    Medicine("pregabalin", "neuropathic pain", "150", "mg", 0.26, 0.02),
    Medicine("duloxetine", "neuropathic pain", "60", "mg", 0.15, 0.02),
    Medicine("omeprazole", "reflux", "20", "mg", 0.22, 0.03),
    Medicine("amoxicillin", "infection", "1500", "mg", 0.01, 0.09),
)

STOPS = 0.07
"""Share of the medicines taken at entry that were over before randomisation."""

COURSE = (5, 21)
"""Shortest and longest course, in days, of what began during the trial and was not for good."""
FOR_GOOD = 0.35


def medication_table(seed: int, patient: list[str], randomised: Dates, last_contact: Dates) -> pd.DataFrame:
    """Write medication.csv as text, one row a course; end_date is blank where it was not over at the last contact.

    Parameters: one entry for each randomised subject; nothing begins or ends after last_contact.
    """
    rng = stream(seed, "medication")
    shape = (len(patient), len(CATALOGUE))
    on_it, begins = rng.random(shape), rng.random(shape)
    ago, into, length = rng.integers(60, 3000, shape), rng.random(shape), rng.integers(COURSE[0], COURSE[1] + 1, shape)
    stops, for_good, before = rng.random(shape), rng.random(shape), rng.integers(5, 55, shape)
    rows = []
    for i, (day, last) in enumerate(zip(randomised, last_contact, strict=True)):
        for k, medicine in enumerate(CATALOGUE):
            if on_it[i, k] < medicine.at_entry:
                over = day - before[i, k] if stops[i, k] < STOPS else None
                rows.append(_row(patient[i], medicine, day - ago[i, k], over))
            elif begins[i, k] < medicine.begins:
                start = day + int(into[i, k] * (last - day).astype(int))
                end = None if for_good[i, k] < FOR_GOOD else start + length[i, k]
                rows.append(_row(patient[i], medicine, start, end if end is not None and end <= last else None))
    columns = ["patient_id", "medication", "indication", "dose", "dose_unit", "start_date", "end_date"]
    return pd.DataFrame(rows, columns=columns)


def _row(patient: str, medicine: Medicine, start: np.datetime64, end: np.datetime64 | None) -> tuple[str, ...]:
    over = "" if end is None else str(end)
    return patient, medicine.name, medicine.indication, medicine.dose, medicine.unit, str(start), over
