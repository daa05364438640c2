"""Records that cannot be: twice the same, below 0, over before they began. Refused by subject, file and line."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.errors import DataError

__all__ = ["records_named", "refuse_backwards", "refuse_negative", "refuse_twice"]

SHOWN = 5


def refuse_twice(rows: pd.DataFrame, sequence: str, dataset: str, within: Sequence[str] = ()) -> None:
    """Raise DataError where a subject has a session of one number twice; `within` one value of some variables."""
    numbered = rows[rows[sequence].notna()]
    twice = numbered[numbered.duplicated(["USUBJID", *within, sequence])]
    if not twice.empty:
        raise DataError(f"{dataset}: a subject has a session ({sequence}) twice: {records_named(twice, sequence)}")


def refuse_negative(rows: pd.DataFrame, variables: Sequence[str | None], dataset: str) -> None:
    """Raise DataError where a variable (None: not declared) is below 0; all of them at once."""
    below = {name: rows[rows[name] < 0] for name in variables if name}
    problems = [
        f"{dataset}: {name} below 0: {records_named(wrong, name)}" for name, wrong in below.items() if len(wrong)
    ]
    if problems:
        raise DataError(problems)


def refuse_backwards(rows: pd.DataFrame, start: str, end: str | None, dataset: str) -> None:
    """Raise DataError where a record has an `end` (None: not declared) before its `start`; days not known are none."""
    wrong = rows[rows[end] < rows[start]] if end else rows.iloc[:0]
    if end and len(wrong):
        raise DataError(f"{dataset}: {end} before {start}: {records_named(wrong, end)}")


def records_named(rows: pd.DataFrame, variable: str | None) -> str:
    """Name the first records by subject and value (of no variable: none), with file and line where there are any."""
    values = rows[variable] if variable else [""] * len(rows)
    named = [f"{who} {_text(value)}".strip() for who, value in zip(rows["USUBJID"], values, strict=True)]
    if {"SRCFILE", "SRCLINE"} <= {*rows.columns}:
        places = zip(named, rows["SRCFILE"], rows["SRCLINE"], strict=True)
        named = [f"{record} ({file}, line {line:g})" for record, file, line in places]
    more = f" and {len(named) - SHOWN} more" if len(named) > SHOWN else ""
    return ", ".join(named[:SHOWN]) + more


def _text(value: object) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return f"{value:g}" if isinstance(value, int | float) else str(value)
