"""No statistic depends on the unit of outcome or covariate, nor on where their zero lies.

The truth is the invariance itself: y = c y*, x = d x* is the same model, with coefficients c and c / d times as large.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from trialstats.engines.mmrm import fit_mmrm
from trialstats.engines.mmrm.covariance import STRUCTURES
from trialstats.errors import FitError
from trialstats.validate.second_opinion import random_trial

IN_UNITS = ("estimate", "std_error", "conf_low", "conf_high")
WITHOUT = ("df", "statistic", "p_value")
EXTREMES = [(1e-15, 1.0), (1e15, 1.0), (1.0, 1e-15), (1.0, 1e15), (1e-15, 1e15), (1e15, 1e-15), (1e15, 1e15)]
METHODS = [
    ("us", "kr", None),
    ("us", "kr_expected", None),
    ("us", "satterthwaite", None),
    ("us", "between_within", None),
    ("us", "satterthwaite", "cr0"),
    ("us", "residual", "cr2"),
    ("us", "satterthwaite", "cr3"),
    *((name, "kr", None) for name in STRUCTURES if name != "us"),
]
each_method = pytest.mark.parametrize(("covariance", "ddf", "vcov"), METHODS)


def trial():
    data = random_trial(1, 48, 4, 0.2)
    rng = np.random.default_rng(1)
    level = pd.Series(rng.normal(size=data.ID.nunique()), index=data.ID.unique())
    return data.assign(Y=data.Y + data.ID.map(level), DAY=7.0 * data.VISIT.cat.codes + rng.integers(-1, 2, len(data)))


def fit(data, covariance="us", ddf="kr", vcov=None, formula="Y ~ BASE*VISIT + ARM*VISIT", **more):
    timed = {"time": "DAY"} if STRUCTURES[covariance].timed else {}
    return fit_mmrm(
        formula, data, subject="ID", visit="VISIT", covariance=covariance, ddf=ddf, vcov=vcov, **timed, **more
    )


def tables(result):
    """Every table of estimates, in the outcome's unit."""
    return {
        "means": result.lsmeans("ARM", by="VISIT"),
        "over the sample": result.lsmeans("ARM", weights="sample"),
        "differences": result.contrasts("ARM", by="VISIT"),
        "predicted": result.predict(),
    }


def joint(result):
    """Every joint test; the last is of rows of which one follows from the others."""
    slopes = np.eye(len(result.terms))[["BASE" in term for term in result.terms]]
    return pd.concat([result.joint_tests(), result.test(np.vstack([slopes, slopes[0] - 2 * slopes[1]]))])


def agree(one, two, rtol, unit=1.0, origin=0.0):
    """The tables of `two`, whose outcome is `unit` times that of `one` plus `origin`."""
    for name, mine in tables(one).items():
        other = tables(two)[name]
        moved = 0.0 if name == "differences" else origin
        for column in ("estimate", "conf_low", "conf_high"):
            apart = ((other[column] - moved) / unit - mine[column]) / mine.std_error
            assert np.abs(apart).max() < 10 * rtol, (name, column)
        np.testing.assert_allclose(other.std_error / unit, mine.std_error, rtol=rtol, err_msg=name)
        np.testing.assert_allclose(other.df, mine.df, rtol=rtol, err_msg=name)
        if not moved:
            np.testing.assert_allclose(other.p_value, mine.p_value, rtol=100 * rtol, err_msg=name)
    np.testing.assert_allclose(
        two.covariance / unit**2, one.covariance, rtol=rtol, atol=rtol * np.diag(one.covariance).max()
    )
    for kind in ("pearson", "normalized"):
        np.testing.assert_allclose(two.residuals(kind), one.residuals(kind), atol=10 * rtol)


@each_method
def test_units(covariance, ddf, vcov):
    data = trial()
    one = fit(data, covariance, ddf, vcov)
    coefficients = one.coefficients()
    with_base = np.array(["BASE" in term for term in one.terms])
    for unit, of_base in EXTREMES:
        two = fit(data.assign(Y=unit * data.Y, BASE=of_base * data.BASE), covariance, ddf, vcov)
        agree(one, two, 1e-9, unit)
        pd.testing.assert_frame_equal(joint(two), joint(one), rtol=1e-9)
        found = two.coefficients()
        each = np.where(with_base, unit / of_base, unit)
        for name in IN_UNITS:
            np.testing.assert_allclose(found[name] / each, coefficients[name], rtol=1e-9)
        for name in WITHOUT:
            np.testing.assert_allclose(found[name], coefficients[name], rtol=1e-9)
        # The restricted likelihood is a density: n - p units of the outcome, and log|X'X| / 2.
        moved = -(one.n_obs - len(one.terms)) * np.log(unit) - with_base.sum() * np.log(of_base)
        assert two.loglik - moved == pytest.approx(one.loglik, rel=1e-9)


@each_method
@pytest.mark.parametrize(("of_outcome", "of_base"), [(1e6, 0.0), (0.0, 1e6), (1e6, -1e6)])
def test_origins(covariance, ddf, vcov, of_outcome, of_base):
    """A million standard deviations from zero the data hold ten digits of their spread."""
    data = trial()
    far = data.assign(Y=data.Y + of_outcome * data.Y.std(), BASE=data.BASE + of_base * data.BASE.std())
    one, two = fit(data, covariance, ddf, vcov), fit(far, covariance, ddf, vcov)
    agree(one, two, 1e-7, origin=of_outcome * data.Y.std())
    # Of the terms that are not tested where BASE is zero.
    same = ["BASE", "BASE:VISIT", "ARM", "VISIT:ARM", "ARM:VISIT"]
    mine, other = (t[t.term.isin(same) | t.term.str.endswith("rows")] for t in (joint(one), joint(two)))
    assert len(mine) == 5
    pd.testing.assert_frame_equal(mine, other, rtol=1e-6)


