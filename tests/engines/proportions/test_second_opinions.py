"""Two arms and strata of them: other programs, enumeration, and what must hold whatever the numbers."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.stats.contingency import odds_ratio as scipy_odds_ratio
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.proportion import confint_proportions_2indep

from trialstats.engines.logistic import fit_logistic
from trialstats.engines.proportions import (
    DIFFERENCE_INTERVALS,
    ODDS_INTERVALS,
    RATIO_INTERVALS,
    difference_statistic,
    difference_tails,
    odds_ratio,
    odds_tails,
    ratio_tails,
    risk_difference,
    risk_ratio,
)
from trialstats.engines.proportions.association import breslow_day, cochran_mantel_haenszel, mantel_haenszel_test
from trialstats.engines.proportions.strata import Strata
from trialstats.engines.proportions.stratified_difference import (
    STRATIFIED_DIFFERENCES,
    stratified_difference,
    stratified_difference_tails,
)
from trialstats.engines.proportions.stratified_ratio import (
    STRATIFIED_ODDS,
    STRATIFIED_RATIOS,
    stratified_odds,
    stratified_odds_tails,
    stratified_ratio,
)
from trialstats.engines.standardisation import VARIANCES, standardise_shares
from trialstats.errors import FitError, NoSuchNumber

Counts = tuple[int, int, int, int]
TABLES: list[Counts] = [(7, 34, 1, 34), (36, 154, 12, 77), (3, 9, 6, 11)]
STRATA = [(12, 20, 7, 22), (3, 15, 1, 9), (0, 4, 2, 6), (30, 31, 18, 25)]
# Where one stratum is no more than the table: which stratified method is which interval.
ALIKE = {
    "mantel-haenszel, greenland-robins": "wald",
    "miettinen-nurminen": "miettinen-nurminen",
    "miettinen-nurminen optimal": "miettinen-nurminen",
    "score": "score",
    "newcombe": "newcombe",
}


@pytest.mark.parametrize("counts", TABLES)
def test_exact_odds_as_scipy_has_them(counts: Counts) -> None:
    x1, n1, x0, n0 = counts
    known = scipy_odds_ratio([[x1, n1 - x1], [x0, n0 - x0]]).confidence_interval(0.95)
    made = odds_ratio(*counts, 0.95, "exact")
    assert (made["conf_low"], made["conf_high"]) == pytest.approx((known.low, known.high), rel=1e-8)
    sided = stats.fisher_exact([[x1, n1 - x1], [x0, n0 - x0]], "greater").pvalue
    assert odds_tails(counts, 1.0, "exact").above == pytest.approx(sided, rel=1e-10)


@pytest.mark.parametrize("counts", TABLES)
def test_score_limits_as_statsmodels_has_them(counts: Counts) -> None:
    """Of ratios; that of a difference has no limits in statsmodels for two of the three tables, and SAS's are met."""
    for compare, name in ((risk_ratio, "ratio"), (odds_ratio, "odds-ratio")):
        for corrected, interval in ((True, "miettinen-nurminen"), (False, "score")):
            known = confint_proportions_2indep(*counts, method="score", compare=name, correction=corrected)
            made = compare(*counts, 0.95, interval)
            assert (made["conf_low"], made["conf_high"]) == pytest.approx(known, rel=1e-9)


def test_the_exact_difference_by_enumeration() -> None:
    """Every table of 3 of 9 against 6 of 11, a fine grid of shares, and a search from the outside by hand."""
    x1, n1, x0, n0 = 3, 9, 6, 11

    def p_above(delta: float) -> float:
        here = difference_statistic(x1, n1, x0, n0, delta)
        tables = [
            (a, b)
            for a in range(n1 + 1)
            for b in range(n0 + 1)
            if difference_statistic(a, n1, b, n0, delta) >= here - 1e-6
        ]
        shares = np.linspace(max(0, -delta), min(1, 1 - delta), 2001)
        chance = sum(stats.binom.pmf(a, n1, shares + delta) * stats.binom.pmf(b, n0, shares) for a, b in tables)
        return float(np.max(chance))

    for delta in (-0.6, -0.4, -0.2):
        assert difference_tails((x1, n1, x0, n0), delta, "exact").above == pytest.approx(p_above(delta), abs=1e-5)
    low = risk_difference(x1, n1, x0, n0, 0.95, "exact")["conf_low"]
    assert p_above(low - 0.002) < 0.025 < p_above(low + 0.002)


