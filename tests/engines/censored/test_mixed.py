"""The censored model with a random intercept against an integral in plain Python, the MMRM engine and differences."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.special import logsumexp
from scipy.stats import norm

from tests.engines.censored.build import Repeated, dense_loglik, repeated
from trialstats.engines.censored import Bounds, MixedFit, bounds, fit_mixed, fit_tobit
from trialstats.engines.censored.marginal import Marginal
from trialstats.engines.censored.newton import maximise
from trialstats.engines.censored.scaled import scale
from trialstats.engines.censored.tobit import independent
from trialstats.engines.mmrm import fit_mmrm
from trialstats.errors import FitError


def fit(data: Repeated, limits: Bounds | None = None) -> MixedFit:
    return fit_mixed(limits or data.limits, data.design, data.subject)


def kinds(data: Repeated) -> dict[str, Bounds]:
    high = float(np.quantile(data.y, 0.85))
    above = data.y > high
    both = bounds(np.clip(data.y, data.limit, high), data.y < data.limit, above)
    between = (data.y > 0.1) & (data.y < 0.5)
    return {
        "left": data.limits,
        "right": bounds(np.minimum(data.y, high), above=above),
        "both": both,
        "interval": Bounds(np.where(between, 0.1, data.y), np.where(between, 0.5, data.y)),
    }


@pytest.mark.parametrize("kind", ["left", "right", "both", "interval"])
def test_likelihood_is_the_integral(kind: str) -> None:
    data = repeated(per_arm=8)
    limits = kinds(data)[kind]
    best = fit(data, limits)
    at = (best.coefficients, best.sigma, best.tau)
    assert best.tau > 0
    assert best.loglik == pytest.approx(dense_loglik(limits, data.design, data.subject, *at), abs=1e-6)
    # Nowhere near is it higher.
    rng = np.random.default_rng(5)
    for _ in range(6):
        b = best.coefficients + 0.05 * rng.normal(size=5)
        sigma, tau = best.sigma * np.exp(0.1 * rng.normal()), best.tau * np.exp(0.1 * rng.normal())
        assert dense_loglik(limits, data.design, data.subject, b, sigma, tau) < best.loglik


def marginal(data: Repeated, limits: Bounds, nodes: int = 40) -> Marginal:
    return Marginal(scale(limits, data.design), np.unique(data.subject, return_inverse=True)[1], nodes)


@pytest.mark.parametrize("kind", ["left", "both"])
@pytest.mark.parametrize("ratio", [0.05, 0.8, 3.0])
def test_likelihood_is_the_integral_elsewhere(kind: str, ratio: float) -> None:
    data = repeated(per_arm=6, seed=2)
    limits = kinds(data)[kind]
    model = marginal(data, limits)
    theta = np.array([0.2, -0.3, 0.1, 0.4, -0.1, 1.2, ratio])
    (*b, sigma, tau), _ = model.scaled.back(theta)
    expected = dense_loglik(limits, data.design, data.subject, np.array(b), sigma, tau)
    assert model.loglik(theta) + model.scaled.log_unit == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("ratio", [0.0, 0.4, -1.5, 2.5])
def test_gradient_and_hessian_against_differences(ratio: float) -> None:
    data = repeated(per_arm=10, seed=3)
    model = marginal(data, kinds(data)["both"])
    theta = np.array([0.1, -0.2, 0.3, 0.1, -0.1, 1.1, ratio])
    at, step = model.evaluate(theta), 1e-5
    for k, change in enumerate(step * np.eye(7)):
        up, down = model.evaluate(theta + change), model.evaluate(theta - change)
        assert at.gradient[k] == pytest.approx((up.value - down.value) / (2 * step), rel=1e-6, abs=1e-6)
        assert at.hessian[k] == pytest.approx((up.gradient - down.gradient) / (2 * step), rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("missing", [False, True])
def test_without_censoring_it_is_the_engine_by_maximum_likelihood(missing: bool) -> None:
    data = repeated(per_arm=25, seed=4)
    if not missing:
        whole = repeated(per_arm=25, seed=4, visits=2)
        data = whole
    best = fit(data, bounds(data.y))
    frame = pd.DataFrame({"Y": data.y, "ID": data.subject, "ARM": data.arm, "VISIT": pd.Categorical(data.visit)})
    frame = frame.assign(LATER=frame["ARM"] * (data.visit == 1), LAST=frame["ARM"] * (data.visit == 2))
    columns = ["LATER", "LAST"] if missing else ["LATER"]
    other = fit_mmrm(
        "Y ~ VISIT + " + " + ".join(columns), frame, subject="ID", visit="VISIT", covariance="cs", reml=False, ddf="inf"
    )
    terms = other.coefficients().set_index("term")
    assert best.loglik == pytest.approx(other.loglik, abs=1e-6)
    assert best.coefficients[-len(columns) :] == pytest.approx(terms.loc[columns, "estimate"].to_numpy(), abs=1e-6)
    assert best.coefficients[0] == pytest.approx(terms.loc["Intercept", "estimate"], abs=1e-6)
    covariance = other.covariance.to_numpy()
    assert best.tau**2 == pytest.approx(covariance[0, 1], abs=1e-6)
    assert best.sigma**2 == pytest.approx(covariance[0, 0] - covariance[0, 1], abs=1e-6)
    # (X'V^-1 X)^-1: the information of coefficients and variances is block diagonal at the maximum in expectation
    # only, so that the observed one differs a little.
    errors = np.sqrt(np.diag(best.covariance))[-len(columns) :]
    assert errors == pytest.approx(terms.loc[columns, "std_error"].to_numpy(), rel=0.02)


def test_covariance_is_the_inverse_of_the_observed_information() -> None:
    # Second differences of the integral in plain Python, by coefficients, ln sigma and ln tau.
    data = repeated(per_arm=7, share=0.3, seed=6, visits=2)
    best = fit(data)

    def loglik(theta: np.ndarray) -> float:
        *b, sigma, tau = theta
        return dense_loglik(data.limits, data.design, data.subject, np.array(b), np.exp(sigma), np.exp(tau))

    at, step = np.array([*best.coefficients, np.log(best.sigma), np.log(best.tau)]), 2e-3
    q, moves = len(at), step * np.eye(5)
    information = np.empty((q, q))
    for j in range(q):
        for k in range(j + 1):
            corners = [loglik(at + s * moves[j] + t * moves[k]) * s * t for s in (1, -1) for t in (1, -1)]
            information[j, k] = information[k, j] = -sum(corners) / (4 * step**2)
    covariance = np.linalg.inv(information)
    assert best.covariance == pytest.approx(covariance[:3, :3], rel=2e-4, abs=1e-6)
    assert best.sigma_std_error == pytest.approx(best.sigma * np.sqrt(covariance[3, 3]), rel=2e-4)
    assert best.tau_std_error == pytest.approx(best.tau * np.sqrt(covariance[4, 4]), rel=2e-4)


def test_no_difference_between_subjects_is_the_tobit() -> None:
    # Seeds of which the score at tau = 0 is negative: every maximum is at the boundary.
    data = repeated(per_arm=30, tau=0.0, sigma=0.7, seed=7)
    mean = pd.Series(data.y).groupby(data.subject).transform("mean").to_numpy()
    data = replace(data, y=data.y - 0.9 * mean)
    best, alone = fit(data), fit_tobit(data.limits, data.design)
    assert (best.tau, best.tau_std_error) == (0.0, None)
    assert best.loglik == pytest.approx(alone.loglik, abs=1e-9)
    assert best.coefficients == pytest.approx(alone.coefficients, abs=1e-8)
    assert best.covariance == pytest.approx(alone.covariance, rel=1e-6)
    assert best.sigma == pytest.approx(alone.sigma)


def test_order_of_rows_and_names_of_subjects_do_not_matter() -> None:
    data = repeated(seed=8)
    best = fit(data)
    order = np.random.default_rng(1).permutation(len(data.y))
    names = np.array([f"S{(7 * k) % 40:02d}" for k in data.subject])
    other = fit_mixed(data.limits.take(order), data.design[order], names[order])
    assert other.coefficients == pytest.approx(best.coefficients, abs=1e-8)
    assert (other.loglik, other.sigma, other.tau) == pytest.approx((best.loglik, best.sigma, best.tau), abs=1e-8)
    assert other.covariance == pytest.approx(best.covariance, rel=1e-6)


def test_arms_may_change_their_names() -> None:
    data = repeated(seed=8)
    arm = np.column_stack([data.design[:, :3], 1 - data.arm, (1 - data.arm) * data.visit])
    other = np.column_stack([data.design[:, :3], data.arm, data.arm * data.visit])
    one, two = (fit_mixed(data.limits, design, data.subject) for design in (other, arm))
    assert two.coefficients[3:] == pytest.approx(-one.coefficients[3:], abs=1e-8)
    assert two.loglik == pytest.approx(one.loglik, abs=1e-8)


def test_a_change_of_unit_moves_the_means_of_visits_alone() -> None:
    data = repeated(seed=9)
    best = fit(data)
    moved = fit(data, Bounds(data.limits.lower + np.log(1000), data.limits.upper + np.log(1000)))
    assert moved.coefficients - best.coefficients == pytest.approx([*3 * [np.log(1000)], 0, 0], abs=1e-7)
    assert (moved.loglik, moved.sigma, moved.tau) == pytest.approx((best.loglik, best.sigma, best.tau), abs=1e-7)


def test_right_censoring_is_the_mirror_of_left() -> None:
    data = repeated(seed=10)
    best = fit(data)
    mirrored = fit(data, Bounds(-data.limits.upper, -data.limits.lower))
    assert mirrored.coefficients == pytest.approx(-best.coefficients, abs=1e-8)
    assert (mirrored.loglik, mirrored.tau) == pytest.approx((best.loglik, best.tau), abs=1e-8)
    assert (best.n_below, best.n_above) == (mirrored.n_above, mirrored.n_below)


def test_nodes_are_added_where_subjects_differ_much() -> None:
    ordinary, apart = fit(repeated(seed=11)), fit(repeated(seed=11, tau=1.5, sigma=0.3))
    assert apart.nodes > ordinary.nodes
    assert max(ordinary.quadrature_error, apart.quadrature_error) <= 1e-6
    data = repeated(seed=11, tau=1.5, sigma=0.3)
    at = (apart.coefficients, apart.sigma, apart.tau)
    assert apart.loglik == pytest.approx(dense_loglik(data.limits, data.design, data.subject, *at), abs=2e-6)


def test_substitution_pulls_the_effect_towards_none_and_the_likelihood_does_not() -> None:
    data = repeated(per_arm=1500, seed=12)
    truth = -0.3
    effect = fit(data).coefficients[-1]
    substituted = fit(data, bounds(np.where(data.y < data.limit, data.limit, data.y))).coefficients[-1]
    assert effect == pytest.approx(truth, abs=0.06)
    assert substituted > 0.75 * truth


def test_what_has_no_maximum_says_why() -> None:
    data = repeated(per_arm=6)
    names = ["V1", "V2", "V3", "arm at V2", "arm at V3"]
    lost = (data.arm == 1) & (data.visit == 1)
    with pytest.raises(FitError, match="coefficient of arm at V2 runs to infinity"):
        fit_mixed(bounds(np.where(lost, 0.0, data.y), below=lost), data.design, data.subject, names)
    with pytest.raises(FitError, match="no subject has more than one record"):
        fit_mixed(bounds(data.y), data.design, np.arange(len(data.y)), names)
    within = np.repeat([1.0, 2.0, 4.0, 3.0], 2)
    with pytest.raises(FitError, match="the error variance within subjects runs to zero"):
        fit_mixed(bounds(within), np.ones((8, 1)), np.repeat(np.arange(4), 2))


def trapezoid_loglik(data: Repeated, b: np.ndarray, sigma: float, tau: float, points: int = 801) -> float:
    """The log-likelihood of left-censored values by the trapezoid rule over 10 tau on both sides."""
    u, step = np.linspace(-10 * tau, 10 * tau, points, retstep=True)
    e = (np.maximum(data.y, data.limit) - data.design @ b)[:, None] - u
    below = (data.y < data.limit)[:, None]
    records = np.where(below, norm.logcdf(e / sigma), norm.logpdf(e, scale=sigma))
    joint = pd.DataFrame(records).groupby(data.subject).sum().to_numpy() + norm.logpdf(u, scale=tau)
    return float((logsumexp(joint, axis=1) + np.log(step)).sum())


@pytest.mark.parametrize("seed", [4, 8, 12])
def test_subjects_below_the_limit_throughout_have_an_integrand_with_an_edge(seed: int) -> None:
    # 60 % below the limit and subjects that differ eight times as much as their records.
    data = repeated(per_arm=30, share=0.6, tau=2.0, sigma=0.25, seed=seed)
    best = fit(data)
    assert best.tau / best.sigma > 5
    at = np.array([*best.coefficients, best.sigma, best.tau])
    top = trapezoid_loglik(data, at[:-2], *at[-2:])
    assert best.loglik == pytest.approx(top, abs=1e-6)
    # The slope of the dense rule's likelihood is zero there, and it falls on both sides.
    for change in np.diag([*5 * [1e-3], 1e-3 * best.sigma, 1e-3 * best.tau]):
        up, down = (trapezoid_loglik(data, moved[:-2], *moved[-2:]) for moved in (at + change, at - change))
        assert max(up, down) < top
        assert up - down == pytest.approx(0, abs=1e-5)


def test_parts_add_up_to_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    data = repeated(per_arm=10, seed=3)
    theta = np.array([0.1, -0.2, 0.3, 0.1, -0.1, 1.1, 2.5])
    whole = marginal(data, data.limits, 120).evaluate(theta)
    monkeypatch.setattr("trialstats.engines.censored.marginal.CELLS", 1000)
    model = marginal(data, data.limits, 120)
    assert len(model.parts) > 3
    parts = model.evaluate(theta)
    assert (parts.value, model.loglik(theta)) == pytest.approx((whole.value, whole.value), abs=1e-10)
    assert parts.gradient == pytest.approx(whole.gradient, abs=1e-9)
    assert parts.hessian == pytest.approx(whole.hessian, abs=1e-9)


def test_a_small_error_variance_is_a_maximum_and_none_is_not() -> None:
    # Ten subjects twice, half of the values below the limit; two differences tell sigma, a ninetieth of tau.
    rng = np.random.default_rng(155)
    per_arm, share, tau = int(rng.integers(4, 16)), rng.uniform(0.1, 0.6), rng.uniform(0, 1.2)
    data = repeated(per_arm=per_arm, share=share, tau=tau, sigma=rng.uniform(0.2, 0.8), seed=155, visits=2)
    best = fit(data)
    dense = (trapezoid_loglik(data, best.coefficients, s * best.sigma, best.tau, 4001) for s in (1, 0.8, 1.25))
    top, *beside = dense
    assert best.loglik == pytest.approx(top, abs=2e-6)
    assert max(beside) < top
    # Without a difference between the two, sigma runs to zero.
    visits = data.design[:, :2] @ np.array([0.2, 0.5])
    level = data.y - data.design @ np.linalg.lstsq(data.design, data.y, rcond=None)[0]
    same = visits + pd.Series(level).groupby(data.subject).transform("mean").to_numpy()
    with pytest.raises(FitError, match="the error variance within subjects runs to zero"):
        fit(replace(data, y=same, limit=float(np.quantile(same, 0.4))))


def test_a_ratio_that_no_rule_follows_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trialstats.engines.censored.mixed.LADDER", (15, 60, 120, 240))
    data = repeated(per_arm=6, share=0.2, tau=1.0, sigma=4e-3, seed=3)
    with pytest.raises(FitError, match="as much as the records of one: the quadrature has not settled with 120 nodes"):
        fit(data)


@pytest.mark.parametrize("seed", range(12))
def test_no_other_start_ends_higher(seed: int) -> None:
    rng = np.random.default_rng(seed)
    data = repeated(per_arm=12, share=rng.uniform(0.1, 0.6), tau=rng.uniform(0, 1.0), sigma=0.5, seed=20 + seed)
    best, model = fit(data), marginal(data, data.limits)
    alone = independent(model.scaled)
    for ratio in (0.05, 0.5, 2.0, 5.0):
        other = maximise(model.evaluate, np.append(alone.at * np.sqrt(1 + ratio**2), ratio))
        assert other.point.value + model.scaled.log_unit < best.loglik + 1e-6
