"""Tables, means, differences and residuals of a fit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from trialstats.engines.mmrm import fit_mmrm
from trialstats.validate.second_opinion import random_trial

COLUMNS = ["estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high", "conf_level"]
DATA = random_trial(21, 40, 3, 0.2).assign(
    SEX=lambda d: np.where(d.ID.str[-1].isin(list("0123678")), "F", "M"),
    SITE=lambda d: d.ID.str[-2:].astype(int) % 3 + 1,
)


def fit(formula="Y ~ BASE + SEX + ARM*VISIT", data=DATA, **more):
    return fit_mmrm(formula, data, subject="ID", visit="VISIT", **more)


@pytest.fixture(scope="module")
def result():
    return fit()


def test_one_visit_is_analysis_of_covariance():
    data = DATA[DATA.VISIT == "V2"].assign(VISIT="V2")
    table = fit("Y ~ BASE + ARM", data).coefficients()
    x = np.column_stack([np.ones(len(data)), data.BASE, data.ARM == "Active"]).astype(float)
    b, rss = np.linalg.lstsq(x, data.Y)[:2]
    df = len(data) - 3
    error = np.sqrt(np.diag(np.linalg.inv(x.T @ x)) * rss[0] / df)
    np.testing.assert_allclose(table.estimate, b, rtol=1e-9)
    np.testing.assert_allclose(table.std_error, error, rtol=1e-9)
    np.testing.assert_allclose(table.df, df, rtol=1e-9)
    np.testing.assert_allclose(table.p_value, 2 * stats.t.sf(np.abs(b / error), df), rtol=1e-8)


def test_complete_data_and_us_give_the_tests_of_each_visit():
    """With complete data and saturated means, each visit's difference is its own two-sample t test."""
    data = random_trial(8, 30, 3, 0.0)
    table = fit("Y ~ ARM*VISIT", data).contrasts("ARM", by="VISIT")
    for _, row in table.iterrows():
        here = data[data.VISIT == row.VISIT]
        t = stats.ttest_ind(here.Y[here.ARM == "Active"], here.Y[here.ARM == "Control"])
        assert row.statistic == pytest.approx(t.statistic, rel=1e-9)
        assert row.df == pytest.approx(28, rel=1e-9)
        assert row.p_value == pytest.approx(t.pvalue, rel=1e-8)


def test_tables_have_the_same_columns(result):
    assert list(result.coefficients()) == ["term", *COLUMNS]
    assert list(result.coefficients().term) == list(result.terms)
    assert list(result.lsmeans("ARM", "VISIT")) == ["ARM", "VISIT", *COLUMNS, "weights"]
    assert list(result.contrasts("ARM")) == ["ARM", "reference", *COLUMNS, "weights"]
    assert list(result.contrast(np.eye(len(result.terms))[:2])) == ["term", *COLUMNS]


def test_means_keep_the_order_and_type_of_levels(result):
    table = result.lsmeans("ARM", by=["VISIT", "SEX"])
    assert table.shape[0] == 2 * 3 * 2
    assert list(table.ARM[:2]) == ["Control", "Active"]
    assert list(table.VISIT.cat.categories) == ["V1", "V2", "V3"]
    assert list(table.SEX[:4]) == ["F", "F", "M", "M"]


def test_means_by_hand(result):
    """Equal weights over SEX, BASE at its mean over the rows used."""
    b = result.coefficients().set_index("term").estimate
    hand = (
        b["Intercept"]
        + b["BASE"] * DATA.BASE.mean()
        + b["SEX[T.M]"] / 2
        + b["ARM[T.Active]"]
        + b["VISIT[T.V2]"]
        + b["ARM[T.Active]:VISIT[T.V2]"]
    )
    means = result.lsmeans("ARM", "VISIT").set_index(["ARM", "VISIT"])
    assert means.estimate["Active", "V2"] == pytest.approx(hand, rel=1e-12)


def test_observed_weights_are_shares_of_the_rows(result):
    b = result.coefficients().set_index("term").estimate
    equal = result.lsmeans("ARM", "VISIT")
    observed = result.lsmeans("ARM", "VISIT", weights="observed")
    share = (DATA.SEX == "M").mean()
    np.testing.assert_allclose(observed.estimate - equal.estimate, b["SEX[T.M]"] * (share - 0.5), rtol=1e-9)
    assert set(observed.weights) == {"observed"}
    differences = [result.contrasts("ARM", "VISIT", weights=w).estimate for w in ("equal", "observed")]
    np.testing.assert_allclose(*differences, atol=1e-12)


def test_differences_are_differences_of_means(result):
    means = result.lsmeans("VISIT", by="ARM").set_index(["ARM", "VISIT"]).estimate
    table = result.contrasts("VISIT", by="ARM", reference="V2")
    assert list(table.VISIT[:2]) == ["V1", "V3"]
    assert set(table.reference) == {"V2"}
    for _, row in table.iterrows():
        assert row.estimate == pytest.approx(means[row.ARM, row.VISIT] - means[row.ARM, "V2"], rel=1e-9)


def test_numbers_coded_as_factor_have_levels():
    table = fit("Y ~ C(SITE) + ARM*VISIT").lsmeans("SITE")
    assert list(table.SITE) == [1, 2, 3]
    switch = DATA.assign(OLD=DATA.BASE > 50)
    assert list(fit("Y ~ OLD + ARM*VISIT", switch).lsmeans("OLD").OLD) == [False, True]


