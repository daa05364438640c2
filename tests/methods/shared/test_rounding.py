"""Constant but for rounding: what does not vary has no standard error, whatever binary fractions make of it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.methods.build import choose, make_inputs, options, pick
from trialstats.engines.cronbach_alpha import estimate_alpha
from trialstats.engines.rounding import PART, joined
from trialstats.errors import FitError
from trialstats.methods.association.association_data import changes_of
from trialstats.methods.association.correlation import partial_correlation, within_subjects
from trialstats.methods.continuous import effect_size, mmrm
from trialstats.methods.continuous.options import EffectSize, Mmrm
from trialstats.methods.descriptive.imbalance import smd_numeric
from trialstats.methods.questionnaires.change_classes import classify
from trialstats.methods.ranks import ranks
from trialstats.methods.ranks.options import Ranks
from trialstats.methods.shared.inputs import Inputs, Outcome
from trialstats.methods.shared.variation import rounding

TENTHS = np.array([45.1, 44.6, 50.2, 38.3, 61.7, 29.9, 33.4, 70.8, 52.3, 47.9, 41.2, 66.6])


def trial(changes: np.ndarray, visits: tuple[str, ...] = ("Week 6",)) -> Inputs:
    """Twelve subjects of each arm whose AVAL is BASE plus `changes` (24, visits) to the tenth."""
    base = np.tile(TENTHS, 2)
    frames = [
        pd.DataFrame(
            {
                "USUBJID": [f"S{k:02d}" for k in range(24)],
                "TRT01P": ["Laser"] * 12 + ["Sham"] * 12,
                "AVISIT": visit,
                "BASE": base,
                "AVAL": (base + change).round(1),
            }
        )
        for visit, change in zip(visits, np.reshape(changes, (24, -1)).T, strict=True)
    ]
    frame = pd.concat(frames, ignore_index=True)
    frame = frame.assign(CHG=frame["AVAL"] - frame["BASE"], PCHG=100 * (frame["AVAL"] - frame["BASE"]) / frame["BASE"])
    outcome = Outcome("Pain", "mm", "lower")
    return make_inputs(frame, visits=("Baseline", *visits), outcomes={"PAIN": outcome})


A_TENTH = np.full(24, 0.1)
MOVING = np.round(np.sin(np.arange(24) * 2.3) * 4, 1)


def test_what_is_rounding_of_each_measure() -> None:
    frame = trial(A_TENTH).records
    assert rounding(frame, "AVAL") == pytest.approx(PART * 70.9)
    assert rounding(frame, "CHG") == pytest.approx(PART * 70.9)
    # 100 (AVAL - BASE) / BASE: the last digits are those of AVAL / BASE, not of AVAL.
    assert rounding(frame, "PCHG") == pytest.approx(PART * 100 * (1 + 30.0 / 29.9))
    assert rounding(frame.assign(AVAL=1e12 * frame["AVAL"], BASE=1e12 * frame["BASE"]), "PCHG") < 1e-9
    assert 0 < np.ptp(frame["CHG"]) < rounding(frame, "CHG")


def test_neighbours_are_joined() -> None:
    values = np.array([3.0, np.inf, 1.0, np.nan, 1.0 + 1e-13, -np.inf, 1.0 - 1e-13, np.inf])
    made = joined(values, 1e-12)
    assert np.unique(made[[2, 4, 6]]).size == 1
    np.testing.assert_array_equal(made[[0, 1, 3, 5, 7]], values[[0, 1, 3, 5, 7]])
    assert joined(np.array([]), 1.0).size == 0


@pytest.mark.parametrize("value", ["CHG", "PCHG"])
def test_ranks_of_cells_a_litre_are_those_of_cells_a_picolitre(value: str) -> None:
    # Before: with AVAL of 1e12 all percentages were tied.
    small = trial(MOVING)
    unit = {"AVAL": 1e12, "BASE": 1e12, "CHG": 1e12, "PCHG": 1.0}
    scaled = {name: factor * small.records[name] for name, factor in unit.items()}
    large = make_inputs(small.records.assign(**scaled), visits=("Baseline", "Week 6"), outcomes=small.outcomes)
    analysis = Ranks(**options("ranks", value=value))
    one, other = (pick(ranks.run(analysis, inputs), kind="rank_test") for inputs in (small, large))
    assert one["statistic"] == pytest.approx(other["statistic"], rel=1e-12)
    assert np.isfinite(one["statistic"])


def test_changes_that_are_all_a_tenth_have_no_ranks_and_no_shift() -> None:
    # Before: the shift was -7e-15 to 7e-15.
    result = ranks.run(Ranks(**options("ranks", value="CHG")), trial(A_TENTH))
    assert result.rows["estimate"].isna().all()
    reason = pick(result, kind="shift")["reason"]
    assert reason == "no values differ between subjects that can be compared: there is no shift to estimate"


def test_changes_of_values_without_those_digits_have_no_shift() -> None:
    # Neighbours differ by rounding of 4e12, the first and the last by more.
    still = trial(MOVING).records
    large = still.assign(AVAL=still["AVAL"] + 4e12, BASE=still["BASE"] + 4e12)
    large["CHG"] = large["AVAL"] - large["BASE"]
    inputs = make_inputs(large, visits=("Baseline", "Week 6"), outcomes={"PAIN": Outcome("Pain", "mm", "lower")})
    assert ranks.run(Ranks(**options("ranks", value="CHG")), inputs).rows["estimate"].isna().all()


def test_a_shift_of_nothing_is_zero() -> None:
    # The median difference is between equal changes; an arm moves by 0.1 or 5.
    changes = np.where(np.arange(24) % 3, 0.1, np.where(np.arange(24) % 2, 5.0, -5.0))
    row = pick(ranks.run(Ranks(**options("ranks", value="CHG")), trial(changes)), kind="shift")
    assert row["estimate"] == 0.0


def test_effect_sizes_need_arms_that_vary() -> None:
    # Before: "no interval found for t = -5.77727e+13", which is rounding.
    apart = np.repeat([0.1, 0.2], 12)
    result = effect_size.run(EffectSize(**options("effect_size")), trial(apart))
    assert "do not vary within the arms" in result.notes["failed"][0]["reason"]


def test_an_effect_size_at_a_large_offset() -> None:
    # By hand in fractions of the changes that the data hold: d = difference / pooled SD, g = d (1 - 3 / (4 * 22 - 1)).
    inputs = trial(MOVING)
    chg = [Fraction(round(10 * value), 10) for value in MOVING]
    moved = inputs.records.assign(CHG=MOVING + 1e6, AVAL=TENTHS.tolist() * 2 + MOVING + 1e6)
    result = effect_size.run(EffectSize(**options("effect_size")), make_inputs(moved, visits=("Baseline", "Week 6")))
    arms = [chg[:12], chg[12:]]
    means = [sum(arm) / 12 for arm in arms]
    squares = sum(sum((value - mean) ** 2 for value in arm) for arm, mean in zip(arms, means, strict=True))
    g = float(means[0] - means[1]) / float(squares / 22) ** 0.5 * (1 - 3 / 87)
    assert pick(result, kind="effect_size")["estimate"] == pytest.approx(g, rel=1e-8)


@pytest.mark.parametrize("unit", [1.0, 0.1, 1e-15])
def test_items_that_add_up_to_a_constant_have_no_alpha(unit: float) -> None:
    # Before: -inf, or -4e29, since 0.1 + 0.2 + ... is not the same in every order.
    first, second = unit * np.array([1, 2, 3, 4, 5, 2, 3, 1]), 0.7 * unit * np.array([3, 1, 4, 1, 5, 9, 2, 6])
    items = pd.DataFrame({"a": first, "b": second, "c": 12.7 * unit - first - second})
    with pytest.raises(FitError, match="the sum of the items does not vary"):
        estimate_alpha(items, 0.95)


@pytest.mark.parametrize(("unit", "shift"), [(1e-15, 0.0), (1e15, 0.0), (1.0, 1e7), (1e6, 1e12)])
def test_alpha_whatever_the_unit(unit: float, shift: float) -> None:
    rng = np.random.default_rng(2)
    own = rng.integers(0, 6, 20)
    items = pd.DataFrame({name: own + rng.integers(0, 4, 20) for name in "abcd"}).astype(float)
    # alpha = k / (k - 1) (1 - sum of item variances / variance of the sum), of whole numbers in fractions.
    exact = [[Fraction(int(value)) for value in items[name]] for name in items]

    def variance(values: list[Fraction]) -> Fraction:
        mean = sum(values) / len(values)
        return sum((value - mean) ** 2 for value in values) / (len(values) - 1)

    total = variance([sum(row) for row in zip(*exact, strict=True)])
    alpha = float(Fraction(4, 3) * (1 - sum(map(variance, exact)) / total))
    assert estimate_alpha(unit * items + shift, 0.95)["estimate"] == pytest.approx(alpha, rel=1e-9)


def mixed_changes(arm_still: bool) -> np.ndarray:
    rng = np.random.default_rng(5)
    changes = rng.normal(0, 4, (24, 2)).round(1)
    changes[12:] += rng.normal(0, 3, (12, 1)).round(1)
    if arm_still:
        changes[:12] = 0.1
    return changes


def run_mmrm(changes: np.ndarray, **others: Any) -> Any:
    analysis = Mmrm(**options("mmrm", **{"covariates": (), "covariance": "cs", **others}))
    return mmrm.run(analysis, trial(changes, ("Week 6", "Week 12")))


def test_changes_that_are_all_a_tenth_are_no_data_for_mmrm() -> None:
    # Before: SE 1.8e-15, p 2e-81.
    result = run_mmrm(np.full((24, 2), 0.1))
    assert result.rows["estimate"].isna().all()
    assert "CHG is 0.1 in every record but for rounding" in result.notes["failed"][0]["reason"]


def test_an_arm_that_never_changes_has_no_standard_error_by_the_sandwich() -> None:
    # Before: LS mean 1.2e-15 with p .0055.
    result = run_mmrm(mixed_changes(arm_still=True), vcov="cr0", ddf="residual")
    still = choose(result, {"kind": "lsmean", "ARM": "Laser"})
    assert still["estimate"].isna().all()
    assert still["reason"].str.contains("do not vary").all()
    # The others stand: the difference rests on the other arm alone.
    assert choose(result, {"kind": "lsmean", "ARM": "Sham"})["std_error"].gt(0.1).all()
    assert choose(result, {"kind": "difference"})["std_error"].gt(0.1).all()


def test_the_size_of_the_values_tells_what_rounding_is() -> None:
    # The changes of an arm are 0.1 up to 1e-5: not nothing beside those of the other arm, but nothing beside AVAL.
    still = trial(mixed_changes(arm_still=True), ("Week 6", "Week 12")).records
    large = still.assign(AVAL=still["AVAL"] + 1e11, BASE=still["BASE"] + 1e11)
    large["CHG"] = large["AVAL"] - large["BASE"]
    assert large.loc[large["TRT01P"] == "Laser", "CHG"].std() > 1e-7
    analysis = Mmrm(**options("mmrm", covariates=(), covariance="cs", vcov="cr0", ddf="residual"))
    result = mmrm.run(analysis, make_inputs(large, visits=("Baseline", "Week 6", "Week 12")))
    means = choose(result, {"kind": "lsmean"})
    laser = means["ARM"] == "Laser"
    assert means.loc[laser, "estimate"].isna().all()
    assert means.loc[laser, "reason"].str.contains("do not vary but for rounding").all()
    assert means.loc[~laser, "std_error"].gt(0.1).all()
    assert choose(result, {"kind": "difference"})["std_error"].gt(0.1).all()
    assert {row["ARM"] for row in result.notes["failed"] if row["kind"] == "lsmean"} == {"Laser"}


def test_the_standardised_difference_of_constants() -> None:
    one, other = (pd.Series(values) for values in (np.array([0.3, 0.1 + 0.2]), np.array([0.7, 0.1 * 7])))
    assert one.var() > 0
    with pytest.raises(FitError, match="do not vary"):
        smd_numeric(one, other)


@pytest.mark.parametrize(("unit", "shift"), [(1e-15, 0.0), (1e15, 0.0), (1.0, 2.0**23)])
def test_the_standardised_difference_whatever_the_unit(unit: float, shift: float) -> None:
    one, other = pd.Series(MOVING[:12]).round(0), pd.Series(MOVING[12:]).round(0)
    found = smd_numeric(unit * one + shift, unit * other + shift)
    assert found == pytest.approx(smd_numeric(one, other), rel=1e-9)


# Twenty subjects with three pairs each, whole numbers.
RNG = np.random.default_rng(7)
PAIRS = pd.DataFrame({"USUBJID": np.repeat([f"S{k:02d}" for k in range(20)], 3), "x": RNG.integers(-9, 10, 60)})
PAIRS["y"] = PAIRS["x"] + RNG.integers(-9, 10, 60)


def exact_within(pairs: pd.DataFrame) -> float:
    """The correlation of deviations from the subjects' means, in fractions: the r of the analysis of covariance."""
    sums = dict.fromkeys(("xx", "xy", "yy"), Fraction(0))
    for _, own in pairs.groupby("USUBJID"):
        deviations = {}
        for name in ("x", "y"):
            values = [Fraction(float(value)) for value in own[name]]
            deviations[name] = [value - sum(values) / len(values) for value in values]
        for pair in sums:
            sums[pair] += sum(a * b for a, b in zip(deviations[pair[0]], deviations[pair[1]], strict=True))
    return float(sums["xy"]) / float(sums["xx"]) ** 0.5 / float(sums["yy"]) ** 0.5


