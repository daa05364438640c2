"""Made-up result rows of every kind that figures draw, for any arms, visits and endpoints."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from trialstats.display.look import Look
from trialstats.models.result import tidy

TWO = ("Sham", "DTLT")
THREE = ("Placebo", "Xanomeline Low Dose", "Xanomeline High Dose")
FOUR = ("Placebo", "Dose 5 mg", "Dose 10 mg", "Dose 20 mg")
WEEKS_4 = {"Week 2": 2.0, "Week 4": 4.0, "Week 8": 8.0, "Week 12": 12.0}
WEEKS_3 = {"Week 8": 8.0, "Week 16": 16.0, "Week 24": 24.0}
WEEKS_12 = {
    "Baseline": 0.0,
    **{f"Week {week}": float(week) for week in (1, 2, 4, 8, 12, 16, 20, 26, 39, 52)},
    "End of study": 56.0,
}
PAIN = {"VASPAIN": {"PARAM": "Pain intensity (VAS)", "unit": "mm", "better": "lower", "decimals": 1}}
ENDPOINTS = {
    **PAIN,
    "IL6": {"PARAM": "Interleukin-6", "unit": "pg/mL", "better": "lower", "decimals": 2},
    "SURAL": {"PARAM": "Sural nerve conduction velocity", "unit": "m/s", "better": "higher", "decimals": 1},
    "SF36PF": {"PARAM": "SF-36 Physical functioning", "unit": "score", "better": "higher", "decimals": 1},
    "SF36RP": {
        "PARAM": "SF-36 Role limitations due to physical health", "unit": "score", "better": "higher", "decimals": 1,
    },
}  # fmt: skip
SCALES = {
    "PF": "Physical functioning", "RP": "Role-physical", "BP": "Bodily pain", "GH": "General health",
    "VT": "Vitality", "SF": "Social functioning", "RE": "Role-emotional", "MH": "Mental health",
}  # fmt: skip

Words = Mapping[str, Mapping[str, Any]]
Weeks = Mapping[str, float]


def look(arms: Sequence[str], visits: Weeks, notice: str | None = "Synthetic data: no patient exists.") -> Look:
    """The look of a trial of these arms and visits, the first arm the reference."""
    return Look("S-01", tuple(arms), arms[0], tuple(visits), "Baseline", notice)


def cells(arms: Sequence[str], visits: Weeks, parameters: Words) -> Iterator[tuple[dict[str, Any], int]]:
    """The keys of every parameter, visit and arm, with a running number for values that all differ."""
    number = 0
    for code, words in parameters.items():
        for visit, week in visits.items():
            for arm in arms:
                number += 1
                yield {"PARAMCD": code, **words, "AVISIT": visit, "AVISITN": week, "ARM": arm}, number


def estimates(number: int) -> dict[str, float]:
    """An estimate with its interval."""
    estimate, error = -5 * (1 + math.sin(number)), 1 + 0.1 * math.cos(number)
    return {
        "estimate": estimate, "std_error": error, "conf_low": estimate - 2 * error,
        "conf_high": estimate + 2 * error, "conf_level": 0.95,
    }  # fmt: skip


def lsmeans(arms: Sequence[str], visits: Weeks, parameters: Words = PAIN, analysis: str = "mmrm") -> pd.DataFrame:
    """LS means of change."""
    rows = [
        {**keys, "kind": "lsmean", "measure": "CHG", "n": 30 + k, "label": f"By {analysis}", **estimates(k)}
        for keys, k in cells(arms, visits, parameters)
    ]
    return tidy(rows, analysis)


def differences(
    arms: Sequence[str], visits: Weeks, parameters: Words = PAIN, analysis: str = "mmrm", kind: str = "difference"
) -> pd.DataFrame:
    """Differences, or effect sizes, of every arm from the first."""
    scale = 0.1 if kind == "effect_size" else 1.0
    rows = [
        {
            **keys, "kind": kind, "measure": "CHG", "REFERENCE": arms[0], "n": 60, "label": f"By {analysis}",
            **{name: value * (1 if name == "conf_level" else scale) for name, value in estimates(k).items()},
            **({} if kind == "effect_size" else {"p_value": 0.01 * k, "df": 58}),
        }
        for keys, k in cells(arms[1:], visits, parameters)
    ]  # fmt: skip
    return tidy(rows, analysis)


def counts(arms: Sequence[str], visits: Weeks, parameters: Words = PAIN) -> pd.DataFrame:
    """Subjects with a value, of all."""
    rows = [
        {
            **keys,
            "kind": "count",
            "measure": "AVAL",
            "count": 160 - k % 40,
            "total": 160,
            "percent": (160 - k % 40) / 1.6,
        }
        for keys, k in cells(arms, visits, parameters)
    ]
    return tidy(rows, "missing")


def courses(arms: Sequence[str], visits: Weeks, subjects: int, parameters: Words = PAIN) -> pd.DataFrame:
    """Values of so many subjects an arm; the last one has only the first visit."""
    first = next(iter(visits))
    rows = [
        {
            **keys, "kind": "value", "measure": "AVAL", "USUBJID": f"{arms.index(keys['ARM'])}-{subject:03d}",
            "value": 50 + 20 * math.sin(k + subject),
        }
        for keys, k in cells(arms, visits, parameters)
        for subject in range(subjects)
        if subject < subjects - 1 or keys["AVISIT"] == first
    ]  # fmt: skip
    return tidy(rows, "courses")


def summaries(arms: Sequence[str], visits: Weeks, parameters: Words = PAIN) -> pd.DataFrame:
    """Means of values."""
    rows = [
        {**keys, "kind": "summary", "measure": "AVAL", "n": 30, "mean": 50 + 20 * math.sin(k), "sd": 12.5}
        for keys, k in cells(arms, visits, parameters)
    ]
    return tidy(rows, "described")


def scales(version: str = "SF36") -> dict[str, dict[str, Any]]:
    """The words of the eight scales, not in their usual order."""
    return {
        version + code: {"PARAM": f"SF-36 {name}", "unit": "score", "better": "higher"}
        for code, name in sorted(SCALES.items())
    }


def ratios(
    arms: Sequence[str], visits: Weeks, parameters: Words = PAIN, groups: Sequence[str] = ("censored", "half", "sqrt2")
) -> pd.DataFrame:
    """Ratios of every arm over the first, by approach to values below a limit, and the true ratios."""
    rows: list[dict[str, Any]] = []
    for keys, k in cells(arms[1:], visits, parameters):
        at = {**keys, "measure": "RATIO", "REFERENCE": arms[0]}
        rows.append({**at, "kind": "truth", "estimate": math.exp(-0.2 + 0.1 * math.sin(k)), "unit": "ratio"})
        for place, name in enumerate(groups):
            middle = -0.2 + 0.3 * math.sin(k) + 0.05 * place
            numbers = {"estimate": middle, "conf_low": middle - 0.25, "conf_high": middle + 0.25}
            natural = {name: math.exp(value) for name, value in numbers.items()}
            rows.append(
                {
                    **at, **natural, "kind": "ratio", "group": name, "n": 118, "std_error": 0.127, "df": 117,
                    "p_value": 0.01 * k, "conf_level": 0.95, "label": "Censored",
                }
            )  # fmt: skip
    return tidy(rows, "censored")
