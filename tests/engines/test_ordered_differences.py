"""Differences found by halving are those of the list of all of them."""

from __future__ import annotations

import numpy as np
import pytest

from trialstats.engines import ordered_differences as engine
from trialstats.engines.ordered_differences import ordered_differences


@pytest.mark.parametrize("kind", ["continuous", "ties", "decimals", "far", "one value"])
@pytest.mark.parametrize("at_once", [1, 40, 1_000_000])
def test_each_place_is_that_of_the_sorted_list(kind: str, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "AT_ONCE", at_once)
    rng = np.random.default_rng(5)
    x, y = {
        "continuous": (rng.normal(size=37), rng.normal(size=29)),
        "ties": (rng.integers(0, 6, 37).astype(float), rng.integers(0, 6, 29).astype(float)),
        "decimals": (np.round(rng.normal(5, 1, 37), 1), np.round(rng.normal(5, 1, 29), 1)),
        "far": (1e9 + rng.normal(size=37), rng.normal(size=29)),
        "one value": (np.full(37, 0.1), np.full(29, 0.3)),
    }[kind]
    every = np.sort(np.subtract.outer(x, y).ravel())
    places = list(range(every.size))
    assert ordered_differences(x, y, places) == list(every)


def test_a_hundred_million_differences_are_not_listed() -> None:
    # Of two samples evenly spread over 0 to 1, and one of them shifted by 0.25, the differences are spread about that.
    n = 10_000
    x, y = (np.arange(n) + 0.5) / n + 0.25, (np.arange(n) + 0.5) / n
    low, middle, high = ordered_differences(x, y, [0, n * n // 2, n * n - 1])
    assert (low, middle, high) == pytest.approx((0.25 - (1 - 1 / n), 0.25, 0.25 + 1 - 1 / n), abs=1e-9)