@pytest.mark.parametrize(
    ("unit", "shift"), [(1.0, 0.0), (0.1, 1e9), (1e-15, 0.0), (1e15, 0.0), (1e-3, 2e6), (1.0, 1e12)]
)
def test_correlation_within_subjects_at_any_offset(unit: float, shift: float) -> None:
    # Before: at 1e9 +- 1 r of .077 on 40 df where .440 on 39 is right.
    moved = PAIRS.assign(x=unit * PAIRS["x"] + shift, y=PAIRS["y"] + 0.0)
    row = within_subjects(moved, 0.95)
    assert row["df"] == 60 - 20 - 1
    assert row["estimate"] == pytest.approx(exact_within(moved), rel=1e-9)


def test_values_that_vary_within_subjects_by_rounding_do_not() -> None:
    flat = PAIRS.assign(x=[45.1 - 45.0, 44.6 - 44.5, 50.2 - 50.1] * 20, x_size=50.0)
    with pytest.raises(FitError, match="do not vary within subjects"):
        within_subjects(flat, 0.95)


def test_changes_that_are_a_tenth_have_no_correlation() -> None:
    subjects = [f"S{k:02d}" for k in range(12)]
    at_baseline = pd.DataFrame({"USUBJID": subjects, "AVISIT": "Baseline", "x": TENTHS, "y": TENTHS})
    later = at_baseline.assign(AVISIT="Week 6", x=(TENTHS + 0.1).round(1), y=TENTHS + MOVING[:12])
    visits = [at_baseline, later]
    pairs = pd.concat(visits, ignore_index=True).assign(x_size=lambda f: f["x"].abs(), y_size=lambda f: f["y"].abs())
    people = pd.DataFrame({"TRT01P": ["Laser", "Sham"] * 6}, index=subjects)
    frame, _ = changes_of(pairs, "Baseline", "Week 6", people, ())
    assert 0 < np.ptp(frame["x"]) < 1e-13
    with pytest.raises(FitError, match="a change does not vary"):
        partial_correlation(frame, (), 0.95)


@pytest.mark.parametrize("unit", [1e-15, 1.0, 1e15])
def test_classes_of_change_whatever_the_unit(unit: float) -> None:
    # Before: a change of 4e-15 was more than 5e-15 less 1e-9.
    gains = pd.Series(unit * np.array([5.0, 4.0, -5.0]))
    assert list(classify(gains, 5 * unit)) == ["Improved", "Unchanged", "Worsened"]
    assert list(classify(gains, 5 * unit, reached=False)) == ["Unchanged"] * 3
