"""Negative binomial regression against R (validate/reference), an own likelihood, and closed forms."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy import optimize, special, stats

from trialstats.engines import negative_binomial
from trialstats.engines.negative_binomial import POISSON_LIMIT, CountsFit, fit_negative_binomial
from trialstats.errors import ArgumentError, FitError
from trialstats.validate.reference import REFERENCE

Floats = NDArray[np.float64]
R = REFERENCE
ARMS = ["Sham", "Low", "High"]
COVARIATES = ("SEX", "AGE")
YEAR = 365.25


def subjects() -> pd.DataFrame:
    """Sixty made-up subjects in three arms, followed for unequal times."""
    frame = pd.read_csv(R / "negative_binomial.csv")
    return frame.assign(
        TRT01P=pd.Categorical(frame["TRT01P"], ARMS, ordered=True),
        SEX=frame["SEX"].astype("category"),
        AGE=frame["AGE"].astype(float),
    )


def fit(frame: pd.DataFrame, covariates: tuple[str, ...] = (), per: float = YEAR) -> CountsFit:
    counts, days = (frame[name].to_numpy(dtype=float) for name in ("events", "days"))
    return fit_negative_binomial(frame, counts, days / per, covariates)


def arms(counts: dict[str, list[int]], days: float = YEAR) -> pd.DataFrame:
    """Subjects without covariates: their events by arm."""
    rows = [(arm, number, days) for arm, own in counts.items() for number in own]
    frame = pd.DataFrame(rows, columns=["TRT01P", "events", "days"])
    return frame.assign(TRT01P=pd.Categorical(frame["TRT01P"], list(counts), ordered=True))


# -- R


def printed(model: str) -> tuple[dict[str, tuple[float, float]], float]:
    """Read estimates with their standard errors (observed information) by term, and the log likelihood."""
    part = (R / "negative_binomial.txt").read_text("utf-8").split(f"# {model} \n")[1].split("\n\n")[0]
    lines = re.findall(r"^(\S+) +(\S+) +\S+ +(\S+)$", part, re.MULTILINE)
    found = {term: (float(estimate), float(error)) for term, estimate, error in lines if term != "estimate"}
    return found, float(part.split("log likelihood")[1])


@pytest.mark.parametrize("covariates", [(), COVARIATES])
def test_glm_nb(covariates: tuple[str, ...]) -> None:
    expected, log_likelihood = printed(f"events ~ {' + '.join(['TRT01P', *covariates])} + offset(log(years))")
    made = fit(subjects(), covariates)
    names = {"(Intercept)": "Intercept", "SEXM": "SEX[T.M]", "AGE": "AGE"}
    names |= {f"TRT01P{arm}": f"TRT01P[T.{arm}]" for arm in ARMS[1:]}
    coefficients = {term: expected[term][0] for term in expected if term != "dispersion"}
    assert {names[term]: value for term, value in coefficients.items()} == pytest.approx(made.original(), rel=1e-7)
    assert made.log_likelihood == pytest.approx(log_likelihood, abs=1e-8)
    dispersion = made.dispersion_estimate(0.95)
    # R's Hessian is a numerical one.
    assert (dispersion["estimate"], dispersion["std_error"]) == pytest.approx(expected["dispersion"], rel=1e-5)
    for arm in ARMS[1:]:
        ratio, (estimate, error) = made.rate_ratio(arm, "Sham", 0.95), expected[f"TRT01P{arm}"]
        assert ratio["estimate"] == pytest.approx(math.exp(estimate), rel=1e-7)
        assert ratio["std_error"] == pytest.approx(error, rel=1e-5)
        assert ratio["statistic"] == pytest.approx(estimate / error, rel=1e-5)
        assert ratio["p_value"] == pytest.approx(2 * stats.norm.sf(abs(estimate / error)), rel=1e-4)
        limits = [math.exp(estimate + sign * 1.959963984540054 * error) for sign in (-1, 1)]
        assert [ratio["conf_low"], ratio["conf_high"]] == pytest.approx(limits, rel=1e-5)


# -- an own likelihood


def negative_log_likelihood(parameters: Floats, counts: Floats, matrix: Floats, years: Floats) -> float:
    """Add up log P(y) of a Poisson count whose mean has a gamma distribution, by products of its factors.

    P(y) = (1 + a m)^-(1/a) (m / (1 + a m))^y / y! prod over j < y of (1 + a j); a is exp(the last parameter).
    """
    a = math.exp(parameters[-1])
    mean = years * np.exp(matrix @ parameters[:-1])
    rising = [sum(math.log1p(a * j) for j in range(int(y))) for y in counts]
    whole = counts * np.log(mean) - (counts + 1 / a) * np.log1p(a * mean) - special.gammaln(counts + 1)
    return -float((whole + rising).sum())


def test_the_maximum_is_that_of_an_own_likelihood() -> None:
    frame = subjects()
    counts, years = frame["events"].to_numpy(dtype=float), frame["days"].to_numpy(dtype=float) / YEAR
    age = (frame["AGE"] - 55) / 10
    levels = (("TRT01P", "Low"), ("TRT01P", "High"), ("SEX", "M"))
    told = [(frame[name] == level).to_numpy() for name, level in levels]
    matrix = np.column_stack([np.ones(len(frame)), *told, age.to_numpy()]).astype(float)
    found = optimize.minimize(
        negative_log_likelihood,
        np.zeros(6),
        (counts, matrix, years),
        "Nelder-Mead",
        options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 20_000, "maxfev": 20_000, "adaptive": True},
    )
    made = fit(frame, COVARIATES)
    assert found.success
    assert made.log_likelihood == pytest.approx(-found.fun, abs=1e-9)
    assert made.rate_ratio("Low", "Sham", 0.95)["estimate"] == pytest.approx(math.exp(found.x[1]), rel=1e-5)
    assert made.rate_ratio("High", "Low", 0.95)["estimate"] == pytest.approx(
        math.exp(found.x[2] - found.x[1]), rel=1e-5
    )
    assert made.dispersion == pytest.approx(math.exp(found.x[5]), rel=1e-5)


# -- closed forms


def test_two_arms_and_equal_times() -> None:
    """Rates are means, the log ratio's variance sum (1 / m + a) / n; the dispersion solves an equation of its own."""
    counts = {"Sham": [0, 0, 7, 2, 1, 9, 3, 0, 4], "Laser": [0, 1, 0, 5, 0, 0, 2]}
    made = fit(arms(counts))
    means = {arm: sum(own) / len(own) for arm, own in counts.items()}
    a = optimize.brentq(lambda a: derivative(a, counts, means), 0.05, 20, xtol=1e-14)
    assert made.dispersion == pytest.approx(a, rel=1e-8)
    ratio = made.rate_ratio("Laser", "Sham", 0.9)
    assert ratio["estimate"] == pytest.approx(means["Laser"] / means["Sham"], rel=1e-10)
    error = math.sqrt(sum((1 / means[arm] + a) / len(own) for arm, own in counts.items()))
    assert ratio["std_error"] == pytest.approx(error, rel=1e-8)


