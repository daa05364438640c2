"""The cumulative curve: its area in closed form, its interval beside SciPy's, its p beside all permutations."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.methods.responders.trial import ARMS, curve, make, run, spread
from trialstats.engines.random_streams import stream
from trialstats.engines.resample import bca_limits, difference_draws, percentile_limits, permutation_p
from trialstats.errors import FitError
from trialstats.methods.shared.responses.options import in_points
from trialstats.results.shape import Result

WEEK = {"visits": "Week 12"}


def areas(people: list[dict[str, Any]], arm: str) -> float:
    """Give the mean of min(max(percent, 0), 100), who was not seen at 0."""
    own = [p for p in people if p["ARM"] == arm]
    percent = [0.0 if p["Week 12"] is None else 100 * (p["Baseline"] - p["Week 12"]) / p["Baseline"] for p in own]
    return float(np.mean(np.clip(percent, 0, 100)))


def points(result: Result, arm: str) -> pd.Series:
    rows = result.rows[(result.rows["kind"] == "point") & (result.rows["ARM"] == arm)]
    return rows.set_index("value")["percent"]


def difference(result: Result) -> pd.Series:
    return result.rows[result.rows["kind"] == "area_difference"].iloc[0]


class TestCurve:
    def test_area_under_the_curve_is_the_mean_truncated_improvement(self) -> None:
        """Of improvements that are whole percentages the steps of one percent add up to the area exactly."""
        gains = [-20, -1, 0, 1, 17, 30, 30, 49, 50, 51, 100, 100, None, 64]
        people = [
            {"ARM": ARMS[k % 2], "Baseline": 50, "Week 6": None, "Week 12": None if g is None else 50 - g / 2}
            for k, g in enumerate(gains * 2 + gains[:7])
        ]
        result = run(curve(**WEEK), make(people))
        for arm in ARMS:
            under = points(result, arm).drop(0.0).sum() / 100  # left-continuous: the height at c holds from c - 1
            mean = result.rows[(result.rows["variable"] == "AREA") & (result.rows["ARM"] == arm)]["mean"].iloc[0]
            assert under == pytest.approx(areas(people, arm), abs=1e-12)
            assert mean == pytest.approx(areas(people, arm), abs=1e-12)
        assert difference(result)["estimate"] == pytest.approx(
            areas(people, "Laser") - areas(people, "Sham"), abs=1e-12
        )

    def test_shares_are_of_all_subjects_and_fall(self) -> None:
        people = spread()
        result = run(curve(**WEEK), make(people))
        for arm in ARMS:
            own = points(result, arm)
            assert len(own) == 101
            assert (np.diff(own) <= 0).all()
            seen = [p for p in people if p["ARM"] == arm and p["Week 12"] is not None]
            not_worse = sum(p["Week 12"] <= p["Baseline"] for p in seen)
            assert own[0.0] == pytest.approx(100 * not_worse / 20)
        totals = result.rows[result.rows["kind"] == "point"]["total"]
        assert set(totals) == {20}

    def test_who_discontinued_is_a_non_responder_at_every_cutoff(self) -> None:
        people = spread()
        gone = [
            {**p, "EOSSTT": "DISCONTINUED", "EOSDT": pd.Timestamp("2024-02-01")} if k < 4 else p
            for k, p in enumerate(people)
        ]
        removed = [{**p, "Week 12": None} if k < 4 else p for k, p in enumerate(people)]
        stopped = run(curve(**WEEK, unless=[{"discontinued": True}]), make(gone)).rows
        absent = run(curve(**WEEK), make(removed)).rows
        numbers = ["count", "total", "percent", "mean", "sd", "estimate", "conf_low", "conf_high", "p_value"]
        assert stopped.loc[stopped["kind"] != "value", numbers].equals(absent.loc[absent["kind"] != "value", numbers])
        assert not absent["count"].equals(run(curve(**WEEK), make(people)).rows["count"])

    def test_coarser_steps_are_the_same_curve(self) -> None:
        inputs = make(spread())
        fine, coarse = (points(run(curve(**WEEK, step=step), inputs), "Laser") for step in (1, 10))
        assert coarse.index.tolist() == list(range(0, 101, 10))
        assert fine[coarse.index].equals(coarse)

    def test_swapped_arms_mirror_estimate_and_interval(self) -> None:
        inputs = make(spread())
        other = make(spread(), ARMS[::-1])
        one, two = difference(run(curve(**WEEK), inputs)), difference(run(curve(**WEEK), other))
        assert two["estimate"] == pytest.approx(-one["estimate"])
        assert (two["conf_low"], two["conf_high"]) == pytest.approx((-one["conf_high"], -one["conf_low"]))

    def test_order_of_rows_and_of_analyses_does_not_matter(self) -> None:
        inputs = make(spread())
        shuffled = replace(
            inputs,
            records=inputs.records.sample(frac=1, random_state=1),
            adsl=inputs.adsl.sample(frac=1, random_state=2),
        )
        pd.testing.assert_frame_equal(run(curve(), inputs).rows, run(curve(), shuffled).rows)
        last = run(curve(), inputs).rows
        alone = run(curve(**WEEK), inputs).rows
        both = last[last["kind"].eq("area_difference") & last["AVISIT"].eq("Week 12")].reset_index(drop=True)
        pd.testing.assert_frame_equal(both, alone[alone["kind"] == "area_difference"].reset_index(drop=True))

    def test_another_seed_gives_other_limits(self) -> None:
        inputs = make(spread())
        one, two = (difference(run(curve(**WEEK, seed=seed), inputs)) for seed in (1, 2))
        assert one["conf_low"] != two["conf_low"]
        assert one["conf_low"] == pytest.approx(two["conf_low"], abs=1.5)

    def test_nothing_to_compare(self) -> None:
        people = [{"ARM": ARMS[k % 2], "Baseline": 50, "Week 6": 50, "Week 12": 50} for k in range(8)]
        assert "nothing to compare" in difference(run(curve(**WEEK), make(people)))["reason"]


ACTIVE = np.array([0, 0, 12, 30, 30, 44, 51, 60, 75, 88, 100, 100, 97, 20], dtype=float)
REFERENCE = np.array([0, 0, 0, 0, 5, 10, 12, 22, 30, 31, 50, 100], dtype=float)


@pytest.fixture(scope="module")
def draws() -> np.ndarray:
    return difference_draws(ACTIVE, REFERENCE, 60_000, (stream(1, "a"), stream(1, "b")))


class TestResampling:
    def test_draws_have_the_moments_of_two_means(self, draws: np.ndarray) -> None:
        variance = ACTIVE.var() / len(ACTIVE) + REFERENCE.var() / len(REFERENCE)
        assert draws.mean() == pytest.approx(ACTIVE.mean() - REFERENCE.mean(), abs=5 * np.sqrt(variance / len(draws)))
        assert draws.var() == pytest.approx(variance, rel=0.03)

    @pytest.mark.parametrize("method", ["percentile", "BCa"])
    def test_intervals_are_those_of_scipy(self, method: str) -> None:
        """scipy.stats.bootstrap, another program: of its own draws our limits are its limits."""
        theirs = stats.bootstrap(
            (ACTIVE, REFERENCE),
            lambda x, y, axis: x.mean(axis=axis) - y.mean(axis=axis),
            n_resamples=9_000,
            method=method,
            rng=np.random.default_rng(7),
        )
        draws, wanted = theirs.bootstrap_distribution, theirs.confidence_interval
        ours = percentile_limits(draws, 0.95) if method == "percentile" else bca_limits(draws, ACTIVE, REFERENCE, 0.95)
        assert ours == pytest.approx((wanted.low, wanted.high), rel=1e-12)

    def test_bca_is_not_the_percentile_interval(self) -> None:
        skewed = np.array([0.0] * 15 + [100.0, 90.0])
        level = np.array([10.0, 12, 14, 16, 18])
        draws = difference_draws(skewed, level, 60_000, (stream(1, "a"), stream(1, "b")))
        corrected, plain = bca_limits(draws, skewed, level, 0.95), percentile_limits(draws, 0.95)
        assert corrected[1] > plain[1] + 2

    def test_bca_of_draws_that_do_not_vary_is_refused(self) -> None:
        with pytest.raises(FitError, match="no BCa interval"):
            bca_limits(np.zeros(100), np.zeros(3), np.zeros(3), 0.95)

    @pytest.mark.parametrize(
        ("active", "reference"), [([90, 80, 75, 30], [0, 10, 50, 31, 20]), ([50, 50, 0], [0, 50, 50])]
    )
    def test_p_is_that_of_all_permutations(self, active: list[float], reference: list[float]) -> None:
        one, two = np.array(active, dtype=float), np.array(reference, dtype=float)
        both, observed = np.concatenate([one, two]), abs(one.mean() - two.mean())
        every = [
            abs(both[list(chosen)].mean() - np.delete(both, chosen).mean()) >= observed - 1e-9
            for chosen in combinations(range(len(both)), len(one))
        ]
        exact, n = float(np.mean(every)), 40_000
        made = permutation_p(one, two, n, stream(1, "p"))
        assert made == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / n) + 2 / n)

    def test_p_is_never_zero(self) -> None:
        assert permutation_p(np.arange(50.0) + 100, np.arange(50.0), 999, stream(1, "p")) == pytest.approx(1 / 1000)

    def test_chunks_do_not_change_the_numbers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        whole = difference_draws(ACTIVE, REFERENCE, 500, (stream(1, "a"), stream(1, "b")))
        monkeypatch.setattr("trialstats.engines.resample.HELD", 100)
        assert np.array_equal(difference_draws(ACTIVE, REFERENCE, 500, (stream(1, "a"), stream(1, "b"))), whole)

    def test_streams_differ_by_purpose(self) -> None:
        numbers = [stream(*key).random() for key in ((1, "a"), (2, "a"), (1, "b"), (1, "a", "b"))]
        assert len(set(numbers)) == 4
        assert stream(1, "a").random() == numbers[0]


def test_one_point_is_no_points() -> None:
    said = ["1 point", "0.5 points", "2 points", "1 mm"]
    assert [in_points(1), in_points(0.5), in_points(2), in_points(1, "mm")] == said
