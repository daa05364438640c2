"""Tobit regression against survival::survreg, a published kind of vector, least squares, and finite differences."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from tests.engines.censored.build import made
from trialstats.engines.censored import Bounds, bounds, fit_tobit, least_squares
from trialstats.engines.censored.records import terms
from trialstats.errors import FitError
from trialstats.validate.reference import REFERENCE

R = REFERENCE / "survreg.txt"
KINDS = ("none", "left", "right", "both", "interval")


def survreg() -> dict[str, list[float]]:
    lines = [line.split(",") for line in R.read_text().splitlines()[1:]]
    return {kind: [float(number) for number in numbers] for kind, *numbers in lines}


@pytest.mark.parametrize("kind", KINDS)
def test_survreg(kind: str) -> None:
    # R survival 3.5.3, program and output in r/: coefficients, sigma, log-likelihood, SEs, SE of log sigma.
    fit = fit_tobit(*made(kind))
    ours = [
        *fit.coefficients,
        fit.sigma,
        fit.loglik,
        *np.sqrt(np.diag(fit.covariance)),
        fit.sigma_std_error / fit.sigma,
    ]
    assert ours == pytest.approx(survreg()[kind], abs=2e-8)


def test_counts_are_of_the_kinds_of_records() -> None:
    limits, design = made("interval")
    fit = fit_tobit(limits, design)
    assert (fit.n, fit.n_censored) == (80, int((limits.lower != limits.upper).sum()))
    assert min(fit.n_below, fit.n_above, fit.n_between) > 0


def test_biomarker_vector_and_its_substitutions(shipped_results: Path) -> None:
    # 60 subjects, 19 below the limit; survreg and lm on ln values, their sigma with n - p for the substitutions.
    data = pd.read_csv(shipped_results / "biomarker_blq_input.csv")
    expected = pd.read_csv(shipped_results / "biomarker_blq_expected.csv")
    below = (data["blq"] == 1).to_numpy()
    design = np.column_stack([np.ones(60), data["trt"]])
    limit = np.log(data["lloq"])
    shown = np.log(data["il6_pgml"].where(~below, 1.0))
    for (_, row), fall in zip(expected.iterrows(), (0.0, np.log(2), np.log(2) / 2, 0.0), strict=True):
        censored = "censored" in str(row["method"])
        fit = fit_tobit(bounds(np.where(below, limit - fall, shown), below if censored else None), design)
        made = fit if censored else least_squares(fit)
        intercept, effect = made.coefficients
        errors = np.sqrt(np.diag(made.covariance))
        assert [intercept, effect, made.sigma, *errors, made.loglik, np.exp(effect)] == pytest.approx(
            row[["intercept", "trt", "sigma", "se_int", "se_trt", "loglik", "gmr"]].tolist(), abs=1e-9
        )
        assert (fit.n, fit.n_below) == (row["n"], row["n_blq"] if censored else 0)


def test_without_censoring_it_is_least_squares() -> None:
    limits, design = made("none")
    fit = fit_tobit(limits, design)
    coefficients, (rss,), *_ = np.linalg.lstsq(design, limits.lower, rcond=None)
    assert fit.coefficients == pytest.approx(coefficients, abs=1e-12)
    assert fit.sigma == pytest.approx(np.sqrt(rss / 80), rel=1e-12)
    assert fit.loglik == pytest.approx(norm.logpdf(limits.lower, design @ coefficients, fit.sigma).sum(), abs=1e-9)
    assert fit.covariance == pytest.approx(np.linalg.inv(design.T @ design) * rss / 80, rel=1e-9)


def test_least_squares_needs_every_value_and_a_residual() -> None:
    with pytest.raises(FitError, match="needs every value"):
        least_squares(fit_tobit(*made("left")))
    fit = least_squares(fit_tobit(*made("none")))
    assert fit.df == 80 - len(fit.coefficients)


def test_derivatives_of_records_against_differences() -> None:
    limits = Bounds(np.array([0.3, -np.inf, 0.2, -0.4, 3.0]), np.array([0.3, 0.1, np.inf, 0.5, 3.5]))
    step = 1e-5
    for start in (-1.2, 0.0, 0.9):
        eta, gamma = np.full((5, 1), start), 1.3
        at = terms(limits, eta, gamma)
        for one, other, by_eta, by_gamma in (
            ("loglik", "loglik", "eta", "gamma"),
            ("eta", "eta", "eta_eta", "eta_gamma"),
            ("gamma", "gamma", "eta_gamma", "gamma_gamma"),
        ):
            rise = getattr(terms(limits, eta + step, gamma), one) - getattr(terms(limits, eta - step, gamma), one)
            assert getattr(at, by_eta) == pytest.approx(rise / (2 * step), rel=1e-7, abs=1e-8)
            rise = getattr(terms(limits, eta, gamma + step), other) - getattr(terms(limits, eta, gamma - step), other)
            assert getattr(at, by_gamma) == pytest.approx(rise / (2 * step), rel=1e-7, abs=1e-8)


def test_tails_stay_finite_and_right() -> None:
    # log Phi(-40) of Abramowitz & Stegun 26.2.12's series; the values of an interval far out in either tail agree.
    limits = Bounds(np.array([-np.inf, 40.0, 40.0, -40.5]), np.array([-40.0, np.inf, 40.5, -40.0]))
    found = terms(limits, np.zeros((4, 1)), 1.0)
    assert found.loglik[:, 0] == pytest.approx([-804.608442, -804.608442, -804.608442, -804.608442], abs=1e-5)
    for part in ("eta", "gamma", "eta_eta", "eta_gamma", "gamma_gamma"):
        assert np.isfinite(getattr(found, part)).all()
    assert found.eta[2, 0] == pytest.approx(-found.eta[3, 0], rel=1e-9)


def test_order_of_rows_and_coding_of_arms_do_not_matter() -> None:
    limits, design = made("both")
    fit = fit_tobit(limits, design)
    order = np.random.default_rng(3).permutation(80)
    shuffled = fit_tobit(limits.take(order), design[order])
    assert shuffled.coefficients == pytest.approx(fit.coefficients, abs=1e-9)
    other = fit_tobit(limits, np.column_stack([design[:, :2], 1 - design[:, 2]]))
    assert other.coefficients[2] == pytest.approx(-fit.coefficients[2], abs=1e-9)
    assert other.loglik == pytest.approx(fit.loglik, abs=1e-9)


def test_a_change_of_unit_moves_the_intercept_alone() -> None:
    limits, design = made("both")
    fit = fit_tobit(limits, design)
    moved = fit_tobit(Bounds(limits.lower + np.log(1000), limits.upper + np.log(1000)), design)
    assert moved.coefficients - fit.coefficients == pytest.approx([np.log(1000), 0, 0], abs=1e-8)
    assert (moved.sigma, moved.loglik) == pytest.approx((fit.sigma, fit.loglik), abs=1e-8)
    assert moved.covariance == pytest.approx(fit.covariance, rel=1e-6)
    stretched = fit_tobit(Bounds(1e6 * limits.lower, 1e6 * limits.upper), design)
    assert stretched.coefficients / 1e6 == pytest.approx(fit.coefficients, rel=1e-8)


def test_right_censoring_is_the_mirror_of_left() -> None:
    limits, design = made("left")
    fit, mirrored = fit_tobit(limits, design), fit_tobit(Bounds(-limits.upper, -limits.lower), design)
    assert mirrored.coefficients == pytest.approx(-fit.coefficients, abs=1e-9)
    assert (mirrored.n_above, mirrored.n_below) == (fit.n_below, 0)
    assert mirrored.loglik == pytest.approx(fit.loglik, abs=1e-9)


def test_limits_of_each_record_may_differ() -> None:
    # Two batches: with the same value and limits 0.7 and 0.5 the likelihood is not that of one common limit.
    limits, design = made("left")
    batch = np.where(np.arange(80) % 4 < 2, 0.2, 0.0)
    lowered = np.where(limits.below, limits.upper - batch, limits.upper)
    assert fit_tobit(Bounds(limits.lower, lowered), design).loglik < fit_tobit(limits, design).loglik


def arm(value: int) -> np.ndarray:
    return np.arange(20) % 2 == value


VALUES = np.linspace(0, 2, 20)
TWO = np.column_stack([np.ones(20), arm(1)])


@pytest.mark.parametrize(
    ("limits", "design", "message"),
    [
        (bounds(VALUES, below=arm(1)), TWO, "coefficient of arm runs to infinity: all records that tell it are below"),
        (bounds(VALUES, above=arm(1)), TWO, "coefficient of arm runs to infinity: all records that tell it are above"),
        (bounds(VALUES, below=arm(0)), TWO, "coefficient of intercept, arm runs to infinity"),
        (bounds(VALUES, below=np.ones(20)), TWO, "no record has a number: all are beyond a limit"),
        (bounds(VALUES), np.column_stack([TWO, arm(0)]), "these 20 records cannot tell x3 from the others"),
        (bounds(VALUES), np.column_stack([np.ones(20), VALUES]), "fits every record exactly"),
        (bounds(np.where(arm(1), 3.0, 1.0), below=VALUES > 1.7), TWO, "fits every record exactly"),
        (bounds(np.where(VALUES > 1.8, 3.0, 1.0), below=VALUES > 1.8), TWO[:, :1], "fits every record exactly"),
        (bounds(VALUES), TWO * np.nan, "not a finite number"),
    ],
)
def test_what_has_no_maximum_says_why(limits: Bounds, design: np.ndarray, message: str) -> None:
    names = ["intercept", "arm", "x3"][: design.shape[1]]
    with pytest.raises(FitError, match=message):
        fit_tobit(limits, design, names)


def test_an_arm_between_limits_on_both_sides_can_be_estimated() -> None:
    # All of arm 1 is censored, some below and some above: its coefficient is bounded on both sides.
    fit = fit_tobit(bounds(VALUES, below=arm(1) & (VALUES > 1), above=arm(1) & (VALUES <= 1)), TWO)
    assert abs(fit.coefficients[1]) < 1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: bounds([1.0, np.nan]), "neither a value nor a limit"),
        (lambda: bounds([1.0], below=[True], above=[True]), "both below and above"),
        (lambda: Bounds(np.array([2.0]), np.array([1.0])), "above its upper limit"),
        (lambda: Bounds(np.array([-np.inf]), np.array([np.inf])), "nothing is known"),
        (lambda: bounds([np.inf]), "infinite"),
    ],
)
def test_limits_that_make_no_sense_are_refused(make: Callable[[], Bounds], message: str) -> None:
    with pytest.raises(FitError, match=message):
        make()
