"""What theory says of crossover trials, and second implementations."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.regression.linear_model import OLS

from tests.engines.crossover.records import senn_pef, simulated
from trialstats.engines.crossover import (
    carry_over,
    carry_over_columns,
    fit_fixed,
    fit_random,
    gee,
    median_difference,
    odds_within,
    pair_up,
    rank_test,
    two_by_two,
    within_subjects,
)
from trialstats.engines.crossover.binary import TwoByTwo
from trialstats.engines.crossover.layout import Pairs
from trialstats.engines.crossover.permutation import exact_p
from trialstats.errors import FitError, NoSuchNumber

KEYS = ("estimate", "std_error", "df", "p_value", "conf_low", "conf_high")


def close(one: dict, other: dict, tolerance: float = 1e-8) -> None:
    for key in KEYS:
        assert one[key] == pytest.approx(other[key], rel=tolerance), key


def test_formoterol() -> None:
    """Senn 2002, chapter 3: 46.6 l/min, standard error 10.8, 22.9 to 70.3, p = 0.0012."""
    (found,) = fit_fixed(senn_pef()).differences(0.95).values()
    assert round(found["estimate"], 1) == 46.6
    assert round(found["std_error"], 1) == 10.8
    assert (round(found["conf_low"], 1), round(found["conf_high"], 1)) == (22.9, 70.3)
    assert round(found["p_value"], 4) == 0.0012


def test_fixed_subjects_are_the_t_test_of_period_differences() -> None:
    frame = senn_pef()
    fit, tests = fit_fixed(frame), within_subjects(pair_up(frame), 0.95)
    close(fit.differences(0.95)["F", "S"], tests["treatment"])
    close(fit.period_differences(0.95)[2], tests["period"])
    one, two = ([a - b for a, b in zip(*sides, strict=True)] for sides in wide(frame))
    welch = stats.ttest_ind(one, two, equal_var=True)
    assert tests["treatment"]["p_value"] == pytest.approx(welch.pvalue, rel=1e-12)


def wide(frame: pd.DataFrame) -> list[tuple[list[float], list[float]]]:
    """Give the two periods of each sequence."""
    return [
        tuple(own[own["period"] == period]["y"].tolist() for period in (1, 2))  # type: ignore[misc]
        for _, own in frame.groupby("sequence")
    ]


@pytest.mark.parametrize("sequence", [True, False])
@pytest.mark.parametrize("ddf", ["kr", "kr_expected", "satterthwaite"])
def test_random_subjects_are_fixed_ones_in_complete_data(sequence: bool, ddf: str) -> None:
    frame = senn_pef()
    fixed, random = fit_fixed(frame), fit_random(frame, sequence=sequence, ddf=ddf)
    close(fixed.differences(0.95)["F", "S"], random.differences(0.95)["F", "S"], 1e-6)
    close(fixed.period_differences(0.95)[2], random.period_differences(0.95)[2], 1e-6)
    assert fixed.within_sd == pytest.approx(random.within_sd, rel=1e-6)


def test_random_subjects_are_fixed_ones_in_a_complete_williams_design() -> None:
    frame = simulated(4, 3, 1)
    fixed, random = fit_fixed(frame), fit_random(frame)
    for pair in combinations(("D", "C", "B", "A"), 2):
        close(fixed.differences(0.9)[pair], random.differences(0.9)[pair], 1e-6)
    for term in ("treatment", "period"):
        for key in ("num_df", "df", "statistic", "p_value"):
            assert fixed.tests()[term][key] == pytest.approx(random.tests()[term][key], rel=1e-6)


def test_the_test_of_the_sequence_is_that_of_totals() -> None:
    frame = senn_pef()
    total = carry_over(pair_up(frame), 0.95)
    sequence = fit_random(frame).tests()["sequence"]
    assert sequence["df"] == pytest.approx(total["df"], rel=1e-6)
    assert sequence["statistic"] == pytest.approx(total["statistic"] ** 2, rel=1e-6)


def test_carry_over_is_the_sequence_in_two_by_two() -> None:
    for fit in (fit_fixed, fit_random):
        with pytest.raises(FitError, match="carry-over cannot be told from the other effects within subjects"):
            fit(senn_pef(), carry_over=True)


@pytest.mark.parametrize("carried", [False, True])
def test_fixed_subjects_are_least_squares_with_a_column_each(carried: bool) -> None:
    """Means of SAS LSMEANS: subjects and periods weigh equally; in incomplete data."""
    frame = simulated(3, 4, 2, missing=0.15, carry_over=1.0)
    frame = frame[frame.groupby("subject")["y"].transform("size") > 1].reset_index(drop=True)
    fit = fit_fixed(frame, carry_over=carried)
    subjects = pd.get_dummies(frame["subject"], dtype=float)
    periods = pd.get_dummies(frame["period"], dtype=float).iloc[:, 1:]
    treatments = pd.get_dummies(frame["treatment"].astype(str), dtype=float).iloc[:, 1:]
    extra = pd.DataFrame(carry_over_columns(frame) if carried else {}, index=frame.index)
    design = pd.concat([subjects, periods, treatments, extra], axis=1)
    plain = OLS(frame["y"].to_numpy(), design.to_numpy()).fit()
    for level in ("A", "B", "C"):
        row = [*[1 / subjects.shape[1]] * subjects.shape[1], *[1 / 3] * 2, *(float(level == x) for x in "BC")]
        row += [0.0] * extra.shape[1]
        test = plain.t_test(np.array(row))
        found = fit.means(0.95)[level]
        assert found["estimate"] == pytest.approx(float(test.effect[0]), rel=1e-10)
        assert found["std_error"] == pytest.approx(float(test.sd[0, 0]), rel=1e-10)
    for number, level in enumerate("BC"):
        place = subjects.shape[1] + 2 + number
        found = fit.differences(0.95)[level, "A"]
        assert found["estimate"] == pytest.approx(plain.params[place], rel=1e-9)
        assert found["std_error"] == pytest.approx(plain.bse[place], rel=1e-9)
    assert fit.df == plain.df_resid


def test_carry_over_of_a_williams_design_is_found() -> None:
    """B leaves one unit behind."""
    frame = simulated(3, 400, 3, carry_over=1.0)
    for fit in (fit_fixed(frame, carry_over=True), fit_random(frame, carry_over=True)):
        carried = fit.carry_over(0.95)
        assert carried["B"]["conf_low"] < 1 < carried["B"]["conf_high"]
        assert carried["C"]["conf_low"] < 0 < carried["C"]["conf_high"]
        assert fit.tests()["carry-over"]["p_value"] < 1e-6
        assert fit.differences(0.95)["C", "B"]["estimate"] == pytest.approx(2, abs=0.15)


def test_carry_over_knows_the_treatment_of_a_period_that_is_missing() -> None:
    frame = simulated(3, 2, 4)
    columns = carry_over_columns(frame)
    gone = ~((frame["subject"] == "ABC0") & (frame["period"] == 2))
    fewer = carry_over_columns(frame[gone])
    for name, column in columns.items():
        assert fewer[name].tolist() == column[gone.to_numpy()].tolist()


def test_incomplete_subjects_are_used_by_random_subjects_alone() -> None:
    frame = senn_pef()
    lost = frame[~((frame["subject"].isin(["FS0", "SF1"])) & (frame["period"] == 2))]
    fixed, random = fit_fixed(lost), fit_random(lost)
    assert (fixed.n_subjects, fixed.single, random.n_subjects, random.single) == (11, 2, 13, 2)
    complete = frame[~frame["subject"].isin(["FS0", "SF1"])]
    close(fixed.differences(0.95)["F", "S"], fit_fixed(complete).differences(0.95)["F", "S"], 1e-12)
    # With almost all variance between subjects, those with one period add next to nothing.
    assert random.differences(0.95)["F", "S"]["std_error"] < fixed.differences(0.95)["F", "S"]["std_error"] * 1.001


MODELS: dict[str, Callable[[pd.DataFrame], object]] = {
    "fixed": fit_fixed,
    "random": fit_random,
    "fixed with carry-over": lambda frame: fit_fixed(frame, carry_over=True),
    "random with carry-over": lambda frame: fit_random(frame, carry_over=True, sequence=False),
}


@pytest.mark.parametrize("model", MODELS)
def test_neither_order_nor_labels_nor_units_matter(model: str) -> None:
    frame, fit = simulated(3, 3, 5, missing=0.1, carry_over=0.5), MODELS[model]
    before = fit(frame).differences(0.95)["B", "A"]  # type: ignore[attr-defined]
    shuffled = frame.sample(frac=1, random_state=1)
    close(fit(shuffled).differences(0.95)["B", "A"], before, 1e-8)  # type: ignore[attr-defined]
    larger = frame.assign(y=32 + 1.8e6 * frame["y"])
    found = fit(larger).differences(0.95)["B", "A"]  # type: ignore[attr-defined]
    assert found["estimate"] == pytest.approx(1.8e6 * before["estimate"], rel=1e-7)
    assert found["p_value"] == pytest.approx(before["p_value"], rel=1e-6)
    turned = frame.assign(treatment=frame["treatment"].cat.reorder_categories(["B", "A", "C"]))
    found = fit(turned).differences(0.95)["A", "B"]  # type: ignore[attr-defined]
    assert found["estimate"] == pytest.approx(-before["estimate"], rel=1e-7)
    assert found["std_error"] == pytest.approx(before["std_error"], rel=1e-7)
    renamed = frame.assign(sequence=frame["sequence"].map(lambda name: f"z{name[::-1]}"))
    close(fit(renamed).differences(0.95)["B", "A"], before, 1e-7)  # type: ignore[attr-defined]


def test_a_unit_leaves_ratios_alone() -> None:
    """Logarithms of a value in another unit differ by a constant, which subjects take up."""
    frame = senn_pef()
    one, two = (fit_random(frame.assign(y=np.log(unit * frame["y"]))).differences(0.9)["F", "S"] for unit in (1, 1e6))
    close(one, two, 1e-7)


def test_a_swap_of_treatments_turns_the_sign_of_two_periods() -> None:
    frame = senn_pef()
    turned = frame.assign(treatment=frame["treatment"].cat.reorder_categories(["F", "S"]))
    one, two = pair_up(frame), pair_up(turned)
    assert rank_test(one, "treatment")["statistic"] == pytest.approx(-rank_test(two, "treatment")["statistic"])
    assert rank_test(one, "period")["statistic"] == pytest.approx(rank_test(two, "period")["statistic"])
    assert median_difference(one, 0.95)["estimate"] == pytest.approx(-median_difference(two, 0.95)["estimate"])
    assert carry_over(one, 0.95)["estimate"] == pytest.approx(-carry_over(two, 0.95)["estimate"])
    for of in ("treatment", "carry-over", "period"):
        assert rank_test(one, of)["p_value"] == pytest.approx(rank_test(two, of)["p_value"], rel=1e-12)


@pytest.mark.parametrize("seed", range(20))
def test_a_permutation_test_counts_all_groups(seed: int) -> None:
    draw = np.random.default_rng(seed)
    scores = draw.integers(-3, 4, draw.integers(2, 9))
    size = int(draw.integers(1, len(scores)))
    mean, seen = size * scores.sum() / len(scores), scores[:size].sum()
    sums = [sum(chosen) for chosen in combinations(scores.tolist(), size)]
    expected = np.mean([abs(total - mean) >= abs(seen - mean) - 1e-9 for total in sums])
    assert exact_p(scores, size) == pytest.approx(float(expected))


def test_the_rank_test_is_scipys_without_ties() -> None:
    draw = np.random.default_rng(7)
    one, two = draw.normal(size=(8, 2)), draw.normal(size=(6, 2))
    pairs = Pairs(one, two)
    differences = one[:, 0] - one[:, 1], two[:, 0] - two[:, 1]
    exact = stats.mannwhitneyu(*differences, method="exact")
    found = rank_test(pairs, "treatment")
    assert found["W"] == exact.statistic
    assert found["p_exact"] == pytest.approx(exact.pvalue, rel=1e-12)
    assert found["p_corrected"] == pytest.approx(stats.mannwhitneyu(*differences, method="asymptotic").pvalue)
    # The interval holds the shifts that the exact test does not reject.
    shift = median_difference(pairs, 0.95)
    for limit, step in ((shift["conf_low"], 1e-6), (shift["conf_high"], -1e-6)):
        inside = stats.mannwhitneyu(differences[0] / 2 - limit - step, differences[1] / 2, method="exact").pvalue
        beyond = stats.mannwhitneyu(differences[0] / 2 - limit + step, differences[1] / 2, method="exact").pvalue
        assert inside > 0.05 >= beyond


def binary(counts: list[list[int]]) -> pd.DataFrame:
    """Make records of counts by sequence (AB, BA) and outcomes 00, 01, 10, 11; B is the reference."""
    rows = [
        (f"{sequence}{outcome}{number}", sequence, period, sequence[period - 1], float(outcome[period - 1]))
        for sequence, own in zip(("AB", "BA"), counts, strict=True)
        for outcome, count in zip(("00", "01", "10", "11"), own, strict=True)
        for number in range(count)
        for period in (1, 2)
    ]
    frame = pd.DataFrame(rows, columns=["subject", "sequence", "period", "treatment", "y"])
    return frame.assign(treatment=pd.Categorical(frame["treatment"], ["B", "A"]))


def test_no_error_within_subjects_is_left_by_a_subject_of_each_sequence() -> None:
    """One subject of each sequence has both periods, and the effects of period and treatment are all they tell."""
    rows = [("1", "AB", 1, "A", 5.0), ("1", "AB", 2, "B", 3.0), ("2", "BA", 1, "B", 4.0), ("2", "BA", 2, "A", 9.0)]
    rows += [
        (f"{3 + k}", *own) for k, own in enumerate([("AB", 1, "A", 6.0), ("BA", 1, "B", 2.0), ("AB", 1, "A", 8.0)])
    ]
    frame = pd.DataFrame(rows, columns=["subject", "sequence", "period", "treatment", "y"])
    frame["treatment"] = pd.Categorical(frame["treatment"], ["B", "A"])
    for fit in (fit_fixed, fit_random):
        with pytest.raises(FitError, match=r"4 records of .*2 subjects .*leave no degree of freedom for the error"):
            fit(frame)


def test_yes_or_no_by_hand() -> None:
    """Jones & Kenward 2014, section 2.13: six and two subjects prefer in one sequence, two and four in the other."""
    frame = binary([[6, 2, 6, 18], [9, 4, 2, 18]])
    table = two_by_two(pair_up(frame))
    assert table.counts.tolist() == [[6, 2, 6, 18], [9, 4, 2, 18]]
    assert table.better == (10, 4)
    assert table.mcnemar()["statistic"] == pytest.approx(36 / 14)
    assert table.mcnemar()["p_exact"] == pytest.approx(2 * stats.binom.cdf(4, 14, 0.5))
    discordant = np.array([[6, 2], [2, 4]])
    pearson = stats.chi2_contingency(discordant, correction=False)
    assert table.mainland_gart()["statistic"] == pytest.approx(pearson.statistic)
    assert table.mainland_gart()["p_corrected"] == pytest.approx(stats.chi2_contingency(discordant).pvalue)
    within = odds_within(frame, 0.95)["A"]
    ratio = table.log_odds_ratio(0.95)
    assert ratio["estimate"] == pytest.approx(0.5 * np.log(6 * 4 / (2 * 2)))
    for key in ("estimate", "std_error", "p_value"):
        assert within[key] == pytest.approx(ratio[key], rel=1e-6)


def test_a_sequence_whose_outcomes_all_differ_one_way_has_no_finite_odds() -> None:
    """Of Mainland and Gart's table a cell is empty, and with it the logarithm of its odds ratio minus infinity."""
    frame = binary([[5, 2, 10, 3], [11, 2, 0, 7]])
    with pytest.raises(NoSuchNumber, match="the odds ratio is not finite"):
        odds_within(frame, 0.95)
    turned = binary([[11, 2, 0, 7], [5, 2, 10, 3]])
    with pytest.raises(NoSuchNumber, match="the odds ratio is not finite"):
        odds_within(turned, 0.95)
    assert odds_within(binary([[5, 2, 10, 3], [11, 2, 1, 7]]), 0.95)["A"]["std_error"] < 1


