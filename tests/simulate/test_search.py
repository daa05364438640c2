"""The number of subjects found by simulation, where it is known by a formula."""

from __future__ import annotations

import numpy as np

from trialstats.engines.power import power_of_t, subjects_needed
from trialstats.simulate.search import Tried, search


def test_it_finds_what_the_formula_says() -> None:
    rng = np.random.default_rng(3)

    def simulate(n: int, trials: int) -> Tried:
        return Tried(n, int(rng.binomial(trials, power_of_t(0.5, 1.0, n / 2, n / 2, alpha=0.05))), trials)

    needed = subjects_needed(lambda n: power_of_t(0.5, 1.0, n / 2, n / 2, alpha=0.05), 0.9)
    assert needed is not None
    for start in (20, 60, 1000):
        found = search(simulate, 0.9, start, 2, pilot=1000, confirm=10_000)
        assert found.n is not None
        assert found.n % 2 == 0
        assert abs(found.n - needed) < 0.05 * needed
        assert found.tried[-1].trials == 10_000
        assert found.tried[-1].n == found.n


def test_power_that_does_not_grow_has_no_answer() -> None:
    found = search(lambda n, trials: Tried(n, trials // 20, trials), 0.9, 50, 1, pilot=1000, confirm=1000)
    assert found.n is None
    assert found.reason
