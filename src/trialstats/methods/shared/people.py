"""What ADSL tells of the people of a trial: who was randomised, who began which period, how it ended and why."""

from __future__ import annotations

import re

import pandas as pd

from trialstats.trialfile.parts.crossover import PLANNED, actual_variable, period_name, start_variable

__all__ = ["NO_REASON", "began_periods", "ends_known", "is_yes", "randomised", "reasons", "was"]

# Where somebody stopped, or was left out, and nobody said why.
NO_REASON = "Reason not given"
STATUS, REASON = "EOSSTT", "DCSREAS"


def is_yes(adsl: pd.DataFrame, flag: str) -> pd.Series[bool]:
    """Tell whose flag is Y."""
    return (adsl[flag] == "Y").fillna(False).astype(bool)


def randomised(adsl: pd.DataFrame) -> pd.Series[bool]:
    """Tell who was randomised."""
    return is_yes(adsl, "RANDFL") if "RANDFL" in adsl else adsl["TRT01P"].notna()


def began_periods(adsl: pd.DataFrame) -> dict[str, pd.Series[bool]]:
    """Tell who began each period of a crossover trial: a treatment was taken in it, or else it has a first day.

    Nothing where the trial has no periods, or does not say who began every one.
    """
    length = sum(re.fullmatch(PLANNED, name) is not None for name in adsl.columns)
    began: dict[str, pd.Series[bool]] = {}
    for period in range(1, length + 1):
        told = next((name for name in (actual_variable(period), start_variable(period)) if name in adsl), None)
        if length < 2 or told is None:
            return {}
        began[period_name(period)] = adsl[told].notna() & randomised(adsl)
    return began


def ends_known(adsl: pd.DataFrame) -> bool:
    """Tell whether the data say how the trial ended for anybody."""
    return STATUS in adsl and bool(adsl[STATUS].notna().any())


def was(adsl: pd.DataFrame, status: str) -> pd.Series[bool]:
    """Tell who was randomised and ended the trial so."""
    return (adsl[STATUS] == status).fillna(False).astype(bool) & randomised(adsl)


def reasons(adsl: pd.DataFrame, variable: str = REASON) -> pd.Series[str] | None:
    """Give everybody's reason, NO_REASON where there is none; None where the data tell no reasons."""
    if variable not in adsl:
        return None
    return adsl[variable].astype("string").fillna("").str.strip().replace("", NO_REASON)
