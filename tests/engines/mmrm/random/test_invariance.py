"""What must not change: order of rows, names of subjects, arms and groups, units of time and outcome."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.engines.mmrm.random.trial import trial, with_repeats
from trialstats.engines.mmrm import MMRMResult, fit_mmrm

FORMULA = "Y ~ BASE + ARM*DAY"
NUMBERS = ["estimate", "std_error", "df", "p_value"]
KINDS = [
    {"covariance": "random_slope"},
    {"covariance": "random_slope", "residual": "by_group", "group": "ARM"},
    {"covariance": "random_slope", "residual": "ar1", "visit": "VISIT"},
    {"covariance": "random_slope", "vcov": "cr2"},
]


def fit(data: pd.DataFrame, formula: str = FORMULA, **kind: str) -> MMRMResult:
    return fit_mmrm(formula, data, subject="ID", time="DAY", **kind)


def made() -> pd.DataFrame:
    return trial(5, 20, 5, level=12.0, slope=0.2)


@pytest.mark.parametrize("kind", KINDS)
def test_order_of_rows_and_names_of_subjects(kind: dict[str, str]) -> None:
    data = made()
    one = fit(data, **kind)
    names = dict(zip(data["ID"].unique(), np.random.default_rng(1).permutation(data["ID"].nunique()), strict=True))
    other = fit(data.assign(ID=data["ID"].map(names)).sample(frac=1.0, random_state=2), **kind)
    pd.testing.assert_frame_equal(one.coefficients(), other.coefficients(), rtol=1e-7)
    pd.testing.assert_frame_equal(one.random_covariance, other.random_covariance, rtol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("factor", "shift"), [(1 / 7, 0.0), (1.0, 3650.0), (24.0, -100.0)])
def test_units_and_origin_of_time(kind: dict[str, str], factor: float, shift: float) -> None:
    # The covariance of level and slope is free, so the origin of time is anybody's.
    data = made()
    one, other = fit(data, **kind), fit(data.assign(DAY=factor * data["DAY"] + shift), **kind)
    # log|X'X| of REML knows the unit of the columns with time, two of them.
    assert other.loglik + 2 * np.log(factor) == pytest.approx(one.loglik, abs=1e-7)
    last_one, last_other = one.coefficients().iloc[-1], other.coefficients().iloc[-1]
    assert last_other["estimate"] * factor == pytest.approx(last_one["estimate"], rel=1e-7)
    for name in ("statistic", "df", "p_value"):
        assert last_other[name] == pytest.approx(last_one[name], rel=1e-6)
    g, h = one.random_covariance.loc["DAY", "DAY"], other.random_covariance.loc["DAY", "DAY"]
    assert h * factor**2 == pytest.approx(g, rel=1e-6)
    np.testing.assert_allclose(other.predict_subjects(), one.predict_subjects(), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("kind", KINDS)
def test_unit_and_origin_of_the_outcome(kind: dict[str, str]) -> None:
    data = made()
    one, other = fit(data, **kind).coefficients(), fit(data.assign(Y=1e6 * data["Y"] - 3e7), **kind).coefficients()
    np.testing.assert_allclose(other["std_error"] / 1e6, one["std_error"], rtol=1e-7)
    np.testing.assert_allclose(other["df"], one["df"], rtol=1e-6)
    np.testing.assert_allclose(other["estimate"][1:] / 1e6, one["estimate"][1:], rtol=1e-7)


@pytest.mark.parametrize("kind", KINDS)
def test_arms_the_other_way_round(kind: dict[str, str]) -> None:
    data = made()
    turned = data.assign(ARM=pd.Categorical(data["ARM"], ["Laser", "Sham"]))
    one, other = (fit(d, **kind).contrasts("ARM", at={"DAY": 84.0}) for d in (data, turned))
    np.testing.assert_allclose(other["estimate"], -one["estimate"], rtol=1e-7)
    np.testing.assert_allclose(other[NUMBERS[1:]], one[NUMBERS[1:]], rtol=1e-6)


def test_three_visits_with_intercepts_and_ar1_are_a_toeplitz_matrix() -> None:
    """g + s2 rho^lag reaches any three values that fall as a power does: one model in two parameterisations."""
    data = trial(5, 60, 3, own_days=False, level=3.0, slope=0.0, correlation=0.6, missing=0.1)
    random = fit_mmrm("Y ~ ARM*VISIT", data, subject="ID", visit="VISIT", covariance="random_intercept", residual="ar1")
    other = fit_mmrm("Y ~ ARM*VISIT", data, subject="ID", visit="VISIT", covariance="toep")
    assert not random.notes
    assert random.n_theta == other.n_theta == 3
    np.testing.assert_allclose(random.covariance, other.covariance, rtol=1e-5)
    assert random.loglik == pytest.approx(other.loglik, abs=1e-8)
    # Satterthwaite's degrees of freedom do not depend on the parameters in which a model is written.
    one, two = (r.with_ddf("satterthwaite").contrasts("ARM", by="VISIT") for r in (random, other))
    np.testing.assert_allclose(one[NUMBERS], two[NUMBERS], rtol=1e-5)


def test_a_random_intercept_is_compound_symmetry_with_a_covariance_above_zero() -> None:
    data = trial(6, 24, 4, own_days=False)
    one = fit_mmrm("Y ~ ARM*VISIT", data, subject="ID", covariance="random_intercept")
    other = fit_mmrm("Y ~ ARM*VISIT", data, subject="ID", visit="VISIT", covariance="cs")
    assert one.loglik == pytest.approx(other.loglik, abs=1e-9)
    for ddf in ("kr", "kr_linear", "kr_expected", "satterthwaite"):
        pd.testing.assert_frame_equal(
            one.with_ddf(ddf).contrasts("ARM", by="VISIT"), other.with_ddf(ddf).contrasts("ARM", by="VISIT"), rtol=1e-6
        )
    for vcov in ("cr0", "cr2", "cr3"):
        pd.testing.assert_frame_equal(
            one.with_ddf("satterthwaite", vcov).coefficients(),
            other.with_ddf("satterthwaite", vcov).coefficients(),
            rtol=1e-6,
        )


def test_a_new_outcome_is_the_fit_anew() -> None:
    data = with_repeats(made(), 3)
    first = fit(data, covariance="random_slope")
    y = data["Y"] + np.random.default_rng(2).normal(0, 1, len(data))
    pd.testing.assert_frame_equal(
        first.refit(y).coefficients(), fit(data.assign(Y=y), covariance="random_slope").coefficients(), rtol=1e-8
    )


def test_more_records_than_a_grid_could_hold() -> None:
    """One subject with 400 records: the others are not laid out beside 400 places."""
    data = made()
    rng = np.random.default_rng(1)
    extra = pd.DataFrame({"ID": "S0000", "DAY": rng.uniform(0, 140, 400), "BASE": data["BASE"].iloc[0]})
    extra = extra.assign(ARM=data["ARM"].iloc[0], Y=20.0 + rng.normal(0, 3, 400))
    result = fit(pd.concat([data, extra.astype({"ARM": data["ARM"].dtype})]), covariance="random_slope")
    assert result.solution.structure.n_visits == 2
