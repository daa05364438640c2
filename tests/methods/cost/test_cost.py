"""Costs: prices added by hand, ratios whose interval Fieller's theorem gives, and those that have none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.methods.responders.trial import ARMS, cost, events, make, responders, run_cost, spread, with_sessions
from trialstats.engines.fieller import quadrants, ratio_limits
from trialstats.errors import DataError, FitError
from trialstats.results.shape import Result

WHO = responders()


def one(result: Result, kind: str, variable: str | None, arm: str = "Laser", reference: str | None = None) -> pd.Series:
    rows = result.rows[(result.rows["kind"] == kind) & (result.rows["ARM"] == arm)]
    for key, value in (("variable", variable), ("REFERENCE", reference)):
        rows = rows[rows[key].isna() if value is None else rows[key].eq(value).fillna(False)]
    assert len(rows) == 1
    return rows.iloc[0]


def people(laser: list[bool], sham: list[bool]) -> list[dict[str, Any]]:
    """Give subjects who halve their pain or not."""
    return [
        {"ARM": arm, "Baseline": 60, "Week 6": None, "Week 12": 20 if good else 60}
        for arm, group in (("Laser", laser), ("Sham", sham))
        for good in group
    ]


def attended(counts: list[int], device: str = "class IV") -> list[dict[str, Any]]:
    return [
        {"USUBJID": f"{k:03d}", "EXATTFL": "Y", "EXDEVICE": device}
        for k, count in enumerate(counts)
        for _ in range(count)
    ]


@pytest.mark.parametrize("level", ["980", "980.0"])
def test_a_price_by_a_number(level: str) -> None:
    """A wavelength of 980 nm is 980, however it is typed; before, only a price for `980.0` was found."""
    sessions = [
        {**session, "EXWAVE": 980.0 if int(session["USUBJID"]) < 3 else 905.0} for session in attended([3, 0, 2, 1, 4])
    ]
    prices = [
        {"arm": arm, "level": name, "per_session": price}
        for arm, name, price in (("Laser", level, 40), ("Sham", "905", 10))
    ]
    inputs = events(make(people([True, True, False], [True, False])), "adex", sessions)
    result = run_cost(cost(by="EXWAVE", prices=prices), WHO, inputs)
    assert [one(result, "cost", "TOTAL", arm)["estimate"] for arm in ("Laser", "Sham")] == [200, 50]


class TestByHand:
    def result(self, **options: Any) -> Result:
        """Laser 3, 0 and 2 sessions at 40, two of three respond; sham 1 and 4 sessions at 10, one of two responds."""
        sessions = [*attended([3, 0, 2, 1, 4]), {"USUBJID": "000", "EXATTFL": "N", "EXDEVICE": "class IV"}]
        inputs = events(make(people([True, True, False], [True, False])), "adex", sessions)
        return run_cost(cost(**options), WHO, inputs)

    def test_sessions_and_costs(self) -> None:
        result = self.result()
        assert one(result, "summary", "SESSIONS")["mean"] == pytest.approx(5 / 3)
        assert one(result, "summary", "COST")["minimum"] == 0
        assert one(result, "cost", "TOTAL")["estimate"] == 200
        assert one(result, "cost", "TOTAL", "Sham")["estimate"] == 50
        assert one(result, "cost", "SUBJECT")["estimate"] == pytest.approx(200 / 3)
        assert one(result, "cost", "SUBJECT", reference="Sham")["estimate"] == pytest.approx(200 / 3 - 25)
        assert set(result.rows.loc[result.rows["kind"] == "cost", "unit"]) == {"EUR"}
        assert pd.isna(one(result, "risk_difference", None, reference="Sham")["unit"])  # shares are no money

    def test_per_responder(self) -> None:
        result = self.result()
        assert one(result, "cost", "RESPONDER")["estimate"] == pytest.approx(100)
        assert one(result, "cost", "RESPONDER", "Sham")["estimate"] == 50
        extra = one(result, "cost", "INCREMENTAL", reference="Sham")
        assert extra["estimate"] == pytest.approx((200 / 3 - 25) / (2 / 3 - 1 / 2))
        assert extra["level"] == "per additional responder"

    def test_so_few_subjects_have_no_interval(self) -> None:
        for variable, reference in (("RESPONDER", None), ("INCREMENTAL", "Sham")):
            row = one(self.result(), "cost", variable, reference=reference)
            assert "not a single range" in row["reason"]
            assert pd.isna(row["conf_low"])

    def test_records_are_accounted_for(self) -> None:
        (entry,) = self.result().notes["excluded"]
        assert (entry["in"], entry["used"], sum(entry["left_out"].values())) == (11, 10, 1)

    def test_prices_by_device(self) -> None:
        prices = [
            {"arm": arm, "level": level, "per_session": price}
            for arm, level, price in (("Laser", "class IV", 40), ("Laser", "class III", 20), ("Sham", "class IV", 10))
        ]
        rows = [*attended([3, 0, 2, 1, 4]), {"USUBJID": "001", "EXATTFL": "Y", "EXDEVICE": "class III"}]
        inputs = events(make(people([True, True, False], [True, False])), "adex", rows)
        result = run_cost(cost(by="EXDEVICE", prices=prices), WHO, inputs)
        assert one(result, "cost", "TOTAL")["estimate"] == 220
        # 5 sessions at 40 and one at 20. 001 alone had the cheap one, so draws lie between a mean of 20 and of 40.
        session = one(result, "cost", "SESSION")
        assert (session["estimate"], session["events"]) == (pytest.approx(220 / 6), 6)
        assert 20 <= session["conf_low"] < 220 / 6
        assert session["conf_high"] == pytest.approx(40)
        assert session["unit"] == "EUR"
        with pytest.raises(DataError, match="EXDEVICE is class III in arm Laser"):
            run_cost(cost(by="EXDEVICE", prices=[prices[0], prices[2]]), WHO, inputs)

    def test_no_session(self) -> None:
        inputs = events(make(people([True], [True, False])), "adex", attended([0, 2, 1]))
        result = run_cost(cost(), WHO, inputs)
        assert one(result, "cost", "SESSION")["reason"] == "no session to divide the cost by"
        assert one(result, "cost", "SESSION", "Sham")["estimate"] == 10

    def test_sessions_of_nobody_in_the_population(self) -> None:
        inputs = events(
            make(people([True, False], [True, False])),
            "adex",
            [*attended([1, 1, 1, 1]), {"USUBJID": "999", "EXATTFL": "Y"}],
        )
        result = run_cost(cost(), WHO, inputs)
        assert result.notes["excluded"][0]["left_out"]["subject not in the population"] == 1


class TestReasons:
    @pytest.mark.parametrize(
        ("laser", "sham", "prices", "reason"),
        [
            ([True, False], [True, False], (40, 10), "same share of responders"),
            ([True, False, False], [True, True, False], (40, 10), "it is dominated"),
            ([True, True, False], [True, False, False], (10, 40), "it dominates"),
        ],
    )
    def test_no_ratio(self, laser: list[bool], sham: list[bool], prices: tuple[int, int], reason: str) -> None:
        given = [{"arm": arm, "per_session": price} for arm, price in zip(("Laser", "Sham"), prices, strict=True)]
        result = run_cost(cost(prices=given), WHO, with_sessions(make(people(laser, sham))))
        row = one(result, "cost", "INCREMENTAL", reference="Sham")
        assert reason in row["reason"]
        assert pd.isna(row["estimate"])

    def test_saved_per_responder_forgone(self) -> None:
        given = [{"arm": "Laser", "per_session": 10}, {"arm": "Sham", "per_session": 40}]
        result = run_cost(
            cost(prices=given), WHO, with_sessions(make(people([True, False, False], [True, True, False])))
        )
        row = one(result, "cost", "INCREMENTAL", reference="Sham")
        assert row["level"] == "saved per responder forgone"
        assert row["estimate"] > 0

    def test_no_responder(self) -> None:
        result = run_cost(cost(), WHO, with_sessions(make(people([False, False], [True, False]))))
        assert "no responder" in one(result, "cost", "RESPONDER")["reason"]


@pytest.fixture(scope="module")
def result() -> Result:
    """A cost analysis of 200 subjects."""
    return run_cost(cost(draws=20_000), WHO, with_sessions(make(spread(200, benefit=30))))


class TestTrial:
    def test_responders_are_those_of_the_analysis_named(self, result: Result) -> None:
        from tests.methods.responders.trial import run

        named = run(WHO, make(spread(200, benefit=30))).rows
        for arm in ARMS:
            own = named[(named["kind"] == "proportion") & (named["ARM"] == arm) & (named["AVISIT"] == "Week 12")]
            own = own[own["group"] == "At least 50% improvement"]
            assert one(result, "count", "RESPONDERS", arm)["count"] == own["count"].iloc[0]

    def test_interval_of_a_mean_cost(self, result: Result) -> None:
        described, estimated = one(result, "summary", "COST"), one(result, "cost", "SUBJECT")
        error = described["sd"] / np.sqrt(described["n"])
        assert estimated["std_error"] == pytest.approx(error, rel=0.03)
        assert estimated["conf_high"] - estimated["conf_low"] == pytest.approx(2 * 1.96 * error, rel=0.05)

    def test_quadrants_and_plane(self, result: Result) -> None:
        shares = result.rows[result.rows["variable"] == "QUADRANT"]
        assert shares["count"].sum() == 20_000
        plane = result.rows[result.rows["variable"] == "PLANE"]
        assert len(plane) == 20
        extra = one(result, "cost", "SUBJECT", reference="Sham")["estimate"]
        assert plane["estimate"].mean() == pytest.approx(extra, abs=20)

    def test_order_of_rows_does_not_matter(self) -> None:
        inputs = with_sessions(make(spread()))
        shuffled = {"adex": inputs.datasets["adex"].sample(frac=1, random_state=1), "adpain": inputs.datasets["adpain"]}
        other = replace(inputs, adsl=inputs.adsl.sample(frac=1, random_state=2), datasets=shuffled)
        pd.testing.assert_frame_equal(run_cost(cost(), WHO, inputs).rows, run_cost(cost(), WHO, other).rows)

    def test_another_currency_scales_every_amount(self) -> None:
        inputs = with_sessions(make(spread(100, benefit=40)))
        dearer = [{"arm": "Laser", "per_session": 400}, {"arm": "Sham", "per_session": 100}]
        euros, others = (run_cost(cost(prices=p), WHO, inputs).rows for p in (cost().prices, dearer))
        amounts = euros["kind"].eq("cost")
        numbers = ["estimate", "conf_low", "conf_high"]
        pd.testing.assert_frame_equal(10 * euros.loc[amounts, numbers], others.loc[amounts, numbers])


def fieller(means: tuple[float, float], errors: tuple[float, float], correlation: float) -> tuple[float, float]:
    """Give Fieller's limits of a ratio of normal means (J R Stat Soc B 1954;16:175-185), where they are one range."""
    (c, e), (sc, se), z = means, errors, 1.959963984540054
    a, b, d = e**2 - z**2 * se**2, c * e - z**2 * correlation * sc * se, c**2 - z**2 * sc**2
    root = np.sqrt(b**2 - a * d)
    return (b - root) / a, (b + root) / a


