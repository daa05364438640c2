"""Batches: the same whoever makes them, in whatever order; put together they are what all replicates are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.simulate.trial import planned
from trialstats.simulate.batch import run_batch
from trialstats.simulate.characteristics import combine, retention
from trialstats.simulate.intervals import share_interval
from trialstats.simulate.scenario import Scenario, batches_of
from trialstats.simulate.truth import Truth
from trialstats.steps.simulated import as_on_data

ANCOVA = "  pain: {method: ancova, estimand: pain, role: primary}\n"
TRUTHS = [Truth(-12.0), Truth(-4.0)]


def test_a_batch_is_the_same_whoever_makes_it(tmp_path: Path) -> None:
    trial = planned(tmp_path, ANCOVA)
    scenario = Scenario("declared", 60)
    first, second = (run_batch(trial, scenario, 1, 20, TRUTHS, as_on_data) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)
    other = run_batch(trial, scenario, 0, 20, TRUTHS, as_on_data)
    assert first.loc[0, "error"] != other.loc[0, "error"]


def test_the_order_of_batches_does_not_matter(tmp_path: Path) -> None:
    trial = planned(tmp_path, ANCOVA)
    batches = [run_batch(trial, Scenario("declared", 60), k, 20, TRUTHS, as_on_data) for k in range(3)]
    together = combine(pd.concat(batches))
    pd.testing.assert_frame_equal(together, combine(pd.concat(batches[::-1])))
    assert together["replicates"].eq(60).all()
    own = [frame.iloc[0] for frame in batches]
    assert together.loc[0, "bias"] == pytest.approx(sum(row["error"] for row in own) / 60)
    assert together.loc[0, "power"] == sum(row["confirmed"] for row in own) / 60
    with pytest.raises(ValueError, match="twice"):
        combine(pd.concat([*batches, batches[0]]))


def test_who_is_still_there(tmp_path: Path) -> None:
    """The chances of dropout, by arm and visit, within five standard errors."""
    trial = planned(tmp_path, ANCOVA)
    found = retention(run_batch(trial, Scenario("declared", 500), 0, 100, TRUTHS, as_on_data))
    told = {(row["arm"], row["visit"]): row["retained"] for row in found.to_dict("records")}
    expected = {"Week 4": {"Sham": 0.95, "High": 0.9}, "Week 8": {"Sham": 0.95 * 0.85, "High": 0.81}}
    for visit, arms in expected.items():
        for arm, share in arms.items():
            assert told[arm, visit] == pytest.approx(share, abs=5 * np.sqrt(share * (1 - share) / 20_000))


def test_batches_are_all_of_the_replicates() -> None:
    assert list(batches_of(45, 20)) == [(0, 20), (1, 20), (2, 5)]


def test_intervals_of_clopper_and_pearson() -> None:
    """R: binom.test(8, 20)$conf.int; 0 of 20."""
    assert share_interval(8, 20) == pytest.approx((0.1911901, 0.6394574), abs=1e-7)
    assert share_interval(0, 20) == pytest.approx((0.0, 1 - 0.025 ** (1 / 20)))
    assert share_interval(20, 20) == pytest.approx((0.025 ** (1 / 20), 1.0))
