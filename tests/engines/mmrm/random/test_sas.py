"""The random coefficients example of SAS/STAT's documentation of PROC MIXED, to its printed digits.

`random Int Month / type=un sub=Batch s`: the drug stability data of Obenchain (1990), several records at one time, with
the solution of the random effects and its prediction errors. (DDFM=CONTAIN gives 2 degrees of freedom, and so do
Satterthwaite and Kenward and Roger in these balanced data.)
"""

from __future__ import annotations

import pandas as pd
import pytest

from trialstats.engines.mmrm import MMRMResult, fit_mmrm
from trialstats.validate.domains.random_coefficients import STABILITY


@pytest.fixture(scope="module")
def fitted() -> MMRMResult:
    lines = [line.split() for line in STABILITY.strip().splitlines()]
    rows = [(batch, float(month), float(y)) for batch, month, *replicates in lines for y in replicates]
    data = pd.DataFrame(rows, columns=["Batch", "Month", "Y"])
    return fit_mmrm("Y ~ Month", data, subject="Batch", covariance="random_slope", time="Month")


def test_covariance_parameters(fitted: MMRMResult) -> None:
    g = fitted.random_covariance
    assert fitted.n_obs == 84
    assert round(-2 * fitted.loglik, 1) == 350.3
    assert round(g.loc["intercept", "intercept"], 4) == 0.9768
    assert round(g.loc["Month", "intercept"], 4) == -0.1045
    assert round(g.loc["Month", "Month"], 5) == 0.03717
    assert round(fitted.residual_variances["variance"].iloc[0], 4) == 3.2932
    assert round(fitted.aic, 1) == 358.3
    assert round(fitted.bic, 1) == 354.7


@pytest.mark.parametrize("ddf", ["kr", "kr_expected", "satterthwaite"])
def test_fixed_effects(fitted: MMRMResult, ddf: str) -> None:
    table = fitted.with_ddf(ddf).coefficients().set_index("term")
    intercept, month = table.loc["Intercept"], table.loc["Month"]
    assert (round(intercept["estimate"], 2), round(intercept["std_error"], 4)) == (102.70, 0.6456)
    assert (round(month["estimate"], 4), round(month["std_error"], 4)) == (-0.5259, 0.1194)
    assert (round(intercept["statistic"], 2), round(month["statistic"], 2)) == (159.08, -4.41)
    assert round(month["p_value"], 4) == 0.0478
    assert table["df"].tolist() == pytest.approx([2.0, 2.0], abs=1e-6)


def test_solution_for_random_effects(fitted: MMRMResult) -> None:
    table = fitted.random_effects().set_index(["subject", "effect"])
    printed = {"1": (-1.0010, 0.1287), "2": (0.3934, -0.2060), "3": (0.6076, 0.0773)}
    for batch, (level, slope) in printed.items():
        assert round(table.loc[(batch, "intercept"), "estimate"], 4) == level
        assert round(table.loc[(batch, "Month"), "estimate"], 4) == slope
        assert round(table.loc[(batch, "intercept"), "std_error"], 4) == 0.6842
        assert round(table.loc[(batch, "Month"), "std_error"], 4) == 0.1245
