"""Made-up rows of exposure, dose-response and subgroups, for any arms."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from tests.display.figure import rows as made
from trialstats.methods.exposure.options import DoseResponseFigure, ExposureFigure
from trialstats.methods.subgroups.options import SubgroupsFigure
from trialstats.results.shape import tidy

COMMON = {"title": "Of no matter here", "analysis": ["any"]}
EXPOSURE = ExposureFigure(kind="exposure", **COMMON)
DOSE = DoseResponseFigure(kind="dose_response", **COMMON)
SUBGROUPS = SubgroupsFigure(kind="subgroups", **COMMON)
FACTORS = {"Age group": ("<65 years", "≥65 years"), "Duration of diabetes": ("<10", "10 to 19", "≥20")}
SMALL = "fewer than 10 subjects in an arm: not an estimate to lean on"


def exposure(arms: Sequence[str], sessions: int = 12, weeks: int = 7) -> pd.DataFrame:
    """Sessions by week, at least so many sessions, and who adhered."""
    rows: list[dict[str, Any]] = []
    for place, arm in enumerate(arms):
        at = {"ARM": arm, "total": 160}
        rows += [
            {
                **at,
                "kind": "point",
                "variable": "CUMSES",
                "level": str(week),
                "value": float(week),
                "mean": week * (1.5 + 0.1 * place),
                "n": 160 - week,
            }
            for week in range(weeks + 1)
        ]
        counts = [160 - k * (k + place) for k in range(sessions + 1)] if sessions < 13 else [160] * (sessions + 1)
        rows += [
            {
                **at,
                "kind": "count",
                "variable": "ATLEAST",
                "level": str(k),
                "value": float(k),
                "count": count,
                "percent": count / 1.6,
            }
            for k, count in enumerate(counts)
        ]
        words = {"PARAM": "Adherent (10 or more sessions attended)", "level": "Y", "value": 10.0}
        rows.append({**at, **words, "kind": "count", "variable": "ADHERENT", "count": 100, "percent": 62.5})
    return tidy(rows, "exposure")


def dose_response(arms: Sequence[str], doses: int = 3, subjects: int = 12) -> pd.DataFrame:
    """Correlation, slope, subjects and a curve for each arm and dose."""
    named = [("SESSIONS", "Sessions attended"), ("ENERGY", "Total energy (J)"), ("CUMFLU", "Fluence (J/cm2)")]
    rows: list[dict[str, Any]] = []
    for arm in arms:
        for variable, group in named[:doses]:
            at = {
                "PARAMCD": "VASPAIN",
                **made.PAIN["VASPAIN"],
                "measure": "CHG",
                "AVISIT": "Week 12",
                "ARM": arm,
                "variable": variable,
                "group": group,
            }
            size = {"n": subjects, "conf_level": 0.95, "p_value": 0.693}
            slope = {"estimate": -1.31, "std_error": 2.9, "conf_low": -7.1, "conf_high": 4.5}
            rows.append({**at, **size, **slope, "kind": "slope", "unit": "mm per session"})
            r = {"estimate": 0.06, "conf_low": -0.22, "conf_high": 0.33}
            rows.append({**at, **size, **r, "kind": "correlation", "unit": ""})
            for k in range(subjects):
                where = {"value": float(k), "estimate": -20 + 30 * math.sin(k)}
                rows.append({**at, **where, "kind": "value", "USUBJID": f"{arm}-{k}"})
            for k in range(5):
                middle = {"estimate": -20.0, "std_error": 1, "conf_low": -30.0, "conf_high": -10.0, "conf_level": 0.95}
                rows.append({**at, **middle, "kind": "point", "level": str(k), "value": 0.25 * k * (subjects - 1)})
    return tidy(rows, "dose")


def subgroups(arms: Sequence[str], planned: bool = True) -> pd.DataFrame:
    """All subjects and the levels of two factors, the first arm the reference."""
    level = "planned" if planned else "post hoc"
    rows: list[dict[str, Any]] = [
        {"kind": "diagnostic", "variable": "PLANNED", "level": level, "value": float(planned)}
    ]
    at = {"PARAMCD": "VASPAIN", **made.PAIN["VASPAIN"], "measure": "CHG", "AVISIT": "Week 12", "label": "Subgroups"}
    groups: list[dict[str, Any]] = [{}]
    groups += [
        {"group": factor, "variable": f"F{place}", "level": name}
        for place, (factor, levels) in enumerate(FACTORS.items())
        for name in levels
    ]
    for number, group in enumerate(groups):
        mean = {"kind": "lsmean", "n": 50 - number, "estimate": -20.0}
        rows += [{**at, **group, **mean, "ARM": arm} for arm in arms]
        for place, arm in enumerate(arms[1:]):
            small = {"reason": SMALL} if number == 3 else {}
            found = {**made.estimates(number + 7 * place), "p_value": 0.03, "n": 99, "df": 90}
            rows.append({**at, **group, "kind": "difference", "ARM": arm, "REFERENCE": arms[0], **found, **small})
    for place, factor in enumerate(FACTORS):
        test = {"statistic": 1.2, "num_df": 1, "df": 90, "p_value": 0.342 + place / 10, "n": 99}
        rows.append({**at, "kind": "interaction", "group": factor, "variable": f"F{place}", **test})
    return tidy(rows, "subgroups")
