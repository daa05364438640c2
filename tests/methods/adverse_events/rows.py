"""Made-up results of adverse events and medication, as the methods give them, for the tests of displays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from trialstats.engines.proportions import risk_difference
from trialstats.results.shape import tidy

SIZE = 50
WITHOUT_DATE = (
    "1 subject has an event whose day is not known and none dated in the follow-up: the time at risk is not known "
    "(`impute` of the date makes a day stand for it)"
)
WORDS = {"label": "Safety", "population": "Safety population"}
OVERVIEW = {"ANY": "Any adverse event", "SERIOUS": "Serious adverse event"}
SEVERITIES = ("Mild", "Severe")

Kind = dict[str, str | None]


def compared(kind: Kind, counts: Mapping[str, int], **words: Any) -> list[dict[str, Any]]:
    """Rows of one kind of event: counts by arm, over all, and differences from the first arm."""
    arms = list(counts)
    cells = {**dict.fromkeys(arms), **counts, "All": sum(counts.values())}
    rows: list[dict[str, Any]] = [
        {
            "kind": "count",
            "ARM": arm,
            **kind,
            "n": n,
            "count": n,
            "events": 2 * n,
            "total": (total := SIZE * (len(arms) if arm == "All" else 1)),
            "percent": 100 * n / total,
        }
        for arm, n in cells.items()
    ]
    for arm in arms[1:]:
        made = risk_difference(counts[arm], SIZE, counts[arms[0]], SIZE, 0.95)
        limits = {name: made[name] for name in ("estimate", "conf_low", "conf_high")}
        keys = {"kind": "risk_difference", "ARM": arm, "REFERENCE": arms[0], **kind}
        rows.append({**keys, **limits, "n": 2 * SIZE, "conf_level": 0.95})
    return [{**row, **words} for row in rows]


def event_rows(arms: Sequence[str], terms: Sequence[str], systems: int = 2) -> pd.DataFrame:
    """An overview, systems and terms; the first term is in the first system, the next in the second, and so on."""
    rows = []
    for code, label in OVERVIEW.items():
        rows += compared({"variable": code}, {arm: 40 - 3 * i for i, arm in enumerate(arms)}, PARAM=label)
    for number in range(systems):
        kind: Kind = {"group": f"System {number}", "variable": "ANY"}
        rows += compared(kind, {arm: 20 + i - 2 * number for i, arm in enumerate(arms)})
    rows += term_rows(arms, terms, systems)
    return tidy([{**row, **WORDS} for row in rows], "events")


def term_rows(arms: Sequence[str], terms: Sequence[str], systems: int) -> list[dict[str, Any]]:
    rows = []
    for place, term in enumerate(terms):
        counts = {arm: (2 + 5 * place + 7 * i) % 19 for i, arm in enumerate(arms)}
        rows += compared({"group": f"System {place % systems}", "variable": term}, counts)
    return rows


def terms_alone(arms: Sequence[str], terms: Sequence[str]) -> pd.DataFrame:
    """Rows of terms by arm, which a dot plot draws, every one."""
    rows = [row for row in term_rows(arms, terms, 3) if row["ARM"] != "All"]
    return tidy([{**row, **WORDS} for row in rows], "events")


def severity_rows(arms: Sequence[str]) -> pd.DataFrame:
    """An event at two severities, over all, in a system and of a term."""
    kinds: list[Kind] = [
        {"variable": "ANY"},
        {"group": "Skin", "variable": "ANY"},
        {"group": "Skin", "variable": "rash"},
    ]
    rows = []
    for kind in kinds:
        label = {"PARAM": "Any adverse event"} if "group" not in kind else {}
        rows += compared(kind, dict.fromkeys(arms, 9), **label)
        for place, level in enumerate(SEVERITIES):
            rows += compared({**kind, "level": level}, dict.fromkeys(arms, 6 - 3 * place), **label)
    return tidy([{**row, **WORDS} for row in rows], "severities")


def rate_rows(arms: Sequence[str]) -> pd.DataFrame:
    """Incidence of the overview; the second arm's could not be estimated."""
    rows: list[dict[str, Any]] = [
        {
            "kind": "rate",
            "ARM": arm,
            "variable": code,
            "PARAM": label,
            "unit": "per 100 person-years",
            "n": SIZE,
            "count": 4,
            "value": 11.5,
            "estimate": 34.8 + i,
            "conf_low": 9.5,
            "conf_high": 89.1,
            "conf_level": 0.95,
        }
        for code, label in OVERVIEW.items()
        for i, arm in enumerate(arms)
    ]
    rows[1] |= dict.fromkeys(("n", "count", "value", "estimate", "conf_low", "conf_high", "conf_level"))
    rows[1]["reason"] = WITHOUT_DATE
    return tidy([{**row, **WORDS} for row in rows], "events")


