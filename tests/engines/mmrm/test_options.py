"""What a fit offers beyond its first tables: other margins, joint tests, refits, groups, times and weights."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from trialstats.engines.mmrm import fit_mmrm
from trialstats.validate.second_opinion import random_trial

DATA = random_trial(21, 40, 3, 0.2)


@pytest.fixture(scope="module")
def fit():
    return fit_mmrm("Y ~ BASE + ARM*VISIT", DATA, subject="ID", visit="VISIT")


def test_at_sets_a_covariate(fit):
    covariate = fit.design.frame.BASE.mean()
    pd.testing.assert_frame_equal(fit.lsmeans("ARM", at={"BASE": covariate}), fit.lsmeans("ARM"))
    slope = fit.coefficients().set_index("term").estimate["BASE"]
    moved = fit.lsmeans("ARM", at={"BASE": covariate + 2.0}).estimate - fit.lsmeans("ARM").estimate
    np.testing.assert_allclose(moved, 2.0 * slope)


@pytest.mark.parametrize("weights", ["equal", "observed", "sample"])
def test_means_of_some_combinations_are_those_of_all(weights):
    data = random_trial(3, 40, 3, 0.2).assign(SEX=lambda d: np.where(d.BASE.gt(d.BASE.median()), "F", "M"))
    result = fit_mmrm("Y ~ SEX + BASE + ARM*VISIT", data, subject="ID", visit="VISIT")
    table = result.lsmeans("ARM", by="VISIT", weights=weights)
    places = [4, 0, 3]
    found = result.lsmeans("ARM", by="VISIT", weights=weights, among=table.loc[places, ["VISIT", "ARM"]])
    pd.testing.assert_frame_equal(found, table.loc[places].reset_index(drop=True), rtol=1e-12)


def test_sample_weights_average_predictions():
    """g-computation by hand: everybody in one arm at one visit, covariates as they were."""
    data = random_trial(3, 40, 3, 0.2).assign(SEX=lambda d: np.where(d.BASE.gt(d.BASE.median()), "F", "M"))
    result = fit_mmrm("Y ~ SEX*BASE + ARM*VISIT + log(BASE)", data, subject="ID", visit="VISIT")
    table = result.lsmeans("ARM", by="VISIT", weights="sample")
    assert table.weights.eq("sample").all()
    for row in table.itertuples():
        everybody = result.design.frame.assign(ARM=row.ARM, VISIT=row.VISIT)
        assert row.estimate == pytest.approx(result.predict(everybody).estimate.mean(), rel=1e-12)
    other = result.lsmeans("ARM", by="VISIT", weights="observed")
    assert np.abs(table.estimate - other.estimate).max() > 1e-6


def test_predict_is_the_fit_at_rows_used_and_takes_new_ones(fit):
    used = fit.predict()
    pd.testing.assert_series_equal(used.estimate, fit.fitted, check_names=False)
    new = fit.design.frame.head(3).drop(columns="Y")
    pd.testing.assert_frame_equal(fit.predict(new), used.head(3))


def test_a_joint_test_of_one_row_is_the_t_test(fit):
    for ddf in ("kr", "kr_linear", "kr_expected", "satterthwaite", "between_within", "residual", "inf"):
        result = fit.with_ddf(ddf)
        single = result.contrast({"BASE": {"BASE": 1.0}}).iloc[0]
        joint = result.test({"BASE": {"BASE": 1.0}}).iloc[0]
        assert joint.term == "BASE"
        np.testing.assert_allclose(joint.statistic, single.statistic**2, rtol=1e-9)
        np.testing.assert_allclose(joint.den_df, single.df, rtol=1e-9)
        np.testing.assert_allclose(joint.p_value, single.p_value, rtol=1e-7)


def test_a_row_that_follows_from_others_is_not_counted(fit):
    rows = np.eye(len(fit.terms))[1:4]
    one, two = fit.test(rows), fit.test(np.vstack([rows, rows[0] + rows[1]]))
    np.testing.assert_allclose(one.iloc[0, 1:].astype(float), two.iloc[0, 1:].astype(float), rtol=1e-8)


def test_with_ddf_is_a_fit_with_that_word(fit):
    for ddf, vcov in [("satterthwaite", None), ("kr_linear", None), ("satterthwaite", "cr2"), ("inf", "cr0")]:
        again = fit_mmrm(fit.formula, DATA, subject="ID", visit="VISIT", ddf=ddf, vcov=vcov)
        pd.testing.assert_frame_equal(again.coefficients(), fit.with_ddf(ddf, vcov).coefficients())


def test_a_sandwich_has_degrees_of_freedom_of_its_own():
    named = fit_mmrm("Y ~ ARM*VISIT", DATA, subject="ID", visit="VISIT", vcov="cr2", ddf="satterthwaite")
    unnamed = fit_mmrm("Y ~ ARM*VISIT", DATA, subject="ID", visit="VISIT", vcov="cr2")
    assert unnamed.ddf == "satterthwaite"
    pd.testing.assert_frame_equal(named.coefficients(), unnamed.coefficients())


def test_refit_is_a_fit_of_the_new_outcome(fit):
    outcome = fit.design.outcome + np.random.default_rng(0).normal(size=fit.n_obs)
    data = fit.design.frame.assign(Y=outcome)
    again = fit_mmrm(fit.formula, data, subject="ID", visit="VISIT")
    refitted = fit.refit(outcome)
    pd.testing.assert_frame_equal(refitted.lsmeans("ARM", "VISIT"), again.lsmeans("ARM", "VISIT"), rtol=1e-9)
    pd.testing.assert_series_equal(refitted.residuals("normalized"), again.residuals("normalized"), rtol=1e-8)
    assert refitted.loglik == pytest.approx(again.loglik, rel=1e-12)


def test_case_weights_are_the_inverse_of_variances():
    """A weight w stands for the mean of w measurements: the fit of the outcome times sqrt(w) has the same likelihood
    but for the log-weights (checked in full against the dense implementation)."""
    data = DATA.assign(W=4.0)
    one = fit_mmrm("Y ~ ARM*VISIT", data, subject="ID", visit="VISIT")
    two = fit_mmrm("Y ~ ARM*VISIT", data, subject="ID", visit="VISIT", weights="W")
    np.testing.assert_allclose(two.covariance, 4.0 * one.covariance, rtol=1e-9)
    pd.testing.assert_series_equal(one.residuals("pearson"), two.residuals("pearson"), rtol=1e-9)
    pd.testing.assert_frame_equal(one.coefficients(), two.coefficients(), rtol=1e-9)


def test_groups_have_a_matrix_each():
    result = fit_mmrm("Y ~ ARM*VISIT", DATA, subject="ID", visit="VISIT", group="ARM")
    assert list(result.covariance) == ["Control", "Active"]
    alone = {
        arm: fit_mmrm("Y ~ VISIT", d, subject="ID", visit="VISIT") for arm, d in DATA.groupby("ARM", observed=True)
    }
    # Arms share neither a coefficient nor a covariance parameter: the fit is that of each arm alone.
    assert result.loglik == pytest.approx(sum(one.loglik for one in alone.values()), abs=1e-8)
    for arm, one in alone.items():
        np.testing.assert_allclose(result.covariance[arm], one.covariance, rtol=1e-7)
    assert result.n_theta == 2 * alone["Control"].n_theta


def test_times_that_follow_the_visits_or_the_subject():
    """The same times, once as one matrix and once as a matrix for each subject: the same fit."""
    data = DATA.assign(DAY=DATA.VISIT.cat.codes * 1.0 + 1.0)
    data["Y"] = data.Y + data.ID.map(
        pd.Series(np.random.default_rng(1).normal(size=data.ID.nunique()), data.ID.unique())
    )
    shared = fit_mmrm("Y ~ ARM*VISIT", data, subject="ID", visit="VISIT", covariance="sp_exp", time="DAY")
    nudged = data.assign(DAY=data.DAY.where(data.ID.ne(data.ID[0]), data.DAY + 5.0))
    own = fit_mmrm("Y ~ ARM*VISIT", nudged, subject="ID", visit="VISIT", covariance="sp_exp", time="DAY")
    # Only differences of times matter: moving one subject's clock changes the cells and nothing else.
    assert own.solution.structure.n_cells > shared.solution.structure.n_cells == 1
    pd.testing.assert_frame_equal(own.coefficients(), shared.coefficients(), rtol=1e-8)
