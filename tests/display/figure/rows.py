"""Made-up result rows of every kind that figures draw, for any arms, visits and endpoints."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from trialstats.display.look import Look
from trialstats.results.shape import tidy

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
        "PARAM": "SF-36 Role limitations due to physical health",
        "unit": "score",
        "better": "higher",
        "decimals": 1,
    },
}
SCALES = {
    "PF": "Physical functioning",
    "RP": "Role-physical",
    "BP": "Bodily pain",
    "GH": "General health",
    "VT": "Vitality",
    "SF": "Social functioning",
    "RE": "Role-emotional",
    "MH": "Mental health",
}

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
        "estimate": estimate,
        "std_error": error,
        "conf_low": estimate - 2 * error,
        "conf_high": estimate + 2 * error,
        "conf_level": 0.95,
    }


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
            **keys,
            "kind": kind,
            "measure": "CHG",
            "REFERENCE": arms[0],
            "n": 60,
            "label": f"By {analysis}",
            **{name: value * (1 if name == "conf_level" else scale) for name, value in estimates(k).items()},
            **({} if kind == "effect_size" else {"p_value": 0.01 * k, "df": 58}),
        }
        for keys, k in cells(arms[1:], visits, parameters)
    ]
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
            **keys,
            "kind": "value",
            "measure": "AVAL",
            "USUBJID": f"{arms.index(keys['ARM'])}-{subject:03d}",
            "value": 50 + 20 * math.sin(k + subject),
        }
        for keys, k in cells(arms, visits, parameters)
        for subject in range(subjects)
        if subject < subjects - 1 or keys["AVISIT"] == first
    ]
    return tidy(rows, "courses")


def summaries(arms: Sequence[str], visits: Weeks, parameters: Words = PAIN) -> pd.DataFrame:
    """Means of values."""
    rows = [
        {**keys, "kind": "summary", "measure": "AVAL", "n": 30, "mean": 50 + 20 * math.sin(k), "sd": 12.5}
        for keys, k in cells(arms, visits, parameters)
    ]
    return tidy(rows, "described")


def intervals(rows: pd.DataFrame) -> pd.DataFrame:
    """Means with an interval each."""
    return rows.assign(conf_low=rows["mean"] - 4, conf_high=rows["mean"] + 4, conf_level=0.95)


def norms(parameters: Words, mean: float | None = None) -> pd.DataFrame:
    """Means of a norm population."""
    rows = [
        {
            "kind": "value",
            "PARAMCD": code,
            **words,
            "variable": "NORM",
            "level": "US general population 1990",
            "mean": 60.0 + k if mean is None else mean,
            "sd": 20.0,
        }
        for k, (code, words) in enumerate(parameters.items())
    ]
    return tidy(rows, "norms")


def associations(arms: Sequence[str], visits: Weeks, parameters: Words, subjects: int = 9, log: bool = True) -> Any:
    """Correlations of changes at each visit and over visits, a point a subject, and the line."""
    end = ", log" if log else ""
    rows: list[dict[str, Any]] = [
        {"kind": "count", "PARAMCD": "VASPAIN", **PAIN["VASPAIN"], "variable": "USED", "count": 99, "total": 99}
    ]
    numbers = {"estimate": -0.21, "conf_low": -0.43, "conf_high": 0.04, "conf_level": 0.95, "p_value": 0.1, "df": 71}
    for code, words in parameters.items():
        at = {"PARAMCD": code, **words, "variable": "VASPAIN"}
        rows.append({**at, "variable": "BELOW", "level": "excluded", "kind": "count", "count": 12, "total": 99})
        rows.append({**at, "kind": "correlation", "group": f"repeated{end}", "n": 80, "events": 199, **numbers})
        for visit, week in visits.items():
            here = {**at, "AVISIT": visit, "AVISITN": week, "group": f"change{end}"}
            rows.append({**here, "kind": "correlation", "n": 71, **numbers})
            rows += [
                {
                    **here,
                    "kind": "point",
                    "ARM": arm,
                    "USUBJID": f"{arm}-{k}",
                    "value": math.exp(math.sin(k + place)),
                    "estimate": -30 + 20 * math.cos(3 * k + place),
                }
                for place, arm in enumerate(arms)
                for k in range(subjects)
            ]
            rows += [
                {
                    **here,
                    "kind": "point",
                    "level": str(k),
                    "value": 0.4 + 0.5 * k,
                    "estimate": -30 - k,
                    "conf_low": -36 - k,
                    "conf_high": -24 - k,
                    "conf_level": 0.95,
                }
                for k in range(1, 5)
            ]
    return tidy(rows, "association")


def concentrations(
    arms: Sequence[str],
    visits: Weeks,
    parameters: Words,
    subjects: int = 20,
    batches: Sequence[str | None] = ("A", "B"),
) -> pd.DataFrame:
    """Results of a biomarker, of which some lie beyond limits that differ by batch; the last visit has no median."""
    rows: list[dict[str, Any]] = []
    last = list(visits)[-1]
    for code, words in parameters.items():
        for place, batch in enumerate(batches):
            for variable, limit in (("ALLOQ", 0.7 - 0.2 * place), ("AULOQ", 8.0)):
                name = {} if batch is None else {"group": batch}
                at = {"PARAMCD": code, **words, "kind": "value", "variable": variable, **name}
                rows.append({**at, "value": limit, "count": 100})
    for keys, k in cells(arms, visits, parameters):
        at = {**keys, "measure": "AVAL"}
        for subject in range(subjects):
            value, side = math.exp(0.4 + math.sin(k + 7 * subject)), subject % 9
            beyond = {3: {"level": "<LLOQ", "value": 0.7}, 6: {"level": ">ULOQ", "value": 8.0}}.get(
                side, {"value": value}
            )
            name = f"{arms.index(keys['ARM'])}-{subject:03d}"
            rows.append({**at, "kind": "value", "USUBJID": name, **beyond})
        for flag, level, count in (("BLQFL", "<LLOQ", k % 4), ("ALQFL", ">ULOQ", k % 2)):
            counted = {"count": count, "total": subjects, "percent": 100 * count / subjects}
            rows.append({**at, "kind": "count", "variable": flag, "level": level, **counted})
        known = {"median": 1.5 + 0.1 * math.sin(k)} if keys["AVISIT"] != last else {"level": "<", "value": 0.7}
        rows.append({**at, "kind": "summary", "variable": "median", **known})
    measured = [{**row, "measure": "AVAL"} for row in rows]
    return tidy(measured, "assay")


def nerves(arms: Sequence[str], visits: Weeks, sides: Sequence[str | None] = ("LEFT", "RIGHT")) -> pd.DataFrame:
    """Summaries of what was measured of two nerves, and counts of absent responses; one cell has nothing measured."""
    rows: list[dict[str, Any]] = []
    for nerve, unit in (("SURAL NERVE", "uV"), ("PERONEAL NERVE", "mV")):
        for attribute in ("VELOCITY", "AMPLITUDE"):
            place = {"group": nerve, "variable": attribute, "unit": "m/s" if attribute == "VELOCITY" else unit}
            for side in sides:
                code = f"{nerve[:3]}{attribute[:3]}{(side or 'N')[0]}"
                words = {code: {"PARAM": f"{nerve} {attribute} {side}", "better": "higher"}}
                for keys, k in cells(arms, visits, words):
                    at = {**keys, "measure": "AVAL", "unit": place["unit"]}
                    rows.append({**at, **place, "level": side, "kind": "summary", **measured(k, attribute)})
                    rows.append({**at, "kind": "count", "variable": "RESPSTAT", "level": "ABSENT", "count": k % 7})
    first = rows[0]
    rows[0] = {key: value for key, value in first.items() if key not in NUMBERS} | {"n": 0, "reason": "no value"}
    return tidy(rows, "nerves")


NUMBERS = ("mean", "sd", "median", "q1", "q3", "conf_low", "conf_high", "conf_level")


def measured(number: int, attribute: str) -> dict[str, float]:
    """What was measured in one cell."""
    mean = (42 if attribute == "VELOCITY" else 5) + math.sin(number)
    limits = {"conf_low": mean - 0.8, "conf_high": mean + 0.8, "conf_level": 0.95}
    return {
        "n": 55 - number % 9,
        "mean": mean,
        "sd": 3.0,
        "median": mean - 0.4,
        "q1": mean - 2,
        "q3": mean + 2,
        **limits,
    }


def scales(version: str = "SF36", ending: str = "") -> dict[str, dict[str, Any]]:
    """The words of the eight scales, not in their usual order."""
    return {
        version + code + ending: {"PARAM": f"SF-36 {name}", "unit": "score", "better": "higher"}
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
                    **at,
                    **natural,
                    "kind": "ratio",
                    "group": name,
                    "n": 118,
                    "std_error": 0.127,
                    "df": 117,
                    "p_value": 0.01 * k,
                    "conf_level": 0.95,
                    "label": "Censored",
                }
            )
    return tidy(rows, "censored")
