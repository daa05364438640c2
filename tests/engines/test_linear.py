"""Least squares whatever the unit: against exact rational arithmetic, and invariance under units and shifts."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from statsmodels.datasets import longley

from tests.methods.build import make_inputs, options, pick
from trialstats.engines.linear import build_design, fit_linear
from trialstats.engines.logistic import fit_logistic
from trialstats.errors import FitError
from trialstats.methods.continuous.ancova import run
from trialstats.methods.continuous.options import Ancova
from trialstats.methods.subgroups.options import Subgroups
from trialstats.methods.subgroups.subgroups import run as run_subgroups
from trialstats.results.shape import Result

N = 24
# Cells in 10^12/L, ages in years.
CELLS = [4.31, 5.02, 4.87, 4.4, 5.33, 4.95, 4.12, 4.78, 5.1, 4.66, 4.9, 5.21]
BASE = np.array(CELLS + [value + 0.07 for value in CELLS[::-1]]).round(2)
CHG = np.array([0.1, -0.3, 0.05, -0.12, 0.2, -0.31, 0.0, -0.05, -0.2, 0.11, -0.4, 0.09] * 2).round(2)
CHG[::2] -= 0.21
ARM = np.array(["Laser", "Sham"] * (N // 2))
AGE = np.array([41, 58, 63, 37, 70, 55, 49, 66, 52, 44, 61, 39] * 2, dtype=float)
STATISTICS = ["estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high"]


def records(unit: float = 1.0, shift: float = 0.0, age_unit: float = 1.0, age_shift: float = 0.0) -> pd.DataFrame:
    base, aval = unit * BASE + shift, unit * (BASE + CHG) + shift
    return pd.DataFrame(
        {
            "USUBJID": [f"S{k:02d}" for k in range(N)],
            "TRT01P": ARM,
            "AVISIT": "Week 6",
            "BASE": base,
            "AVAL": aval,
            "CHG": aval - base,
            "PCHG": 100 * (aval - base) / base,
            "AGE": age_unit * AGE + age_shift,
            "SEX": np.where(np.arange(N) % 3, "F", "M"),
        }
    )


def ancova(frame: pd.DataFrame, **others: Any) -> Result:
    return run(Ancova(**options("ancova", **{"covariates": ("BASE", "AGE"), **others})), make_inputs(frame))


def solve(matrix: list[list[Fraction]], right: list[Fraction]) -> list[Fraction]:
    """Gauss-Jordan elimination, exact."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for k in range(len(rows)):
        pivot = next(j for j in range(k, len(rows)) if rows[j][k])
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [entry / rows[k][k] for entry in rows[k]]
        for j in range(len(rows)):
            if j != k:
                rows[j] = [a - rows[j][k] * b for a, b in zip(rows[j], rows[k], strict=True)]
    return [row[-1] for row in rows]


