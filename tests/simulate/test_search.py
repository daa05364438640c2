"""The number of subjects found by simulation, where it is known by a formula."""

from __future__ import annotations

import numpy as np
import pytest

from trialstats.engines.power import power_of_t, subjects_needed
from trialstats.simulate.intervals import share_interval
from trialstats.simulate.search import Tried, answer, search


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
        low, high = share_interval(found.tried[-1].count, 10_000)
        assert low <= 0.9 <= high


def test_power_that_does_not_grow_has_no_answer() -> None:
    found = search(lambda n, trials: Tried(n, trials // 20, trials), 0.9, 50, 1, pilot=1000, confirm=1000)
    assert found.n is None
    assert found.reason


def exactly(n: int, trials: int) -> Tried:
    """What a simulation without chance gives."""
    return Tried(n, round(trials * power_of_t(0.5, 1.0, n / 2, n / 2, alpha=0.05)), trials)


@pytest.mark.parametrize("count", [8975, 9000, 9032, 9050, 9085])
def test_a_formula_that_the_simulation_does_not_contradict_is_the_answer(count: int) -> None:
    """R: power.t.test(delta = 0.5, power = 0.9) has 85.03 in each arm, so 172 subjects, with whom it has 90.3%.

    The counts of 10,000 are within two standard errors (30) of it, as those of other seeds are.
    """
    tried = Tried(172, count, 10_000)
    found = search(lambda *_: tried, 0.9, 1, 2, pilot=1000, confirm=10_000, formula=(172, 0.9032))
    assert (found.n, found.tried) == (172, (tried,))
    assert found.how == ("formula" if share_interval(count, 10_000)[0] <= 0.9 else "more")


def test_a_formula_that_the_simulation_contradicts_is_not() -> None:
    """R's 172 subjects are found from numbers too small and too large, of which the simulation leaves out 90%."""
    for formula in (120, 240):  # whose formulas say 90% of them
        found = search(exactly, 0.9, 1, 2, pilot=1000, confirm=10_000, formula=(formula, 0.9))
        assert found.how == "simulation"
        assert found.n is not None
        assert abs(found.n - 172) <= 4
        assert found.tried[0].n == formula


def test_a_pilot_that_errs_is_corrected_by_its_confirmation() -> None:
    """1000 trials that flatter every size by four percentage points lead to too few; all 10,000 lead back."""

    def flattered(n: int, trials: int) -> Tried:
        one = exactly(n, trials)
        return Tried(n, min(trials, one.count + trials // 25), trials) if trials == 1000 else one

    found = search(flattered, 0.9, 100, 2, pilot=1000, confirm=10_000)
    assert found.n is not None
    low, high = share_interval(found.tried[-1].count, 10_000)
    assert low <= 0.9 <= high
    assert abs(found.n - 172) <= 6


def test_blocks_too_large_to_meet_the_power_give_the_fewest_with_more() -> None:
    """Of 160 and 200 subjects the first have 88%, the second 94%."""
    found = search(exactly, 0.9, 40, 40, pilot=1000, confirm=10_000)
    assert (found.n, found.how) == (200, "more")
    assert {one.n for one in found.tried if one.trials == 10_000} >= {160, 200}


def test_no_size_is_named_that_the_simulation_contradicts() -> None:
    """Power that jumps about is met by no size: there is no answer, and the reason tells the last of them."""
    jumping = iter([0.97, 0.8] * 20)
    found = search(lambda n, trials: Tried(n, round(trials * next(jumping)), trials), 0.9, 100, 2, pilot=1000,
                   confirm=1000)  # fmt: skip
    assert found.n is None or found.how == "more"


def test_chance_between_near_sizes_is_no_sign_that_power_does_not_grow() -> None:
    """Of 172 subjects 1000 trials gave more than of 176, by chance: the line goes on to rise."""
    near = [Tried(172, 905, 1000), Tried(176, 890, 1000)]
    found = answer(near, 0.9, 2)
    assert found is not None
    assert abs(found - 174) <= 6
