"""Nerve conduction: velocity and amplitude of the sural and the peroneal nerve, both sides, two visits.

No laser trial with readable values was found, so nothing here comes from one. Healthy peroneal values
(Buschbacher, n 242, above 40 years: amplitude 5.1 (2.5) mV, velocity 44 to 49 (4 to 5) m/s) are lowered as
in polyneuropathy; the sural values, the shares without a response and the effects are ours. Between
sessions a velocity varies by 4 to 10 % and an amplitude by 16 to 20 % (PMC2777171). A nerve whose amplitude
is below what can be told from noise has no response: both its amplitude and its velocity are ABSENT, and
the true effect does not touch the amplitude.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialstats.simulate.laser.design import DTLT, VISITS
from trialstats.simulate.laser.draws import Bools, Dates, Floats, Ints

__all__ = [
    "EXAMS",
    "HEALTHY",
    "NERVES",
    "SIDES",
    "Examination",
    "Nerve",
    "Place",
    "draw_examination",
    "draw_repeats",
    "healthy_limits",
    "nerve_rows",
]

EXAMS = (0, 3)
"""Indices of the visits with an examination."""

SIDES = ("left", "right")

NOT_DONE_SHARE = 0.015
"""Share of nerves (one side, one visit) that could not be examined, such as under a dressing."""

REPEATS = 3
"""Nerves (one side, one visit) that were measured and entered a second time."""

HEALTHY = 1.5
"""Severity at which a nerve is called healthy, in SD of the patients' severity and on the side of no disease."""

BODY = (-0.08, 64.0, -0.10, 169.0)
"""Velocity, m/s, for each year of age above 64 and each cm of height above 169."""

SESSION, LN_SESSION, SKIN, OF_SKIN = 1.8, 0.17, 0.8, 0.5
"""SD from session to session of velocity (m/s) and ln amplitude; SD of skin temperature; m/s for one degree."""

VELOCITY_PARTS, AMPLITUDE_PARTS = (0.7, 0.65, 0.3), (0.7, 0.6, 0.4)
"""Shares of the SD between subjects: severity of the subject, of the nerve, of the side."""

Place = tuple[int, int, int, int]


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


def draw_examination(
    rng: np.random.Generator, arm: Ints, age: Floats, height: Floats, *, healthy: bool = False
) -> Examination:
    """Draw what an examination of everyone would find; all without the disease where `healthy`.

    Parameters of shape (n,): arm, age (years), height (cm); older and taller people have slower nerves, and
    a skin one degree warmer gives 0.5 m/s. One severity of disease drives both nerves, both sides and both
    attributes.
    """
    shape = (len(arm), len(EXAMS), len(NERVES), len(SIDES))
    severity = rng.standard_normal((len(arm), 1, 1, 1))
    severity = np.full_like(severity, HEALTHY) if healthy else severity
    of_nerve = rng.standard_normal((len(arm), 1, len(NERVES), 1))
    of_side = rng.standard_normal((len(arm), 1, len(NERVES), len(SIDES)))
    skin = np.clip(32.5 + SKIN * rng.standard_normal((shape[0], shape[1], shape[3])), 30.0, 35.0)
    mean, sd = np.array([nerve.velocity for nerve in NERVES]).T[:, :, None]
    median, ln_sd = np.array([nerve.amplitude for nerve in NERVES]).T[:, :, None]
    body = BODY[0] * (age - BODY[1]) + BODY[2] * (height - BODY[3])
    treated = np.array([nerve.effect for nerve in NERVES]) * (arm == DTLT)[:, None]
    subject, nerve, side = VELOCITY_PARTS
    velocity = mean + sd * (subject * severity + nerve * of_nerve + side * of_side) + body[:, None, None, None]
    velocity = velocity + OF_SKIN * (skin[:, :, None, :] - 32.5) + SESSION * rng.standard_normal(shape)
    velocity[:, 1] += treated[:, :, None]
    subject, nerve, side = AMPLITUDE_PARTS
    size = subject * severity + nerve * of_nerve + side * of_side
    amplitude = np.exp(np.log(median) + ln_sd * size + LN_SESSION * rng.standard_normal(shape))
    return Examination(velocity, amplitude, rng.random(shape) < NOT_DONE_SHARE, skin)


