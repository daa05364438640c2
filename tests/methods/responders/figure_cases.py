"""Made-up rows of responder curves and of cost planes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from tests.display.figure import rows as made
from trialstats.results.shape import tidy

__all__ = ["curves", "planes"]


def curves(
    arms: Sequence[str], visits: made.Weeks, parameters: made.Words = made.PAIN, *, step: int = 5
) -> pd.DataFrame:
    """Curves that fall from arm to arm differently, and the differences of their areas from the first arm."""
    rows: list[dict[str, Any]] = []
    for keys, number in made.cells(arms, visits, parameters):
        own = {**keys, "measure": "PCHG"}
        for cutoff in range(0, 101, step):
            count = round(60 * math.exp(-cutoff / (30 + 5 * number)))
            share = {"n": 60, "count": count, "total": 60, "percent": count / 0.6}
            rows.append({**own, "kind": "point", "level": f"{cutoff}%", "value": cutoff, **share})
        if keys["ARM"] != arms[0]:
            area = {"estimate": 12.3 + number, "conf_low": 2.0, "conf_high": 22.0, "conf_level": 0.95, "p_value": 0.02}
            rows.append({**own, "kind": "area_difference", "REFERENCE": arms[0], "n": 120, **area})
    return tidy(rows, "curve")


def planes(arms: Sequence[str], *, cost: float = 300.0, effect: float = 12.0, ratio: bool = True) -> pd.DataFrame:
    """Bootstrap draws around a cost and an effect, their shares by part of the plane, and the estimates."""
    rows: list[dict[str, Any]] = []
    group = {"PARAMCD": "VASPAIN", "PARAM": "Pain intensity", "AVISIT": "Week 12", "group": "At least 50% improvement"}
    for arm in arms[1:]:
        pair = {**group, "ARM": arm, "REFERENCE": arms[0], "unit": "EUR"}
        points = [(cost + 40 * math.sin(7 * k), effect + 10 * math.cos(3 * k)) for k in range(60)]
        rows += [
            {**pair, "kind": "point", "variable": "PLANE", "level": f"draw {k + 1}", "estimate": c, "value": e}
            for k, (c, e) in enumerate(points)
        ]
        for level, more, dearer in (
            ("More responders, higher cost", True, True),
            ("More responders, no higher cost", True, False),
            ("No more responders, higher cost", False, True),
            ("No more responders, no higher cost", False, False),
        ):
            count = sum((e > 0) == more and (c > 0) == dearer for c, e in points)
            share = {"count": count, "total": 60, "percent": count / 0.6}
            rows.append({**pair, "kind": "count", "variable": "QUADRANT", "level": level, **share})
        limits = {"conf_low": cost - 50, "conf_high": cost + 50, "conf_level": 0.95}
        rows.append({**pair, "kind": "cost", "variable": "SUBJECT", "n": 120, "estimate": cost, **limits})
        shares = {"estimate": effect / 100, "conf_low": 0.01, "conf_high": 0.3, "conf_level": 0.95}
        rows.append({**pair, "kind": "risk_difference", "n": 120, **shares})
        found = {"estimate": 2500.0, "level": "per additional responder"}
        found |= {**limits, "conf_low": 1500.0, "conf_high": 9000.0} if ratio else {"reason": "not a single range"}
        rows.append({**pair, "kind": "cost", "variable": "INCREMENTAL", "n": 120, **found})
    return tidy(rows, "cost")
