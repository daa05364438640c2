"""The treatment sessions: twelve planned, twice a week for six weeks, some missed.

Wavelength, power, energy and area are ours: a class IV device at 980 nm giving 10 J/cm2 to both feet. The
sham device shows its guiding light only, so its power and energy are 0 and its wavelength is blank.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from trialstats.simulate.laser.design import ARMS, DTLT
from trialstats.simulate.laser.draws import Dates, Ints, stream, whole_numbers

__all__ = ["ATTENDED_SHARE", "PLANNED", "attended_sessions", "sessions_table"]

PLANNED = 12

ATTENDED_SHARE = 0.94

DAYS = ((0, 3), (1, 3), (0, 2))
"""The clinic days of a subject, counted from Monday: one of three pairs."""

WAVELENGTH_NM, POWER_W, DOSE_J_CM2 = 980, 10.0, 10.0


def sessions_table(seed: int, patient: list[str], arm: Ints, randomised: Dates, stop: Dates) -> pd.DataFrame:
    """Write sessions.csv as text: every session planned until `stop`, which is NaT for completers.

    A session that was not attended keeps its planned date and has no power, energy or area.
    """
    rng = stream(seed, "sessions")
    n = len(patient)
    pattern = np.array(DAYS)[whole_numbers(rng, 0, len(DAYS) - 1, n)]
    moved = rng.random((n, PLANNED)) < 0.08
    attended = rng.random((n, PLANNED)) < ATTENDED_SHARE
    area = 10 * whole_numbers(rng, 48, 72, n)
    energy = np.round(DOSE_J_CM2 * area[:, None] * (1 + 0.03 * rng.standard_normal((n, PLANNED))))
    monday = np.busday_offset(randomised + 1, 0, roll="forward", weekmask="Mon")
    rows = []
    for i, k in np.ndindex(n, PLANNED):
        date = monday[i] + 7 * (k // 2) + pattern[i, k % 2] + int(moved[i, k])
        if date > stop[i]:
            continue
        given = _given(int(arm[i]), float(energy[i, k]), int(area[i])) if attended[i, k] else ("", "", "", "")
        came = "Y" if attended[i, k] else "N"
        rows.append((patient[i], str(k + 1), str(date), *given, came, ARMS[arm[i]].device))
    columns = [
        "patient_id",
        "session_no",
        "session_date",
        "wavelength_nm",
        "power_w",
        "energy_j",
        "area_cm2",
        "attended",
        "device",
    ]
    return pd.DataFrame(rows, columns=columns)


def _given(arm: int, energy: float, area: int) -> tuple[str, str, str, str]:
    """Return wavelength, power, energy and area of a session that was attended."""
    if arm == DTLT:
        return str(WAVELENGTH_NM), f"{POWER_W:.1f}", f"{energy:.0f}", str(area)
    return "", "0.0", "0", str(area)


def attended_sessions(sessions: pd.DataFrame) -> dict[str, int]:
    """Count the sessions each patient attended."""
    counts = sessions[sessions["attended"] == "Y"].groupby("patient_id").size()
    return {str(patient): int(count) for patient, count in counts.items()}
