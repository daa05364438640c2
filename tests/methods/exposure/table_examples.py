"""Made-up results of exposure, dose-response and subgroups."""

from __future__ import annotations

from typing import Any

import pandas as pd

from trialstats.results.shape import tidy

SMALL = "fewer than 10 subjects in an arm: not an estimate to lean on"
BY_DESIGN = "the sessions of this arm give no dose by design"
POPULATION = {"population": "Intention-to-treat population", "label": "Exposure"}


def spread(mean: float) -> dict[str, float]:
    """Make statistics around a mean."""
    return {
        "mean": mean,
        "sd": 2.345,
        "median": mean,
        "q1": mean - 1,
        "q3": mean + 1,
        "minimum": mean - 2,
        "maximum": mean + 2,
    }


def exposure() -> pd.DataFrame:
    """Sham gives no dose; one subject of DTLT has a session of which the energy is not known."""
    rows: list[dict[str, Any]] = []
    energy = {"variable": "ENERGY", "PARAM": "Total energy", "unit": "J", "decimals": 0}
    for arm, n, sham in (("DTLT", 59, False), ("Sham", 60, True)):
        at = {"ARM": arm, "total": 60, **POPULATION}
        sessions = {"variable": "SESSIONS", "PARAM": "Sessions attended", "decimals": 1}
        rows.append({**at, **sessions, "kind": "summary", "n": 60, **spread(10.0)})
        known = {"n": 0, "reason": BY_DESIGN} if sham else {"n": n, **spread(67_000.0)}
        rows.append({**at, **energy, "kind": "summary", **known})
        count = {**at, "kind": "count"}
        rows.append({**count, "variable": "EVENTS", "PARAM": "Sessions attended, all subjects", "events": 652})
        for level, subjects in {"No session": 0, "1": 5, "2 or more": 55}.items():
            share = {"count": subjects, "percent": subjects / 0.6}
            rows.append({**count, "variable": "BAND", "level": level, "PARAM": "Number of sessions attended", **share})
        adherent = {"variable": "ADHERENT", "level": "Y", "PARAM": "Adherent (10 or more sessions attended)"}
        rows.append({**count, **adherent, "count": 55, "percent": 55 / 0.6, "value": 10.0})
        rows.append({**count, "variable": "ATLEAST", "level": "3", "value": 3.0, "count": 58, "percent": 58 / 0.6})
        level = {"group": "Wavelength", "level": "Not applicable" if sham else "980 nm"}
        rows.append({**count, **level, "variable": "EVENTS", "events": 652, "count": 60, "percent": 100.0})
        if not sham:
            rows.append({**at, **level, **energy, "kind": "summary", "total": 60, "n": n, **spread(67_000.0)})
            fluence = {"variable": "CUMFLU", "PARAM": "Cumulative fluence", "unit": "J/cm2", "decimals": 1}
            rows.append({**at, **level, **fluence, "kind": "summary", "total": 60, "n": n, **spread(120.0)})
    return tidy(rows, "exposure")


PAIN = {"PARAMCD": "PAIN", "PARAM": "Pain intensity", "unit": "mm", "decimals": 1, "better": "lower", "measure": "CHG"}
HERE = {**PAIN, "AVISIT": "Week 12", "population": "Full analysis set"}


def effect(estimate: float) -> dict[str, float]:
    return {
        "estimate": estimate,
        "std_error": 3.084,
        "df": 95,
        "statistic": -6.0,
        "p_value": 0.0123,
        "conf_low": estimate - 6.2,
        "conf_high": estimate + 6.1,
        "conf_level": 0.95,
    }


def subgroups(planned: bool = True) -> pd.DataFrame:
    """All subjects and two levels of age, the second of them small and, in the last factor, one empty."""
    level = "planned" if planned else "post hoc"
    rows: list[dict[str, Any]] = [
        {"kind": "diagnostic", "variable": "PLANNED", "level": level, "value": float(planned)}
    ]
    age = {"group": "Age group", "variable": "AGEGR1"}
    for keys, n, warning in (
        ({}, 50, None),
        ({**age, "level": "<65 years"}, 41, None),
        ({**age, "level": "≥65 years"}, 9, SMALL),
    ):
        mean = {"kind": "lsmean", "n": n, **effect(-37.3)}
        rows += [{**HERE, **keys, **mean, "ARM": arm} for arm in ("DTLT", "Sham")]
        pair = {"kind": "difference", "ARM": "DTLT", "REFERENCE": "Sham", "n": 2 * n}
        rows.append({**HERE, **keys, **pair, **effect(-18.4), "reason": warning})
    test = {"kind": "interaction", "statistic": 1.2, "num_df": 1, "df": 95, "p_value": 0.982, "n": 100}
    rows.append({**HERE, **age, **test})
    site = {"group": "Site", "variable": "SITEID", "level": "104"}
    rows.append({**HERE, **site, "kind": "lsmean", "ARM": "DTLT", "n": 0, "reason": "no subject of arm DTLT"})
    rows.append({**HERE, **site, "kind": "lsmean", "ARM": "Sham", "n": 4, **effect(-11.0)})
    pair = {"kind": "difference", "ARM": "DTLT", "REFERENCE": "Sham"}
    rows.append({**HERE, **site, **pair, "reason": "no subject of arm DTLT"})
    rows.append(
        {
            **HERE,
            "kind": "interaction",
            "group": "Site",
            "variable": "SITEID",
            "reason": "fewer than two levels have subjects of both arms",
        }
    )
    return tidy(rows, "subgroups")


def dose_response() -> pd.DataFrame:
    """A slope per session, one per joule that is small, and one that could not be estimated."""
    rows: list[dict[str, Any]] = []
    for variable, group, unit, size in (
        ("SESSIONS", "Sessions attended", "mm per session", 1.0),
        ("ENERGY", "Total energy (J)", "mm per 1 J", 1e-4),
    ):
        at = {**HERE, "ARM": "DTLT", "variable": variable, "group": group}
        slope = {name: value * size for name, value in {"estimate": 1.3, "std_error": 2.9}.items()}
        limits = {"conf_low": -4.5 * size, "conf_high": 7.1 * size, "conf_level": 0.95}
        rows.append({**at, **slope, **limits, "kind": "slope", "unit": unit, "df": 48, "p_value": 0.645, "n": 51})
        r = {"estimate": 0.06, "conf_low": -0.22, "conf_high": 0.33, "conf_level": 0.95, "p_value": 0.7}
        rows.append({**at, **r, "kind": "correlation", "unit": "", "n": 51, "df": 49})
        square = {"estimate": 0.1, "std_error": 0.2, "p_value": 0.61}
        rows.append({**at, **square, "kind": "coefficient", "level": "square", "unit": f"{unit} squared"})
    at = {**HERE, "ARM": "DTLT", "variable": "CUMFLU", "group": "Cumulative fluence"}
    reason = {"unit": "", "reason": "the dose is 3 in every record"}
    rows += [{**at, "kind": kind, **reason} for kind in ("slope", "correlation")]
    return tidy(rows, "dose")