@pytest.mark.parametrize("interval", DIFFERENCE_INTERVALS)
@pytest.mark.parametrize("counts", [(7, 34, 1, 34), (3, 9, 6, 11), (0, 10, 4, 12)])
def test_differences_turn_with_the_arms_and_with_the_event(interval: str, counts: Counts) -> None:
    x1, n1, x0, n0 = counts
    made = risk_difference(*counts, 0.95, interval)
    for other in (risk_difference(x0, n0, x1, n1, 0.95, interval),
                  risk_difference(n1 - x1, n1, n0 - x0, n0, 0.95, interval)):  # fmt: skip
        assert (other["estimate"], other["conf_low"]) == pytest.approx(
            (-made["estimate"], -made["conf_high"]), abs=2e-6
        )
        assert other["p_value"] == pytest.approx(made["p_value"], abs=1e-8)


@pytest.mark.parametrize("interval", ODDS_INTERVALS)
def test_odds_turn_with_the_arms_and_with_the_event(interval: str) -> None:
    made, other, without = (odds_ratio(*c, 0.9, interval) for c in ((7, 34, 2, 30), (2, 30, 7, 34), (27, 34, 28, 30)))
    for turned in (other, without):
        assert turned["conf_low"] == pytest.approx(1 / made["conf_high"], rel=1e-8)
        assert turned["p_value"] == pytest.approx(made["p_value"], rel=1e-8)


@pytest.mark.parametrize("counts", [*TABLES, (0, 10, 4, 12), (10, 10, 7, 12)])
def test_a_limit_is_where_the_test_of_it_turns(counts: Counts) -> None:
    """So a margin is excluded by an interval where, and only where, its one-sided p is below half of alpha."""
    for intervals, compare, tails in (
        (DIFFERENCE_INTERVALS, risk_difference, difference_tails),
        (RATIO_INTERVALS, risk_ratio, ratio_tails),
        (ODDS_INTERVALS, odds_ratio, odds_tails),
    ):
        for interval in intervals:
            try:
                made = compare(*counts, 0.95, interval)
            except NoSuchNumber:
                continue
            if interval != "exact" and (low := made["conf_low"]) > (-1 if compare is risk_difference else 0):
                assert tails(counts, low, interval).above == pytest.approx(0.025, abs=1e-7), interval
            if interval != "exact" and made.get("conf_high", math.inf) < (1 if compare is risk_difference else 1e12):
                assert tails(counts, made["conf_high"], interval).below == pytest.approx(0.025, abs=1e-7), interval
            null = 0 if compare is risk_difference else 1
            inside = made["conf_low"] <= null <= made.get("conf_high", math.inf)
            assert (made["p_value"] < 0.05) == (not inside), interval


def test_what_an_empty_cell_leaves() -> None:
    assert "odds have no end" in odds_ratio(10, 10, 3, 10, 0.95)["reason"]
    with pytest.raises(NoSuchNumber, match="everybody of both arms"):
        odds_ratio(10, 10, 12, 12, 0.95)
    with pytest.raises(NoSuchNumber, match="cell of the table is empty"):
        odds_ratio(0, 10, 3, 10, 0.95, "wald")
    assert odds_ratio(0, 10, 3, 10, 0.95)["conf_low"] == 0
    with pytest.raises(NoSuchNumber, match="no Wald interval"):
        risk_difference(0, 10, 0, 12, 0.95, "wald")
    for interval in ("newcombe", "exact", "agresti-caffo", "score"):
        made = risk_difference(0, 10, 0, 12, 0.95, interval)
        assert made["conf_low"] < 0 < made["conf_high"]
    with pytest.raises(FitError, match="miettinen-nurminen"):
        risk_difference(10, 2000, 20, 2000, 0.95, "exact")


def test_strata_as_statsmodels_has_them() -> None:
    strata = Strata.of(STRATA)
    known = StratifiedTable([np.array([[a, n - a], [b, m - b]]) for a, n, b, m in STRATA])
    made = stratified_odds(strata, 0.95)
    assert made["estimate"] == pytest.approx(known.oddsratio_pooled, rel=1e-12)
    assert made["std_error"] == pytest.approx(known.logodds_pooled_se, rel=1e-12)
    assert stratified_ratio(strata, 0.95)["estimate"] == pytest.approx(known.riskratio_pooled, rel=1e-12)
    test = known.test_null_odds(correction=False)
    assert mantel_haenszel_test(strata)["statistic"] == pytest.approx(test.statistic, rel=1e-12)
    for tarone in (True, False):
        assert breslow_day(strata, tarone=tarone)["statistic"] == pytest.approx(
            known.test_equal_odds(adjust=tarone).statistic, rel=1e-9
        )


