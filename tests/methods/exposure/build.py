"""A few subjects and their sessions, worked out by hand.

001 (Laser) attended 3 of 4; 002 (Laser) 2 of 2, one without an area, one with an area of zero; 003 (Laser) has no row;
004 (Sham) 2 of 2, which give no dose; 005 (Sham) none of 1; 006 was not randomised and 007 is not in the population.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from trialstats.methods.shared.inputs import Inputs, Outcome

NAN = float("nan")
# subject, number, day (1 is the day of randomisation), wavelength, energy, area, attended, device
SESSIONS: list[tuple[Any, ...]] = [
    ("001", 1, 1, 980.0, 1000.0, 100.0, "Y", "laser"),
    ("001", 2, 4, 980.0, 1200.0, 100.0, "Y", "laser"),
    ("001", 3, 8, NAN, NAN, NAN, "N", "laser"),
    ("001", 4, 15, 810.0, 800.0, 100.0, "Y", "laser"),
    ("002", 1, 2, 980.0, 500.0, NAN, "Y", "laser"),
    ("002", 2, 9, 980.0, 700.0, 0.0, "Y", "laser"),
    ("004", 1, 3, NAN, 0.0, 100.0, "Y", "sham"),
    ("004", 2, 10, NAN, 0.0, 100.0, "Y", "sham"),
    ("005", 1, 3, NAN, NAN, NAN, "N", "sham"),
    ("006", 1, 3, 980.0, 900.0, 100.0, "Y", "laser"),
    ("007", 1, 3, 980.0, 900.0, 100.0, "Y", "laser"),
]
COLUMNS = {
    "EXSEQ": Outcome("Session"),
    "ASTDT": Outcome("Date"),
    "EXWAVE": Outcome("Wavelength", "nm"),
    "EXENERGY": Outcome("Energy", "J", decimals=0),
    "EXAREA": Outcome("Area", "cm2"),
    "EXATTFL": Outcome("Attended"),
    "EXDEVICE": Outcome("Device"),
}
NAMES: dict[str, Any] = {
    "sessions": "adex",
    "attended": {"EXATTFL": "Y"},
    "no_dose": {"EXDEVICE": "sham"},
    "date": "ASTDT",
    "sequence": "EXSEQ",
    "energy": "EXENERGY",
    "area": "EXAREA",
}
DAY_ONE = pd.Timestamp("2024-01-01")


def people() -> pd.DataFrame:
    rows = [
        ("001", "Laser", "Y", None),
        ("002", "Laser", "Y", "2024-01-10"),
        ("003", "Laser", "Y", None),
        ("004", "Sham", "Y", None),
        ("005", "Sham", "Y", "2024-01-07"),
        ("006", None, "Y", None),
        ("007", "Sham", "N", None),
    ]
    frame = pd.DataFrame(rows, columns=["USUBJID", "TRT01P", "FASFL", "EOSDT"])
    arms = pd.Categorical(frame["TRT01P"], ["Sham", "Laser"], ordered=True)
    return frame.assign(TRT01P=arms, RANDDT=DAY_ONE, EOSDT=pd.to_datetime(frame["EOSDT"]))


def sessions(rows: list[tuple[Any, ...]] | None = None) -> pd.DataFrame:
    names = ["USUBJID", "EXSEQ", "day", "EXWAVE", "EXENERGY", "EXAREA", "EXATTFL", "EXDEVICE"]
    frame = pd.DataFrame(SESSIONS if rows is None else rows, columns=names)
    frame["ASTDT"] = DAY_ONE + pd.to_timedelta(frame.pop("day") - 1, unit="D")
    return frame.astype(dict.fromkeys(("EXWAVE", "EXENERGY", "EXAREA", "EXSEQ"), "float64"))


def exposed(frame: pd.DataFrame | None = None, **others: Any) -> Inputs:
    inputs = Inputs(
        name="test",
        adsl=people(),
        arms=("Sham", "Laser"),
        visits=("Baseline",),
        baseline="Baseline",
        datasets={"adex": sessions() if frame is None else frame},
        columns={"adex": COLUMNS},
        day_one="RANDDT",
    )
    return replace(inputs, **others)
