"""What R printed of the twins of a trial, kept beside the programs: tests/reference/twins/README.md says how."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from trialstats.validate.reference import OPTIONS

__all__ = ["KEPT", "analyses_kept", "code_of", "differences", "folder_of", "printed"]

KEPT = Path(__file__).resolve().parents[1] / "reference" / "twins"
STATISTICS = ("estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high")


def folder_of(trial: str) -> Path:
    """The folder of a trial's programs; that of the options is in the package, for `trialstats validate`."""
    return OPTIONS if trial == OPTIONS.name else KEPT / trial


def analyses_kept(trial: str) -> list[str]:
    """Name the analyses whose R program was run."""
    return sorted(path.name.removesuffix(".R.csv") for path in folder_of(trial).glob("*.R.csv"))


def printed(trial: str, analysis: str) -> pd.DataFrame:
    """Read what R printed, by id."""
    return pd.read_csv(folder_of(trial) / f"{analysis}.R.csv").set_index("id")


def code_of(program: str) -> list[str]:
    """Take the lines of a program that do something: no comments, whose words come from the notes of the analysis."""
    return [line for line in program.splitlines() if line.strip() and not line.startswith("#")]


def differences(theirs: pd.DataFrame, ours: Mapping[str, float]) -> dict[str, float]:
    """Give the largest difference of each statistic: in standard errors, or relative to the number where there is none.

    ours: our numbers by `<id>:<statistic>`. A number that one of both lacks is infinitely far.
    """
    found = dict.fromkeys(STATISTICS, 0.0)
    for name, row in theirs.iterrows():
        for statistic in STATISTICS:
            other, own = float(row[statistic]), ours.get(f"{name}:{statistic}", np.nan)
            if np.isnan(other) and np.isnan(own):
                continue
            relative = statistic in ("std_error", "df", "p_value") or np.isnan(row["std_error"])
            unit = max(abs(own), abs(other)) if relative else float(row["std_error"])
            unit = 1.0 if statistic == "statistic" else unit
            far = abs(own - other) / unit if other != own else 0.0
            found[statistic] = max(found[statistic], np.inf if np.isnan(far) else far)
    return found