def test_the_score_test_over_strata_is_that_of_mantel_and_haenszel() -> None:
    strata = Strata.of(STRATA)
    z = stratified_difference(strata, 0.95, "miettinen-nurminen")["statistic"]
    assert z**2 == pytest.approx(mantel_haenszel_test(strata)["statistic"], rel=1e-12)
    rows = [arm for a, n, b, m in STRATA for arm in ["T"] * n + ["C"] * m]
    events = [x for a, n, b, m in STRATA for x in [1] * a + [0] * (n - a) + [1] * b + [0] * (m - b)]
    own = list(itertools.chain.from_iterable([k] * (n + m) for k, (_, n, _, m) in enumerate(STRATA)))
    for association in ("general", "row_means", "correlation"):
        made = cochran_mantel_haenszel(rows, events, own, association)
        assert (made["statistic"], made["num_df"]) == (pytest.approx(z**2, rel=1e-10), 1)


@pytest.mark.parametrize("method", ALIKE)
@pytest.mark.parametrize("counts", [*TABLES, (0, 10, 4, 12)])
def test_one_stratum_is_the_table_itself(method: str, counts: Counts) -> None:
    made = stratified_difference(Strata.of([counts]), 0.95, method)
    alone = risk_difference(*counts, 0.95, ALIKE[method])
    for name in ("estimate", "conf_low", "conf_high", "p_value"):
        assert made[name] == pytest.approx(alone[name], abs=1e-9)


@pytest.mark.parametrize("counts", TABLES)
def test_ratios_of_one_stratum_are_those_of_wald(counts: Counts) -> None:
    one = Strata.of([counts])
    for made, alone in [(stratified_ratio(one, 0.95, m), risk_ratio(*counts, 0.95, "wald")) for m in STRATIFIED_RATIOS]:
        assert made["conf_low"] == pytest.approx(alone["conf_low"], rel=1e-10)
    for made, alone in [(stratified_odds(one, 0.95, m), odds_ratio(*counts, 0.95, "wald")) for m in STRATIFIED_ODDS]:
        assert made["conf_low"] == pytest.approx(alone["conf_low"], rel=1e-10)


@pytest.mark.parametrize("method", STRATIFIED_DIFFERENCES)
def test_strata_have_no_order_and_arms_turn_the_sign(method: str) -> None:
    made = stratified_difference(Strata.of(STRATA), 0.95, method)
    again = stratified_difference(Strata.of(STRATA[::-1]), 0.95, method)
    turned = stratified_difference(Strata.of([(b, m, a, n) for a, n, b, m in STRATA]), 0.95, method)
    # The weights of Miettinen and Nurminen give the reference the part of the standard.
    near = 0.02 if method == "miettinen-nurminen optimal" else 1e-9
    for name in ("estimate", "conf_low", "conf_high"):
        assert again[name] == pytest.approx(made[name], abs=1e-10)
    assert (turned["estimate"], turned["conf_low"]) == pytest.approx((-made["estimate"], -made["conf_high"]), abs=near)
    assert (made["p_value"] < 0.05) == (not made["conf_low"] <= 0 <= made["conf_high"])
    tails = stratified_difference_tails(Strata.of(STRATA), made["conf_low"], method)
    assert tails.above == pytest.approx(0.025, abs=1e-7)


def test_optimal_weights_are_those_of_inverse_variance_under_the_difference() -> None:
    """At a difference of 0 one share holds everywhere, and the weights are n1 n0 / N: the same test, and no other."""
    strata = Strata.of(STRATA)
    fixed, optimal = (
        stratified_difference(strata, 0.95, m) for m in ("miettinen-nurminen", "miettinen-nurminen optimal")
    )
    assert optimal["p_value"] == pytest.approx(fixed["p_value"], rel=1e-10)
    assert optimal["conf_low"] != pytest.approx(fixed["conf_low"], abs=1e-5)


def test_twice_the_subjects_halve_the_variance() -> None:
    twice = Strata.of([tuple(2 * x for x in table) for table in STRATA])
    for method in ("mantel-haenszel, greenland-robins",):
        one, two = (stratified_difference(s, 0.95, method)["std_error"] for s in (Strata.of(STRATA), twice))
        assert one / two == pytest.approx(math.sqrt(2), rel=1e-12)
    assert stratified_odds(Strata.of(STRATA), 0.95)["std_error"] / stratified_odds(twice, 0.95)["std_error"] == (
        pytest.approx(math.sqrt(2), rel=1e-12)
    )


