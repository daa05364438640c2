"""What must not change a fit does not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from trialstats.engines.mmrm import fit_mmrm
from trialstats.engines.mmrm.covariance import STRUCTURES
from trialstats.validate.second_opinion import random_trial

FORMULA = "Y ~ BASE + ARM*VISIT"
TABLE = ["estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high"]
seeds = pytest.mark.parametrize("seed", range(3))
each_structure = pytest.mark.parametrize("covariance", [*STRUCTURES, "us by arm", "csh by arm"])


def fit(data, covariance, formula=FORMULA, ddf="kr"):
    """`covariance` is a structure, or one followed by `by arm`."""
    name, _, grouped = covariance.partition(" ")
    return fit_mmrm(
        formula,
        data,
        subject="ID",
        visit="VISIT",
        covariance=name,
        group="ARM" if grouped else None,
        time="DAY" if STRUCTURES[name].timed else None,
        ddf=ddf,
    )


def trial(seed):
    """Visits are positively correlated, as sp_exp needs; its days differ a little between subjects."""
    data = random_trial(seed, 48, 4, 0.2)
    rng = np.random.default_rng(seed)
    level = pd.Series(rng.normal(size=data.ID.nunique()), index=data.ID.unique())
    return data.assign(Y=data.Y + data.ID.map(level), DAY=7.0 * data.VISIT.cat.codes + rng.integers(-1, 2, len(data)))


def agree(a, b, loglik_shift=0.0):
    """1e-9 relative; of an estimate, relative to its standard error, which does not vanish where it does."""
    for one, two in [
        (a.lsmeans("ARM", "VISIT"), b.lsmeans("ARM", "VISIT")),
        (a.contrasts("ARM", "VISIT"), b.contrasts("ARM", "VISIT")),
    ]:
        key = [c for c in ("ARM", "VISIT") if c in one]
        both = one.astype(dict.fromkeys(key, str)).merge(two.astype(dict.fromkeys(key, str)), on=key, validate="1:1")
        assert len(both) == len(one)
        np.testing.assert_allclose(both.estimate_x / both.std_error_x, both.estimate_y / both.std_error_x, atol=1e-9)
        for name in ("std_error", "df"):
            np.testing.assert_allclose(both[name + "_x"], both[name + "_y"], rtol=1e-9)
    assert a.loglik + loglik_shift == pytest.approx(b.loglik, rel=1e-9)


@seeds
@each_structure
def test_order_of_rows(seed, covariance):
    data = trial(seed)
    shuffled = data.sample(frac=1.0, random_state=seed)
    one, two = fit(data, covariance), fit(shuffled, covariance)
    agree(one, two)
    for kind in ("raw", "pearson", "normalized"):
        pd.testing.assert_series_equal(one.residuals(kind), two.residuals(kind).loc[data.index], rtol=1e-9, atol=1e-9)


@seeds
@each_structure
def test_names_of_subjects(seed, covariance):
    data = trial(seed)
    names = data.ID.unique()
    other = dict(zip(names, np.random.default_rng(seed).permutation(len(names)), strict=True))
    agree(fit(data, covariance), fit(data.assign(ID=data.ID.map(other)), covariance))


@seeds
@pytest.mark.parametrize("covariance", ["us", "cs", "csh", "sp_exp", "us by arm"])
def test_order_of_visits(seed, covariance):
    data = trial(seed)
    turned = data.assign(VISIT=data.VISIT.cat.reorder_categories(["V3", "V1", "V4", "V2"]))
    one, two = fit(data, covariance), fit(turned, covariance)
    agree(one, two)
    if covariance in ("us", "cs", "csh"):
        order = list(one.covariance.index)
        np.testing.assert_allclose(one.covariance, two.covariance.loc[order, order], rtol=1e-9, atol=1e-9)


@seeds
@pytest.mark.parametrize("covariance", ["toep", "toeph", "ar1", "ar1h", "ad", "adh"])
def test_reversed_visits_leave_ordered_structures_as_they_are(seed, covariance):
    data = trial(seed)
    turned = data.assign(VISIT=data.VISIT.cat.reorder_categories(["V4", "V3", "V2", "V1"]))
    agree(fit(data, covariance), fit(turned, covariance))


@seeds
@each_structure
@pytest.mark.parametrize("scale", [1e-4, 1e5])
def test_unit_of_the_outcome(seed, covariance, scale):
    data = trial(seed)
    one = fit(data, covariance).lsmeans("ARM", "VISIT")
    two = fit(data.assign(Y=data.Y * scale), covariance).lsmeans("ARM", "VISIT")
    for name in ("estimate", "std_error", "conf_low", "conf_high"):
        np.testing.assert_allclose(two[name], one[name] * scale, rtol=1e-9, atol=1e-9 * scale)
    for name in ("df", "statistic", "p_value"):
        np.testing.assert_allclose(two[name], one[name], rtol=1e-8 if name == "p_value" else 1e-9)


@seeds
@each_structure
def test_unit_and_origin_of_a_covariate(seed, covariance):
    data = trial(seed)
    one, two = fit(data, covariance), fit(data.assign(BASE=1e4 + 1e3 * data.BASE), covariance)
    # The restricted likelihood holds log|X'WX|, which a unit of X moves by a known amount.
    agree(one, two, loglik_shift=-np.log(1e3))


@seeds
@pytest.mark.parametrize("covariance", ["sp_exp", "sp_gau"])
def test_unit_of_time(seed, covariance):
    data = trial(seed)
    agree(fit(data, covariance), fit(data.assign(DAY=(data.DAY - 3.0) / 365.25), covariance))


@seeds
@each_structure
def test_unit_of_case_weights(seed, covariance):
    """Twice the weights is twice the variance: nothing else changes."""
    data = trial(seed)
    weights = np.random.default_rng(seed).uniform(0.5, 2.0, len(data))
    one, two = (
        fit_mmrm(
            FORMULA,
            data.assign(W=scale * weights),
            subject="ID",
            visit="VISIT",
            covariance=covariance.partition(" ")[0],
            group="ARM" if " " in covariance else None,
            time="DAY" if covariance.startswith("sp_") else None,
            weights="W",
        )
        for scale in (1.0, 3.0)
    )
    agree(one, two)


@pytest.mark.parametrize("ddf", ["kr", "kr_linear", "kr_expected", "satterthwaite"])
@pytest.mark.parametrize("covariance", ["us", "adh", "ar1 by arm"])
def test_joint_tests_do_not_depend_on_coding_order_or_unit(ddf, covariance):
    data = trial(1)
    other = data.assign(Y=1e3 * data.Y, BASE=data.BASE / 7).sample(frac=1.0, random_state=2)
    other["ARM"] = other.ARM.cat.reorder_categories(["Active", "Control"])
    one, two = fit(data, covariance, ddf=ddf).joint_tests(), fit(other, covariance, ddf=ddf).joint_tests()
    pd.testing.assert_frame_equal(one, two, rtol=1e-8)


@seeds
def test_relabelled_arms_turn_the_difference(seed):
    data = trial(seed)
    turned = data.assign(ARM=data.ARM.cat.rename_categories({"Control": "Active", "Active": "Control"}))
    one, two = (fit(d, "us").contrasts("ARM", "VISIT", reference="Control") for d in (data, turned))
    np.testing.assert_allclose(one.estimate / one.std_error, -two.estimate / two.std_error, atol=1e-9)
    np.testing.assert_allclose(one.df, two.df, rtol=1e-9)


@seeds
@each_structure
def test_coding_of_the_same_model(seed, covariance):
    data = trial(seed)
    agree(fit(data, covariance), fit(data, covariance, "Y ~ 0 + ARM:VISIT + BASE"))


def test_a_large_mean_costs_no_digits():
    data = trial(1)
    one, two = fit(data, "us"), fit(data.assign(Y=data.Y + 1e6), "us")
    np.testing.assert_allclose(one.covariance, two.covariance, rtol=1e-8)
