"""Made-up results about questionnaires, as their methods give them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from trialstats.results.shape import tidy

ARMS = ("DTLT", "Sham")
SCALES = {"SF36PF": "SF-36 Physical Functioning", "SF36RE": "SF-36 Role Emotional"}
COMMON = {"population": "Full analysis set", "decimals": 1, "better": "higher"}
PAIN = {"PARAMCD": "VASPAIN", "PARAM": "Pain intensity", "unit": "mm"}


def share(count: int, total: int) -> dict[str, float]:
    return {"n": total, "count": count, "total": total, "percent": 100 * count / total}


def quality() -> pd.DataFrame:
    """Make counts of two scales; the ceiling of the second lies on and above 15 %, and one arm has no form."""
    rows: list[dict[str, Any]] = []
    for place, (code, name) in enumerate(SCALES.items()):
        at = {**COMMON, "kind": "count", "PARAMCD": code, "PARAM": name, "AVISIT": "Baseline"}
        for arm, total in (("All", 40), ("DTLT", 20), ("Sham", 20)):
            here = {**at, "ARM": arm}
            counts = {"RECEIVED": 38, "ITEMS": 37, "COMPLETE": 36, "SCORED": 35, "FLOOR": 0, "CEILING": 3 * place}
            rows += [
                {**here, "variable": name, **share(count * total // 40, total)} | ends(name)
                for name, count in counts.items()
            ]
    rows[-1] |= {**share(3, 20), **ends("CEILING")}  # Sham, second scale: 15 % is not above 15 %
    rows[-7] |= {**share(4, 20), **ends("CEILING")}  # DTLT, second scale: 20 %
    nobody = dict.fromkeys(("count", "percent")) | {"n": 0, "total": 0, "reason": "no questionnaire"}
    rows.append({**rows[-5], "AVISIT": "Week 12", **nobody})
    return tidy(rows, "quality")


def ends(variable: str) -> dict[str, float]:
    return {"value": 15.0} if variable in ("FLOOR", "CEILING") else {}


def reliable_change() -> pd.DataFrame:
    """Make classes by both rules of one scale, by one of the other, which could not be compared."""
    rows = list(thresholds("SF36PF"))
    rows += [row for group in ("RCI", "MCID") for row in classes("SF36PF", group)]
    reason = "SF36RE has no items, so no alpha: declare its `reliability`"
    lost = dict.fromkeys(
        ("n", "count", "total", "percent", "estimate", "conf_low", "conf_high", "p_value", "conf_level"), None
    )
    rows += [{**row, **lost, "reason": reason} for row in classes("SF36RE", "RCI")]
    return tidy(rows, "changed")


def thresholds(code: str) -> Iterator[dict[str, Any]]:
    at = {**COMMON, "PARAMCD": code, "PARAM": SCALES[code], "kind": "value"}
    yield {**at, "AVISIT": "Baseline", "variable": "RELIABLE", "value": 12.34}
    yield {**at, "variable": "MCID", "level": "A consensus.", "value": 5.0}


def classes(code: str, group: str) -> Iterator[dict[str, Any]]:
    at = {**COMMON, "PARAMCD": code, "PARAM": SCALES[code], "group": group, "AVISIT": "Week 12", "measure": "CHG"}
    for arm in ARMS:
        for level, count in {"Improved": 9, "Unchanged": 6, "Worsened": 3, "Missing": 2}.items():
            yield {**at, "kind": "count", "ARM": arm, "level": level, **share(count, 20)}
    for level in ("Improved", "Worsened"):
        pair = {"kind": "risk_difference", "ARM": "DTLT", "REFERENCE": "Sham", "level": level, "n": 40}
        yield {
            **at,
            **pair,
            "estimate": 0.123,
            "conf_low": -0.05,
            "conf_high": 0.3,
            "p_value": 0.04,
            "conf_level": 0.95,
        }


def associations() -> pd.DataFrame:
    """Make correlations of two parameters, one of them with values below a limit."""
    rows: list[dict[str, Any]] = [{"kind": "count", **PAIN, "variable": "USED", **share(90, 90)}]
    names = {"IL6": "Interleukin-6", "MCP1": "MCP-1"}
    for code, name in names.items():
        at = {"PARAMCD": code, "PARAM": name, "unit": "pg/mL", "population": "Full analysis set"}
        below = 12 if code == "IL6" else 0
        rows.append({**at, "kind": "count", "variable": "USED", **share(90 - below, 90)})
        rows.append({**at, "kind": "count", "variable": "BELOW", "level": "excluded", **share(below, 90)})
        numbers = {
            "estimate": -0.21,
            "conf_low": -0.43,
            "conf_high": 0.04,
            "conf_level": 0.95,
            "p_value": 0.1,
            "df": 71,
        }
        pair = {"kind": "correlation", "variable": "VASPAIN"}
        rows.append({**at, **pair, "group": "repeated, log", "n": 38, "events": 110, **numbers})
        rows.append({**at, **pair, "group": "change, log", "AVISIT": "Week 12", "n": 36, **numbers})
    rows[-1] = {key: value for key, value in rows[-1].items() if key not in (*numbers, "n")} | {"reason": "too few"}
    return tidy(rows, "together")