def test_an_arm_alone_and_a_stratum_that_tells_nothing() -> None:
    known = stratified_difference(Strata.of(STRATA), 0.95)
    more = Strata.of([*STRATA, (3, 5, 0, 0), (0, 0, 1, 4)])
    assert stratified_difference(more, 0.95) == known
    assert breslow_day(Strata.of([*STRATA, (0, 5, 0, 5)]))["num_df"] == len(STRATA) - 1
    with pytest.raises(FitError, match="both arms"):
        Strata.of([(3, 5, 0, 0)])
    with pytest.raises(NoSuchNumber, match="fewer than two strata"):
        breslow_day(Strata.of([(3, 5, 1, 5), (0, 5, 0, 5)]))
    with pytest.raises(NoSuchNumber, match="no event"):
        stratified_ratio(Strata.of([(3, 5, 0, 5), (1, 4, 0, 5)]), 0.95)
    for method in ("miettinen-nurminen", "newcombe"):
        made = stratified_difference(Strata.of([(0, 5, 0, 5), (0, 8, 0, 9)]), 0.95, method)
        assert made["conf_low"] < 0 < made["conf_high"]


def test_a_mean_of_logarithms_without_an_event_in_a_stratum() -> None:
    strata = Strata.of([(3, 10, 0, 12), (4, 10, 2, 11)])
    made = stratified_ratio(strata, 0.95, "inverse variance")
    logs = np.log([3.5 / 11 / (0.5 / 13), 4 / 10 / (2 / 11)])
    weights = 1 / np.array([1 / 3.5 - 1 / 11 + 1 / 0.5 - 1 / 13, 1 / 4 - 1 / 10 + 1 / 2 - 1 / 11])
    assert math.log(made["estimate"]) == pytest.approx(float(weights @ logs / weights.sum()), rel=1e-12)
    assert stratified_odds_tails(strata, 1.0, "mantel-haenszel").above < 0.5


def subjects(seed: int, n: int = 400) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Subjects of three arms, a covariate and a stratum that both matter."""
    draw = np.random.default_rng(seed)
    stratum = draw.integers(0, 3, n)
    x = draw.normal(size=n)
    arm = draw.integers(0, 3, n)
    y = (draw.uniform(size=n) < 1 / (1 + np.exp(-(0.4 * arm + x + stratum - 1)))).astype(float)
    frame = pd.DataFrame(
        {"TRT01P": pd.Categorical(np.array(["C", "A", "B"])[arm], ["C", "A", "B"], ordered=True), "X": x}
    )
    return frame, y, stratum


def test_without_covariates_the_standardised_shares_are_the_shares() -> None:
    frame, y, _ = subjects(1)
    fit = fit_logistic(frame, y, ())
    sizes = frame["TRT01P"].value_counts()
    for variance in VARIANCES:
        made = standardise_shares(fit, y, variance)
        for arm in made.arms:
            own = y[frame["TRT01P"] == arm]
            share = made.share(arm, 0.95)
            assert share["estimate"] == pytest.approx(own.mean(), abs=1e-10)
            assert share["std_error"] == pytest.approx(math.sqrt(own.var() / sizes[arm]), rel=0.02)
        if variance == "model":
            gap = made.difference("A", "C", 0.95)
            counts = (
                int(y[frame["TRT01P"] == "A"].sum()),
                sizes["A"],
                int(y[frame["TRT01P"] == "C"].sum()),
                sizes["C"],
            )
            assert gap["conf_low"] == pytest.approx(risk_difference(*counts, 0.95, "wald")["conf_low"], abs=1e-9)


def test_sampled_covariates_add_to_the_variance_of_a_share() -> None:
    """Of a share the covariates' own spread is added, of a difference it nearly cancels; strata can only take off."""
    frame, y, stratum = subjects(2, 1500)
    fit = fit_logistic(frame, y, ("X",))
    fixed, ye = (standardise_shares(fit, y, variance) for variance in ("model", "ye"))
    assert (np.diag(ye.covariance) > np.diag(fixed.covariance)).all()
    gap = [made.difference("B", "C", 0.95)["std_error"] for made in (fixed, ye)]
    assert gap[0] == pytest.approx(gap[1], rel=0.05)
    strict = standardise_shares(fit, y, "ye", stratum)
    assert strict.difference("B", "C", 0.95)["std_error"] < gap[1]
    assert strict.difference("B", "C", 0.95)["estimate"] == ye.difference("B", "C", 0.95)["estimate"]
    with pytest.raises(FitError, match="stratified randomisation"):
        standardise_shares(fit, y, "model", stratum)


