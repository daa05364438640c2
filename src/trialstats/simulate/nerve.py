"""Nerve conduction: velocity and amplitude of the sural and the peroneal nerve, both sides, two visits.

No laser trial with readable values was found, so nothing here comes from one. Healthy peroneal values
(Buschbacher, n 242, above 40 years: amplitude 5.1 (2.5) mV, velocity 44 to 49 (4 to 5) m/s) are lowered as
in polyneuropathy; the sural values, the shares without a response and the effects are ours. Between
sessions a velocity varies by 4 to 10 % and an amplitude by 16 to 20 % (PMC2777171). A nerve whose amplitude
is below what can be told from noise has no response: both its amplitude and its velocity are ABSENT, and
the true effect does not touch the amplitude.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialstats.simulate.design import DTLT, VISITS
from trialstats.simulate.draws import Bools, Dates, Floats, Ints

__all__ = ["EXAMS", "NERVES", "SIDES", "Examination", "Nerve", "draw_examination", "nerve_rows"]

EXAMS = (0, 3)
"""Indices of the visits with an examination."""

SIDES = ("left", "right")

NOT_DONE_SHARE = 0.015
"""Share of nerves (one side, one visit) that could not be examined, such as under a dressing."""


@dataclass(frozen=True)
class Nerve:
    """A nerve: velocity (mean, SD between subjects, m/s), amplitude (median in `unit`, SD of its ln).

    floor: smallest amplitude told from noise. effect: DTLT minus sham at week 12 in velocity, m/s.
    """

    name: str
    paramcd: str
    velocity: tuple[float, float]
    amplitude: tuple[float, float]
    unit: str
    floor: float
    effect: float


NERVES = (
    Nerve("sural", "SURVEL", (42.0, 4.0), (4.5, 0.80), "uV", 1.5, 1.0),
    Nerve("peroneal", "PERVEL", (40.0, 4.0), (2.6, 0.75), "mV", 0.6, 0.0),
)


@dataclass(frozen=True)
class Examination:
    """Arrays of shape (n, exam, nerve, side), and the skin temperature (n, exam, side) in degrees Celsius."""

    velocity: Floats
    amplitude: Floats
    not_done: Bools
    skin: Floats


def draw_examination(rng: np.random.Generator, arm: Ints, age: Floats, height: Floats) -> Examination:
    """Draw what an examination of everyone would find.

    Parameters of shape (n,): arm, age (years), height (cm); older and taller people have slower nerves, and
    a skin one degree warmer gives 0.5 m/s. One severity of disease drives both nerves, both sides and both
    attributes.
    """
    shape = (len(arm), len(EXAMS), len(NERVES), len(SIDES))
    severity = rng.standard_normal((len(arm), 1, 1, 1))
    of_nerve = rng.standard_normal((len(arm), 1, len(NERVES), 1))
    of_side = rng.standard_normal((len(arm), 1, len(NERVES), len(SIDES)))
    skin = np.clip(32.5 + 0.8 * rng.standard_normal((shape[0], shape[1], shape[3])), 30.0, 35.0)
    mean, sd = np.array([nerve.velocity for nerve in NERVES]).T[:, :, None]
    median, ln_sd = np.array([nerve.amplitude for nerve in NERVES]).T[:, :, None]
    body = -0.08 * (age - 64) - 0.10 * (height - 169)
    treated = np.array([nerve.effect for nerve in NERVES]) * (arm == DTLT)[:, None]
    velocity = mean + sd * (0.7 * severity + 0.65 * of_nerve + 0.3 * of_side) + body[:, None, None, None]
    velocity = velocity + 0.5 * (skin[:, :, None, :] - 32.5) + 1.8 * rng.standard_normal(shape)
    velocity[:, 1] += treated[:, :, None]
    size = 0.7 * severity + 0.6 * of_nerve + 0.4 * of_side
    amplitude = np.exp(np.log(median) + ln_sd * size + 0.17 * rng.standard_normal(shape))
    return Examination(velocity, amplitude, rng.random(shape) < NOT_DONE_SHARE, skin)


def nerve_rows(patient: list[str], dates: Dates, seen: Bools, exam: Examination) -> pd.DataFrame:
    """Write nerve.csv as text, eight rows for each examination; dates and seen have shape (n, visit)."""
    rows = []
    for i, e, k, s in np.ndindex(exam.velocity.shape):
        visit = EXAMS[e]
        if seen[i, visit]:
            where = (patient[i], VISITS[visit].code, str(dates[i, visit]), NERVES[k].name, SIDES[s])
            velocity, amplitude = _results(exam, (i, e, k, s))
            skin = f"{exam.skin[i, e, s]:.1f}"
            rows.append((*where, "velocity", velocity, "m/s", skin))
            rows.append((*where, "amplitude", amplitude, NERVES[k].unit, skin))
    columns = [
        "patient_id",
        "visit",
        "exam_date",
        "nerve",
        "side",
        "attribute",
        "result",
        "unit",
        "skin_temp_c",
    ]
    return pd.DataFrame(rows, columns=columns)


def _results(exam: Examination, at: tuple[int, int, int, int]) -> tuple[str, str]:
    """Return velocity and amplitude as the examiner writes them: a number, `ABSENT` or `NOT DONE`."""
    if exam.not_done[at]:
        return "NOT DONE", "NOT DONE"
    if exam.amplitude[at] < NERVES[at[2]].floor:
        return "ABSENT", "ABSENT"
    return f"{exam.velocity[at]:.1f}", f"{exam.amplitude[at]:.1f}"
