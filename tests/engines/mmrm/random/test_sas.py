"""The random coefficients example of SAS/STAT's documentation of PROC MIXED, to its printed digits.

`random Int Month / type=un sub=Batch s`: the drug stability data of Obenchain (1990), several records at one time, with
the solution of the random effects and its prediction errors. (DDFM=CONTAIN gives 2 degrees of freedom, and so do
Satterthwaite and Kenward and Roger in these balanced data.)
"""

from __future__ import annotations

import pandas as pd
import pytest

from trialstats.engines.mmrm import MMRMResult, fit_mmrm

# Batch and month, then the replicate assays.
STABILITY = """
1 0 101.2 103.3 103.3 102.1 104.4 102.4
1 1 98.8 99.4 99.7 99.5
1 3 98.4 99.0 97.3 99.8
1 6 101.5 100.2 101.7 102.7
1 9 96.3 97.2 97.2 96.3
1 12 97.3 97.9 96.8 97.7 97.7 96.7
2 0 102.6 102.7 102.4 102.1 102.9 102.6
2 1 99.1 99.0 99.9 100.6
2 3 105.7 103.3 103.4 104.0
2 6 101.3 101.5 100.9 101.4
2 9 94.1 96.5 97.2 95.6
2 12 93.1 92.8 95.4 92.2 92.2 93.0
3 0 105.1 103.9 106.1 104.1 103.7 104.6
3 1 102.2 102.0 100.8 99.8
3 3 101.2 101.8 100.8 102.6
3 6 101.1 102.0 100.1 100.2
3 9 100.9 99.5 102.2 100.8
3 12 97.8 98.3 96.9 98.4 96.9 96.5
"""


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