def test_arms_and_units_decide_nothing() -> None:
    frame, y, stratum = subjects(3)
    made = standardise_shares(fit_logistic(frame, y, ("X",)), y, "ye", stratum)
    other = frame.assign(X=1e4 + 1e3 * frame["X"], TRT01P=frame["TRT01P"].cat.reorder_categories(["B", "A", "C"]))
    again = standardise_shares(fit_logistic(other, y, ("X",)), y, "ye", stratum)
    one, two = made.difference("A", "C", 0.95), again.difference("C", "A", 0.95)
    assert (one["estimate"], one["std_error"]) == pytest.approx((-two["estimate"], two["std_error"]), rel=1e-7)


def test_the_balance_of_stratified_blocks_by_hand() -> None:
    """Two arms of equal parts: the variance of the difference falls by the mean over strata of (r1 + r0)^2, over n."""
    draw = np.random.default_rng(4)
    stratum = np.repeat([0, 1, 2], 40)
    arm = np.tile([0, 1], 60)
    y = (draw.uniform(size=120) < 0.2 + 0.25 * stratum).astype(float)
    frame = pd.DataFrame({"TRT01P": pd.Categorical(np.array(["C", "A"])[arm], ["C", "A"], ordered=True)})
    fit = fit_logistic(frame, y, ())
    plain, strict = (
        standardise_shares(fit, y, "ye", s).difference("A", "C", 0.95)["std_error"] for s in (None, stratum)
    )
    residual = y - np.where(arm == 1, y[arm == 1].mean(), y[arm == 0].mean())
    means = [[residual[(stratum == s) & (arm == a)].mean() for a in (0, 1)] for s in range(3)]
    off = np.mean([(r1 + r0) ** 2 for r0, r1 in means]) / 120
    assert strict**2 == pytest.approx(plain**2 - off, rel=1e-10)


@pytest.mark.parametrize("interval", sorted(ODDS_INTERVALS))
def test_an_odds_ratio_without_an_event_in_the_reference_has_what_there_is(interval: str) -> None:
    counts = (6, 20, 0, 18)
    if interval == "wald":
        with pytest.raises(NoSuchNumber, match="a cell of the table is empty"):
            odds_ratio(*counts, 0.95, interval)
        return
    made = odds_ratio(*counts, 0.95, interval)
    # Of the reverse comparison the ratio is 0, and its upper limit the reciprocal of the lower one here.
    reverse = odds_ratio(*counts[2:], *counts[:2], 0.95, interval)
    assert made["conf_low"] == pytest.approx(1 / reverse["conf_high"], rel=1e-7)
    assert made["p_value"] == pytest.approx(reverse["p_value"])
    if interval == "wald modified":
        log, error = math.log(6.5 * 18.5 / (14.5 * 0.5)), math.sqrt(1 / 6.5 + 1 / 14.5 + 1 / 0.5 + 1 / 18.5)
        expected = [math.exp(log + sign * stats.norm.ppf(0.975) * error) for sign in (-1, 1)]
        assert (made["estimate"], made["conf_low"], made["conf_high"]) == pytest.approx((math.exp(log), *expected))
        return
    assert not {"estimate", "conf_high"} & set(made)
    assert "no event in the reference" in made["reason"]
    if interval == "exact":
        table = [[6, 14], [0, 18]]
        assert made["conf_low"] == pytest.approx(scipy_odds_ratio(table).confidence_interval(0.95).low)
        assert made["p_value"] == pytest.approx(2 * stats.fisher_exact(table, "greater").pvalue)


@pytest.mark.parametrize("interval", sorted(RATIO_INTERVALS))
def test_so_has_a_ratio_of_shares(interval: str) -> None:
    counts = (6, 20, 0, 18)
    if interval == "wald":
        with pytest.raises(NoSuchNumber, match="no event"):
            risk_ratio(*counts, 0.95, interval)
        return
    made, reverse = risk_ratio(*counts, 0.95, interval), risk_ratio(*counts[2:], *counts[:2], 0.95, interval)
    assert made["conf_low"] == pytest.approx(1 / reverse["conf_high"], rel=1e-7)
    if interval == "wald modified":
        assert made["estimate"] == pytest.approx(6.5 / 20.5 / (0.5 / 18.5))
    with pytest.raises(NoSuchNumber, match="no event in either arm"):
        risk_ratio(0, 20, 0, 18, 0.95, interval)