def test_function_of_a_covariate_stands_at_the_mean():
    result = fit("Y ~ log(BASE) + ARM*VISIT")
    b = result.coefficients().set_index("term").estimate
    control = result.lsmeans("ARM", "VISIT").estimate[0]
    assert control == pytest.approx(b["Intercept"] + b["log(BASE)"] * np.log(DATA.BASE.mean()), rel=1e-12)


def test_contrast_in_each_form(result):
    row = np.zeros(len(result.terms))
    row[[1, 2]] = 10.0, -1.0
    names = {result.terms[1]: 10.0, result.terms[2]: -1.0}
    forms = [row, {"c": row}, {"c": names}, pd.DataFrame([row], index=["c"], columns=list(result.terms))]
    tables = [result.contrast(form)[COLUMNS] for form in forms]
    for table in tables[1:]:
        pd.testing.assert_frame_equal(table, tables[0])
    assert result.contrast({"c": names}).term[0] == "c"


def test_interval_and_level(result):
    narrow, wide = fit(conf_level=0.8).coefficients(), result.coefficients()
    assert set(narrow.conf_level) == {0.8}
    half = stats.t.ppf(0.975, wide.df) * wide.std_error
    np.testing.assert_allclose(wide.conf_high - wide.estimate, half, rtol=1e-9)
    assert (narrow.conf_high < wide.conf_high).all()


def test_residuals_and_fitted(result):
    raw = result.residuals()
    pd.testing.assert_series_equal(raw + result.fitted, DATA.Y, check_names=False)
    sd = pd.Series(np.sqrt(np.diag(result.covariance)), index=result.covariance.index)
    np.testing.assert_allclose(result.residuals("pearson"), raw / DATA.VISIT.map(sd).astype(float))
    normalized = result.residuals("normalized")
    for _, rows in DATA.groupby("ID"):
        s = result.covariance.loc[rows.VISIT, rows.VISIT].to_numpy()
        np.testing.assert_allclose(normalized[rows.index], np.linalg.solve(np.linalg.cholesky(s), raw[rows.index]))
    # At the REML optimum for us the scaled squares sum to n - p only in expectation; near is enough.
    assert (normalized**2).sum() == pytest.approx(result.n_obs, rel=0.1)


def test_missing_values_are_listed_with_the_reason():
    data = DATA.set_index(pd.Index([f"r{i}" for i in range(len(DATA))]))
    data.loc[["r4", "r9"], "Y"] = np.nan
    data.loc["r9", "BASE"] = np.nan
    data.loc["r11", "ID"] = None
    result = fit(data=data)
    assert result.excluded.to_dict("list") == {
        "row": ["r4", "r9", "r11"],
        "reason": ["Y missing", "BASE, Y missing", "ID missing"],
    }
    assert result.n_obs == len(DATA) - 3
    assert fit(data=DATA).excluded.empty


def test_nullable_columns_are_read_as_numbers():
    data = DATA.assign(Y=DATA.Y.astype("Float64"), BASE=DATA.BASE.astype("Float64"))
    assert fit(data=data).loglik == pytest.approx(fit().loglik, rel=1e-12)


def test_the_ladder_keeps_every_attempt():
    data = random_trial(3, 14, 8, 0.4)
    result = fit("Y ~ ARM", data, covariance=["us", "ar1h", "cs"])
    assert result.structure == "ar1h"
    assert [(a.covariance, a.converged) for a in result.attempts] == [("us", False), ("ar1h", True)]
    assert result.attempts[0].message == "too few subjects: 7 at V5, where a matrix over 8 visits needs 8"
    last = result.attempts[-1]
    assert result.converged
    assert last.decrement < 1e-12
    assert last.message == ""
    assert last.loglik == result.loglik


def test_a_search_that_runs_to_a_singular_matrix_begins_again():
    """Five of the 38 subjects have all eight visits: the likelihood is higher at singular matrices than at
    its maximum inside, and a first search ends among them."""
    data = random_trial(69, 38, 8, 0.2)
    result = fit("Y ~ BASE + ARM + VISIT", data)
    # The same maximum from independent visits and from BFGS.
    assert result.loglik == pytest.approx(-345.4103433808, abs=1e-8)
    assert np.linalg.eigvalsh(result.covariance)[0] > 0.01


def test_the_data_are_left_as_they_were():
    before = DATA.copy(deep=True)
    fit().lsmeans("ARM")
    pd.testing.assert_frame_equal(DATA, before)


def test_names_with_a_space():
    data = DATA.rename(columns={"BASE": "base value"})
    assert "base value" in fit("Y ~ `base value` + ARM*VISIT", data).terms


def test_columns_inside_a_function_are_found():
    data = DATA.assign(BASE=DATA.BASE.where(DATA.index != 5))
    result = fit("Y ~ poly(BASE, 2) + ARM*VISIT", data)
    assert result.excluded.reason.tolist() == ["BASE missing"]
    same = fit("Y ~ BASE + I(BASE**2) + ARM*VISIT", data)
    np.testing.assert_allclose(
        result.contrasts("ARM", "VISIT").std_error, same.contrasts("ARM", "VISIT").std_error, rtol=1e-9
    )
    np.testing.assert_allclose(
        result.lsmeans("ARM", "VISIT").estimate[1:3].diff()[2],
        same.lsmeans("ARM", "VISIT").estimate[1:3].diff()[2],
        rtol=1e-9,
    )
