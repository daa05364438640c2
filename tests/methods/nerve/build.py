"""Records of nerves as the BDS dataset has them, from a few columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from trialstats.methods.shared.inputs import Outcome

WORDS = {"A": "ABSENT", "N": "NOT DONE"}
VELOCITY = Outcome("Sural velocity left", "m/s", "higher", None, 1)


def bds(rows: Iterable[Sequence[Any]], paramcd: str = "VEL", **more: str) -> pd.DataFrame:
    """Make records of two visits from (subject, arm, baseline, week 12): A absent, N not done, None no record."""
    made = [record for row in rows for record in both_visits(*row)]
    return pd.DataFrame(made).assign(PARAMCD=paramcd, NVLOC="SURAL NERVE", NVATTR="VELOCITY", **more)


def both_visits(subject: str, arm: str, before: Any, after: Any) -> list[dict[str, Any]]:
    base = number(before)
    told = {"USUBJID": subject, "TRT01P": arm, "BASE": base, "RESPBL": status(before)}
    first = {**told, "AVISIT": "Baseline", "AVAL": base, "RESPSTAT": status(before), "ABLFL": "Y", "CHG": np.nan}
    value = number(after)
    second = {**told, "AVISIT": "Week 12", "AVAL": value, "RESPSTAT": status(after), "ABLFL": None, "CHG": value - base}
    percent = 100 * (value - base) / base if base else np.nan
    rows = [{**first, "PCHG": np.nan}] * (before is not None) + [{**second, "PCHG": percent}] * (after is not None)
    return [{**row, "AVALC": row["RESPSTAT"] if row["RESPSTAT"] != "PRESENT" else None} for row in rows]


def number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else float("nan")


def status(value: Any) -> str | None:
    return None if value is None else WORDS.get(str(value), "PRESENT")