def exact(frame: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Normal equations of CHG ~ arm + BASE + AGE in fractions of the very numbers that the frame holds."""
    numbers = {name: [Fraction(float(value)) for value in frame[name]] for name in ("BASE", "AGE", "CHG")}
    laser = [Fraction(int(arm == "Laser")) for arm in frame["TRT01P"]]
    rows = [[Fraction(1), *row] for row in zip(laser, numbers["BASE"], numbers["AGE"], strict=True)]
    y = numbers["CHG"]
    cross = [[sum((row[a] * row[b] for row in rows), Fraction(0)) for b in range(4)] for a in range(4)]
    b = solve(cross, [sum((row[a] * v for row, v in zip(rows, y, strict=True)), Fraction(0)) for a in range(4)])
    residuals = [v - sum(c * x for c, x in zip(b, row, strict=True)) for row, v in zip(rows, y, strict=True)]
    variance = sum(r * r for r in residuals) / (N - 4)
    means = [sum(numbers[name]) / N for name in ("BASE", "AGE")]
    vectors = {
        "Sham": [Fraction(1), Fraction(0), *means],
        "Laser": [Fraction(1), Fraction(1), *means],
        "difference": [Fraction(0), Fraction(1), Fraction(0), Fraction(0)],
    }
    found = {}
    for name, l_ in vectors.items():
        length = sum(a * c for a, c in zip(l_, solve(cross, l_), strict=True))
        found[name] = (float(sum(a * c for a, c in zip(l_, b, strict=True))), float(variance * length) ** 0.5)
    return found


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"unit": 1e-15},
        {"unit": 1e12},
        {"unit": 1e15},
        {"shift": 3e5},
        {"unit": 1e12, "shift": 3e17},
        {"age_unit": 1e-15},
        {"age_unit": 1e15},
        {"age_shift": 1e7},
        {"age_unit": 1e-9, "age_shift": 0.01},
    ],
)
def test_least_squares_is_that_of_exact_fractions(changed: dict[str, float]) -> None:
    # With the pseudo-inverse of raw columns: unit 1e12 gave the LS mean -0.0009 for 0.0250 on trials of this kind.
    frame = records(**changed)
    result, truth = ancova(frame), exact(frame)
    assert not result.notes["failed"]
    rows = {
        "Sham": pick(result, kind="lsmean", ARM="Sham"),
        "Laser": pick(result, kind="lsmean", ARM="Laser"),
        "difference": pick(result, kind="difference"),
    }
    for name, row in rows.items():
        assert (row["estimate"], row["std_error"]) == pytest.approx(truth[name], rel=1e-9), name


@pytest.mark.parametrize("std_error", ["classical", "HC3"])
@pytest.mark.parametrize("changed", [{"unit": 1e-15}, {"unit": 1e15}, {"age_unit": 1e15}, {"age_shift": 1e7}])
def test_every_statistic_is_the_same_in_every_unit(changed: dict[str, float], std_error: str) -> None:
    covariates = ("BASE", "AGE", "SEX")
    one, other = (
        ancova(frame, std_error=std_error, covariates=covariates).rows for frame in (records(), records(**changed))
    )
    unit = pd.Series(1.0, index=STATISTICS)
    unit[["estimate", "std_error", "conf_low", "conf_high"]] = changed.get("unit", 1.0)
    np.testing.assert_allclose(
        other[STATISTICS].astype(float) / unit.to_numpy(), one[STATISTICS].astype(float), rtol=1e-9
    )


def test_a_shift_keeps_what_the_digits_hold_and_takes_no_covariate_away() -> None:
    # 1e8 leaves eight digits of cells that differ by 0.3.
    one, other = ancova(records()), ancova(records(shift=1e8))
    assert other.notes["fits"][0]["n_coefficients"] == one.notes["fits"][0]["n_coefficients"] == 4
    for name in ("estimate", "std_error"):
        values = (pick(result, kind="difference")[name] for result in (one, other))
        assert next(values) == pytest.approx(next(values), rel=1e-6)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"age_shift": 1e15}, "AGE is 1e+15 in every record but for its last digits"),
        ({"shift": 4e11}, "what the model leaves unexplained (SD 0.2) is rounding of values as large as 4e+11"),
        ({"shift": 1e14}, "in every record but for rounding (differences up to 0.72, of values as large as 1e+14)"),
    ],
)
def test_digits_that_are_gone_are_refused_with_that_reason(changed: dict[str, float], reason: str) -> None:
    (failed,) = ancova(records(**changed)).notes["failed"]
    assert reason in failed["reason"]


def test_products_with_a_shifted_variable() -> None:
    frame = records(age_shift=1e9).assign(TRT01P=pd.Categorical(ARM))
    plain = records().assign(TRT01P=pd.Categorical(ARM))
    fits = [fit_linear(f["CHG"].to_numpy(), build_design(["TRT01P*AGE"], f), "classical") for f in (plain, frame)]
    term = "TRT01P[T.Sham]:AGE"
    one, other = (fit.estimate(fit.design.coefficient(term), 0.95) for fit in fits)
    assert (other["estimate"], other["std_error"]) == pytest.approx((one["estimate"], one["std_error"]), rel=1e-9)


def test_coefficients_in_the_units_of_the_variables() -> None:
    frame = records(age_shift=1000.0, age_unit=365.25)
    design = build_design(["AGE", "BASE"], frame)
    fit = fit_linear(frame["CHG"].to_numpy(), design, "classical")
    found = design.original(fit.coefficients)
    raw = np.column_stack([np.ones(N), frame["AGE"], frame["BASE"]])
    assert raw @ found == pytest.approx(design.matrix @ fit.coefficients, rel=1e-12)
    for place, term in enumerate(design.terms[1:], 1):
        assert fit.estimate(design.coefficient(term), 0.95)["estimate"] == pytest.approx(found[place], rel=1e-12)
    assert design.log_unit == pytest.approx(
        np.linalg.slogdet(raw.T @ raw)[1] / 2 - np.linalg.slogdet(design.matrix.T @ design.matrix)[1] / 2
    )


@pytest.mark.parametrize("shift", [0.0, 1e7, 1e9])
def test_dependent_columns_are_named_also_when_shifted(shift: float) -> None:
    frame = records(age_shift=shift).assign(WEIGHT=lambda f: 2 * f["AGE"] + 5)
    with pytest.raises(FitError, match="cannot tell WEIGHT from the others"):
        build_design(["TRT01P", "AGE", "WEIGHT"], frame)
    # What differs from it by more than rounding stays.
    noise = np.where(np.arange(N) % 5 == 0, 2.0, 0.0)
    assert len(build_design(["TRT01P", "AGE", "WEIGHT"], frame.assign(WEIGHT=frame["WEIGHT"] + noise)).terms) == 4


TENTHS = np.array([45.1, 44.6, 50.2, 38.3, 61.7, 29.9, 33.4, 70.8] * 3)


def tenths(change: np.ndarray) -> pd.DataFrame:
    """BASE in tenths, and AVAL so that the change is what is asked, but for binary fractions."""
    return records().assign(BASE=TENTHS, AVAL=(TENTHS + change).round(1)).assign(CHG=lambda f: f["AVAL"] - f["BASE"])


def test_changes_that_are_all_a_tenth_are_no_data() -> None:
    # Before: SE 1.8e-15 and p 2e-81.
    frame = tenths(np.full(N, 0.1))
    assert 0 < np.ptp(frame["CHG"]) < 1e-13
    subgroups = Subgroups(**options("subgroups", factors=("SEX",), planned=True))
    for result in (ancova(frame), ancova(frame, covariates=()), run_subgroups(subgroups, make_inputs(frame))):
        assert result.rows.loc[result.rows["kind"] != "diagnostic", "estimate"].isna().all()
        assert "CHG is 0.1 in every record but for rounding" in result.notes["failed"][0]["reason"]


def test_an_arm_that_never_changes_has_no_standard_error_by_hc3() -> None:
    # Before: LS mean 1.2e-15 with p .0055. The other arm and the difference stand: HC3 of two means by hand is
    # sum e^2 / (n - 1)^2 * ... = sum (e_i / (1 - 1/n))^2 / n^2 of each arm.
    change = np.where(ARM == "Laser", 0.1, np.tile([-2.0, 1.5, 0.3, 4.1], 6).round(1))
    result = ancova(tenths(change), covariates=(), std_error="HC3")
    still = pick(result, kind="lsmean", ARM="Laser")
    assert np.isnan(still["estimate"])
    assert "do not vary but for rounding" in still["reason"]
    moved = change[ARM == "Sham"]
    error = (moved - moved.mean()) / (1 - 1 / 12)
    for row in (pick(result, kind="lsmean", ARM="Sham"), pick(result, kind="difference")):
        assert row["std_error"] == pytest.approx(float(np.sqrt((error**2).sum()) / 12), rel=1e-9)
    (failed,) = result.notes["failed"]
    assert failed["ARM"] == "Laser"


def test_two_arms_that_do_not_vary_are_fitted_exactly() -> None:
    (failed,) = ancova(tenths(np.where(ARM == "Laser", 0.1, 0.2)), covariates=()).notes["failed"]
    assert "fits every record exactly" in failed["reason"]


@pytest.mark.parametrize("weights", ["equal", "observed"])
def test_subgroups_weigh_factors_as_ancova_does(weights: str) -> None:
    # All subjects together are one level: the means are those of the analysis of covariance.
    frame = records()
    analysis = Subgroups(
        **options("subgroups", factors=("SITEID",), planned=True, covariates=("BASE", "SEX"), weights=weights)
    )
    result = run_subgroups(analysis, make_inputs(frame.assign(SITEID=np.where(np.arange(N) % 2 == 0, "1", "2"))))
    beside = ancova(frame, covariates=("BASE", "SEX"), weights=weights)
    for arm in ("Sham", "Laser"):
        all_ = result.rows[
            (result.rows["kind"] == "lsmean") & (result.rows["ARM"] == arm) & result.rows["level"].isna()
        ]
        expected = pick(beside, kind="lsmean", ARM=arm)
        assert all_["estimate"].tolist() == pytest.approx([expected["estimate"]], rel=1e-12)
        assert all_["std_error"].tolist() == pytest.approx([expected["std_error"]], rel=1e-12)


RESPONSE = (np.sin(np.arange(N) * 1.7) + (ARM == "Laser") * 0.4 > 0.1).astype(float)


@pytest.mark.parametrize(
    "changed", [{"age_shift": 1e9}, {"age_unit": 1e-15}, {"age_unit": 1e15}, {"age_unit": 1e-9, "age_shift": 1.0}]
)
def test_logistic_regression_in_every_unit(changed: dict[str, float]) -> None:
    # Before: + 1e9 gave the odds ratio without the covariate, * 1e-15 ignored it.
    def fit(frame: pd.DataFrame) -> Any:
        return fit_logistic(frame.assign(TRT01P=pd.Categorical(ARM, ordered=True)), RESPONSE, ("AGE",))

    one, other = fit(records()), fit(records(**changed))
    for made in ("odds_ratio", "standardised_difference"):
        first, second = (getattr(f, made)("Laser", "Sham", 0.95) for f in (one, other))
        assert second == pytest.approx(first, rel=2e-8 if changed.get("age_shift") else 1e-9)
    # The slope is per unit, the intercept where the covariate is 0: as statsmodels has it on the raw columns.
    slopes = [f.design.original(f.coefficients) for f in (one, other)]
    assert slopes[1][2] * changed.get("age_unit", 1.0) == pytest.approx(slopes[0][2], rel=1e-6)


def test_logistic_coefficients_are_those_of_the_raw_columns() -> None:
    from statsmodels.discrete.discrete_model import Logit

    frame = records().assign(TRT01P=pd.Categorical(ARM, ordered=True))
    fit = fit_logistic(frame, RESPONSE, ("AGE",))
    raw = np.column_stack([np.ones(N), ARM == "Sham", AGE]).astype(float)
    assert fit.design.original(fit.coefficients) == pytest.approx(
        Logit(RESPONSE, raw).fit(disp=0, tol=1e-12).params, rel=1e-9
    )


@pytest.mark.parametrize(("unit", "shift"), [(1.0, 0.0), (1e-15, 0.0), (1e15, 0.0), (1.0, 1e9)])
def test_separation_is_found_in_every_unit(unit: float, shift: float) -> None:
    frame = records(age_unit=unit, age_shift=shift).assign(TRT01P=pd.Categorical(ARM, ordered=True))
    with pytest.raises(FitError, match=r"separated by .*AGE"):
        fit_logistic(frame, (AGE > 50).astype(float), ("AGE",))


# NIST StRD, Longley: certified estimates and standard deviations of the estimates.
LONGLEY = {
    "Intercept": (-3482258.63459582, 890420.383607373),
    "GNPDEFL": (15.0618722713733, 84.9149257747669),
    "GNP": (-0.358191792925910e-01, 0.334910077722432e-01),
    "UNEMP": (-2.02022980381683, 0.488399681651699),
    "ARMED": (-1.03322686717359, 0.214274163161675),
    "POP": (-0.511041056535807e-01, 0.226073200069370),
    "YEAR": (1829.15146461355, 455.478499142212),
}


@pytest.mark.parametrize("unit", [1.0, 1e-15, 1e15])
def test_longley_as_nist_certifies_it(unit: float) -> None:
    data = longley.load_pandas().data
    frame = data.assign(GNP=unit * data["GNP"])
    design = build_design([name for name in LONGLEY if name != "Intercept"], frame)
    fit = fit_linear(frame["TOTEMP"].to_numpy(dtype=float), design, "classical")
    for name, (estimate, std_error) in LONGLEY.items():
        if name != "Intercept":
            row = fit.estimate(design.coefficient(name), 0.95)
            factor = unit if name == "GNP" else 1.0
            assert (factor * row["estimate"], factor * row["std_error"]) == pytest.approx(
                (estimate, std_error), rel=1e-9
            )
    assert design.original(fit.coefficients)[0] == pytest.approx(LONGLEY["Intercept"][0], rel=1e-9)
    assert fit.sigma == pytest.approx(304.854073561965, rel=1e-9)
