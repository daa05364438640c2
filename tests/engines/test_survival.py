"""Time to a first event and rates against R (first_event.R and first_event.txt of trialstats/validate/reference)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.rates import confint_poisson

from trialstats.engines.rates import exact_rate, rate_ratio, recurrent_rate
from trialstats.engines.survival import had_by, kaplan_meier, log_rank
from trialstats.errors import FitError

AML = {"Maintained": "9 13 13+ 18 23 28+ 31 34 45+ 48 161+", "Nonmaintained": "5 5 8 8 12 16+ 23 27 30 33 43 45"}
OVARIAN = {
    "1": "59 115 156 431 448+ 477+ 638 803+ 855+ 1040+ 1106+ 268 329",
    "2": "421+ 464 475 563 744+ 769+ 770+ 1129+ 1206+ 1227+ 353 365 377+",
}
# arm, day: at risk, share without an event, its limits (conf.type = "log-log").
SURVFIT = {
    ("Maintained", 9): (11, 0.90909090909, 0.508080205770, 0.9866738227),
    ("Maintained", 13): (10, 0.81818181818, 0.447428614682, 0.9511622286),
    ("Maintained", 31): (5, 0.49090909091, 0.167330909777, 0.7533997904),
    ("Maintained", 48): (2, 0.18409090909, 0.011738480123, 0.5250148427),
    ("Nonmaintained", 5): (12, 0.83333333333, 0.481714942195, 0.9555093657),
    ("Nonmaintained", 8): (10, 0.66666666667, 0.337018932541, 0.8597117991),
    ("Nonmaintained", 43): (2, 0.09722222222, 0.005746305696, 0.3489038611),
}
COUNTS = pd.Series([0, 2, 1, 0, 3, 1, 4, 0, 1, 2, 5, 1])
FOLLOWED = pd.Series([80.0, 85, 84, 40, 85, 60, 85, 20, 84, 85, 90, 83])
OF = np.repeat([0, 1], [7, 5])


def read(times: str) -> tuple[pd.Series, pd.Series]:
    """Read times; a plus marks who was last seen then."""
    texts = pd.Series(times.split())
    return texts.str.rstrip("+").astype(float), ~texts.str.endswith("+")


def both(data: dict[str, str]) -> tuple[pd.Series, pd.Series, pd.Series]:
    parts = [read(times) for times in data.values()]
    arm = pd.Series(np.repeat(list(data), [len(days) for days, _ in parts]))
    return *(pd.concat(part, ignore_index=True) for part in zip(*parts, strict=True)), arm


@pytest.mark.parametrize(("place", "printed"), SURVFIT.items())
def test_the_curve_is_that_of_r(place: tuple[str, int], printed: tuple[float, ...]) -> None:
    days, happened = read(AML[place[0]])
    row = had_by(kaplan_meier(days, happened, 0.95), place[1], len(days), 0.95)
    at_risk, without, low, high = printed
    assert row["n"] == at_risk
    assert row["estimate"] == pytest.approx(100 * (1 - without), abs=1e-8)
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((100 * (1 - high), 100 * (1 - low)), abs=1e-7)


def test_between_events_the_share_stands_still_and_the_number_at_risk_does_not() -> None:
    days, happened = read(AML["Maintained"])
    curve = kaplan_meier(days, happened, 0.95)
    first, later = had_by(curve, 23, 11, 0.95), had_by(curve, 29, 11, 0.95)
    assert first["estimate"] == later["estimate"]
    assert (first["n"], later["n"], later["count"]) == (7, 5, 4)


def test_before_the_first_and_after_the_last_event_there_is_no_interval() -> None:
    days, happened = read(AML["Nonmaintained"])
    curve = kaplan_meier(days, happened, 0.95)
    assert had_by(curve, 4, 12, 0.95) == {"value": 4, "n": 12, "count": 0, "total": 12, "estimate": 0, "unit": "%"}
    assert had_by(curve, 45, 12, 0.95)["estimate"] == 100
    later = had_by(curve, 46, 12, 0.95)  # all have had it, and that stays true
    assert (later["estimate"], later["n"], later["count"]) == (100, 0, 11)
    maintained = kaplan_meier(*read(AML["Maintained"]), 0.95)
    with pytest.raises(FitError, match=r"^nobody was followed to day 162$"):
        had_by(maintained, 162, 11, 0.95)
    with pytest.raises(FitError, match=r"^nobody without an event was followed to day 162$"):
        had_by(maintained, 162, 11, 0.95, followed=200)


@pytest.mark.parametrize(
    ("data", "chisq", "p"), [(AML, 3.396388699, 0.06533932204), (OVARIAN, 1.062739861, 0.302591117)]
)
def test_log_rank_is_that_of_r(data: dict[str, str], chisq: float, p: float) -> None:
    days, happened, arm = both(data)
    row = log_rank(days, happened, arm == list(data)[1])
    assert row["statistic"] ** 2 == pytest.approx(chisq, rel=1e-9)
    assert row["p_value"] == pytest.approx(p, rel=1e-8)
    turned = log_rank(days, happened, arm == next(iter(data)))
    assert turned["statistic"] == pytest.approx(-row["statistic"])


def test_log_rank_has_the_sign_of_more_events() -> None:
    """Observed 11, expected 7.310664008, variance 4.007550746 in the second arm (survdiff)."""
    days, happened, arm = both(AML)
    z = log_rank(days, happened, arm == "Nonmaintained")["statistic"]
    assert z == pytest.approx((11 - 7.310664008) / 4.007550746**0.5, rel=1e-8)


def test_what_no_test_can_tell_is_refused() -> None:
    days, none = pd.Series([3.0, 5.0]), pd.Series([False, False])
    with pytest.raises(FitError, match="nobody has an event"):
        log_rank(days, none, pd.Series([True, False]))
    with pytest.raises(FitError, match="no subject"):
        log_rank(days, ~none, pd.Series([True, True]))


@pytest.mark.parametrize(
    ("count", "printed"), [(0, (0, 1.0539655583)), (4, (0.3113901068, 2.9261681930)), (41, (8.406373677, 15.891751304))]
)
def test_exact_interval_of_a_rate(count: int, printed: tuple[float, float]) -> None:
    """poisson.test(count, 3.5), and statsmodels."""
    row = exact_rate(count, 3.5, 9, 0.95)
    peer = confint_poisson(count, 3.5, method="exact-c")
    assert (row["conf_low"] / 100, row["conf_high"] / 100) == pytest.approx(peer, rel=1e-9)
    assert (row["conf_low"] / 100, row["conf_high"] / 100) == pytest.approx(printed, rel=1e-9)
    assert row["estimate"] == pytest.approx(100 * count / 3.5)


def test_rates_of_courses_and_their_ratio() -> None:
    parts = [(COUNTS[arm == OF], FOLLOWED[arm == OF]) for arm in (0, 1)]
    reference = recurrent_rate(*parts[0], 0.95)
    assert reference["estimate"] == pytest.approx(774.132948, rel=1e-8)
    assert np.log(reference["conf_high"] / reference["estimate"]) == pytest.approx(1.959963985 * 0.3194723569, rel=1e-8)
    made = rate_ratio(parts[1], parts[0], 0.95)
    assert (made["estimate"], made["std_error"]) == pytest.approx((1.173028629, 0.5094852106), rel=1e-8)
    assert (made["conf_low"], made["conf_high"]) == pytest.approx((0.4321494992, 3.184074415), rel=1e-8)
    turned = rate_ratio(parts[0], parts[1], 0.95)
    assert turned["conf_low"] == pytest.approx(1 / made["conf_high"])


def test_rates_without_events_or_without_spread() -> None:
    nobody = (pd.Series([0, 0]), pd.Series([100.0, 265.25]))
    none = recurrent_rate(*nobody, 0.95)
    assert (none["estimate"], none["conf_low"], none["value"]) == (0, 0, 1)
    for counts, days, why in (([1, 1], [50.0, 50.0], "same rate"), ([3], [100.0], "one subject")):
        alone = (pd.Series(counts), pd.Series(days))
        row, ratio = recurrent_rate(*alone, 0.95), rate_ratio(alone, (COUNTS, FOLLOWED), 0.95)
        assert row["estimate"] == pytest.approx(100 * sum(counts) / (sum(days) / 365.25))
        assert ratio["estimate"] == pytest.approx(sum(counts) / sum(days) / (COUNTS.sum() / FOLLOWED.sum()))
        for made in (row, ratio):
            assert why in made["reason"]
            assert not {"conf_low", "conf_high", "p_value"} & {*made}
    with pytest.raises(FitError, match="no time"):
        exact_rate(0, 0.0, 0, 0.95)
    with pytest.raises(FitError, match="the reference has no event"):
        rate_ratio((COUNTS, FOLLOWED), nobody, 0.95)
    zero = rate_ratio(nobody, (COUNTS, FOLLOWED), 0.95)  # the ratio of no events to some is 0, and its logarithm none
    assert zero == {"n": 14, "estimate": 0, "reason": "no interval: an arm has no event"}
    with pytest.raises(FitError, match="no time"):
        rate_ratio((COUNTS[:0], FOLLOWED[:0]), (COUNTS, FOLLOWED), 0.95)