def test_a_difference_in_risks_is_a_mean_of_paired_differences() -> None:
    """With sequences of one size it is the plain mean over subjects of active minus reference."""
    frame = binary([[5, 2, 6, 7], [9, 4, 2, 5]])
    fit = gee(frame, "identity", "independence", 0.95)
    active, reference = (frame.loc[frame["treatment"] == name, "y"].mean() for name in "AB")
    assert fit.differences["A"]["estimate"] == pytest.approx(active - reference)
    assert fit.probabilities["A"]["estimate"] == pytest.approx(active)
    turned = frame.assign(treatment=frame["treatment"].cat.reorder_categories(["A", "B"]))
    for link in ("identity", "logit"):
        one = gee(frame, link, "exchangeable", 0.95).differences["A"]  # type: ignore[arg-type]
        two = gee(turned, link, "exchangeable", 0.95).differences["B"]  # type: ignore[arg-type]
        assert one["estimate"] == pytest.approx(-two["estimate"])
        assert one["std_error"] == pytest.approx(two["std_error"])


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_a_table_cannot_tell_is_absent(order: tuple[int, ...]) -> None:
    table = TwoByTwo(np.array([[6, 0, 6, 22], [9, 4, 2, 18]])[list(order)])
    with pytest.raises(NoSuchNumber, match="a cell of the subjects whose outcomes differ is empty"):
        table.log_odds_ratio(0.95)
    with pytest.raises(NoSuchNumber, match="no subject has different outcomes"):
        TwoByTwo(np.array([[6, 0, 0, 22], [9, 0, 0, 18]])[list(order)]).mcnemar()


