"""Material for methods, made from a few columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from trialstats.methods.shared.inputs import Inputs
from trialstats.results.shape import Result

FLAG = "FASFL"


def typed(records: pd.DataFrame, arms: Sequence[str], visits: Sequence[str]) -> pd.DataFrame:
    """Make arm and visit ordered categoricals, and other text categories."""
    texts = [
        c for c in records.columns if not pd.api.types.is_numeric_dtype(records[c]) and c not in ("USUBJID", "PARAMCD")
    ]
    return records.astype(
        dict.fromkeys(texts, "category")
        | {
            "TRT01P": pd.CategoricalDtype(list(arms), ordered=True),
            "AVISIT": pd.CategoricalDtype(list(visits), ordered=True),
        }
    )


def make_inputs(
    records: pd.DataFrame,
    arms: Sequence[str] = ("Sham", "Laser"),
    visits: Sequence[str] = ("Baseline", "Week 6", "Week 12"),
    **others: Any,
) -> Inputs:
    """Complete records with what the test does not care about; ADSL has the subjects of the records."""
    records = records.assign(**{n: v for n, v in {"PARAMCD": "PAIN"}.items() if n not in records})
    records = typed(records, arms, visits)
    if "adsl" not in others:
        people = records.drop_duplicates("USUBJID")[["USUBJID", "TRT01P"]].reset_index(drop=True)
        others["adsl"] = people.assign(**{FLAG: "Y"})
    settings = {"name": "test", "baseline": visits[0], **others}
    return Inputs(arms=tuple(arms), visits=tuple(visits), records=records, **settings)


def options(method: str, **others: Any) -> dict[str, Any]:
    """Give what every analysis of findings must say."""
    return {"method": method, "dataset": "adpain", "population": FLAG, **others}


def pick(result: Result, **keys: str) -> pd.Series:
    """Take the one row that has these keys."""
    rows = choose(result, keys)
    assert len(rows) == 1, f"{len(rows)} rows with {keys}"
    return rows.iloc[0]


def choose(result: Result, keys: Mapping[str, str]) -> pd.DataFrame:
    """Take the rows that have these keys."""
    rows = result.rows
    for name, value in keys.items():
        rows = rows[(rows[name] == value).fillna(False)]
    return rows
