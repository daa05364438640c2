"""Two periods of few subjects: one row's F test of Kenward and Roger is the square of its t test, whatever its degrees
of freedom, and in complete data both are the two-sample t test of half the differences (Hills and Armitage 1979).

With 4 degrees of freedom the formula for several rows divides by zero; below it, it said that there were too few
subjects, and all that stood beside the test was withheld.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from trialstats.engines.mmrm import fit_mmrm

# The trial by which the division by zero was found; lmerTest and pbkrtest give
# F(1, 4) = 0.1216, p = .7449.
FIRST = [42.3, 54.7, 64.8, 52.8, 40.5, 45.0]
SECOND = [43.2, 62.8, 55.5, 60.7, 51.0, 51.7]


def wide(sizes: tuple[int, int], first: list[float], second: list[float]) -> pd.DataFrame:
    sequence = ["DP"] * sizes[0] + ["PD"] * sizes[1]
    return pd.DataFrame(
        {"subject": [f"S{at}" for at in range(sum(sizes))], "sequence": sequence, "1": first, "2": second}
    )


def long(frame: pd.DataFrame) -> pd.DataFrame:
    data = frame.melt(["subject", "sequence"], ["1", "2"], "period", "y")
    took = [sequence[int(period) - 1] for sequence, period in zip(data["sequence"], data["period"], strict=True)]
    return data.assign(treatment=pd.Categorical(took, ["P", "D"]))


@pytest.mark.parametrize("ddf", ["kr", "kr_linear", "kr_expected"])
@pytest.mark.parametrize("covariance", ["random_intercept", "cs"])
@pytest.mark.parametrize("sizes", [(5, 1), (2, 2), (2, 3), (3, 3), (4, 4)])
def test_the_t_test_of_half_the_differences(sizes: tuple[int, int], covariance: str, ddf: str) -> None:
    stream = np.random.default_rng(sum(sizes))
    level = stream.normal(50, 20, sum(sizes))
    drawn = [list(level + stream.normal(0, 3, sum(sizes))) for _ in range(2)]
    frame = wide(sizes, *(drawn if sizes != (5, 1) else (FIRST, SECOND)))
    half = (frame["1"] - frame["2"]) / 2
    expected = stats.ttest_ind(half[frame["sequence"] == "DP"], half[frame["sequence"] == "PD"])
    fit = fit_mmrm(
        "y ~ sequence + period + treatment", long(frame), subject="subject", visit="period",
        covariance=covariance, ddf=ddf,
    )  # fmt: skip
    row = fit.contrasts("treatment").iloc[0]
    test = fit.joint_tests().set_index("term").loc["treatment"]
    assert row["df"] == pytest.approx(sum(sizes) - 2, rel=1e-6)
    assert row["p_value"] == pytest.approx(expected.pvalue, rel=1e-6)
    assert test["den_df"] == pytest.approx(row["df"], rel=1e-9)
    assert test["p_value"] == pytest.approx(row["p_value"], rel=1e-9)
    if sizes == (5, 1):
        assert round(test["statistic"], 4) == 0.1216
        assert round(test["p_value"], 4) == 0.7449
