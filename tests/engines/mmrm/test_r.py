"""Agreement with pbkrtest and nlme: r/adas_pbkrtest.R and what it printed stand beside this file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.engines.mmrm.data import adas
from trialstats.engines.mmrm import MMRMResult, fit_mmrm

PRINTED = Path(__file__).parent / "r" / "adas_pbkrtest.txt"


def lines(kind: str) -> pd.DataFrame:
    """The lines of one kind: a name and numbers."""
    found = [line.strip("|").split("|")[1:] for line in PRINTED.read_text().splitlines() if line.startswith(kind)]
    return pd.DataFrame([[float(word) for word in words[1:]] for words in found], index=[words[0] for words in found])


def fit(covariance: str, ddf: str) -> MMRMResult:
    formula = "CHG ~ BASE + SITEGR1 + TRTP*AVISIT"
    return fit_mmrm(formula, adas(), subject="USUBJID", visit="AVISIT", covariance=covariance, ddf=ddf)


def test_expected_information_is_that_of_pbkrtest():
    """Standard errors and df of every coefficient (vcovAdj, Lb_ddf)."""
    table, theirs = fit("cs", "kr_expected").coefficients().set_index("term"), lines("coefficient")
    table.index = [t.replace("Intercept", "(Intercept)").replace("[T.", "").replace("]", "") for t in table.index]
    mine = table.loc[theirs.index, ["estimate", "std_error", "df"]]
    np.testing.assert_allclose(mine.std_error, theirs[1], rtol=1e-7)
    np.testing.assert_allclose(mine.df, theirs[2], rtol=1e-7)
    np.testing.assert_allclose(mine.estimate / mine.std_error, theirs[0] / theirs[1], atol=1e-7)


def test_joint_tests_are_those_of_pbkrtest():
    """KRmodcomp: F, numerator and denominator df, p."""
    result, theirs = fit("cs", "kr_expected"), lines("joint")
    table = result.joint_tests().set_index("term")[["statistic", "num_df", "den_df", "p_value"]]
    np.testing.assert_allclose(table.loc["SITEGR1"], theirs.loc["sites"], rtol=1e-7)
    np.testing.assert_allclose(table.loc["TRTP:AVISIT"], theirs.loc["interaction"], rtol=1e-7)


def test_type3_is_that_of_sums_to_zero():
    """anova(gls, type = "marginal") with contr.sum. gls stops a little short of the optimum."""
    theirs = lines("type3").drop(index="(Intercept)")
    table = fit("us", "inf").joint_tests().set_index("term").loc[theirs.index]
    np.testing.assert_allclose(table.statistic, theirs[0], rtol=2e-5)
    assert table.num_df.tolist() == theirs[1].tolist()


@pytest.mark.parametrize("covariance", ["us", "csh", "ar1"])
def test_the_two_informations_differ(covariance):
    """kr is not kr_expected: a test that could not tell them apart would say nothing."""
    one, two = (fit(covariance, ddf).coefficients() for ddf in ("kr", "kr_expected"))
    assert np.abs(one.df / two.df - 1).max() > 0.004