@pytest.mark.parametrize("days", [YEAR, 30.0])
def test_at_the_poisson_limit_rates_are_events_by_time(days: float) -> None:
    """The log ratio's variance is the sum of one over the events of each arm."""
    frame = arms({"Sham": [2, 3, 2, 3], "Laser": [1, 1, 2]}, days)
    frame["days"] *= [1, 1.2, 0.9, 1, 1, 1.1, 0.8]
    made = fit(frame)
    ratio, dispersion = made.rate_ratio("Laser", "Sham", 0.95), made.dispersion_estimate(0.95)
    assert ratio["estimate"] == pytest.approx((4 / 2.9) / (10 / 4.1), rel=1e-10)
    assert ratio["std_error"] == pytest.approx(math.sqrt(1 / 10 + 1 / 4), rel=1e-10)
    assert dispersion == {"estimate": 0.0, "reason": POISSON_LIMIT}


def test_a_dispersion_near_its_limit_is_found() -> None:
    """Sum (y - m)^2 is 1008 beside 1000 events: the likelihood rises from 0, and hardly."""
    counts = [0] * 444 + [1] * 172 + [2] * 324 + [3] * 60
    frame = arms({"Sham": counts, "Laser": counts})
    made, means = fit(frame), {"Sham": 1.0, "Laser": 1.0}
    assert sum(counts) == 1000
    assert np.var(counts) == pytest.approx(1.008)
    a = optimize.brentq(lambda a: derivative(a, {"Sham": counts, "Laser": counts}, means), 1e-6, 1, xtol=1e-15)
    assert made.dispersion == pytest.approx(a, rel=1e-5)


