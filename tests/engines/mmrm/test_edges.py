"""Where a model has no maximum inside, or the data cannot say what is asked: named before the search, or fitted at the
edge and told so."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from trialstats.engines.mmrm import fit_mmrm
from trialstats.errors import FitError
from trialstats.validate.second_opinion import random_trial

DATA = random_trial(11, 30, 3, 0.15)
FIRST = DATA.VISIT == "V1"
CONTROL = DATA.ARM == "Control"


def fit(data, formula="Y ~ ARM*VISIT", **more):
    return fit_mmrm(formula, data, subject="ID", visit="VISIT", **more)


# Outcomes that do not vary.


@pytest.mark.parametrize("constant", [0.1, 1e-9, 4e12, 0.0])
def test_an_outcome_that_is_constant_but_for_rounding(constant):
    outcome = constant + (1e-15 * (constant or 0.0)) * np.sin(np.arange(len(DATA)))
    with pytest.raises(FitError, match=r"the outcome Y is .* in every row: nothing to model"):
        fit(DATA.assign(Y=outcome))
    with pytest.raises(FitError, match="in every row: nothing to model"):
        fit(DATA).refit(outcome)


def test_differences_of_decimals_are_constant():
    """45.1 - 45 and the like are not quite 0.1: 17 numbers, which differ by 7e-15."""
    base = DATA.BASE.round()
    outcome = (base + 0.1) - base
    assert np.ptp(outcome) > 0
    with pytest.raises(FitError, match=r"the outcome Y is 0\.1 in every row"):
        fit(DATA.assign(Y=outcome, BASE=base), "Y ~ BASE + ARM*VISIT")


@pytest.mark.parametrize("covariance", ["us", "csh", "ar1h", "toeph", "adh"])
@pytest.mark.parametrize("formula", ["Y ~ ARM*VISIT", "Y ~ BASE + ARM*VISIT"])
def test_a_visit_without_variance_is_named(covariance, formula):
    still = DATA.assign(Y=DATA.Y.where(~FIRST, 45.1 - 45))
    with pytest.raises(
        FitError, match=rf"{covariance} cannot be fitted: the outcome is 0\.1 in every row at V1, .*leave"
    ):
        fit(still, formula, covariance=covariance)


def test_a_visit_without_variance_is_told_where_all_visits_share_one():
    result = fit(DATA.assign(Y=DATA.Y.where(~FIRST, 0.0)), covariance="cs")
    assert result.notes == ("The outcome does not vary at V1, to which cs gives the variance of all visits.",)
    assert fit(DATA, covariance="cs").notes == ()


@pytest.mark.parametrize("covariance", ["us", "cs", "ar1"])
@pytest.mark.parametrize("formula", ["Y ~ ARM*VISIT", "Y ~ BASE + ARM*VISIT"])
def test_an_arm_without_variance_under_its_own_matrix_is_named(covariance, formula):
    still = DATA.assign(Y=DATA.Y.where(~CONTROL, 0.0))
    words = rf"{covariance} cannot be fitted: the outcome does not vary at any visit \(ARM Control\)"
    with pytest.raises(FitError, match=words):
        fit(still, formula, covariance=covariance, group="ARM")
    assert fit(still, formula, covariance=covariance).converged


def test_a_visit_that_the_predictors_reproduce_is_named():
    """One number in each arm: no variance is left, whatever the others are."""
    still = DATA.assign(Y=DATA.Y.where(~FIRST, np.where(CONTROL, 1.0, 2.0)))
    with pytest.raises(FitError, match="predictors reproduce the outcome exactly at V1, which has no variance"):
        fit(still)


def test_two_subjects_alike_are_no_visit_without_variance():
    """One subject in each arm at the last visit: their outcomes are fitted whatever they are."""
    last = DATA.VISIT == "V3"
    kept = DATA[last].drop_duplicates("ARM").index
    data = DATA[~last | DATA.index.isin(kept)]
    one, two = (fit(data.assign(Y=data.Y.where(data.VISIT != "V3", y)), covariance="cs") for y in (1.0, data.Y))
    assert one.notes == two.notes == ()


# The order of visits.


@pytest.mark.parametrize("covariance", ["ar1", "ar1h", "toep", "toeph", "ad", "adh"])
@pytest.mark.parametrize(
    "names",
    [
        ["Screening", "Day 1", "Day 15"],
        ["Baseline", "Follow-up", "Month 1"],
        ["Week 2", "Week 12", "Week 24"],
        ["Day -7", "Day 1", "Day 8"],
    ],
)
def test_text_that_tells_no_order_is_refused(covariance, names):
    named = dict(zip(["V1", "V2", "V3"], names, strict=True))
    text = DATA.assign(VISIT=DATA.VISIT.astype(str).map(named))
    for data in (text, text.assign(VISIT=text.VISIT.astype("category"))):
        with pytest.raises(
            FitError, match=rf"{covariance} needs the order of the visits.*pandas\.Categorical.*ordered=True"
        ):
            fit(data, covariance=covariance)
        assert fit(data, covariance="us").converged
        assert fit(data, covariance="cs").converged
    declared = text.assign(VISIT=pd.Categorical(text.VISIT, names, ordered=True))
    numbered = DATA.assign(VISIT=DATA.VISIT.cat.codes)
    for data in (declared, numbered):
        found = fit(data, "Y ~ ARM*C(VISIT)", covariance=covariance)
        assert found.loglik == pytest.approx(fit(DATA, covariance=covariance).loglik, rel=1e-10)


def test_text_that_tells_its_order_is_taken():
    for names in (["V1", "V2", "V3"], ["2020-01-01", "2020-02-01", "2020-03-01"], ["Week 02", "Week 12", "Week 24"]):
        data = DATA.assign(VISIT=DATA.VISIT.astype(str).map(dict(zip(["V1", "V2", "V3"], names, strict=True))))
        assert fit(data, covariance="ar1").loglik == pytest.approx(fit(DATA, covariance="ar1").loglik, rel=1e-10)


def test_two_visits_have_no_order():
    two = DATA[DATA.VISIT != "V2"]
    text = two.assign(VISIT=two.VISIT.astype(str).map({"V1": "Screening", "V3": "Day 1"}))
    plain = two.assign(VISIT=two.VISIT.cat.remove_unused_categories())
    assert fit(text, covariance="ar1").loglik == pytest.approx(fit(plain, covariance="ar1").loglik, rel=1e-10)


# Correlation that runs to zero.


def without_correlation(seed=1):
    """Neighbouring visits are negatively correlated, which sp_exp and sp_gau cannot be."""
    data = random_trial(seed, 40, 4, 0.2)
    rng = np.random.default_rng(seed)
    common = pd.Series(rng.normal(size=40), index=data.ID.unique())
    sign = np.where(data.VISIT.cat.codes % 2, 1.0, -1.0)
    return data.assign(Y=rng.normal(size=len(data)) + sign * data.ID.map(common), DAY=7.0 * data.VISIT.cat.codes)


@pytest.mark.parametrize("covariance", ["sp_exp", "sp_gau"])
@pytest.mark.parametrize("reml", [True, False])
@pytest.mark.parametrize("ddf", ["kr", "satterthwaite", "residual"])
def test_without_correlation_it_is_least_squares(covariance, reml, ddf):
    """Independent visits of one variance: least squares, whose t tests have n - p degrees of freedom (closed form).

    With ML the variance has n for n - p, and so have the degrees of freedom."""
    data = without_correlation()
    result = fit(data, covariance=covariance, time="DAY", reml=reml, ddf=ddf)
    x, y = result.design.predictors, result.design.outcome
    n, p = x.shape
    beta, rss, _, _ = np.linalg.lstsq(x, y)
    variance = rss[0] / (n - p if reml else n)
    np.testing.assert_allclose(result.beta, beta, rtol=1e-9, atol=1e-12)
    found = result.coefficients()
    np.testing.assert_allclose(found.std_error, np.sqrt(variance * np.diag(np.linalg.inv(x.T @ x))), rtol=1e-9)
    np.testing.assert_allclose(found.df, n if ddf != "residual" and not reml else n - p, rtol=1e-9)
    np.testing.assert_allclose(found.p_value, 2 * stats.t.sf(np.abs(found.statistic), found.df), rtol=1e-9)
    np.testing.assert_allclose(result.covariance, variance * np.eye(4), rtol=1e-9, atol=1e-12)
    assert result.n_theta == 1
    assert any("runs to zero: fitted with independent visits" in note for note in result.notes)
    assert result.attempts[-1].converged
    assert "fitted as zero" in result.attempts[-1].message


def test_the_limit_is_no_worse_than_any_range():
    """Brute force over ranges: the likelihood of independent visits is approached from below."""
    data = without_correlation()
    result = fit(data, covariance="sp_exp", time="DAY", reml=False)
    y, x = result.design.outcome, result.design.predictors
    subject, day = data.ID.to_numpy(), data.DAY.to_numpy()
    apart = np.abs(day[:, None] - day[None, :])
    logliks = []
    for reach in np.geomspace(0.3, 300.0, 40):
        v = np.where(subject[:, None] == subject[None, :], np.exp(-apart / reach), 0.0)
        solved = np.linalg.solve(v, np.column_stack([x, y]))
        r = y - x @ np.linalg.solve(x.T @ solved[:, :-1], x.T @ solved[:, -1])
        scale = r @ np.linalg.solve(v, r) / len(y)
        logliks.append(-0.5 * (len(y) * np.log(2 * np.pi * scale) + np.linalg.slogdet(v)[1] + len(y)))
    assert max(logliks) < result.loglik + 1e-9
    assert logliks[0] == pytest.approx(result.loglik, abs=1e-6)


def test_one_group_without_correlation_leaves_the_other_its_own():
    data = without_correlation()
    level = pd.Series(np.random.default_rng(2).normal(size=40), index=data.ID.unique())
    data["Y"] = data.Y.where(data.ARM == "Control", data.Y + 3.0 * data.ID.map(level))
    result = fit(data, "Y ~ ARM*VISIT", covariance="sp_exp", time="DAY", group="ARM")
    assert result.n_theta == 3
    assert "in ARM Control: fitted" in result.notes[0]
    np.testing.assert_allclose(result.covariance["Control"], np.diag(np.diag(result.covariance["Control"])))
    alone = fit(data[data.ARM == "Active"], "Y ~ VISIT", covariance="sp_exp", time="DAY")
    np.testing.assert_allclose(result.covariance["Active"], alone.covariance, rtol=1e-6)


@pytest.mark.parametrize("covariance", ["us", "cs", "csh", "ar1", "ar1h", "toep", "toeph", "ad", "adh"])
def test_visits_without_any_correlation_are_a_maximum_like_any_other(covariance):
    """A factorial of signs: the residuals of two visits are orthogonal, the likelihood is highest at no correlation. By
    hand: variances 16/15 and 64/15, with one variance their mean; the first mean has SE sqrt(variance / 16)."""
    signs = np.column_stack([np.tile([1.0, -1.0], 8), 2.0 * np.tile([1.0, 1.0, -1.0, -1.0], 4)])
    data = pd.DataFrame({"ID": np.repeat(np.arange(16), 2), "VISIT": np.tile([1, 2], 16), "Y": signs.ravel()})
    result = fit(data, "Y ~ C(VISIT)", covariance=covariance)
    one = covariance in ("cs", "ar1", "toep", "ad")
    variances = [8 / 3, 8 / 3] if one else [16 / 15, 64 / 15]
    np.testing.assert_allclose(result.covariance, np.diag(variances), rtol=1e-9, atol=1e-9)
    found = result.coefficients().iloc[0]
    assert found.std_error == pytest.approx(np.sqrt(variances[0] / 16), rel=1e-9)
    assert found.df == pytest.approx(30 if one else 15, rel=1e-9)
    assert result.notes == ()


# Kenward and Roger with maximum likelihood.


def test_kenward_roger_with_ml_is_told():
    assert "derived their adjustment for restricted maximum likelihood" in fit(DATA, reml=False).notes[0]
    assert fit(DATA, reml=False, ddf="satterthwaite").notes == ()
    assert fit(DATA, reml=False).with_ddf("satterthwaite", "cr2").notes == ()


# What the data can determine is counted first.


@pytest.mark.parametrize("missing", [0.05, 0.1, 0.2])
def test_an_unstructured_matrix_of_more_visits_than_subjects_allow_is_refused_at_once(missing):
    data = random_trial(3, 30, 25, missing)
    start = time.process_time()
    with pytest.raises(
        FitError, match=r"us cannot be fitted: too few subjects: \d+ at V\d+, .* 25 visits needs 2[5-9]"
    ):
        fit(data, "Y ~ BASE + ARM*VISIT")
    assert time.process_time() - start < 1.0


def test_the_count_is_that_of_the_last_visit_of_a_monotone_trial():
    """With monotone dropout the matrix falls into regressions, that of the last visit on T - 1 others and the arms: one
    subject more than coefficients determines it, as many do not. (Anderson 1957, J Am Stat Assoc 52:200.)"""
    data = random_trial(5, 40, 4, 0.0)
    number, last = data.ID.str[1:].astype(int), data.VISIT == "V4"
    arms = data[last].groupby("ARM", observed=True).ID.apply(list)
    for at_last in (5, 6):
        stay = [*arms["Control"][: at_last // 2], *arms["Active"][: at_last - at_last // 2]]
        kept = data[~last | data.ID.isin(stay)]
        assert number.max() == 39
        if at_last == 5:
            with pytest.raises(FitError, match="too few subjects: 5 at V4, where a matrix over 4 visits needs 6"):
                fit(kept)
        else:
            result = fit(kept)
            assert np.linalg.eigvalsh(result.covariance)[0] > 0
            # Before the last visit nothing is missing: its estimates are those of the trial without it.
            earlier = fit(data[~last].assign(VISIT=lambda d: d.VISIT.cat.remove_unused_categories()))
            np.testing.assert_allclose(result.covariance.iloc[:3, :3], earlier.covariance, rtol=1e-6)