def test_twelve_orders_of_magnitude_in_one_model():
    """A concentration in two units at once, and a weight: no unit decides what is independent."""
    data = trial().assign(CELLS=lambda d: 5e12 + 1e12 * np.sin(np.arange(len(d))), TINY=lambda d: 1e-13 * d.BASE**2)
    formula = "Y ~ BASE + CELLS + TINY + ARM*VISIT"
    one = fit(data, formula=formula)
    two = fit(data.assign(CELLS=data.CELLS / 1e12, TINY=1e13 * data.TINY), formula=formula)
    pd.testing.assert_frame_equal(one.joint_tests(), two.joint_tests(), rtol=1e-9)
    agree(one, two, 1e-9)


@pytest.mark.parametrize("seed", range(12))
def test_the_search_takes_the_same_way_in_any_unit(seed):
    """Sparse trials, whose searches meet saddles and edges: the same maximum, or the same reason for none."""

    def outcome_of(scale):
        data = random_trial(seed, 12, 4, 0.35)
        try:
            found = fit(data.assign(Y=scale * data.Y), formula="Y ~ ARM + VISIT")
        except FitError as error:
            return str(error).split(" (after")[0]
        return found.loglik + (found.n_obs - len(found.terms)) * np.log(scale)

    plain = outcome_of(1.0)
    for scale in (1e-15, 1e15):
        other = outcome_of(scale)
        assert other == plain if isinstance(plain, str) else other == pytest.approx(plain, abs=1e-8)


@pytest.mark.parametrize("covariance", ["sp_exp", "sp_gau"])
@pytest.mark.parametrize(("unit", "origin"), [(1e-15, 0.0), (1e15, 0.0), (86400.0, 1.7e9), (1.0, 1e6)])
def test_unit_and_origin_of_time(covariance, unit, origin):
    data = trial()
    agree(fit(data, covariance), fit(data.assign(DAY=unit * data.DAY + origin), covariance), 1e-9)


@pytest.mark.parametrize("scale", [1e-15, 1e15])
def test_unit_of_weights(scale):
    data = trial().assign(W=lambda d: np.random.default_rng(1).uniform(0.5, 2.0, len(d)))
    one, two = (fit(data.assign(W=s * data.W), "us", weights="W").contrasts("ARM", "VISIT") for s in (1.0, scale))
    pd.testing.assert_frame_equal(one, two, rtol=1e-9)


def test_an_origin_beyond_the_digits_is_refused_by_name():
    data = trial()
    with pytest.raises(FitError, match=r"BASE .*subtract"):
        fit(data.assign(BASE=data.BASE + 1e12), formula="Y ~ BASE + ARM*VISIT")


@pytest.mark.parametrize("vcov", ["cr0", "cr2", "cr3"])
def test_an_arm_that_never_changes_has_no_sandwich(vcov):
    """Its subjects' residuals are zero: an LS mean of 1e-15 with a standard error of 1e-16 would be rounding divided by
    rounding. With a covariance of all arms the model's own standard error stands."""
    data = trial()
    still = data.assign(Y=np.where(data.ARM == "Control", 45.1 - 45.0, data.Y))
    formula = "Y ~ ARM*VISIT"
    robust = fit(still, ddf="satterthwaite", vcov=vcov, formula=formula)
    with pytest.raises(FitError, match=r"Control.* has no variance: the outcomes that decide it do not vary"):
        robust.lsmeans("ARM", by="VISIT")
    assert (robust.contrasts("ARM", by="VISIT").std_error > 0.01).all()
    # The others stand, and each row says for itself.
    means = robust.lsmeans("ARM", by="VISIT", partial=True)
    lacking = means.reason.notna()
    assert (lacking == (means.ARM == "Control")).all()
    assert means.loc[lacking, "std_error"].isna().all()
    alone = fit(still[still.ARM == "Active"], ddf="satterthwaite", vcov=vcov, formula="Y ~ VISIT").lsmeans("VISIT")
    assert list(means.loc[~lacking, "estimate"]) == pytest.approx(list(alone.estimate), rel=0.1)
    assert (means.loc[~lacking, "std_error"] > 0.01).all()
    assert (robust.with_ddf("kr").lsmeans("ARM", by="VISIT").std_error > 0.01).all()


def test_a_sandwich_of_fewer_subjects_than_rows_has_no_joint_test():
    """Six subjects span six directions at most: the covariance of eight rows is singular, and F was rounding."""
    data = random_trial(4, 6, 3, 0.0)
    robust = fit(data, "cs", "satterthwaite", "cr0", "Y ~ VISIT")
    rows = np.eye(3)
    assert np.isfinite(robust.test(rows).statistic).all()
    two = data[data.ID.isin(data.ID.unique()[:2])]
    with pytest.raises(FitError, match="no variance to go by"):
        fit(two.assign(Y=two.Y + np.sin(np.arange(len(two)))), "cs", "satterthwaite", "cr0", "Y ~ VISIT").test(rows)