def derivative(a: float, counts: dict[str, list[int]], means: dict[str, float]) -> float:
    """Differentiate the log likelihood along the dispersion, the means held: sum over subjects of

    sum over j < y of j / (1 + a j) + log(1 + a m) / a^2 - (y + 1 / a) m / (1 + a m).
    """
    return sum(
        sum(j / (1 + a * j) for j in range(y))
        + math.log1p(a * means[arm]) / a**2
        - (y + 1 / a) * means[arm] / (1 + a * means[arm])
        for arm, own in counts.items()
        for y in own
    )


# -- what must not matter


def numbers(made: CountsFit) -> list[float]:
    ratios = [made.rate_ratio(arm, "Sham", 0.95) for arm in ARMS[1:]]
    kept = ("estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high")
    dispersion = made.dispersion_estimate(0.95)
    return [row[name] for row in ratios for name in kept] + [dispersion["estimate"], dispersion["std_error"]]


@pytest.mark.parametrize("per", [1.0, 7.0, 1e6, 1e-6])
def test_the_unit_of_time_does_not_matter(per: float) -> None:
    assert numbers(fit(subjects(), COVARIATES, per)) == pytest.approx(numbers(fit(subjects(), COVARIATES)), rel=1e-9)


def test_the_order_of_rows_does_not_matter() -> None:
    turned = subjects().sample(frac=1, random_state=1).reset_index(drop=True)
    assert numbers(fit(turned, COVARIATES)) == pytest.approx(numbers(fit(subjects(), COVARIATES)), rel=1e-9)


def test_the_unit_of_a_covariate_does_not_matter() -> None:
    frame = subjects()
    months = frame.assign(AGE=12 * frame["AGE"] + 1000)
    assert numbers(fit(months, COVARIATES)) == pytest.approx(numbers(fit(frame, COVARIATES)), rel=1e-9)


# -- what cannot be estimated


def test_a_level_without_events_has_no_maximum() -> None:
    frame = subjects()
    frame.loc[frame["SEX"] == "F", "events"] = 0
    with pytest.raises(FitError, match=r"no event among the subjects whom SEX\[T.M\] tells"):
        fit(frame, ("SEX",))


def test_nobody_with_an_event() -> None:
    with pytest.raises(FitError, match="no subject has an event"):
        fit(arms({"Sham": [0, 0, 0], "Laser": [0, 0]}))


def test_as_many_coefficients_as_subjects() -> None:
    with pytest.raises(FitError, match="2 subjects for 2 coefficients"):
        fit(arms({"Sham": [1], "Laser": [2]}))


@pytest.mark.parametrize("changed", [{"days": 0.0}, {"events": 1.5}, {"events": -1.0}])
def test_what_is_no_count_or_no_time(changed: dict[str, float]) -> None:
    frame = subjects().astype({"events": float, "days": float})
    for name, value in changed.items():
        frame.loc[3, name] = value
    with pytest.raises(ArgumentError, match="whole numbers"):
        fit(frame)


def test_a_maximum_that_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(negative_binomial, "STEPS", 0)
    with pytest.raises(FitError, match="did not converge"):
        fit(subjects())


@pytest.mark.parametrize("seed", range(4))
def test_counts_of_all_sizes_are_fitted_without_a_warning(seed: int) -> None:
    """A dispersion of 10 about means of some hundred: zeros beside thousands."""
    random = np.random.default_rng(seed)
    means = 300 * random.gamma(0.1, 10, 60)
    frame = arms(
        {"Sham": [int(n) for n in random.poisson(means[:30])], "Laser": [int(n) for n in random.poisson(means[30:])]}
    )
    frame["days"] = random.integers(20, 400, 60)
    made = fit(frame)
    assert 3 < made.dispersion < 30
    assert made.rate_ratio("Laser", "Sham", 0.95)["conf_low"] > 0
