"""Ranks and wins: R, scipy, pairs counted one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from trialstats.validate.numbers import as_published
from trialstats.validate.requirement import Comparison, Domain, near

if TYPE_CHECKING:
    from trialstats.engines.wins import WinFit

__all__ = ["ranks"]

ranks = Domain("RANK", "Rank tests and win statistics", "OQ", "outcomes.md")

X = (12.0, 15, 9, 15, 20, 7, 11, 15, 18, 13)
Y = (10.0, 9, 8, 12, 15, 6, 9, 11)
FURTHER = (((5.0, 14, 8), (8.0, 11, 3)), ((9.0, 6), (10.0, 10, 2)))
R = "R 4.2.2, wilcox.test and coin: program and output in validate/reference/ranks.*"


@ranks.requires(
    "01",
    "Wilcoxon's rank-sum test with ties and van Elteren's test over strata are R's.",
    tests=("tests/engines/test_rank_tests.py",),
)
def rank_sums() -> Iterator[Comparison]:
    import numpy as np

    from trialstats.engines.rank_tests import van_elteren, wilcoxon

    strata = [(np.array(x), np.array(y)) for x, y in ((X, Y), *FURTHER)]
    yield near("Wilcoxon: p", 0.0540675882477, wilcoxon(*strata[0])["p_value"], part=1e-11, source=R)
    made = van_elteren(strata)
    yield near("van Elteren: chi-square", 2.32269374912, made["statistic"] ** 2, part=1e-11, source=R)
    yield near("van Elteren: p", 0.127499061276, made["p_value"], part=1e-10, source=R)


@ranks.requires(
    "02",
    "The win probability is the share of pairs won, its error Brunner and Munzel's, and the shift of Hodges and Lehmann"
    " the median of all differences.",
    tests=("tests/engines/test_win_probability.py",),
)
def pairs() -> Iterator[Comparison]:
    import numpy as np
    from scipy import stats

    from trialstats.engines.rank_tests import hodges_lehmann
    from trialstats.engines.win_probability import win_probability

    x, y = np.array(X), np.array(Y)
    made = win_probability(x, y, 0.95)
    won = sum((a > b) + 0.5 * (a == b) for a in X for b in Y) / (len(X) * len(Y))
    yield near("win probability", won, made["estimate"], within=1e-14, source="pairs counted one by one")
    statistic = (0.5 - made["estimate"]) / made["std_error"]
    expected = stats.brunnermunzel(x, y).statistic
    yield near("Brunner-Munzel statistic", expected, statistic, part=1e-10, source="scipy.stats.brunnermunzel")
    shift = float(np.median(np.subtract.outer(x, y)))
    found = hodges_lehmann(x, y, 0.95)["estimate"]
    yield near("shift", shift, found, within=1e-12, source="closed form: median of all differences")


# Subjects on remdesivir and on placebo by their category of the ordinal scale, worst first (ACTT-1).
ACTT = ((33, 60, 16, 34, 23, 11, 158, 99), (55, 72, 14, 40, 20, 6, 127, 76))


@ranks.requires(
    "03",
    "Wins, losses, ties, win ratio, win odds, net benefit and their errors and limits, of the published categories of "
    "ACTT-1 (N Engl J Med 2020;383:1813), are R's.",
    tests=("tests/engines/test_wins.py::test_the_numbers_of_sas_and_r",),
)
def wins() -> Iterator[Comparison]:
    import numpy as np

    from trialstats.engines.wins import by_value, fit_wins

    active, placebo = (np.repeat(np.arange(1.0, 9.0), numbers) for numbers in ACTT)
    fit = fit_wins([by_value(active, placebo)])
    yield from as_published("covid19b.", {name: float(value) for name, value in win_statistics(fit).items()}, part=1e-9)


def win_statistics(fit: WinFit) -> dict[str, Any]:
    """Give the statistics of a fit by the names that SAS and R have for them."""
    ratio, odds = fit.win_ratio(0.95), fit.win_odds(0.95)
    benefit, probability = fit.net_benefit(0.95), fit.win_probability(0.95)
    return {
        "wins": fit.wins,
        "losses": fit.losses,
        "ties": fit.ties,
        "win_ratio": ratio["estimate"],
        "win_ratio.se_log_ustat": ratio["std_error"],
        "win_ratio.se_log_gamma": ratio["std_error"],
        "win_ratio.lower": ratio["conf_low"],
        "win_ratio.upper": ratio["conf_high"],
        "win_ratio.p": ratio["p_value"],
        "win_odds": odds["estimate"],
        "win_odds.se_log": odds["std_error"],
        "win_odds.lower": odds["conf_low"],
        "win_odds.upper": odds["conf_high"],
        "net_benefit": benefit["estimate"],
        "net_benefit.se": benefit["std_error"],
        "win_probability": probability["estimate"],
        "win_probability.se_biased": probability["std_error"],
        "win_probability.p_biased": probability["p_value"],
        "win_probability.lower": probability["conf_low"],
        "win_probability.upper": probability["conf_high"],
        "gamma": (fit.won - fit.lost) / (fit.won + fit.lost),
    }