REFUSED: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], str]] = {
    "two records": (lambda d: pd.concat([d, d.iloc[:1]]), "more than one record in period 1"),
    "one treatment": (lambda d: d[d["treatment"] == "F"], "fewer than two treatments"),
    "one period": (lambda d: d[d["period"] == 1], "the records are of one period"),
    "one each": (lambda d: d.drop_duplicates("subject", keep="last").pipe(mixed), "in more than one period"),
}


def mixed(frame: pd.DataFrame) -> pd.DataFrame:
    """One record a subject, of both periods."""
    return frame.assign(period=[1, 2] * 6 + [1])


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_compared_is_refused(case: str) -> None:
    change, words = REFUSED[case]
    with pytest.raises(FitError, match=words):
        fit_fixed(change(senn_pef()))


def test_a_baseline_of_the_trial_drops_out_of_fixed_subjects() -> None:
    frame = senn_pef()
    frame = frame.assign(AGE=frame["subject"].map({name: float(k) for k, name in enumerate(set(frame["subject"]))}))
    with pytest.raises(FitError, match="AGE is one value a subject"):
        fit_fixed(frame, covariates=["AGE"])
    assert "AGE" in fit_random(frame, covariates=["AGE"]).slopes(0.95)


def test_a_sequence_for_each_subject_cannot_be_a_term() -> None:
    frame = simulated(4, 1, 8)
    with pytest.raises(FitError, match="4 sequences for 4 subjects"):
        fit_random(frame)
    fit_random(frame, sequence=False)
