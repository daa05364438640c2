"""Power of comparisons of rates and hazards against published numbers, statsmodels and closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.rates import power_negbin_ratio_2indep

from trialstats.engines.power import (
    Sides,
    information_of_rate,
    power_of_hazards,
    power_of_rates,
    share_with_event,
    subjects_needed,
)


def power_of(n_1: float, n_2: float, rates: tuple[float, float], dispersion: float, sides: Sides = "two") -> float:
    times = np.linspace(0, 1, 4001)
    one, other = (information_of_rate(rate, dispersion, times, np.ones_like(times)) for rate in rates)
    return power_of_rates(rates[0] / rates[1], n_1 * one, n_2 * other, alpha=0.05, sides=sides)


@pytest.mark.parametrize(("rates", "dispersion", "n", "ratio"), [
    ((0.7, 1.0), 0.5, 100, 1.0), ((1.4, 0.8), 1.2, 60, 2.0), ((0.3, 0.5), 0.05, 150, 0.5),
])  # fmt: skip
def test_rates_as_in_statsmodels(rates: tuple[float, float], dispersion: float, n: int, ratio: float) -> None:
    """Zhu and Lakkis, the variance under the alternative; statsmodels leaves the far tail out."""
    found = power_negbin_ratio_2indep(
        *rates, n, ratio, alpha=0.05, dispersion=dispersion, alternative="two-sided", method_var="alt"
    )
    assert power_of(n, ratio * n, rates, dispersion) == pytest.approx(found.power, abs=1e-4)


def test_subjects_for_two_rates_as_in_gsdesignnb() -> None:
    """sample_size_nbinom of R's gsDesignNB, method "zhu", by its documented example: 178 in each arm.

    1.5 and 1 events a year, dispersion 0.5, a year for all, power 0.9, one-sided alpha 0.025; 20 days after an event no
    other counts, so that rates of 1.5 / (1 + 1.5 gap) and 1 / (1 + gap) are seen (246.7 and 168.8 events).
    """
    times, gap = np.linspace(0, 1, 4001), 20 / 365.25
    told = [information_of_rate(rate / (1 + rate * gap), 0.5, times, np.ones_like(times)) for rate in (1.0, 1.5)]
    assert subjects_needed(lambda n: power_of_rates(1 / 1.5, n * told[0], n * told[1], alpha=0.05), 0.9) == 178


def test_unequal_times_tell_the_mean_of_what_each_tells() -> None:
    """Half of the subjects for a year, half for two: the mean of m / (1 + k m) of both (Tang 2015)."""
    times = np.linspace(0, 2, 200_001)
    share = np.where(times < 1, 1.0, 0.5)
    told = [rate / (1 + 0.7 * rate) for rate in (1.3, 2.6)]
    assert information_of_rate(1.3, 0.7, times, share) == pytest.approx(np.mean(told), rel=1e-4)


@pytest.mark.parametrize(("ratio", "power", "events"), [(0.5, 0.8, 66), (0.7, 0.8, 247), (0.75, 0.9, 508)])
def test_events_for_a_hazard_ratio(ratio: float, power: float, events: int) -> None:
    """Schoenfeld (1981), by hand: 4 (z_0.975 + z_power)^2 / log(ratio)^2, as of 65.3, 246.8 and 507.8."""
    needed = subjects_needed(lambda d: power_of_hazards(ratio, d, 0.5, alpha=0.05), power)
    assert needed == events


@pytest.mark.parametrize(("ratio", "lost"), [(1.0, 0.0), (0.6, 0.02), (1.7, 0.1)])
def test_the_share_with_an_event_as_of_lachin_and_foulkes(ratio: float, lost: float) -> None:
    """Biometrics 1986;42:507-519: exponential times and losses, entering evenly over 12 of 30 months."""
    times = np.linspace(0, 30, 4001)
    seen = np.clip((30 - times) / 12, 0, 1) * np.exp(-lost * times)
    hazard = ratio * np.log(2) / 14
    both = hazard + lost
    expected = hazard / both * (1 - (np.exp(-both * 18) - np.exp(-both * 30)) / (both * 12))
    assert share_with_event(14 / np.log(2), 1.0, ratio, times, seen) == pytest.approx(expected, abs=1e-6)


def test_the_share_of_a_weibull_distribution_is_its_own() -> None:
    times = np.linspace(0, 20, 4001)
    found = share_with_event(12.0, 1.7, 0.8, times, np.ones_like(times))
    assert found == pytest.approx(1 - np.exp(-0.8 * (20 / 12) ** 1.7), abs=1e-12)


def test_sizes_are_shared_out_exactly() -> None:
    """The smallest multiple of the step that is enough, and never one below."""
    assert subjects_needed(lambda n: n / 1000, 0.5, step=3) == 501
    assert subjects_needed(lambda n: n / 1000, 0.501, step=3) == 501
    assert subjects_needed(lambda n: 1.0, 0.5, least=4, step=3) == 6
    assert subjects_needed(lambda n: 0.0, 0.5, step=3) is None


def test_one_side_is_one_side() -> None:
    assert power_of_rates(0.5, 50, 50, alpha=0.025, sides="one") < 1e-4
    assert power_of_hazards(2.0, 66, 0.5, alpha=0.025, sides="one") == pytest.approx(
        power_of_hazards(0.5, 66, 0.5, alpha=0.05), abs=1e-6
    )
