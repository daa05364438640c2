"""Win statistics against SAS, R and public counts, against loops over pairs, and by what swapping arms must do."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from trialstats.engines.wins import Outcomes, WinFit, by_time, by_value, first_decided, fit_wins
from trialstats.errors import FitError
from trialstats.validate.domains.ranked import win_statistics

FOLDER = "truths/11_win_statistics"
NAN, INF = math.nan, math.inf


def khce(shared: Callable[[str], Path]) -> WinFit:
    """The simulated kidney trial of R package hce 0.9.4 (MIT): 750 and 750 scores, larger is better."""
    frame = pd.read_csv(shared(f"{FOLDER}/khce.csv"))
    return fit_wins([by_value(*(frame.loc[frame["TRTP"] == arm, "AVAL"].to_numpy(float) for arm in ("A", "P")))])


def covid(shared: Callable[[str], Path]) -> WinFit:
    """Eight categories of ACTT-1 (NEJM 2020;383:1813), larger is better."""
    frame = pd.read_csv(shared(f"{FOLDER}/covid19b_counts.csv"))
    arms = (frame[frame["arm"] == arm] for arm in ("Active", "Placebo"))
    return fit_wins([by_value(*(np.repeat(arm["category"], arm["Freq"]).to_numpy(float) for arm in arms))])


@pytest.mark.parametrize("name", ["khce", "covid19b"])
def test_the_numbers_of_sas_and_r(name: str, shared: Callable[[str], Path]) -> None:
    truths = {
        truth["id"].removeprefix(f"{name}."): truth
        for truth in json.loads(shared(f"{FOLDER}/truths.json").read_text("utf-8"))["truths"]
        if truth["id"].startswith(name)
    }
    fit = khce(shared) if name == "khce" else covid(shared)
    found = win_statistics(fit)
    compared = [key for key in found if key in truths]
    for key in compared:
        truth = truths[key]
        assert found[key] == pytest.approx(truth["value"], rel=1e-9, abs=truth.get("tolerance", 0) or 0), key
    assert len(compared) >= 20


def test_divisors_of_n_less_one_are_delongs(shared: Callable[[str], Path]) -> None:
    """R: placements with divisors n - 1 and m - 1."""
    frame = pd.read_csv(shared(f"{FOLDER}/khce.csv"))
    scores = (frame.loc[frame["TRTP"] == arm, "AVAL"].to_numpy(float) for arm in ("A", "P"))
    assert fit_wins([by_value(*scores)], "n - 1").win_probability(0.95)["std_error"] == pytest.approx(
        0.0147530132490826, rel=1e-12
    )


def test_times_are_compared_as_far_as_both_were_followed() -> None:
    """Worked by hand: events at 10 and 30, censored at 20, against an event at 20, censored at 20 and not known."""
    active = np.array([10.0, 30.0, 20.0]), np.array([True, True, False])
    reference = np.array([20.0, 20.0, NAN]), np.array([True, False, False])
    later = by_time(*active, *reference)
    assert later.tolist() == [[-1, -1, 0], [1, 0, 0], [1, 0, 0]]
    assert np.array_equal(by_time(*active, *reference, later=False), -later)


def test_values_decide_from_the_threshold_on_and_missing_ones_decide_nothing() -> None:
    values = by_value(np.array([45.1, NAN, -INF]), np.array([45.0, 40.0, -INF, NAN]), 0.1, 1e-9)
    assert values.tolist() == [[1, 1, 1, 0], [0, 0, 0, 0], [-1, -1, 0, 0]]
    assert by_value(np.array([45.1]), np.array([45.0]), 0.2).tolist() == [[0]]


def test_an_outcome_decides_what_those_above_it_left_tied() -> None:
    first = np.array([[1, 0], [0, -1]], dtype=np.int8)
    second = np.array([[-1, -1], [1, 1]], dtype=np.int8)
    decisions, shares = first_decided([first, second])
    assert decisions.tolist() == [[1, -1], [1, -1]]
    assert [share.tolist() for share in shares] == [[[1, 0], [0, -1]], [[0, -1], [1, 0]]]


def random_strata(seed: int) -> list[Outcomes]:
    random = np.random.default_rng(seed)
    sizes = random.integers(2, 9, size=(3, 2))
    return [random.integers(-1, 2, size=size).astype(np.int8) for size in sizes]


@pytest.mark.parametrize("seed", range(20))
def test_loops_over_pairs_give_the_same(seed: int) -> None:
    """Weights, shares and covariances written out pair by pair, of stratified win statistics."""
    strata = random_strata(seed)
    won = lost = weights = 0.0
    variance = {"ww": 0.0, "ll": 0.0, "wl": 0.0}
    for table in strata:
        m, n = table.shape
        weight = 1 / (m + n)  # Dong et al. 2018: pairs won are added up, each over the size of its stratum
        won += weight * sum(table[i, j] == 1 for i in range(m) for j in range(n))
        lost += weight * sum(table[i, j] == -1 for i in range(m) for j in range(n))
        weights += weight * m * n
        w = [sum(table[i, j] == 1 for j in range(n)) / n for i in range(m)]
        k = [sum(table[i, j] == -1 for j in range(n)) / n for i in range(m)]
        v = [sum(table[i, j] == 1 for i in range(m)) / m for j in range(n)]
        u = [sum(table[i, j] == -1 for i in range(m)) / m for j in range(n)]
        for name, (a, b), (c, d) in (("ww", (w, w), (v, v)), ("ll", (k, k), (u, u)), ("wl", (w, k), (v, u))):
            rows = sum((x - sum(a) / m) * (y - sum(b) / m) for x, y in zip(a, b, strict=True)) / (m - 1) / m
            columns = sum((x - sum(c) / n) * (y - sum(d) / n) for x, y in zip(c, d, strict=True)) / (n - 1) / n
            variance[name] += (weight * m * n) ** 2 * (rows + columns)
    fit = fit_wins(strata, "n - 1")
    assert (fit.won, fit.lost) == pytest.approx((won / weights, lost / weights))
    assert fit.win_ratio(0.95)["estimate"] == pytest.approx(won / lost)
    log = variance["ww"] / won**2 + variance["ll"] / lost**2 - 2 * variance["wl"] / won / lost
    assert fit.win_ratio(0.95)["std_error"] == pytest.approx(math.sqrt(log))
    benefit = (variance["ww"] + variance["ll"] - 2 * variance["wl"]) / weights**2
    assert fit.net_benefit(0.95)["std_error"] == pytest.approx(math.sqrt(benefit))


@pytest.mark.parametrize("seed", range(5))
def test_swapping_the_arms_turns_everything_round_and_the_order_of_subjects_nothing(seed: int) -> None:
    strata = random_strata(seed)
    fit, swapped = fit_wins(strata), fit_wins([-table.T for table in strata])
    shuffled = fit_wins([table[::-1, ::-1] for table in reversed(strata)])
    for name in ("win_ratio", "win_odds"):
        one, other = getattr(fit, name)(0.95), getattr(swapped, name)(0.95)
        assert one["estimate"] * other["estimate"] == pytest.approx(1)
        assert one["conf_low"] * other["conf_high"] == pytest.approx(1)
        assert one["p_value"] == pytest.approx(other["p_value"])
        assert getattr(shuffled, name)(0.95) == pytest.approx(one)
    assert fit.net_benefit(0.95)["estimate"] == pytest.approx(-swapped.net_benefit(0.95)["estimate"])


def test_the_intervals_cover() -> None:
    """1,000 trials of 40 and 40 with ties and a win ratio of 1.5 or so: 95 % intervals cover in 93.5 to 96.5 %."""
    random = np.random.default_rng(20261129)
    shares = np.array([0.15, 0.25, 0.3, 0.3]), np.array([0.25, 0.3, 0.25, 0.2])
    table = np.sign(np.subtract.outer(np.arange(4), np.arange(4)))
    won, lost = (float(shares[0] @ (table == side) @ shares[1]) for side in (1, -1))
    covered = np.zeros(2)
    for _ in range(1000):
        sides = (random.choice(4, 40, p=share).astype(float) for share in shares)
        fit = fit_wins([by_value(*sides)])
        for place, (estimate, truth) in enumerate(
            ((fit.win_ratio(0.95), won / lost), (fit.net_benefit(0.95), won - lost))
        ):
            covered[place] += estimate["conf_low"] <= truth <= estimate["conf_high"]
    assert np.abs(covered / 1000 - 0.95).max() <= 0.015


@pytest.mark.parametrize(
    ("strata", "said"),
    [
        ([], "no stratum has subjects of both arms"),
        ([[[1, -1]]], "an arm has one subject"),
        ([[[1, 1], [1, 1]]], "no pair is lost"),
        ([[[0, 0], [0, 0]]], "no pair is won"),
    ],
)
def test_what_cannot_be_estimated_is_said(strata: list[list[list[int]]], said: str) -> None:
    with pytest.raises(FitError, match=said):
        fit_wins([np.array(table, dtype=np.int8) for table in strata]).win_ratio(0.95)
