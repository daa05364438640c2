"""Hedges g and its interval against R, the definition of the noncentral t, and the formula by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats

from tests.methods.build import choose, make_inputs, options, pick
from trialstats.methods.continuous.effect_size import noncentral_interval, run
from trialstats.methods.continuous.options import EffectSize

# Miles per gallon of R's mtcars, automatic and manual.
AUTOMATIC = "21.4 18.7 18.1 14.3 24.4 22.8 19.2 17.8 16.4 17.3 15.2 10.4 10.4 14.7 21.5 15.5 15.2 13.3 19.2"
MANUAL = "21 21 22.8 32.4 30.4 33.9 27.3 26 30.4 15.8 19.7 15 21.4"


def numbers(text: str) -> np.ndarray:
    return np.array(text.split(), dtype=float)


def analysis(**others: object) -> EffectSize:
    return EffectSize(**options("effect_size", **others))


def cars(swap: bool = False) -> pd.DataFrame:
    rows = [("Laser", x) for x in numbers(AUTOMATIC)] + [("Sham", x) for x in numbers(MANUAL)]
    frame = pd.DataFrame(rows, columns=["TRT01P", "CHG"])
    return frame.assign(USUBJID=[f"S{k}" for k in range(len(frame))], AVISIT="Week 6")


def test_the_interval_of_d_as_r_prints_it() -> None:
    # Ben-Shachar, Luedecke & Makowski, J Open Source Softw 2020;5:2815: cohens_d(mpg ~ am, data = mtcars)
    # gives -1.48, 95 % CI -2.27 to -0.67.
    low, high, _ = noncentral_interval(numbers(AUTOMATIC), numbers(MANUAL), 0.95)
    assert (round(low, 2), round(high, 2)) == (-2.27, -0.67)


def test_g_by_hand() -> None:
    active, reference = numbers(AUTOMATIC), numbers(MANUAL)
    pooled = np.sqrt((18 * active.var(ddof=1) + 12 * reference.var(ddof=1)) / 30)
    low, high, _ = noncentral_interval(active, reference, 0.95)
    correction = 1 - 3 / (4 * 30 - 1)
    row = pick(run(analysis(), make_inputs(cars())), AVISIT="Week 6")
    assert row["estimate"] == pytest.approx((active.mean() - reference.mean()) / pooled * correction)
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((low * correction, high * correction))
    assert (row["n"], row["df"], row["ARM"], row["REFERENCE"]) == (32, 30, "Laser", "Sham")


def cumulative(t: float, df: int, delta: float) -> float:
    """P(T <= t) for T = (Z + delta) / sqrt(W / df): integrate over W, chi-square with df."""

    def given(w: float) -> float:
        return float(stats.norm.cdf(t * np.sqrt(w / df) - delta) * stats.chi2.pdf(w, df))

    return float(integrate.quad(given, 0, df + 40 * np.sqrt(2 * df), limit=400, points=[df])[0])


@pytest.mark.parametrize(("shift", "n"), [(0.0, 8), (0.5, 15), (-2.0, 12), (4.0, 40), (25.0, 6), (-12.0, 120)])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.999])
def test_the_limits_put_t_at_the_quantiles_of_the_noncentral_t(shift: float, n: int, level: float) -> None:
    rng = np.random.default_rng(n)
    active, reference = rng.normal(shift, 1, n), rng.normal(0, 1, n + 3)
    t, df = float(stats.ttest_ind(active, reference).statistic), 2 * n + 1
    root = np.sqrt(n * (n + 3) / (2 * n + 3))
    low, high, _ = noncentral_interval(active, reference, level)
    assert cumulative(t, df, low * root) == pytest.approx((1 + level) / 2, abs=1e-7)
    assert cumulative(t, df, high * root) == pytest.approx((1 - level) / 2, abs=1e-7)


def test_order_scale_and_swapping_arms() -> None:
    row = pick(run(analysis(), make_inputs(cars())), AVISIT="Week 6")
    shuffled = pick(run(analysis(), make_inputs(cars().sample(frac=1, random_state=2))), AVISIT="Week 6")
    scaled = pick(run(analysis(), make_inputs(cars().assign(CHG=lambda f: 100 * f["CHG"] + 7))), AVISIT="Week 6")
    swapped = pick(run(analysis(), make_inputs(cars(), arms=("Laser", "Sham"))), AVISIT="Week 6")
    for other in (shuffled, scaled):
        assert tuple(other[["estimate", "conf_low"]]) == pytest.approx(tuple(row[["estimate", "conf_low"]]))
    assert (swapped["estimate"], swapped["conf_low"]) == pytest.approx((-row["estimate"], -row["conf_high"]))


def test_what_has_no_effect_size_says_why() -> None:
    flat = cars().assign(PARAMCD="FLAT", CHG=1.0)
    few = cars().assign(PARAMCD="FEW").drop(index=range(1, 19))
    gap = cars().assign(PARAMCD="GAP")
    gap.loc[3, "CHG"] = np.nan
    result = run(analysis(), make_inputs(pd.concat([flat, few, gap])))
    assert (
        pick(result, PARAMCD="FLAT")["reason"] == "the values do not vary within the arms: there is no SD to divide by"
    )
    assert pick(result, PARAMCD="FEW")["reason"] == "1 values in arm Laser: an effect size needs two in each"
    assert pick(result, PARAMCD="GAP")["n"] == 31
    assert [e["left_out"] for e in result.notes["excluded"]] == [{}, {}, {"CHG missing": 1}]
    assert [e["PARAMCD"] for e in result.notes["failed"]] == ["FLAT", "FEW"]


def test_values_are_compared_at_baseline_too_and_changes_are_not() -> None:
    frame = pd.concat([cars().assign(AVISIT="Baseline"), cars()]).assign(AVAL=lambda f: f["CHG"])
    inputs = make_inputs(frame)
    assert set(run(analysis(value="AVAL"), inputs).rows["AVISIT"]) == {"Baseline", "Week 6"}
    assert set(run(analysis(), inputs).rows["AVISIT"]) == {"Week 6"}
    assert len(choose(run(analysis(), inputs), {"kind": "effect_size"})) == 1