def draw_repeats(rng: np.random.Generator, exam: Examination, seen: Bools) -> dict[Place, tuple[str, str]]:
    """Choose nerves that were measured twice at one visit: velocity and amplitude of the second time, by place."""
    measured = [at for at in np.ndindex(exam.velocity.shape) if seen[at[0], EXAMS[at[1]]] and _responds(exam, at)]
    chosen = sorted(rng.permutation(len(measured))[:REPEATS])
    again: dict[Place, tuple[str, str]] = {}
    for place in chosen:
        at = measured[place]
        velocity = exam.velocity[at] + SESSION * rng.standard_normal()
        amplitude = exam.amplitude[at] * np.exp(LN_SESSION * rng.standard_normal())
        again[at] = f"{velocity:.1f}", f"{amplitude:.1f}"
    return again


def healthy_limits() -> pd.DataFrame:
    """Write nerve_reference.csv as text: what the generator gives to the healthy (`HEALTHY`), and its SD.

    Columns PARAMCD, SEX, intercept, age, height, sd, scale, worse. Velocities are normal, amplitudes ln-normal; the SD
    is that of one side of one subject at one examination, skin temperature included.
    """
    rows = []
    for nerve in NERVES:
        for side in SIDES:
            mean, sd = nerve.velocity
            intercept = mean + sd * VELOCITY_PARTS[0] * HEALTHY - BODY[0] * BODY[1] - BODY[2] * BODY[3]
            spread = np.hypot.reduce([sd * VELOCITY_PARTS[1], sd * VELOCITY_PARTS[2], OF_SKIN * SKIN, SESSION])
            velocity = (f"{intercept:.3f}", f"{BODY[0]:.3f}", f"{BODY[2]:.3f}", f"{spread:.3f}", "identity")
            median, ln_sd = nerve.amplitude
            expected = np.log(median) + ln_sd * AMPLITUDE_PARTS[0] * HEALTHY
            ln_spread = np.hypot.reduce([ln_sd * AMPLITUDE_PARTS[1], ln_sd * AMPLITUDE_PARTS[2], LN_SESSION])
            amplitude = (f"{expected:.3f}", "0", "0", f"{ln_spread:.3f}", "log")
            code, letter = nerve.paramcd[:3], side[0].upper()
            rows.append((f"{code}VEL{letter}", "any", *velocity, "lower"))
            rows.append((f"{code}AMP{letter}", "any", *amplitude, "lower"))
    columns = ["PARAMCD", "SEX", "intercept", "age", "height", "sd", "scale", "worse"]
    return pd.DataFrame(rows, columns=columns)


def nerve_rows(
    patient: list[str], dates: Dates, seen: Bools, exam: Examination, repeats: Mapping[Place, tuple[str, str]]
) -> pd.DataFrame:
    """Write nerve.csv as text, eight rows for each examination; dates and seen have shape (n, visit).

    `repeats` are the results of a nerve's second measurement, written after those of the first.
    """
    rows = []
    for i, e, k, s in np.ndindex(exam.velocity.shape):
        visit = EXAMS[e]
        if seen[i, visit]:
            where = (patient[i], VISITS[visit].code, str(dates[i, visit]), NERVES[k].name, SIDES[s])
            skin = f"{exam.skin[i, e, s]:.1f}"
            again = [repeats[i, e, k, s]] if (i, e, k, s) in repeats else []
            for velocity, amplitude in [_results(exam, (i, e, k, s)), *again]:
                rows.append((*where, "velocity", velocity, "m/s", skin))
                rows.append((*where, "amplitude", amplitude, NERVES[k].unit, skin))
    columns = ["patient_id", "visit", "exam_date", "nerve", "side", "attribute", "result", "unit", "skin_temp_c"]
    return pd.DataFrame(rows, columns=columns)


def _responds(exam: Examination, at: Place) -> bool:
    return not exam.not_done[at] and bool(exam.amplitude[at] >= NERVES[at[2]].floor)


def _results(exam: Examination, at: tuple[int, int, int, int]) -> tuple[str, str]:
    """Return velocity and amplitude as the examiner writes them: a number, `ABSENT` or `NOT DONE`."""
    if exam.not_done[at]:
        return "NOT DONE", "NOT DONE"
    if not _responds(exam, at):
        return "ABSENT", "ABSENT"
    return f"{exam.velocity[at]:.1f}", f"{exam.amplitude[at]:.1f}"