class TestRatio:
    @pytest.mark.parametrize(
        ("means", "errors", "correlation"),
        [
            ((300, 0.3), (10, 0.08), 0.0),
            ((300, 0.3), (60, 0.08), 0.6),
            ((-50, -0.3), (40, 0.1), -0.4),
            ((5, 0.3), (50, 0.09), 0.2),
        ],
    )
    def test_limits_are_fiellers(
        self, means: tuple[float, float], errors: tuple[float, float], correlation: float
    ) -> None:
        (sc, se), random = errors, np.random.default_rng(11)
        covariance = [[sc**2, correlation * sc * se], [correlation * sc * se, se**2]]
        costs, effects = random.multivariate_normal(means, covariance, 400_000).T
        made, truth = ratio_limits(costs, effects, *means, 0.95), fieller(means, errors, correlation)
        assert np.allclose(made, truth, atol=0.02 * (truth[1] - truth[0]))

    @pytest.mark.parametrize("means", [(300, 0.1), (10, -0.1), (-300, 0.15)])
    def test_a_denominator_that_crosses_zero_has_no_single_range(self, means: tuple[float, float]) -> None:
        costs, effects = np.random.default_rng(1).normal(means, (10, 0.1), (5000, 2)).T
        with pytest.raises(FitError, match="not a single range"):
            ratio_limits(costs, effects, *means, 0.95)

    def test_quadrants_count_each_draw_once(self) -> None:
        found = quadrants(np.array([1.0, -1, 1, -1, 0]), np.array([1.0, 1, -1, -1, 0]))
        assert found == {(True, True): 1, (True, False): 1, (False, True): 1, (False, False): 2}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"perspective": "that of the clinic", "horizon": "12 weeks"},
            "Perspective: that of the clinic. Time horizon: 12 weeks.",
        ),
        ({"horizon": "12 weeks"}, "Perspective: not said in the trial file. Time horizon: 12 weeks."),
    ],
)
def test_whose_costs_over_what_time_is_said(given: dict[str, str], said: str) -> None:
    rules = TestByHand().result(**given).rows["PARAM"].dropna()
    assert said in set(rules)
    assert any("an average, which is no price of a response" in rule for rule in rules)