def curve_rows(arms: Sequence[str], times: Mapping[str, int]) -> pd.DataFrame:
    """Curves of a first course, at days and at times, and the tests of arms."""
    rows: list[dict[str, Any]] = []
    last = max(times.values()) + 6
    for i, arm in enumerate(arms):
        rows += [{"level": str(day), "ARM": arm, **at(day, i)} for day in (0, 9 + i, 30, 55, last)]
        rows += [{"AVISIT": name, "ARM": arm, **at(day, i)} for name, day in times.items()]
    rows = [{"kind": "point", **row} for row in rows]
    for i, arm in enumerate(arms[1:]):
        test = {"n": 2 * SIZE, "events": 30, "statistic": -2.1, "p_value": 0.0358 / (1 + 100 * i)}
        rows.append({"kind": "rank_test", "ARM": arm, "REFERENCE": arms[0], **test})
    return tidy([{"variable": "FIRST", **row, **WORDS} for row in rows], "rescue")


def at(day: int, place: int) -> dict[str, Any]:
    share = min(60.0, day * (0.6 + 0.2 * place))
    limits = {"conf_low": share * 0.6, "conf_high": min(100.0, share * 1.5), "conf_level": 0.95} if day else {}
    left = {"n": max(2, SIZE - day // 3), "count": min(30, day // 4), "total": SIZE}
    return {"value": float(day), **left, "estimate": share, "unit": "%", **limits}


def medication_rows(arms: Sequence[str]) -> pd.DataFrame:
    """Users, courses and rates over all, and of two medicines, the second taken by nobody in the first arm."""
    rows = compared({"variable": "ANY"}, {arm: 12 + 6 * i for i, arm in enumerate(arms)})
    rate = {"conf_low": 59.4, "conf_high": 169.4, "conf_level": 0.95, "n": SIZE}
    for i, arm in enumerate(arms):
        keys = {"ARM": arm, "variable": "COURSES"}
        rows.append({"kind": "summary", **keys, **summary(12, 1 + i)})
        rows.append({"kind": "rate", **keys, **rate, "estimate": 100.3 + i, "unit": "per 100 person-years"})
    for arm in arms[1:]:
        ratio = {"estimate": 0.48, "conf_low": 0.25, "conf_high": 0.91, "conf_level": 0.95}
        rows.append({"kind": "rate_ratio", "variable": "COURSES", "ARM": arm, "REFERENCE": arms[0], **ratio})
    for place, medicine in enumerate(("paracetamol", "tramadol")):
        users = {arm: 0 if place and not i else 5 - place for i, arm in enumerate(arms)}
        rows += compared({"group": medicine, "variable": "ANY"}, users)
        dose = {"group": medicine, "variable": "CMDOSE", "PARAM": "Dose", "unit": "mg"}
        rows += [{"kind": "summary", "ARM": arm, **dose, **summary(n, 1500)} for arm, n in users.items()]
    return tidy([{**row, **WORDS} for row in rows], "rescue")


def summary(n: int, middle: float) -> dict[str, Any]:
    if not n:
        return {"n": 0, "total": 0, "reason": "no value"}
    return {"n": n, "total": n, "mean": middle, "median": middle, "q1": middle - 1, "q3": middle + 1}
